// Integers to and from bytes in a stated order, whatever the order of the host, and bit streams.
//
// Compilers turn the byte loops into single loads and byte swaps, at -O2 once they are unrolled.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

template <std::unsigned_integral T>
constexpr T LoadLittleEndian(const uint8_t* bytes) {
  T value = 0;
#pragma GCC unroll 8
  for (size_t i = 0; i < sizeof(T); ++i) value |= static_cast<T>(T{bytes[i]} << (8 * i));
  return value;
}

template <std::unsigned_integral T>
constexpr void StoreLittleEndian(T value, uint8_t* bytes) {
#pragma GCC unroll 8
  for (size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<uint8_t>(value >> (8 * i));
}

template <std::unsigned_integral T>
constexpr T LoadBigEndian(const uint8_t* bytes) {
  T value = 0;
#pragma GCC unroll 8
  for (size_t i = 0; i < sizeof(T); ++i) value = static_cast<T>(value << 8) | bytes[i];
  return value;
}

template <std::unsigned_integral T>
constexpr void StoreBigEndian(T value, uint8_t* bytes) {
#pragma GCC unroll 8
  for (size_t i = 0; i < sizeof(T); ++i)
    bytes[i] = static_cast<uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
}

// Reads words of 1..56 bits, each from the top bit of a byte down.
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

  // REQUIRES: there is room for `width` bits, and `word` has no more.
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
