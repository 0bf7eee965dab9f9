// A union of sketches of different parameters must have the same bytes as a sketch that was built
// from all values with the parameters that all parts can have, whatever the order and the grouping.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <random>

#include "hll/test_hll.hpp"

namespace hll {
namespace {

Params RandomParams(std::mt19937_64& random) {
  constexpr int64_t kExpthresh[] = {-1, -1, 0, 1, 4, 16, 64, 128, 1024};
  return MakeParams(4 + static_cast<int>(random() % 9), 1 + static_cast<int>(random() % 8),
                    kExpthresh[random() % std::size(kExpthresh)], random() % 4 != 0);
}

// Makes hashes that registers of every log2m up to 18 keep.
uint64_t NextHash(std::mt19937_64& random) {
  const uint64_t hash = random();
  return hash % 8 == 0 ? uint64_t{1} << (18 + random() % 46) | random() % 65536 : hash;
}

// The parts of a union, and what it must be: a model of all values. EMPTY parts have a say in the
// parameters only if all are EMPTY.
class Parts {
 public:
  Parts(std::mt19937_64& random, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      constexpr size_t kSizes[] = {0, 1, 2, 15, 60, 130, 600, 5000};
      AddPart(random, RandomParams(random), kSizes[random() % std::size(kSizes)]);
    }
  }

  const std::vector<Bytes>& images() const { return images_; }
  Bytes Expected() const {
    Model model(common_ ? *common_ : *empty_);
    for (const uint64_t value : values_) model.Add(value);
    return model.Write();
  }

 private:
  void AddPart(std::mt19937_64& random, const Params& params, size_t size) {
    TestSketch sketch(params);
    for (size_t i = 0; i < size; ++i) {
      const bool again = !values_.empty() && random() % 4 == 0;
      const uint64_t value = again ? values_[random() % values_.size()] : NextHash(random);
      sketch.Add(value);
      values_.push_back(value);
    }
    std::optional<Params>& all = size == 0 ? empty_ : common_;
    if (!all) all = params;
    all = size == 0 ? std::max(*all, params) : Params::Common(*all, params);
    images_.push_back(sketch.Write());
  }

  std::vector<Bytes> images_;
  std::vector<uint64_t> values_;
  std::optional<Params> common_;  // of the parts that aren't EMPTY
  std::optional<Params> empty_;   // the greatest of the others
};

// Unites parts until one is left: states with states, as parallel workers do, or with images.
Bytes UniteAtRandom(const std::vector<Bytes>& images, std::mt19937_64& random) {
  std::vector<TestSketch> parts;
  for (const Bytes& image : images) parts.emplace_back(MustParse(image));
  while (parts.size() > 1) {
    std::swap(parts[random() % parts.size()], parts.back());
    const TestSketch last = std::move(parts.back());
    parts.pop_back();
    TestSketch& other = parts[random() % parts.size()];
    if (random() % 2 == 0) {
      other.UniteFolded(*last);
    } else {
      const Bytes image = last.Write(random() % 2 == 0 ? kAutomaticMaxSparse : 0);
      other.UniteFolded(MustParse(image));
    }
  }
  return parts[0].Write();
}

TEST(UnionFold, OfRandomPartsIsTheSketchOfAllValues) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 1500; ++trial) {
    Parts parts(random, 1 + random() % 6);
    const Bytes expected = parts.Expected();
    for (int order = 0; order < 3; ++order)
      ASSERT_EQ(UniteAtRandom(parts.images(), random), expected) << trial;
  }
}

TestSketch SketchOf(const Params& params, uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  TestSketch sketch(params);
  for (int i = 0; i < count; ++i) sketch.Add(NextHash(random));
  return sketch;
}

// Unites in both orders, which must give the same.
Bytes UnionOf(const Bytes& a, const Bytes& b) {
  TestSketch left(MustParse(a));
  TestSketch right(MustParse(b));
  left.UniteFolded(MustParse(b));
  right.UniteFolded(MustParse(a));
  EXPECT_EQ(left.Write(), right.Write());
  return left.Write();
}

TEST(UnionFold, FoldsStatesOfManyBlocks) {
  const Params small = MakeParams(9, 4, 0);
  TestSketch expected = SketchOf(small, 1, 300000);
  expected.Unite(*SketchOf(small, 2, 40));
  TestSketch state = SketchOf(MakeParams(18, 6, 0), 1, 300000);
  state.UniteFolded(*SketchOf(small, 2, 40));
  EXPECT_EQ(state.Write(), expected.Write());
}

TEST(UnionFold, IsThePlainUnionWhereThereIsOne) {
  const Bytes empty = TestSketch(MakeParams(9, 4)).Write();
  const Bytes other_empty = TestSketch(MakeParams(8, 5, 16, 0)).Write();
  EXPECT_EQ(UnionOf(empty, other_empty), other_empty);
  for (const int count : {1, 100, 5000}) {
    const Bytes some = SketchOf(MakeParams(11, 5), 1, count).Write();
    EXPECT_EQ(UnionOf(empty, some), some);
    EXPECT_EQ(UnionOf(some, some), some);
  }
}

TEST(UnionFold, ExpthreshIsTheSmallerLimit) {
  const auto common = [](int64_t a, int64_t b) {
    return MustParse(UnionOf(SketchOf(MakeParams(11, 5, a), 1, 3).Write(),
                             SketchOf(MakeParams(12, 4, b), 2, 3).Write()))
        .params();
  };
  EXPECT_EQ(common(-1, -1), MakeParams(11, 4, -1));
  EXPECT_EQ(common(64, 1024), MakeParams(11, 4, 64));
  EXPECT_EQ(common(-1, 1024), MakeParams(11, 4, 128));
  EXPECT_EQ(common(1024, -1), MakeParams(11, 4, 256));
  EXPECT_EQ(common(-1, 64), MakeParams(11, 4, 64));
  EXPECT_EQ(common(0, -1), MakeParams(11, 4, 0));
}

TEST(UnionFold, UndefinedAbsorbsEverything) {
  const Bytes undefined = {0x10, 0x8b, 0x7f};
  EXPECT_EQ(UnionOf(undefined, SketchOf(MakeParams(9, 6, 16), 1, 5).Write()),
            (Bytes{0x10, 0x89, 0x45}));
  EXPECT_EQ(UnionOf(undefined, SketchOf(MakeParams(12, 4), 1, 5000).Write()),
            (Bytes{0x10, 0x6b, 0x7f}));
  EXPECT_EQ(UnionOf(undefined, TestSketch(MakeParams(9, 6)).Write()), undefined);
}

// Another program may have written three values with threshold 1. They become registers.
TEST(UnionFold, ForeignExplicitBeyondTheLimitBecomesRegisters) {
  Bytes foreign = SketchOf(MakeParams(11, 5, 4), 1, 3).Write();
  foreign[2] = MakeParams(11, 5, 1).cutoff_byte();
  for (const int64_t expthresh : {0, 1, 1024})
    for (const int log2m : {9, 11, 12}) {
      const Params params = MakeParams(log2m, 6, expthresh);
      const Bytes united = UnionOf(foreign, SketchOf(params, 1, 1).Write());
      EXPECT_EQ(MustParse(united).form(), Form::kSparse);
      EXPECT_EQ(MustParse(united).params(), Params::Common(MustParse(foreign).params(), params));
    }
}

}  // namespace
}  // namespace hll
