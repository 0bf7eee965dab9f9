#include "hll/fold.hpp"

namespace hll {

Status Folded::Make(const Image& image, int64_t log2m, int64_t regwidth, Folded* folded) {
  const Params& from = image.params();
  Folded result;
  Status status = Params::FromValues(log2m, regwidth, from.expthresh(), from.sparseon() ? 1 : 0,
                                     &result.params_);
  if (log2m > from.log2m() && log2m <= kMaxLog2m)
    status = {Errc::kLog2mRaised, log2m, from.log2m()};
  if (regwidth > from.regwidth() && regwidth <= kMaxRegwidth)
    status = {Errc::kRegwidthRaised, regwidth, from.regwidth()};
  if (!status.ok()) return status;
  result.image_ = image;
  *folded = result;
  return status;
}

Form Folded::form() const {
  // A smaller log2m or regwidth may have a lower limit of EXPLICIT values.
  const bool too_many = image_.count() > params_.explicit_limit() && params_ != image_.params();
  const Form form = image_.form();
  return form == Form::kExplicit && too_many ? Form::kSparse : form;
}

void Folded::Fold(uint64_t first, std::span<const uint8_t> values, uint8_t* folded) const {
  const unsigned lost_bits = static_cast<unsigned>(image_.params().log2m() - params_.log2m());
  const uint64_t lost = first >> params_.log2m();
  const unsigned most = params_.max_register();
  const unsigned in_lost = lost == 0 ? 0 : 1 + static_cast<unsigned>(std::countr_zero(lost));
  for (size_t i = 0; i < values.size(); ++i) {
    const unsigned value = lost == 0 ? values[i] + lost_bits : in_lost;
    folded[i] = values[i] == 0 ? uint8_t{0} : static_cast<uint8_t>(std::min(value, most));
  }
}

}  // namespace hll
