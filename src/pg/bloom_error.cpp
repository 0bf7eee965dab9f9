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
  Report("bloom", origin, status, context);
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
