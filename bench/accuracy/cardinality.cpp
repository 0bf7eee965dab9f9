// One sketch: bias, error and coverage of the count for each number of values.
#include <algorithm>
#include <cmath>

#include "hll/bounds.hpp"
#include "hll/simulation.hpp"
#include "plot.hpp"
#include "report.hpp"
#include "statistics.hpp"

namespace hll {

namespace {

constexpr int kLog2ms[] = {8, 11, 14, 16};
constexpr int kRegwidths[] = {4, 5, 6};

struct Point {
  Params params;
  uint64_t values;
  int trials;
  Errors errors;  // relative errors
  Share covered;

  double Load() const {
    return static_cast<double>(values) / static_cast<double>(params.registers());
  }
  // For few values, errors begin with two values in one register. n - 1 of n values can cause one.
  double Theory() const {
    const auto n = static_cast<double>(values);
    return RelativeError(params, n) * std::sqrt(1.0 - 1.0 / n);
  }
  // True if there are enough trials to measure the error. For few values, it comes from pairs in
  // one register, and there must be many such pairs.
  bool MeasuresError() const {
    const double n = static_cast<double>(values);
    return values >= 10 && trials * n * Load() / 2.0 >= 2000.0;
  }
  // True if the estimate takes so many different values that some bounds can miss in 1 % or 2 % of
  // the trials, instead of only in 0 % or 5 %.
  bool IsSmooth() const {
    const auto n = static_cast<double>(values);
    return n * RelativeError(params, n) >= 2.0;
  }
};

// 1, 2, 5, 10, ... up to 1000 m.
std::vector<uint64_t> ValuesFor(int log2m) {
  const uint64_t most = uint64_t{1000} << log2m;
  std::vector<uint64_t> values;
  for (uint64_t decade = 1; decade <= most; decade *= 10)
    for (const uint64_t digit : {1u, 2u, 5u})
      if (decade * digit <= most) values.push_back(decade * digit);
  if (values.back() < most) values.push_back(most);
  return values;
}

// All widths get the same registers, clipped to the largest value of the width.
std::vector<Point> Measure(int log2m, uint64_t values, int trials) {
  std::vector<Point> points;
  for (const int regwidth : kRegwidths)
    points.push_back({MakeParams(log2m, regwidth), values, trials, {}, {}});
  Random random(values * 64 + static_cast<uint64_t>(log2m));
  const auto n = static_cast<double>(values);
  for (int trial = 0; trial < trials; ++trial) {
    const Registers registers = SimulateRegisters(values, log2m, random);
    for (Point& point : points) {
      const Bytes image = FullImage(point.params, registers);
      const Bounds bounds = BoundsOf(MustParse(image), 0.95);
      point.errors.Add(bounds.estimate / n - 1.0);
      point.covered.Add(bounds.lower <= n && n <= bounds.upper);
    }
  }
  return points;
}

void WriteTable(const Report& report, const std::vector<Point>& points) {
  File file(report.directory, "cardinality.csv");
  file.Print(
      "log2m,regwidth,values,trials,bias_percent,bias_standard_error,rmse_percent,theory_percent,"
      "rmse_over_theory,coverage_95_percent\n");
  for (const Point& p : points)
    file.Print("%d,%d,%llu,%d,%.4f,%.4f,%.4f,%.4f,%.3f,%.2f\n", p.params.log2m(),
               p.params.regwidth(), static_cast<unsigned long long>(p.values), p.trials,
               100 * p.errors.Bias(), 100 * p.errors.BiasError(), 100 * p.errors.Rmse(),
               100 * p.Theory(), p.values > 1 ? p.errors.Rmse() / p.Theory() : 1.0,
               p.covered.Percent());
}

template <class F>
std::vector<Line> LinesOf(const std::vector<Point>& points, bool (*is_shown)(const Point&),
                          F value) {
  std::vector<Line> lines;
  for (const int log2m : kLog2ms) {
    Line line = {Text("log2m %d", log2m), static_cast<int>(lines.size()), Style::kMeasured, {}};
    for (const Point& p : points)
      if (p.params.log2m() == log2m && p.params.regwidth() == 5 && is_shown(p))
        line.points.push_back({p.Load(), value(p)});
    lines.push_back(line);
  }
  return lines;
}

const Axis kLoadAxis = {
    "values / registers", 1e-4, 1e3, true, {1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000}};

void WritePlots(const Report& report, const std::vector<Point>& points) {
  const std::string& directory = report.directory;
  WritePlot(directory, "bias.svg", "Bias of the count, in % (regwidth 5)", kLoadAxis,
            {"bias, %", -0.3, 0.3, false, {-0.3, -0.15, 0, 0.15, 0.3}},
            LinesOf(
                points, [](const Point&) { return true; },
                [](const Point& p) { return 100 * p.errors.Bias(); }));

  std::vector<Line> rmse = LinesOf(
      points, [](const Point& p) { return p.MeasuresError(); },
      [](const Point& p) {
        return p.errors.Rmse() * std::sqrt(static_cast<double>(p.params.registers()));
      });
  Line theory = {"theory", 5, Style::kTheory, {}};
  const Params params = MakeParams(16, 6);
  for (double load = 1e-4; load <= 1e3; load *= 1.2)
    theory.points.push_back({load, RelativeError(params, load * 65536) * 256});
  rmse.push_back(theory);
  WritePlot(directory, "error.svg", "Standard error of the count, times sqrt(registers)", kLoadAxis,
            {"RMSE x sqrt(m)", 0.5, 1.2, false, {0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2}}, rmse);

  std::vector<Line> coverage = LinesOf(
      points, [](const Point& p) { return p.values >= 10; },
      [](const Point& p) { return p.covered.Percent(); });
  coverage.push_back({"asked for", 5, Style::kTheory, {{1e-4, 95}, {1e3, 95}}});
  WritePlot(directory, "coverage.svg", "How often 95 % bounds hold the true count, in %", kLoadAxis,
            {"coverage, %", 90, 100, false, {90, 92, 93, 94, 95, 96, 98, 99, 100}}, coverage);
}

void AddFigures(Report* report, const std::vector<Point>& points) {
  double bias = 0.0;  // the largest, minus 3 standard errors
  double low = 1.0;
  double high = 1.0;
  double least = 100.0;
  double most = 0.0;
  for (const Point& p : points) {
    bias = std::max(bias, 100 * (std::abs(p.errors.Bias()) - 3 * p.errors.BiasError()));
    if (p.MeasuresError()) {
      low = std::min(low, p.errors.Rmse() / p.Theory());
      high = std::max(high, p.errors.Rmse() / p.Theory());
    }
    if (p.values >= 10) least = std::min(least, p.covered.Percent());
    if (p.IsSmooth()) most = std::max(most, p.covered.Percent());
  }
  report->figures.push_back({"count: largest bias beyond 3 standard errors of its mean",
                             "at most 0.15 %", Text("%.3f %%", bias), bias <= 0.15});
  report->figures.push_back({"count: RMSE over theory", "0.95 to 1.05",
                             Text("%.3f to %.3f", low, high), low >= 0.95 && high <= 1.05});
  report->figures.push_back({"count: least coverage of 95 % bounds from 10 values on",
                             "at least 93 %", Text("%.1f %%", least), least >= 93.0});
  report->figures.push_back({"count: greatest coverage where the error is 2 values or more",
                             "at most 99 %", Text("%.1f %%", most), most <= 99.0});
}

}  // namespace

void ReportCardinality(Report* report) {
  std::vector<Point> points;
  for (const int log2m : kLog2ms) {
    const int trials = report->Trials(log2m <= 11 ? 10000 : 4000);
    for (const uint64_t values : ValuesFor(log2m)) {
      const std::vector<Point> measured = Measure(log2m, values, trials);
      points.insert(points.end(), measured.begin(), measured.end());
    }
  }
  WriteTable(*report, points);
  WritePlots(*report, points);
  AddFigures(report, points);
}

}  // namespace hll
