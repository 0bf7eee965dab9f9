// What the functions of aggregates share: their context, their states, the result of no row.
#pragma once

#include "pg/hll_value.hpp"
#include "pg/pg.hpp"
#include "pg/settings.hpp"

// Where the running aggregate keeps its state. Raises 0A000 outside of an aggregate.
inline MemoryContext AggregateContext(FunctionCallInfo fcinfo) {
  MemoryContext context = nullptr;
  if (AggCheckCallContext(fcinfo, &context) == 0)
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("aggregate function called in non-aggregate context")));
  return context;
}

// The state that is an argument; null for NULL.
template <class State>
State* StateOf(FunctionCallInfo fcinfo, int argument) {
  return PG_ARGISNULL(argument) ? nullptr : reinterpret_cast<State*>(PG_GETARG_POINTER(argument));
}

inline Datum ReturnState(FunctionCallInfo fcinfo, void* state) {
  if (state == nullptr) PG_RETURN_NULL();
  PG_RETURN_POINTER(state);
}

// The value of a sketch. Null is no row: an EMPTY value with the parameters that the settings say.
inline Datum PackedDatum(const Sketch* sketch) {
  return sketch == nullptr ? EmptyHllDatum(ParamsFromSettings(nullptr, 0)) : HllDatum(*sketch);
}
