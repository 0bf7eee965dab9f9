// Which intersections are accurate enough: from theory, for large sets.
#include <cmath>

#include "hll/intersection.hpp"
#include "hll/test_hll.hpp"
#include "report.hpp"

namespace hll {

namespace {

double ErrorAt(const Params& params, double ratio, double overlap) {
  constexpr double kSmaller = 1e10;
  const double both = overlap * kSmaller;
  return IntersectionError(params, {kSmaller * ratio - both, kSmaller - both, both});
}

// The smallest overlap with at most this error, to two digits. A larger overlap has a smaller
// error.
double LeastOverlap(const Params& params, double ratio, double error) {
  double too_low = 1e-7;
  double enough = 1.0;
  while (enough / too_low > 1.0001) {
    const double middle = std::sqrt(too_low * enough);
    (ErrorAt(params, ratio, middle) <= error ? enough : too_low) = middle;
  }
  return enough;
}

}  // namespace

void WriteTrust(File* file, double error) {
  constexpr double kRatios[] = {1, 2, 5, 10, 100, 1000};
  file->Print("| log2m |");
  for (const double ratio : kRatios) file->Print(" 1 : %g |", ratio);
  file->Print("\n|---|---|---|---|---|---|---|\n");
  for (const int log2m : {8, 10, 11, 12, 13, 14, 15, 16, 17}) {
    file->Print("| %d |", log2m);
    for (const double ratio : kRatios) {
      const double percent = 100 * LeastOverlap(MakeParams(log2m, 6), ratio, error);
      file->Print(" %.*f %% |", percent >= 10 ? 0 : percent >= 1 ? 1 : 2, percent);
    }
    file->Print("\n");
  }
}

}  // namespace hll
