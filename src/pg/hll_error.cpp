#include "pg/hll_error.hpp"

#include <algorithm>

#include "hll/bounds.hpp"
#include "pg/hll_settings.hpp"
#include "util/redis.hpp"

using hll::Errc;
using hll::Params;
using hll::Status;

namespace {

char* DetailOf(const Status& status) {
  const auto actual = static_cast<long long>(status.actual);
  const auto expected = static_cast<long long>(status.expected);
  const auto at = static_cast<unsigned long long>(status.at);
  switch (status.code) {
    case Errc::kOk:
      break;
    case Errc::kTooShort:
      return psprintf("The value has %lld bytes; the header alone has %lld.", actual, expected);
    case Errc::kRedisHll:
      return RedisHllDetail("hll");
    case Errc::kUnknownVersion:
      return psprintf("Byte 0 says schema version %lld; only version 1 is known.", actual);
    case Errc::kUnknownType:
      return psprintf("Byte 0 says type %lld; types are 0 to 4.", actual);
    case Errc::kHeaderPadding:
      return psprintf("The top bit of byte 2 is set; it must be zero.");
    case Errc::kExpthreshCode:
      return psprintf("Byte 2 says explicit cutoff code %lld; codes are 0 to 31 and 63.", actual);
    case Errc::kSizeMismatch:
      return psprintf("The value has %lld bytes; its header asks for %lld.", actual, expected);
    case Errc::kExplicitSize:
      return psprintf("The explicit values take %lld bytes; that is no multiple of 8.", actual);
    case Errc::kExplicitOrder:
      return psprintf("Explicit value %llu (from 0) is not above the one before it.", at);
    case Errc::kSparseSize:
      return psprintf("The sparse words of %lld bits take %lld bytes; the last is cut short.",
                      expected, actual);
    case Errc::kSparseOrder:
      return psprintf("Sparse word %llu (from 0) names a register not above the one before it.",
                      at);
    case Errc::kSparseZero:
      return psprintf("Sparse word %llu (from 0) has the register value zero.", at);
    case Errc::kSparsePadding:
      return psprintf("The bits behind the last sparse word must be zero.");
    case Errc::kLog2mRange:
      return psprintf("log2m is %lld; it must be between %d and %d.", actual, hll::kMinLog2m,
                      hll::kMaxLog2m);
    case Errc::kRegwidthRange:
      return psprintf("regwidth is %lld; it must be between %d and %d.", actual, hll::kMinRegwidth,
                      hll::kMaxRegwidth);
    case Errc::kExpthreshRange:
      return psprintf(
          "expthresh is %lld; it must be -1 (automatic), 0 (none) or a power of two up to %lld.",
          actual, static_cast<long long>(hll::kMaxExpthresh));
    case Errc::kSparseonRange:
      return psprintf("sparseon is %lld; it must be 0 or 1.", actual);
    case Errc::kTooLarge:
      return psprintf("Its registers would make a value of %lld bytes; the most is %lld.", actual,
                      expected);
    case Errc::kLog2mRaised:
      return psprintf(
          "The value has log2m %lld and holds registers, which can't be refined to log2m %lld.",
          expected, actual);
    case Errc::kRegwidthRaised:
      return psprintf(
          "The value has regwidth %lld and holds registers, which can't be refined to regwidth "
          "%lld.",
          expected, actual);
  }
  return psprintf("error code %d", static_cast<int>(status.code));
}

// Null if the detail says enough.
const char* HintOf(const Status& status) {
  switch (status.code) {
    case Errc::kRedisHll:
      return "hll_from_redis(bytea) reads such strings.";
    case Errc::kLog2mRaised:
      return psprintf(
          "Build the sketch from the counted values, as with hll_agg(x, %lld); "
          "hll_union_cardinality counts sketches of different sizes together.",
          static_cast<long long>(status.actual));
    case Errc::kRegwidthRaised:
      return psprintf(
          "Build the sketch from the counted values, as with hll_add_agg(hll_hash(x), log2m, "
          "%lld).",
          static_cast<long long>(status.actual));
    default:
      return nullptr;
  }
}

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
  Report({"hll", origin, DetailOf(status), HintOf(status)}, context);
}

void CheckLog2mArgument(int64_t log2m) {
  if (log2m >= hll::kMinLog2m && log2m <= hll::kMaxLog2m) return;
  Report({"hll", Origin::kParameters, DetailOf({Errc::kLog2mRange, log2m}), kLog2mOrError},
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
