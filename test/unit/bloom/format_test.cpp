// The parser of filters: which bytes it accepts and refuses, and where it finds the fault.
#include "bloom/format.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "bloom/estimate.hpp"
#include "bloom/test_bloom.hpp"

namespace bloom {
namespace {

struct Copy {
  // Copies the bytes into memory of exactly their size, so that the sanitizers see a read past the
  // end.
  explicit Copy(const Bytes& bytes) : size(bytes.size()), data(new uint8_t[bytes.size()]) {
    std::copy(bytes.begin(), bytes.end(), data.get());
  }
  std::span<const uint8_t> span() const { return {data.get(), size}; }
  size_t size;
  std::unique_ptr<uint8_t[]> data;
};

Status Parse(const Bytes& bytes) {
  Filter filter;
  return Filter::Parse(Copy(bytes).span(), &filter);
}

void ExpectError(const Bytes& bytes, Errc code, uint64_t at = 0) {
  const Status status = Parse(bytes);
  EXPECT_EQ(status.code, code);
  EXPECT_EQ(status.at, at);
}

Bytes With(Bytes bytes, size_t at, uint8_t value) {
  bytes.at(at) = value;
  return bytes;
}

Bytes Resized(Bytes bytes, size_t size) {
  bytes.resize(size);
  return bytes;
}

const Params kParams = MakeParams(1000, 0.01);
const Shape kShape = {5, 6};

Bytes Image(uint64_t count) { return FilterOf(kParams, kShape, Stream(0, count)).bytes(); }

// EMPTY; SPARSE with no hash, with one, and with as many as it can hold; DENSE.
std::vector<Bytes> Images() {
  return {TestFilter().bytes(), Image(0), Image(1), Image(10), Image(11)};
}

void ExpectConsistent(const Filter& filter) {
  EXPECT_EQ(filter.count() == 0, filter.form() != Form::kSparse || filter.holds_nothing());
  for (uint64_t i = 0; i < filter.count(); ++i) EXPECT_TRUE(filter.Contains(filter.Hash(i)));
  filter.Contains(0);
  filter.Contains(UINT64_MAX);
  EXPECT_GE(Cardinality(filter), 0);
  EXPECT_GE(Fill(filter), 0);
  EXPECT_LE(Fill(filter), 1);
  EXPECT_GE(FalsePositiveRate(filter), 0);
  EXPECT_LE(FalsePositiveRate(filter), 1);
  EXPECT_GE(filter.params().capacity(), 1u);
}

// On any bytes, the parser follows the rules, and functions that read only the header agree with
// it.
void CheckAny(const Bytes& bytes) {
  const Copy copy(bytes);
  Filter filter;
  const bool taken = Filter::Parse(copy.span(), &filter).ok();
  ASSERT_EQ(taken, IsValid(bytes));
  if (!taken) return;
  ExpectConsistent(filter);
  const Copy header(Resized(bytes, kHeaderBytes));
  Filter by_header;
  ASSERT_TRUE(Filter::ReadHeader(header.span(), bytes.size(), &by_header).ok());
  ASSERT_EQ(by_header.form(), filter.form());
  ASSERT_EQ(by_header.shape(), filter.shape());
  ASSERT_EQ(by_header.count(), filter.count());
  ASSERT_EQ(by_header.params(), filter.params());
  ASSERT_EQ(by_header.kind(), filter.kind());
}

TEST(BloomParse, TakesWhatIsWritten) {
  for (const Bytes& image : Images()) {
    EXPECT_TRUE(Parse(image).ok());
    CheckAny(image);
  }
  EXPECT_EQ(MustParse(Images()[3]).form(), Form::kSparse);
  EXPECT_EQ(MustParse(Images()[4]).form(), Form::kDense);
  EXPECT_EQ(MustParse(Images()[4]).kind().name(), "integer");
}

TEST(BloomParse, EveryTruncationAndExtension) {
  for (const Bytes& image : Images()) {
    for (size_t size = 0; size < image.size() + 130; ++size) CheckAny(Resized(image, size));
    const Bytes twice = image.size() > kHeaderBytes ? Resized(image, 2 * image.size()) : image;
    CheckAny(twice);
  }
}

TEST(BloomParse, EveryBitFlip) {
  for (const Bytes& image : Images())
    for (size_t bit = 0; bit < 8 * image.size(); ++bit)
      CheckAny(With(image, bit / 8, static_cast<uint8_t>(image[bit / 8] ^ 1u << bit % 8)));
}

TEST(BloomParse, EveryByteOfTheHeader) {
  for (const Bytes& image : Images())
    for (size_t at = 0; at < kHeaderBytes; ++at)
      for (unsigned value = 0; value < 256; ++value)
        CheckAny(With(image, at, static_cast<uint8_t>(value)));
}

TEST(BloomParse, SaysWhatIsWrong) {
  ExpectError({}, Errc::kTooShort);
  ExpectError(Resized(Image(0), 43), Errc::kTooShort);
  ExpectError(With(Image(1), 0, 2), Errc::kVersion);
  ExpectError({'H', 'Y', 'L', 'L'}, Errc::kRedisHll);
  ExpectError({'H', 'Y', 'L'}, Errc::kTooShort);
  ExpectError(With(Image(1), 1, 3), Errc::kForm);
  ExpectError(With(Image(1), 2, 0), Errc::kHashFunction);
  ExpectError(With(Image(1), 3, 0), Errc::kProbes);
  ExpectError(With(Image(1), 3, 21), Errc::kProbes);
  ExpectError(With(Image(1), 4, 0), Errc::kBlocks);
  ExpectError(With(Image(1), 7, 1), Errc::kBlocks);
  ExpectError(With(Image(1), 8, 0), Errc::kParameters);
  ExpectError(With(Image(1), 12, 0), Errc::kKind);
  ExpectError(With(Image(1), 13, 0x7f), Errc::kKind);
  ExpectError(With(Image(1), 13, 0x80), Errc::kKind);
  ExpectError(With(Image(1), 43, 'x'), Errc::kKind);
  ExpectError(With(Image(0), 12, 'x'), Errc::kKindMissing);
  ExpectError(With(TestFilter().bytes(), 4, 1), Errc::kEmpty);
  ExpectError(With(TestFilter().bytes(), 12, 'x'), Errc::kEmpty);
}

TEST(BloomParse, SizesAreExact) {
  ExpectError(Resized(TestFilter().bytes(), 45), Errc::kSize);
  ExpectError(Resized(Image(1), 53), Errc::kSize);
  ExpectError(Resized(Image(10), kHeaderBytes + 88), Errc::kSparseCount);
  ExpectError(Resized(Image(11), DenseBytes(5) + 1), Errc::kSize);
  ExpectError(Resized(Image(11), DenseBytes(5) - 1), Errc::kSize);
}

TEST(BloomParse, HashesAscend) {
  Bytes bytes = Image(3);
  std::copy_n(&bytes[52], 8, &bytes[60]);
  ExpectError(bytes, Errc::kSparseOrder, 2);
  bytes[67] = 0;
  ExpectError(bytes, Errc::kSparseOrder, 2);
}

TEST(BloomParse, AKindMayFillItsField) {
  Bytes bytes = Image(1);
  std::fill_n(&bytes[12], Kind::kBytes, uint8_t{'~'});
  ASSERT_TRUE(Parse(bytes).ok());
  EXPECT_EQ(MustParse(bytes).kind().name(), std::string(32, '~'));
}

}  // namespace
}  // namespace bloom
