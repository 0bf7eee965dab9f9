// From the core's errors to PostgreSQL's: the only place that knows messages and SQLSTATEs.
#pragma once

#include "bloom/format.hpp"
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
[[noreturn]] void RaiseDifferentParameters(const hll::Params& left, const hll::Params& right);
// The same of an aggregate's parts, which have the parameters of their first rows.
[[noreturn]] void RaiseVaryingParameters(const hll::Params& left, const hll::Params& right);
// 22000 data_exception: a value doesn't fit the type modifier of its column. `context` as Report's.
void ReportTypmodMismatch(const hll::Params& value, const hll::Params& typmod, fmNodePtr context);

// 22000 data_exception: two filters have different numbers of blocks or probes.
[[noreturn]] void RaiseDifferentShapes(const bloom::Filter& left, const bloom::Filter& right);
// 42804 datatype_mismatch: a filter holds elements of another family than an element or filter.
[[noreturn]] void RaiseDifferentFamilies(const bloom::Family& held, const bloom::Family& given);
// 55000 object_not_in_prerequisite_state: an EMPTY filter knows no capacity.
[[noreturn]] void RaiseNoParameters();
// 22000 data_exception: a filter doesn't fit the type modifier of its column. `context` as
// Report's.
void ReportTypmodMismatch(const bloom::Params& value, const bloom::Params& typmod,
                          fmNodePtr context);

// "(1000000,0.01)", palloc'd.
char* ParamsText(const bloom::Params& params);
// "(11,5,-1,1)", palloc'd.
char* ParamsText(const hll::Params& params);
