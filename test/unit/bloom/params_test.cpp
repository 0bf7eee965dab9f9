// Capacity and rate: how they are rounded, and the code that stores them.
#include "bloom/params.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "bloom/test_bloom.hpp"

namespace bloom {
namespace {

Errc CodeOf(int64_t capacity, double fpr) {
  Params params;
  return Params::FromValues(capacity, fpr, &params).code;
}

// Every number that can be kept as a capacity or rate: its digits with the decimal exponent.
struct Decimal {
  uint32_t digits;
  uint32_t exponent;
};

std::vector<Decimal> Capacities(uint32_t step) {
  std::vector<Decimal> all;
  for (uint32_t digits = 1; digits <= 99999; digits += step) all.push_back({digits, 0});
  for (uint32_t zeros = 1; zeros <= 7; ++zeros)
    for (uint32_t digits = 10000; digits <= 99999; digits += step) all.push_back({digits, zeros});
  return all;
}

std::vector<Decimal> Rates() {
  std::vector<Decimal> all;
  for (uint32_t places = 1; places <= 8; ++places) {
    for (uint32_t digits = 1; digits <= 99; ++digits) {
      const double rate = digits / std::pow(10.0, places);
      if (digits % 10 != 0 && rate > 0.999e-7 && rate < 0.5001) all.push_back({digits, places});
    }
  }
  return all;
}

uint32_t Code(const Decimal& capacity, const Decimal& rate) {
  return capacity.digits << 14 | capacity.exponent << 11 | rate.digits << 4 | rate.exponent;
}

void ExpectRoundTrip(const Decimal& capacity, const Decimal& rate) {
  Params params;
  ASSERT_TRUE(Params::FromCode(Code(capacity, rate), &params).ok());
  ASSERT_EQ(params.code(), Code(capacity, rate));
  ASSERT_EQ(static_cast<double>(params.capacity()),
            capacity.digits * std::pow(10.0, capacity.exponent));
  ASSERT_EQ(params.fpr(), rate.digits / std::pow(10.0, rate.exponent));
  ASSERT_EQ(MakeParams(static_cast<int64_t>(params.capacity()), params.fpr()), params);
}

TEST(BloomParams, EveryCodeRoundTrips) {
  for (const Decimal& rate : Rates()) ExpectRoundTrip({12345, 3}, rate);
  for (const Decimal& capacity : Capacities(1)) ExpectRoundTrip(capacity, {15, 3});
}

TEST(BloomParams, EveryOtherCodeIsRefused) {
  std::vector<bool> capacity_is_code(1 << 18 << 3);
  for (const Decimal& capacity : Capacities(1))
    capacity_is_code[capacity.digits << 3 | capacity.exponent] = true;
  std::vector<bool> rate_is_code(1 << 11);
  for (const Decimal& rate : Rates()) rate_is_code[rate.digits << 4 | rate.exponent] = true;
  const uint32_t good_rate = Code({0, 0}, {1, 2});
  const uint32_t good_capacity = Code({1, 0}, {0, 0});
  Params params;
  for (uint32_t code = 0; code < capacity_is_code.size(); ++code)
    ASSERT_EQ(Params::FromCode(code << 11 | good_rate, &params).ok(), capacity_is_code[code]);
  for (uint32_t code = 0; code < rate_is_code.size(); ++code)
    ASSERT_EQ(Params::FromCode(good_capacity | code, &params).ok(), rate_is_code[code]) << code;
}

TEST(BloomParams, WhatIsRefusedChangesNothing) {
  Params params = MakeParams(7, 0.02);
  EXPECT_EQ(Params::FromCode(UINT32_MAX, &params).code, Errc::kParameters);
  EXPECT_EQ(params, MakeParams(7, 0.02));
  EXPECT_EQ(Params(), MakeParams(1, 0.5));
}

TEST(BloomParams, CapacityIsRoundedUp) {
  for (uint64_t capacity = 1; capacity <= 999990000000; capacity += 1 + capacity / 97) {
    const uint64_t kept = MakeParams(static_cast<int64_t>(capacity), 0.01).capacity();
    uint64_t unit = 1;
    while (kept / unit > 99999) unit *= 10;
    ASSERT_EQ(kept, (capacity + unit - 1) / unit * unit) << capacity;
  }
  EXPECT_EQ(MakeParams(99999, 0.01).capacity(), 99999u);
  EXPECT_EQ(MakeParams(100001, 0.01).capacity(), 100010u);
  EXPECT_EQ(MakeParams(999999, 0.01).capacity(), 1000000u);
}

TEST(BloomParams, RateIsRoundedDown) {
  for (double fpr = kMinFpr; fpr <= kMaxFpr; fpr *= 1.00037) {
    const double kept = MakeParams(1, fpr).fpr();
    ASSERT_LE(kept, fpr * (1 + 2e-12)) << fpr;
    ASSERT_GT(kept, fpr * 0.909) << fpr;
  }
  EXPECT_EQ(MakeParams(1, 0.019999).fpr(), 0.019);
  EXPECT_EQ(MakeParams(1, 0.0999).fpr(), 0.099);
  EXPECT_EQ(MakeParams(1, 1.0 / 3).fpr(), 0.33);
  EXPECT_EQ(MakeParams(1, std::nextafter(0.1, 0)).fpr(), 0.1);
}

TEST(BloomParams, Range) {
  EXPECT_EQ(CodeOf(0, 0.01), Errc::kCapacityRange);
  EXPECT_EQ(CodeOf(INT64_MIN, 0.01), Errc::kCapacityRange);
  EXPECT_EQ(CodeOf(999990000000, 0.01), Errc::kOk);
  EXPECT_EQ(CodeOf(999990000001, 0.01), Errc::kCapacityRange);
  EXPECT_EQ(CodeOf(INT64_MAX, 0.01), Errc::kCapacityRange);
  EXPECT_EQ(CodeOf(1, kMinFpr), Errc::kOk);
  EXPECT_EQ(CodeOf(1, kMaxFpr), Errc::kOk);
  for (const double fpr : {0.0, -0.01, 0.99e-7, 0.5001, 1.0, HUGE_VAL, -HUGE_VAL,
                           std::numeric_limits<double>::quiet_NaN()})
    EXPECT_EQ(CodeOf(1, fpr), Errc::kFprRange) << fpr;
}

TEST(BloomParams, DividedRoundsDown) {
  EXPECT_EQ(MakeParams(1000000, 0.01).Divided(2), MakeParams(500000, 0.01));
  EXPECT_EQ(MakeParams(1000000, 0.01).Divided(3), MakeParams(333330, 0.01));
  EXPECT_EQ(MakeParams(99999, 0.01).Divided(7), MakeParams(14285, 0.01));
  EXPECT_EQ(MakeParams(5, 0.01).Divided(6), MakeParams(1, 0.01));
  for (const Decimal& capacity : Capacities(997)) {
    Params params;
    ASSERT_TRUE(Params::FromCode(Code(capacity, {1, 2}), &params).ok());
    EXPECT_EQ(params.Divided(1), params);
    for (const uint32_t divisor : {2u, 3u, 1000u, 16777215u}) {
      const Params divided = params.Divided(divisor);
      Params again;
      ASSERT_TRUE(Params::FromCode(divided.code(), &again).ok());
      ASSERT_LE(divided.capacity(), std::max<uint64_t>(params.capacity() / divisor, 1));
    }
  }
}

TEST(BloomParams, GreaterOfBoth) {
  EXPECT_EQ(MaxOfEach(MakeParams(5, 0.1), MakeParams(7, 0.01)), MakeParams(7, 0.1));
  EXPECT_EQ(MaxOfEach(MakeParams(200000, 0.001), MakeParams(99999, 0.05)),
            MakeParams(200000, 0.05));
  EXPECT_EQ(MaxOfEach(MakeParams(5, 0.1), MakeParams(5, 0.1)), MakeParams(5, 0.1));
}

}  // namespace
}  // namespace bloom
