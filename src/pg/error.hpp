// From the core's errors to PostgreSQL's: the only place that knows messages and SQLSTATEs.
#pragma once

#include "hll/params.hpp"
#include "pg/pg.hpp"
#include "util/status.hpp"

// Where the offending bytes or numbers came from.
enum class Origin : uint8_t {
  kText,        // 22P02 invalid_text_representation
  kBinary,      // 22P03 invalid_binary_representation
  kStored,      // XX001 data_corrupted
  kParameters,  // 22023 invalid_parameter_value
};

[[noreturn]] void Raise(const Status& status, Origin origin);
// Of input functions, whose caller may want to hear of an error rather than see it raised:
// `context` is their fcinfo->context. Returns if the caller does; raises otherwise.
void Report(const Status& status, Origin origin, fmNodePtr context);

inline void Check(const Status& status, Origin origin) {
  if (!status.ok()) Raise(status, origin);
}

// 22000 data_exception: the parameters of two values that were to be united or compared differ.
[[noreturn]] void RaiseDifferentParameters(const Params& left, const Params& right);
// 22000 data_exception: a value doesn't fit the type modifier of its column. `context` as Report's.
void ReportTypmodMismatch(const Params& value, const Params& typmod, fmNodePtr context);

// "(11,5,-1,1)", palloc'd.
char* ParamsText(const Params& params);
