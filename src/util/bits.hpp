// Integers to and from bytes in a stated order, whatever the order of the host, and bit streams.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

template <std::unsigned_integral T>
constexpr T SwapBytes(T value) {
  if constexpr (sizeof(T) == 2) return __builtin_bswap16(value);
  if constexpr (sizeof(T) == 4) return __builtin_bswap32(value);
  if constexpr (sizeof(T) == 8) return __builtin_bswap64(value);
  return value;
}

namespace bits_internal {

// The bytes need not be aligned.
template <std::endian kOrder, class T>
T Load(const uint8_t* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return kOrder == std::endian::native ? value : SwapBytes(value);
}

template <std::endian kOrder, class T>
void Store(T value, uint8_t* bytes) {
  if (kOrder != std::endian::native) value = SwapBytes(value);
  std::memcpy(bytes, &value, sizeof value);
}

}  // namespace bits_internal

template <std::unsigned_integral T>
T LoadLittleEndian(const uint8_t* bytes) {
  return bits_internal::Load<std::endian::little, T>(bytes);
}

// Reads 1 to 8 bytes as a little-endian number, and no byte behind them.
inline uint64_t LoadLittleEndian(const uint8_t* bytes, size_t count) {
  if (count >= 4) {
    const uint64_t last = LoadLittleEndian<uint32_t>(bytes + count - 4);
    return LoadLittleEndian<uint32_t>(bytes) | last << 8 * (count - 4);
  }
  uint64_t value = bytes[0];
  if (count > 1)
    value |= uint64_t{LoadLittleEndian<uint16_t>(bytes + count - 2)} << 8 * (count - 2);
  return value;
}

template <std::unsigned_integral T>
void StoreLittleEndian(T value, uint8_t* bytes) {
  bits_internal::Store<std::endian::little>(value, bytes);
}

template <std::unsigned_integral T>
T LoadBigEndian(const uint8_t* bytes) {
  return bits_internal::Load<std::endian::big, T>(bytes);
}

template <std::unsigned_integral T>
void StoreBigEndian(T value, uint8_t* bytes) {
  bits_internal::Store<std::endian::big>(value, bytes);
}

// Reads words of 0..56 bits, each from the top bit of a byte down.
class BitReader {
 public:
  explicit BitReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  // REQUIRES: at least `width` bits are left.
  uint64_t Read(unsigned width) {
    while (held_ < width) {
      buffer_ = buffer_ << 8 | bytes_[next_++];
      held_ += 8;
    }
    held_ -= width;
    return buffer_ >> held_ & ((uint64_t{1} << width) - 1);
  }

 private:
  std::span<const uint8_t> bytes_;
  size_t next_ = 0;
  uint64_t buffer_ = 0;  // its low `held_` bits are still to be read
  unsigned held_ = 0;
};

// Writes words of 1..56 bits, each from the top bit of a byte down.
class BitWriter {
 public:
  explicit BitWriter(std::span<uint8_t> bytes) : bytes_(bytes) {}

  // REQUIRES: there is room for `width` bits, and `word` fits into them.
  void Write(uint64_t word, unsigned width) {
    buffer_ = buffer_ << width | word;
    held_ += width;
    while (held_ >= 8) {
      held_ -= 8;
      bytes_[next_++] = static_cast<uint8_t>(buffer_ >> held_);
    }
  }

  // Fills the last byte with zero bits.
  void Finish() {
    if (held_ > 0) Write(0, 8 - held_);
  }

 private:
  std::span<uint8_t> bytes_;
  size_t next_ = 0;
  uint64_t buffer_ = 0;  // its low `held_` bits are still to be written
  unsigned held_ = 0;
};
