// Functions of one or two hll values: make, fill, unite, count.
#include <algorithm>

#include "hll/estimate.hpp"
#include "pg/hll_value.hpp"
#include "pg/settings.hpp"
#include "pg/varlena.hpp"

namespace {

Sketch* Load(const Image& image) { return Unite(nullptr, image, CurrentMemoryContext); }

// The sketch as a value, or `input` itself where that has the same bytes: an UPDATE then keeps
// what is stored in TOAST.
Datum HllDatumOr(Datum input, std::span<const uint8_t> input_bytes, const Sketch& sketch) {
  const Datum result = HllDatum(sketch);
  const std::span<const uint8_t> bytes = BytesOf(result);
  return std::equal(bytes.begin(), bytes.end(), input_bytes.begin(), input_bytes.end()) ? input
                                                                                        : result;
}

Datum Add(Datum hll, uint64_t hash) {
  const std::span<const uint8_t> bytes = BytesOf(hll);
  Sketch* sketch = Load(ParseImage(bytes, Origin::kStored));
  return HllDatumOr(hll, bytes, *AddHash(sketch, hash, CurrentMemoryContext));
}

Datum Union(Datum left, Datum right) {
  const std::span<const uint8_t> bytes = BytesOf(left);
  Sketch* sketch = Load(ParseImage(bytes, Origin::kStored));
  return HllDatumOr(left, bytes, *Unite(sketch, ImageOf(right), CurrentMemoryContext));
}

Datum CountOrNull(Datum hll, double (*estimator)(const RegisterHistogram&), bool* is_null) {
  const Image image = ImageOf(hll);
  *is_null = ModeOf(image) == Sketch::Mode::kUndefined;
  return *is_null ? Datum{0} : Float8GetDatum(CountDistinct(image, estimator));
}

}  // namespace

SQL_FUNCTION(hll_cardinality) {
  return CountOrNull(PG_GETARG_DATUM(0), EstimateImproved, &fcinfo->isnull);
}

SQL_FUNCTION(hll_cardinality_classic) {
  return CountOrNull(PG_GETARG_DATUM(0), EstimateClassic, &fcinfo->isnull);
}

SQL_FUNCTION(hll_union) { PG_RETURN_DATUM(Union(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1))); }

SQL_FUNCTION(hll_add) {
  PG_RETURN_DATUM(Add(PG_GETARG_DATUM(0), static_cast<uint64_t>(PG_GETARG_INT64(1))));
}

SQL_FUNCTION(hll_add_rev) {
  PG_RETURN_DATUM(Add(PG_GETARG_DATUM(1), static_cast<uint64_t>(PG_GETARG_INT64(0))));
}

// hll_empty with 0 to 4 arguments: log2m, regwidth, expthresh (bigint), sparseon.
SQL_FUNCTION(hll_empty) { PG_RETURN_DATUM(EmptyHllDatum(ParamsFromArguments(fcinfo, 0))); }
