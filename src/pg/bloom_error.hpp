// The errors of type bloom: from the core's error codes to PostgreSQL's messages and SQLSTATEs.
#pragma once

#include "bloom/error.hpp"
#include "bloom/format.hpp"
#include "pg/error.hpp"

// Like Report() of error.hpp.
void Report(const bloom::Status& status, Origin origin, fmNodePtr context);
inline void Check(const bloom::Status& status, Origin origin) {
  if (!status.ok()) Report(status, origin, nullptr);
}
// 22P02: an input function got text that isn't any bytes. `context` as above.
void ReportNoFilter(const char* text, fmNodePtr context);

// 22023 invalid_parameter_value: a false positive rate out of range.
[[noreturn]] void RaiseFprRange(double fpr);
// 22023: the only argument beside an element, a capacity or a false positive rate, is out of range.
// The hint says where the other one goes, since some users pass it here.
int64 CheckedCapacity(double capacity);
void CheckFprArgument(double fpr);
// 22000 data_exception: two filters have different numbers of blocks or probes.
[[noreturn]] void RaiseDifferentShapes(const bloom::Filter& left, const bloom::Filter& right);
// 22000 data_exception: the parts of a group have different parameters, those of their first rows.
[[noreturn]] void RaiseVaryingParameters(const bloom::Params& left, const bloom::Params& right);
// 22000: the same, of filters that size themselves.
[[noreturn]] void RaiseVaryingRates(double left, double right);
// 42804 datatype_mismatch: a filter holds elements of another kind than an element or filter.
[[noreturn]] void RaiseDifferentKinds(const bloom::Kind& held, const bloom::Kind& given);
// 55000 object_not_in_prerequisite_state: an EMPTY filter knows no capacity.
[[noreturn]] void RaiseNoParameters();
// 22000 data_exception: a filter doesn't fit the type modifier of its column. `context` as above.
void ReportTypmodMismatch(const bloom::Params& value, const bloom::Params& typmod,
                          fmNodePtr context);

// "(1000000,0.01)", palloc'd.
char* ParamsText(const bloom::Params& params);
