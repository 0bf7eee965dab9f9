// The operators and operator classes of type hll: sketches are compared by their bytes of schema
// version 1. So equal sets of equal parameters are equal, in whichever version they are stored, and
// indexes keep the order that they had when there was only one.
#include "pg/hll_value.hpp"
#include "pg/varlena.hpp"

using hll::Form;
using hll::Sketch;

namespace {

// Reads no more than the first byte of a value in TOAST.
bool IsDense(Datum hll) {
  auto* value = reinterpret_cast<varlena*>(DatumGetPointer(hll));
  const bool is_plain = !VARATT_IS_EXTERNAL(value) && !VARATT_IS_COMPRESSED(value);
  varlena* first = is_plain ? value : pg_detoast_datum_slice(value, 0, 1);
  const auto byte = static_cast<uint8_t>(*VARDATA_ANY(first));
  if (!is_plain) pfree(first);
  return byte == (hll::kDenseSchemaVersion << 4 | static_cast<uint8_t>(Form::kDense));
}

// Calls f(). What it allocates is freed: sorts compare in a context that lives long.
template <class F>
Datum WithoutGarbage(F f) {
  MemoryContext callers = CurrentMemoryContext;
  MemoryContext context = AllocSetContextCreate(callers, "hll comparison", ALLOCSET_SMALL_SIZES);
  MemoryContextSwitchTo(context);
  const Datum result = f();
  MemoryContextSwitchTo(callers);
  MemoryContextDelete(context);
  return result;
}

// Two DENSE values are equal if their bytes are, since the same registers have the same bytes.
Datum CompareBytes(FunctionCallInfo fcinfo, PGFunction compare, bool same_version_will_do) {
  const Datum left = PG_GETARG_DATUM(0);
  const Datum right = PG_GETARG_DATUM(1);
  const bool is_left = IsDense(left);
  const bool is_right = IsDense(right);
  if (is_left == is_right && (!is_left || same_version_will_do))
    return DirectFunctionCall2(compare, left, right);
  return WithoutGarbage(
      [=] { return DirectFunctionCall2(compare, ComparedHll(left), ComparedHll(right)); });
}

Datum CompareForEquality(FunctionCallInfo fcinfo, PGFunction compare) {
  return CompareBytes(fcinfo, compare, true);
}
Datum CompareForOrder(FunctionCallInfo fcinfo, PGFunction compare) {
  return CompareBytes(fcinfo, compare, false);
}

}  // namespace

Datum ComparedHll(Datum hll) {
  if (!IsDense(hll)) return hll;
  const Sketch& sketch = *Unite(nullptr, ImageOf(hll), CurrentMemoryContext);
  return HllDatum(sketch, EncodingOf(sketch, hll::kAutomaticMaxSparse));
}

SQL_FUNCTION(hll_eq) { return CompareForEquality(fcinfo, byteaeq); }
SQL_FUNCTION(hll_ne) { return CompareForEquality(fcinfo, byteane); }
SQL_FUNCTION(hll_lt) { return CompareForOrder(fcinfo, bytealt); }
SQL_FUNCTION(hll_le) { return CompareForOrder(fcinfo, byteale); }
SQL_FUNCTION(hll_gt) { return CompareForOrder(fcinfo, byteagt); }
SQL_FUNCTION(hll_ge) { return CompareForOrder(fcinfo, byteage); }
SQL_FUNCTION(hll_cmp) { return CompareForOrder(fcinfo, byteacmp); }

SQL_FUNCTION(hll_opclass_hash) {
  const Datum hll = PG_GETARG_DATUM(0);
  if (!IsDense(hll)) return DirectFunctionCall1(hashvarlena, hll);
  return WithoutGarbage([=] { return DirectFunctionCall1(hashvarlena, ComparedHll(hll)); });
}

// (hll, seed).
SQL_FUNCTION(hll_opclass_hash_extended) {
  const Datum hll = PG_GETARG_DATUM(0);
  const Datum seed = PG_GETARG_DATUM(1);
  if (!IsDense(hll)) return DirectFunctionCall2(hashvarlenaextended, hll, seed);
  return WithoutGarbage(
      [=] { return DirectFunctionCall2(hashvarlenaextended, ComparedHll(hll), seed); });
}
