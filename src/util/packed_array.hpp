// Arrays of 1..8-bit numbers, packed from the top bit of each byte down (STORAGE.md, "FULL").
//
// Eight numbers of w bits are exactly w bytes. So the functions work on blocks of eight numbers,
// and the width is a constant inside each loop. Every count is a multiple of 8. No function touches
// a byte outside of the arrays.
#pragma once

#include <cstddef>
#include <cstdint>

constexpr size_t PackedBytes(uint64_t count, unsigned width) {
  return static_cast<size_t>(count / 8 * width);
}

// REQUIRES: 1 <= width <= 8; count % 8 == 0; `packed` has PackedBytes(count, width) bytes.
void UnpackArray(const uint8_t* packed, unsigned width, uint8_t* values, size_t count);

// Does the same, but only raises `values`: each becomes the greater of itself and the unpacked
// number.
void MergeArray(const uint8_t* packed, unsigned width, uint8_t* values, size_t count);

// REQUIRES: as for the first function, and every value fits `width` bits.
void PackArray(const uint8_t* values, unsigned width, uint8_t* packed, size_t count);

// Raises one number of an array to `value`, unless it is that large. Returns whether it was raised.
inline bool RaisePacked(uint8_t* packed, unsigned width, uint64_t index, unsigned value) {
  const uint64_t bit = index * width;
  uint8_t* bytes = &packed[bit / 8];
  const unsigned shift = 16 - width - bit % 8;
  const bool is_in_two = shift < 8;
  const unsigned word = bytes[0] << 8 | (is_in_two ? bytes[1] : 0);
  const unsigned mask = (1u << width) - 1;
  if ((word >> shift & mask) >= value) return false;
  const unsigned raised = (word & ~(mask << shift)) | value << shift;
  bytes[0] = static_cast<uint8_t>(raised >> 8);
  if (is_in_two) bytes[1] = static_cast<uint8_t>(raised);
  return true;
}

// The implementation of the functions above, by width - 1.
struct PackedArrayCodec {
  void (*unpack[8])(const uint8_t* packed, uint8_t* values, size_t count);
  void (*merge[8])(const uint8_t* packed, uint8_t* values, size_t count);
  void (*pack[8])(const uint8_t* values, uint8_t* packed, size_t count);
};
// The implementation for every machine.
extern const PackedArrayCodec kPortableCodec;
// The implementation for wider vectors; null if this machine has none.
const PackedArrayCodec* WideCodec();
