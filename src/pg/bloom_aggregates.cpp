// Aggregates that make filters, with a state of type internal. The transition state is the filter
// itself if its size is known, else a SelfSizingFilter. NULL means that no row has come yet; the
// result is then a filter that holds nothing.
//
// Final functions don't change a state: aggregates with equal arguments share one, and window
// frames continue with theirs.
#include "pg/aggregate.hpp"
#include "pg/bloom_row.hpp"
#include "pg/bloom_self_sizing.hpp"
#include "pg/element.hpp"
#include "pg/varlena.hpp"

using bloom::Filter;

namespace {

// The state of a new group.
[[gnu::noinline]] FilterState* NewAddState(FunctionCallInfo fcinfo) {
  MemoryContext context = AggregateContext(fcinfo);
  return NewFilterState(NewFilter(ParamsOfRow(fcinfo), context), context);
}

// The state of a new group in an aggregate that gets only a rate, or no parameters.
[[gnu::noinline]] SelfSizingFilter* NewSelfSizingState(FunctionCallInfo fcinfo) {
  MemoryContext context = AggregateContext(fcinfo);
  if (PG_NARGS() < 3) return SelfSizingFilter::Create(bloom::kDefaultFpr, context);
  if (PG_ARGISNULL(2))
    ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                    errmsg("false positive rate must not be null")));
  CheckFprArgument(PG_GETARG_FLOAT8(2));
  return SelfSizingFilter::Create(PG_GETARG_FLOAT8(2), context);
}

// Adds an element to the state, unless it is NULL.
template <class State>
Datum AddToState(FunctionCallInfo fcinfo, State* (*new_state)(FunctionCallInfo)) {
  auto* state = StateOf<State>(fcinfo, 0);
  if (state == nullptr) state = new_state(fcinfo);
  if (!PG_ARGISNULL(1)) {
    ElementRule* rule = ElementRuleOf(fcinfo, 1);
    const uint64_t hash = HashElement(rule, PG_GETARG_DATUM(1));
    state->Add(rule->kind, hash);
  }
  PG_RETURN_POINTER(state);
}

FilterState* Unite(FilterState* state, const Filter& other, MemoryContext context) {
  if (state == nullptr) return NewFilterState(CopyFilter(other, context), context);
  UniteFilters(&state->filter, other);
  return state;
}

}  // namespace

// (internal, anyelement, capacity bigint, fpr float8), or (internal, anyelement, capacity float8).
SQL_FUNCTION(bloom_agg_trans) { return AddToState(fcinfo, NewAddState); }

// The combine function: changes its first state only.
SQL_FUNCTION(bloom_union_internal) {
  MemoryContext context = AggregateContext(fcinfo);
  auto* state = StateOf<FilterState>(fcinfo, 0);
  auto* other = StateOf<FilterState>(fcinfo, 1);
  if (other == nullptr) return ReturnState(fcinfo, state);
  const Filter filter = other->Settle().filter();
  if (state != nullptr && !SameShape(state->filter.filter(), filter) && RowsSayParameters(fcinfo))
    RaiseVaryingParameters(state->filter.filter().params(), filter.params());
  return ReturnState(fcinfo, Unite(state, filter, context));
}

SQL_FUNCTION(bloom_serialize) {
  AggregateContext(fcinfo);
  PG_RETURN_DATUM(BloomDatum(StateOf<FilterState>(fcinfo, 0)->Settle()));
}

SQL_FUNCTION(bloom_deserialize) {
  AggregateContext(fcinfo);
  const Filter filter = ParseFilter(BytesOf(PG_GETARG_DATUM(0)), Origin::kBinary);
  PG_RETURN_POINTER(Unite(nullptr, filter, CurrentMemoryContext));
}

SQL_FUNCTION(bloom_final) {
  AggregateContext(fcinfo);
  auto* state = StateOf<FilterState>(fcinfo, 0);
  PG_RETURN_DATUM(state == nullptr ? EmptyBloomDatum() : BloomDatum(state->Settle()));
}

// (internal, anyelement [, fpr float8]).
SQL_FUNCTION(bloom_self_sizing_trans) { return AddToState(fcinfo, NewSelfSizingState); }

SQL_FUNCTION(bloom_self_sizing_combine) {
  MemoryContext context = AggregateContext(fcinfo);
  auto* state = StateOf<SelfSizingFilter>(fcinfo, 0);
  auto* other = StateOf<SelfSizingFilter>(fcinfo, 1);
  if (other != nullptr) {
    if (state == nullptr) state = SelfSizingFilter::Create(other->fpr(), context);
    state->Unite(other);
  }
  return ReturnState(fcinfo, state);
}

SQL_FUNCTION(bloom_self_sizing_serialize) {
  AggregateContext(fcinfo);
  PG_RETURN_BYTEA_P(StateOf<SelfSizingFilter>(fcinfo, 0)->Serialize());
}

SQL_FUNCTION(bloom_self_sizing_deserialize) {
  AggregateContext(fcinfo);
  PG_RETURN_POINTER(SelfSizingFilter::Deserialize(PG_GETARG_DATUM(0), CurrentMemoryContext));
}

// A statement may make thousands of filters, one for each group or each row of a window. As long as
// the statement runs, it remembers which warning it has given.
SQL_FUNCTION(bloom_self_sizing_final) {
  AggregateContext(fcinfo);
  FmgrInfo* site = fcinfo->flinfo;
  if (site->fn_extra == nullptr)
    site->fn_extra = MemoryContextAllocZero(site->fn_mcxt, sizeof(bool));
  auto* state = StateOf<SelfSizingFilter>(fcinfo, 0);
  PG_RETURN_DATUM(state == nullptr ? EmptyBloomDatum()
                                   : state->Value(static_cast<bool*>(site->fn_extra)));
}
