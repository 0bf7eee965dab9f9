// An EXPLICIT set compared with registers: how much smaller the error is than with the same set as
// registers.
#include <algorithm>

#include "hll/intersection.hpp"
#include "hll/simulation.hpp"
#include "report.hpp"
#include "statistics.hpp"

namespace hll {

namespace {

struct Case {
  uint64_t few;   // values of the EXPLICIT set
  uint64_t many;  // values of the other set
  double overlap;
};

struct Result {
  Errors by_values;  // relative to the true size
  Errors by_registers;
  Share covered;
};

Result Measure(const Case& c, int trials) {
  const Params params = MakeParams(11, 5, 256);
  const Params without_values = MakeParams(11, 5, 0);
  const double both = std::round(c.overlap * static_cast<double>(c.few));
  Random random(c.few + c.many);
  Result result;
  for (int trial = 0; trial < trials; ++trial) {
    TestSketch few(params);
    TestSketch few_registers(without_values);
    Registers many = SimulateRegisters(c.many - static_cast<uint64_t>(both), 11, random);
    for (uint64_t i = 0; i < c.few; ++i) {
      const uint64_t hash = random();
      few.Add(hash);
      few_registers.Add(hash);
      const RegisterUpdate update = UpdateOf(params, hash);
      if (static_cast<double>(i) < both)
        many[update.index] = std::max(many[update.index], update.value);
    }
    const Bytes left = few.Write();
    const Bytes left_registers = few_registers.Write();
    std::vector<uint64_t> scratch(c.few);
    const Bytes right = FullImage(params, many);
    const Bytes right_again = FullImage(without_values, many);
    const Bounds bounds =
        EstimateIntersection(MustParse(left), MustParse(right), 0.95, scratch).bounds;
    const double by_registers =
        EstimateJoint(MustParse(left_registers), MustParse(right_again), {}).both;
    result.by_values.Add(bounds.estimate / both - 1.0);
    result.by_registers.Add(by_registers / both - 1.0);
    result.covered.Add(bounds.lower <= both && both <= bounds.upper);
  }
  return result;
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const uint64_t few : {20u, 100u, 250u})
    for (const uint64_t many : {1000u, 10000u, 100000u})
      for (const double overlap : {0.1, 0.5, 0.9, 1.0}) cases.push_back({few, many, overlap});
  // All values except a few are common.
  for (const uint64_t few : {20u, 100u, 250u})
    for (const uint64_t many : {500u, 1000u, 2000u, 4000u})
      for (const double outside : {1.0, 2.0, 3.0, 4.0, 5.0})
        cases.push_back({few, many, 1.0 - outside / static_cast<double>(few)});
  return cases;
}

}  // namespace

void ReportExplicit(Report* report) {
  const int trials = report->Trials(2000);
  File file(report->directory, "explicit.csv");
  file.Print(
      "log2m,explicit_values,register_values,overlap,trials,rmse_percent,as_registers_rmse_percent,"
      "coverage_95_percent\n");
  double worst = 0.0;
  double least = 100.0;
  for (const Case& c : Cases()) {
    const Result r = Measure(c, trials);
    file.Print("11,%llu,%llu,%g,%d,%.2f,%.2f,%.2f\n", static_cast<unsigned long long>(c.few),
               static_cast<unsigned long long>(c.many), c.overlap, trials, 100 * r.by_values.Rmse(),
               100 * r.by_registers.Rmse(), r.covered.Percent());
    worst = std::max(worst, r.by_values.Rmse() / r.by_registers.Rmse());
    least = std::min(least, r.covered.Percent());
  }
  report->figures.push_back({"EXPLICIT beside registers: worst RMSE over that of registers alone",
                             "at most 1.02", Text("%.3f", worst), worst <= 1.02});
  report->figures.push_back({"EXPLICIT beside registers: least coverage of 95 % bounds",
                             "at least 92 %", Text("%.1f %%", least), least >= 92.0});
}

}  // namespace hll
