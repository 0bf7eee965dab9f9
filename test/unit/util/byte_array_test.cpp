// Compares operations on arrays of bytes with plain loops, in memory that ends where the arrays
// end.
#include "util/byte_array.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "util/byte_histogram.hpp"

namespace {

using Bytes = std::vector<uint8_t>;

template <class F>
Bytes Generate(size_t count, F f) {
  Bytes bytes(count);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(f());
  bytes.shrink_to_fit();
  return bytes;
}

TEST(ByteArray, MaxBytes) {
  std::mt19937_64 random(1);
  for (size_t count = 0; count < 300; ++count) {
    const Bytes a = Generate(count, std::ref(random));
    const Bytes b = Generate(count, std::ref(random));
    Bytes expected(count);
    for (size_t i = 0; i < count; ++i) expected[i] = std::max(a[i], b[i]);
    Bytes result = a;
    MaxBytes(b.data(), result.data(), count);
    ASSERT_EQ(result, expected);
    MaxBytes(result.data(), result.data(), count);
    ASSERT_EQ(result, expected);
  }
}

TEST(ByteArray, OrBytes) {
  std::mt19937_64 random(3);
  for (size_t count = 0; count < 300; count += 16) {
    const Bytes a = Generate(count, std::ref(random));
    const Bytes b = Generate(count, std::ref(random));
    Bytes expected(count);
    for (size_t i = 0; i < count; ++i) expected[i] = a[i] | b[i];
    Bytes result = a;
    OrBytes(b.data(), result.data(), count);
    ASSERT_EQ(result, expected);
    OrBytes(result.data(), result.data(), count);
    ASSERT_EQ(result, expected);
  }
}

TEST(ByteArray, CountZeroBytes) {
  std::mt19937_64 random(2);
  for (size_t count = 0; count < 20000; count += count < 300 ? 1 : 1117)
    for (const uint64_t range : {1, 2, 3, 32, 256}) {
      const Bytes bytes = Generate(count, [&] { return random() % range; });
      const auto zeros = static_cast<size_t>(std::count(bytes.begin(), bytes.end(), 0));
      ASSERT_EQ(CountZeroBytes(bytes.data(), count), zeros) << count;
    }
}

using Counts = std::vector<uint32_t>;

// Compares AddPowers with a plain loop. Both add to a sum that isn't 0.
void ExpectPowers(const Bytes& bytes, unsigned top) {
  if (!HasFastPowers()) return;
  PowerSum sum = {7, 7};
  const bool above = std::any_of(bytes.begin(), bytes.end(), [=](uint8_t b) { return b > top; });
  ASSERT_EQ(AddPowers(bytes, top, &sum), bytes.size() % 64 == 0 && !above);
  if (bytes.size() % 64 != 0 || above) return;
  PowerSum expected = {7, 7};
  for (const uint8_t byte : bytes) {
    expected.zeros += byte == 0;
    expected.powers += uint64_t{1} << (top - byte);
  }
  ASSERT_EQ(sum.zeros, expected.zeros) << bytes.size();
  ASSERT_EQ(sum.powers, expected.powers) << bytes.size() << ' ' << top;
}

// Compares both byte histograms with a plain loop. All add to `values` counters that aren't 0.
void ExpectCounts(const Bytes& bytes, size_t values) {
  Counts expected(values, 7);
  for (const uint8_t byte : bytes) ++expected[byte];
  for (const unsigned top : {0, 2, 14, 15, 30, 42}) ExpectPowers(bytes, top);
  Counts counts(values, 7);
  kPortableByteHistogram.count(bytes, counts);
  ASSERT_EQ(counts, expected) << bytes.size();
  if (WideByteHistogram() == nullptr) return;
  std::fill(counts.begin(), counts.end(), 7);
  WideByteHistogram()->count(bytes, counts);
  ASSERT_EQ(counts, expected) << bytes.size();
}

constexpr size_t kSizes[] = {0,    1,    16,   255,  256,  300,  511,  1024,  2048,
                             4095, 4096, 4097, 4160, 4191, 8192, 9001, 65536, 150000};

// Makes registers of a sketch that has `load` values for each register.
TEST(ByteHistogram, OfRegisters) {
  std::mt19937_64 random(3);
  for (const double load : {0.1, 1.0, 30.0, 1e6}) {
    const Bytes registers = Generate(kSizes[std::size(kSizes) - 1], [&] {
      const double uniform = std::ldexp(static_cast<double>(random() >> 11) + 0.5, -53);
      return std::max(0.0, 1 + std::floor(std::log2(-load / std::log(uniform))));
    });
    for (const size_t count : kSizes)
      for (const unsigned width : {1, 4, 5, 6, 8}) {
        const int max = (1 << width) - 1;
        auto next = registers.begin();
        ExpectCounts(Generate(count, [&] { return std::min<int>(*next++, max); }),
                     std::max<size_t>(16, 1 << width));
      }
  }
}

// Values that only an image of another program may hold.
TEST(ByteHistogram, OfAnyBytes) {
  std::mt19937_64 random(4);
  for (const size_t count : kSizes)
    for (const uint64_t values : {16, 17, 32, 40, 256}) {
      ExpectCounts(Generate(count, [&] { return random() % values; }), values);
      ExpectCounts(Generate(count, [&] { return values - 1 - random() % 2; }), values);
      ExpectCounts(Generate(count, [&] { return random() % 2 * (values - 1); }), values);
      ExpectCounts(Generate(count, [&] { return random() % 100 == 0 ? values - 1 : 8; }), values);
    }
}

TEST(ByteHistogram, OfOneValue) {
  for (size_t value = 0; value < 256; ++value)
    for (const size_t count : {16, 256, 4096, 5000})
      ExpectCounts(Bytes(count, static_cast<uint8_t>(value)), 256);
}

}  // namespace
