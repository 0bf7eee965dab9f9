// How far off a count may be, what two sketches have in common, and sketches of fewer registers.
#include "hll/bounds.hpp"
#include "hll/fold.hpp"
#include "hll/intersection.hpp"
#include "pg/hll_value.hpp"
#include "pg/row.hpp"

using hll::Bounds;
using hll::Folded;
using hll::Form;
using hll::Image;
using hll::Joint;

namespace {

double ConfidenceArgument(FunctionCallInfo fcinfo, int argument) {
  const double confidence = PG_GETARG_FLOAT8(argument);
  if (!(confidence > 0.0 && confidence < 1.0))  // NaN as well
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("confidence must be greater than 0 and less than 1")));
  return confidence;
}

bool IsUndefined(const Image& image) { return image.form() == Form::kUndefined; }

// Two values that can be compared, and the memory for that.
struct Pair {
  Image left;
  Image right;
  std::span<uint64_t> scratch;
};

// The first two arguments. False: one is UNDEFINED, so that nothing can be said.
bool LoadPair(FunctionCallInfo fcinfo, Pair* pair) {
  pair->left = ImageOf(PG_GETARG_DATUM(0));
  pair->right = ImageOf(PG_GETARG_DATUM(1));
  if (IsUndefined(pair->left) || IsUndefined(pair->right)) return false;
  if (!CanUnite(pair->left, pair->right))
    RaiseDifferentParameters(pair->left.params(), pair->right.params());
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

Datum Fold(Datum hll, int log2m, const int* regwidth) {
  const Image image = ImageOf(hll);
  const int64_t width = regwidth == nullptr ? image.params().regwidth() : *regwidth;
  Folded folded;
  Check(Folded::Make(image, log2m, width, &folded), Origin::kParameters);
  if (folded.params() == image.params()) return hll;
  return HllDatum(*Unite(nullptr, folded, CurrentMemoryContext));
}

}  // namespace

SQL_FUNCTION(hll_error) {
  const Image image = ImageOf(PG_GETARG_DATUM(0));
  if (IsUndefined(image)) PG_RETURN_NULL();
  PG_RETURN_FLOAT8(RelativeErrorOf(image));
}

// (hll, confidence) -> (estimate, lower, upper).
SQL_FUNCTION(hll_cardinality_bounds) {
  const double confidence = ConfidenceArgument(fcinfo, 1);
  const Image image = ImageOf(PG_GETARG_DATUM(0));
  if (IsUndefined(image)) PG_RETURN_NULL();
  const Bounds bounds = BoundsOf(image, confidence);
  const Datum values[] = {Float8GetDatum(bounds.estimate), Float8GetDatum(bounds.lower),
                          Float8GetDatum(bounds.upper)};
  return RowDatum(fcinfo, values);
}

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

// (hll, log2m [, regwidth]).
SQL_FUNCTION(hll_fold) {
  const int regwidth = PG_NARGS() > 2 ? PG_GETARG_INT32(2) : 0;
  PG_RETURN_DATUM(
      Fold(PG_GETARG_DATUM(0), PG_GETARG_INT32(1), PG_NARGS() > 2 ? &regwidth : nullptr));
}
