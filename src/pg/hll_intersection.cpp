// What two sketches have in common, and how their sizes compare.
#include "hll/intersection.hpp"
#include "pg/confidence.hpp"
#include "pg/hll_value.hpp"
#include "pg/row.hpp"

using hll::Form;
using hll::Image;
using hll::Joint;

namespace {

// Two values that can be compared, and the scratch memory for it.
struct Pair {
  Image left;
  Image right;
  std::span<uint64_t> scratch;
};

// Reads the first two arguments. Returns false if one is UNDEFINED, so that nothing can be said.
bool LoadPair(FunctionCallInfo fcinfo, Pair* pair) {
  pair->left = ImageOf(PG_GETARG_DATUM(0));
  pair->right = ImageOf(PG_GETARG_DATUM(1));
  if (pair->left.form() == Form::kUndefined || pair->right.form() == Form::kUndefined) return false;
  if (!CanUnite(pair->left, pair->right))
    RaiseDifferentParameters(pair->left.params(), pair->right.params(), false);
  const uint64_t words = JointScratchWords(pair->left, pair->right);
  auto* scratch = static_cast<uint64_t*>(
      words == 0 ? nullptr
                 : MemoryContextAllocHuge(CurrentMemoryContext, words * sizeof(uint64_t)));
  pair->scratch = {scratch, words};
  return true;
}

template <class F>
Datum JointFigure(FunctionCallInfo fcinfo, F figure) {
  Pair pair;
  if (!LoadPair(fcinfo, &pair)) PG_RETURN_NULL();
  PG_RETURN_FLOAT8(figure(EstimateJoint(pair.left, pair.right, pair.scratch)));
}

}  // namespace

SQL_FUNCTION(hll_intersection) {
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

// (hll, hll, confidence) -> (estimate, lower, upper, reliable).
SQL_FUNCTION(hll_intersection_bounds) {
  const double confidence = ConfidenceArgument(fcinfo, 2);
  Pair pair;
  if (!LoadPair(fcinfo, &pair)) PG_RETURN_NULL();
  const auto [bounds, reliable] =
      EstimateIntersection(pair.left, pair.right, confidence, pair.scratch);
  const Datum values[] = {Float8GetDatum(bounds.estimate), Float8GetDatum(bounds.lower),
                          Float8GetDatum(bounds.upper), BoolGetDatum(reliable)};
  return RowDatum(fcinfo, values);
}

// (before, after, confidence) -> (ratio, lower, upper, significant).
SQL_FUNCTION(hll_change) {
  const double confidence = ConfidenceArgument(fcinfo, 2);
  Pair pair;
  if (!LoadPair(fcinfo, &pair)) PG_RETURN_NULL();
  const hll::Change change = EstimateChange(pair.left, pair.right, confidence, pair.scratch);
  const auto& [ratio, lower, upper] = change.ratio;
  const Datum values[] = {Float8GetDatum(ratio), Float8GetDatum(lower), Float8GetDatum(upper),
                          BoolGetDatum(change.Significant())};
  const bool none = !change.has_ratio;
  return RowDatum(fcinfo, values, {none, none, none, false});
}
