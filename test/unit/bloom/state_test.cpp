// Filters that grow never lose an element, and equal sets have equal bytes.
#include "bloom/state.hpp"

#include <gtest/gtest.h>

#include <random>

#include "bloom/test_bloom.hpp"

namespace bloom {
namespace {

const Params kParams = MakeParams(1000, 0.01);

// Few and many probes and blocks. With 115 blocks or more, a filter stays SPARSE up to 230 hashes.
const Shape kShapes[] = {{1, 1}, {1, 20}, {3, 7}, {20, 6}, {115, 9}, {257, 14}};

// Numbers of elements around the change to DENSE, and larger ones.
std::vector<uint64_t> Counts(const Shape& shape) {
  const uint64_t limit = SparseLimit(shape.blocks);
  return {0, 1, limit / 2, limit, limit + 1, 2 * limit + 1, 40 * uint64_t{shape.blocks}};
}

TestFilter Make(const Shape& shape, const std::vector<uint64_t>& hashes) {
  return FilterOf(kParams, shape, hashes);
}

template <class F>
void ForEachSet(F f) {
  for (const Shape& shape : kShapes)
    for (const uint64_t count : Counts(shape)) f(shape, Stream(count, count));
}

// Calls f with pairs of sets that have some elements in common.
template <class F>
void ForEachPair(F f) {
  for (const Shape& shape : kShapes)
    for (const uint64_t of_a : Counts(shape))
      for (const uint64_t of_b : Counts(shape)) f(shape, Stream(0, of_a), Stream(of_a / 2, of_b));
}

std::vector<uint64_t> Joined(std::vector<uint64_t> a, const std::vector<uint64_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(BloomFilter, IsTheModel) {
  ForEachSet([](const Shape& shape, const std::vector<uint64_t>& hashes) {
    const Bytes bytes = Make(shape, hashes).bytes();
    ASSERT_EQ(bytes, ModelOf(kParams, shape, hashes)) << shape.blocks << " " << hashes.size();
    ASSERT_TRUE(IsValid(bytes));
  });
}

TEST(BloomFilter, IsAValidValueAfterEveryStep) {
  TestFilter filter(kParams, {5, 7});
  for (const uint64_t hash : Stream(0, 30)) {
    ASSERT_TRUE(IsValid(filter.bytes()));
    filter.Add(hash);
  }
}

TEST(BloomFilter, FindsAllThatWasAdded) {
  ForEachSet([](const Shape& shape, const std::vector<uint64_t>& hashes) {
    const TestFilter filter = Make(shape, hashes);
    for (const uint64_t hash : hashes) ASSERT_TRUE((*filter).Contains(hash));
  });
  const TestFilter large = FilterOf(MakeParams(200000, 0.001), {6080, 9}, Stream(0, 200000));
  for (const uint64_t hash : Stream(0, 200000)) ASSERT_TRUE((*large).Contains(hash));
}

TEST(BloomFilter, SparseFindsNothingElse) {
  const TestFilter sparse = Make({115, 9}, Stream(0, 230));
  ASSERT_EQ((*sparse).form(), Form::kSparse);
  for (const uint64_t hash : Stream(230, 1000)) ASSERT_FALSE((*sparse).Contains(hash));
  for (const uint64_t hash : Stream(0, 10)) {
    ASSERT_FALSE((*TestFilter()).Contains(hash));
    ASSERT_FALSE((*Make({3, 7}, {})).Contains(hash));
  }
}

TEST(BloomFilter, ExtremeHashes) {
  const std::vector<uint64_t> extremes = {0, 1, UINT64_MAX, uint64_t{1} << 63, UINT32_MAX};
  for (const Shape& shape : kShapes) {
    const TestFilter filter = Make(shape, extremes);
    for (const uint64_t hash : extremes) EXPECT_TRUE((*filter).Contains(hash));
    EXPECT_EQ(filter.bytes(), ModelOf(kParams, shape, extremes));
  }
}

TEST(BloomFilter, OrderAndRepetitionDontShow) {
  std::mt19937_64 random(1);
  ForEachSet([&](const Shape& shape, std::vector<uint64_t> hashes) {
    const Bytes bytes = Make(shape, hashes).bytes();
    std::sort(hashes.rbegin(), hashes.rend());
    ASSERT_EQ(Make(shape, hashes).bytes(), bytes);
    hashes = Joined(hashes, hashes);
    std::shuffle(hashes.begin(), hashes.end(), random);
    ASSERT_EQ(Make(shape, hashes).bytes(), bytes);
  });
}

TEST(BloomFilter, BecomesDenseBeyondItsLimit) {
  for (const Shape& shape : kShapes) {
    const uint64_t limit = std::min(uint64_t{230}, uint64_t{2} * shape.blocks);
    TestFilter filter = Make(shape, Stream(0, limit));
    EXPECT_EQ((*filter).form(), Form::kSparse);
    EXPECT_EQ((*filter).count(), limit);
    EXPECT_EQ((*filter.Add(Stream(0, limit))).form(), Form::kSparse);
    EXPECT_EQ((*filter.Add(Stream(limit, 1))).form(), Form::kDense);
    EXPECT_EQ(filter.bytes().size(), DenseBytes(shape.blocks));
  }
}

TEST(BloomFilter, UnionIsBuiltTogether) {
  ForEachPair(
      [](const Shape& shape, const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
        const TestFilter of_a = Make(shape, a);
        const TestFilter of_b = Make(shape, b);
        const Bytes together = Make(shape, Joined(a, b)).bytes();
        ASSERT_EQ(TestFilter(of_a).Unite(of_b).bytes(), together);
        ASSERT_EQ(TestFilter(of_b).Unite(of_a).bytes(), together);
        ASSERT_EQ(TestFilter(of_a).Unite(of_b).Unite(of_a).bytes(), together);
      });
}

TEST(BloomFilter, UnionIsAssociativeAndIdempotent) {
  for (const Shape& shape : kShapes) {
    for (const uint64_t count : Counts(shape)) {
      const TestFilter a = Make(shape, Stream(0, count));
      const TestFilter b = Make(shape, Stream(count / 3, count));
      const TestFilter c = Make(shape, Stream(count, 2));
      const TestFilter b_c = TestFilter(b).Unite(c);
      EXPECT_EQ(TestFilter(a).Unite(b).Unite(c).bytes(), TestFilter(a).Unite(b_c).bytes());
      EXPECT_EQ(TestFilter(a).Unite(a).bytes(), a.bytes());
    }
  }
}

TEST(BloomFilter, EmptyIsTheIdentityOfUnion) {
  const TestFilter empty;
  EXPECT_EQ(TestFilter(empty).Unite(empty).bytes(), empty.bytes());
  ForEachSet([&](const Shape& shape, const std::vector<uint64_t>& hashes) {
    const TestFilter filter = Make(shape, hashes);
    ASSERT_EQ(TestFilter(filter).Unite(empty).bytes(), filter.bytes());
    ASSERT_EQ(TestFilter(empty).Unite(filter).bytes(), filter.bytes());
  });
}

TEST(BloomFilter, UnionTakesTheGreaterParameters) {
  for (const uint64_t count : {0, 3, 100}) {
    const TestFilter a = FilterOf(MakeParams(100, 0.02), {3, 6}, Stream(0, count));
    const TestFilter b = FilterOf(MakeParams(101, 0.01), {3, 6}, Stream(9, count));
    const TestFilter united = TestFilter(a).Unite(b);
    EXPECT_EQ((*united).params(), MakeParams(101, 0.02));
    EXPECT_EQ(TestFilter(b).Unite(a).bytes(), united.bytes());
  }
}

TEST(BloomFilter, WhatUnites) {
  const TestFilter empty;
  const TestFilter nothing(kParams, {3, 6});
  const TestFilter integers = Make({3, 6}, {1});
  Bytes bytes = integers.bytes();
  std::copy_n("uuid\0\0\0", 7, &bytes[12]);
  const TestFilter uuids(MustParse(bytes));
  EXPECT_TRUE(SameKind(*empty, *integers) && SameKind(*uuids, *nothing));
  EXPECT_FALSE(SameKind(*integers, *uuids) || SameKind(*uuids, *integers));
  EXPECT_TRUE(SameShape(*empty, *integers) && SameShape(*integers, *empty));
  EXPECT_TRUE(SameShape(*nothing, *integers));
  EXPECT_FALSE(SameShape(*integers, *Make({4, 6}, {1})));
  EXPECT_FALSE(SameShape(*nothing, *Make({3, 5}, {1})));
  EXPECT_EQ(TestFilter(nothing).Unite(uuids).bytes(), uuids.bytes());
}

// A union never writes more than the room that it asks for. It asks for the room of a DENSE filter
// only if it becomes one, which may take a million times the bytes of its parts.
TEST(BloomFilter, RoomForUnions) {
  ForEachPair(
      [](const Shape& shape, const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
        Bytes memory = Make(shape, a).bytes();
        const TestFilter added = Make(shape, b);
        const size_t room = MutableFilter(memory, memory.size()).BytesForUnion(*added);
        const size_t needed = TestFilter(MustParse(memory)).Unite(added).bytes().size();
        ASSERT_GE(room, needed);
        ASSERT_LE(room, std::max(needed, SparseBytes(SparseLimit(shape.blocks))));
      });
}

}  // namespace
}  // namespace bloom
