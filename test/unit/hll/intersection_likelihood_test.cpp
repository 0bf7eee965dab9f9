// Compares the likelihood of a pair with its numerical derivatives and with simulated pairs, and
// the errors that it predicts with figures from the literature.
#include "hll/intersection/likelihood.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "hll/intersection.hpp"
#include "hll/simulation.hpp"

namespace hll {
namespace {

// The registers of N sketches whose parts have these numbers of values.
template <size_t N>
std::array<Registers, N> Simulate(const RatesOf<N>& values, int log2m, Random& random) {
  std::array<Registers, N> sketches;
  sketches.fill(Registers(size_t{1} << log2m));
  for (Sketches part = 1; part <= kAllSketches<N>; ++part) {
    const Registers seen =
        SimulateRegisters(static_cast<uint64_t>(values[PartOf(part)]), log2m, random);
    for (size_t i = 0; i < N; ++i)
      if (part >> i & 1) sketches[i] = Merged(sketches[i], seen);
  }
  return sketches;
}

template <size_t N>
JointCounts<N> CountsOf(const Params& params, const std::array<Registers, N>& sketches) {
  JointCounts<N> counts(params);
  for (size_t i = 0; i < params.registers(); ++i) {
    std::array<unsigned, N> values;
    for (size_t j = 0; j < N; ++j)
      values[j] = std::min<unsigned>(sketches[j][i], params.last_exact() + 1);
    counts.Add(values, 1);
  }
  return counts;
}

// The probability that a register is at most `values`, without the parts' independence of groups.
template <size_t N>
double AtMost(const Params& params, const RatesOf<N>& rates, const std::array<int, N>& values) {
  double exponent = 0.0;
  for (Sketches part = 1; part <= kAllSketches<N>; ++part) {
    int lowest = 64;
    for (size_t i = 0; i < N; ++i)
      if (part >> i & 1) lowest = std::min(lowest, values[i]);
    if (lowest < 0) return 0.0;
    if (lowest <= static_cast<int>(params.last_exact()))
      exponent -= rates[PartOf(part)] * std::ldexp(1.0, -lowest - params.log2m());
  }
  return std::exp(exponent);
}

// The logarithm of the probability that all registers are as they are: by inclusion and exclusion
// over the corners of the distribution function.
template <size_t N>
double PlainValue(const Params& params, const RatesOf<N>& rates,
                  const std::array<Registers, N>& sketches) {
  double sum = 0.0;
  for (size_t i = 0; i < params.registers(); ++i) {
    double chance = 0.0;
    for (Sketches below = 0; below <= kAllSketches<N>; ++below) {
      std::array<int, N> values;
      for (size_t j = 0; j < N; ++j)
        values[j] = std::min<int>(sketches[j][i], static_cast<int>(params.last_exact()) + 1) -
                    static_cast<int>(below >> j & 1);
      chance += AtMost<N>(params, rates, values) * (std::popcount(below) % 2 == 0 ? 1 : -1);
    }
    sum += std::log(chance);
  }
  return sum;
}

const Rates kPairRates = {350, 800, 120};
const RatesOf<3> kTripleRates = {300, 500, 80, 200, 40, 120, 150};

template <size_t N>
void CheckValue(const RatesOf<N>& rates) {
  Random random(7);
  for (const int regwidth : {1, 2, 4, 6}) {
    const Params params = MakeParams(6, regwidth);
    const auto sketches = Simulate<N>(rates, 6, random);
    const JointCounts<N> counts = CountsOf(params, sketches);
    const JointLikelihood<N> likelihood(counts);
    const double value = likelihood.Value(rates);
    EXPECT_NEAR(value, PlainValue<N>(params, rates, sketches), 1e-9 * std::abs(value));
  }
}

TEST(JointLikelihood, ValueIsTheProbabilityOfTheRegisters) {
  CheckValue<2>(kPairRates);
  CheckValue<3>(kTripleRates);
}

// The derivatives must equal differences of the likelihood.
template <size_t N>
void CheckSlopes(const RatesOf<N>& rates) {
  Random random(3);
  for (const int regwidth : {1, 2, 4, 6}) {
    const Params params = MakeParams(8, regwidth);
    const JointCounts<N> counts = CountsOf(params, Simulate<N>(rates, 8, random));
    const JointLikelihood<N> likelihood(counts);
    RatesOf<N> elsewhere = rates;
    for (double& rate : elsewhere) rate *= 1.2;
    const auto slopes = likelihood.SlopesAt(elsewhere);
    for (size_t part = 0; part < rates.size(); ++part) {
      RatesOf<N> above = elsewhere;
      RatesOf<N> below = elsewhere;
      above[part] += 0.01;
      below[part] -= 0.01;
      const double slope = (likelihood.Value(above) - likelihood.Value(below)) / 0.02;
      EXPECT_NEAR(slopes.gradient[part], slope, 1e-4 * std::abs(slope) + 1e-8);
      for (size_t other = 0; other < rates.size(); ++other) {
        const double bend = (likelihood.SlopesAt(above).gradient[other] -
                             likelihood.SlopesAt(below).gradient[other]) /
                            0.02;
        EXPECT_NEAR(-slopes.curvature[part][other], bend, 1e-4 * std::abs(bend) + 1e-12);
      }
    }
  }
}

TEST(JointLikelihood, SlopesAreTheSlopesOfTheValue) {
  CheckSlopes<2>(kPairRates);
  CheckSlopes<3>(kTripleRates);
}

// The information is the mean of the curvature.
template <size_t N>
void CheckInformation(const RatesOf<N>& rates) {
  constexpr int kTrials = 2000;
  Random random(4);
  for (const int regwidth : {1, 2, 5}) {
    const Params params = MakeParams(6, regwidth);
    const RateMatrixOf<N> information = JointInformation<N>(params, rates);
    RateMatrixOf<N> mean = {};
    for (int trial = 0; trial < kTrials; ++trial) {
      RatesOf<N> values;
      for (size_t part = 0; part < rates.size(); ++part)
        values[part] =
            static_cast<double>(std::poisson_distribution<uint64_t>(rates[part])(random));
      const JointCounts<N> counts = CountsOf(params, Simulate<N>(values, 6, random));
      const auto slopes = JointLikelihood<N>(counts).SlopesAt(rates);
      for (size_t i = 0; i < rates.size(); ++i)
        for (size_t j = 0; j < rates.size(); ++j) mean[i][j] += slopes.curvature[i][j] / kTrials;
    }
    for (size_t i = 0; i < rates.size(); ++i)
      for (size_t j = 0; j < rates.size(); ++j)
        EXPECT_NEAR(mean[i][j], information[i][j],
                    0.05 * std::sqrt(information[i][i] * information[j][j]))
            << i << "," << j;
  }
}

TEST(JointLikelihood, InformationIsTheMeanCurvature) {
  CheckInformation<2>({100, 200, 60});
  CheckInformation<3>({100, 120, 60, 80, 90, 70, 60});
}

// Errors times sqrt(m) for large sets, from the literature: ratio, overlap, figure.
TEST(JointLikelihood, ErrorIsWhatTheoryGives) {
  constexpr double kFigures[][3] = {{1, .01, 47.1},  {1, .05, 12.0},  {1, .5, 1.64},
                                    {10, .05, 34.6}, {10, .5, 4.39},  {100, .05, 108},
                                    {100, .5, 13.5}, {1000, .1, 190}, {1, .999, 1.04}};
  const Params params = MakeParams(14, 6);
  for (const auto& [ratio, overlap, expected] : kFigures) {
    const double smaller = 1e8;
    const Joint truth = {smaller * (ratio - overlap), smaller * (1 - overlap), smaller * overlap};
    EXPECT_NEAR(IntersectionError(params, truth) * 128 / expected, 1.0, 0.01)
        << ratio << ", " << overlap;
  }
}

}  // namespace
}  // namespace hll
