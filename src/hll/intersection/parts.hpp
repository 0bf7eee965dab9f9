// Names for N sketches that are compared, N being 2 or 3: sets of sketches, the parts into which
// their values fall, and the groups of sketches that are equal in one register.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace hll {

// A set of sketches: bit i stands for sketch i.
using Sketches = unsigned;
template <size_t N>
inline constexpr Sketches kAllSketches = (1u << N) - 1;

// The values that have been seen by exactly these sketches are a part. Parts are numbered from 0.
constexpr size_t PartOf(Sketches sketches) { return sketches - 1; }
constexpr Sketches SketchesOf(size_t part) { return static_cast<Sketches>(part) + 1; }
template <size_t N>
inline constexpr size_t kParts = kAllSketches<N>;
// The part that all sketches have seen.
template <size_t N>
inline constexpr size_t kCommon = PartOf(kAllSketches<N>);

// The part that all sketches have seen but this one.
template <size_t N>
constexpr size_t AllBut(size_t sketch) {
  return PartOf(kAllSketches<N> & ~(1u << sketch));
}

// A rate is the expected number of values of a part.
template <size_t N>
using RatesOf = std::array<double, kParts<N>>;
template <size_t N>
using RateMatrixOf = std::array<RatesOf<N>, kParts<N>>;

// The same for a pair: the values that only the first, only the second, and both sketches have
// seen.
enum Part : size_t { kOnlyLeft = PartOf(1), kOnlyRight = PartOf(2), kBoth = PartOf(3) };
using Rates = RatesOf<2>;
inline constexpr Sketches kLeft = 1;
inline constexpr Sketches kRight = 2;

// The sketches that have the same value in a register, and those that have a greater one there.
struct Group {
  Sketches equal;
  Sketches higher;
};

namespace intersection_internal {

template <size_t N>
constexpr auto MakeGroups() {
  constexpr size_t kCount = N == 2 ? 5 : 19;  // 3^N - 2^N
  std::array<Group, kCount> groups = {};
  size_t count = 0;
  for (Sketches equal = 1; equal <= kAllSketches<N>; ++equal)
    for (Sketches higher = 0; higher <= kAllSketches<N>; ++higher)
      if ((equal & higher) == 0) groups[count++] = {equal, higher};
  return groups;
}

}  // namespace intersection_internal

// All groups that are possible.
template <size_t N>
inline constexpr auto kGroups = intersection_internal::MakeGroups<N>();

namespace intersection_internal {

// The places in kGroups.
template <size_t N>
struct GroupIndexes {
  uint8_t of[kAllSketches<N> + 1][kAllSketches<N> + 1] = {};

  constexpr GroupIndexes() {
    for (size_t i = 0; i < kGroups<N>.size(); ++i)
      of[kGroups<N>[i].equal][kGroups<N>[i].higher] = static_cast<uint8_t>(i);
  }
};

template <size_t N>
inline constexpr GroupIndexes<N> kGroupIndexes;

}  // namespace intersection_internal

// The place of a group in kGroups.
template <size_t N>
constexpr size_t GroupIndex(Sketches equal, Sketches higher) {
  return intersection_internal::kGroupIndexes<N>.of[equal][higher];
}

// Calls f<equal, higher>(index) for each group. Both sets are known to the compiler, so that it can
// leave out what a group doesn't need.
template <size_t N, class F>
void ForEachGroup(F f) {
  [&]<size_t... kIndex>(std::index_sequence<kIndex...>) {
    (f.template operator()<kGroups<N>[kIndex].equal, kGroups<N>[kIndex].higher>(kIndex), ...);
  }
  (std::make_index_sequence<kGroups<N>.size()>());
}

}  // namespace hll
