// Two sketches of different sizes: the error of the count of both together, as
// hll_union_cardinality counts them, beside that of folding both, of two ways to enlarge the
// smaller sketch, and of two large sketches; and coverage of the bounds.
#include "hll/union_count.hpp"

#include <algorithm>
#include <cmath>

#include "hll/intersection.hpp"
#include "hll/simulation.hpp"
#include "report.hpp"
#include "statistics.hpp"

namespace hll {

namespace {

struct Case {
  int left_log2m;
  int right_log2m;  // the greater one
  double only_left;
  double only_right;
  double both;

  double Union() const { return only_left + only_right + both; }
  double Left() const { return only_left + both; }
  double Right() const { return only_right + both; }
};

// All relative to the true size of the union.
struct Result {
  Case c;
  int trials;
  Errors ours;
  Errors folded;    // both with the smaller log2m
  Errors drawn;     // the left sketch enlarged, with random numbers for the registers nobody knows
  Errors repeated;  // the left sketch enlarged by copies of its registers
  Errors large;     // both with the greater log2m
  Share covered;
  Share difference_covered;  // what only the left sketch has, by hll_difference_bounds
  double width = 0.0;

  // True if the estimate takes so many different values that some bounds can miss the truth.
  bool IsSmooth() const { return ours.Rmse() * c.Union() >= 3.0; }
};

Registers Fold(const Registers& registers, int log2m, int to_log2m) {
  Registers folded(size_t{1} << to_log2m);
  for (size_t i = 0; i < registers.size(); ++i) {
    uint8_t value;
    FoldRegisters(MakeParams(log2m, 8), MakeParams(to_log2m, 8), i, {&registers[i], 1}, &value);
    uint8_t& greatest = folded[i % folded.size()];
    greatest = std::max(greatest, value);
  }
  return folded;
}

// The register whose lost bits are zero is what it must have been; the others are `unknown`(it).
template <class F>
Registers Enlarged(const Registers& registers, int log2m, int to_log2m, F unknown) {
  Registers large(size_t{1} << to_log2m);
  const int lost = to_log2m - log2m;
  for (size_t i = 0; i < large.size(); ++i) {
    const int value = std::max(registers[i % registers.size()] - lost, 0);
    large[i] = i < registers.size() ? static_cast<uint8_t>(value) : unknown(i, value);
  }
  return large;
}

double Count(const Params& params, const Registers& registers) {
  const Bytes image = FullImage(params, registers);
  return CountDistinct(MustParse(image));
}

// Adds the errors of the other ways to one trial.
void Compare(const Registers& left, const Registers& left_large, const Registers& right,
             Random& random, Result* r) {
  const Params small = MakeParams(r->c.left_log2m, 5, 0);
  const Params large = MakeParams(r->c.right_log2m, 5, 0);
  const auto add = [&](Errors* errors, const Params& params, const Registers& united) {
    errors->Add(Count(params, united) / r->c.Union() - 1.0);
  };
  const auto enlarged = [&](auto unknown) {
    return Enlarged(left, small.log2m(), large.log2m(), unknown);
  };
  const auto count = static_cast<uint64_t>(Count(small, left));
  const Registers strangers = SimulateRegisters(count, large.log2m(), random);
  add(&r->folded, small, Merged(left, Fold(right, large.log2m(), small.log2m())));
  add(&r->drawn, large, Merged(right, enlarged([&](size_t i, int) { return strangers[i]; })));
  add(&r->repeated, large,
      Merged(right, enlarged([](size_t, int value) { return static_cast<uint8_t>(value); })));
  add(&r->large, large, Merged(right, left_large));
}

Result Measure(const Case& c, int trials) {
  const Params small = MakeParams(c.left_log2m, 5, 0);
  const Params large = MakeParams(c.right_log2m, 5, 0);
  Random random(static_cast<uint64_t>(c.only_left * 7 + c.only_right * 3 + c.both) + c.left_log2m);
  const auto simulate = [&](double n) {
    return SimulateRegisters(static_cast<uint64_t>(n), c.right_log2m, random);
  };
  Result r = {c, trials, {}, {}, {}, {}, {}, {}, {}};
  for (int trial = 0; trial < trials; ++trial) {
    const Registers both = simulate(c.both);
    const Registers left_large = Merged(simulate(c.only_left), both);
    const Registers right = Merged(simulate(c.only_right), both);
    const Registers left = Fold(left_large, c.right_log2m, c.left_log2m);
    const Bytes left_image = FullImage(small, left);
    const Bytes right_image = FullImage(large, right);
    const Bytes folded_image = FullImage(small, Fold(right, c.right_log2m, c.left_log2m));
    const Compared a = {MustParse(left_image), MustParse(left_image)};
    const Compared b = {MustParse(right_image), MustParse(folded_image)};
    const Bounds bounds = UnionBounds(a, b, 0.95, {});
    r.ours.Add(bounds.estimate / c.Union() - 1.0);
    r.covered.Add(bounds.lower <= c.Union() && c.Union() <= bounds.upper);
    const Bounds alone = EstimateDifference(a.common, b.common, 0.95, {}).bounds;
    r.difference_covered.Add(alone.lower <= c.only_left && c.only_left <= alone.upper);
    r.width += (bounds.upper - bounds.lower) / c.Union() / trials;
    Compare(left, left_large, right, random, &r);
  }
  return r;
}

// Sets of these sizes, relative to each other, of which a share of the smaller one is common.
Case OfRatio(int left_log2m, int right_log2m, double left, double right, double common,
             double together) {
  const double both = common * std::min(left, right);
  const double unit = together / (left + right - both);
  const double common_values = std::round(both * unit);
  return {left_log2m, right_log2m, std::round(left * unit) - common_values,
          std::round(right * unit) - common_values, common_values};
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const int right : {14, 12})
    for (const double ratio : {10.0, 1.0, 0.1})
      for (const double common : {0.0, 0.5, 0.94, 1.0})
        cases.push_back(OfRatio(11, right, ratio, 1.0, common, 1e6));
  // A million old visitors at log2m 11, of whom a share returns beside 200,000 new ones at 14.
  for (const double returns : {0.0, 0.25, 0.75, 1.0})
    cases.push_back({11, 14, 1e6 * (1.0 - returns), 2e5, 1e6 * returns});
  for (const double values : {100.0, 1000.0, 10000.0})
    for (const double common : {0.0, 0.5, 1.0})
      cases.push_back(OfRatio(11, 14, 1.0, 1.0, common, values * (2.0 - common)));
  for (const int log2m : {8, 11, 14})
    for (const double common : {0.0, 0.5, 1.0})
      cases.push_back(OfRatio(log2m, log2m, 1.0, 1.0, common, 1e6));
  for (const double common : {0.0, 0.5, 1.0}) {
    cases.push_back(OfRatio(8, 14, 1.0, 1.0, common, 1e6));
    cases.push_back(OfRatio(14, 16, 1.0, 1.0, common, 1e7));
  }
  // Few registers say what only the small sketch has.
  cases.push_back({4, 17, 10, 3000, 300});
  cases.push_back({4, 17, 300, 3000, 10});
  cases.push_back({8, 14, 20, 3000, 500});
  cases.push_back({8, 17, 20, 30000, 300});
  return cases;
}

void WriteTable(const Report& report, const std::vector<Result>& results) {
  File file(report.directory, "union.csv");
  file.Print(
      "left_log2m,right_log2m,only_left,only_right,both,trials,bias_percent,rmse_percent,"
      "coverage_95_percent,bounds_width_percent,folded_rmse_percent,random_registers_rmse_percent,"
      "random_registers_bias_percent,copied_registers_rmse_percent,copied_registers_bias_percent,"
      "both_large_rmse_percent,difference_coverage_95_percent\n");
  for (const Result& r : results)
    file.Print("%d,%d,%.0f,%.0f,%.0f,%d,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f\n",
               r.c.left_log2m, r.c.right_log2m, r.c.only_left, r.c.only_right, r.c.both, r.trials,
               100 * r.ours.Bias(), 100 * r.ours.Rmse(), r.covered.Percent(), 100 * r.width,
               100 * r.folded.Rmse(), 100 * r.drawn.Rmse(), 100 * r.drawn.Bias(),
               100 * r.repeated.Rmse(), 100 * r.repeated.Bias(), 100 * r.large.Rmse(),
               r.difference_covered.Percent());
}

void AddFigures(Report* report, const std::vector<Result>& results) {
  double worst = 0.0;
  double least = 100.0;
  double greatest = 0.0;
  double difference = 100.0;
  for (const Result& r : results) {
    worst = std::max(worst, r.ours.Rmse() / r.folded.Rmse());
    least = std::min(least, r.covered.Percent());
    difference = std::min(difference, r.difference_covered.Percent());
    if (r.IsSmooth()) greatest = std::max(greatest, r.covered.Percent());
    const bool half = r.c.only_left == r.c.only_right && r.c.both == std::round(1e6 / 3.0);
    if (!half || r.c.left_log2m != 11 || r.c.right_log2m != 14) continue;
    const double rmse = 100 * r.ours.Rmse();
    report->figures.push_back({"union: RMSE, log2m 11 and 14, equal sizes, half in common",
                               "at most 1.45 %",
                               Text("%.2f %% (both folded to 11: %.2f %%, both at 14: %.2f %%)",
                                    rmse, 100 * r.folded.Rmse(), 100 * r.large.Rmse()),
                               rmse <= 1.45});
  }
  report->figures.push_back({"union: worst RMSE over that of folding both", "at most 1.02",
                             Text("%.3f", worst), worst <= 1.02});
  report->figures.push_back({"union: least coverage of 95 % bounds", "at least 92 %",
                             Text("%.1f %%", least), least >= 92.0});
  report->figures.push_back({"union: greatest coverage where the error is 3 values or more",
                             "at most 99 %", Text("%.1f %%", greatest), greatest <= 99.0});
  report->figures.push_back({"difference: least coverage of 95 % bounds", "at least 92 %",
                             Text("%.1f %%", difference), difference >= 92.0});
}

}  // namespace

void ReportUnion(Report* report) {
  std::vector<Result> results;
  for (const Case& c : Cases())
    results.push_back(Measure(c, report->Trials(c.right_log2m >= 16 ? 1000 : 2000)));
  WriteTable(*report, results);
  AddFigures(report, results);
}

}  // namespace hll
