#include "util/code_plane.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "util/bits.hpp"
#include "util/cpu.hpp"

namespace {

template <unsigned kBits>
size_t Escapes(const uint8_t* plane, size_t bytes) {
  const auto in_word = [](uint64_t word) {
    if constexpr (kBits == 2) word &= word >> 1 & 0x5555555555555555;
    return static_cast<size_t>(std::popcount(word));
  };
  size_t escapes = 0;
  size_t i = 0;
  for (; i + 8 <= bytes; i += 8) escapes += in_word(LoadBigEndian<uint64_t>(&plane[i]));
  for (; i < bytes; ++i) escapes += in_word(plane[i]);
  return escapes;
}

// There is no branch on the codes, since nobody can foresee them.
template <unsigned kBits, bool kMerge>
void ExpandInto(const uint8_t* plane, size_t count, const uint8_t* symbols, const uint8_t* escaped,
                uint8_t* values) {
  constexpr unsigned kEscape = (1u << kBits) - 1;
  uint8_t known[kEscape + 1] = {};
  std::copy_n(symbols, kEscape, known);
  const auto value_of = [&](unsigned code) {
    const unsigned is_escape = code == kEscape;
    const unsigned value = known[code] | (*escaped & (0u - is_escape));
    escaped += is_escape;
    return static_cast<uint8_t>(value);
  };
  const auto put = [](uint8_t value, uint8_t* to) { *to = kMerge ? std::max(*to, value) : value; };
  constexpr size_t kCodes = 8 / kBits;
  for (size_t i = 0; i < count; i += kCodes) {
    const unsigned byte = *plane++;
    const size_t end = std::min(kCodes, count - i);
    for (size_t j = 0; j < end; ++j)
      put(value_of(byte >> (8 - kBits - j * kBits) & kEscape), &values[i + j]);
  }
}

template <unsigned kBits>
size_t Reduce(const uint8_t* values, size_t count, const uint8_t* symbols, uint8_t* plane,
              uint8_t* escaped) {
  constexpr unsigned kEscape = (1u << kBits) - 1;
  uint8_t code_of[256];
  std::memset(code_of, kEscape, sizeof(code_of));
  for (unsigned code = 0; code < kEscape; ++code)
    code_of[symbols[code]] = static_cast<uint8_t>(code);
  constexpr size_t kCodes = 8 / kBits;
  size_t escapes = 0;
  for (size_t i = 0; i < count; i += kCodes) {
    const size_t end = std::min(kCodes, count - i);
    unsigned byte = 0;
    for (size_t j = 0; j < end; ++j) {
      const unsigned code = code_of[values[i + j]];
      byte = byte << kBits | code;
      escaped[escapes] = values[i + j];
      escapes += code == kEscape;
    }
    *plane++ = static_cast<uint8_t>(byte << (kCodes - end) * kBits);
  }
  return escapes;
}

const CodePlaneFunctions& fastest =
    WidestOf(Avx512CodePlane(), WidestOf(Avx2CodePlane(), kPortableCodePlane));

}  // namespace

constexpr CodePlaneFunctions kPortableCodePlane = {{Escapes<1>, Escapes<2>},
                                                   {ExpandInto<1, false>, ExpandInto<2, false>},
                                                   {ExpandInto<1, true>, ExpandInto<2, true>},
                                                   {Reduce<1>, Reduce<2>}};

const CodePlaneFunctions& CodePlane() { return fastest; }
