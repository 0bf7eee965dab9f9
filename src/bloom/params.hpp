// The parameters of a filter: for how many elements it is made, and with which false positive rate.
//
// The capacity is rounded up to five significant digits, the rate down to two, so that the filter
// never keeps less than was asked for. Both fit a code of 31 bits, which is stored in the header
// (STORAGE.md) and is the SQL type modifier. A Params object is always valid.
#pragma once

#include <cstdint>

#include "bloom/error.hpp"

namespace bloom {

inline constexpr double kMinFpr = 1e-7;
inline constexpr double kMaxFpr = 0.5;
// The rate if none is asked for.
inline constexpr double kDefaultFpr = 0.01;
// The most elements that the code of a capacity can say.
inline constexpr int64_t kMaxCapacity = 999'990'000'000;

class Params {
 public:
  // The smallest filter: one element at a rate of one half.
  Params() = default;
  // Errors: kCapacityRange, kFprRange.
  static Status FromValues(int64_t capacity, double fpr, Params* params);
  // Errors: kParameters, if FromValues makes no such code.
  static Status FromCode(uint32_t code, Params* params);

  // capacity() is capacity digits * 10^zeros, fpr() is rate digits / 10^places:
  //     bit 30..14 capacity digits   13..11 zeros   10..4 rate digits   3..0 places
  uint32_t code() const {
    return uint32_t{capacity_digits_} << 14 | uint32_t{zeros_} << 11 | uint32_t{rate_digits_} << 4 |
           places_;
  }
  uint64_t capacity() const;
  double fpr() const;

  // The same rate with a capacity of 1 / divisor, rounded down to five digits, at least 1.
  Params Divided(uint32_t divisor) const;

  friend bool operator==(const Params&, const Params&) = default;
  // The greater capacity and the greater rate of both.
  friend Params MaxOfEach(const Params& a, const Params& b);

 private:
  void SetCapacity(uint64_t capacity, bool round_up);
  void SetFpr(double fpr);
  bool IsCanonical() const;

  uint32_t capacity_digits_ = 1;
  uint8_t zeros_ = 0;
  uint8_t rate_digits_ = 5;
  uint8_t places_ = 1;
};

}  // namespace bloom
