// The hll.* settings (REFERENCE.md, "Settings").
#pragma once

#include <cstdint>

#include "hll/params.hpp"
#include "pg/pg.hpp"

// Called once, when the module is loaded.
void DefineSettings();

// What hll.log2m, hll.regwidth, hll.expthresh and hll.sparseon say.
struct ParameterSettings {
  int log2m;
  int regwidth;
  int expthresh;
  int sparseon;
};
ParameterSettings CurrentParameterSettings();

// `given` values replace the settings from the left, as in hll_empty(12, 5) or hll(12, 5).
// Raises 22023 where they are out of range.
hll::Params ParamsFromSettings(const int64_t* given, int count);

// The same from the arguments of a function, from the argument `first` on: log2m integer, regwidth
// integer, expthresh bigint, sparseon integer, as many as the function has. Raises 22004 for NULL.
hll::Params ParamsFromArguments(FunctionCallInfo fcinfo, int first);

// hll.max_sparse, as EncodingOf takes it.
int64_t MaxSparseSetting();
