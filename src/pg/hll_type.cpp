// The type hll itself: input, output, type modifiers and casts.
#include "pg/hll_settings.hpp"
#include "pg/hll_value.hpp"
#include "pg/typmod.hpp"
#include "pg/varlena.hpp"

using hll::Form;
using hll::Image;
using hll::Params;

namespace {

// A type modifier has the bits of postgresql-hll's, so that its columns can be taken over: log2m,
// 3 bits of regwidth (8 as 0), the code of expthresh as in the stored header, and sparseon; -1 is
// none.
int32 TypmodOf(const Params& params) {
  const int cutoff_byte = params.cutoff_byte();
  return params.log2m() << 10 | (params.regwidth() & 7) << 7 | (cutoff_byte & 0x3f) << 1 |
         cutoff_byte >> 6;
}

Params ParamsOfTypmod(int32 typmod) {
  const int regwidth_less_1 = ((typmod >> 7) - 1) & 7;
  const int cutoff_byte = (typmod & 1) << 6 | (typmod >> 1 & 0x3f);
  Params params;
  const hll::Status status =
      Params::FromHeader(static_cast<uint8_t>(regwidth_less_1 << 5 | (typmod >> 10 & 0x1f)),
                         static_cast<uint8_t>(cutoff_byte), &params);
  if (typmod >> 15 != 0 || !status.ok())
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("invalid type modifier for type hll: %d", typmod)));
  return params;
}

// Returns `hll` if it is a valid value of the type with this modifier. An EMPTY value takes the
// modifier's parameters, others must have them. Errors go to `context` (hll_error.hpp); the result
// is then null.
Datum CheckedHll(Datum hll, int32 typmod, Origin origin, fmNodePtr context = nullptr) {
  Image image;
  if (const hll::Status status = ParseImage(BytesOf(hll), origin, &image); !status.ok()) {
    Report(status, origin, context);
    return Datum{0};
  }
  if (typmod < 0) return hll;
  const Params params = ParamsOfTypmod(typmod);
  if (image.params() == params) return hll;
  if (image.form() == Form::kEmpty) return EmptyHllDatum(params);
  ReportTypmodMismatch(image.params(), params, context);
  return Datum{0};
}

}  // namespace

// hll_in(cstring, oid, integer): any text form of bytea. Its errors are soft.
SQL_FUNCTION(hll_in) {
  Datum bytes = 0;
  if (!BytesOfText(fcinfo, ReportNoSketch, &bytes)) PG_RETURN_DATUM(bytes);
  PG_RETURN_DATUM(CheckedHll(bytes, PG_GETARG_INT32(2), Origin::kText, fcinfo->context));
}

SQL_FUNCTION(hll_out) { PG_RETURN_CSTRING(HexText(BytesOf(PG_GETARG_DATUM(0)), "hll")); }

SQL_FUNCTION(hll_recv) {
  const Datum bytes = DirectFunctionCall1(bytearecv, PG_GETARG_DATUM(0));
  PG_RETURN_DATUM(CheckedHll(bytes, PG_GETARG_INT32(2), Origin::kBinary));
}

SQL_FUNCTION(hll_send) { PG_RETURN_BYTEA_P(PG_GETARG_BYTEA_P_COPY(0)); }

SQL_FUNCTION(hll_typmod_in) {
  const TypmodReader modifiers(
      fcinfo,
      {"hll",
       "Modifiers are integers: log2m from 4 to 31, regwidth from 1 to 8, expthresh -1, 0 or a "
       "power of two up to 2^30, sparseon 0 or 1.",
       4});
  int64_t given[4];
  for (int i = 0; i < modifiers.count(); ++i) given[i] = modifiers.Integer(i);
  PG_RETURN_INT32(TypmodOf(ParamsFromSettings(given, modifiers.count())));
}

SQL_FUNCTION(hll_typmod_out) { PG_RETURN_CSTRING(ParamsText(ParamsOfTypmod(PG_GETARG_INT32(0)))); }

// hll(hll, integer, boolean): the cast that applies a type modifier.
SQL_FUNCTION(hll_coerce) {
  PG_RETURN_DATUM(CheckedHll(PG_GETARG_DATUM(0), PG_GETARG_INT32(1), Origin::kStored));
}

SQL_FUNCTION(hll_from_bytea) {
  PG_RETURN_DATUM(CheckedHll(PG_GETARG_DATUM(0), -1, Origin::kBinary));
}
