#include "hll/params.hpp"

namespace hll {

namespace {

constexpr uint8_t kNoExplicit = 0;
constexpr uint8_t kMaxCutoff = 31;  // 2^30 values
constexpr uint8_t kAutomaticCutoff = 63;

// The most 64-bit values that an image has room for.
constexpr uint64_t kMaxExplicitValues = (kMaxValueBytes - kHeaderBytes) / sizeof(uint64_t);

}  // namespace

Status Params::FromValues(int64_t log2m, int64_t regwidth, int64_t expthresh, int64_t sparseon,
                          Params* params) {
  if (log2m < kMinLog2m || log2m > kMaxLog2m) return {Errc::kLog2mRange, log2m};
  if (regwidth < kMinRegwidth || regwidth > kMaxRegwidth) return {Errc::kRegwidthRange, regwidth};
  if (expthresh < kAutomatic || expthresh > kMaxExpthresh ||
      (expthresh > 0 && !std::has_single_bit(static_cast<uint64_t>(expthresh))))
    return {Errc::kExpthreshRange, expthresh};
  if (sparseon != 0 && sparseon != 1) return {Errc::kSparseonRange, sparseon};

  int cutoff = kNoExplicit;
  if (expthresh == kAutomatic) cutoff = kAutomaticCutoff;
  if (expthresh > 0) cutoff = 1 + std::countr_zero(static_cast<uint64_t>(expthresh));
  return FromHeader(static_cast<uint8_t>((regwidth - 1) << 5 | log2m),
                    static_cast<uint8_t>(sparseon << 6 | cutoff), params);
}

Status Params::FromHeader(uint8_t parameter_byte, uint8_t cutoff_byte, Params* params) {
  Params result;
  result.regwidth_ = static_cast<uint8_t>((parameter_byte >> 5) + 1);
  result.log2m_ = parameter_byte & 0x1f;
  result.sparseon_ = (cutoff_byte >> 6 & 1) != 0;
  result.cutoff_ = cutoff_byte & 0x3f;
  if (result.log2m_ < kMinLog2m) return {Errc::kLog2mRange, result.log2m_};
  if ((cutoff_byte & 0x80) != 0) return {Errc::kHeaderPadding};
  if (result.cutoff_ > kMaxCutoff && result.cutoff_ != kAutomaticCutoff)
    return {Errc::kExpthreshCode, result.cutoff_};
  const size_t bytes = kHeaderBytes + result.full_bytes();
  if (bytes > kMaxValueBytes)
    return {Errc::kTooLarge, static_cast<int64_t>(bytes), int64_t{kMaxValueBytes}};
  *params = result;
  return {};
}

Params Params::Common(const Params& a, const Params& b) {
  const bool automatic = a.cutoff_ == kAutomaticCutoff && b.cutoff_ == kAutomaticCutoff;
  Params common;
  common.log2m_ = std::min(a.log2m_, b.log2m_);
  common.regwidth_ = std::min(a.regwidth_, b.regwidth_);
  common.cutoff_ =
      automatic ? kAutomaticCutoff : std::min(a.cutoff_as_number(), b.cutoff_as_number());
  common.sparseon_ = a.sparseon_ && b.sparseon_;
  return common;
}

uint8_t Params::cutoff_as_number() const {
  if (cutoff_ != kAutomaticCutoff) return cutoff_;
  return regwidth_ < 4 ? kNoExplicit : static_cast<uint8_t>(log2m_ - 3);
}

int64_t Params::expthresh() const {
  if (cutoff_ == kAutomaticCutoff) return kAutomatic;
  return cutoff_ == kNoExplicit ? 0 : int64_t{1} << (cutoff_ - 1);
}

uint64_t Params::explicit_limit() const {
  const int64_t specified = expthresh();
  // Automatic: as many values as fit the bytes of the FULL form.
  const uint64_t limit =
      specified == kAutomatic ? full_bytes() / sizeof(uint64_t) : static_cast<uint64_t>(specified);
  return std::min(limit, kMaxExplicitValues);
}

}  // namespace hll
