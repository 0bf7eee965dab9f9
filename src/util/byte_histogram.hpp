// How often each value occurs among bytes, and a faster way to the two sums that are mostly needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Adds to counts[v] the number of bytes that are v. REQUIRES: `counts` has at least 16 elements,
// and one for every value that occurs.
void CountBytes(std::span<const uint8_t> bytes, std::span<uint32_t> counts);

struct PowerSum {
  uint64_t zeros = 0;   // how many bytes are 0
  uint64_t powers = 0;  // the sum of 2^(top - byte) over all bytes
};
// Whether AddPowers is faster than CountBytes on this machine.
bool HasFastPowers();
// Adds bytes to a sum. Returns false, and the sum is lost, if a byte is above `top` or the number
// of bytes isn't a multiple of 64. REQUIRES: HasFastPowers(); top < 64; sum->powers stays below
// 2^64.
bool AddPowers(std::span<const uint8_t> bytes, unsigned top, PowerSum* sum);

// The implementation of the functions above.
struct ByteHistogramFunctions {
  void (*count)(std::span<const uint8_t> bytes, std::span<uint32_t> counts);
  bool (*add_powers)(std::span<const uint8_t> bytes, unsigned top, PowerSum* sum);  // may be null
};
// The implementation for every machine.
extern const ByteHistogramFunctions kPortableByteHistogram;
// The implementation for wider vectors; null if this machine has none.
const ByteHistogramFunctions* WideByteHistogram();
