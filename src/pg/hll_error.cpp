#include "pg/hll_error.hpp"

#include <algorithm>

#include "hll/bounds.hpp"
#include "pg/hll_settings.hpp"
#include "util/redis.hpp"

using hll::Errc;
using hll::Params;
using hll::Status;

namespace {

constexpr char kLog2mOrError[] =
    "A number of type integer is log2m, as in hll_agg(x, 14) or hll_agg(x, $1::integer). Any other "
    "number is a standard error, as in hll_agg(x, 0.01) for 1 %.";

// The parameters as a list of arguments.
char* ListOf(const Params& params) {
  return psprintf("%d, %d, %lld, %d", params.log2m(), params.regwidth(),
                  static_cast<long long>(params.expthresh()), params.sparseon() ? 1 : 0);
}

// Whether the parameters that hll_fold can't change are the same.
bool SameForms(const Params& a, const Params& b) {
  return a.expthresh() == b.expthresh() && a.sparseon() == b.sparseon();
}

// Whether log2m alone gives these parameters under the present settings.
bool NeedsOnlyLog2m(const Params& params) {
  const ParameterSettings settings = CurrentParameterSettings();
  return params.regwidth() == settings.regwidth && params.expthresh() == settings.expthresh &&
         params.sparseon() == (settings.sparseon != 0);
}

int HintForTypmod(const Params& value, const Params& typmod) {
  const int log2m = typmod.log2m();
  if (SameForms(value, typmod) && log2m <= value.log2m() && typmod.regwidth() <= value.regwidth())
    return errhint("Bring the value to the parameters of the type with hll_fold(value, %d, %d).",
                   log2m, typmod.regwidth());
  if (NeedsOnlyLog2m(typmod))
    return errhint(
        "Build the sketch with hll_agg(x, %d) or hll_empty(%d), or SET hll.log2m = %d "
        "before; or declare the column as plain hll.",
        log2m, log2m, log2m);
  const char* list = ListOf(typmod);
  return errhint(
      "Build the sketch with hll_add_agg(hll_hash(x), %s) or hll_empty(%s), or SELECT "
      "hll_set_defaults(%s) before; or declare the column as plain hll.",
      list, list, list);
}

}  // namespace

void Report(const Status& status, Origin origin, fmNodePtr context) {
  Report("hll", origin, status, context);
}

void CheckLog2mArgument(int64_t log2m) {
  if (log2m >= hll::kMinLog2m && log2m <= hll::kMaxLog2m) return;
  const Status status = {Errc::kLog2mRange, log2m};
  Report({"hll", Origin::kParameters, Filled(TextOf(status).detail, status), kLog2mOrError},
         nullptr);
}

void CheckErrorArgument(double error) {
  const double smallest = hll::LargeSetError(hll::kMaxLog2mOfError);
  if (error >= smallest && error < 1.0) return;  // false for NaN
  ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                  errmsg("standard error must be at least %.6f and less than 1", smallest),
                  errdetail("It is %.15g.", error), errhint("%s", kLog2mOrError)));
}

void RaiseNullParameter() {
  ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                  errmsg("parameters of type hll must not be null")));
}

void ReportNoSketch(const char* text, fmNodePtr context) {
  if (IsRedisHll({reinterpret_cast<const uint8_t*>(text), strlen(text)}))
    return Report({.code = Errc::kRedisHll}, Origin::kText, context);
  Report({"hll", Origin::kText, PlainTextDetail("sketch"),
          "Hash values to add them: hll_empty() || hll_hash('hello') for one value, hll_agg(x) for "
          "many."},
         context);
}

void RaiseDifferentParameters(const Params& left, const Params& right) {
  const char* advice =
      SameForms(left, right)
          ? psprintf("Bring them to the smaller parameters with hll_fold(value, %d, %d)",
                     std::min(left.log2m(), right.log2m()),
                     std::min(left.regwidth(), right.regwidth()))
          : "Build both from the counted values with the same parameters";
  ereport(ERROR, (errcode(ERRCODE_DATA_EXCEPTION),
                  errmsg("cannot combine hll values of different parameters"),
                  errdetail("One is hll%s, the other hll%s (log2m, regwidth, expthresh, sparseon).",
                            ParamsText(left), ParamsText(right)),
                  errhint("%s, or unite them with hll_union_fold or hll_union_fold_agg, if one "
                          "function hashed the values of both.",
                          advice)));
}

void RaiseVaryingParameters(const Params& left, const Params& right) {
  ereport(
      ERROR,
      (errcode(ERRCODE_DATA_EXCEPTION), errmsg("cannot combine hll values of different parameters"),
       errdetail("One part of a group began with a row that says hll%s, another with hll%s "
                 "(log2m, regwidth, expthresh, sparseon).",
                 ParamsText(left), ParamsText(right)),
       errhint("Give all rows of a group the same parameters, as by constants: a parallel worker "
               "takes those of its first row.")));
}

void ReportTypmodMismatch(const Params& value, const Params& typmod, fmNodePtr context) {
  errsave(context, (errcode(ERRCODE_DATA_EXCEPTION), errmsg("hll value does not fit its type"),
                    errdetail("The value is hll%s, the type hll%s "
                              "(log2m, regwidth, expthresh, sparseon).",
                              ParamsText(value), ParamsText(typmod)),
                    HintForTypmod(value, typmod)));
}

char* ParamsText(const Params& params) {
  return psprintf("(%d,%d,%lld,%d)", params.log2m(), params.regwidth(),
                  static_cast<long long>(params.expthresh()), params.sparseon() ? 1 : 0);
}
