#include "util/byte_histogram.hpp"

void CountBytesPortably(std::span<const uint8_t> bytes, std::span<uint32_t> counts) {
  size_t i = 0;
  // A counter can't be raised again at once. Four tables make that rare, where they are worth it.
  if (bytes.size() >= 256) {
    uint32_t others[3][256] = {};
    for (; i + 4 <= bytes.size(); i += 4) {
      ++counts[bytes[i]];
      ++others[0][bytes[i + 1]];
      ++others[1][bytes[i + 2]];
      ++others[2][bytes[i + 3]];
    }
    for (size_t v = 0; v < counts.size(); ++v)
      counts[v] += others[0][v] + others[1][v] + others[2][v];
  }
  for (; i < bytes.size(); ++i) ++counts[bytes[i]];
}

namespace {
ByteCounter* const counter = WideByteCounter() != nullptr ? WideByteCounter() : CountBytesPortably;
}

void CountBytes(std::span<const uint8_t> bytes, std::span<uint32_t> counts) {
  counter(bytes, counts);
}
