// Counts as results of aggregates: of a state, which is a Sketch, or null if no row has come.
#pragma once

#include "hll/estimate.hpp"
#include "hll/state.hpp"
#include "pg/pg.hpp"

// Stores the count in `*count`, or returns false for UNDEFINED.
inline bool CountState(const hll::Sketch* state, double* count) {
  if (state != nullptr && state->form() == hll::Form::kUndefined) return false;
  *count = state == nullptr ? 0.0 : CountDistinct(*state);
  return true;
}

// A count without a fraction as bigint. Raises 22003 if it is too large.
inline Datum CountDatum(double count) { return DirectFunctionCall1(dtoi8, Float8GetDatum(count)); }

// The count as bigint; NULL for UNDEFINED. Raises 22003 if it is too large.
inline Datum RoundedCount(FunctionCallInfo fcinfo, const hll::Sketch* state,
                          double (*round)(double)) {
  double count = 0;
  if (!CountState(state, &count)) PG_RETURN_NULL();
  PG_RETURN_DATUM(CountDatum(round(count)));
}
