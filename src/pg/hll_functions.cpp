// Functions of one or two hll values: make, fill, unite, count.
#include <algorithm>

#include "hll/estimate.hpp"
#include "pg/hll_value.hpp"
#include "pg/settings.hpp"
#include "pg/varlena.hpp"

namespace {

Sketch* Load(const Image& image) {
  return Unite(NewSketch(image.params(), CurrentMemoryContext), image, CurrentMemoryContext);
}

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

// NULL for UNDEFINED, exact for EMPTY and EXPLICIT, else what the estimator says.
template <double (*kEstimate)(const RegisterHistogram&)>
Datum CountOf(FunctionCallInfo fcinfo) {
  const Image image = ImageOf(PG_GETARG_DATUM(0));
  switch (ModeOf(image)) {
    case Sketch::Mode::kUndefined:
      PG_RETURN_NULL();
    case Sketch::Mode::kEmpty:
    case Sketch::Mode::kExplicit:
      PG_RETURN_FLOAT8(static_cast<double>(image.count()));
    case Sketch::Mode::kSparse:
    case Sketch::Mode::kDense:
      break;
  }
  PG_RETURN_FLOAT8(kEstimate(RegisterHistogram(image)));
}

}  // namespace

SQL_FUNCTION(hll_cardinality) { return CountOf<EstimateImproved>(fcinfo); }

SQL_FUNCTION(hll_cardinality_classic) { return CountOf<EstimateClassic>(fcinfo); }

SQL_FUNCTION(hll_union) { PG_RETURN_DATUM(Union(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1))); }

SQL_FUNCTION(hll_add) {
  PG_RETURN_DATUM(Add(PG_GETARG_DATUM(0), static_cast<uint64_t>(PG_GETARG_INT64(1))));
}

SQL_FUNCTION(hll_add_rev) {
  PG_RETURN_DATUM(Add(PG_GETARG_DATUM(1), static_cast<uint64_t>(PG_GETARG_INT64(0))));
}

// hll_empty with 0 to 4 arguments: log2m, regwidth, expthresh (bigint), sparseon.
SQL_FUNCTION(hll_empty) { PG_RETURN_DATUM(EmptyHllDatum(ParamsFromArguments(fcinfo, 0))); }
