// Planes of codes in vectors of 32 bytes.
#include <algorithm>
#include <array>
#include <cstring>

#include "util/code_plane.hpp"
#include "util/cpu.hpp"

#if !defined(__x86_64__)

const CodePlaneFunctions* Avx2CodePlane() { return nullptr; }

#else

#define AVX2_POPCNT __attribute__((target("avx2,popcnt")))

namespace {

constexpr size_t kStep = 32;

using Bytes32 = std::array<uint8_t, 32>;

AVX2_POPCNT __m256i Load(const void* bytes) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(bytes));
}
AVX2_POPCNT void Store(__m256i vector, void* bytes) {
  _mm256_storeu_si256(static_cast<__m256i*>(bytes), vector);
}
AVX2_POPCNT __m256i Broadcast(uint8_t byte) { return _mm256_set1_epi8(static_cast<char>(byte)); }

// In each byte: how many of its codes are escapes.
template <unsigned kBits>
AVX2_POPCNT __m256i EscapesOf(__m256i codes) {
  if constexpr (kBits == 2)
    codes = _mm256_and_si256(_mm256_and_si256(codes, _mm256_srli_epi16(codes, 1)), Broadcast(0x55));
  const __m256i ones_of =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
  const __m256i lower = _mm256_and_si256(codes, Broadcast(15));
  const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(codes, 4), Broadcast(15));
  return _mm256_add_epi8(_mm256_shuffle_epi8(ones_of, lower), _mm256_shuffle_epi8(ones_of, upper));
}

template <unsigned kBits>
AVX2_POPCNT size_t Escapes(const uint8_t* plane, size_t bytes) {
  const __m256i zero = _mm256_setzero_si256();
  __m256i sums = zero;
  size_t i = 0;
  for (; i + kStep <= bytes; i += kStep)
    sums = _mm256_add_epi64(sums, _mm256_sad_epu8(EscapesOf<kBits>(Load(&plane[i])), zero));
  uint8_t rest[kStep] = {};
  std::copy_n(&plane[i], bytes - i, rest);
  sums = _mm256_add_epi64(sums, _mm256_sad_epu8(EscapesOf<kBits>(Load(rest)), zero));
  uint64_t lanes[4];
  Store(sums, lanes);
  return static_cast<size_t>(lanes[0] + lanes[1] + lanes[2] + lanes[3]);
}

// For each of 32 codes: in which byte it lies, if the bytes are repeated in each half of a vector,
// and where in that byte.
constexpr Bytes32 SourcesOf(unsigned bits) {
  Bytes32 sources = {};
  for (unsigned i = 0; i < 32; ++i) sources[i] = static_cast<uint8_t>(i * bits / 8);
  return sources;
}
constexpr Bytes32 MasksOf(unsigned bits) {
  Bytes32 masks = {};
  for (unsigned i = 0; i < 32; ++i)
    masks[i] = static_cast<uint8_t>(((1 << bits) - 1) << (8 - bits - i * bits % 8));
  return masks;
}

// Looks a code of 2 bits up, whose bits are the upper or the lower two of an index of 4 bits.
AVX2_POPCNT __m256i TableOf(const uint8_t* symbols) {
  uint8_t table[16] = {};
  for (unsigned code = 0; code < 3; ++code) table[code] = table[4 * code] = symbols[code];
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
}

template <unsigned kBits>
AVX2_POPCNT __m256i LoadCodes(const uint8_t* plane) {
  if constexpr (kBits == 1) {
    int32_t word;
    std::memcpy(&word, plane, sizeof(word));
    return _mm256_set1_epi32(word);
  } else {
    int64_t word;
    std::memcpy(&word, plane, sizeof(word));
    return _mm256_set1_epi64x(word);
  }
}

// In each half: how many of the bytes up to this one are 255.
AVX2_POPCNT __m256i RanksOf(__m256i flags) {
  __m256i ranks = _mm256_sub_epi8(_mm256_setzero_si256(), flags);
  ranks = _mm256_add_epi8(ranks, _mm256_slli_si256(ranks, 1));
  ranks = _mm256_add_epi8(ranks, _mm256_slli_si256(ranks, 2));
  ranks = _mm256_add_epi8(ranks, _mm256_slli_si256(ranks, 4));
  return _mm256_add_epi8(ranks, _mm256_slli_si256(ranks, 8));
}

