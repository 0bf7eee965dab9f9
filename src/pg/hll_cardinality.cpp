// The count of a sketch, and how far off it may be.
#include "hll/bounds.hpp"
#include "pg/confidence.hpp"
#include "pg/hll_value.hpp"
#include "pg/row.hpp"

using hll::Bounds;
using hll::CountClassic;
using hll::CountDistinct;
using hll::Form;
using hll::Image;

namespace {

Datum CountOrNull(Datum hll, double (*count)(const Image&), bool* is_null) {
  const Image image = CountableImageOf(hll);
  *is_null = image.form() == Form::kUndefined;
  return *is_null ? Datum{0} : Float8GetDatum(count(image));
}

}  // namespace

SQL_FUNCTION(hll_cardinality) {
  return CountOrNull(PG_GETARG_DATUM(0), CountDistinct, &fcinfo->isnull);
}

SQL_FUNCTION(hll_cardinality_classic) {
  return CountOrNull(PG_GETARG_DATUM(0), CountClassic, &fcinfo->isnull);
}

SQL_FUNCTION(hll_error) {
  const Image image = CountableImageOf(PG_GETARG_DATUM(0));
  if (image.form() == Form::kUndefined) PG_RETURN_NULL();
  PG_RETURN_FLOAT8(RelativeErrorOf(image));
}

// (hll, confidence) -> (estimate, lower, upper).
SQL_FUNCTION(hll_cardinality_bounds) {
  const double confidence = ConfidenceArgument(fcinfo, 1);
  const Image image = CountableImageOf(PG_GETARG_DATUM(0));
  if (image.form() == Form::kUndefined) PG_RETURN_NULL();
  const Bounds bounds = BoundsOf(image, confidence);
  const Datum values[] = {Float8GetDatum(bounds.estimate), Float8GetDatum(bounds.lower),
                          Float8GetDatum(bounds.upper)};
  return RowDatum(fcinfo, values);
}
