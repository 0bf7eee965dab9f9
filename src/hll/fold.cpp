#include "hll/fold.hpp"

namespace hll {

Status FoldParams(const Image& from, int64_t log2m, int64_t regwidth, Params* to) {
  const Params& params = from.params();
  Status status =
      Params::FromValues(log2m, regwidth, params.expthresh(), params.sparseon() ? 1 : 0, to);
  if (!HasRegisters(from.form())) return status;
  if (log2m > params.log2m() && log2m <= kMaxLog2m)
    status = {Errc::kLog2mRaised, log2m, params.log2m()};
  if (regwidth > params.regwidth() && regwidth <= kMaxRegwidth)
    status = {Errc::kRegwidthRaised, regwidth, params.regwidth()};
  return status;
}

void FoldRegisters(const Params& from, const Params& to, uint64_t first,
                   std::span<const uint8_t> values, uint8_t* folded) {
  const unsigned lost_bits = static_cast<unsigned>(from.log2m() - to.log2m());
  const uint64_t lost = first >> to.log2m();
  const unsigned most = to.max_register();
  const unsigned in_lost = lost == 0 ? 0 : 1 + static_cast<unsigned>(std::countr_zero(lost));
  for (size_t i = 0; i < values.size(); ++i) {
    const unsigned value = lost == 0 ? values[i] + lost_bits : in_lost;
    folded[i] = values[i] == 0 ? uint8_t{0} : static_cast<uint8_t>(std::min(value, most));
  }
}

}  // namespace hll
