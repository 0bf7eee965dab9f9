#include "pg/error.hpp"

#include <algorithm>
#include <bit>

#include "pg/hll_settings.hpp"

namespace {

struct OriginText {
  int sqlstate;
  const char* format;  // of the message, with the name of the type
};

OriginText TextOf(Origin origin) {
  switch (origin) {
    case Origin::kText:
      return {ERRCODE_INVALID_TEXT_REPRESENTATION, "invalid value for type %s"};
    case Origin::kBinary:
      return {ERRCODE_INVALID_BINARY_REPRESENTATION, "invalid binary value for type %s"};
    case Origin::kStored:
      return {ERRCODE_DATA_CORRUPTED, "stored value of type %s is corrupt"};
    case Origin::kParameters:
      break;
  }
  return {ERRCODE_INVALID_PARAMETER_VALUE, "invalid parameters for type %s"};
}

bool IsOfBloom(Errc code) { return code >= Errc::kBloomTooShort; }
const char* TypeOf(Errc code) { return IsOfBloom(code) ? "bloom" : "hll"; }

char* DetailOf(const Status& status) {
  const auto actual = static_cast<long long>(status.actual);
  const auto expected = static_cast<long long>(status.expected);
  const auto at = static_cast<unsigned long long>(status.at);
  switch (status.code) {
    case Errc::kOk:
      break;
    case Errc::kTooShort:
    case Errc::kBloomTooShort:
      return psprintf("The value has %lld bytes; the header alone has %lld.", actual, expected);
    case Errc::kPlainText:
    case Errc::kBloomPlainText:
      return psprintf(
          "Text that does not begin with \"\\x\" is read as the bytes of its characters, and these "
          "are no %s.",
          IsOfBloom(status.code) ? "filter" : "sketch");
    case Errc::kRedisHll:
    case Errc::kBloomRedisHll:
      return psprintf(
          "The value begins with \"HYLL\": it is a HyperLogLog of Redis, which type %s can't read.",
          TypeOf(status.code));
    case Errc::kUnknownVersion:
      return psprintf("Byte 0 says schema version %lld; only version 1 is known.", actual);
    case Errc::kUnknownType:
      return psprintf("Byte 0 says type %lld; types are 0 to 4.", actual);
    case Errc::kHeaderPadding:
      return psprintf("The top bit of byte 2 is set; it must be zero.");
    case Errc::kExpthreshCode:
      return psprintf("Byte 2 says explicit cutoff code %lld; codes are 0 to 31 and 63.", actual);
    case Errc::kSizeMismatch:
    case Errc::kBloomSize:
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
      return psprintf("The value has log2m %lld; its registers can't be refined to log2m %lld.",
                      expected, actual);
    case Errc::kRegwidthRaised:
      return psprintf(
          "The value has regwidth %lld; its registers can't be refined to regwidth %lld.", expected,
          actual);
    case Errc::kBloomVersion:
      return psprintf("Byte 0 says format version %lld; only version 1 is known.", actual);
    case Errc::kBloomForm:
      return psprintf("Byte 1 says form %lld; forms are 0 to 2.", actual);
    case Errc::kBloomHashFunction:
      return psprintf("Byte 2 says hash function %lld; only 1 is known.", actual);
    case Errc::kBloomBlocks:
      return psprintf("The header says %lld blocks; there are 1 to %lld.", actual,
                      static_cast<long long>(bloom::kMaxBlocks));
    case Errc::kBloomProbes:
      return psprintf("Byte 3 says %lld probes; there are 1 to %u.", actual, bloom::kMaxProbes);
    case Errc::kBloomSparseCount:
      return psprintf("The sparse value has %lld bytes; with its blocks it has at most %lld.",
                      actual, expected);
    case Errc::kBloomFamily:
      return psprintf("The kind of its elements is not ASCII text padded with zeros.");
    case Errc::kBloomFamilyMissing:
      return psprintf(actual == 0 ? "It holds elements, but their kind is missing."
                                  : "It holds no elements, but a kind of elements is given.");
    case Errc::kBloomEmpty:
      return psprintf("An empty filter without parameters has other bytes than zeros.");
    case Errc::kBloomParameters:
      return psprintf("The code of capacity and false positive rate, %lld, is not valid.", actual);
    case Errc::kBloomSparseOrder:
      return psprintf("Hash %llu (from 0) is not above the one before it.", at);
    case Errc::kCapacityRange:
      return psprintf("capacity is %lld; it must be between 1 and %lld.", actual, expected);
    case Errc::kFprRange:
      return psprintf("The false positive rate is %g; it must be between %g and %g.",
                      std::bit_cast<double>(status.actual), bloom::kMinFpr, bloom::kMaxFpr);
    case Errc::kBloomTooLarge:
      return psprintf("The filter would have %lld bytes; the most is %lld.", actual, expected);
  }
  return psprintf("error code %d", static_cast<int>(status.code));
}

// Null where the detail says all.
const char* HintOf(const Status& status) {
  switch (status.code) {
    case Errc::kPlainText:
      return "Elements are hashed and added: hll_empty() || hll_hash_text('hello'), "
             "or hll_add_agg(hll_hash_text(x)) of many.";
    case Errc::kBloomPlainText:
      return "Elements are added: bloom_add(filter, 'hello'), or bloom_agg(x) of many.";
    case Errc::kRedisHll:
      return "Build the sketch from its elements, as with hll_add_agg(hll_hash_text(x)).";
    case Errc::kBloomRedisHll:
      return "Build the filter from its elements, as with bloom_agg(x).";
    case Errc::kLog2mRaised:
      return psprintf("Build the sketch from its elements, as with hll_add_agg(.., %lld).",
                      static_cast<long long>(status.actual));
    case Errc::kRegwidthRaised:
      return psprintf("Build the sketch from its elements, as with hll_add_agg(.., log2m, %lld).",
                      static_cast<long long>(status.actual));
    case Errc::kFprRange:
      return "It is a share: 0.01 is one wrong yes among 100 elements not added. "
             "A capacity goes before it, as in (1000000, 0.01).";
    default:
      return nullptr;
  }
}

// As arguments are written.
char* ListOf(const hll::Params& params) {
  return psprintf("%d, %d, %lld, %d", params.log2m(), params.regwidth(),
                  static_cast<long long>(params.expthresh()), params.sparseon() ? 1 : 0);
}

char* ListOf(const bloom::Params& params) {
  return psprintf("%llu, %g", static_cast<unsigned long long>(params.capacity()), params.fpr());
}

// What hll_fold leaves as it is.
bool SameForms(const hll::Params& a, const hll::Params& b) {
  return a.expthresh() == b.expthresh() && a.sparseon() == b.sparseon();
}

// Whether log2m alone makes these parameters, the settings being as they are now.
bool NeedsOnlyLog2m(const hll::Params& params) {
  const ParameterSettings settings = CurrentParameterSettings();
  return params.regwidth() == settings.regwidth && params.expthresh() == settings.expthresh &&
         params.sparseon() == (settings.sparseon != 0);
}

int HintForTypmod(const hll::Params& value, const hll::Params& typmod) {
  const int log2m = typmod.log2m();
  if (SameForms(value, typmod) && log2m <= value.log2m() && typmod.regwidth() <= value.regwidth())
    return errhint("Bring the value to the parameters of the type with hll_fold(value, %d, %d).",
                   log2m, typmod.regwidth());
  if (NeedsOnlyLog2m(typmod))
    return errhint(
        "Build the value with hll_add_agg(.., %d) or hll_empty(%d), or SET hll.log2m = %d "
        "before; or declare the column as plain hll.",
        log2m, log2m, log2m);
  const char* list = ListOf(typmod);
  return errhint(
      "Build the value with hll_add_agg(.., %s) or hll_empty(%s), or SELECT "
      "hll_set_defaults(%s) before; or declare the column as plain hll.",
      list, list, list);
}

char* NameOf(const bloom::Family& family) { return pnstrdup(family.bytes, bloom::Family::kBytes); }

// Whether the second is called as the first, but for a "[]".
bool IsArrayOf(const bloom::Family& held, const bloom::Family& given) {
  char* name = NameOf(given);
  char* brackets = strstr(name, "[]");
  if (brackets == nullptr) return false;
  memmove(brackets, brackets + 2, strlen(brackets + 2) + 1);
  return strcmp(name, NameOf(held)) == 0;
}

int HintForShapes(const bloom::Filter& left, const bloom::Filter& right) {
  const uint32_t more = std::max(left.shape().blocks, right.shape().blocks);
  const uint32_t fewer = std::min(left.shape().blocks, right.shape().blocks);
  if (left.params() == right.params())
    return errhint(
        "One was folded, or sized itself: build both with bloom_agg(element, capacity [, fpr]).");
  if (left.shape().probes == right.shape().probes && more % fewer == 0)
    return errhint("Bring the larger one to the size of the other with bloom_fold(value, %u).",
                   more / fewer);
  return errhint("Build both with the same capacity and false positive rate.");
}

}  // namespace

