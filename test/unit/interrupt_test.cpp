// Long loops must ask whether they shall stop, at least once in kInterruptStride registers, values
// or blocks.
#include "util/interrupt.hpp"

#include <gtest/gtest.h>

#include "bloom/estimate.hpp"
#include "bloom/test_bloom.hpp"
#include "hll/estimate.hpp"
#include "hll/intersection/pair_histogram.hpp"
#include "hll/intersection/triple_histogram.hpp"
#include "hll/test_hll.hpp"

using hll::Bytes;
using hll::CountDistinct;
using hll::FilledRegisters;
using hll::Form;
using hll::Image;
using hll::MakeParams;
using hll::MustParse;
using hll::PairHistogram;
using hll::Params;
using hll::RegisterHistogram;
using hll::TestSketch;
using hll::TripleHistogram;

namespace {

constexpr uint64_t kSlices = 16;
constexpr uint64_t kSteps = kSlices * kInterruptStride;

uint64_t checks = 0;

template <class F>
void ExpectChecks(const char* what, F f) {
  checks = 0;
  f();
  EXPECT_GE(checks, kSlices) << what;
}

class Interrupt : public testing::Test {
 protected:
  void SetUp() override {
    SetInterruptCheck([] { ++checks; });
  }
  void TearDown() override { SetInterruptCheck(nullptr); }
};

TestSketch Filled(const Params& params, uint64_t values) {
  TestSketch sketch(params);
  for (uint64_t i = 1; i <= values; ++i) sketch.Add(i * 0x9e3779b97f4a7c15);
  return sketch;
}

TEST_F(Interrupt, LoopsOverRegisters) {
  static_assert(kSteps == 1 << 20);
  const TestSketch dense = Filled(MakeParams(20, 5, 0, 0), 200000);
  ASSERT_EQ(dense->form(), Form::kFull);
  const Bytes bytes = dense.Write();
  const Image image = MustParse(bytes);
  ExpectChecks("writing FULL", [&] { dense.Write(); });
  ExpectChecks("reading FULL", [&] { TestSketch again(image); });
  ExpectChecks("uniting states", [&] { TestSketch(image).Unite(*dense); });
  ExpectChecks("histogram of a state", [&] { RegisterHistogram histogram(*dense); });
  ExpectChecks("histogram of an image", [&] { RegisterHistogram histogram(image); });
  ExpectChecks("sum of a state", [&] { CountDistinct(*dense); });
  ExpectChecks("sum of an image", [&] { CountDistinct(image); });
  ExpectChecks("counting set registers", [&] { FilledRegisters(image); });
}

TEST_F(Interrupt, LoopsOverValues) {
  const TestSketch values = Filled(MakeParams(11, 5, kSteps), kSteps);
  ASSERT_EQ(values->form(), Form::kExplicit);
  const Bytes bytes = values.Write();
  ExpectChecks("writing EXPLICIT", [&] { values.Write(); });
  ExpectChecks("checking EXPLICIT", [&] { MustParse(bytes); });
  const Image image = MustParse(bytes);
  ExpectChecks("reading EXPLICIT", [&] { image.ForEachHash([](uint64_t) {}); });
  ExpectChecks("moving values", [&] { TestSketch(image).Unite(*values); });
}

TEST_F(Interrupt, LoopsOverSparseRegisters) {
  const TestSketch sparse = Filled(MakeParams(28, 5, 0), kSteps + kSteps / 8);
  ASSERT_EQ(sparse->form(), Form::kSparse);
  const Bytes bytes = sparse.Write();
  ExpectChecks("writing SPARSE", [&] { sparse.Write(); });
  ExpectChecks("checking SPARSE", [&] { MustParse(bytes); });
  ExpectChecks("histogram of SPARSE", [&] { RegisterHistogram histogram(MustParse(bytes)); });
}

TEST_F(Interrupt, ComparingThree) {
  const Bytes dense = Filled(MakeParams(20, 5, 0, 0), 200000).Write();
  const Image image = MustParse(dense);
  ExpectChecks("FULL", [&] { TripleHistogram({image, image, image}, {}); });
  const Bytes list = Filled(MakeParams(24, 5, 0), 100).Write();
  const Image sparse = MustParse(list);
  ASSERT_EQ(sparse.form(), Form::kSparse);
  ExpectChecks("SPARSE", [&] { TripleHistogram({sparse, sparse, sparse}, {}); });
  const Bytes values = Filled(MakeParams(4, 5, kSteps), kSteps).Write();
  const Bytes registers = Filled(MakeParams(4, 5, kSteps, 0), 2 * kSteps).Write();
  const Image few = MustParse(registers);
  ASSERT_EQ(MustParse(values).form(), Form::kExplicit);
  std::vector<uint64_t> scratch(kSteps);
  ExpectChecks("EXPLICIT", [&] { TripleHistogram({MustParse(values), few, few}, scratch); });
}

// The list's only value belongs to the last register, so the loop passes all others on the way.
TEST_F(Interrupt, ComparingAListWithSparseRegisters) {
  const Params params = MakeParams(28, 5, 1);
  const Bytes bytes = Filled(params, kSteps + kSteps / 8).Write();
  TestSketch last(params);
  last.Add(uint64_t{1} << 40 | 0xfffffff);
  const Bytes list = last.Write();
  uint64_t scratch = 0;
  ExpectChecks("", [&] { RegisterHistogram histogram(MustParse(bytes)); });
  const uint64_t of_histogram = checks;
  checks = 0;
  PairHistogram pair(MustParse(list), MustParse(bytes), {&scratch, 1});
  EXPECT_GE(checks, of_histogram + kSlices);
}

TEST_F(Interrupt, LoopsOverBlocks) {
  bloom::TestFilter filter(bloom::MakeParams(50000000, 0.01), {kSteps, 6});
  filter.Add(bloom::Stream(0, bloom::kMaxSparseCount));
  ExpectChecks("making DENSE", [&] { filter.Add(bloom::Stream(0, 1000)); });
  ASSERT_EQ((*filter).form(), bloom::Form::kDense);
  ExpectChecks("folding", [&] { filter.Folded(2); });
  ExpectChecks("fill", [&] { Fill(*filter); });
  ExpectChecks("cardinality", [&] { Cardinality(*filter); });
  ExpectChecks("rate", [&] { FalsePositiveRate(*filter); });
  const bloom::TestFilter copy(filter);
  ExpectChecks("uniting", [&] { filter.Unite(copy); });
  ExpectChecks("intersection", [&] { IntersectionCardinality(*filter, *copy); });
}

}  // namespace
