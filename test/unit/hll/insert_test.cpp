// Compares images whose bytes were changed in a copy with what a Sketch writes.
#include "hll/insert.hpp"

#include <gtest/gtest.h>

#include <random>

#include "hll/test_hll.hpp"

namespace hll {
namespace {

using Effect = Insertion::Effect;

constexpr int64_t kMaxSparse[] = {-1, 0, 10, 100000};

// Log2m 11 and regwidth 5 have sparse words of two bytes, others have words of other widths.
std::vector<Params> ManyParams() {
  std::vector<Params> all;
  for (const int log2m : {4, 5, 8, 11})
    for (const int regwidth : {1, 3, 5, 8})
      for (const int64_t expthresh : {-1, 0, 16})
        for (const int sparseon : {0, 1})
          all.push_back(MakeParams(log2m, regwidth, expthresh, sparseon));
  return all;
}

// Returns the image with the hash, or nothing if that needs a Sketch.
Bytes WithHash(const Bytes& bytes, uint64_t hash, int64_t max_sparse) {
  const Image image = MustParse(bytes);
  Bytes result = bytes;
  if (StaysFull(image, max_sparse)) {
    FullRegisters registers(image.params(), result);
    registers.Add(hash);
    EXPECT_EQ(registers.changed(), WouldChange(image, hash));
    return result;
  }
  const Insertion insertion = InsertionOf(image, hash, max_sparse);
  if (insertion.effect == Effect::kNeedsSketch) return {};
  EXPECT_EQ(insertion.effect != Effect::kNothing, WouldChange(image, hash));
  if (insertion.effect == Effect::kNothing) return bytes;
  result.assign(insertion.bytes, 0xee);
  Insert(image, insertion, result);
  return result;
}

TEST(Insert, WritesWhatASketchWrites) {
  int by_copy = 0;
  int by_sketch = 0;
  for (const Params& params : ManyParams()) {
    for (const int64_t max_sparse : kMaxSparse) {
      std::mt19937_64 random(3);
      TestSketch sketch(params);
      Bytes before = sketch.Write(max_sparse);
      for (int i = 0; i < 300; ++i) {
        const uint64_t hash = MixedHash(random);
        sketch.Add(hash);
        const Bytes after = sketch.Write(max_sparse);
        const Bytes copy = WithHash(before, hash, max_sparse);
        ++(copy.empty() ? by_sketch : by_copy);
        ASSERT_TRUE(copy.empty() || copy == after)
            << params.log2m() << "," << params.regwidth() << "," << params.expthresh() << ","
            << max_sparse << "," << i;
        before = after;
      }
    }
  }
  // Only a change of form needs a Sketch, and none has more than two.
  EXPECT_LE(by_sketch, 2 * static_cast<int>(ManyParams().size() * std::size(kMaxSparse)));
  EXPECT_GT(by_copy, 0);
}

// Images that were written under another max_sparse, or by another program.
TEST(Insert, OtherFormsNeedASketch) {
  for (const Params& params : ManyParams()) {
    std::mt19937_64 random(5);
    TestSketch sketch(params);
    for (int i = 0; i < 30; ++i) sketch.Add(MixedHash(random));
    for (const int64_t written : kMaxSparse)
      for (const int64_t wanted : kMaxSparse) {
        const Bytes bytes = sketch.Write(written);
        for (const uint64_t hash : {uint64_t{0}, MixedHash(random)}) {
          TestSketch expected(MustParse(bytes));
          const Form form = MustParse(bytes).form();
          const bool is_other = MustParse(expected.Write(wanted)).form() != form;
          expected.Add(hash);
          const Bytes copy = WithHash(bytes, hash, wanted);
          const bool becomes_other = MustParse(expected.Write(wanted)).form() != form;
          ASSERT_EQ(copy.empty(), is_other || becomes_other);
          ASSERT_TRUE(copy.empty() || copy == expected.Write(wanted));
        }
      }
  }
}

TEST(Insert, ExplicitBeyondTheLimitAndSparseThatIsOffNeedASketch) {
  TestSketch sketch(MakeParams(11, 5, 4));
  for (uint64_t i = 1; i <= 3; ++i) sketch.Add(i << 40);
  Bytes bytes = sketch.Write();
  bytes[2] = MakeParams(11, 5, 1).cutoff_byte();
  for (uint64_t i = 1; i <= 4; ++i) EXPECT_EQ(WithHash(bytes, i << 40, -1), Bytes());

  TestSketch registers(MakeParams(11, 5, 0));
  registers.Add(uint64_t{1} << 40);
  bytes = registers.Write();
  bytes[2] = MakeParams(11, 5, 0, 0).cutoff_byte();
  EXPECT_EQ(WithHash(bytes, uint64_t{1} << 40, -1), Bytes());
}

TEST(Insert, UndefinedStays) {
  const Bytes undefined = {0x10, 0x8b, 0x7f};
  EXPECT_EQ(WithHash(undefined, 1, -1), undefined);
}

TEST(Insert, RaisedRegistersAreThoseOfAUnion) {
  for (const Params& params : ManyParams()) {
    std::mt19937_64 random(9);
    TestSketch full(params);
    for (int i = 0; i < 3000; ++i) full.Add(MixedHash(random));
    const Bytes bytes = full.Write(0);
    for (const int count : {1, 20, 500}) {
      TestSketch few(params);
      for (int i = 0; i < count; ++i) few.Add(MixedHash(random));
      const Bytes few_bytes = few.Write(100000);
      const Image image = MustParse(few_bytes);
      TestSketch expected(MustParse(bytes));
      expected.Unite(image);
      Bytes copy = bytes;
      FullRegisters registers(params, copy);
      image.ForEachHash([&](uint64_t hash) { registers.Add(hash); });
      image.ForEachRegister([&](RegisterUpdate update) { registers.Raise(update); });
      if (image.form() == Form::kFull) continue;
      ASSERT_EQ(copy, expected.Write(0));
      ASSERT_EQ(registers.changed(), copy != bytes);
    }
  }
}

}  // namespace
}  // namespace hll
