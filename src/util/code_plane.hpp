// Planes of codes: a code of 1 or 2 bits for each byte of an array (STORAGE.md, "DENSE").
//
// Codes are packed from the top bit of each byte down, and the bits behind the last one are zero. A
// plane has as many symbols as its codes have values, less one: code c stands for symbols[c]. The
// last code is the escape: the byte isn't in the plane but the next one of another array,
// `escaped`. No function touches a byte outside of the arrays.
#pragma once

#include <cstddef>
#include <cstdint>

constexpr size_t PlaneBytes(size_t count, unsigned bits) { return (count * bits + 7) / 8; }

// The bytes behind the last one that is escaped which `escaped` must have. They are read, and in
// `reduce` written, but mean nothing.
inline constexpr size_t kPlaneSlack = 64;

// The functions, by bits - 1. `count` is the number of codes.
struct CodePlaneFunctions {
  // The number of escapes among all codes of the plane's bytes.
  size_t (*escapes[2])(const uint8_t* plane, size_t bytes);
  // Fills `values`. REQUIRES: there are as many `escaped` as escapes.
  void (*expand[2])(const uint8_t* plane, size_t count, const uint8_t* symbols,
                    const uint8_t* escaped, uint8_t* values);
  // Does the same, but only raises `values`.
  void (*merge[2])(const uint8_t* plane, size_t count, const uint8_t* symbols,
                   const uint8_t* escaped, uint8_t* values);
  // The reverse: fills `plane` and `escaped`, and returns how many were escaped. REQUIRES: the
  // symbols are distinct.
  size_t (*reduce[2])(const uint8_t* values, size_t count, const uint8_t* symbols, uint8_t* plane,
                      uint8_t* escaped);
};
// The functions for every machine.
extern const CodePlaneFunctions kPortableCodePlane;
// Those for vectors of 32 and of 64 bytes; null if this machine has none.
const CodePlaneFunctions* Avx2CodePlane();
const CodePlaneFunctions* Avx512CodePlane();
// The fastest ones of this machine.
const CodePlaneFunctions& CodePlane();
