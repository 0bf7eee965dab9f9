// The DENSE form: bytes against the model, what readers refuse, and that both versions say the
// same.
#include "hll/dense.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>

#include "hll/bounds.hpp"
#include "hll/dense_model.hpp"
#include "hll/intersection.hpp"
#include "hll/registers.hpp"
#include "hll/test_hll.hpp"
#include "hll/union_changes.hpp"

namespace hll {
namespace {

constexpr int kBothVersions = 2;

Bytes Write(const TestSketch& sketch, int version, int64_t max_sparse = kAutomaticMaxSparse) {
  return sketch.Write(max_sparse, version);
}

using Registers = std::vector<uint8_t>;

TestSketch SketchOf(const Params& params, const Registers& registers) {
  TestSketch sketch(params);
  sketch.Unite(RegisterArray(params, registers));
  return sketch;
}

// Registers as `values` random hashes leave them; at least one is set.
Registers RandomRegisters(const Params& params, double values, std::mt19937_64& random) {
  Registers registers(params.registers());
  const double mean = values / static_cast<double>(params.registers());
  for (uint8_t& value : registers) {
    const double uniform = (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53;
    const double level = std::ceil(std::log2(mean / -std::log(uniform)));
    value =
        static_cast<uint8_t>(std::clamp(level, 0.0, static_cast<double>(params.max_register())));
  }
  registers[random() % registers.size()] = 1;
  return registers;
}

Bytes ModelOf(const Params& params, const Registers& registers) {
  return DenseModel(params, {registers.begin(), registers.end()}).bytes();
}

// Calls f for registers of many kinds.
void ForManyRegisters(const std::function<void(const Params&, const Registers&)>& f) {
  std::mt19937_64 random(7);
  for (const int log2m : {4, 5, 6, 7, 8, 10, 11, 13})
    for (int regwidth = 1; regwidth <= kMaxRegwidth; ++regwidth)
      for (const double load : {0.05, 0.07, 0.3, 0.7, 1.0, 3.0, 1e3, 1.5e3, 1e6, 1e13, 1e18}) {
        const Params params = MakeParams(log2m, regwidth, 0, random() % 2 != 0);
        f(params, RandomRegisters(params, load * static_cast<double>(params.registers()), random));
      }
}

Status Parse(const Bytes& bytes, bool input = true) {
  const std::unique_ptr<uint8_t[]> copy(new uint8_t[bytes.size()]);
  std::copy(bytes.begin(), bytes.end(), copy.get());
  Image image;
  const std::span<const uint8_t> exact(copy.get(), bytes.size());
  return input ? Image::ParseInput(exact, &image) : Image::Parse(exact, &image);
}

TEST(Dense, IsWhatTheModelWritesWhereThatIsSmaller) {
  int dense = 0;
  ForManyRegisters([&](const Params& params, const Registers& registers) {
    const TestSketch sketch = SketchOf(params, registers);
    const Bytes plain = Write(sketch, 1);
    const Bytes written = Write(sketch, kBothVersions);
    const bool may_be =
        params.regwidth() >= 4 && 16 * FilledRegisters(*sketch) >= params.registers();
    const Bytes model = may_be ? ModelOf(params, registers) : plain;
    ASSERT_EQ(written, model.size() < plain.size() ? model : plain)
        << params.log2m() << " " << params.regwidth();
    dense += written[0] == 0x25;
  });
  EXPECT_GT(dense, 200);
}

TEST(Dense, GivesTheBytesOfVersion1Back) {
  ForManyRegisters([](const Params& params, const Registers& registers) {
    const Bytes plain = Write(SketchOf(params, registers), 1);
    const Bytes written = Write(SketchOf(params, registers), kBothVersions);
    ASSERT_TRUE(Parse(written).ok());
    ASSERT_EQ(Write(TestSketch(MustParse(written)), 1), plain);
    ASSERT_EQ(Write(TestSketch(MustParse(plain)), kBothVersions), written);
  });
}

// Everything that reads registers reads the same from both versions.
TEST(Dense, SaysWhatVersion1Says) {
  std::mt19937_64 random(3);
  ForManyRegisters([&](const Params& params, const Registers& registers) {
    const Bytes plain_bytes = Write(SketchOf(params, registers), 1);
    const Bytes dense_bytes = Write(SketchOf(params, registers), kBothVersions);
    const Image plain = MustParse(plain_bytes);
    const Image dense = MustParse(dense_bytes);
    if (dense.form() != Form::kDense) return;
    Image head;
    const std::span<const uint8_t> begin(dense_bytes.data(),
                                         std::min(kMaxHeadBytes, dense_bytes.size()));
    ASSERT_TRUE(Image::ParseHead(begin, dense_bytes.size(), &head).ok());
    ASSERT_EQ(CountDistinct(head), CountDistinct(plain));
    ASSERT_EQ(CountClassic(head), CountClassic(plain));
    ASSERT_EQ(BoundsOf(head, 0.9).lower, BoundsOf(plain, 0.9).lower);
    ASSERT_EQ(BoundsOf(head, 0.9).upper, BoundsOf(plain, 0.9).upper);
    ASSERT_EQ(FilledRegisters(head), FilledRegisters(plain));
    std::vector<unsigned> raised(registers.size());
    RaiseTo(dense, std::span(raised));
    ASSERT_TRUE(std::equal(raised.begin(), raised.end(), registers.begin()));
    const uint64_t index = random() % registers.size();
    ASSERT_EQ(dense.Register(index), registers[index]);

    const Registers others =
        RandomRegisters(params, 2.0 * static_cast<double>(params.registers()), random);
    const Bytes other_plain = Write(SketchOf(params, others), 1);
    const Bytes other_dense = Write(SketchOf(params, others), kBothVersions);
    TestSketch expected(plain);
    expected.Unite(MustParse(other_plain));
    for (const Bytes* a : {&plain_bytes, &dense_bytes})
      for (const Bytes* b : {&other_plain, &other_dense}) {
        TestSketch united(MustParse(*a));
        united.Unite(MustParse(*b));
        ASSERT_EQ(united.Write(), expected.Write());
        ASSERT_EQ(UnionWouldChange(MustParse(*a), MustParse(*b)),
                  UnionWouldChange(plain, MustParse(other_plain)));
        ASSERT_EQ(EstimateJoint(MustParse(*a), MustParse(*b), {}).both,
                  EstimateJoint(plain, MustParse(other_plain), {}).both);
      }
  });
}

// Beside EXPLICIT and SPARSE images, folded, and three at once.
TEST(Dense, BesideOtherForms) {
  std::mt19937_64 random(4);
  for (const int log2m : {5, 8, 11, 13, 14}) {
    const Params params = MakeParams(log2m, 5, 64);
    TestSketch many(params);
    for (uint64_t i = 0; i < 3 * params.registers(); ++i) many.Add(random());
    const Bytes dense_bytes = Write(many, kBothVersions);
    const Bytes plain_bytes = Write(many, 1);
    const Image dense = MustParse(dense_bytes);
    const Image plain = MustParse(plain_bytes);
    if (dense.form() != Form::kDense) continue;
    for (const int values : {0, 1, 40, 100}) {
      TestSketch few(params);
      for (int i = 0; i < values; ++i) few.Add(random() % 3 == 0 ? random() : MixedHash(random));
      const Bytes few_bytes = few.Write();
      const Image other = MustParse(few_bytes);
      EXPECT_EQ(UnionWouldChange(dense, other), UnionWouldChange(plain, other));
      EXPECT_EQ(UnionWouldChange(other, dense), UnionWouldChange(other, plain));
      std::vector<uint64_t> scratch(CommonScratchWords({dense, other, other}) +
                                    JointScratchWords(dense, other));
      EXPECT_EQ(EstimateJoint(dense, other, scratch).both,
                EstimateJoint(plain, other, scratch).both);
      EXPECT_EQ(EstimateJoint(other, dense, scratch).only_right,
                EstimateJoint(other, plain, scratch).only_right);
      EXPECT_EQ(EstimateCommon({dense, other, plain}, scratch),
                EstimateCommon({plain, other, plain}, scratch));
      for (int i = 0; i < 20; ++i) {
        const uint64_t hash = MixedHash(random);
        EXPECT_EQ(WouldChange(dense, hash), WouldChange(plain, hash));
      }
    }
    Params folded;
    ASSERT_TRUE(FoldParams(dense, log2m - 1, 4, &folded).ok());
    TestSketch from_dense(folded);
    from_dense.Unite(Folded(dense, folded));
    TestSketch from_plain(folded);
    from_plain.Unite(Folded(plain, folded));
    EXPECT_EQ(from_dense.Write(), from_plain.Write());
  }
}

// Each fault on its own, in the value of the example in STORAGE.md.
TEST(Dense, RefusesWhatItCantRead) {
  const Params params = MakeParams(7, 5, 0);
  Registers registers(128);
  for (size_t i = 0; i < registers.size(); ++i)
    registers[i] = static_cast<uint8_t>(1 + std::countr_zero(i + 1));
  const Bytes good = Write(SketchOf(params, registers), kBothVersions);
  ASSERT_EQ(good[0], 0x25);
  ASSERT_TRUE(Parse(good).ok());
  const size_t block = 3 + 8 + 1 + 1;
  const auto changed = [&](size_t at, int by) {
    Bytes bytes = good;
    bytes[at] = static_cast<uint8_t>(bytes[at] + by);
    return Parse(bytes).code;
  };
  EXPECT_EQ(changed(1, -0x40), Errc::kDenseRegwidth);
  EXPECT_EQ(changed(10, 1), Errc::kStatistics);   // the sum
  EXPECT_EQ(changed(11, 1), Errc::kStatistics);   // registers at 0
  EXPECT_EQ(changed(12, 1), Errc::kStatistics);   // saturated ones
  EXPECT_EQ(changed(12, -1), Errc::kStatistics);  // more than there are registers
  EXPECT_EQ(changed(block, 31), Errc::kDenseBlock);
  EXPECT_EQ(changed(block, 0x81), Errc::kDenseBlock);
  EXPECT_EQ(changed(block, 1), Errc::kStatistics);  // each register one more
  EXPECT_EQ(changed(block + 1, 1), Errc::kDenseBlock);
  EXPECT_NE(changed(block + 2, 1), Errc::kOk);
  EXPECT_EQ(changed(good.size() - 1, 3), Errc::kDenseEscapes);
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_EQ(Parse(longer).code, Errc::kDenseRest);
  for (size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(Parse({good.begin(), good.begin() + static_cast<ptrdiff_t>(size)}).ok());
  // Registers whose FULL form is the smaller one.
  for (size_t i = 0; i < registers.size(); ++i) registers[i] = static_cast<uint8_t>(i % 32);
  EXPECT_EQ(Parse(ModelOf(params, registers)).code, Errc::kDenseSize);
}

// A value whose registers were changed is refused by who checks it, and read by others without
// harm.
TEST(Dense, EveryBit) {
  std::mt19937_64 random(5);
  for (const int regwidth : {4, 5, 8}) {
    const Params params = MakeParams(8, regwidth, 0);
    const Bytes good = Write(SketchOf(params, RandomRegisters(params, 500, random)), kBothVersions);
    ASSERT_EQ(good[0], 0x25);
    int readable = 0;
    int other_forms = 0;
    for (size_t bit = 8; bit < 8 * good.size(); ++bit) {
      if (bit >= 16 && bit < 24) continue;  // the cutoff byte has other valid values
      Bytes bytes = good;
      bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      const Status status = Parse(bytes);
      EXPECT_FALSE(status.ok()) << bit;
      other_forms += status.code == Errc::kDenseForm;
      if (!Parse(bytes, false).ok()) continue;
      ++readable;
      const Image image = MustParse(bytes);
      image.ForEachBlock([&](uint64_t, std::span<const uint8_t> values) {
        for (const uint8_t value : values) ASSERT_LE(value, image.params().max_register());
      });
      EXPECT_GE(CountDistinct(image), 0);
    }
    EXPECT_GT(readable, 100);
    EXPECT_GT(other_forms, 0);
  }
}

// Registers that somebody chose so that no level holds many take no more than version 1 does.
TEST(Dense, ChosenRegisters) {
  std::mt19937_64 random(6);
  for (const int log2m : {4, 11, 14}) {
    const Params params = MakeParams(log2m, 5, 0);
    Registers uniform(params.registers());
    Registers alternating(params.registers());
    for (size_t i = 0; i < uniform.size(); ++i) {
      uniform[i] = static_cast<uint8_t>(random() % 32);
      alternating[i] = i % 2 == 0 ? 1 : 31;
    }
    for (const Registers& registers : {uniform, alternating}) {
      const Bytes written = Write(SketchOf(params, registers), kBothVersions);
      EXPECT_LE(written.size(), kHeaderBytes + params.full_bytes());
      EXPECT_LE(ModelOf(params, registers).size(), kHeaderBytes + params.full_bytes() +
                                                       params.registers() * 6 / 8 + 16 +
                                                       7 * DenseBlocks(params));
      EXPECT_TRUE(Parse(written).ok());
    }
  }
}

// So no sketch that keeps its registers in a table must be written DENSE.
TEST(Dense, TablesHaveFewRegisters) {
  for (const int log2m : {4, 7, 8, 11, 14, 16}) {
    std::mt19937_64 random(8);
    TestSketch sketch(MakeParams(log2m, 5, 0));
    while (sketch->form() != Form::kFull) {
      EXPECT_LT(16 * FilledRegisters(*sketch), sketch->params().registers());
      sketch.Add(random());
    }
  }
}

}  // namespace
}  // namespace hll
