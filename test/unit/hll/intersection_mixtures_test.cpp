// Sketches of few registers, of which one set is tiny and another one is huge, saturated or
// EXPLICIT: all laws of intersections hold.
#include <gtest/gtest.h>

#include "hll/intersection_laws.hpp"
#include "hll/simulation.hpp"

namespace hll {
namespace {

constexpr int64_t kExpthresh = 2048;

// The registers of values [first, first + count) of the stream, as a FULL image.
Bytes FullStream(const Params& params, uint64_t first, uint64_t count,
                 Registers registers = Registers()) {
  registers.resize(params.registers());
  for (uint64_t i = 0; i < count; ++i) {
    const auto [index, value] = UpdateOf(params, MurmurHash3(first + i, 0));
    registers[index] = std::max(registers[index], value);
  }
  return FullImage(params, registers);
}

// A sketch in any form with registers, or EXPLICIT. The values of the stream that it has begin at
// 0 or a little later, so that any two of these sketches may have values in common.
Bytes AnySketch(const Params& params, Random& random) {
  const uint64_t count = random() % (2ull << random() % 11);
  const uint64_t first = random() % 2 == 0 ? 0 : random() % (1 + count);
  switch (random() % 4) {
    case 0: {
      const double huge = std::pow(10.0, 2.0 + static_cast<double>(random() % 15));
      const auto others = static_cast<uint64_t>(huge);
      return FullStream(params, first, count, SimulateRegisters(others, params.log2m(), random));
    }
    case 1: {
      const Bytes full = FullStream(params, first, count);
      return TestSketch(MustParse(full)).Write(random() % 100);
    }
    default:
      return StreamSketch(params, first, count);
  }
}

void ExpectLaws(const Bytes& a, const Bytes& b, const Bytes& c, double confidence) {
  const std::array<Image, 3> images = {MustParse(a), MustParse(b), MustParse(c)};
  EXPECT_STREQ(BrokenLaw(images[0], images[1], confidence), "");
  EXPECT_STREQ(BrokenLaw(images[2], images[0], confidence), "");
  EXPECT_STREQ(BrokenLaw(images, confidence), "");
}

TEST(IntersectionOfMixtures, LawsHold) {
  constexpr double kConfidences[] = {1e-9, 0.5, 0.95, 0.9999, 1.0 - 1e-12};
  constexpr int kRounds = 5;
  Random random(4);
  for (int round = 0; round < kRounds; ++round)
    for (int regwidth = kMinRegwidth; regwidth <= kMaxRegwidth; ++regwidth)
      for (int log2m = kMinLog2m; log2m <= 8; ++log2m)
        for (const double confidence : kConfidences) {
          const Params params = MakeParams(log2m, regwidth, kExpthresh);
          const Bytes sketches[] = {AnySketch(params, random), AnySketch(params, random),
                                    AnySketch(params, random)};
          SCOPED_TRACE(testing::Message() << "log2m " << log2m << ", regwidth " << regwidth
                                          << ", confidence " << confidence);
          ExpectLaws(sketches[0], sketches[1], sketches[2], confidence);
        }
}

// All registers that an EXPLICIT set sets are saturated. Its size is known, but the registers tell
// nothing of what it has in common with others.
TEST(IntersectionOfMixtures, AnExplicitSetMaySaturateItsRegisters) {
  for (const int regwidth : {1, 2})
    for (const int log2m : {4, 5, 6}) {
      const Params params = MakeParams(log2m, regwidth, kExpthresh);
      const Bytes set_bytes = StreamSketch(params, 0, 2000);
      const Bytes few_bytes = FullStream(params, 0, 5);
      const Bytes more_bytes = FullStream(params, 2, 10);
      const Image set = MustParse(set_bytes);
      const Image few = MustParse(few_bytes);
      const Image more = MustParse(more_bytes);
      ASSERT_EQ(set.form(), Form::kExplicit);
      ASSERT_EQ(CountDistinct(MustParse(FullStream(params, 0, 2000))), HUGE_VAL);
      ExpectLaws(few_bytes, set_bytes, more_bytes, 0.95);
      std::vector<uint64_t> scratch(2000);
      EXPECT_EQ(EstimateJoint(set, few, scratch).both, CountDistinct(few) / 2.0);
      EXPECT_EQ(EstimateCommon({few, more, set}, scratch),
                EstimateJoint(few, more, scratch).both / 2.0);
      const Intersection three = EstimateIntersection({few, more, set}, 0.95, scratch);
      const Intersection two = EstimateIntersection(few, more, 0.95, scratch);
      EXPECT_EQ(three.bounds.lower, 0.0);
      EXPECT_EQ(three.bounds.upper, two.bounds.upper);
      EXPECT_FALSE(three.reliable);
    }
}

// Four values of an EXPLICIT set share one register. A sketch that has this register only counts
// one value, and so does what they have in common with a third one.
TEST(IntersectionOfMixtures, AnExplicitSetMayCountMoreThanItsRegisters) {
  const Params params = MakeParams(4, 5, kExpthresh);
  TestSketch set(params);
  for (const uint64_t hash : {0x10u, 0x30u, 0x50u, 0x70u}) set.Add(hash);
  Registers one(16, 0);
  one[0] = 1;
  const Bytes few = FullImage(params, one);
  for (const int value : {1, 2, 20, 31}) {
    const Bytes other = FullImage(params, Registers(16, static_cast<uint8_t>(value)));
    ExpectLaws(set.Write(), few, other, 0.95);
    ExpectLaws(other, few, set.Write(), 0.95);
  }
}

}  // namespace
}  // namespace hll
