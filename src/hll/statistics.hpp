// What the estimators need of registers, as integers: it is stored in the head of a DENSE image, so
// that a count needs no register (STORAGE.md, "DENSE").
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hll/params.hpp"

namespace hll {

struct RegisterStatistics {
  Params params;
  uint64_t powers = 0;     // the sum of 2^(q - value) over the registers from 1 to q = last_exact()
  uint32_t zeros = 0;      // how many registers are 0
  uint32_t saturated = 0;  // how many registers are above q

  // Takes how many registers have each value, from 0 on.
  static RegisterStatistics Of(const Params& params, std::span<const uint32_t> counts);
  // REQUIRES: there are as many bytes as Bytes() says.
  static RegisterStatistics Read(const Params& params, const uint8_t* bytes);

  static size_t Bytes(const Params& params) { return sizeof(uint64_t) + 2 * CountBytes(params); }
  void Write(uint8_t* bytes) const;

  // Whether there are as many registers. Estimators need this much.
  bool IsPossible() const { return uint64_t{zeros} + saturated <= params.registers(); }
  friend bool operator==(const RegisterStatistics&, const RegisterStatistics&) = default;

 private:
  // The bytes of a number up to 2^log2m.
  static size_t CountBytes(const Params& params) {
    return (static_cast<size_t>(params.log2m()) + 8) / 8;
  }
};

}  // namespace hll
