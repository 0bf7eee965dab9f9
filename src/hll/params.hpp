// The four parameters of a sketch, their ranges and what follows from them.
//
// They are stored in two bytes (STORAGE.md, "Header").
// The functions that make parameters refuse everything else. A Params that none of them has filled
// is only a place for their result.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "hll/error.hpp"
#include "util/limits.hpp"
#include "util/packed_array.hpp"

namespace hll {

inline constexpr int kMinLog2m = 4;
inline constexpr int kMaxLog2m = 31;
inline constexpr int kMinRegwidth = 1;
inline constexpr int kMaxRegwidth = 8;
inline constexpr int kDefaultRegwidth = 5;
inline constexpr int64_t kAutomatic = -1;
inline constexpr int64_t kMaxExpthresh = int64_t{1} << 30;

inline constexpr size_t kHeaderBytes = 3;

class Params {
 public:
  // `expthresh` is -1 for automatic, 0 for no explicit values, or a power of two up to 2^30.
  // Errors: kLog2mRange, kRegwidthRange, kExpthreshRange, kSparseonRange, kTooLarge.
  static Status FromValues(int64_t log2m, int64_t regwidth, int64_t expthresh, int64_t sparseon,
                           Params* params);
  // `parameter_byte` and `cutoff_byte` are bytes 1 and 2 of an image.
  // Errors: kLog2mRange, kHeaderPadding, kExpthreshCode, kTooLarge.
  static Status FromHeader(uint8_t parameter_byte, uint8_t cutoff_byte, Params* params);

  // The parameters to which a union folds sketches of `a` and `b`: the smaller log2m, regwidth and
  // expthresh, and sparseon if both have it. Automatic stays if both have it; beside a number it
  // counts as 2^(log2m - 4), or as 0 if regwidth is below 4, which isn't more than its limit.
  //
  // The limit of the result isn't above that of `a` or `b`, so that registers of either would be
  // registers with it, too. Common() of many doesn't depend on their order or grouping.
  static Params Common(const Params& a, const Params& b);

  uint8_t parameter_byte() const { return static_cast<uint8_t>((regwidth_ - 1) << 5 | log2m_); }
  uint8_t cutoff_byte() const { return static_cast<uint8_t>(sparseon_ << 6 | cutoff_); }

  int log2m() const { return log2m_; }
  int regwidth() const { return regwidth_; }
  bool sparseon() const { return sparseon_; }
  // In the form that FromValues takes.
  int64_t expthresh() const;

  uint64_t registers() const { return uint64_t{1} << log2m_; }
  unsigned max_register() const { return (1u << regwidth_) - 1; }
  // Ertl's q: the largest register value that has probability 2^-value. The value above it is
  // saturation and has the remaining probability.
  unsigned last_exact() const { return std::min(max_register() - 1, 64u - log2m_); }
  // Bits of a word of the SPARSE form: index and value.
  unsigned sparse_word_bits() const { return log2m_ + regwidth_; }
  // Bytes of the registers in the FULL form: a whole number for every width, as 2^log2m >= 16.
  size_t full_bytes() const { return PackedBytes(registers(), regwidth_); }
  // The most values that an EXPLICIT sketch holds; one more makes it registers.
  uint64_t explicit_limit() const;

  friend bool operator==(const Params&, const Params&) = default;
  // An arbitrary order, which unions of EMPTY sketches need (state.hpp).
  friend bool operator<(const Params& a, const Params& b) { return a.key() < b.key(); }

 private:
  uint8_t cutoff_as_number() const;
  unsigned key() const { return parameter_byte() << 8 | cutoff_byte(); }

  uint8_t log2m_ = 0;
  uint8_t regwidth_ = 0;
  uint8_t cutoff_ = 0;  // 0 none, 63 automatic, else 1 + log2(expthresh)
  bool sparseon_ = false;
};

// Which register a 64-bit hash goes to, and the value that it sets there; value 0 sets nothing.
struct RegisterUpdate {
  uint64_t index;
  uint8_t value;
};

// The value is 1 + the number of trailing zeros above the index bits, at most max_register, and 0
// where no bit is set there.
inline RegisterUpdate UpdateOf(const Params& params, uint64_t hash) {
  const uint64_t index = hash & (params.registers() - 1);
  const uint64_t rest = hash >> params.log2m();
  if (rest == 0) return {index, 0};
  const unsigned value = 1 + std::countr_zero(rest);
  return {index, static_cast<uint8_t>(std::min(value, params.max_register()))};
}

}  // namespace hll
