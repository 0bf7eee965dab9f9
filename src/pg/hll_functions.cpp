// Functions of one or two hll values: add, union, cardinality, metadata, print.
#include "hll/estimate.hpp"
#include "pg/hll_value.hpp"
#include "pg/settings.hpp"

namespace {

// The union or addition in a sketch of the current memory context.
Sketch* Load(const Image& image) {
  return Unite(NewSketch(image.params(), CurrentMemoryContext), image, CurrentMemoryContext);
}

Datum AddToHll(Datum hll, uint64_t hash) {
  return HllDatum(*AddHash(Load(ImageOf(hll)), hash, CurrentMemoryContext));
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

SQL_FUNCTION(hll_union) {
  Sketch* sketch = Load(ImageOf(PG_GETARG_DATUM(0)));
  PG_RETURN_DATUM(HllDatum(*Unite(sketch, ImageOf(PG_GETARG_DATUM(1)), CurrentMemoryContext)));
}

SQL_FUNCTION(hll_add) {
  PG_RETURN_DATUM(AddToHll(PG_GETARG_DATUM(0), static_cast<uint64_t>(PG_GETARG_INT64(1))));
}

SQL_FUNCTION(hll_add_rev) {
  PG_RETURN_DATUM(AddToHll(PG_GETARG_DATUM(1), static_cast<uint64_t>(PG_GETARG_INT64(0))));
}

// hll_empty with 0 to 4 arguments: log2m, regwidth, expthresh (bigint), sparseon.
SQL_FUNCTION(hll_empty) {
  int64_t given[4];
  for (int i = 0; i < PG_NARGS(); ++i)
    given[i] = i == 2 ? PG_GETARG_INT64(i) : PG_GETARG_INT32(i);
  PG_RETURN_DATUM(EmptyHllDatum(ParamsFromSettings(given, PG_NARGS())));
}
