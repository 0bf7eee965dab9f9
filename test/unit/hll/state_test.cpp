// Compares adding, promotion and union with a plain model that knows only the specification.
#include "hll/state.hpp"

#include <gtest/gtest.h>

#include <random>

#include "hll/test_hll.hpp"

namespace hll {
namespace {

std::vector<Params> ManyParams() {
  std::vector<Params> all;
  for (const int log2m : {4, 5, 8, 11, 14})
    for (int regwidth = 1; regwidth <= 8; ++regwidth)
      for (const int64_t expthresh : {-1, 0, 1, 16, 256})
        for (const int sparseon : {0, 1})
          all.push_back(MakeParams(log2m, regwidth, expthresh, sparseon));
  return all;
}

TEST(Sketch, WritesWhatTheModelWritesAfterEachAdd) {
  for (const Params& params : ManyParams()) {
    std::mt19937_64 random(7);
    TestSketch sketch(params);
    Model model(params);
    ASSERT_EQ(sketch.Write(), model.Write());
    for (int i = 0; i < 600; ++i) {
      const uint64_t hash = MixedHash(random);
      sketch.Add(hash);
      model.Add(hash);
      if (i > 20 && i % 97 != 0) continue;
      for (const int64_t max_sparse : {-1, 0, 10, 100000})
        ASSERT_EQ(sketch.Write(max_sparse), model.Write(max_sparse))
            << params.log2m() << "," << params.regwidth() << "," << params.expthresh() << "," << i;
    }
  }
}

// Hashes wait in the header, and what reads a sketch adds them: reading at any time changes
// nothing, whether values are new or come again and again.
TEST(Sketch, ReadingInBetweenChangesNothing) {
  std::mt19937_64 random(3);
  for (const int log2m : {4, 11, 17})
    for (const int64_t expthresh : {-1, 0, 1, 2, 4, 8, 16, 64, 256})
      for (const uint64_t values : {1, 2, 4, 5, 6, 8, 10, 12, 60, 161, 1000})
        for (const unsigned every : {1, 3, 7, 1000}) {
          const Params params = MakeParams(log2m, 5, expthresh);
          TestSketch sketch(params);
          Model model(params);
          for (unsigned i = 0; i < 2000; ++i) {
            const uint64_t hash = random() % values * 0x9e3779b97f4a7c15;
            sketch.Add(hash);
            model.Add(hash);
            if (random() % every == 0) sketch->count();
          }
          ASSERT_EQ(sketch.Write(), model.Write()) << log2m << ' ' << expthresh << ' ' << values;
        }
}

TEST(Sketch, ImageReadsBackAsTheSameSketch) {
  for (const Params& params : ManyParams()) {
    for (const int size : {0, 1, 3, 17, 300, 5000}) {
      std::mt19937_64 random(static_cast<uint64_t>(size));
      TestSketch sketch(params);
      for (int i = 0; i < size; ++i) sketch.Add(MixedHash(random));
      for (const int64_t max_sparse : {-1, 0, 100000}) {
        const Bytes image = sketch.Write(max_sparse);
        ASSERT_EQ(TestSketch(MustParse(image)).Write(max_sparse), image);
      }
    }
  }
}

TEST(Sketch, WouldChangeSaysWhatAddDoes) {
  for (const Params& params : ManyParams()) {
    std::mt19937_64 random(11);
    TestSketch sketch(params);
    for (int i = 0; i < 300; ++i) {
      const uint64_t hash = MixedHash(random);
      const Bytes before = sketch.Write();
      sketch.Add(hash);
      const Bytes after = sketch.Write();
      ASSERT_EQ(WouldChange(MustParse(before), hash), after != before);
      ASSERT_FALSE(WouldChange(MustParse(after), hash));
      sketch.Add(hash);
      ASSERT_EQ(sketch.Write(), after);
    }
  }
  const Bytes undefined = {0x10, 0x8b, 0x7f};
  EXPECT_FALSE(WouldChange(MustParse(undefined), 1));
}

// Returns a sketch of `count` hashes of a stream.
TestSketch StreamSketch(const Params& params, uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  TestSketch sketch(params);
  for (int i = 0; i < count; ++i) sketch.Add(MixedHash(random));
  return sketch;
}

// Unites by image, checks that uniting by state gives the same, and returns it.
Bytes UnionOf(const TestSketch& a, const TestSketch& b) {
  TestSketch by_state(MustParse(a.Write()));
  by_state.Unite(*b);
  TestSketch by_image(MustParse(a.Write(0)));
  const Bytes image = b.Write(100000);
  by_image.Unite(MustParse(image));
  EXPECT_EQ(by_state.Write(), by_image.Write());
  return by_state.Write();
}

TEST(Sketch, UnionOfPartsIsTheSketchOfTheWhole) {
  constexpr int kCounts[] = {0, 1, 2, 20, 150, 2000};
  for (const Params& params : ManyParams()) {
    for (const int a_count : kCounts) {
      for (const int b_count : kCounts) {
        Model model(params);
        std::mt19937_64 a_random(1);
        std::mt19937_64 b_random(b_count % 2 == 0 ? 2 : 1);  // with and without values in common
        for (int i = 0; i < a_count; ++i) model.Add(MixedHash(a_random));
        const uint64_t b_seed = b_count % 2 == 0 ? 2 : 1;
        for (int i = 0; i < b_count; ++i) model.Add(MixedHash(b_random));
        const TestSketch a = StreamSketch(params, 1, a_count);
        const TestSketch b = StreamSketch(params, b_seed, b_count);
        ASSERT_EQ(UnionOf(a, b), model.Write());
        ASSERT_EQ(UnionOf(b, a), model.Write());
      }
    }
  }
}

TEST(Sketch, UnionWithItselfChangesNothing) {
  for (const Params& params : ManyParams()) {
    for (const int count : {0, 1, 16, 200, 3000}) {
      const TestSketch sketch = StreamSketch(params, 5, count);
      ASSERT_EQ(UnionOf(sketch, sketch), sketch.Write());
    }
  }
}

TEST(Sketch, EmptyTakesTheOthersParameters) {
  const TestSketch empty(MakeParams(12, 4));
  const TestSketch full = StreamSketch(MakeParams(11, 5), 1, 5000);
  const TestSketch few = StreamSketch(MakeParams(11, 5), 1, 5);
  EXPECT_EQ(UnionOf(empty, full), full.Write());
  EXPECT_EQ(UnionOf(full, empty), full.Write());
  EXPECT_EQ(UnionOf(empty, few), few.Write());
  EXPECT_EQ(UnionOf(few, empty), few.Write());
  EXPECT_TRUE(CanUnite(*empty, *full));
  EXPECT_FALSE(CanUnite(*few, *StreamSketch(MakeParams(11, 4), 1, 5)));
  const TestSketch other_empty(MakeParams(11, 5));
  EXPECT_EQ(UnionOf(empty, other_empty), UnionOf(other_empty, empty));
}

TEST(Sketch, UndefinedAbsorbsEverything) {
  const Bytes undefined = {0x10, 0x8b, 0x7f};
  for (const int count : {0, 5, 500, 5000}) {
    TestSketch left(MustParse(undefined));
    const TestSketch other = StreamSketch(MakeParams(11, 5), 1, count);
    left.Unite(*other);
    left.Add(1);
    EXPECT_EQ(left.Write(), undefined);
    TestSketch right(MustParse(other.Write()));
    right.Unite(MustParse(undefined));
    EXPECT_EQ(right.Write(), undefined);
  }
}

TEST(Sketch, ForeignExplicitBeyondTheLimitIsKeptUntilItGrows) {
  // Another program, with another limit, may have written an image with threshold 1 that holds
  // three values.
  const Bytes image = [] {
    TestSketch sketch(MakeParams(11, 5, 4));
    for (uint64_t i = 1; i <= 3; ++i) sketch.Add(i << 40);
    Bytes bytes = sketch.Write();
    bytes[2] = MakeParams(11, 5, 1).cutoff_byte();
    return bytes;
  }();
  TestSketch sketch(MustParse(image));
  EXPECT_EQ(sketch.Write(), image);
  sketch.Unite(*TestSketch(MakeParams(11, 5, 1)));
  EXPECT_EQ(sketch.Write(), image);
  sketch.Add(uint64_t{1} << 40);
  EXPECT_EQ(sketch.Write(), image);
  sketch.Add(uint64_t{4} << 40);
  EXPECT_EQ(MustParse(sketch.Write()).form(), Form::kSparse);

  // A union with a sketch that has values makes registers, on either side, even without a new one.
  TestSketch small(MakeParams(11, 5, 1));
  small.Add(uint64_t{2} << 40);
  const TestSketch foreign(MustParse(image));
  EXPECT_EQ(UnionOf(small, foreign), UnionOf(foreign, small));
  EXPECT_EQ(MustParse(UnionOf(small, foreign)).form(), Form::kSparse);
}

// 100,000 values that a known multiplicative hash would put into neighbouring slots, in the order
// in which they come. Adding them to such a table would take quadratic time.
TEST(Sketch, ChosenValuesDontMeetInOnePlace) {
  constexpr uint64_t kInverse = 0xf1de83e19937733d;
  static_assert(kInverse * 0x9e3779b97f4a7c15 == 1);
  TestSketch sketch(MakeParams(17, 5, 1 << 30));
  for (uint64_t k = 1; k <= 100000; ++k) sketch.Add(k * kInverse);
  EXPECT_EQ(sketch->count(), 100000u);
  int neighbours = 0;
  uint64_t previous = 0;
  sketch->ForEachHash([&](uint64_t hash) {
    neighbours += hash - previous == kInverse;
    previous = hash;
  });
  EXPECT_LT(neighbours, 1000);
}

// What REFERENCE.md says of the memory of a group ("Aggregates"); each value comes twice.
TEST(Sketch, TakesTheMemoryThatTheReferenceSays) {
  const auto bytes_for = [](int log2m, uint64_t values) {
    TestSketch sketch(MakeParams(log2m, 5));
    for (uint64_t i = 0; i < 2 * values; ++i) sketch.Add((i % values + 1) * 0x9e3779b97f4a7c15);
    return sizeof(Sketch) + sketch->shape().bytes();
  };
  EXPECT_EQ(bytes_for(11, 4), 64u);
  EXPECT_EQ(bytes_for(11, 5), 128u);
  EXPECT_EQ(bytes_for(11, 9), 128u);
  EXPECT_EQ(bytes_for(11, 10), 576u);
  EXPECT_EQ(bytes_for(11, 50), 576u);
  EXPECT_EQ(bytes_for(11, 51), 2112u);
  EXPECT_EQ(bytes_for(11, 10000), 2112u);
  for (int log2m = 4; log2m <= 14; ++log2m) {
    for (uint64_t values = 1; values < 300; ++values) {
      const size_t bytes = bytes_for(log2m, values);
      ASSERT_LE(bytes, 64 + (uint64_t{1} << log2m)) << log2m << " " << values;
      if (values < 10) continue;
      ASSERT_LT(bytes, 58 * values) << log2m << " " << values;
    }
  }
}

TEST(Sketch, BlockFollowsItsContent) {
  const Params params = MakeParams(17, 5);
  TestSketch sketch(params);
  for (uint64_t i = 1; i <= Sketch::kMaxWaiting; ++i) sketch.Add(i * 0x9e3779b97f4a7c15);
  EXPECT_EQ(sketch->shape().bytes(), 0u);
  for (uint64_t i = 1; i <= 10; ++i) sketch.Add(i * 0x9e3779b97f4a7c15);
  EXPECT_EQ(sketch->shape().bytes(), 64u);

  TestSketch sparse(MakeParams(17, 5, 0));
  for (uint64_t i = 1; i <= 10; ++i) sparse.Add(i * 0x9e3779b97f4a7c15);
  EXPECT_LE(sparse->shape().bytes(), 512u);
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000000; ++i) sparse.Add(random());
  EXPECT_EQ(sparse->form(), Form::kFull);
  EXPECT_EQ(sparse->shape().bytes(), params.registers());
}

}  // namespace
}  // namespace hll
