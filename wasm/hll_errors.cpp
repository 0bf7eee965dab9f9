#include "wasm/hll_errors.hpp"

#include "wasm/hll_value.hpp"

using hll::Params;
using hll::Status;

Outcome FailAsValue(const Status& status) {
  return Fail("22P02", "invalid value for type hll", status);
}

Outcome FailAsParameters(const Status& status) {
  return Fail("22023", "invalid parameters for type hll", status);
}

Outcome FailForDifferentParameters(const Params& left, const Params& right) {
  return Fail({"22000", "cannot combine hll values of different parameters",
               "One is hll({0},{1},{2},{3}), the other hll({4},{5},{6},{7}) "
               "(log2m, regwidth, expthresh, sparseon).",
               "Unite them with unionFold, or build both from the counted values with the same "
               "parameters."},
              {left.log2m(), left.regwidth(), left.expthresh(), left.sparseon(), right.log2m(),
               right.regwidth(), right.expthresh(), right.sparseon()});
}

Outcome FailForVersion(int64_t version) {
  return Fail({"22023", "schema version must be 1 or 2", "It is {0}.", nullptr}, {version});
}

Outcome FailForConfidence() {
  return Fail({"22023", "confidence must be greater than 0 and less than 1", nullptr, nullptr}, {});
}

Outcome FailForLog2m(int log2m) {
  return Fail(
      {"54000", "hll value is too large for JavaScript", "Its log2m is {0}; the most is {1}.",
       "Fold it before it leaves PostgreSQL, as with hll_fold(users, 14)."},
      {log2m, kMostLog2m});
}
