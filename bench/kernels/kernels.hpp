// The inner loops of the core as named kernels that can be repeated, for a clock (time.cpp) and for
// a counter of instructions (count.cpp).
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "hll/test_hll.hpp"

struct Kernel {
  std::string name;     // kernel/case/...
  uint64_t operations;  // number of operations in one run
  // Prepares the data and returns the function to measure, which does the same in each run.
  std::function<std::function<void()>()> prepare;
};

using Kernels = std::vector<Kernel>;

Kernels HashKernels();
Kernels AddKernels();
Kernels RegisterKernels();  // unpack, pack, merge, histogram, count
Kernels SketchKernels();    // estimate, write, unite
Kernels BloomKernels();     // add, contains, unite, fold, cardinality, rate, shape

inline Kernels AllKernels() {
  Kernels all;
  for (const Kernels& some :
       {HashKernels(), AddKernels(), RegisterKernels(), SketchKernels(), BloomKernels()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

// Makes the compiler compute `value`.
template <class T>
void Keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

// Returns the same random words on every machine.
inline std::vector<uint64_t> Words(size_t count) {
  std::mt19937_64 random(20070612);
  std::vector<uint64_t> words(count);
  for (uint64_t& word : words) word = random();
  return words;
}

inline hll::TestSketch SketchOf(const hll::Params& params, const std::vector<uint64_t>& hashes) {
  hll::TestSketch sketch(params);
  for (const uint64_t hash : hashes) sketch.Add(hash);
  return sketch;
}
