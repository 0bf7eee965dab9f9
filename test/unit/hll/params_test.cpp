#include "hll/params.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hll {
namespace {

Params Must(int64_t log2m, int64_t regwidth, int64_t expthresh, int64_t sparseon) {
  Params params;
  EXPECT_TRUE(Params::FromValues(log2m, regwidth, expthresh, sparseon, &params).ok());
  return params;
}

Errc CodeOf(int64_t log2m, int64_t regwidth, int64_t expthresh, int64_t sparseon) {
  Params params;
  return Params::FromValues(log2m, regwidth, expthresh, sparseon, &params).code;
}

TEST(Params, AcceptsAllThatFitsAValueAndRoundTripsTheHeader) {
  int accepted = 0;
  for (int log2m = kMinLog2m; log2m <= kMaxLog2m; ++log2m) {
    for (int regwidth = kMinRegwidth; regwidth <= kMaxRegwidth; ++regwidth) {
      const uint64_t bytes = (uint64_t{1} << log2m) * static_cast<uint64_t>(regwidth) / 8 + 3;
      if (bytes > kMaxValueBytes) {
        EXPECT_EQ(CodeOf(log2m, regwidth, -1, 1), Errc::kTooLarge) << log2m << "," << regwidth;
        continue;
      }
      for (int64_t expthresh = -1; expthresh <= kMaxExpthresh;
           expthresh = expthresh <= 0 ? expthresh + 1 : expthresh * 2) {
        const Params params = Must(log2m, regwidth, expthresh, accepted++ % 2);
        Params again;
        ASSERT_TRUE(Params::FromHeader(params.parameter_byte(), params.cutoff_byte(), &again).ok());
        ASSERT_EQ(params, again);
        ASSERT_EQ(again.log2m(), log2m);
        ASSERT_EQ(again.regwidth(), regwidth);
        ASSERT_EQ(again.expthresh(), expthresh);
      }
    }
  }
  // log2m 4..28 allow every regwidth; so does 29. log2m 30 allows up to 7, and 31 up to 3.
  EXPECT_EQ(accepted, (26 * 8 + 7 + 3) * 33);
}

TEST(Params, RefusesWhatIsOutOfRange) {
  EXPECT_EQ(CodeOf(3, 5, -1, 1), Errc::kLog2mRange);
  EXPECT_EQ(CodeOf(32, 5, -1, 1), Errc::kLog2mRange);
  EXPECT_EQ(CodeOf(11, 0, -1, 1), Errc::kRegwidthRange);
  EXPECT_EQ(CodeOf(11, 9, -1, 1), Errc::kRegwidthRange);
  EXPECT_EQ(CodeOf(11, 5, -2, 1), Errc::kExpthreshRange);
  EXPECT_EQ(CodeOf(11, 5, 3, 1), Errc::kExpthreshRange);
  EXPECT_EQ(CodeOf(11, 5, kMaxExpthresh * 2, 1), Errc::kExpthreshRange);
  EXPECT_EQ(CodeOf(11, 5, -1, 2), Errc::kSparseonRange);
  EXPECT_EQ(CodeOf(11, 5, -1, -1), Errc::kSparseonRange);
}

TEST(Params, RefusesHeadersThatMeanNothing) {
  Params params;
  EXPECT_EQ(Params::FromHeader(0x83, 0x7f, &params).code, Errc::kLog2mRange);
  EXPECT_EQ(Params::FromHeader(0x8b, 0xff, &params).code, Errc::kHeaderPadding);
  for (uint8_t cutoff = 32; cutoff < 63; ++cutoff)
    EXPECT_EQ(Params::FromHeader(0x8b, cutoff, &params).code, Errc::kExpthreshCode);
}

TEST(Params, AutomaticLimitIsAsManyValuesAsFitTheFullForm) {
  EXPECT_EQ(Must(11, 5, -1, 1).explicit_limit(), 160u);
  EXPECT_EQ(Must(4, 1, -1, 1).explicit_limit(), 0u);
  EXPECT_EQ(Must(5, 5, -1, 1).explicit_limit(), 2u);
  EXPECT_EQ(Must(11, 5, 0, 1).explicit_limit(), 0u);
  EXPECT_EQ(Must(11, 5, 1024, 1).explicit_limit(), 1024u);
  // 2^30 values don't fit into a value of 1 GB.
  EXPECT_EQ(Must(11, 5, kMaxExpthresh, 1).explicit_limit(), (kMaxValueBytes - 3) / 8);
}

// All that a union needs that folds to common parameters.
TEST(Params, CommonDependsOnNoOrderAndNoGrouping) {
  std::vector<Params> all;
  for (const int log2m : {4, 5, 8, 11, 24})
    for (const int regwidth : {1, 3, 4, 5, 8})
      for (const int64_t expthresh : {-1, 0, 1, 16, 64, 4096})
        all.push_back(Must(log2m, regwidth, expthresh, static_cast<int64_t>(all.size() % 2)));
  for (const Params& a : all) {
    ASSERT_EQ(Params::Common(a, a), a);
    for (const Params& b : all) {
      const Params common = Params::Common(a, b);
      ASSERT_EQ(Params::Common(b, a), common);
      ASSERT_EQ(common.log2m(), std::min(a.log2m(), b.log2m()));
      ASSERT_EQ(common.regwidth(), std::min(a.regwidth(), b.regwidth()));
      ASSERT_EQ(common.sparseon(), a.sparseon() && b.sparseon());
      // What became registers in one part would have become registers with these, too.
      ASSERT_LE(common.explicit_limit(), std::min(a.explicit_limit(), b.explicit_limit()));
      for (const Params& c : all)
        ASSERT_EQ(Params::Common(common, c), Params::Common(a, Params::Common(b, c)));
    }
  }
}

TEST(Params, RegisterValueIsThePlaceOfTheLowestOneAboveTheIndex) {
  const Params params = Must(11, 5, -1, 1);
  EXPECT_EQ(UpdateOf(params, 0).value, 0);
  EXPECT_EQ(UpdateOf(params, 2047).value, 0);
  EXPECT_EQ(UpdateOf(params, 2047).index, 2047u);
  EXPECT_EQ(UpdateOf(params, 2048).value, 1);
  EXPECT_EQ(UpdateOf(params, 4096 + 5).value, 2);
  EXPECT_EQ(UpdateOf(params, 4096 + 5).index, 5u);
  EXPECT_EQ(UpdateOf(params, uint64_t{1} << 63).value, 31);  // 53 bits are clipped
  EXPECT_EQ(UpdateOf(Must(11, 6, -1, 1), uint64_t{1} << 63).value, 53);
  EXPECT_EQ(UpdateOf(Must(4, 1, -1, 1), uint64_t{1} << 63).value, 1);
}

}  // namespace
}  // namespace hll
