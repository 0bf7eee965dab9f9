// The bias of the count at the limits that REFERENCE.md gives for each regwidth, where registers
// begin to saturate: at 2^(log2m + 2^regwidth - 2) values a register is expected to get its largest
// value once. From regwidth 6 on, 64-bit hashes end before that, so 2^(log2m + 40) values are used
// instead.
#include <cmath>
#include <cstdio>

#include "hll/estimate.hpp"
#include "hll/simulation.hpp"
#include "report.hpp"
#include "statistics.hpp"

namespace hll {

namespace {

constexpr double kShares[] = {0.25, 0.5, 1.0};  // number of values as a share of the limit
// Trials go on until the bias has a smaller standard error than this.
constexpr double kEnough = 0.0004;
constexpr int kBatch = 10000;

struct Result {
  Errors errors;  // relative errors of finite counts
  Share infinite;
};

Result Measure(const Params& params, uint64_t values, double enough) {
  Random random(values + static_cast<uint64_t>(params.log2m()));
  const auto n = static_cast<double>(values);
  Result result;
  do {
    for (int trial = 0; trial < kBatch; ++trial) {
      const Bytes image = FullImage(params, SimulateRegisters(values, params.log2m(), random));
      const double count = CountDistinct(MustParse(image));
      result.infinite.Add(std::isinf(count));
      if (!std::isinf(count)) result.errors.Add(count / n - 1.0);
    }
  } while (result.errors.BiasError() > enough);
  return result;
}

double Limit(const Params& params) {
  const int regwidth = params.regwidth();
  return std::ldexp(1.0, params.log2m() + (regwidth < 6 ? (1 << regwidth) - 2 : 40));
}

}  // namespace

void PrintLimits(double effort) {
  std::printf(
      "log2m,regwidth,limit,share,bias_percent,bias_standard_error,rmse_percent,infinite_"
      "percent\n");
  for (const int log2m : {4, 5, 6, 7, 8})
    for (const int regwidth : {1, 2, 3, 4, 5, 6})
      for (const double share : kShares) {
        const Params params = MakeParams(log2m, regwidth);
        const double limit = Limit(params);
        const Result r =
            Measure(params, static_cast<uint64_t>(share * limit), kEnough / std::sqrt(effort));
        std::printf("%d,%d,%.0f,%g,%.2f,%.3f,%.1f,%.3f\n", log2m, regwidth, limit, share,
                    100 * r.errors.Bias(), 100 * r.errors.BiasError(), 100 * r.errors.Rmse(),
                    r.infinite.Percent());
        std::fflush(stdout);
      }
}

}  // namespace hll
