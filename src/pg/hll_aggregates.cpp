// Aggregates over hll values and hashes. The transition state is a Sketch; NULL means that no row
// has come yet.
//
// Final functions don't change a state: aggregates with equal arguments share one, and window
// frames continue with theirs.
#include <cmath>

#include "pg/aggregate.hpp"
#include "pg/hash_datum.hpp"
#include "pg/hll_count.hpp"
#include "pg/hll_settings.hpp"
#include "pg/hll_value.hpp"
#include "pg/varlena.hpp"

using hll::Image;
using hll::Sketch;

namespace {

// The state of a new group. Its first row gives the parameters. Only this function checks that an
// aggregate is running, because only the executor of a running aggregate can pass a state. Not
// inlined, since it is rare.
[[gnu::noinline]] Sketch* NewState(FunctionCallInfo fcinfo) {
  MemoryContext context = AggregateContext(fcinfo);
  return NewSketch(ParamsFromArguments(fcinfo, 2), context);
}

// Adds the hash that hash() returns for the value, unless the value is NULL.
template <class F>
Datum AddToState(FunctionCallInfo fcinfo, F hash) {
  auto* state = StateOf<Sketch>(fcinfo, 0);
  if (state == nullptr) state = NewState(fcinfo);
  if (!PG_ARGISNULL(1)) state = AddHash(state, hash());
  PG_RETURN_POINTER(state);
}

// Unites the state with the row's sketch, unless it is NULL. `unite` is Unite or UniteFolded.
template <class F>
Datum UniteRow(FunctionCallInfo fcinfo, F unite) {
  MemoryContext context = AggregateContext(fcinfo);
  Sketch* state = StateOf<Sketch>(fcinfo, 0);
  if (!PG_ARGISNULL(1)) state = unite(state, ImageOf(PG_GETARG_DATUM(1)), context);
  return ReturnState(fcinfo, state);
}

// Unites two states; changes the first one only.
template <class F>
Datum UniteStates(FunctionCallInfo fcinfo, F unite) {
  MemoryContext context = AggregateContext(fcinfo);
  Sketch* state = StateOf<Sketch>(fcinfo, 0);
  const Sketch* other = StateOf<Sketch>(fcinfo, 1);
  return ReturnState(fcinfo, other == nullptr ? state : unite(state, *other, context));
}

Datum RoundedState(FunctionCallInfo fcinfo, double (*round)(double)) {
  AggregateContext(fcinfo);
  return RoundedCount(fcinfo, StateOf<Sketch>(fcinfo, 0), round);
}

}  // namespace

// (internal, hll_hashval [, log2m [, regwidth [, expthresh bigint [, sparseon]]]]).
SQL_FUNCTION(hll_add_trans) {
  return AddToState(fcinfo, [=] { return static_cast<uint64_t>(PG_GETARG_INT64(1)); });
}

// (internal, anyelement [, log2m]): does what hll_add_agg(hll_hash_any(x)) does, in one call.
SQL_FUNCTION(approx_count_distinct_trans) {
  return AddToState(fcinfo, [=] { return HashArgument(fcinfo, 1, 0); });
}

SQL_FUNCTION(hll_union_trans) { return UniteRow(fcinfo, Unite<Image>); }

SQL_FUNCTION(hll_union_fold_trans) { return UniteRow(fcinfo, UniteFolded<Image>); }

SQL_FUNCTION(hll_union_internal) {
  return UniteStates(fcinfo, [=](Sketch* state, const Sketch& other, MemoryContext context) {
    if (state != nullptr && !CanUnite(*state, other) && RowsSayParameters(fcinfo))
      RaiseVaryingParameters(state->params(), other.params());
    return Unite(state, other, context);
  });
}

SQL_FUNCTION(hll_union_fold_combine) { return UniteStates(fcinfo, UniteFolded<Sketch>); }

SQL_FUNCTION(hll_serialize) {
  AggregateContext(fcinfo);
  PG_RETURN_DATUM(HllDatum(*StateOf<Sketch>(fcinfo, 0)));
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
