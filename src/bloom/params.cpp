#include "bloom/params.hpp"

#include <algorithm>
#include <bit>

namespace bloom {

namespace {

constexpr uint32_t kMaxCapacityDigits = 99999;
constexpr int kMaxZeros = 7;
constexpr int kMaxPlaces = 8;
static_assert(kMaxCapacity == int64_t{kMaxCapacityDigits} * 10000000);

uint64_t PowerOfTen(int exponent) {
  uint64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

}  // namespace

Status Params::FromValues(int64_t capacity, double fpr, Params* params) {
  if (capacity < 1 || capacity > kMaxCapacity)
    return {Errc::kCapacityRange, capacity, kMaxCapacity};
  if (!(fpr >= kMinFpr && fpr <= kMaxFpr)) return {Errc::kFprRange};
  params->SetCapacity(static_cast<uint64_t>(capacity), true);
  params->SetFpr(fpr);
  return {};
}

Status Params::FromCode(uint32_t code, Params* params) {
  Params read;
  read.capacity_digits_ = code >> 14;
  read.zeros_ = code >> 11 & 7;
  read.rate_digits_ = code >> 4 & 127;
  read.places_ = code & 15;
  if (!read.IsCanonical()) return {Errc::kParameters, code};
  *params = read;
  return {};
}

uint64_t Params::capacity() const { return capacity_digits_ * PowerOfTen(zeros_); }

double Params::fpr() const {
  return static_cast<double>(rate_digits_) / static_cast<double>(PowerOfTen(places_));
}

Params Params::Divided(uint32_t divisor) const {
  Params divided = *this;
  divided.SetCapacity(std::max<uint64_t>(capacity() / divisor, 1), false);
  return divided;
}

Params MaxOfEach(const Params& a, const Params& b) {
  Params greater = a.capacity() < b.capacity() ? b : a;
  const Params& rate = a.fpr() < b.fpr() ? b : a;
  greater.rate_digits_ = rate.rate_digits_;
  greater.places_ = rate.places_;
  return greater;
}

void Params::SetCapacity(uint64_t capacity, bool round_up) {
  uint64_t power = 1;
  zeros_ = 0;
  for (; (capacity + (round_up ? power - 1 : 0)) / power > kMaxCapacityDigits; power *= 10)
    ++zeros_;
  capacity_digits_ = static_cast<uint32_t>((capacity + (round_up ? power - 1 : 0)) / power);
}

// A product with a power of ten may miss a whole number by a rounding error.
void Params::SetFpr(double fpr) {
  constexpr double kSlack = 1 + 1e-12;
  places_ = 1;
  while (fpr * static_cast<double>(PowerOfTen(places_)) * kSlack < 10 && places_ < kMaxPlaces)
    ++places_;
  rate_digits_ = static_cast<uint8_t>(fpr * static_cast<double>(PowerOfTen(places_)) * kSlack);
  while (rate_digits_ % 10 == 0) {
    rate_digits_ /= 10;
    --places_;
  }
}

bool Params::IsCanonical() const {
  if (capacity_digits_ < 1 || capacity_digits_ > kMaxCapacityDigits || zeros_ > kMaxZeros)
    return false;
  if (zeros_ > 0 && capacity_digits_ <= kMaxCapacityDigits / 10) return false;
  if (rate_digits_ % 10 == 0 || rate_digits_ > 99 || places_ < 1 || places_ > kMaxPlaces)
    return false;
  return fpr() >= kMinFpr && fpr() <= kMaxFpr;
}

}  // namespace bloom
