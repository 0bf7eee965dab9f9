// The errors of type hll: from the core's error codes to PostgreSQL's messages and SQLSTATEs.
#pragma once

#include "hll/error.hpp"
#include "hll/params.hpp"
#include "pg/error.hpp"

// Like Report() of error.hpp.
void Report(const hll::Status& status, Origin origin, fmNodePtr context);
inline void Check(const hll::Status& status, Origin origin) {
  if (!status.ok()) Report(status, origin, nullptr);
}
// 22023: an argument that may be log2m, an integer, or a standard error, a float8, is out of range.
// The hint explains both.
void CheckLog2mArgument(int64_t log2m);
void CheckErrorArgument(double error);
// 22004: a parameter is NULL.
[[noreturn]] void RaiseNullParameter();
// 22P02: an input function got text that isn't any bytes. `context` as above.
void ReportNoSketch(const char* text, fmNodePtr context);

// 22000 data_exception: two values with different parameters were to be united.
[[noreturn]] void RaiseDifferentParameters(const hll::Params& left, const hll::Params& right);
// 22000 data_exception: the parts of a group have different parameters, because their first rows
// had.
[[noreturn]] void RaiseVaryingParameters(const hll::Params& left, const hll::Params& right);
// 22000 data_exception: a value doesn't fit the type modifier of its column. `context` as above.
void ReportTypmodMismatch(const hll::Params& value, const hll::Params& typmod, fmNodePtr context);

// "(11,5,-1,1)", palloc'd.
char* ParamsText(const hll::Params& params);
