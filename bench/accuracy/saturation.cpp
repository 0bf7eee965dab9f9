// Narrow registers saturate: error and coverage of the count, until the count is infinite.
#include <cmath>

#include "hll/bounds.hpp"
#include "hll/simulation.hpp"
#include "report.hpp"
#include "statistics.hpp"

namespace hll {

namespace {

struct Result {
  Errors errors;  // relative errors of finite estimates
  Share infinite;
  Share covered;
};

Result Measure(const Params& params, uint64_t values, int trials) {
  Random random(values);
  const auto n = static_cast<double>(values);
  Result result;
  for (int trial = 0; trial < trials; ++trial) {
    const Bytes image = FullImage(params, SimulateRegisters(values, params.log2m(), random));
    const Bounds bounds = BoundsOf(MustParse(image), 0.95);
    const bool is_infinite = std::isinf(bounds.estimate);
    result.infinite.Add(is_infinite);
    if (!is_infinite) result.errors.Add(bounds.estimate / n - 1.0);
    result.covered.Add(bounds.lower <= n && n <= bounds.upper);
  }
  return result;
}

}  // namespace

void ReportSaturation(Report* report) {
  const int trials = report->Trials(4000);
  File file(report->directory, "saturation.csv");
  file.Print(
      "log2m,regwidth,values,load,trials,infinite_percent,bias_percent,rmse_percent,theory_percent,"
      "coverage_95_percent\n");
  double least = 100.0;
  for (const int log2m : {4, 8, 11})
    for (const int regwidth : {1, 2, 3, 4})
      // `load` is relative to the number of registers divided by the probability of the largest
      // value.
      for (const double load : {0.1, 0.3, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 16.0}) {
        const Params params = MakeParams(log2m, regwidth);
        const double n =
            std::round(std::ldexp(load, log2m + static_cast<int>(params.last_exact())));
        if (n < 10.0) continue;
        const Result r = Measure(params, static_cast<uint64_t>(n), trials);
        const bool some = r.infinite.Percent() < 100.0;
        const std::string errors =
            some ? Text("%.2f,%.2f", 100 * r.errors.Bias(), 100 * r.errors.Rmse()) : ",";
        file.Print("%d,%d,%.0f,%g,%d,%.1f,%s,%.2f,%.2f\n", log2m, regwidth, n, load, trials,
                   r.infinite.Percent(), errors.c_str(), 100 * RelativeError(params, n),
                   r.covered.Percent());
        least = std::min(least, r.covered.Percent());
      }
  report->figures.push_back({"saturated registers: least coverage of 95 % bounds", "at least 93 %",
                             Text("%.1f %%", least), least >= 93.0});
}

}  // namespace hll
