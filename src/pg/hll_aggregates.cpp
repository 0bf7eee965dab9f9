// Aggregates over hll values and hashes whose state has type internal: a Sketch. NULL means that no
// row has come yet.
//
// Final functions don't change a state: aggregates with equal arguments share one, and window
// frames continue with theirs.
#include <cmath>

#include "pg/aggregate.hpp"
#include "pg/hll_count.hpp"
#include "pg/hll_row.hpp"
#include "pg/hll_value.hpp"
#include "pg/varlena.hpp"

using hll::Image;
using hll::Sketch;

namespace {

// The state of a new group. Among the functions that add a value, only this one checks that an
// aggregate is running, because only the executor of a running aggregate can pass a state. Not
// inlined, since it is rare.
[[gnu::noinline]] Sketch* NewState(FunctionCallInfo fcinfo, ParamsSource params) {
  MemoryContext context = AggregateContext(fcinfo);
  return NewSketch(params(fcinfo), context);
}

// Adds the hash of the value, unless it is NULL.
template <ParamsSource kParams, HashSource kHash>
Datum AddToState(FunctionCallInfo fcinfo) {
  auto* state = StateOf<Sketch>(fcinfo, 0);
  if (state == nullptr) state = NewState(fcinfo, kParams);
  if (!PG_ARGISNULL(1)) AddHash(state, kHash(fcinfo, &fcinfo->flinfo->fn_extra));
  PG_RETURN_POINTER(state);
}

Datum RoundedState(FunctionCallInfo fcinfo, double (*round)(double)) {
  AggregateContext(fcinfo);
  return RoundedCount(fcinfo, StateOf<Sketch>(fcinfo, 0), round);
}

}  // namespace

// (internal, hll_hashval [, log2m [, regwidth [, expthresh bigint [, sparseon]]]]).
SQL_FUNCTION(hll_add_trans) { return AddToState<GivenParams, TakenHash>(fcinfo); }

// (internal, anyelement [, log2m integer]), and (internal, anyelement, error float8): do what
// hll_add_agg(hll_hash(x)) does, in one call.
SQL_FUNCTION(hll_agg_trans) { return AddToState<ParamsOfLog2m, ElementHash>(fcinfo); }
SQL_FUNCTION(hll_agg_error_trans) { return AddToState<ParamsOfError, ElementHash>(fcinfo); }

// The same with hll_hash_any(x).
SQL_FUNCTION(approx_count_distinct_trans) { return AddToState<ParamsOfLog2m, AnyHash>(fcinfo); }
SQL_FUNCTION(approx_count_distinct_error_trans) {
  return AddToState<ParamsOfError, AnyHash>(fcinfo);
}

SQL_FUNCTION(hll_union_trans) {
  MemoryContext context = AggregateContext(fcinfo);
  auto* state = StateOf<Sketch>(fcinfo, 0);
  if (!PG_ARGISNULL(1)) state = Unite(state, ImageOf(PG_GETARG_DATUM(1)), context);
  return ReturnState(fcinfo, state);
}

// The combine function: changes its first state only.
SQL_FUNCTION(hll_union_internal) {
  MemoryContext context = AggregateContext(fcinfo);
  auto* state = StateOf<Sketch>(fcinfo, 0);
  const auto* other = StateOf<Sketch>(fcinfo, 1);
  if (other == nullptr) return ReturnState(fcinfo, state);
  if (state != nullptr && !CanUnite(*state, *other) && RowsSayParameters(fcinfo))
    RaiseVaryingParameters(state->params(), other->params());
  return ReturnState(fcinfo, Unite(state, *other, context));
}

SQL_FUNCTION(hll_serialize) {
  AggregateContext(fcinfo);
  const Sketch& sketch = *StateOf<Sketch>(fcinfo, 0);
  PG_RETURN_DATUM(HllDatum(sketch, StateEncoding(sketch)));
}

SQL_FUNCTION(hll_deserialize) {
  AggregateContext(fcinfo);
  const Image image = ParseImage(BytesOf(PG_GETARG_DATUM(0)), Origin::kBinary);
  PG_RETURN_POINTER(Unite(nullptr, image, CurrentMemoryContext));
}

SQL_FUNCTION(hll_pack) {
  AggregateContext(fcinfo);
  PG_RETURN_DATUM(HllDatum(StateOf<Sketch>(fcinfo, 0)));
}

SQL_FUNCTION(hll_card_unpacked) {
  AggregateContext(fcinfo);
  double count = 0;
  if (!CountState(StateOf<Sketch>(fcinfo, 0), &count)) PG_RETURN_NULL();
  PG_RETURN_FLOAT8(count);
}

SQL_FUNCTION(hll_floor_card_unpacked) { return RoundedState(fcinfo, std::floor); }

SQL_FUNCTION(hll_ceil_card_unpacked) { return RoundedState(fcinfo, std::ceil); }

SQL_FUNCTION(approx_count_distinct_final) { return RoundedState(fcinfo, std::rint); }
