// Compares the histograms of two images' registers with a model that takes them one by one.
#include "hll/intersection/pair_histogram.hpp"

#include <gtest/gtest.h>

#include "hll/simulation.hpp"

namespace hll {
namespace {

// Returns one register of an image.
uint8_t RegisterOf(const Image& image, uint64_t index) {
  uint8_t value = image.form() == Form::kExplicit ? uint8_t{0} : image.Register(index);
  image.ForEachHash([&](uint64_t hash) {
    const RegisterUpdate update = UpdateOf(image.params(), hash);
    if (update.index == index) value = std::max(value, update.value);
  });
  return value;
}

void CheckPair(const Image& left, const Image& right) {
  std::vector<uint64_t> scratch(PairHistogram::ScratchWords(left, right));
  const PairHistogram pair(left, right, scratch);
  ValueCounts left_less = {};
  ValueCounts left_more = {};
  ValueCounts right_less = {};
  ValueCounts right_more = {};
  ValueCounts equal = {};
  for (uint64_t i = 0; i < left.params().registers(); ++i) {
    const unsigned top = left.params().last_exact() + 1;
    const unsigned l = std::min<unsigned>(RegisterOf(left, i), top);
    const unsigned r = std::min<unsigned>(RegisterOf(right, i), top);
    equal[l] += l == r;
    left_less[l] += l < r;
    left_more[l] += l > r;
    right_less[r] += r < l;
    right_more[r] += r > l;
  }
  ASSERT_EQ(pair.counts().Of(3, 0), equal);
  ASSERT_EQ(pair.counts().Of(1, 2), left_less);
  ASSERT_EQ(pair.counts().Of(1, 0), left_more);
  ASSERT_EQ(pair.counts().Of(2, 1), right_less);
  ASSERT_EQ(pair.counts().Of(2, 0), right_more);
}

TEST(PairHistogram, CountsEveryRegister) {
  for (int regwidth = 1; regwidth <= 8; ++regwidth)
    for (const int log2m : {4, 8, 12})
      for (const uint64_t left_count : {1u, 3u, 30u, 6000u})
        for (const uint64_t right_count : {40u, 600u}) {
          const Params params = MakeParams(log2m, regwidth, left_count < 30 ? 4 : 32);
          const Bytes left = StreamSketch(params, 0, left_count, 50);
          const Bytes right = StreamSketch(params, 2, right_count, 70);
          CheckPair(MustParse(left), MustParse(right));
          CheckPair(MustParse(right), MustParse(left));
        }
}

TEST(PairHistogram, ValuesThatNoHashGivesAreSaturated) {
  Random random(1);
  for (const int regwidth : {6, 7, 8}) {
    Registers left(16);
    Registers right(16);
    for (uint8_t& value : left) value = static_cast<uint8_t>(random());
    for (uint8_t& value : right) value = static_cast<uint8_t>(random());
    const Params params = MakeParams(4, regwidth, 0);
    const Bytes left_image = FullImage(params, left);
    const Bytes right_image = FullImage(params, right);
    CheckPair(MustParse(left_image), MustParse(right_image));
    const Bytes sparse = StreamSketch(params, 0, 2);
    CheckPair(MustParse(sparse), MustParse(right_image));
  }
}

}  // namespace
}  // namespace hll
