// The parser of sketches: which bytes it accepts and refuses, and where it finds the fault.
#include "hll/format.hpp"

#include <gtest/gtest.h>

#include "hll/test_hll.hpp"

namespace hll {
namespace {

Status Parse(const Bytes& bytes) {
  // Copies the bytes into memory of exactly their size, so that the sanitizers see a read past the
  // end.
  const std::unique_ptr<uint8_t[]> copy(new uint8_t[bytes.size()]);
  std::copy(bytes.begin(), bytes.end(), copy.get());
  Image image;
  return Image::Parse({copy.get(), bytes.size()}, &image);
}

void ExpectError(const Bytes& bytes, Errc code, uint64_t at = 0) {
  const Status status = Parse(bytes);
  EXPECT_EQ(status.code, code);
  EXPECT_EQ(status.at, at);
}

Bytes Explicit(std::initializer_list<int64_t> values) {
  Bytes bytes = {0x12, 0x8b, 0x7f};
  for (const int64_t value : values)
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<uint8_t>(value >> shift));
  return bytes;
}

TEST(Parse, Header) {
  ExpectError({}, Errc::kTooShort);
  ExpectError({0x11, 0x8b}, Errc::kTooShort);
  ExpectError({0x01, 0x8b, 0x7f}, Errc::kUnknownVersion);
  ExpectError({0x31, 0x8b, 0x7f}, Errc::kUnknownVersion);
  ExpectError({0x21, 0x8b, 0x7f}, Errc::kUnknownType);
  ExpectError({0x26, 0x8b, 0x7f}, Errc::kUnknownType);
  ExpectError({'H', 'Y', 'L'}, Errc::kUnknownVersion);
  ExpectError({'H', 'Y', 'L', 'L'}, Errc::kRedisHll);
  ExpectError({'H', 'Y', 'L', 'L', 1, 0, 0, 0}, Errc::kRedisHll);
  ExpectError({0x15, 0x8b, 0x7f}, Errc::kUnknownType);
  ExpectError({0x1f, 0x8b, 0x7f}, Errc::kUnknownType);
  ExpectError({0x11, 0x83, 0x7f}, Errc::kLog2mRange);
  ExpectError({0x11, 0x8b, 0xff}, Errc::kHeaderPadding);
  ExpectError({0x11, 0x8b, 0x60}, Errc::kExpthreshCode);
  ExpectError({0x11, 0xff, 0x7f}, Errc::kTooLarge);
}

TEST(Parse, EmptyAndUndefinedHaveNoData) {
  EXPECT_TRUE(Parse({0x11, 0x8b, 0x7f}).ok());
  EXPECT_TRUE(Parse({0x10, 0x8b, 0x7f}).ok());
  ExpectError({0x11, 0x8b, 0x7f, 0x00}, Errc::kSizeMismatch);
  ExpectError({0x10, 0x8b, 0x7f, 0x00}, Errc::kSizeMismatch);
}

TEST(Parse, ExplicitValuesAscendAsSigned) {
  EXPECT_TRUE(Parse(Explicit({})).ok());
  EXPECT_TRUE(Parse(Explicit({INT64_MIN, -1, 0, 1, INT64_MAX})).ok());
  ExpectError(Explicit({1, 1}), Errc::kExplicitOrder, 1);
  ExpectError(Explicit({-2, 0, -1}), Errc::kExplicitOrder, 2);
  ExpectError(Explicit({INT64_MIN, INT64_MIN}), Errc::kExplicitOrder, 1);
  Bytes cut = Explicit({1, 2});
  cut.pop_back();
  ExpectError(cut, Errc::kExplicitSize);
}

TEST(Parse, SparseWordsAscendAndHaveValues) {
  // log2m 11, regwidth 5: words of 16 bits.
  EXPECT_TRUE(Parse({0x13, 0x8b, 0x7f}).ok());
  EXPECT_TRUE(Parse({0x13, 0x8b, 0x7f, 0x00, 0x01, 0xff, 0xff}).ok());
  ExpectError({0x13, 0x8b, 0x7f, 0x00, 0x01, 0x00, 0x02}, Errc::kSparseOrder, 1);
  ExpectError({0x13, 0x8b, 0x7f, 0x00, 0x21, 0x00, 0x01}, Errc::kSparseOrder, 1);
  ExpectError({0x13, 0x8b, 0x7f, 0x00, 0x20}, Errc::kSparseZero, 0);
  ExpectError({0x13, 0x8b, 0x7f, 0x00, 0x01, 0x00, 0x00}, Errc::kSparseZero, 1);
  ExpectError({0x13, 0x8b, 0x7f, 0x00, 0x01, 0xff}, Errc::kSparseSize);
}

TEST(Parse, SparsePaddingIsZero) {
  // log2m 5, regwidth 5: one word of 10 bits, six of padding.
  EXPECT_TRUE(Parse({0x13, 0x85, 0x7f, 0x00, 0x40}).ok());
  ExpectError({0x13, 0x85, 0x7f, 0x00, 0x41}, Errc::kSparsePadding);
  ExpectError({0x13, 0x85, 0x7f, 0x00, 0x60}, Errc::kSparsePadding);
}

TEST(Parse, PaddingMayHoldAZeroWordOfFewBits) {
  // log2m 4, regwidth 1: words of 5 bits. Two words take 10 bits, and the 6 bits of padding hold a
  // zero word.
  const Bytes two = {0x13, 0x04, 0x7f, 0b00001000, 0b11000000};
  ASSERT_TRUE(Parse(two).ok());
  EXPECT_EQ(MustParse(two).count(), 2u);
  ExpectError({0x13, 0x04, 0x7f, 0b00001000, 0b11000001}, Errc::kSparsePadding);
  ExpectError({0x13, 0x04, 0x7f, 0x00}, Errc::kSparseZero, 0);
  ExpectError({0x13, 0x04, 0x7f, 0b00001000, 0x00}, Errc::kSparseZero, 1);
}

TEST(Parse, FullHasItsSize) {
  Bytes full(3 + 1280);
  full[0] = 0x14;
  full[1] = 0x8b;
  full[2] = 0x7f;
  EXPECT_TRUE(Parse(full).ok());
  full.push_back(0);
  ExpectError(full, Errc::kSizeMismatch);
  full.resize(3 + 1279);
  ExpectError(full, Errc::kSizeMismatch);
}

TEST(Parse, EveryTruncationIsAnErrorOrAnotherImage) {
  for (const Params& params : {MakeParams(4, 1, 0), MakeParams(5, 5, 0), MakeParams(11, 5)}) {
    TestSketch sketch(params);
    for (uint64_t i = 1; i <= 7; ++i) sketch.Add(i * 0x9e3779b97f4a7c15);
    const Bytes whole = sketch.Write();
    for (size_t size = 0; size < whole.size(); ++size) {
      const Bytes part(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
      if (!Parse(part).ok()) continue;
      EXPECT_EQ(TestSketch(MustParse(part)).Write(INT32_MAX), part) << size;
    }
  }
}

}  // namespace
}  // namespace hll
