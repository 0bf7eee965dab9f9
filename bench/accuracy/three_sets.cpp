// Three sketches: error of what all three have in common, by the joint estimate, by three
// intersections of two sketches each, and by inclusion and exclusion; coverage and width of the
// bounds.
#include <algorithm>
#include <cmath>

#include "hll/intersection.hpp"
#include "hll/simulation.hpp"
#include "report.hpp"
#include "statistics.hpp"

namespace hll {

namespace {

// The numbers of values in a alone, b alone, a and b, c alone, a and c, b and c, and all three: the
// bits of index + 1 say which sets the values are in.
using Parts = std::array<double, 7>;

struct Case {
  int log2m;
  int expthresh;
  Parts parts;

  double Truth() const { return parts[6]; }
  double Size(unsigned set) const {
    double size = 0.0;
    for (unsigned part = 1; part < 8; ++part) size += part >> set & 1 ? parts[part - 1] : 0.0;
    return size;
  }
};

struct Result {
  Case c;
  int trials = 0;
  Errors joint;  // all relative to the true size
  Errors three_intersections;
  Errors inclusion_exclusion;
  Share covered;
  Share reliable;
  double width = 0.0;       // half of it
  double plus_minus = 0.0;  // the bounds of three intersections, to either side

  // True if the estimate takes so many different values that some bounds can miss the truth.
  bool IsSmooth() const { return joint.Rmse() * c.Truth() >= 3.0; }
};

using Sketches3 = std::array<Bytes, 3>;

// If one set may be EXPLICIT, each value gets a hash.
Sketches3 FromHashes(const Case& c, const Params& params, Random& random) {
  TestSketch sketches[] = {TestSketch(params), TestSketch(params), TestSketch(params)};
  for (unsigned part = 1; part < 8; ++part)
    for (auto i = static_cast<uint64_t>(c.parts[part - 1]); i > 0; --i) {
      const uint64_t hash = random();
      for (unsigned set = 0; set < 3; ++set)
        if (part >> set & 1) sketches[set].Add(hash);
    }
  return {sketches[0].Write(), sketches[1].Write(), sketches[2].Write()};
}

Sketches3 FromRegisters(const Case& c, const Params& params, Random& random) {
  Registers registers[3];
  for (Registers& r : registers) r.resize(params.registers());
  for (unsigned part = 1; part < 8; ++part) {
    const Registers seen =
        SimulateRegisters(static_cast<uint64_t>(c.parts[part - 1]), c.log2m, random);
    for (unsigned set = 0; set < 3; ++set)
      if (part >> set & 1) registers[set] = Merged(registers[set], seen);
  }
  return {FullImage(params, registers[0]), FullImage(params, registers[1]),
          FullImage(params, registers[2])};
}

Bytes United(const Bytes& a, const Bytes& b) {
  TestSketch sketch(MustParse(a));
  sketch.Unite(MustParse(b));
  return sketch.Write();
}

double Count(const Bytes& image) { return CountDistinct(MustParse(image)); }

Bounds BoundsOfPair(const Bytes& a, const Bytes& b) {
  std::vector<uint64_t> scratch(JointScratchWords(MustParse(a), MustParse(b)));
  return EstimateIntersection(MustParse(a), MustParse(b), 0.95, scratch).bounds;
}

void AddTrial(const Sketches3& sketches, Result* result) {
  const auto& [a, b, c] = sketches;
  const Bytes bc = United(b, c);
  const double truth = result->c.Truth();
  const std::array<Image, 3> images = {MustParse(a), MustParse(b), MustParse(c)};
  std::vector<uint64_t> scratch(CommonScratchWords(images));
  const auto [bounds, reliable] = EstimateIntersection(images, 0.95, scratch);
  result->joint.Add(bounds.estimate / truth - 1.0);
  result->covered.Add(bounds.lower <= truth && truth <= bounds.upper);
  result->reliable.Add(reliable);
  result->width += (bounds.upper - bounds.lower) / 2 / truth / result->trials;

  const Bounds x = BoundsOfPair(a, b);
  const Bounds y = BoundsOfPair(a, c);
  const Bounds z = BoundsOfPair(a, bc);
  const auto square = [](const Bounds& of) { return std::pow(of.upper - of.lower, 2); };
  result->three_intersections.Add((x.estimate + y.estimate - z.estimate) / truth - 1.0);
  result->plus_minus += std::sqrt(square(x) + square(y) + square(z)) / 2 / truth / result->trials;
  const double counts = Count(a) + Count(b) + Count(c) - Count(United(a, b)) - Count(United(a, c)) -
                        Count(bc) + Count(United(a, bc));
  result->inclusion_exclusion.Add(counts / truth - 1.0);
}

Result Measure(const Case& c, int trials) {
  const Params params = MakeParams(c.log2m, 5, c.expthresh);
  Random random(static_cast<uint64_t>(c.Size(0) * 7 + c.Size(1) * 3 + c.Truth()) + c.log2m);
  Result result;
  result.c = c;
  result.trials = trials;
  for (int trial = 0; trial < trials; ++trial)
    AddTrial(c.expthresh > 0 ? FromHashes(c, params, random) : FromRegisters(c, params, random),
             &result);
  return result;
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  // These are the rows of docs/cookbook.md, "More than two sets".
  const Parts documented[] = {
      {5000, 5000, 0, 5000, 0, 0, 5000},          {7000, 7000, 1000, 7000, 1000, 1000, 1000},
      {8500, 8500, 500, 8500, 500, 500, 500},     {1000, 9000, 0, 9000, 0, 0, 1000},
      {1000, 35000, 300, 35000, 300, 14600, 400}, {9000, 0, 0, 0, 0, 9000, 1000}};
  for (const Parts& parts : documented) cases.push_back({11, 0, parts});
  // Large sets, and sets smaller than the number of registers.
  for (const double factor : {0.01, 0.1, 1000.0})
    for (const size_t row : {0u, 1u, 3u}) {
      Parts parts = documented[row];
      for (double& part : parts) part = std::round(part * factor);
      cases.push_back({11, 0, parts});
    }
  // One set inside of another one, and of both others; all three nearly equal.
  cases.push_back({11, 0, {0, 9000, 500, 9000, 0, 0, 500}});
  cases.push_back({11, 0, {0, 9000, 0, 5000, 0, 4000, 1000}});
  cases.push_back({11, 0, {0, 90, 0, 50, 0, 400, 20}});
  cases.push_back({11, 0, {100, 100, 100, 100, 100, 100, 9700}});
  // Other numbers of registers.
  for (const int log2m : {8, 14}) {
    cases.push_back({log2m, 0, documented[0]});
    cases.push_back({log2m, 0, documented[1]});
  }
  // One EXPLICIT set, and two.
  cases.push_back({11, 256, {100, 9000, 50, 9000, 50, 900, 50}});
  cases.push_back({11, 256, {50, 1800, 0, 1800, 0, 100, 150}});
  cases.push_back({11, 256, {5, 9000, 5, 9000, 5, 900, 50}});
  cases.push_back({11, 256, {100, 100, 50, 9000, 50, 50, 50}});
  return cases;
}

void WriteTable(const Report& report, const std::vector<Result>& results) {
  File file(report.directory, "three_sets.csv");
  file.Print(
      "log2m,expthresh,only_a,only_b,ab,only_c,ac,bc,abc,trials,joint_bias_percent,"
      "joint_rmse_percent,three_intersections_rmse_percent,inclusion_exclusion_rmse_percent,"
      "coverage_95_percent,bounds_percent,plus_minus_percent,reliable_percent\n");
  for (const Result& r : results) {
    file.Print("%d,%d,", r.c.log2m, r.c.expthresh);
    for (const double part : r.c.parts) file.Print("%.0f,", part);
    file.Print("%d,%.2f,%.2f,%.2f,%.2f,%.2f,%.1f,%.1f,%.1f\n", r.trials, 100 * r.joint.Bias(),
               100 * r.joint.Rmse(), 100 * r.three_intersections.Rmse(),
               100 * r.inclusion_exclusion.Rmse(), r.covered.Percent(), 100 * r.width,
               100 * r.plus_minus, r.reliable.Percent());
  }
}

void AddFigures(Report* report, const std::vector<Result>& results) {
  double error = 0.0;
  double width = 0.0;
  double least = 100.0;
  double greatest = 0.0;
  for (const Result& r : results) {
    error = std::max(error, r.joint.Rmse() / r.three_intersections.Rmse());
    width = std::max(width, r.width / r.plus_minus);
    least = std::min(least, r.covered.Percent());
    if (r.IsSmooth()) greatest = std::max(greatest, r.covered.Percent());
  }
  // Where two sets are equal, both estimates are the same.
  report->figures.push_back({"three sets: greatest RMSE, relative to three intersections of two",
                             "at most 1", Text("%.3f", error), error <= 1.0001});
  report->figures.push_back(
      {"three sets: greatest width of bounds, relative to three intersections of two", "at most 1",
       Text("%.2f", width), width <= 1.0});
  report->figures.push_back({"three sets: least coverage of 95 % bounds", "at least 93 %",
                             Text("%.1f %%", least), least >= 93.0});
  report->figures.push_back({"three sets: greatest coverage where the error is 3 values or more",
                             "at most 99 %", Text("%.1f %%", greatest), greatest <= 99.0});
}

}  // namespace

void ReportThreeSets(Report* report) {
  std::vector<Result> results;
  for (const Case& c : Cases()) results.push_back(Measure(c, report->Trials(2000)));
  WriteTable(*report, results);
  AddFigures(report, results);
}

}  // namespace hll
