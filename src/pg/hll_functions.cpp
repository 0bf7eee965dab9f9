// Functions that make hll values: fill, unite, fold.
#include <algorithm>

#include "hll/fold.hpp"
#include "hll/insert.hpp"
#include "hll/union_changes.hpp"
#include "pg/array.hpp"
#include "pg/element.hpp"
#include "pg/hll_settings.hpp"
#include "pg/hll_value.hpp"
#include "pg/varlena.hpp"

using hll::Folded;
using hll::Form;
using hll::FullRegisters;
using hll::Image;
using hll::Insertion;
using hll::Params;
using hll::RegisterUpdate;
using hll::Sketch;

namespace {

Sketch* SketchOf(const Image& image) { return Unite(nullptr, image, CurrentMemoryContext); }

// A value of type hll that a function changes.
struct Argument {
  explicit Argument(Datum datum)
      : datum(datum), bytes(BytesOf(datum)), image(ParseImage(bytes, Origin::kStored)) {}

  Datum datum;
  std::span<const uint8_t> bytes;
  Image image;
};

bool SameBytes(Datum hll, std::span<const uint8_t> bytes) {
  const std::span<const uint8_t> mine = BytesOf(hll);
  return std::equal(mine.begin(), mine.end(), bytes.begin(), bytes.end());
}

// If the result has the bytes of an argument, Add, AddAll and Union return that argument itself, so
// that an UPDATE keeps what is stored in TOAST. The bytes may differ even if nothing was added,
// since the argument may be in another form than hll.max_sparse now asks for.

Datum ResultOrSame(const Sketch& sketch, const Argument& hll) {
  const Datum result = HllDatum(sketch);
  return SameBytes(result, hll.bytes) ? hll.datum : result;
}

bool WritesVersion1() { return OutputVersionSetting() == hll::kSchemaVersion; }

// Raises registers in a copy of a FULL image: `raise` gets FullRegisters*.
template <class F>
Datum WithRaised(const Argument& hll, F raise) {
  bytea* value = NewVarlena(hll.bytes.size());
  const std::span<uint8_t> copy = ContentOf(value);
  std::copy(hll.bytes.begin(), hll.bytes.end(), copy.begin());
  FullRegisters registers(hll.image.params(), copy);
  raise(&registers);
  return registers.changed() ? PointerGetDatum(value) : hll.datum;
}

// Whether the image is FULL and is written FULL under the settings, whatever is added.
bool StaysFull(const Image& image) {
  return WritesVersion1() && StaysFull(image, MaxSparseSetting());
}

// Adds a hash to a copy of the bytes. Returns false if this needs a Sketch.
bool AddToCopy(const Argument& hll, uint64_t hash, Datum* result) {
  *result = hll.datum;
  if (!WritesVersion1() && HasRegisters(hll.image.form()))
    return hll.image.form() == Form::kDense && !WouldChange(hll.image, hash);
  if (StaysFull(hll.image)) {
    *result = WithRaised(hll, [=](FullRegisters* registers) { registers->Add(hash); });
    return true;
  }
  const Insertion insertion = InsertionOf(hll.image, hash, MaxSparseSetting());
  if (insertion.effect == Insertion::Effect::kNeedsSketch) return false;
  if (insertion.effect == Insertion::Effect::kNothing) return true;
  bytea* value = NewVarlena(insertion.bytes);
  Insert(hll.image, insertion, ContentOf(value));
  *result = PointerGetDatum(value);
  return true;
}

Datum Add(const Argument& hll, uint64_t hash) {
  Datum result;
  if (AddToCopy(hll, hash, &result)) return result;
  Sketch* sketch = SketchOf(hll.image);
  AddHash(sketch, hash);
  return ResultOrSame(*sketch, hll);
}

Datum AddAll(Datum datum, ElementRule* rule, ArrayType* array) {
  ArrayReader values(array);
  do {
    if (!values.Next()) return datum;
  } while (values.is_null());
  const auto for_each_hash = [&](auto add) {
    do {
      if (!values.is_null()) add(HashElement(rule, values.element()));
    } while (values.Next());
  };
  const Argument hll(datum);
  if (StaysFull(hll.image))
    return WithRaised(hll, [&](FullRegisters* registers) {
      for_each_hash([=](uint64_t hash) { registers->Add(hash); });
    });
  Sketch* sketch = SketchOf(hll.image);
  for_each_hash([=](uint64_t hash) { AddHash(sketch, hash); });
  return ResultOrSame(*sketch, hll);
}

// Adds few values or registers to a copy of the bytes. Returns false if this needs a Sketch.
bool UniteToCopy(const Argument& hll, const Image& few, Datum* result) {
  if (hll.image.params() != few.params()) return false;
  if (few.form() == Form::kExplicit && few.count() == 1) return AddToCopy(hll, few.Hash(0), result);
  const bool is_few = few.form() == Form::kExplicit || few.form() == Form::kSparse;
  if (!is_few || !StaysFull(hll.image)) return false;
  *result = WithRaised(hll, [&](FullRegisters* registers) {
    few.ForEachHash([=](uint64_t hash) { registers->Add(hash); });
    few.ForEachRegister([=](RegisterUpdate update) { registers->Raise(update); });
  });
  return true;
}

// `unite` is Unite or UniteFolded.
template <class F>
Datum Union(Datum left_datum, Datum right_datum, F unite) {
  const Argument left(left_datum);
  const Argument right(right_datum);
  Datum result;
  if (UniteToCopy(left, right.image, &result) || UniteToCopy(right, left.image, &result))
    return result;
  result = HllDatum(*unite(SketchOf(left.image), right.image, CurrentMemoryContext));
  if (SameBytes(result, left.bytes)) return left.datum;
  return SameBytes(result, right.bytes) ? right.datum : result;
}

// The union of `sketch`, unless it is null, and of all elements that aren't NULL.
Sketch* UniteElements(Sketch* sketch, ArrayType* array) {
  for (ArrayReader others(array); others.Next();)
    if (!others.is_null()) sketch = Unite(sketch, ImageOf(others.element()), CurrentMemoryContext);
  return sketch;
}

// The value in the bytes of this schema version, where it has a form for them.
Datum ToVersion(Datum datum, int version) {
  const Image image = ImageOf(datum);
  const bool is_dense = image.form() == Form::kDense;
  if (!HasRegisters(image.form()) || is_dense == (version == hll::kDenseSchemaVersion))
    return datum;
  const Sketch& sketch = *SketchOf(image);
  const hll::Encoding encoding = EncodingOf(sketch, MaxSparseSetting(), version);
  return is_dense || encoding.form == Form::kDense ? HllDatum(sketch, encoding) : datum;
}

Datum Fold(Datum hll, int log2m, const int* regwidth) {
  const Image image = ImageOf(hll);
  const int64_t width = regwidth == nullptr ? image.params().regwidth() : *regwidth;
  Params params;
  Check(FoldParams(image, log2m, width, &params), Origin::kParameters);
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
  PG_RETURN_DATUM(Add(Argument(PG_GETARG_DATUM(0)), static_cast<uint64_t>(PG_GETARG_INT64(1))));
}

SQL_FUNCTION(hll_add_rev) {
  PG_RETURN_DATUM(Add(Argument(PG_GETARG_DATUM(1)), static_cast<uint64_t>(PG_GETARG_INT64(0))));
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

SQL_FUNCTION(hll_union_changes) {
  const Image image = ImageOf(PG_GETARG_DATUM(0));
  const Image other = ImageOf(PG_GETARG_DATUM(1));
  if (!CanUnite(image, other)) RaiseDifferentParameters(image.params(), other.params());
  PG_RETURN_BOOL(UnionWouldChange(image, other));
}

// (hll, version).
SQL_FUNCTION(hll_to_version) {
  const int version = PG_GETARG_INT32(1);
  if (version != hll::kSchemaVersion && version != hll::kDenseSchemaVersion)
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("schema version must be 1 or 2"), errdetail("It is %d.", version)));
  PG_RETURN_DATUM(ToVersion(PG_GETARG_DATUM(0), version));
}

// hll_empty with 0 to 4 arguments: log2m, regwidth, expthresh (bigint), sparseon.
SQL_FUNCTION(hll_empty) { PG_RETURN_DATUM(EmptyHllDatum(ParamsFromArguments(fcinfo, 0))); }

// (hll, log2m [, regwidth]).
SQL_FUNCTION(hll_fold) {
  const int regwidth = PG_NARGS() > 2 ? PG_GETARG_INT32(2) : 0;
  PG_RETURN_DATUM(
      Fold(PG_GETARG_DATUM(0), PG_GETARG_INT32(1), PG_NARGS() > 2 ? &regwidth : nullptr));
}
