#include "hll/redis.hpp"

#include <algorithm>
#include <cstring>

namespace hll {

namespace {

enum : uint8_t { kDense = 0, kSparse = 1 };

// Redis makes a string dense once it would have more bytes, unless it was configured otherwise.
constexpr size_t kSparseBytes = 3000;
constexpr size_t kMostZeros = 64;  // in a run of one byte
constexpr size_t kMostEqual = 4;   // in a run of registers that aren't 0
constexpr unsigned kMaxSparseValue = 32;

// Four registers are three bytes.
void UnpackDense(std::span<const uint8_t> bytes, RedisRegisters* registers) {
  uint8_t* out = registers->data();
  for (size_t i = 0; i < bytes.size(); i += 3, out += 4) {
    const unsigned word = bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16;
    for (unsigned k = 0; k < 4; ++k) out[k] = word >> 6 * k & 0x3f;
  }
}

void PackDense(const RedisRegisters& registers, uint8_t* bytes) {
  for (size_t i = 0; i < registers.size(); i += 4, bytes += 3) {
    unsigned word = 0;
    for (unsigned k = 0; k < 4; ++k) word |= registers[i + k] << 6 * k;
    for (unsigned k = 0; k < 3; ++k) bytes[k] = static_cast<uint8_t>(word >> 8 * k);
  }
}

RedisStatus CheckValues(const RedisRegisters& registers) {
  for (size_t i = 0; i < registers.size(); ++i)
    if (registers[i] > kRedisMaxRegister)
      return {RedisErrc::kValue, registers[i], kRedisMaxRegister, i};
  return {};
}

RedisStatus UnpackSparse(std::span<const uint8_t> bytes, RedisRegisters* registers) {
  size_t filled = 0;
  for (size_t at = kRedisHeaderBytes; at < bytes.size(); ++at) {
    const size_t begin = at;
    const uint8_t first = bytes[at];
    uint8_t value = 0;
    size_t run = (first & 0x3fu) + 1;
    if ((first & 0x80) != 0) {
      value = static_cast<uint8_t>((first >> 2 & 0x1f) + 1);
      run = (first & 3u) + 1;
    } else if ((first & 0x40) != 0) {
      if (++at == bytes.size()) return {.code = RedisErrc::kCutShort, .at = begin};
      run = ((first & 0x3fu) << 8 | bytes[at]) + 1;
    }
    if (run > kRedisRegisters - filled)
      return {RedisErrc::kTooMany, static_cast<int64_t>(filled + run), kRedisRegisters, begin};
    std::fill_n(registers->begin() + static_cast<ptrdiff_t>(filled), run, value);
    filled += run;
  }
  if (filled < kRedisRegisters)
    return {RedisErrc::kTooFew, static_cast<int64_t>(filled), kRedisRegisters};
  return {};
}

// Returns how many registers from `begin` on have the value of the first, at most `most`.
size_t RunOf(const RedisRegisters& registers, size_t begin, size_t most) {
  const size_t end = std::min(registers.size(), begin + most);
  size_t i = begin + 1;
  while (i < end && registers[i] == registers[begin]) ++i;
  return i - begin;
}

// Writes the runs, and returns the end of the string; 0 if it must be dense.
size_t PackSparse(const RedisRegisters& registers, std::span<uint8_t, kRedisDenseBytes> bytes) {
  size_t at = kRedisHeaderBytes;
  for (size_t i = 0, run = 0; i < registers.size(); i += run) {
    if (at + 2 > kSparseBytes || registers[i] > kMaxSparseValue) return 0;
    const unsigned value = registers[i];
    run = RunOf(registers, i, value == 0 ? registers.size() : kMostEqual);
    const auto length = static_cast<unsigned>(run - 1);
    if (value == 0 && run > kMostZeros) bytes[at++] = static_cast<uint8_t>(0x40 | length >> 8);
    bytes[at++] = static_cast<uint8_t>(value == 0 ? length : 0x80 | (value - 1) << 2 | length);
  }
  return at;
}

void WriteHeader(uint8_t encoding, std::span<uint8_t, kRedisDenseBytes> bytes) {
  constexpr uint8_t kOutOfDate = 0x80;
  std::memset(bytes.data(), 0, kRedisHeaderBytes);
  std::memcpy(bytes.data(), "HYLL", 4);
  bytes[4] = encoding;
  bytes[kRedisHeaderBytes - 1] = kOutOfDate;
}

}  // namespace

RedisStatus ParseRedis(std::span<const uint8_t> bytes, RedisRegisters* registers) {
  if (!IsRedisHll(bytes)) return {RedisErrc::kMagic};
  const auto size = static_cast<int64_t>(bytes.size());
  if (bytes.size() < kRedisHeaderBytes) return {RedisErrc::kTooShort, size, kRedisHeaderBytes};
  if (bytes[4] == kSparse) return UnpackSparse(bytes, registers);
  if (bytes[4] != kDense) return {RedisErrc::kEncoding, bytes[4]};
  if (bytes.size() != kRedisDenseBytes) return {RedisErrc::kDenseSize, size, kRedisDenseBytes};
  UnpackDense(bytes.subspan(kRedisHeaderBytes), registers);
  return CheckValues(*registers);
}

RedisStatus WriteRedis(const RedisRegisters& registers, std::span<uint8_t, kRedisDenseBytes> bytes,
                       size_t* size) {
  if (const RedisStatus status = CheckValues(registers); !status.ok()) return status;
  *size = PackSparse(registers, bytes);
  WriteHeader(*size > 0 ? kSparse : kDense, bytes);
  if (*size > 0) return {};
  PackDense(registers, &bytes[kRedisHeaderBytes]);
  *size = kRedisDenseBytes;
  return {};
}

}  // namespace hll
