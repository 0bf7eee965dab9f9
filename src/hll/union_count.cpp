#include "hll/union_count.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "hll/fold.hpp"
#include "hll/intersection.hpp"
#include "hll/intersection/pair.hpp"

namespace hll {

namespace {

// Whether both are compared with all the registers that they have.
bool HaveSameRegisters(const Compared& a, const Compared& b) {
  return KeepsContent(a.own, a.common.params()) && KeepsContent(b.own, b.common.params());
}

bool IsFiner(const Params& a, const Params& b) {
  return std::tuple(a.log2m(), a.regwidth()) > std::tuple(b.log2m(), b.regwidth());
}

// The Fisher information of registers about the number of values, if this is the true one.
double InformationAbout(const Params& params, double values) {
  const double error = RelativeError(params, values) * values;
  return 1.0 / (error * error + values);
}

// What the registers of a sketch say of its size beyond those with which it is compared.
double InformationBeyond(const Compared& sketch) {
  const double count = CountDistinct(sketch.own);
  if (count == 0.0 || std::isinf(count)) return 0.0;
  const double common = InformationAbout(sketch.common.params(), count);
  return std::max(InformationAbout(sketch.own.params(), count) - common, 0.0);
}

// At least one sketch is EXPLICIT: all its values, and what the other one alone has.
Bounds BoundsBeside(const Image& exact, const Image& other, double confidence,
                    std::span<uint64_t> scratch) {
  const auto size = static_cast<double>(exact.count());
  const auto [estimate, lower, upper] =
      EstimateDifference(other, exact, confidence, scratch).bounds;
  return {size + estimate, size + lower, size + upper};
}

// `sd` is the standard error of the estimate. The relative error is closest to normal on a
// logarithmic scale. True sizes are whole numbers, so the bounds go half a value farther.
Bounds Around(double estimate, double sd, double least, double confidence) {
  const double factor = std::exp(NormalQuantile(confidence) * sd / estimate);
  const double lower = std::max(estimate / factor - 0.5, least);
  return {estimate, std::min(lower, estimate), estimate * factor + 0.5};
}

// `finer` has registers, and so has `coarser`.
Bounds BoundsOfRegisters(const Compared& finer, const Compared& coarser, double estimate,
                         double confidence, std::span<uint64_t> scratch) {
  if (estimate == 0.0) return {0.0, 0.0, 0.0};
  const Pair pair = MakePair(finer.common, coarser.common, scratch);
  const double more = HaveSameRegisters(finer, coarser) ? 0.0 : InformationBeyond(finer);
  const double variance = pair.VarianceOfUnion(kLeft, more);
  if (std::isinf(variance)) {
    const Bounds a = BoundsOf(finer.own, confidence);
    const Bounds b = BoundsOf(coarser.own, confidence);
    const double upper = std::max(a.upper + b.upper, estimate);
    return {estimate, std::min(std::max(a.lower, b.lower), estimate), upper};
  }
  const auto set =
      static_cast<double>(std::max(FilledRegisters(finer.own), FilledRegisters(coarser.own)));
  const Bounds around = Around(estimate, std::sqrt(variance), set, confidence);
  if (HaveSameRegisters(finer, coarser)) return around;
  // If few registers say what only the coarser sketch has, that number is far from normal.
  const Bounds rest = EstimateDifference(coarser.common, finer.common, confidence, scratch).bounds;
  const double count = CountDistinct(finer.own);
  const double lower = std::clamp(count + rest.lower, std::min(set, around.lower), around.lower);
  return {estimate, lower, std::max(around.upper, count + rest.upper)};
}

}  // namespace

double EstimateUnion(const Compared& left, const Compared& right, std::span<uint64_t> scratch) {
  if (IsFiner(right.own.params(), left.own.params())) return EstimateUnion(right, left, scratch);
  const Joint joint = EstimateJoint(left.common, right.common, scratch);
  const auto size = [](const Compared& sketch) { return static_cast<double>(sketch.own.count()); };
  if (left.own.form() == Form::kExplicit) return size(left) + joint.only_right;
  if (right.own.form() == Form::kExplicit) return size(right) + joint.only_left;
  if (HaveSameRegisters(left, right)) return joint.Union();
  const double finer = CountDistinct(left.own);
  const double coarser = CountDistinct(right.own);
  // The common parameters may saturate registers that aren't saturated themselves.
  if (std::isinf(joint.Union()) && !std::isinf(coarser))
    return std::max(finer, coarser) + std::min(finer, coarser) / 2.0;
  return finer + std::min(joint.only_right, coarser);
}

Bounds UnionBounds(const Compared& left, const Compared& right, double confidence,
                   std::span<uint64_t> scratch) {
  if (IsFiner(right.own.params(), left.own.params()))
    return UnionBounds(right, left, confidence, scratch);
  if (left.own.form() == Form::kExplicit)
    return BoundsBeside(left.common, right.common, confidence, scratch);
  if (right.own.form() == Form::kExplicit)
    return BoundsBeside(right.common, left.common, confidence, scratch);
  if (left.own.form() == Form::kEmpty) return BoundsOf(right.own, confidence);
  if (right.own.form() == Form::kEmpty) return BoundsOf(left.own, confidence);
  return BoundsOfRegisters(left, right, EstimateUnion(left, right, scratch), confidence, scratch);
}

}  // namespace hll
