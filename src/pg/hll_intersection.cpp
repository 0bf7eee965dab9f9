// What two or three sketches have in common, what two have together, and how their sizes compare.
#include <array>

#include "hll/intersection.hpp"
#include "hll/union_count.hpp"
#include "pg/confidence.hpp"
#include "pg/hll_value.hpp"
#include "pg/row.hpp"

using hll::Compared;
using hll::Form;
using hll::Image;
using hll::Intersection;
using hll::Joint;
using hll::Params;

namespace {

// Reads the first N arguments. Returns false if one is UNDEFINED, so that nothing can be said.
template <size_t N>
bool LoadImages(FunctionCallInfo fcinfo, std::array<Image, N>* images) {
  bool defined = true;
  for (size_t i = 0; i < N; ++i) {
    (*images)[i] = ImageOf(PG_GETARG_DATUM(i));
    defined &= (*images)[i].form() != Form::kUndefined;
  }
  return defined;
}

Image FoldTo(const Image& image, const Params& params) {
  if (KeepsContent(image, params)) return image.WithParams(params);
  return ImageOf(HllDatum(*Unite(nullptr, hll::Folded(image, params), CurrentMemoryContext)));
}

// Reads the first N arguments as images that can be compared: of the parameters that all have.
// Returns false as above.
template <size_t N>
bool LoadComparable(FunctionCallInfo fcinfo, std::array<Image, N>* images) {
  if (!LoadImages(fcinfo, images)) return false;
  const Params params = ComparedParams(*images);
  for (Image& image : *images) image = FoldTo(image, params);
  return true;
}

// The same, but keeps each sketch as it is, too.
bool LoadCompared(FunctionCallInfo fcinfo, std::array<Compared, 2>* pair) {
  std::array<Image, 2> images;
  if (!LoadImages(fcinfo, &images)) return false;
  const Params params = ComparedParams(images);
  for (size_t i = 0; i < 2; ++i) (*pair)[i] = {images[i], FoldTo(images[i], params)};
  return true;
}

std::span<uint64_t> Scratch(uint64_t words) {
  if (words == 0) return {};
  return {static_cast<uint64_t*>(
              MemoryContextAllocHuge(CurrentMemoryContext, words * sizeof(uint64_t))),
          words};
}

template <class F>
Datum JointFigure(FunctionCallInfo fcinfo, F figure) {
  std::array<Image, 2> pair;
  if (!LoadComparable(fcinfo, &pair)) PG_RETURN_NULL();
  const auto& [left, right] = pair;
  PG_RETURN_FLOAT8(figure(EstimateJoint(left, right, Scratch(JointScratchWords(left, right)))));
}

Datum CommonOfThree(FunctionCallInfo fcinfo) {
  std::array<Image, 3> images;
  if (!LoadComparable(fcinfo, &images)) PG_RETURN_NULL();
  PG_RETURN_FLOAT8(EstimateCommon(images, Scratch(CommonScratchWords(images))));
}

Datum RowOf(FunctionCallInfo fcinfo, const Intersection& intersection) {
  const auto& [bounds, reliable] = intersection;
  const Datum values[] = {Float8GetDatum(bounds.estimate), Float8GetDatum(bounds.lower),
                          Float8GetDatum(bounds.upper), BoolGetDatum(reliable)};
  return RowDatum(fcinfo, values);
}

Datum BoundsOfThree(FunctionCallInfo fcinfo) {
  const double confidence = ConfidenceArgument(fcinfo, 3);
  std::array<Image, 3> images;
  if (!LoadComparable(fcinfo, &images)) PG_RETURN_NULL();
  return RowOf(fcinfo,
               EstimateIntersection(images, confidence, Scratch(CommonScratchWords(images))));
}

}  // namespace

// (hll, hll) and (hll, hll, hll).
SQL_FUNCTION(hll_intersection) {
  if (PG_NARGS() == 3) return CommonOfThree(fcinfo);
  return JointFigure(fcinfo, [](const Joint& joint) { return joint.both; });
}

SQL_FUNCTION(hll_difference) {
  return JointFigure(fcinfo, [](const Joint& joint) { return joint.only_left; });
}

SQL_FUNCTION(hll_jaccard) {
  return JointFigure(fcinfo, [](const Joint& joint) { return joint.Jaccard(); });
}

SQL_FUNCTION(hll_overlap) {
  return JointFigure(fcinfo, [](const Joint& joint) { return joint.Overlap(); });
}

// (hll, hll, confidence) and (hll, hll, hll, confidence) -> (estimate, lower, upper, reliable).
SQL_FUNCTION(hll_intersection_bounds) {
  if (PG_NARGS() == 4) return BoundsOfThree(fcinfo);
  const double confidence = ConfidenceArgument(fcinfo, 2);
  std::array<Image, 2> pair;
  if (!LoadComparable(fcinfo, &pair)) PG_RETURN_NULL();
  const auto& [left, right] = pair;
  return RowOf(fcinfo, EstimateIntersection(left, right, confidence,
                                            Scratch(JointScratchWords(left, right))));
}

// (hll, hll, confidence) -> (estimate, lower, upper, reliable).
SQL_FUNCTION(hll_difference_bounds) {
  const double confidence = ConfidenceArgument(fcinfo, 2);
  std::array<Image, 2> pair;
  if (!LoadComparable(fcinfo, &pair)) PG_RETURN_NULL();
  const auto& [left, right] = pair;
  return RowOf(
      fcinfo, EstimateDifference(left, right, confidence, Scratch(JointScratchWords(left, right))));
}

SQL_FUNCTION(hll_union_cardinality) {
  std::array<Compared, 2> pair;
  if (!LoadCompared(fcinfo, &pair)) PG_RETURN_NULL();
  const auto& [left, right] = pair;
  PG_RETURN_FLOAT8(
      EstimateUnion(left, right, Scratch(JointScratchWords(left.common, right.common))));
}

// (hll, hll, confidence) -> (estimate, lower, upper).
SQL_FUNCTION(hll_union_bounds) {
  const double confidence = ConfidenceArgument(fcinfo, 2);
  std::array<Compared, 2> pair;
  if (!LoadCompared(fcinfo, &pair)) PG_RETURN_NULL();
  const auto& [left, right] = pair;
  const hll::Bounds bounds =
      UnionBounds(left, right, confidence, Scratch(JointScratchWords(left.common, right.common)));
  const Datum values[] = {Float8GetDatum(bounds.estimate), Float8GetDatum(bounds.lower),
                          Float8GetDatum(bounds.upper)};
  return RowDatum(fcinfo, values);
}

// (before, after, confidence) -> (ratio, lower, upper, significant).
SQL_FUNCTION(hll_change) {
  const double confidence = ConfidenceArgument(fcinfo, 2);
  std::array<Image, 2> pair;
  if (!LoadComparable(fcinfo, &pair)) PG_RETURN_NULL();
  const auto& [before, after] = pair;
  const hll::Change change =
      EstimateChange(before, after, confidence, Scratch(JointScratchWords(before, after)));
  const auto& [ratio, lower, upper] = change.ratio;
  const Datum values[] = {Float8GetDatum(ratio), Float8GetDatum(lower), Float8GetDatum(upper),
                          BoolGetDatum(change.Significant())};
  const bool none = !change.has_ratio;
  return RowDatum(fcinfo, values, {none, none, none, false});
}
