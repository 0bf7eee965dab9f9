// Compares the likelihood of a pair with its numerical derivatives and with simulated pairs, and
// the errors that it predicts with figures from the literature.
#include "hll/intersection/likelihood.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "hll/intersection.hpp"
#include "hll/simulation.hpp"

namespace hll {
namespace {

// The derivatives must equal differences of the likelihood.
TEST(JointLikelihood, SlopesAreTheSlopesOfTheValue) {
  Random random(3);
  for (const int regwidth : {1, 2, 4, 6}) {
    const Params params = MakeParams(8, regwidth);
    const Registers shared = SimulateRegisters(100, 8, random);
    const Bytes left = FullImage(params, Merged(SimulateRegisters(300, 8, random), shared));
    const Bytes right = FullImage(params, Merged(SimulateRegisters(900, 8, random), shared));
    const PairHistogram pair(MustParse(left), MustParse(right), {});
    const JointLikelihood likelihood(pair);
    const Rates rates = {350, 800, 120};
    const JointLikelihood::Slopes slopes = likelihood.SlopesAt(rates);
    for (size_t part = 0; part < 3; ++part) {
      Rates above = rates;
      Rates below = rates;
      above[part] += 0.01;
      below[part] -= 0.01;
      const double slope = (likelihood.Value(above) - likelihood.Value(below)) / 0.02;
      EXPECT_NEAR(slopes.gradient[part] / slope, 1.0, 1e-4);
      for (size_t other = 0; other < 3; ++other) {
        const double bend = (likelihood.SlopesAt(above).gradient[other] -
                             likelihood.SlopesAt(below).gradient[other]) /
                            0.02;
        EXPECT_NEAR(-slopes.curvature[part][other], bend, 1e-4 * std::abs(bend) + 1e-12);
      }
    }
  }
}

// The information is the mean of the curvature, and also the mean outer product of the gradient.
TEST(JointLikelihood, InformationIsTheMeanCurvature) {
  constexpr int kTrials = 2000;
  Random random(4);
  for (const int regwidth : {1, 2, 5}) {
    const Params params = MakeParams(6, regwidth);
    const Rates rates = {100, 200, 60};
    const RateMatrix information = JointInformation(params, rates);
    RateMatrix mean = {};
    for (int trial = 0; trial < kTrials; ++trial) {
      const auto simulate = [&](double rate) {
        return SimulateRegisters(std::poisson_distribution<uint64_t>(rate)(random), 6, random);
      };
      const Registers shared = simulate(rates[kBoth]);
      const Bytes left = FullImage(params, Merged(simulate(rates[kOnlyLeft]), shared));
      const Bytes right = FullImage(params, Merged(simulate(rates[kOnlyRight]), shared));
      const PairHistogram pair(MustParse(left), MustParse(right), {});
      const JointLikelihood::Slopes slopes = JointLikelihood(pair).SlopesAt(rates);
      for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j) mean[i][j] += slopes.curvature[i][j] / kTrials;
    }
    for (size_t i = 0; i < 3; ++i)
      for (size_t j = 0; j < 3; ++j)
        EXPECT_NEAR(mean[i][j] / information[i][j], 1.0, 0.05) << i << "," << j;
  }
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
