// How often each value occurs among bytes.
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
