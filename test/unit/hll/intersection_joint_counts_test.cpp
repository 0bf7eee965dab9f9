// Compares the counts of three images' registers with a model that takes them one by one, and what
// is taken from these counts with counts of fewer images.
#include "hll/intersection/joint_counts.hpp"

#include <gtest/gtest.h>

#include "hll/intersection/pair_histogram.hpp"
#include "hll/intersection/triple_histogram.hpp"
#include "hll/simulation.hpp"

namespace hll {
namespace {

using Images = std::array<Image, 3>;

TripleHistogram HistogramOf(const Images& images) {
  std::vector<uint64_t> scratch(TripleHistogram::ScratchWords(images));
  return TripleHistogram(images, scratch);
}

JointCounts<2> CountsOf(const Image& left, const Image& right) {
  std::vector<uint64_t> scratch(PairHistogram::ScratchWords(left, right));
  return PairHistogram(left, right, scratch).counts();
}

template <size_t N>
void ExpectEqual(const JointCounts<N>& a, const JointCounts<N>& b) {
  for (size_t group = 0; group < kGroups<N>.size(); ++group) ASSERT_EQ(a[group], b[group]) << group;
}

// The counts of two of three images are those of these two, and so are histograms of unions.
void CheckTriple(const Bytes& first, const Bytes& second, const Bytes& third) {
  const Images images = {MustParse(first), MustParse(second), MustParse(third)};
  const TripleHistogram histogram = HistogramOf(images);
  const JointCounts<3>& counts = histogram.counts();
  for (size_t i = 0; i < 3; ++i)
    for (size_t j = 0; j < 3; ++j)
      if (i != j) ExpectEqual(counts.Pair(i, j), CountsOf(images[i], images[j]));
  TestSketch sketch(images[0]);
  for (const Image& image : images) sketch.Unite(image);
  const Bytes together = sketch.Write();
  const RegisterHistogram expected(MustParse(together));
  for (unsigned value = 0; value <= counts.params().last_exact() + 1; ++value)
    ASSERT_EQ(counts.Union(7)[value], expected[value]);
  uint64_t registers = 0;
  for (size_t group = 0; group < kGroups<3>.size(); ++group)
    for (const uint32_t count : counts[group])
      registers += count * static_cast<uint64_t>(std::popcount(kGroups<3>[group].equal));
  ASSERT_EQ(registers, 3 * counts.params().registers());
}

TEST(TripleHistogram, CountsEveryRegister) {
  for (const int regwidth : {1, 3, 5, 6, 8})
    for (const int log2m : {4, 8, 13})
      for (const int64_t max_sparse : {0, 2000})
        for (const uint64_t count : {40u, 600u, 6000u}) {
          const Params params = MakeParams(log2m, regwidth, 0);
          CheckTriple(StreamSketch(params, 0, count, max_sparse), StreamSketch(params, 20, 50, 100),
                      StreamSketch(params, 30, 900));
        }
}

TEST(TripleHistogram, CountsTheRegistersOfExplicitValues) {
  const Params params = MakeParams(8, 5, 256);
  for (const uint64_t few : {1u, 30u, 256u}) {
    const Bytes bytes[] = {StreamSketch(params, 0, few), StreamSketch(params, 20, 600),
                           StreamSketch(params, 250, 900)};
    const Images images = {MustParse(bytes[0]), MustParse(bytes[1]), MustParse(bytes[2])};
    const TripleHistogram histogram = HistogramOf(images);
    uint64_t outside[3] = {};
    images[0].ForEachHash([&](uint64_t hash) {
      const RegisterUpdate update = UpdateOf(params, hash);
      const bool out1 = update.value > images[1].Register(update.index);
      const bool out2 = update.value > images[2].Register(update.index);
      outside[0] += out1;
      outside[1] += out2;
      outside[2] += out1 || out2;
    });
    for (const Sketches others : {2u, 4u, 6u})
      EXPECT_EQ(histogram.outside(others), outside[others / 2 - 1]);
    for (const size_t other : {1u, 2u})
      ExpectEqual(histogram.counts().Pair(0, other), CountsOf(images[0], images[other]));
  }
}

// Registers that are all zero in all images are counted without being read.
TEST(TripleHistogram, CountsWhatNoneHas) {
  const Params params = MakeParams(16, 5, 0);
  const Bytes sparse = StreamSketch(params, 0, 5);
  const Image image = MustParse(sparse);
  ASSERT_EQ(image.form(), Form::kSparse);
  EXPECT_EQ(HistogramOf({image, image, image}).counts().Of(7, 0)[0], 65536 - image.count());
}

TEST(TripleHistogram, ValuesThatNoHashGivesAreSaturated) {
  Random random(1);
  const Params params = MakeParams(4, 8, 0);
  const auto any = [&] {
    Registers registers(16);
    for (uint8_t& value : registers) value = static_cast<uint8_t>(random());
    return FullImage(params, registers);
  };
  CheckTriple(any(), any(), any());
}

TEST(JointCounts, OrderDoesntDependOnWhichCameFirst) {
  const Params params = MakeParams(8, 5, 0);
  const Bytes bytes[] = {StreamSketch(params, 0, 500), StreamSketch(params, 100, 500),
                         StreamSketch(params, 300, 900)};
  std::array<size_t, 3> order = {0, 1, 2};
  std::vector<JointCounts<3>> all;
  do {
    JointCounts<3> counts = HistogramOf({MustParse(bytes[order[0]]), MustParse(bytes[order[1]]),
                                         MustParse(bytes[order[2]])})
                                .counts();
    const auto where = counts.Order(0);
    all.push_back(counts);
    ExpectEqual(all.front(), counts);
    ExpectEqual(counts.Pair(0, 1),
                CountsOf(MustParse(bytes[order[where[0]]]), MustParse(bytes[order[where[1]]])));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(JointCounts, OrderLeavesTheFirstOnes) {
  const Params params = MakeParams(8, 5, 0);
  JointCounts<2> counts(params);
  counts.Add({5, 3}, 7);
  JointCounts<2> mirror(params);
  mirror.Add({3, 5}, 7);
  EXPECT_EQ(counts.Order(1)[0], 0u);
  EXPECT_EQ(mirror.Order(1)[0], 0u);
  EXPECT_NE(counts.Order(0)[0], mirror.Order(0)[0]);
  ExpectEqual(counts, mirror);
}

}  // namespace
}  // namespace hll
