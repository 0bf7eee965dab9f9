// What theory gives for inclusion and exclusion, to measure the joint estimate against.
#pragma once

#include "hll/intersection.hpp"

namespace hll {

// The relative standard error of |A| + |B| - |A or B| by three counts of the improved raw
// estimator, without its small-m correction: to first order, each register moves a count by its
// influence, and the three move together.
double InclusionExclusionError(const Params& params, const Joint& truth);

}  // namespace hll
