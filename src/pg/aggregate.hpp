// What the functions of aggregates share: their context and their states.
#pragma once

#include "pg/pg.hpp"

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

// Whether the rows of the running aggregate say parameters, in arguments behind the first one.
inline bool RowsSayParameters(FunctionCallInfo fcinfo) {
  const Aggref* aggregate = AggGetAggref(fcinfo);
  return aggregate != nullptr && list_length(aggregate->aggargtypes) > 1;
}
