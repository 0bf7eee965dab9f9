// A folded filter must have the same bytes as a filter that was built with fewer blocks.
#include <gtest/gtest.h>

#include "bloom/test_bloom.hpp"

namespace bloom {
namespace {

const Params kParams = MakeParams(10000, 0.01);

std::vector<uint32_t> DivisorsOf(uint32_t blocks) {
  std::vector<uint32_t> divisors;
  for (uint32_t divisor = 1; divisor <= blocks; ++divisor)
    if (blocks % divisor == 0) divisors.push_back(divisor);
  return divisors;
}

TestFilter Make(const Shape& shape, uint64_t first, uint64_t count) {
  return FilterOf(kParams, shape, Stream(first, count));
}

TEST(BloomFold, EqualsDirectConstruction) {
  for (const uint32_t blocks : {1u, 2u, 12u, 97u, 120u, 360u, 1024u}) {
    for (const uint8_t probes : {uint8_t{1}, uint8_t{6}, uint8_t{15}}) {
      for (const uint64_t count : {0, 1, 2, 3, 20, 100, 230, 231, 5000}) {
        const TestFilter filter = Make({blocks, probes}, count, count);
        for (const uint32_t divisor : DivisorsOf(blocks)) {
          const Bytes folded = filter.Folded(divisor).bytes();
          const TestFilter direct =
              FilterOf(kParams.Divided(divisor), {blocks / divisor, probes}, Stream(count, count));
          ASSERT_EQ(folded, direct.bytes()) << blocks << " / " << divisor << " with " << count;
        }
      }
    }
  }
}

TEST(BloomFold, OfAUnionIsTheUnionOfFolds) {
  for (const uint32_t blocks : {12u, 360u}) {
    for (const uint64_t of_a : {0, 2, 5, 90, 3000}) {
      for (const uint64_t of_b : {0, 2, 5, 90, 3000}) {
        const TestFilter a = Make({blocks, 7}, 0, of_a);
        const TestFilter b = Make({blocks, 7}, 1, of_b);
        const TestFilter both = TestFilter(a).Unite(b);
        for (const uint32_t divisor : DivisorsOf(blocks)) {
          const Bytes folded = both.Folded(divisor).bytes();
          ASSERT_EQ(a.Folded(divisor).Unite(b.Folded(divisor)).bytes(), folded);
        }
      }
    }
  }
}

TEST(BloomFold, ByStepsIsAtOnce) {
  for (const uint64_t count : {0, 5, 90, 3000}) {
    const TestFilter filter = Make({1024, 7}, 0, count);
    TestFilter by_steps = filter.Folded(2).Folded(4).Folded(16);
    EXPECT_EQ(by_steps.bytes(), filter.Folded(128).bytes());
  }
}

TEST(BloomFold, ByOneChangesNothing) {
  for (const uint64_t count : {0, 5, 90, 3000}) {
    const TestFilter filter = Make({45, 7}, 0, count);
    EXPECT_EQ(filter.Folded(1).bytes(), filter.bytes());
  }
}

// Sizes have nine binary digits so that folding a large filter in half gives a filter of half the
// capacity.
TEST(BloomFold, HalfIsAFilterOfHalfTheCapacity) {
  for (const int64_t capacity : {20000, 30000, 70000, 400000}) {
    const Params params = MakeParams(capacity, 0.01);
    const Params half = MakeParams(capacity / 2, 0.01);
    const std::vector<uint64_t> hashes = Stream(0, 10000);
    const TestFilter folded = FilterOf(params, MustShape(params), hashes).Folded(2);
    EXPECT_EQ(folded.bytes(), FilterOf(half, MustShape(half), hashes).bytes()) << capacity;
  }
}

}  // namespace
}  // namespace bloom