void Raise(const Status& status, Origin origin) {
  Report(status, origin, nullptr);
  pg_unreachable();
}

void Report(const Status& status, Origin origin, fmNodePtr context) {
  const OriginText text = TextOf(origin);
  const char* hint = HintOf(status);
  errsave(context, (errcode(text.sqlstate), errmsg(text.format, TypeOf(status.code)),
                    errdetail("%s", DetailOf(status)), hint == nullptr ? 0 : errhint("%s", hint)));
}

void RaiseDifferentParameters(const hll::Params& left, const hll::Params& right) {
  ereport(
      ERROR,
      (errcode(ERRCODE_DATA_EXCEPTION), errmsg("cannot combine hll values of different parameters"),
       errdetail("One is hll%s, the other hll%s (log2m, regwidth, expthresh, sparseon).",
                 ParamsText(left), ParamsText(right)),
       SameForms(left, right)
           ? errhint("Bring them to the smaller parameters with hll_fold(value, %d, %d).",
                     std::min(left.log2m(), right.log2m()),
                     std::min(left.regwidth(), right.regwidth()))
           : errhint("Build both from their elements with the same parameters.")));
  pg_unreachable();
}

void RaiseVaryingParameters(const hll::Params& left, const hll::Params& right) {
  ereport(
      ERROR,
      (errcode(ERRCODE_DATA_EXCEPTION), errmsg("cannot combine hll values of different parameters"),
       errdetail("One part of a group began with a row that says hll%s, another with hll%s "
                 "(log2m, regwidth, expthresh, sparseon).",
                 ParamsText(left), ParamsText(right)),
       errhint("Give all rows of a group the same parameters, as by constants: a parallel worker "
               "takes those of its first row.")));
  pg_unreachable();
}

