// Compares the block codecs with a codec that goes bit by bit, in memory that ends where the arrays
// end.
#include "util/packed_array.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

namespace {

using Bytes = std::vector<uint8_t>;

constexpr size_t kMaxCount = 5000;

// Makes arrays of kMaxCount values that an array may hold.
std::vector<Bytes> Contents(unsigned width) {
  const auto max = static_cast<uint8_t>((1u << width) - 1);
  std::mt19937_64 random(width);
  Bytes any(kMaxCount);
  Bytes alternating(kMaxCount);
  for (uint8_t& value : any) value = static_cast<uint8_t>(random() >> (64 - width));
  for (size_t i = 1; i < kMaxCount; i += 2) alternating[i] = max;
  return {any, alternating, Bytes(kMaxCount, 0), Bytes(kMaxCount, max)};
}

Bytes PackBitByBit(const Bytes& values, unsigned width) {
  Bytes packed(PackedBytes(values.size(), width));
  size_t bit = 0;
  for (const uint8_t value : values)
    for (unsigned b = width; b-- > 0; ++bit)
      packed[bit / 8] |= static_cast<uint8_t>((value >> b & 1) << (7 - bit % 8));
  return packed;
}

// Copies the first bytes to an odd address, between memory that the sanitizer guards.
class Guarded {
 public:
  explicit Guarded(size_t size) : size_(size), memory_(new uint8_t[size + 1]) {}
  Guarded(const Bytes& bytes, size_t size) : Guarded(size) {
    std::copy_n(bytes.begin(), size, data());
  }
  uint8_t* data() { return &memory_[1]; }
  bool BeginsAs(const Bytes& bytes) { return std::equal(data(), data() + size_, bytes.begin()); }

 private:
  size_t size_;
  std::unique_ptr<uint8_t[]> memory_;
};

std::vector<const PackedArrayCodec*> Codecs() {
  if (WideCodec() == nullptr) return {&kPortableCodec};
  return {&kPortableCodec, WideCodec()};
}

class PackedArray : public testing::TestWithParam<unsigned> {};

TEST_P(PackedArray, EqualsBitByBitCodec) {
  const unsigned width = GetParam();
  for (const Bytes& values : Contents(width)) {
    const Bytes packed = PackBitByBit(values, width);
    const Bytes others = Contents(8)[0];
    Bytes greater = others;
    for (size_t i = 0; i < kMaxCount; ++i) greater[i] = std::max(values[i], others[i]);
    for (const PackedArrayCodec* codec : Codecs())
      for (size_t count = 0; count <= kMaxCount; count += count < 1200 ? 8 : 472) {
        const size_t bytes = PackedBytes(count, width);
        Guarded unpacked(count);
        codec->unpack[width - 1](Guarded(packed, bytes).data(), unpacked.data(), count);
        ASSERT_TRUE(unpacked.BeginsAs(values)) << count;
        Guarded merged(others, count);
        codec->merge[width - 1](Guarded(packed, bytes).data(), merged.data(), count);
        ASSERT_TRUE(merged.BeginsAs(greater)) << count;
        Guarded again(bytes);
        codec->pack[width - 1](Guarded(values, count).data(), again.data(), count);
        ASSERT_TRUE(again.BeginsAs(packed)) << count;
      }
  }
}

TEST_P(PackedArray, OneByOne) {
  const unsigned width = GetParam();
  for (const Bytes& values : Contents(width)) {
    Bytes packed(PackedBytes(values.size(), width));
    for (size_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(RaisePacked(packed.data(), width, i, values[i]), values[i] > 0);
    ASSERT_EQ(packed, PackBitByBit(values, width));
    Bytes unpacked(values.size());
    UnpackArray(packed.data(), width, unpacked.data(), unpacked.size());
    ASSERT_EQ(unpacked, values);
    Bytes again(packed.size());
    PackArray(values.data(), width, again.data(), values.size());
    ASSERT_EQ(again, packed);
  }
}

TEST_P(PackedArray, RaisesNeitherNeighboursNorGreaterNumbers) {
  const unsigned width = GetParam();
  for (const Bytes& values : Contents(width)) {
    Bytes packed = PackBitByBit(values, width);
    Bytes greater = values;
    for (size_t i = 0; i < values.size(); ++i) {
      const size_t at = i * 7 % values.size();
      const auto value = static_cast<uint8_t>(i % (1u << width));
      ASSERT_EQ(RaisePacked(packed.data(), width, at, value), value > greater[at]);
      greater[at] = std::max(greater[at], value);
    }
    ASSERT_EQ(packed, PackBitByBit(greater, width));
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, PackedArray, testing::Range(1u, 9u));

}  // namespace
