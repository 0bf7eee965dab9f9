#include "pg/bloom_error.hpp"

#include <algorithm>
#include <cmath>

#include "util/redis.hpp"

using bloom::Errc;
using bloom::Filter;
using bloom::Kind;
using bloom::Params;
using bloom::Status;

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
      return RedisHllDetail("bloom");
    case Errc::kSize:
      return psprintf("The value has %lld bytes; its header asks for %lld.", actual, expected);
    case Errc::kFprRange:
      return psprintf("The false positive rate must be between %g and %g.", bloom::kMinFpr,
                      bloom::kMaxFpr);
    case Errc::kVersion:
      return psprintf("Byte 0 says format version %lld; only version 1 is known.", actual);
    case Errc::kForm:
      return psprintf("Byte 1 says form %lld; forms are 0 to 2.", actual);
    case Errc::kHashFunction:
      return psprintf("Byte 2 says hash function %lld; only 1 is known.", actual);
    case Errc::kBlocks:
      return psprintf("The header says %lld blocks; there are 1 to %lld.", actual,
                      static_cast<long long>(bloom::kMaxBlocks));
    case Errc::kProbes:
      return psprintf("Byte 3 says %lld probes; there are 1 to %u.", actual, bloom::kMaxProbes);
    case Errc::kSparseCount:
      return psprintf("The sparse value has %lld bytes; with its blocks it has at most %lld.",
                      actual, expected);
    case Errc::kKind:
      return psprintf("The kind of its elements is not ASCII text padded with zeros.");
    case Errc::kKindMissing:
      return psprintf(actual == 0 ? "It holds elements, but their kind is missing."
                                  : "It holds no elements, but a kind of elements is given.");
    case Errc::kEmpty:
      return psprintf("An empty filter without parameters has other bytes than zeros.");
    case Errc::kParameters:
      return psprintf("The code of capacity and false positive rate, %lld, is not valid.", actual);
    case Errc::kSparseOrder:
      return psprintf("Hash %llu (from 0) is not above the one before it.", at);
    case Errc::kCapacityRange:
      return psprintf("capacity is %lld; it must be between 1 and %lld.", actual, expected);
    case Errc::kTooLarge:
      return psprintf("The filter would have %lld bytes; the most is %lld.", actual, expected);
  }
  return psprintf("error code %d", static_cast<int>(status.code));
}

char* ListOf(const Params& params) {
  return psprintf("%llu, %g", static_cast<unsigned long long>(params.capacity()), params.fpr());
}

char* NameOf(const bloom::Kind& kind) { return pnstrdup(kind.bytes, bloom::Kind::kBytes); }

// Whether the name of `given` is that of `held` with "[]" added.
bool IsArrayOf(const bloom::Kind& held, const bloom::Kind& given) {
  char* name = NameOf(given);
  char* brackets = strstr(name, "[]");
  if (brackets == nullptr) return false;
  memmove(brackets, brackets + 2, strlen(brackets + 2) + 1);
  return strcmp(name, NameOf(held)) == 0;
}

