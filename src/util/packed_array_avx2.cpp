// The codec of packed arrays in vectors of 32 bytes: four blocks of eight numbers at a time.
#include <algorithm>
#include <array>

#include "util/byte_array.hpp"
#include "util/cpu.hpp"
#include "util/packed_array.hpp"

#if !defined(__x86_64__)

const PackedArrayCodec* WideCodec() { return nullptr; }

#else

namespace {

using Bytes32 = std::array<uint8_t, 32>;
using Words16 = std::array<uint16_t, 16>;

AVX2 __m256i Load(const void* bytes) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(bytes));
}

// Loads four blocks, two into each half of the vector. The upper half is loaded so that it ends
// with its blocks.
template <unsigned kWidth>
AVX2 __m256i LoadBlocks(const uint8_t* packed) {
  if constexpr (kWidth < 4) {
    const __m128i mask = _mm_setr_epi32(-1, -(kWidth > 1), -(kWidth > 2), 0);
    const auto* words = reinterpret_cast<const int*>(packed);
    return _mm256_broadcastsi128_si256(_mm_maskload_epi32(words, mask));
  } else {
    return _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(packed + 4 * kWidth - 16),
                               reinterpret_cast<const __m128i*>(packed));
  }
}

// For each number of the first or second block: where the two bytes that hold it lie in LoadBlocks'
// halves, the upper byte second. If one byte holds the whole number, the lower byte doesn't matter.
constexpr Bytes32 SourcesOf(unsigned width, unsigned block) {
  Bytes32 sources = {};
  for (unsigned i = 0; i < 32; ++i) {
    const unsigned upper_half = width < 4 ? 2 * width : 16 - 2 * width;
    const unsigned byte = block * width + i % 16 / 2 * width / 8 + i / 16 * upper_half;
    sources[i] = static_cast<uint8_t>((byte + (i + 1) % 2) % 16);
  }
  return sources;
}

// The upper half of a product with 2^n is the number shifted right by 16 - n. Each number has an n
// of its own.
constexpr Words16 FactorsOf(unsigned width) {
  Words16 factors = {};
  for (unsigned i = 0; i < 16; ++i)
    factors[i] = static_cast<uint16_t>(1u << (width + i * width % 8));
  return factors;
}

// Unpacks into `values`, or raises `values` to the numbers if kMerge is set.
template <unsigned kWidth, bool kMerge>
AVX2 void UnpackInto(const uint8_t* packed, uint8_t* values, size_t count) {
  static constexpr Bytes32 kSources[] = {SourcesOf(kWidth, 0), SourcesOf(kWidth, 1)};
  static constexpr Words16 kFactors = FactorsOf(kWidth);
  const __m256i factors = Load(&kFactors);
  const __m256i mask = _mm256_set1_epi16((1 << kWidth) - 1);
  size_t i = 0;
  for (; i + 32 <= count; i += 32, packed += 4 * kWidth) {
    const __m256i bytes = LoadBlocks<kWidth>(packed);
    const __m256i first = _mm256_shuffle_epi8(bytes, Load(&kSources[0]));
    const __m256i second = _mm256_shuffle_epi8(bytes, Load(&kSources[1]));
    // The pack instruction works on each half: blocks 0 and 1, then 2 and 3.
    __m256i numbers =
        _mm256_packus_epi16(_mm256_and_si256(_mm256_mulhi_epu16(first, factors), mask),
                            _mm256_and_si256(_mm256_mulhi_epu16(second, factors), mask));
    if constexpr (kMerge) numbers = _mm256_max_epu8(numbers, Load(&values[i]));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(&values[i]), numbers);
  }
  const auto& rest = kMerge ? kPortableCodec.merge : kPortableCodec.unpack;
  rest[kWidth - 1](packed, &values[i], count - i);
}

template <unsigned kWidth>
void Unpack(const uint8_t* packed, uint8_t* values, size_t count) {
  UnpackInto<kWidth, false>(packed, values, count);
}
template <unsigned kWidth>
void Merge(const uint8_t* packed, uint8_t* values, size_t count) {
  UnpackInto<kWidth, true>(packed, values, count);
}

// The bytes of two blocks in the order of the array, from words that hold a block each.
constexpr Bytes32 PackedOrder(unsigned width) {
  Bytes32 sources = {};
  for (unsigned i = 0; i < 32; ++i) {
    const unsigned block = i % 16 / width;
    const unsigned byte = 8 * block + width - 1 - i % 16 % width;
    sources[i] = static_cast<uint8_t>(block < 2 ? byte : 0x80);
  }
  return sources;
}

template <unsigned kWidth>
AVX2 void Pack(const uint8_t* values, uint8_t* packed, size_t count) {
  static constexpr Bytes32 kOrder = PackedOrder(kWidth);
  const __m256i order = Load(&kOrder);
  // Joins numbers, then pairs of them: multiplies the first with 2^bits of the second.
  const __m256i join_numbers = _mm256_set1_epi16(1 << 8 | 1 << kWidth);
  const __m256i join_pairs = _mm256_set1_epi32(1 << 16 | 1 << 2 * kWidth);
  const uint8_t* end = packed + PackedBytes(count, kWidth);
  size_t i = 0;
  // Stores both halves whole; the next ones overwrite the bytes behind their 2 * kWidth bytes.
  for (; i + 32 <= count && end - packed >= 2 * kWidth + 16; i += 32, packed += 4 * kWidth) {
    const __m256i pairs = _mm256_maddubs_epi16(join_numbers, Load(&values[i]));
    const __m256i fours = _mm256_madd_epi16(pairs, join_pairs);
    const __m256i blocks =
        _mm256_or_si256(_mm256_slli_epi64(fours, 4 * kWidth), _mm256_srli_epi64(fours, 32));
    const __m256i bytes = _mm256_shuffle_epi8(blocks, order);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(packed), _mm256_castsi256_si128(bytes));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(packed + 2 * kWidth),
                     _mm256_extracti128_si256(bytes, 1));
  }
  kPortableCodec.pack[kWidth - 1](&values[i], packed, count - i);
}

// With eight bits, numbers are bytes already.
template <>
void Unpack<8>(const uint8_t* packed, uint8_t* values, size_t count) {
  std::copy_n(packed, count, values);
}
template <>
void Merge<8>(const uint8_t* packed, uint8_t* values, size_t count) {
  MaxBytes(packed, values, count);
}
template <>
void Pack<8>(const uint8_t* values, uint8_t* packed, size_t count) {
  std::copy_n(values, count, packed);
}

constexpr PackedArrayCodec kAvx2Codec = {
    {Unpack<1>, Unpack<2>, Unpack<3>, Unpack<4>, Unpack<5>, Unpack<6>, Unpack<7>, Unpack<8>},
    {Merge<1>, Merge<2>, Merge<3>, Merge<4>, Merge<5>, Merge<6>, Merge<7>, Merge<8>},
    {Pack<1>, Pack<2>, Pack<3>, Pack<4>, Pack<5>, Pack<6>, Pack<7>, Pack<8>}};

}  // namespace

const PackedArrayCodec* WideCodec() { return HasAvx2() ? &kAvx2Codec : nullptr; }

#endif
