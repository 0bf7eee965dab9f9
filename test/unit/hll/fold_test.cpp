// A folded sketch must have the same bytes as a sketch that was built from the same values with the
// smaller parameters.
#include "hll/fold.hpp"

#include <gtest/gtest.h>

#include <random>

#include "hll/test_hll.hpp"

namespace hll {
namespace {

Bytes FoldedImage(const Image& image, int log2m, int regwidth, int64_t max_sparse) {
  Params params;
  if (!FoldParams(image, log2m, regwidth, &params).ok()) std::abort();
  TestSketch sketch(params);
  sketch.Unite(Folded(image, params));
  return sketch.Write(max_sparse);
}

// Makes all sorts of hashes except those that registers don't keep.
std::vector<uint64_t> Hashes(size_t count, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint64_t> hashes(count);
  for (uint64_t& hash : hashes) {
    hash = random();
    if (hash % 8 == 0) hash = hash << 40 | uint64_t{1} << (40 + random() % 24) | random() % 65536;
  }
  return hashes;
}

Bytes SketchOf(const Params& params, const std::vector<uint64_t>& hashes, int64_t max_sparse) {
  TestSketch sketch(params);
  for (const uint64_t hash : hashes) sketch.Add(hash);
  return sketch.Write(max_sparse);
}

Bytes ModelOf(const Params& params, const std::vector<uint64_t>& hashes, int64_t max_sparse) {
  Model model(params);
  for (const uint64_t hash : hashes) model.Add(hash);
  return model.Write(max_sparse);
}

// The parameters and max_sparse with which both sketches are written, the folded and the built one.
struct Setting {
  int64_t expthresh;
  int sparseon;
  int64_t max_sparse;
};

// Folds from each of these log2m and every regwidth to all parameters that aren't greater.
void CheckFolds(const std::vector<int>& log2ms, const Setting& setting,
                const std::vector<uint64_t>& hashes) {
  std::vector<Bytes> sketches;
  for (const int log2m : log2ms)
    for (int regwidth = 1; regwidth <= 8; ++regwidth)
      sketches.push_back(SketchOf(MakeParams(log2m, regwidth, setting.expthresh, setting.sparseon),
                                  hashes, setting.max_sparse));
  for (const int log2m : log2ms) {
    for (int regwidth = 1; regwidth <= 8; ++regwidth) {
      const Params params = MakeParams(log2m, regwidth, setting.expthresh, setting.sparseon);
      const Bytes direct = ModelOf(params, hashes, setting.max_sparse);
      for (const Bytes& sketch : sketches) {
        const Image image = MustParse(sketch);
        if (image.params().log2m() < log2m || image.params().regwidth() < regwidth) continue;
        ASSERT_EQ(FoldedImage(image, log2m, regwidth, setting.max_sparse), direct)
            << image.params().log2m() << "," << image.params().regwidth() << " to " << log2m << ","
            << regwidth << " with " << hashes.size() << " values";
      }
    }
  }
}

TEST(Fold, EqualsDirectConstruction) {
  for (const Setting& setting : {Setting{-1, 1, -1},
                                 {-1, 0, -1},
                                 {0, 1, 1000000},
                                 {0, 1, 0},
                                 {4, 1, -1},
                                 {256, 0, -1},
                                 {256, 1, 50}})
    for (const size_t count : {0u, 1u, 4u, 30u, 200u, 1500u})
      CheckFolds({4, 5, 6, 8, 11}, setting, Hashes(count, count));
}

TEST(Fold, EqualsDirectConstructionFromManyBlocks) {
  CheckFolds({5, 9, 10, 14}, {0, 1, -1}, Hashes(20000, 1));
}

TEST(Fold, EqualsDirectConstructionFromEveryLog2m) {
  const std::vector<uint64_t> hashes = Hashes(300, 2);
  for (const int64_t expthresh : {0, 256, 512}) {
    for (int log2m = kMinLog2m; log2m <= kMaxLog2m; ++log2m) {
      const Bytes sketch = SketchOf(MakeParams(log2m, 3, expthresh), hashes, -1);
      for (int to = kMinLog2m; to <= std::min(log2m, 12); ++to)
        ASSERT_EQ(FoldedImage(MustParse(sketch), to, 3, -1),
                  ModelOf(MakeParams(to, 3, expthresh), hashes, -1))
            << log2m << " to " << to;
    }
  }
}

TEST(Fold, ExplicitValuesThatRegistersDontKeepAreKept) {
  CheckFolds({4, 8, 11}, {16, 1, -1}, {0, 1, 5, 1 << 4, 1 << 9, 3 << 10});
  // With this threshold, some of the sketches can hold their values only as registers.
  const std::vector<uint64_t> hashes = {1 << 7, 1 << 6, 1 << 5, 3 << 6};
  EXPECT_EQ(FoldedImage(MustParse(SketchOf(MakeParams(8, 5), hashes, -1)), 5, 5, -1),
            ModelOf(MakeParams(5, 5), hashes, -1));
}

TEST(Fold, OneByOneIsAllAtOnce) {
  TestSketch sketch(MakeParams(12, 6));
  for (const uint64_t hash : Hashes(20000, 2)) sketch.Add(hash);
  const Bytes at_once = FoldedImage(MustParse(sketch.Write()), 5, 2, -1);
  Bytes bytes = sketch.Write();
  for (int log2m = 12; log2m >= 5; --log2m)
    bytes = FoldedImage(MustParse(bytes), log2m, std::min(6, log2m - 3), -1);
  EXPECT_EQ(bytes, at_once);
}

TEST(Fold, ToTheSameParametersChangesNothing) {
  for (const size_t count : {0u, 3u, 100u, 1000u, 100000u}) {
    TestSketch sketch(MakeParams(11, 5));
    for (const uint64_t hash : Hashes(count, 3)) sketch.Add(hash);
    const Bytes bytes = sketch.Write();
    EXPECT_EQ(FoldedImage(MustParse(bytes), 11, 5, -1), bytes);
  }
  // Another program may have written an image with threshold 1 that holds three values.
  TestSketch foreign(MakeParams(11, 5, 4));
  for (const uint64_t hash : Hashes(3, 4)) foreign.Add(hash);
  Bytes bytes = foreign.Write();
  bytes[2] = MakeParams(11, 5, 1).cutoff_byte();
  EXPECT_EQ(FoldedImage(MustParse(bytes), 11, 5, -1), bytes);
  EXPECT_EQ(MustParse(FoldedImage(MustParse(bytes), 10, 5, -1)).form(), Form::kSparse);
}

TEST(Fold, UndefinedStaysUndefined) {
  const Bytes undefined = {0x10, 0x8b, 0x7f};
  const Bytes folded = FoldedImage(MustParse(undefined), 9, 4, -1);
  EXPECT_EQ(MustParse(folded).form(), Form::kUndefined);
  EXPECT_EQ(MustParse(folded).params(), MakeParams(9, 4));
}

TEST(Fold, RegisterValuesThatNoHashGivesAreCutOff) {
  TestSketch sketch(MakeParams(11, 8, 0));
  sketch.Add(uint64_t{1} << 63);
  Bytes bytes = sketch.Write(0);
  bytes[kHeaderBytes] = 255;
  const Image image = MustParse(bytes);
  EXPECT_EQ(MustParse(FoldedImage(image, 10, 8, 0)).Register(0), 255);
  EXPECT_EQ(MustParse(FoldedImage(image, 10, 5, 0)).Register(0), 31);
}

// EXPLICIT values and EMPTY become what they would have been with greater parameters.
TEST(Fold, RaisesWhatHasNoRegisters) {
  for (const int64_t expthresh : {int64_t{-1}, int64_t{128}})
    for (const size_t count : {0u, 1u, 20u, 128u})
      for (const int log2m : {11, 12, 17, 24})
        for (const int regwidth : {5, 6, 8}) {
          TestSketch small(MakeParams(11, 5, expthresh));
          TestSketch large(MakeParams(log2m, regwidth, expthresh));
          for (const uint64_t hash : Hashes(count, count)) {
            small.Add(hash);
            large.Add(hash);
          }
          const Bytes bytes = small.Write();
          EXPECT_EQ(FoldedImage(MustParse(bytes), log2m, regwidth, -1), large.Write());
        }
  Params params;
  const Bytes empty = TestSketch(MakeParams(11, 5)).Write();
  EXPECT_EQ(FoldParams(MustParse(empty), 31, 5, &params).code, Errc::kTooLarge);
}

TEST(Fold, SaysWhatIsImpossible) {
  TestSketch sketch(MakeParams(11, 5, 0));
  sketch.Add(uint64_t{1} << 63);
  const Bytes bytes = sketch.Write();
  const auto code = [&](int64_t log2m, int64_t regwidth) {
    Params params;
    return FoldParams(MustParse(bytes), log2m, regwidth, &params).code;
  };
  EXPECT_EQ(code(12, 5), Errc::kLog2mRaised);
  EXPECT_EQ(code(11, 6), Errc::kRegwidthRaised);
  EXPECT_EQ(code(32, 5), Errc::kLog2mRange);
  EXPECT_EQ(code(11, 9), Errc::kRegwidthRange);
  EXPECT_EQ(code(3, 5), Errc::kLog2mRange);
  EXPECT_EQ(code(11, 0), Errc::kRegwidthRange);
  EXPECT_EQ(code(-5000000000, 5), Errc::kLog2mRange);
  EXPECT_EQ(code(11, 5), Errc::kOk);
}

}  // namespace
}  // namespace hll
