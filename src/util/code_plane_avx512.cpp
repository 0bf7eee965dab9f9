// Planes of codes in vectors of 64 bytes, with the instructions that expand and compress bytes.
#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <numeric>

#include "util/code_plane.hpp"
#include "util/cpu.hpp"

#if !defined(__x86_64__)

const CodePlaneFunctions* Avx512CodePlane() { return nullptr; }

#else

#define AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,popcnt")))

namespace {

constexpr size_t kStep = 64;

using Bytes64 = std::array<uint8_t, 64>;

AVX512 __m512i Broadcast(uint8_t byte) { return _mm512_set1_epi8(static_cast<char>(byte)); }
// The forms of these instructions with a mask: g++ 12 warns of the others in its own headers.
AVX512 __m512i InEachQuarter(__m128i bytes) { return _mm512_maskz_broadcast_i32x4(0xffff, bytes); }
AVX512 __m128i LowBytes(__m512i words) { return _mm512_maskz_cvtepi32_epi8(0xffff, words); }
AVX512 size_t CountOf(uint64_t mask) { return static_cast<size_t>(_mm_popcnt_u64(mask)); }

template <unsigned kBits>
AVX512 size_t Escapes(const uint8_t* plane, size_t bytes) {
  __m512i sums = _mm512_setzero_si512();
  for (size_t i = 0; i < bytes; i += kStep) {
    const __mmask64 held = ~uint64_t{0} >> (kStep - std::min(kStep, bytes - i));
    __m512i word = _mm512_maskz_loadu_epi8(held, &plane[i]);
    if constexpr (kBits == 2)
      word = _mm512_and_si512(word, _mm512_and_si512(_mm512_srli_epi16(word, 1), Broadcast(0x55)));
    sums = _mm512_add_epi64(sums, _mm512_popcnt_epi64(word));
  }
  uint64_t lanes[8];
  _mm512_storeu_si512(lanes, sums);
  return static_cast<size_t>(std::accumulate(std::begin(lanes), std::end(lanes), uint64_t{0}));
}

// For each of 64 codes: in which byte it lies, if the bytes are repeated in each quarter of a
// vector, and where in that byte.
constexpr Bytes64 SourcesOf(unsigned bits) {
  Bytes64 sources = {};
  for (unsigned i = 0; i < 64; ++i) sources[i] = static_cast<uint8_t>(i * bits / 8);
  return sources;
}
constexpr Bytes64 MasksOf(unsigned bits) {
  Bytes64 masks = {};
  for (unsigned i = 0; i < 64; ++i)
    masks[i] = static_cast<uint8_t>(((1 << bits) - 1) << (8 - bits - i * bits % 8));
  return masks;
}

// Looks a code of 2 bits up, whose bits are the upper or the lower two of an index of 4 bits.
AVX512 __m512i TableOf(const uint8_t* symbols) {
  uint8_t table[16] = {};
  for (unsigned code = 0; code < 3; ++code) table[code] = table[4 * code] = symbols[code];
  return InEachQuarter(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
}

template <unsigned kBits>
AVX512 __m512i LoadCodes(const uint8_t* plane) {
  if constexpr (kBits == 2)
    return InEachQuarter(_mm_loadu_si128(reinterpret_cast<const __m128i*>(plane)));
  int64_t word;
  std::memcpy(&word, plane, sizeof(word));
  return _mm512_set1_epi64(word);
}

template <unsigned kBits, bool kMerge>
AVX512 void ExpandInto(const uint8_t* plane, size_t count, const uint8_t* symbols,
                       const uint8_t* escaped, uint8_t* values) {
  static constexpr Bytes64 kSources = SourcesOf(kBits);
  static constexpr Bytes64 kMasks = MasksOf(kBits);
  const __m512i sources = _mm512_loadu_si512(&kSources);
  const __m512i masks = _mm512_loadu_si512(&kMasks);
  const __m512i table = kBits == 2 ? TableOf(symbols) : Broadcast(symbols[0]);
  const auto step = [&](const uint8_t* codes, uint8_t* to) AVX512 {
    const __m512i bits =
        _mm512_and_si512(_mm512_shuffle_epi8(LoadCodes<kBits>(codes), sources), masks);
    const __mmask64 flags = _mm512_cmpeq_epi8_mask(bits, masks);
    __m512i known = table;
    if constexpr (kBits == 2) {
      const __m512i either = _mm512_or_si512(bits, _mm512_srli_epi16(bits, 4));
      known = _mm512_shuffle_epi8(table, _mm512_and_si512(either, Broadcast(15)));
    }
    __m512i result = _mm512_mask_expand_epi8(known, flags, _mm512_loadu_si512(escaped));
    if constexpr (kMerge) result = _mm512_max_epu8(result, _mm512_loadu_si512(to));
    _mm512_storeu_si512(to, result);
    escaped += CountOf(flags);
  };
  size_t i = 0;
  for (; i + kStep <= count; i += kStep, plane += kStep * kBits / 8) step(plane, &values[i]);
  if (i == count) return;
  uint8_t codes[16] = {};
  uint8_t rest[kStep] = {};
  std::memcpy(codes, plane, PlaneBytes(count - i, kBits));
  if constexpr (kMerge) std::memcpy(rest, &values[i], count - i);
  step(codes, rest);
  std::memcpy(&values[i], rest, count - i);
}

// Packs a code of 2 bits in each byte.
AVX512 void StoreCodes(__m512i codes, uint8_t* plane) {
  const __m512i pairs = _mm512_maddubs_epi16(codes, _mm512_set1_epi16(1 << 8 | 4));
  const __m512i fours = _mm512_madd_epi16(pairs, _mm512_set1_epi32(1 << 16 | 16));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(plane), LowBytes(fours));
}

// Packs a bit for each byte that isn't `known`.
AVX512 void StoreEscapes(__mmask64 known, uint8_t* plane) {
  const __m512i order =
      InEachQuarter(_mm_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
  const __m512i flags = _mm512_shuffle_epi8(_mm512_movm_epi8(~known), order);
  const uint64_t mask = _mm512_movepi8_mask(flags);
  std::memcpy(plane, &mask, sizeof(mask));
}

template <unsigned kBits>
AVX512 size_t Reduce(const uint8_t* values, size_t count, const uint8_t* symbols, uint8_t* plane,
                     uint8_t* escaped) {
  const __m512i first = Broadcast(symbols[0]);
  const __m512i second = Broadcast(kBits == 2 ? symbols[1] : symbols[0]);
  const __m512i third = Broadcast(kBits == 2 ? symbols[2] : symbols[0]);
  uint8_t* end = escaped;
  size_t i = 0;
  for (; i + kStep <= count; i += kStep, plane += kStep * kBits / 8) {
    const __m512i bytes = _mm512_loadu_si512(&values[i]);
    const __mmask64 is_first = _mm512_cmpeq_epi8_mask(bytes, first);
    const __mmask64 is_second = _mm512_cmpeq_epi8_mask(bytes, second);
    const __mmask64 is_third = _mm512_cmpeq_epi8_mask(bytes, third);
    const __mmask64 known = is_first | is_second | is_third;
    if constexpr (kBits == 2) {
      __m512i codes = _mm512_mask_mov_epi8(Broadcast(3), is_first, _mm512_setzero_si512());
      codes = _mm512_mask_mov_epi8(codes, is_second, Broadcast(1));
      StoreCodes(_mm512_mask_mov_epi8(codes, is_third, Broadcast(2)), plane);
    } else {
      StoreEscapes(known, plane);
    }
    _mm512_storeu_si512(end, _mm512_maskz_compress_epi8(~known, bytes));
    end += CountOf(~known);
  }
  const auto rest = kPortableCodePlane.reduce[kBits - 1];
  return static_cast<size_t>(end - escaped) + rest(&values[i], count - i, symbols, plane, end);
}

constexpr CodePlaneFunctions kAvx512CodePlane = {{Escapes<1>, Escapes<2>},
                                                 {ExpandInto<1, false>, ExpandInto<2, false>},
                                                 {ExpandInto<1, true>, ExpandInto<2, true>},
                                                 {Reduce<1>, Reduce<2>}};

}  // namespace

const CodePlaneFunctions* Avx512CodePlane() { return HasAvx512() ? &kAvx512CodePlane : nullptr; }

#endif
