// Two sketches: error of the ratio of their sizes by the joint estimate and by two counts, coverage
// of its bounds, and how often they call the change significant.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "hll/intersection.hpp"
#include "hll/intersection/pair_histogram.hpp"
#include "hll/simulation.hpp"
#include "plot.hpp"
#include "report.hpp"
#include "statistics.hpp"

namespace hll {

namespace {

constexpr double kShares[] = {0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.0};
constexpr double kGrowth = 1.03;

struct Case {
  int log2m;
  double before;
  double after;
  double both;
  int64_t expthresh = 0;  // above 0: sets of at most so many values are EXPLICIT

  Joint Truth() const { return {before - both, after - both, both}; }
  double Ratio() const { return after / before; }
  Params parameters() const { return MakeParams(log2m, 5, expthresh); }
  bool IsExplicit() const { return std::min(before, after) <= static_cast<double>(expthresh); }
};

struct Result {
  Case c;
  int trials = 0;
  Errors joint;  // all relative to the true ratio
  Errors counts;
  Share covered;
  Share significant;
  double width = 0.0;
  double differing = 0.0;  // how many registers differ, on the average

  double Theory() const { return ChangeError(c.parameters(), c.Truth()); }
  // True if the estimate takes so many different values that some bounds can miss the truth.
  bool IsSmooth() const {
    return joint.Rmse() * std::min(c.before, c.after) >= 3.0 && differing >= 10.0;
  }
};

// A set of `own` values and of those that `common` holds.
class Set {
 public:
  Set(const Case& c, double own, const std::vector<uint64_t>& common, const Registers& shared,
      Random& random) {
    if (own + c.both > static_cast<double>(c.expthresh)) {
      const Registers registers = SimulateRegisters(static_cast<uint64_t>(own), c.log2m, random);
      image_ = FullImage(c.parameters(), Merged(registers, shared));
      return;
    }
    TestSketch sketch(c.parameters());
    for (const uint64_t hash : common) sketch.Add(hash);
    for (double i = 0; i < own; ++i) sketch.Add(random());
    image_ = sketch.Write();
  }

  Image image() const { return MustParse(image_); }

