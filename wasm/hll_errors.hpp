// The errors of sketches, with the messages and SQLSTATEs of src/pg/hll_error.cpp.
#pragma once

#include "hll/error.hpp"
#include "hll/params.hpp"
#include "wasm/module.hpp"

// The value or the parameters are wrong; `message` says which of the two.
Outcome FailAsValue(const hll::Status& status);
Outcome FailAsParameters(const hll::Status& status);
Outcome FailForDifferentParameters(const hll::Params& left, const hll::Params& right);
Outcome FailForConfidence();
Outcome FailForVersion(int64_t version);
// log2m is above kMostLog2m.
Outcome FailForLog2m(int log2m);
