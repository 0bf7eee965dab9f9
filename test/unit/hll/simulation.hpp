// Simulates sketches without hashing: draws the registers that n distinct values make with an ideal
// hash, in a time that doesn't grow with n.
//
// The distribution is exact. First it is drawn how many of the n values have each register value.
// Then, from the greatest register value down, values go to random registers until no register is
// free. The result for a seed depends on the distributions of the standard library; the fixed seeds
// of the tests were tried with libstdc++.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "hll/test_hll.hpp"
#include "util/murmur3.hpp"

namespace hll {

using Registers = std::vector<uint8_t>;
using Random = std::mt19937_64;

class Simulation {
 public:
  Simulation(uint64_t n, int log2m, Random& random)
      : log2m_(log2m), random_(random), registers_(size_t{1} << log2m), free_(registers_.size()) {
    const int top = 64 - log2m;
    std::array<uint64_t, 64> bring = {};
    uint64_t left = n;
    for (int value = 1; value < top && left > 0; ++value) {
      std::binomial_distribution<int64_t> more(static_cast<int64_t>(left), 0.5);
      const auto above = static_cast<uint64_t>(more(random));
      bring[static_cast<size_t>(value)] = left - above;
      left = above;
    }
    bring[static_cast<size_t>(top)] = left;
    for (int value = top; value > 0 && free_ > 0; --value)
      Throw(bring[static_cast<size_t>(value)], static_cast<uint8_t>(value));
  }

  const Registers& registers() const { return registers_; }

 private:
  // Puts `count` values into random registers, one by one; a value sets its register only if it is
  // free.
  void Throw(uint64_t count, uint8_t value) {
    while (count > 0 && free_ > registers_.size() / 8) {
      uint8_t& slot = registers_[random_() >> (64 - log2m_)];
      free_ -= slot == 0;
      if (slot == 0) slot = value;
      --count;
    }
    if (count > 0 && free_ > 0) ThrowAtFree(count, value);
  }

  // The same result, faster if few registers are free: draws at once how many values miss them.
  void ThrowAtFree(uint64_t count, uint8_t value) {
    if (free_list_.empty()) {
      for (size_t i = 0; i < registers_.size(); ++i)
        if (registers_[i] == 0) free_list_.push_back(i);
    }
    while (!free_list_.empty()) {
      const double hit =
          static_cast<double>(free_list_.size()) / static_cast<double>(registers_.size());
      const auto misses = std::geometric_distribution<uint64_t>(hit)(random_);
      if (misses >= count) return;
      count -= misses + 1;
      std::swap(free_list_[random_() % free_list_.size()], free_list_.back());
      registers_[free_list_.back()] = value;
      free_list_.pop_back();
    }
    free_ = 0;
  }

  int log2m_;
  Random& random_;
  Registers registers_;
  size_t free_;
  std::vector<size_t> free_list_;
};

// Draws register values as 64-bit hashes give them: 1 to 64 - log2m.
inline Registers SimulateRegisters(uint64_t n, int log2m, Random& random) {
  return Simulation(n, log2m, random).registers();
}

inline Registers Merged(const Registers& a, const Registers& b) {
  Registers merged(a.size());
  for (size_t i = 0; i < merged.size(); ++i) merged[i] = std::max(a[i], b[i]);
  return merged;
}

// Returns the registers as an image with these parameters. REQUIRES: the same log2m.
inline Bytes FullImage(const Params& params, const Registers& registers) {
  Bytes image(kHeaderBytes + params.full_bytes());
  image[0] = 0x14;
  image[1] = params.parameter_byte();
  image[2] = params.cutoff_byte();
  Registers values(registers);
  for (uint8_t& value : values)
    value = std::min(value, static_cast<uint8_t>(params.max_register()));
  PackArray(values.data(), static_cast<unsigned>(params.regwidth()), &image[kHeaderBytes],
            values.size());
  return image;
}

// Returns the image of a sketch of values [first, first + count) of one endless stream.
inline Bytes StreamSketch(const Params& params, uint64_t first, uint64_t count,
                          int64_t max_sparse = kAutomaticMaxSparse) {
  TestSketch sketch(params);
  for (uint64_t i = 0; i < count; ++i) sketch.Add(MurmurHash3(first + i, 0));
  return sketch.Write(max_sparse);
}

// Calls f(params, first, few, many) for sets of the values [first, first + few), which are EXPLICIT
// with these parameters, and sets of the values [0, many), which have registers.
template <class F>
void ForEachExplicitBesideRegisters(F f) {
  for (const int regwidth : {1, 2, 5, 8})
    for (const uint64_t few : {1u, 2u, 30u, 256u})
      for (const uint64_t many : {257u, 1000u, 20000u})
        for (const uint64_t first : {0u, 10u, 100000u})
          f(MakeParams(9, regwidth, 256), first, few, many);
}

}  // namespace hll
