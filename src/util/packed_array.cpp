#include "util/packed_array.hpp"

#include <algorithm>

#include "util/bits.hpp"
#include "util/byte_array.hpp"
#include "util/cpu.hpp"

namespace {

// A mask with ones in the low `bits` of every second field of `half` bits, beginning with the
// lowest.
constexpr uint64_t LowerHalves(unsigned bits, unsigned half) {
  uint64_t mask = 0;
  for (unsigned shift = 0; shift < 64; shift += 2 * half)
    mask |= ((uint64_t{1} << bits) - 1) << shift;
  return mask;
}

// Part moves two neighbouring fields of `kBits` into the two halves, of `kHalf` bits each, of their
// word. Join does the reverse.
template <unsigned kBits, unsigned kHalf>
constexpr uint64_t Part(uint64_t block) {
  constexpr uint64_t kLower = LowerHalves(kBits, kHalf);
  return (block & kLower) | (block << (kHalf - kBits) & kLower << kHalf);
}
template <unsigned kBits, unsigned kHalf>
constexpr uint64_t Join(uint64_t block) {
  constexpr uint64_t kLower = LowerHalves(kBits, kHalf);
  return (block & kLower) | (block >> (kHalf - kBits) & kLower << kBits);
}

// BytesOf turns eight packed numbers at the bottom of a word into a byte for each, the first one on
// top. BlockOf does the reverse.
template <unsigned kWidth>
constexpr uint64_t BytesOf(uint64_t block) {
  return Part<kWidth, 8>(Part<2 * kWidth, 16>(Part<4 * kWidth, 32>(block)));
}
template <unsigned kWidth>
constexpr uint64_t BlockOf(uint64_t bytes) {
  return Join<4 * kWidth, 32>(Join<2 * kWidth, 16>(Join<kWidth, 8>(bytes)));
}

// Loads a whole word if it ends before `end`.
template <unsigned kWidth>
uint64_t LoadBlock(const uint8_t* packed, const uint8_t* end) {
  if (end - packed >= 8) return LoadBigEndian<uint64_t>(packed) >> (64 - 8 * kWidth);
  uint64_t block = 0;
  for (unsigned b = 0; b < kWidth; ++b) block = block << 8 | packed[b];
  return block;
}
// Stores a whole word if it ends before `end`. The next block overwrites the bytes behind this one.
template <unsigned kWidth>
void StoreBlock(uint64_t block, uint8_t* packed, const uint8_t* end) {
  if (end - packed >= 8) return StoreBigEndian(block << (64 - 8 * kWidth), packed);
  for (unsigned b = 0; b < kWidth; ++b)
    packed[b] = static_cast<uint8_t>(block >> 8 * (kWidth - 1 - b));
}

template <unsigned kWidth>
void Unpack(const uint8_t* packed, uint8_t* values, size_t count) {
  const uint8_t* end = packed + PackedBytes(count, kWidth);
  for (size_t i = 0; i < count; i += 8, packed += kWidth)
    StoreBigEndian(BytesOf<kWidth>(LoadBlock<kWidth>(packed, end)), &values[i]);
}

template <unsigned kWidth>
void Merge(const uint8_t* packed, uint8_t* values, size_t count) {
  constexpr size_t kStep = 256;
  uint8_t numbers[kStep];
  for (size_t i = 0; i < count; i += kStep, packed += PackedBytes(kStep, kWidth)) {
    const size_t step = std::min(kStep, count - i);
    Unpack<kWidth>(packed, numbers, step);
    MaxBytes(numbers, &values[i], step);
  }
}

template <unsigned kWidth>
void Pack(const uint8_t* values, uint8_t* packed, size_t count) {
  const uint8_t* end = packed + PackedBytes(count, kWidth);
  for (size_t i = 0; i < count; i += 8, packed += kWidth)
    StoreBlock<kWidth>(BlockOf<kWidth>(LoadBigEndian<uint64_t>(&values[i])), packed, end);
}

const PackedArrayCodec& codec = WidestOf(WideCodec(), kPortableCodec);

}  // namespace

constexpr PackedArrayCodec kPortableCodec = {
    {Unpack<1>, Unpack<2>, Unpack<3>, Unpack<4>, Unpack<5>, Unpack<6>, Unpack<7>, Unpack<8>},
    {Merge<1>, Merge<2>, Merge<3>, Merge<4>, Merge<5>, Merge<6>, Merge<7>, Merge<8>},
    {Pack<1>, Pack<2>, Pack<3>, Pack<4>, Pack<5>, Pack<6>, Pack<7>, Pack<8>}};

void UnpackArray(const uint8_t* packed, unsigned width, uint8_t* values, size_t count) {
  codec.unpack[width - 1](packed, values, count);
}

void MergeArray(const uint8_t* packed, unsigned width, uint8_t* values, size_t count) {
  codec.merge[width - 1](packed, values, count);
}

void PackArray(const uint8_t* values, unsigned width, uint8_t* packed, size_t count) {
  codec.pack[width - 1](values, packed, count);
}
