// The error of inclusion and exclusion by theory, for comparison with the joint estimate.
#pragma once

#include "hll/intersection.hpp"

namespace hll {

// The relative standard error of |A| + |B| - |A or B|, each counted by the improved raw estimator
// without its correction for small m. To first order, each register moves a count by its influence,
// and one register moves all three counts.
double InclusionExclusionError(const Params& params, const Joint& truth);

}  // namespace hll
