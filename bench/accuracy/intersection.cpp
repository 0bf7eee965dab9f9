// Two sketches: error of their intersection by the joint estimate and by inclusion and exclusion,
// and coverage of its bounds.
#include <algorithm>
#include <cmath>

#include "hll/intersection.hpp"
#include "hll/simulation.hpp"
#include "plot.hpp"
#include "report.hpp"
#include "statistics.hpp"
#include "theory.hpp"

namespace hll {

namespace {

struct Case {
  int log2m;
  double left;
  double right;
  double overlap;  // as a share of the smaller set

  Joint Truth() const {
    const double both = std::round(overlap * std::min(left, right));
    return {left - both, right - both, both};
  }
};

struct Result {
  Case c;
  int trials = 0;
  Errors joint;  // all relative to the true size
  Errors inclusion_exclusion;
  Share negative;  // by inclusion and exclusion
  Share covered;
  Share reliable;
  double width = 0.0;

  // True if the estimate takes so many different values that some bounds can miss the truth.
  bool IsSmooth() const { return Ml() * c.Truth().both >= 3.0; }
  double Ml() const { return IntersectionError(MakeParams(c.log2m, 5), c.Truth()); }
  double Ie() const { return InclusionExclusionError(MakeParams(c.log2m, 5), c.Truth()); }
};

// Relative to the true intersection.
double InclusionExclusion(const Registers& left, const Registers& right, const Params& params) {
  const auto count = [&](const Registers& registers) {
    const Bytes image = FullImage(params, registers);
    return CountDistinct(MustParse(image));
  };
  return count(left) + count(right) - count(Merged(left, right));
}

Result Measure(const Case& c, int trials) {
  const Params params = MakeParams(c.log2m, 5);
  const Joint truth = c.Truth();
  Random random(static_cast<uint64_t>(c.left * 7 + c.right * 3 + c.overlap * 1000) + c.log2m);
  const auto simulate = [&](double n) {
    return SimulateRegisters(static_cast<uint64_t>(n), c.log2m, random);
  };
  Result result;
  result.c = c;
  result.trials = trials;
  for (int trial = 0; trial < trials; ++trial) {
    const Registers both = simulate(truth.both);
    const Registers left = Merged(simulate(truth.only_left), both);
    const Registers right = Merged(simulate(truth.only_right), both);
    const Bytes left_image = FullImage(params, left);
    const Bytes right_image = FullImage(params, right);
    const Intersection intersection =
        EstimateIntersection(MustParse(left_image), MustParse(right_image), 0.95, {});
    const Bounds& bounds = intersection.bounds;
    const double by_counts = InclusionExclusion(left, right, params);
    result.joint.Add(bounds.estimate / truth.both - 1.0);
    result.inclusion_exclusion.Add(by_counts / truth.both - 1.0);
    result.negative.Add(by_counts < 0.0);
    result.covered.Add(bounds.lower <= truth.both && truth.both <= bounds.upper);
    result.reliable.Add(intersection.reliable);
    result.width += (bounds.upper - bounds.lower) / truth.both / trials;
  }
  return result;
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const int log2m : {11, 14, 16})
    for (const double ratio : {1.0, 10.0, 100.0})
      for (const double overlap : {0.01, 0.05, 0.5}) {
        const double smaller = log2m == 11 ? 1e5 : 1e6;
        cases.push_back({log2m, smaller * ratio, smaller, overlap});
      }
  // Few values compared with the number of registers.
  for (const double smaller : {100.0, 2000.0})
    for (const double ratio : {1.0, 10.0})
      for (const double overlap : {0.05, 0.5})
        cases.push_back({11, smaller * ratio, smaller, overlap});
  // All or nearly all values of the smaller set are common.
  for (const int log2m : {8, 11})
    for (const double ratio : {1.0, 10.0, 100.0})
      for (const double overlap : {0.9, 1.0}) cases.push_back({log2m, 1e4 * ratio, 1e4, overlap});
  for (const double ratio : {1.0, 10.0, 100.0})
    for (const double overlap : {0.05, 0.5}) cases.push_back({8, 1e4 * ratio, 1e4, overlap});
  // All values of a small set except a few are common.
  for (const int log2m : {8, 11, 14}) {
    const double m = std::ldexp(1.0, log2m);
    for (const double load : {0.5, 2.0, 5.0})
      for (const double outside : {1.0, 2.0, 3.0, 5.0})
        cases.push_back({log2m, load * m, 20.0, 1.0 - outside / 20.0});
  }
  return cases;
}

void WriteTable(const Report& report, const std::vector<Result>& results) {
  File file(report.directory, "intersection.csv");
  file.Print(
      "log2m,left,right,overlap,trials,joint_bias_percent,joint_rmse_percent,joint_theory_percent,"
      "inclusion_exclusion_rmse_percent,inclusion_exclusion_theory_percent,"
      "inclusion_exclusion_negative_percent,coverage_95_percent,bounds_width_percent,"
      "reliable_percent\n");
  for (const Result& r : results)
    file.Print("%d,%.0f,%.0f,%g,%d,%.2f,%.2f,%.2f,%.2f,%.2f,%.1f,%.2f,%.1f,%.1f\n", r.c.log2m,
               r.c.left, r.c.right, r.c.overlap, r.trials, 100 * r.joint.Bias(),
               100 * r.joint.Rmse(), 100 * r.Ml(), 100 * r.inclusion_exclusion.Rmse(), 100 * r.Ie(),
               r.negative.Percent(), r.covered.Percent(), 100 * r.width, r.reliable.Percent());
}

// Error over overlap, for each ratio of the sizes: lines from theory, marks from measurement.
void WriteErrorPlot(const Report& report, const std::vector<Result>& results, int log2m,
                    double smaller) {
  std::vector<Line> lines;
  int color = 0;
  for (const double ratio : {1.0, 10.0, 100.0}) {
    Line joint = {Text("joint, 1 : %g", ratio), color, Style::kMarks, {}};
    Line joint_theory = {"", color, Style::kTheory, {}};
    Line counts = {Text("counts, 1 : %g", ratio), color + 3, Style::kMarks, {}};
    Line counts_theory = {"", color + 3, Style::kTheory, {}};
    for (const Result& r : results) {
      if (r.c.log2m != log2m || r.c.right != smaller || r.c.left != smaller * ratio) continue;
      joint.points.push_back({r.c.overlap, 100 * r.joint.Rmse()});
      counts.points.push_back({r.c.overlap, 100 * r.inclusion_exclusion.Rmse()});
    }
    for (double overlap = 0.01; overlap < 1.0; overlap *= 1.1) {
      const Joint truth = Case{log2m, smaller * ratio, smaller, overlap}.Truth();
      const Params params = MakeParams(log2m, 5);
      joint_theory.points.push_back({overlap, 100 * IntersectionError(params, truth)});
      counts_theory.points.push_back({overlap, 100 * InclusionExclusionError(params, truth)});
    }
    for (const Line& line : {joint, joint_theory, counts, counts_theory}) lines.push_back(line);
    ++color;
  }
  WritePlot(report.directory, Text("intersection-%d.svg", log2m),
            Text("Standard error of an intersection, log2m %d (dashed: theory)", log2m),
            {"share of the smaller set that is common",
             0.01,
             1,
             true,
             {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1}},
            {"RMSE, % of the intersection",
             0.2,
             5000,
             true,
             {0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000}},
            lines);
}

void AddFigures(Report* report, const std::vector<Result>& results) {
  struct Limit {
    Case c;
    double most;
  };
  constexpr Limit kLimits[] = {
      {{11, 1e5, 1e5, 0.05}, 28}, {{11, 1e6, 1e5, 0.5}, 10.2}, {{16, 1e8, 1e6, 0.05}, 45}};
  for (const auto& [c, most] : kLimits)
    for (const Result& r : results) {
      if (r.c.log2m != c.log2m || r.c.left != c.left || r.c.right != c.right ||
          r.c.overlap != c.overlap)
        continue;
      const double rmse = 100 * r.joint.Rmse();
      report->figures.push_back(
          {Text("intersection: RMSE, log2m %d, %.0e and %.0e, overlap %g", c.log2m, c.left, c.right,
                c.overlap),
           Text("at most %g %% (inclusion and exclusion: %.0f %%)", most, 100 * r.Ie()),
           Text("%.1f %% (inclusion and exclusion: %.0f %%)", rmse,
                100 * r.inclusion_exclusion.Rmse()),
           rmse <= most});
    }
  double least = 100.0;
  double greatest = 0.0;
  for (const Result& r : results) {
    least = std::min(least, r.covered.Percent());
    if (r.IsSmooth()) greatest = std::max(greatest, r.covered.Percent());
  }
  report->figures.push_back({"intersection: least coverage of 95 % bounds", "at least 92 %",
                             Text("%.1f %%", least), least >= 92.0});
  report->figures.push_back({"intersection: greatest coverage where the error is 3 values or more",
                             "at most 99.5 %", Text("%.1f %%", greatest), greatest <= 99.5});
}

}  // namespace

void ReportIntersection(Report* report) {
  std::vector<Result> results;
  for (const Case& c : Cases())
    results.push_back(Measure(c, report->Trials(c.log2m == 16 ? 2000 : 4000)));
  WriteTable(*report, results);
  WriteErrorPlot(*report, results, 11, 1e5);
  WriteErrorPlot(*report, results, 16, 1e6);
  AddFigures(report, results);
}

}  // namespace hll
