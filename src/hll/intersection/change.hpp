// The ratio of two sizes, right / left, and its confidence bounds.
//
// Values that both sets have cause the same error in both sizes, and most of it cancels in the
// ratio. The logarithm of the ratio is about normal, and its variance follows from the Fisher
// information of the three parts (delta method). The confidence says how many standard errors a
// bound is away from the estimate. This is the standard error at the bound, as in Wilson's interval
// (1927). The standard error at the estimate would be too small: it is zero if the registers show
// no value that only one sketch has, although a few such values may have left no trace.
#pragma once

#include "hll/bounds.hpp"
#include "hll/intersection/fit.hpp"

namespace hll {

// The variance of the logarithm of the ratio if these are the true rates, with fixed numbers of
// values. Infinite if the registers tell nothing.
double VarianceOfRatio(const Params& params, const Rates& rates, const KnownSize& known = {});

// The ratio of the most likely sizes, and bounds between which the true one lies with probability
// `confidence`; 0 or infinity where the registers set none. The remaining probability is split
// about evenly between both sides. REQUIRES: best is JointFit::Best(), and both sets have a size;
// 0 < confidence < 1.
Bounds RatioBounds(const Params& params, const Rates& best, const KnownSize& known,
                   double confidence);

// The ratio of two counts with these bounds, as if the sets had nothing in common; 1 if both are
// infinite. REQUIRES: no lower bound is 0.
Bounds RatioOfCounts(const Bounds& left, const Bounds& right);

}  // namespace hll
