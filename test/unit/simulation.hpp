// The registers that n distinct values make with an ideal hash, in a time that doesn't grow with n.
//
// Exact in law: how many values bring each register value is drawn first; then values go to random
// registers from the greatest on, until none is free.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "test_sketch.hpp"

using Registers = std::vector<uint8_t>;
using Random = std::mt19937_64;

// Register values as 64-bit hashes give them, 1..64 - log2m.
inline Registers SimulateRegisters(uint64_t n, int log2m, Random& random) {
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

  Registers registers(size_t{1} << log2m);
  size_t free = registers.size();
  for (int value = top; value > 0; --value) {
    for (uint64_t i = 0; i < bring[static_cast<size_t>(value)] && free > 0; ++i) {
      uint8_t& slot = registers[random() >> (64 - log2m)];
      free -= slot == 0;
      if (slot == 0) slot = static_cast<uint8_t>(value);
    }
  }
  return registers;
}

inline Registers Merged(const Registers& a, const Registers& b) {
  Registers merged(a.size());
  for (size_t i = 0; i < merged.size(); ++i) merged[i] = std::max(a[i], b[i]);
  return merged;
}

// The registers as an image of these parameters, whose log2m they have.
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
