// Functions that make hll values: fill, unite, fold.
#include <algorithm>

#include "hll/fold.hpp"
#include "pg/array.hpp"
#include "pg/element.hpp"
#include "pg/hll_settings.hpp"
#include "pg/hll_value.hpp"
#include "pg/varlena.hpp"

using hll::Folded;
using hll::Image;
using hll::Params;
using hll::Sketch;

namespace {

Sketch* SketchOf(const Image& image) { return Unite(nullptr, image, CurrentMemoryContext); }

bool SameBytes(Datum hll, std::span<const uint8_t> bytes) {
  const std::span<const uint8_t> mine = BytesOf(hll);
  return std::equal(mine.begin(), mine.end(), bytes.begin(), bytes.end());
}

// If the result has the bytes of an argument, Add, AddAll and Union return that argument itself, so
// that an UPDATE keeps what is stored in TOAST. The bytes may differ even if nothing was added,
// since the argument may be in another form than hll.max_sparse now asks for.

Datum ResultOrSame(const Sketch& sketch, Datum hll, std::span<const uint8_t> bytes) {
  const Datum result = HllDatum(sketch);
  return SameBytes(result, bytes) ? hll : result;
}

Datum Add(Datum hll, uint64_t hash) {
  const std::span<const uint8_t> bytes = BytesOf(hll);
  Sketch* sketch = SketchOf(ParseImage(bytes, Origin::kStored));
  return ResultOrSame(*AddHash(sketch, hash), hll, bytes);
}

Datum AddAll(Datum hll, ElementRule* rule, ArrayType* array) {
  const std::span<const uint8_t> bytes = BytesOf(hll);
  Sketch* sketch = nullptr;
  for (ArrayReader values(array); values.Next();) {
    if (values.is_null()) continue;
    if (sketch == nullptr) sketch = SketchOf(ParseImage(bytes, Origin::kStored));
    sketch = AddHash(sketch, HashElement(rule, values.element()));
  }
  return sketch == nullptr ? hll : ResultOrSame(*sketch, hll, bytes);
}

// `unite` is Unite or UniteFolded.
template <class F>
Datum Union(Datum left, Datum right, F unite) {
  const std::span<const uint8_t> left_bytes = BytesOf(left);
  const std::span<const uint8_t> right_bytes = BytesOf(right);
  Sketch* sketch = SketchOf(ParseImage(left_bytes, Origin::kStored));
  const Image other = ParseImage(right_bytes, Origin::kStored);
  const Datum result = HllDatum(*unite(sketch, other, CurrentMemoryContext));
  if (SameBytes(result, left_bytes)) return left;
  return SameBytes(result, right_bytes) ? right : result;
}

// The union of `sketch`, unless it is null, and of all elements that aren't NULL.
Sketch* UniteElements(Sketch* sketch, ArrayType* array) {
  for (ArrayReader others(array); others.Next();)
    if (!others.is_null()) sketch = Unite(sketch, ImageOf(others.element()), CurrentMemoryContext);
  return sketch;
}

Datum Fold(Datum hll, int log2m, const int* regwidth) {
  const Image image = ImageOf(hll);
  const int64_t width = regwidth == nullptr ? image.params().regwidth() : *regwidth;
  Params params;
  Check(FoldParams(image.params(), log2m, width, &params), Origin::kParameters);
  if (params == image.params()) return hll;
  return HllDatum(*Unite(nullptr, Folded(image, params), CurrentMemoryContext));
}

}  // namespace

SQL_FUNCTION(hll_union) {
  PG_RETURN_DATUM(Union(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), Unite<Image>));
}

SQL_FUNCTION(hll_union_fold) {
  PG_RETURN_DATUM(Union(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), UniteFolded<Image>));
}

// The union of an array's elements except NULLs, like hll_union_agg.
SQL_FUNCTION(hll_union_array) {
  PG_RETURN_DATUM(HllDatum(UniteElements(nullptr, PG_GETARG_ARRAYTYPE_P(0))));
}

// (hll, hll, VARIADIC hll[]): unites all arguments, NULL if any is NULL.
SQL_FUNCTION(hll_union_variadic) {
  ArrayType* others = PG_GETARG_ARRAYTYPE_P(2);
  if (array_contains_nulls(others)) PG_RETURN_NULL();
  Sketch* sketch = SketchOf(ImageOf(PG_GETARG_DATUM(0)));
  sketch = Unite(sketch, ImageOf(PG_GETARG_DATUM(1)), CurrentMemoryContext);
  PG_RETURN_DATUM(HllDatum(UniteElements(sketch, others)));
}

SQL_FUNCTION(hll_add) {
  PG_RETURN_DATUM(Add(PG_GETARG_DATUM(0), static_cast<uint64_t>(PG_GETARG_INT64(1))));
}

SQL_FUNCTION(hll_add_rev) {
  PG_RETURN_DATUM(Add(PG_GETARG_DATUM(1), static_cast<uint64_t>(PG_GETARG_INT64(0))));
}

// Hashes values as hll_hash does. Ignores NULL elements; an array that is NULL has no elements.
SQL_FUNCTION(hll_add_all) {
  if (PG_ARGISNULL(0)) PG_RETURN_NULL();
  const Datum hll = PG_GETARG_DATUM(0);
  if (PG_ARGISNULL(1)) PG_RETURN_DATUM(hll);
  ElementRule* rule = ArrayElementRuleOf(fcinfo, 1);
  PG_RETURN_DATUM(AddAll(hll, rule, PG_GETARG_ARRAYTYPE_P(1)));
}

SQL_FUNCTION(hll_add_changes) {
  PG_RETURN_BOOL(
      WouldChange(ImageOf(PG_GETARG_DATUM(0)), static_cast<uint64_t>(PG_GETARG_INT64(1))));
}

// hll_empty with 0 to 4 arguments: log2m, regwidth, expthresh (bigint), sparseon.
SQL_FUNCTION(hll_empty) { PG_RETURN_DATUM(EmptyHllDatum(ParamsFromArguments(fcinfo, 0))); }

// (hll, log2m [, regwidth]).
SQL_FUNCTION(hll_fold) {
  const int regwidth = PG_NARGS() > 2 ? PG_GETARG_INT32(2) : 0;
  PG_RETURN_DATUM(
      Fold(PG_GETARG_DATUM(0), PG_GETARG_INT32(1), PG_NARGS() > 2 ? &regwidth : nullptr));
}
