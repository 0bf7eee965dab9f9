// What the first row of a group says to the aggregates that make filters: the parameters.
#pragma once

#include "pg/bloom_value.hpp"

// (state, element, capacity bigint, fpr float8), or (state, element, capacity float8). Raises 22004
// for NULL, and the errors of BloomParams().
inline bloom::Params ParamsOfRow(FunctionCallInfo fcinfo) {
  const bool has_fpr = PG_NARGS() > 3;
  if (PG_ARGISNULL(2) || (has_fpr && PG_ARGISNULL(3)))
    ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                    errmsg(has_fpr ? "capacity and false positive rate must not be null"
                                   : "capacity must not be null")));
  return has_fpr ? BloomParams(PG_GETARG_INT64(2), PG_GETARG_FLOAT8(3))
                 : BloomParams(CheckedCapacity(PG_GETARG_FLOAT8(2)), bloom::kDefaultFpr);
}
