// How the registers of N sketches compare, one by one.
//
// In each register the sketches fall into groups of equal values. For each group and each value it
// is counted how many registers have it. The likelihood under independent rates needs nothing else;
// for two sketches these are the five histograms of Ertl 2017, "Joint maximum-likelihood
// estimation".
#pragma once

#include <array>
#include <cstdint>

#include "hll/estimate.hpp"
#include "hll/intersection/parts.hpp"
#include "hll/params.hpp"

namespace hll {

// Register values are at most last_exact() + 1, which is 61 where log2m is 4.
inline constexpr size_t kRegisterValues = 64;
using ValueCounts = std::array<uint32_t, kRegisterValues>;

template <size_t N>
class JointCounts {
 public:
  // Counts no register yet.
  explicit JointCounts(const Params& params) : params_(params) {}

  // Counts registers that have these values. REQUIRES: none is above last_exact() + 1.
  void Add(const std::array<unsigned, N>& values, uint32_t times);
  // Counts registers in one group only.
  void AddTo(Sketches equal, Sketches higher, const ValueCounts& counts);

  const Params& params() const { return params_; }
  // How many registers have a value in all sketches of `equal`, a greater one in those of `higher`,
  // and a smaller one in the others. By the sets, or by the place in kGroups.
  const ValueCounts& Of(Sketches equal, Sketches higher) const {
    return groups_[GroupIndex<N>(equal, higher)];
  }
  const ValueCounts& operator[](size_t group) const { return groups_[group]; }

  // The histogram of the union of these sketches. REQUIRES: they are at least one.
  RegisterHistogram Union(Sketches sketches) const;
  // The counts of sketch i and sketch j alone, in this order.
  JointCounts<2> Pair(size_t i, size_t j) const;

  // Brings the sketches from `first` on into an order that doesn't depend on the one that they had.
  // Returns where each sketch was. So estimates are the same whichever sketch is given first.
  std::array<size_t, N> Order(size_t first);

 private:
  ValueCounts& At(Sketches equal, Sketches higher) { return groups_[GroupIndex<N>(equal, higher)]; }

  Params params_;
  std::array<ValueCounts, kGroups<N>.size()> groups_ = {};
};

template <size_t N>
inline void JointCounts<N>::Add(const std::array<unsigned, N>& values, uint32_t times) {
  Sketches counted = 0;
  for (size_t i = 0; i < N; ++i) {
    if (counted >> i & 1) continue;
    Sketches equal = 0;
    Sketches higher = 0;
    for (size_t j = 0; j < N; ++j) {
      equal |= Sketches{values[j] == values[i]} << j;
      higher |= Sketches{values[j] > values[i]} << j;
    }
    At(equal, higher)[values[i]] += times;
    counted |= equal;
  }
}

}  // namespace hll
