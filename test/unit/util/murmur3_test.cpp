// Compares MurmurHash3 with Debian's libmurmurhash, an independent implementation.
#include "util/murmur3.hpp"

#include <gtest/gtest.h>
#include <murmurhash.h>

#include <random>
#include <vector>

namespace {

constexpr uint32_t kSeeds[] = {0, 1, 42, 0x7fffffff, 0x80000000, 0xffffffff};

uint64_t Reference(const std::vector<uint8_t>& bytes, uint32_t seed) {
  uint64_t words[2] = {};
  lmmh_x64_128(bytes.data(), static_cast<uint32_t>(bytes.size()), seed, words);
  return words[0];
}

std::vector<uint8_t> RandomBytes(size_t size, std::mt19937_64& random) {
  std::vector<uint8_t> bytes(size);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  return bytes;
}

TEST(Murmur3, EqualsReferenceForLengths0To300) {
  std::mt19937_64 random(1);
  for (size_t size = 0; size <= 300; ++size) {
    const std::vector<uint8_t> bytes = RandomBytes(size, random);
    for (const uint32_t seed : kSeeds)
      ASSERT_EQ(MurmurHash3(bytes.data(), size, seed), Reference(bytes, seed))
          << size << " bytes, seed " << seed;
  }
}

TEST(Murmur3, EqualsReferenceForHighBytes) {
  for (size_t size = 0; size <= 64; ++size) {
    const std::vector<uint8_t> bytes(size, 0xff);
    ASSERT_EQ(MurmurHash3(bytes.data(), size, 0), Reference(bytes, 0)) << size;
  }
}

TEST(Murmur3, ReadsUnalignedBytes) {
  std::mt19937_64 random(2);
  const std::vector<uint8_t> bytes = RandomBytes(100, random);
  for (size_t offset = 0; offset < 16; ++offset) {
    const std::vector<uint8_t> part(bytes.begin() + static_cast<ptrdiff_t>(offset), bytes.end());
    ASSERT_EQ(MurmurHash3(&bytes[offset], part.size(), 7), Reference(part, 7)) << offset;
  }
}

template <class T>
void ExpectIntegerHash(std::mt19937_64& random) {
  for (int i = 0; i < 1000; ++i) {
    const T value = static_cast<T>(random());
    std::vector<uint8_t> bytes(sizeof(T));
    for (size_t b = 0; b < sizeof(T); ++b) bytes[b] = static_cast<uint8_t>(value >> (8 * b));
    for (const uint32_t seed : kSeeds)
      ASSERT_EQ(MurmurHash3(value, seed), Reference(bytes, seed)) << value;
  }
}

TEST(Murmur3, HashesIntegersByTheirLittleEndianBytes) {
  std::mt19937_64 random(3);
  ExpectIntegerHash<uint8_t>(random);
  ExpectIntegerHash<uint16_t>(random);
  ExpectIntegerHash<uint32_t>(random);
  ExpectIntegerHash<uint64_t>(random);
}

TEST(Murmur3, IsConstantFolded) {
  static_assert(MurmurHash3(uint64_t{1}, 0) != MurmurHash3(uint64_t{2}, 0));
}

}  // namespace