void ReportTypmodMismatch(const hll::Params& value, const hll::Params& typmod, fmNodePtr context) {
  errsave(context, (errcode(ERRCODE_DATA_EXCEPTION), errmsg("hll value does not fit its type"),
                    errdetail("The value is hll%s, the type hll%s "
                              "(log2m, regwidth, expthresh, sparseon).",
                              ParamsText(value), ParamsText(typmod)),
                    HintForTypmod(value, typmod)));
}

char* ParamsText(const hll::Params& params) {
  return psprintf("(%d,%d,%lld,%d)", params.log2m(), params.regwidth(),
                  static_cast<long long>(params.expthresh()), params.sparseon() ? 1 : 0);
}

void RaiseDifferentShapes(const bloom::Filter& left, const bloom::Filter& right) {
  ereport(ERROR, (errcode(ERRCODE_DATA_EXCEPTION),
                  errmsg("cannot combine bloom filters of different sizes"),
                  errdetail("One is bloom%s with %u blocks and %u probes, the other bloom%s "
                            "with %u and %u.",
                            ParamsText(left.params()), left.shape().blocks, left.shape().probes,
                            ParamsText(right.params()), right.shape().blocks, right.shape().probes),
                  HintForShapes(left, right)));
  pg_unreachable();
}

void RaiseDifferentFamilies(const bloom::Family& held, const bloom::Family& given) {
  ereport(ERROR,
          (errcode(ERRCODE_DATATYPE_MISMATCH),
           errmsg("bloom filter holds elements of kind \"%s\", not \"%s\"", NameOf(held),
                  NameOf(given)),
           IsArrayOf(held, given)
               ? errhint("Use bloom_add_all or bloom_contains_all for the elements of an array.")
               : errhint("Cast the elements to the type that the filter was built with.")));
  pg_unreachable();
}

void RaiseNoParameters() {
  ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                  errmsg("bloom filter has no capacity yet"),
                  errhint("Start from bloom_empty(capacity, fpr), or unite it with a filter that "
                          "was made with a capacity.")));
  pg_unreachable();
}

void ReportTypmodMismatch(const bloom::Params& value, const bloom::Params& typmod,
                          fmNodePtr context) {
  errsave(
      context,
      (errcode(ERRCODE_DATA_EXCEPTION), errmsg("bloom filter does not fit its type"),
       errdetail("The filter is bloom%s, the type bloom%s (capacity, false positive rate).",
                 ParamsText(value), ParamsText(typmod)),
       errhint("Build the filter with bloom_agg(element, %s) or bloom_empty(%s), or declare the "
               "column as plain bloom.",
               ListOf(typmod), ListOf(typmod))));
}

char* ParamsText(const bloom::Params& params) {
  return psprintf("(%llu,%g)", static_cast<unsigned long long>(params.capacity()), params.fpr());
}
