// The probability that values of the parts, together, cover all sketches of a group: that each
// sketch sees at least one. All formulas are sums of positive terms, so that they are exact also
// where the probability is small.
#pragma once

#include <array>
#include <bit>

#include "hll/intersection/parts.hpp"

namespace hll {

// An event, and its complement, each with a small relative error.
struct Chance {
  double none;
  double some;
};

inline Chance Either(const Chance& a, const Chance& b) {
  return {a.none * b.none, a.some + a.none * b.some};
}

// For each part of a group of `kSize` sketches, whether a value was seen.
template <size_t kSize>
using Chances = std::array<Chance, kParts<kSize>>;

// The bits of `bits` in the places of `mask`.
constexpr Sketches Spread(Sketches bits, Sketches mask) {
  Sketches spread = 0;
  for (; mask != 0; mask &= mask - 1, bits >>= 1) spread |= (bits & 1) * (mask & -mask);
  return spread;
}

// The probability, and its first and second derivatives by rate * scale, where
// none = exp(-rate * scale).
template <size_t kSize>
struct Cover {
  double chance;
  RatesOf<kSize> slope;
  RateMatrixOf<kSize> bend;
};

inline double ChanceOfCover(const Chances<1>& parts) { return parts[0].some; }

inline double ChanceOfCover(const Chances<2>& parts) {
  const auto& [own_left, own_right, common] = parts;
  return common.some + common.none * own_left.some * own_right.some;
}

// Two of the pairs cover all three sketches. One pair needs the third sketch's own values.
inline double ChanceOfCover(const Chances<3>& parts) {
  const auto& [own0, own1, pair01, own2, pair02, pair12, common] = parts;
  const double two_pairs =
      pair01.some * Either(pair02, pair12).some + pair01.none * pair02.some * pair12.some;
  const double one_pair =
      pair01.some * pair02.none * pair12.none * own2.some +
      pair01.none * (pair02.some * pair12.none * own1.some + pair02.none * pair12.some * own0.some);
  const double no_pair =
      pair01.none * pair02.none * pair12.none * own0.some * own1.some * own2.some;
  return common.some + common.none * (two_pairs + one_pair + no_pair);
}

namespace intersection_internal {

// Turns derivatives by the probabilities `some` into derivatives by rate * scale.
template <size_t kSize>
void ByRates(const Chances<kSize>& parts, Cover<kSize>* cover) {
  for (size_t part = 0; part < parts.size(); ++part) {
    cover->slope[part] *= parts[part].none;
    for (size_t other = 0; other < parts.size(); ++other)
      cover->bend[part][other] *= parts[part].none * parts[other].none;
    // The probability is linear in each `some`, which itself has the second derivative -none.
    cover->bend[part][part] = -cover->slope[part];
  }
}

// Adds the common part to derivatives by the other parts.
template <size_t kSize>
void AddCommon(const Chance& common, double without, Cover<kSize>* cover) {
  constexpr size_t kLast = kCommon<kSize>;
  for (size_t part = 0; part < kLast; ++part) {
    cover->bend[part][kLast] = cover->bend[kLast][part] = -cover->slope[part];
    cover->slope[part] *= common.none;
    for (size_t other = 0; other < kLast; ++other) cover->bend[part][other] *= common.none;
  }
  cover->slope[kLast] = 1.0 - without;
}

}  // namespace intersection_internal

inline Cover<1> CoverOf(const Chances<1>& parts) {
  const auto& [none, some] = parts[0];
  return {some, {none}, {{{-none}}}};
}

inline Cover<2> CoverOf(const Chances<2>& parts) {
  const auto& [own_left, own_right, common] = parts;
  Cover<2> cover = {ChanceOfCover(parts), {own_right.some, own_left.some}, {}};
  cover.bend[kOnlyLeft][kOnlyRight] = cover.bend[kOnlyRight][kOnlyLeft] = 1.0;
  intersection_internal::AddCommon(common, own_left.some * own_right.some, &cover);
  intersection_internal::ByRates(parts, &cover);
  return cover;
}

inline Cover<3> CoverOf(const Chances<3>& parts) {
  // Sketch i, the pair without it, and the same of the next two sketches.
  constexpr size_t kOwn[] = {0, 1, 3};
  constexpr size_t kPair[] = {5, 4, 2};
  const Chance& common = parts[kCommon<3>];
  Cover<3> cover = {ChanceOfCover(parts), {}, {}};
  const auto bend = [&](size_t a, size_t b, double by) {
    cover.bend[a][b] = cover.bend[b][a] = by;
  };
  double no_pair = 1.0;
  double all_own = 1.0;
  for (size_t i = 0; i < 3; ++i) {
    no_pair *= parts[kPair[i]].none;
    all_own *= parts[kOwn[i]].some;
  }
  for (size_t i = 0; i < 3; ++i) {
    const size_t j = (i + 1) % 3;
    const size_t k = (i + 2) % 3;
    const Chance& own_i = parts[kOwn[i]];
    const Chance& own_j = parts[kOwn[j]];
    const Chance& own_k = parts[kOwn[k]];
    const Chance& pair_i = parts[kPair[i]];
    const Chance& pair_j = parts[kPair[j]];
    const Chance& pair_k = parts[kPair[k]];
    const double rest = pair_i.some + pair_i.none * own_j.some * own_k.some;
    const double one_misses = Either({own_j.some, own_j.none}, {own_k.some, own_k.none}).some;
    cover.slope[kOwn[i]] = pair_j.none * pair_k.none * rest;
    cover.slope[kPair[i]] = pair_j.some * pair_k.none * own_j.none +
                            pair_j.none * pair_k.some * own_k.none +
                            pair_j.none * pair_k.none * own_i.some * one_misses;
    bend(kOwn[i], kOwn[j], no_pair * own_k.some);
    bend(kOwn[i], kPair[i], pair_j.none * pair_k.none * one_misses);
    bend(kOwn[i], kPair[j], -pair_k.none * rest);
    bend(kOwn[i], kPair[k], -pair_j.none * rest);
    bend(kPair[i], kPair[j],
         pair_k.none * (1.0 - own_i.some - own_j.some + all_own) - pair_k.some * own_k.none);
  }
  Chances<3> without = parts;
  without[kCommon<3>] = {1.0, 0.0};
  intersection_internal::AddCommon(common, ChanceOfCover(without), &cover);
  intersection_internal::ByRates(parts, &cover);
  return cover;
}

}  // namespace hll