int HintForShapes(const Filter& left, const Filter& right) {
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

void Report(const Status& status, Origin origin, fmNodePtr context) {
  Report(
      {"bloom", origin, DetailOf(status),
       status.code == Errc::kRedisHll ? "Build the filter from its elements, as with bloom_agg(x)."
                                      : nullptr},
      context);
}

void ReportNoFilter(const char* text, fmNodePtr context) {
  if (IsRedisHll({reinterpret_cast<const uint8_t*>(text), strlen(text)}))
    return Report({.code = Errc::kRedisHll}, Origin::kText, context);
  Report({"bloom", Origin::kText, PlainTextDetail("filter"),
          "Elements are added: bloom_add(filter, 'hello'), or bloom_agg(x) of many."},
         context);
}

void RaiseFprRange(double fpr) {
  Report({"bloom", Origin::kParameters,
          psprintf("The false positive rate is %g; it must be between %g and %g.", fpr,
                   bloom::kMinFpr, bloom::kMaxFpr),
          "It is a share: 0.01 is one wrong yes among 100 elements not added. "
          "A capacity goes before it, as in (1000000, 0.01)."},
         nullptr);
  pg_unreachable();
}

int64 CheckedCapacity(double capacity) {
  if (!(capacity >= 1 && capacity <= static_cast<double>(bloom::kMaxCapacity) &&
        std::trunc(capacity) == capacity))
    ereport(
        ERROR,
        (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
         errmsg("capacity of bloom_agg must be a whole number between 1 and %lld",
                static_cast<long long>(bloom::kMaxCapacity)),
         errdetail("It is %.15g.", capacity),
         errhint("A capacity is a number of elements: bloom_agg(element, capacity [, fpr]). For "
                 "a false positive rate alone there is bloom_agg_fpr(element, fpr).")));
  return static_cast<int64>(capacity);
}

void CheckFprArgument(double fpr) {
  if (fpr >= bloom::kMinFpr && fpr <= bloom::kMaxFpr) return;
  ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                  errmsg("false positive rate of bloom_agg_fpr must be between %g and %g",
                         bloom::kMinFpr, bloom::kMaxFpr),
                  errdetail("It is %.15g.", fpr),
                  errhint("It is a share: 0.01 is one wrong yes among 100 elements not added. A "
                          "capacity goes to bloom_agg(element, capacity [, fpr]).")));
}

void RaiseDifferentShapes(const Filter& left, const Filter& right) {
  ereport(ERROR, (errcode(ERRCODE_DATA_EXCEPTION),
                  errmsg("cannot combine bloom filters of different sizes"),
                  errdetail("One is bloom%s with %u blocks and %u probes, the other bloom%s "
                            "with %u and %u.",
                            ParamsText(left.params()), left.shape().blocks, left.shape().probes,
                            ParamsText(right.params()), right.shape().blocks, right.shape().probes),
                  HintForShapes(left, right)));
}

void RaiseVaryingParameters(const Params& left, const Params& right) {
  ereport(
      ERROR,
      (errcode(ERRCODE_DATA_EXCEPTION), errmsg("cannot combine bloom filters of different sizes"),
       errdetail("One part of a group began with a row that says bloom%s, another with bloom%s "
                 "(capacity, false positive rate).",
                 ParamsText(left), ParamsText(right)),
       errhint("Give all rows of a group the same capacity and rate, as by constants: a parallel "
               "worker takes those of its first row.")));
}

void RaiseVaryingRates(double left, double right) {
  ereport(ERROR,
          (errcode(ERRCODE_DATA_EXCEPTION),
           errmsg("cannot combine bloom filters of different false positive rates"),
           errdetail("One part of a group began with a row that says %g, another with %g.", left,
                     right),
           errhint("Give all rows of a group the same rate, as by a constant: a parallel worker "
                   "takes that of its first row.")));
}

void RaiseDifferentKinds(const bloom::Kind& held, const bloom::Kind& given) {
  ereport(ERROR,
          (errcode(ERRCODE_DATATYPE_MISMATCH),
           errmsg("bloom filter holds elements of kind \"%s\", not \"%s\"", NameOf(held),
                  NameOf(given)),
           IsArrayOf(held, given)
               ? errhint("Use bloom_add_all or bloom_contains_all for the elements of an array.")
               : errhint("Cast the elements to the type that the filter was built with.")));
}

void RaiseNoParameters() {
  ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                  errmsg("bloom filter has no capacity yet"),
                  errhint("Start from bloom_empty(capacity, fpr), or unite it with a filter that "
                          "was made with a capacity.")));
}

void ReportTypmodMismatch(const Params& value, const Params& typmod, fmNodePtr context) {
  errsave(
      context,
      (errcode(ERRCODE_DATA_EXCEPTION), errmsg("bloom filter does not fit its type"),
       errdetail("The filter is bloom%s, the type bloom%s (capacity, false positive rate).",
                 ParamsText(value), ParamsText(typmod)),
       errhint("Build the filter with bloom_agg(element, %s) or bloom_empty(%s), or declare the "
               "column as plain bloom.",
               ListOf(typmod), ListOf(typmod))));
}

char* ParamsText(const Params& params) {
  return psprintf("(%llu,%g)", static_cast<unsigned long long>(params.capacity()), params.fpr());
}
