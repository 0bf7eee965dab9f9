// The type bloom itself: input, output, type modifiers and casts.
#include "pg/bloom_value.hpp"
#include "pg/typmod.hpp"
#include "pg/varlena.hpp"

using bloom::Filter;

namespace {

// A type modifier is the code of capacity and rate; -1 is none.
bloom::Params ParamsOfTypmod(int32 typmod) {
  bloom::Params params;
  if (typmod < 0 || !bloom::Params::FromCode(static_cast<uint32_t>(typmod), &params).ok())
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("invalid type modifier for type bloom: %d", typmod)));
  return params;
}

// Brings a value to the type with this modifier. `filter` is at least its header. A filter that
// holds nothing takes the parameters of the modifier; others must have them. Errors go to `context`
// (bloom_error.hpp); the result is then null.
Datum WithTypmod(Datum bloom, const Filter& filter, int32 typmod, fmNodePtr context = nullptr) {
  if (typmod < 0) return bloom;
  const bloom::Params params = ParamsOfTypmod(typmod);
  if (filter.form() != bloom::Form::kEmpty && filter.params() == params) return bloom;
  if (filter.holds_nothing()) return OwnBloomDatum(NewFilter(params, CurrentMemoryContext));
  ReportTypmodMismatch(filter.params(), params, context);
  return Datum{0};
}

// Does the same for bytes from outside, after checking them.
Datum CheckedBloom(Datum bytes, int32 typmod, Origin origin, fmNodePtr context = nullptr) {
  Filter filter;
  if (const bloom::Status status = Filter::Parse(BytesOf(bytes), &filter); !status.ok()) {
    Report(status, origin, context);
    return Datum{0};
  }
  return WithTypmod(bytes, filter, typmod, context);
}

void NoticeRounding(const bloom::Params& params, int64 capacity, double fpr) {
  if (params.capacity() == static_cast<uint64>(capacity) && params.fpr() == fpr) return;
  ereport(NOTICE,
          (errmsg("capacity and false positive rate are kept to five and two digits, as bloom%s",
                  ParamsText(params))));
}

}  // namespace

// bloom_in(cstring, oid, integer): any text form of bytea. Its errors are soft.
SQL_FUNCTION(bloom_in) {
  Datum bytes = 0;
  if (!BytesOfText(fcinfo, ReportNoFilter, &bytes)) PG_RETURN_DATUM(bytes);
  PG_RETURN_DATUM(CheckedBloom(bytes, PG_GETARG_INT32(2), Origin::kText, fcinfo->context));
}

SQL_FUNCTION(bloom_out) { PG_RETURN_CSTRING(HexText(BytesOf(PG_GETARG_DATUM(0)), "bloom")); }

SQL_FUNCTION(bloom_recv) {
  const Datum bytes = DirectFunctionCall1(bytearecv, PG_GETARG_DATUM(0));
  PG_RETURN_DATUM(CheckedBloom(bytes, PG_GETARG_INT32(2), Origin::kBinary));
}

SQL_FUNCTION(bloom_send) { PG_RETURN_BYTEA_P(PG_GETARG_BYTEA_P_COPY(0)); }

// bloom(capacity [, fpr]) as in bloom_empty.
SQL_FUNCTION(bloom_typmod_in) {
  const TypmodReader modifiers(
      fcinfo,
      {"bloom",
       "Modifiers are the capacity, a whole number of elements, and the false positive rate, "
       "from 1e-07 to 0.5 and 0.01 if left out.",
       2});
  const int64 capacity = modifiers.Integer(0);
  const double fpr = modifiers.count() < 2 ? bloom::kDefaultFpr : modifiers.Number(1);
  const bloom::Params params = BloomParams(capacity, fpr);
  ShapeOf(params);
  NoticeRounding(params, capacity, fpr);
  PG_RETURN_INT32(static_cast<int32>(params.code()));
}

SQL_FUNCTION(bloom_typmod_out) {
  PG_RETURN_CSTRING(ParamsText(ParamsOfTypmod(PG_GETARG_INT32(0))));
}

// bloom_coerce(bloom, integer, boolean): the cast that applies a type modifier.
SQL_FUNCTION(bloom_coerce) {
  const Datum bloom = PG_GETARG_DATUM(0);
  PG_RETURN_DATUM(WithTypmod(bloom, HeaderOf(bloom), PG_GETARG_INT32(1)));
}

SQL_FUNCTION(bloom_from_bytea) {
  PG_RETURN_DATUM(CheckedBloom(PG_GETARG_DATUM(0), -1, Origin::kBinary));
}