 private:
  Bytes image_;
};

// The values that both sets have: as registers, and as hashes if one of the sets is EXPLICIT.
void DrawCommon(const Case& c, Random& random, std::vector<uint64_t>* hashes,
                Registers* registers) {
  hashes->clear();
  if (!c.IsExplicit()) {
    *registers = SimulateRegisters(static_cast<uint64_t>(c.both), c.log2m, random);
    return;
  }
  registers->assign(size_t{1} << c.log2m, 0);
  for (double i = 0; i < c.both; ++i) {
    hashes->push_back(random());
    const RegisterUpdate update = UpdateOf(c.parameters(), hashes->back());
    uint8_t& slot = (*registers)[update.index];
    slot = std::max(slot, update.value);
  }
}

double Differing(const Image& left, const Image& right, std::span<uint64_t> scratch) {
  const PairHistogram pair(left, right, scratch);
  const auto& equal = pair.counts().Of(kLeft | kRight, 0);
  return static_cast<double>(left.params().registers()) -
         std::accumulate(equal.begin(), equal.end(), 0.0);
}

Result Measure(const Case& c, int trials) {
  const Joint truth = c.Truth();
  Random random(static_cast<uint64_t>(c.before * 7 + c.after * 3 + c.both) +
                static_cast<uint64_t>(c.log2m));
  Result result;
  result.c = c;
  result.trials = trials;
  std::vector<uint64_t> common;
  Registers shared;
  for (int trial = 0; trial < trials; ++trial) {
    DrawCommon(c, random, &common, &shared);
    const Set before(c, truth.only_left, common, shared, random);
    const Set after(c, truth.only_right, common, shared, random);
    const Image left = before.image();
    const Image right = after.image();
    std::vector<uint64_t> scratch(JointScratchWords(left, right));
    const Change change = EstimateChange(left, right, 0.95, scratch);
    const Bounds& ratio = change.ratio;
    result.joint.Add(ratio.estimate / c.Ratio() - 1.0);
    result.counts.Add(CountDistinct(right) / CountDistinct(left) / c.Ratio() - 1.0);
    result.covered.Add(ratio.lower <= c.Ratio() && c.Ratio() <= ratio.upper);
    result.significant.Add(change.Significant());
    result.differing += Differing(left, right, scratch) / trials;
    result.width += (ratio.upper - ratio.lower) / c.Ratio() / trials;
  }
  return result;
}

// Sets of which the first is `share` in the second, which is `growth` times as large.
Case CaseOf(int log2m, double before, double growth, double share) {
  return {log2m, before, std::round(before * growth), std::round(before * share)};
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  // What the plot shows.
  for (const int log2m : {11, 16})
    for (const double share : kShares)
      cases.push_back(CaseOf(log2m, log2m == 11 ? 1e5 : 1e6, kGrowth, share));
  // From a handful of values to very many, equal sets, and sets that hold all of the other.
  for (const int log2m : {4, 8, 11})
    for (const double before : {5.0, 30.0, 300.0, 3e3, 1e5, 1e8})
      for (const double growth : {1.0, 1.3, 10.0})
        for (const double share : {0.0, 0.1, 0.7, 0.99, 1.0})
          if (before > 30.0 || share != 0.99) cases.push_back(CaseOf(log2m, before, growth, share));
  for (const double before : {300.0, 1e4, 1e8})
    for (const double growth : {1.0, 10.0})
      for (const double share : {0.0, 0.7, 1.0}) cases.push_back(CaseOf(16, before, growth, share));
  // Only a few values aren't common.
  for (const int log2m : {8, 11})
    for (const double load : {0.2, 0.5, 2.0, 10.0})
      for (const auto& [own, others] :
           {std::pair(0, 1), {1, 1}, {0, 3}, {2, 3}, {0, 10}, {5, 10}}) {
        const double both = std::round(std::ldexp(load, log2m));
        cases.push_back({log2m, both + own, both + others, both});
      }
  // One of the sets is EXPLICIT, the first or the second.
  for (const double few : {20.0, 100.0, 250.0})
    for (const double many : {260.0, 1000.0, 1e5})
      for (const double share : {0.0, 0.5, 0.9, 1.0}) {
        const double both = std::round(share * few);
        cases.push_back({11, few, many, both, 256});
        cases.push_back({11, many, few, both, 256});
      }
  return cases;
}

void WriteTable(const Report& report, const std::vector<Result>& results) {
  File file(report.directory, "change.csv");
  file.Print(
      "log2m,before,after,both,explicit,trials,joint_bias_percent,joint_rmse_percent,"
      "joint_theory_percent,counts_rmse_percent,coverage_95_percent,bounds_width_percent,"
      "significant_percent\n");
  for (const Result& r : results)
    file.Print("%d,%.0f,%.0f,%.0f,%d,%d,%.3f,%.3f,%.3f,%.3f,%.2f,%.2f,%.1f\n", r.c.log2m,
               r.c.before, r.c.after, r.c.both, r.c.IsExplicit(), r.trials, 100 * r.joint.Bias(),
               100 * r.joint.Rmse(), 100 * r.Theory(), 100 * r.counts.Rmse(), r.covered.Percent(),
               100 * r.width, r.significant.Percent());
}

// Error over the share that is common: lines from theory, marks from measurement.
void WriteErrorPlot(const Report& report, const std::vector<Result>& results) {
  std::vector<Line> lines;
  int color = 0;
  for (const int log2m : {11, 16}) {
    Line joint = {Text("joint, log2m %d", log2m), color, Style::kMarks, {}};
    Line theory = {"", color, Style::kTheory, {}};
    Line counts = {Text("counts, log2m %d", log2m), color + 3, Style::kMeasured, {}};
    for (const Result& r : results) {
      if (r.c.log2m != log2m || r.c.Ratio() != kGrowth) continue;
      const double share = r.c.both / r.c.before;
      joint.points.push_back({share, 100 * r.joint.Rmse()});
      counts.points.push_back({share, 100 * r.counts.Rmse()});
    }
    for (double share = 0.0; share < 1.0; share += 0.01) {
      const Case c = CaseOf(log2m, log2m == 11 ? 1e5 : 1e6, kGrowth, share);
      theory.points.push_back({share, 100 * ChangeError(c.parameters(), c.Truth())});
    }
    for (const Line& line : {joint, theory, counts}) lines.push_back(line);
    ++color;
  }
  WritePlot(report.directory, "change.svg", "Standard error of a change of 3 % (dashed: theory)",
            {"share of the first set that is common",
             0,
             1,
             false,
             {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1}},
            {"RMSE, % of the ratio", 0.05, 5, true, {0.05, 0.1, 0.2, 0.5, 1, 2, 5}}, lines);
}

void AddFigures(Report* report, const std::vector<Result>& results) {
  double least = 100.0;
  double greatest = 0.0;
  double worst = 0.0;
  for (const Result& r : results) {
    least = std::min(least, r.covered.Percent());
    if (!r.IsSmooth()) continue;
    greatest = std::max(greatest, r.covered.Percent());
    worst = std::max(worst, r.joint.Rmse() / r.counts.Rmse());
    for (const auto& [share, most] : {std::pair(0.0, 3.6), {0.7, 2.4}})
      if (r.c.log2m == 11 && r.c.Ratio() == kGrowth && r.c.both == share * r.c.before)
        report->figures.push_back(
            {Text("change: RMSE of +3 %%, log2m 11, %g %% in common", 100 * share),
             Text("at most %g points", most),
             Text("%.2f points (two counts: %.2f)", 100 * kGrowth * r.joint.Rmse(),
                  100 * kGrowth * r.counts.Rmse()),
             100 * kGrowth * r.joint.Rmse() <= most});
  }
  report->figures.push_back({"change: worst RMSE over that of two counts", "at most 1.03",
                             Text("%.3f", worst), worst <= 1.03});
  report->figures.push_back({"change: least coverage of 95 % bounds", "at least 93 %",
                             Text("%.1f %%", least), least >= 93.0});
  report->figures.push_back({"change: greatest coverage where the error is 3 values or more",
                             "at most 99 %", Text("%.1f %%", greatest), greatest <= 99.0});
}

}  // namespace

void ReportChange(Report* report) {
  std::vector<Result> results;
  for (const Case& c : Cases())
    results.push_back(Measure(c, report->Trials(c.log2m == 16 ? 1000 : 4000)));
  WriteTable(*report, results);
  WriteErrorPlot(*report, results);
  AddFigures(report, results);
}

}  // namespace hll
