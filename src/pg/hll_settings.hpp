// The hll.* settings (REFERENCE.md, "Settings").
#pragma once

#include <cstdint>

#include "hll/params.hpp"
#include "pg/pg.hpp"

// Called once, when the module is loaded.
void DefineSettings();

// The values of hll.log2m, hll.regwidth, hll.expthresh and hll.sparseon.
struct ParameterSettings {
  int log2m;
  int regwidth;
  int expthresh;
  int sparseon;

  friend bool operator==(const ParameterSettings&, const ParameterSettings&) = default;
};
ParameterSettings CurrentParameterSettings();

// `given` values replace the settings from the left, as in hll_empty(12, 5) or hll(12, 5). Raises
// 22023 if a value is out of range.
hll::Params ParamsFromSettings(const int64_t* given, int count);

// Takes the values from the arguments of a function, from the argument `first` on: log2m integer,
// regwidth integer, expthresh bigint, sparseon integer, as many as the function has. Raises 22004
// for NULL.
hll::Params ParamsFromArguments(FunctionCallInfo fcinfo, int first);

// hll.max_sparse, in the form that EncodingOf takes.
int64_t MaxSparseSetting();
// hll.output_version, in the same way.
int OutputVersionSetting();

// hll.count_distinct_error: an error that CheckErrorArgument accepts, or 0.
double CountDistinctErrorSetting();
