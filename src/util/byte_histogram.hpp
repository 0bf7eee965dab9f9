// How often each value occurs among bytes, and a shortcut to what is often asked of that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Adds to counts[v] the number of bytes that are v. REQUIRES: `counts` has at least 16 elements,
// and one for every value that occurs.
void CountBytes(std::span<const uint8_t> bytes, std::span<uint32_t> counts);

// The functions behind it.
using ByteCounter = void(std::span<const uint8_t> bytes, std::span<uint32_t> counts);
// For every machine.
ByteCounter CountBytesPortably;
// In wider vectors; null where this machine has none.
ByteCounter* WideByteCounter();

struct PowerSum {
  uint64_t zeros = 0;   // how many bytes are 0
  uint64_t powers = 0;  // the sum of 2^(top - byte) over all
};
// Adds bytes to a sum. False, and the sum is lost, where one is above `top` or their number is no
// multiple of 64. REQUIRES: top < 64; sum->powers stays below 2^64.
using PowerAdder = bool(std::span<const uint8_t> bytes, unsigned top, PowerSum* sum);
// Null where this machine has no vectors for it: nothing is faster than CountBytes then.
PowerAdder* WidePowerAdder();
inline PowerAdder* const kAddPowers = WidePowerAdder();
