// What a row says to the aggregates that make sketches of values: the parameters of its sketch, if
// the row is the first of its group, and its hash.
#pragma once

#include "hll/bounds.hpp"
#include "pg/element.hpp"
#include "pg/hash_datum.hpp"
#include "pg/hll_error.hpp"
#include "pg/hll_settings.hpp"

// Takes the parameters of a new group from its first row.
using ParamsSource = hll::Params (*)(FunctionCallInfo);

inline hll::Params GivenParams(FunctionCallInfo fcinfo) { return ParamsFromArguments(fcinfo, 2); }

// The only parameter is log2m.
inline hll::Params ParamsOfLog2m(FunctionCallInfo fcinfo) {
  if (PG_NARGS() > 2 && !PG_ARGISNULL(2)) CheckLog2mArgument(PG_GETARG_INT32(2));
  return GivenParams(fcinfo);
}

// The only parameter is a standard error, which chooses log2m.
inline hll::Params ParamsOfError(FunctionCallInfo fcinfo) {
  if (PG_ARGISNULL(2)) RaiseNullParameter();
  CheckErrorArgument(PG_GETARG_FLOAT8(2));
  const int64_t log2m = hll::Log2mOfError(PG_GETARG_FLOAT8(2));
  return ParamsFromSettings(&log2m, 1);
}

// Makes the hash of a value that isn't NULL. `*rule` keeps, for the call site, how its type is
// hashed; null before the first call.
using HashSource = uint64_t (*)(FunctionCallInfo, void** rule);

inline uint64_t TakenHash(FunctionCallInfo fcinfo, void**) {
  return static_cast<uint64_t>(PG_GETARG_INT64(1));
}
inline uint64_t AnyHash(FunctionCallInfo fcinfo, void** rule) {
  return HashArgument(fcinfo, 1, 0, rule);
}
inline uint64_t ElementHash(FunctionCallInfo fcinfo, void** rule) {
  return HashElement(ElementRuleOf(fcinfo, 1, false, rule), PG_GETARG_DATUM(1));
}
