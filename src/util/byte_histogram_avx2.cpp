// The histogram of bytes, and the sum of powers, by vectors of 32 bytes.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "util/byte_histogram.hpp"
#include "util/cpu.hpp"

#if !defined(__x86_64__)

const ByteHistogramFunctions* WideByteHistogram() { return nullptr; }

#else

namespace {

using Vector __attribute__((vector_size(32))) = uint8_t;
using Sums __attribute__((vector_size(32))) = uint64_t;

// The number of values that are told apart at a time. Each byte counts two values, one in each
// half.
constexpr unsigned kWindow = 16;
constexpr unsigned kPairs = kWindow / 2;
constexpr size_t kStride = 15 * sizeof(Vector);  // after so many additions a half is full
constexpr size_t kChunk = 4096;
static_assert(kChunk <= 255 / 15 * kStride, "`first` would overflow");

// What each value of a window adds to the counts of each pair, for both lanes of a vector.
constexpr auto kIncrements = [] {
  std::array<std::array<uint8_t, sizeof(Vector)>, kPairs> increments = {};
  for (unsigned v = 0; v < 2 * kWindow; ++v) increments[v % kWindow / 2][v] = v % 2 == 0 ? 1 : 16;
  return increments;
}();

// The upper and the lower byte of 2^(15 - v) for the values v of a window.
constexpr auto kPowers = [] {
  std::array<std::array<uint8_t, sizeof(Vector)>, 2> powers = {};
  for (unsigned v = 0; v < 2 * kWindow; ++v)
    powers[v % kWindow / 8][v] = static_cast<uint8_t>(128 >> v % 8);
  return powers;
}();

AVX2 Vector Load(const uint8_t* bytes) {
  Vector vector;
  std::memcpy(&vector, bytes, sizeof(vector));
  return vector;
}
AVX2 Vector Broadcast(size_t byte) { return Vector{} + static_cast<uint8_t>(byte); }
AVX2 Vector Lookup(Vector table, Vector indexes) {
  return (Vector)_mm256_shuffle_epi8((__m256i)table, (__m256i)indexes);
}
AVX2 Vector AddSaturated(Vector a, Vector b) {
  return (Vector)_mm256_adds_epu8((__m256i)a, (__m256i)b);
}
AVX2 Vector Min(Vector a, Vector b) { return (Vector)_mm256_min_epu8((__m256i)a, (__m256i)b); }
AVX2 Vector Max(Vector a, Vector b) { return (Vector)_mm256_max_epu8((__m256i)a, (__m256i)b); }
AVX2 Sums SumsOf8(Vector bytes) { return (Sums)_mm256_sad_epu8((__m256i)bytes, __m256i{}); }
AVX2 uint64_t Total(Sums sums) { return sums[0] + sums[1] + sums[2] + sums[3]; }

AVX2 unsigned LeastOf(Vector bytes) {
  const __m128i of16 = _mm_min_epu8(_mm256_castsi256_si128((__m256i)bytes),
                                    _mm256_extracti128_si256((__m256i)bytes, 1));
  const __m128i of8 = _mm_min_epu8(of16, _mm_srli_epi16(of16, 8));
  return static_cast<unsigned>(_mm_extract_epi16(_mm_minpos_epu16(of8), 0));
}

struct Range {
  unsigned least;
  unsigned greatest;
};

AVX2 Range RangeOf(const uint8_t* bytes, size_t count) {
  Vector least = Broadcast(255);
  Vector greatest = {};
  for (size_t i = 0; i < count; i += 2 * sizeof(Vector)) {
    const Vector a = Load(&bytes[i]);
    const Vector b = Load(&bytes[i + sizeof(Vector)]);
    least = Min(least, Min(a, b));
    greatest = Max(greatest, Max(a, b));
  }
  return {LeastOf(least), 255 - LeastOf(~greatest)};
}

// Adds the counts of a pair of values to the counts of the single values.
AVX2 void AddPair(Vector first, Sums both, uint32_t* counts) {
  const uint64_t firsts = Total(SumsOf8(first));
  counts[0] += static_cast<uint32_t>(firsts);
  counts[1] += static_cast<uint32_t>((Total(both) - firsts) / 16);
}

// Adds to counts[0..15] how often base..base+15 occur. REQUIRES: no byte is less than `base`.
AVX2 void CountWindow(const uint8_t* bytes, size_t count, size_t base, uint32_t* counts) {
  const Vector offset = Broadcast(256 - base);
  // The lookup instruction uses the lower half of the index, and gives 0 if the top bit is set.
  const Vector beyond = Broadcast(128 - kWindow);
  Vector first[kPairs] = {};  // counts of the pairs' first values
  Sums both[kPairs] = {};     // the same plus 16 times those of the second values
  for (size_t i = 0; i < count;) {
    Vector pairs[kPairs] = {};
    for (const size_t end = std::min(count, i + kStride); i < end; i += sizeof(Vector)) {
      const Vector indexes = AddSaturated(Load(&bytes[i]) + offset, beyond);
#pragma GCC unroll 8
      for (unsigned k = 0; k < kPairs; ++k)
        pairs[k] += Lookup(Load(kIncrements[k].data()), indexes);
    }
#pragma GCC unroll 8
    for (unsigned k = 0; k < kPairs; ++k) {
      first[k] += pairs[k] & 0x0f;
      both[k] += SumsOf8(pairs[k]);
    }
  }
#pragma GCC unroll 8
  for (unsigned k = 0; k < kPairs; ++k) AddPair(first[k], both[k], &counts[2 * k]);
}

// How many bytes are 0, and the sum of 2^(last - byte) over last-15..last.
// REQUIRES: no byte is less; last < 128.
AVX2 PowerSum SumWindow(const uint8_t* bytes, size_t count, unsigned last) {
  const Vector beyond = Broadcast(127 - last);
  Vector zeros = {};
  Sums upper = {};
  Sums lower = {};
  for (size_t i = 0; i < count; i += sizeof(Vector)) {
    const Vector values = Load(&bytes[i]);
    const Vector indexes = AddSaturated(values, beyond);
    zeros -= (Vector)(values == 0);
    upper += SumsOf8(Lookup(Load(kPowers[0].data()), indexes));
    lower += SumsOf8(Lookup(Load(kPowers[1].data()), indexes));
  }
  return {Total(SumsOf8(zeros)), 256 * Total(upper) + Total(lower)};
}

// Calls f(byte) for the bytes from `begin` on.
template <class F>
AVX2 void ForEachFrom(size_t begin, const uint8_t* bytes, size_t count, F f) {
  for (size_t i = 0; i < count; i += sizeof(Vector)) {
    const auto found = (Vector)(Load(&bytes[i]) >= Broadcast(begin));
    auto mask = static_cast<uint32_t>(_mm256_movemask_epi8((__m256i)found));
    for (; mask != 0; mask &= mask - 1) f(bytes[i + static_cast<unsigned>(std::countr_zero(mask))]);
  }
}

// Registers of a sketch span few values: nearly all are in one window.
AVX2 void CountBytesAvx2(std::span<const uint8_t> bytes, std::span<uint32_t> counts) {
  while (bytes.size() >= 64) {
    const size_t chunk = std::min(bytes.size(), kChunk) / 64 * 64;
    const auto [least, greatest] = RangeOf(bytes.data(), chunk);
    const size_t base = std::min<size_t>(least, counts.size() - kWindow);
    CountWindow(bytes.data(), chunk, base, &counts[base]);
    if (greatest >= base + kWindow)
      ForEachFrom(base + kWindow, bytes.data(), chunk, [&](uint8_t byte) { ++counts[byte]; });
    bytes = bytes.subspan(chunk);
  }
  kPortableByteHistogram.count(bytes, counts);
}

AVX2 bool AddPowersAvx2(std::span<const uint8_t> bytes, unsigned top, PowerSum* sum) {
  if (bytes.size() % 64 != 0) return false;
  while (!bytes.empty()) {
    const size_t chunk = std::min(bytes.size(), kChunk);
    const auto [least, greatest] = RangeOf(bytes.data(), chunk);
    if (greatest > top) return false;
    const unsigned last = std::min(least + kWindow - 1, top);
    const PowerSum window = SumWindow(bytes.data(), chunk, last);
    sum->zeros += window.zeros;
    sum->powers += window.powers << (top - last);
    if (greatest > last)
      ForEachFrom(last + 1, bytes.data(), chunk,
                  [=](uint8_t byte) { sum->powers += uint64_t{1} << (top - byte); });
    bytes = bytes.subspan(chunk);
  }
  return true;
}

constexpr ByteHistogramFunctions kAvx2ByteHistogram = {CountBytesAvx2, AddPowersAvx2};

}  // namespace

const ByteHistogramFunctions* WideByteHistogram() {
  return HasAvx2() ? &kAvx2ByteHistogram : nullptr;
}

#endif
