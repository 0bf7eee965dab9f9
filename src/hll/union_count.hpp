// How many values at least one of two sketches has, whatever the sizes of their registers are.
//
// The low bits of a register's value are lost bits of an index (fold.hpp). So a sketch of few
// registers can't be made larger, and folding the larger one first would throw away what it knows.
// The count is the sum of two: all of the finer sketch, counted by all its registers, and what only
// the coarser one has, estimated from the registers that both can have.
#pragma once

#include <cstdint>
#include <span>

#include "hll/bounds.hpp"
#include "hll/format.hpp"

namespace hll {

// A sketch, and how it is compared with another one: with the parameters that ComparedParams() of
// both says.
struct Compared {
  Image own;
  Image common;
};

// The count of the union, and bounds between which the true number lies with probability
// `confidence`. Exact if both are EXPLICIT or one is EMPTY. The order of the sketches doesn't
// matter. It is infinite if the finer sketch is saturated, and never more than the sum of both
// counts if both have registers of different sizes. If only the common image of a sketch is
// saturated, half of the smaller count is taken for common. If both have the same registers, it is
// the sum of the most likely sizes of EstimateJoint: closer to the truth than the count of their
// union. If the registers tell nothing of what is common, the bounds are the greater lower bound
// and the sum of the upper bounds of both counts, but not beyond the estimate. REQUIRES: neither is
// UNDEFINED; `scratch` has JointScratchWords words of the common images; 0 < confidence < 1.
double EstimateUnion(const Compared& left, const Compared& right, std::span<uint64_t> scratch);
Bounds UnionBounds(const Compared& left, const Compared& right, double confidence,
                   std::span<uint64_t> scratch);

}  // namespace hll
