#include "util/byte_histogram.hpp"

#include "util/cpu.hpp"

namespace {

void Count(std::span<const uint8_t> bytes, std::span<uint32_t> counts) {
  size_t i = 0;
  // The processor can't increment a counter again at once. If there are enough bytes, four tables
  // make this rare.
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

const ByteHistogramFunctions& functions = WidestOf(WideByteHistogram(), kPortableByteHistogram);

}  // namespace

constexpr ByteHistogramFunctions kPortableByteHistogram = {Count, nullptr};

void CountBytes(std::span<const uint8_t> bytes, std::span<uint32_t> counts) {
  functions.count(bytes, counts);
}

bool HasFastPowers() { return functions.add_powers != nullptr; }

bool AddPowers(std::span<const uint8_t> bytes, unsigned top, PowerSum* sum) {
  return functions.add_powers(bytes, top, sum);
}
