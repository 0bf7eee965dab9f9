// What other sketches and filters would take, by theory: bytes of a sketch of the same error, and
// bits of filters that forget.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "hll/bounds.hpp"
#include "report.hpp"

namespace hll {

namespace {

double Entropy(double chance) { return chance > 0.0 ? -chance * std::log2(chance) : 0.0; }

// Entropy and Fisher information of a register, or a bitmap, in bits and by the logarithm of the
// number of values. Both move a little with that number, so they are means over one doubling.
struct Content {
  double bits = 0.0;
  double information = 0.0;
};

// f(y, y of the register value below) adds what value k contributes; y is the expected number of
// values that reach k.
template <class F>
Content MeanContent(F f) {
  constexpr int kSteps = 64;
  Content content;
  for (int step = 0; step < kSteps; ++step)
    for (int k = -60; k < 60; ++k) f(std::exp2(k + static_cast<double>(step) / kSteps), &content);
  return {content.bits / kSteps, content.information / kSteps};
}

// A register of HyperLogLog is at most k with probability exp(-y).
Content OfRegister() {
  return MeanContent([](double y, Content* content) {
    const double chance = std::exp(-y) - std::exp(-2.0 * y);
    content->bits += Entropy(chance);
    if (chance < 1e-300) return;
    const double slope = -y * std::exp(-y) + 2.0 * y * std::exp(-2.0 * y);
    content->information += slope * slope / chance;
  });
}

// Bit k of a bitmap of PCSA (Flajolet and Martin 1985) is set with probability 1 - exp(-y).
Content OfBitmap() {
  return MeanContent([](double y, Content* content) {
    const double zero = std::exp(-y);
    content->bits += Entropy(zero) + Entropy(1.0 - zero);
    if (y < 700.0) content->information += y * y / std::expm1(y);
  });
}

// The bytes of as many registers as the error of log2m 11 needs.
double BytesFor(const Content& content, double bits) {
  const double error = LargeSetError(11);
  return bits / (8.0 * content.information * error * error);
}

void PrintSketches() {
  const Content of_register = OfRegister();
  const Content of_bitmap = OfBitmap();
  std::printf("bytes of a sketch with a standard error of %.2f %%\n", 100.0 * LargeSetError(11));
  std::printf("HyperLogLog, 5 bits a register        %5.0f\n", BytesFor(of_register, 5.0));
  std::printf("HyperLogLog, compressed to its entropy %4.0f\n",
              BytesFor(of_register, of_register.bits));
  std::printf("PCSA, compressed to its entropy        %4.0f\n\n",
              BytesFor(of_bitmap, of_bitmap.bits));
}

// The false positive rate of an age-partitioned filter (Shtul, Baquero and Almeida 2020) when it is
// full: an element sets a bit in each of the `k` youngest slices, and is found if k slices in a row
// have its bits. A slice is half full when it leaves the k youngest.
double RateOfAgePartitioned(int k, int l) {
  std::vector<double> run(static_cast<size_t>(k), 0.0);  // that the last slices match, by number
  run[0] = 1.0;
  double found = 0.0;
  for (int slice = 0; slice < k + l; ++slice) {
    const double match = slice < k ? 1.0 - std::exp2(-static_cast<double>(slice + 1) / k) : 0.5;
    found += run.back() * match;
    double stops = 0.0;
    for (const double chance : run) stops += chance * (1.0 - match);
    for (size_t i = run.size() - 1; i > 0; --i) run[i] = run[i - 1] * match;
    run[0] = stops;
  }
  return found;
}

void PrintAgePartitioned(double rate) {
  double best = HUGE_VAL;
  int best_k = 0;
  int best_l = 0;
  for (int k = 2; k <= 30; ++k)
    for (int l = 1; l <= 200; ++l) {
      const double bits = static_cast<double>((k + l) * k) / (l * std::log(2.0));
      if (bits >= best || RateOfAgePartitioned(k, l) > rate) continue;
      best = bits;
      best_k = k;
      best_l = l;
    }
  std::printf(
      "age-partitioned filter, %4.1f %% wrong yes: %.1f bits an element of the window (k = %d, l = "
      "%d)\n",
      100.0 * rate, best, best_k, best_l);
}

}  // namespace

void PrintAlternatives() {
  PrintSketches();
  for (const double rate : {0.01, 0.001}) PrintAgePartitioned(rate);
}

}  // namespace hll