template <unsigned kBits, bool kMerge>
AVX2_POPCNT void ExpandInto(const uint8_t* plane, size_t count, const uint8_t* symbols,
                            const uint8_t* escaped, uint8_t* values) {
  static constexpr Bytes32 kSources = SourcesOf(kBits);
  static constexpr Bytes32 kMasks = MasksOf(kBits);
  const __m256i sources = Load(&kSources);
  const __m256i masks = Load(&kMasks);
  const __m256i table = kBits == 2 ? TableOf(symbols) : Broadcast(symbols[0]);
  const __m256i ones = Broadcast(1);
  const auto step = [&](const uint8_t* codes, uint8_t* to) AVX2_POPCNT {
    const __m256i bits =
        _mm256_and_si256(_mm256_shuffle_epi8(LoadCodes<kBits>(codes), sources), masks);
    const __m256i flags = _mm256_cmpeq_epi8(bits, masks);
    __m256i known = table;
    if constexpr (kBits == 2) {
      const __m256i either = _mm256_or_si256(bits, _mm256_srli_epi16(bits, 4));
      known = _mm256_shuffle_epi8(table, _mm256_and_si256(either, Broadcast(15)));
    }
    const auto mask = static_cast<uint32_t>(_mm256_movemask_epi8(flags));
    const auto first = static_cast<size_t>(_mm_popcnt_u32(mask & 0xffff));
    const __m256i next = _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(escaped + first),
                                             reinterpret_cast<const __m128i*>(escaped));
    const __m256i taken = _mm256_shuffle_epi8(next, _mm256_sub_epi8(RanksOf(flags), ones));
    __m256i result = _mm256_blendv_epi8(known, taken, flags);
    if constexpr (kMerge) result = _mm256_max_epu8(result, Load(to));
    Store(result, to);
    escaped += static_cast<size_t>(_mm_popcnt_u32(mask));
  };
  size_t i = 0;
  for (; i + kStep <= count; i += kStep, plane += kStep * kBits / 8) step(plane, &values[i]);
  if (i == count) return;
  uint8_t codes[8] = {};
  uint8_t rest[kStep] = {};
  std::memcpy(codes, plane, PlaneBytes(count - i, kBits));
  if constexpr (kMerge) std::memcpy(rest, &values[i], count - i);
  step(codes, rest);
  std::memcpy(&values[i], rest, count - i);
}

// For each set of eight bytes, as bits from the lowest up: where its members lie.
constexpr auto kMembers = [] {
  std::array<std::array<uint8_t, 8>, 256> members = {};
  for (unsigned set = 0; set < 256; ++set) {
    unsigned count = 0;
    for (unsigned i = 0; i < 8; ++i)
      if ((set >> i & 1) != 0) members[set][count++] = static_cast<uint8_t>(i);
  }
  return members;
}();

// Appends the bytes of the set `mask` to `escaped` and returns the new end.
AVX2_POPCNT uint8_t* AppendMembers(const uint8_t* values, uint32_t mask, uint8_t* escaped) {
  for (unsigned i = 0; i < kStep; i += 8) {
    const unsigned set = mask >> i & 255;
    const __m128i eight = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(values + i));
    const __m128i order = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(&kMembers[set]));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(escaped), _mm_shuffle_epi8(eight, order));
    escaped += _mm_popcnt_u32(set);
  }
  return escaped;
}

// Packs a code of 2 bits in each byte.
AVX2_POPCNT void StoreCodes(__m256i codes, uint8_t* plane) {
  const __m256i pairs = _mm256_maddubs_epi16(codes, _mm256_set1_epi16(1 << 8 | 4));
  const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(1 << 16 | 16));
  const __m256i order = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  const __m256i bytes = _mm256_shuffle_epi8(fours, order);
  const int words[] = {_mm256_extract_epi32(bytes, 0), _mm256_extract_epi32(bytes, 4)};
  std::memcpy(plane, words, sizeof(words));
}

// Packs a bit for each byte that is 255.
AVX2_POPCNT void StoreFlags(__m256i flags, uint8_t* plane) {
  const __m256i order = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
  const int mask = _mm256_movemask_epi8(_mm256_shuffle_epi8(flags, order));
  std::memcpy(plane, &mask, sizeof(mask));
}

template <unsigned kBits>
AVX2_POPCNT size_t Reduce(const uint8_t* values, size_t count, const uint8_t* symbols,
                          uint8_t* plane, uint8_t* escaped) {
  const __m256i first = Broadcast(symbols[0]);
  const __m256i second = Broadcast(kBits == 2 ? symbols[1] : symbols[0]);
  const __m256i third = Broadcast(kBits == 2 ? symbols[2] : symbols[0]);
  uint8_t* end = escaped;
  size_t i = 0;
  for (; i + kStep <= count; i += kStep, plane += kStep * kBits / 8) {
    const __m256i bytes = Load(&values[i]);
    const __m256i is_first = _mm256_cmpeq_epi8(bytes, first);
    const __m256i is_second = _mm256_cmpeq_epi8(bytes, second);
    const __m256i is_third = _mm256_cmpeq_epi8(bytes, third);
    const __m256i known = _mm256_or_si256(_mm256_or_si256(is_first, is_second), is_third);
    if constexpr (kBits == 2) {
      __m256i codes = _mm256_andnot_si256(is_first, Broadcast(3));
      codes = _mm256_xor_si256(codes, _mm256_and_si256(is_second, Broadcast(2)));
      StoreCodes(_mm256_xor_si256(codes, _mm256_and_si256(is_third, Broadcast(1))), plane);
    } else {
      StoreFlags(_mm256_xor_si256(known, Broadcast(255)), plane);
    }
    end = AppendMembers(&values[i], ~static_cast<uint32_t>(_mm256_movemask_epi8(known)), end);
  }
  const auto rest = kPortableCodePlane.reduce[kBits - 1];
  return static_cast<size_t>(end - escaped) + rest(&values[i], count - i, symbols, plane, end);
}

constexpr CodePlaneFunctions kAvx2CodePlane = {{Escapes<1>, Escapes<2>},
                                               {ExpandInto<1, false>, ExpandInto<2, false>},
                                               {ExpandInto<1, true>, ExpandInto<2, true>},
                                               {Reduce<1>, Reduce<2>}};

}  // namespace

const CodePlaneFunctions* Avx2CodePlane() { return HasAvx2() ? &kAvx2CodePlane : nullptr; }

#endif
