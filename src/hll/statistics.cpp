#include "hll/statistics.hpp"

#include "util/bits.hpp"

namespace hll {

namespace {

// A big-endian number of 1 to 4 bytes.
uint32_t LoadCount(const uint8_t* bytes, size_t size) {
  uint32_t count = 0;
  for (size_t i = 0; i < size; ++i) count = count << 8 | bytes[i];
  return count;
}
void StoreCount(uint32_t count, uint8_t* bytes, size_t size) {
  for (size_t i = size; i-- > 0; count >>= 8) bytes[i] = static_cast<uint8_t>(count);
}

}  // namespace

// Not constructors: PostgreSQL's JIT compiler stops the server when it wants to inline one that
// isn't in a header, because clang makes an alias of it.

RegisterStatistics RegisterStatistics::Of(const Params& params, std::span<const uint32_t> counts) {
  RegisterStatistics result = {params, 0, counts[0], 0};
  const unsigned q = params.last_exact();
  for (unsigned value = 1; value < counts.size(); ++value) {
    if (value > q)
      result.saturated += counts[value];
    else
      result.powers += uint64_t{counts[value]} << (q - value);
  }
  return result;
}

RegisterStatistics RegisterStatistics::Read(const Params& params, const uint8_t* bytes) {
  const size_t size = CountBytes(params);
  const uint8_t* counts = bytes + sizeof(uint64_t);
  return {params, LoadBigEndian<uint64_t>(bytes), LoadCount(counts, size),
          LoadCount(counts + size, size)};
}

void RegisterStatistics::Write(uint8_t* bytes) const {
  const size_t size = CountBytes(params);
  StoreBigEndian(powers, bytes);
  StoreCount(zeros, bytes + sizeof(powers), size);
  StoreCount(saturated, bytes + sizeof(powers) + size, size);
}

}  // namespace hll
