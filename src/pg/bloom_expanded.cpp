// Aggregates whose transition state is an expanded bloom value. Each function does what its
// namesake in bloom_aggregates.cpp does for states of type internal.
#include "pg/bloom_row.hpp"
#include "pg/element.hpp"
#include "pg/expanded.hpp"

using bloom::Filter;
using bloom::MutableFilter;

namespace {

struct BloomState {
  using Content = FilterState;

  static constexpr uint32_t kMagic = 0x626c6d31;
  static FilterState* Copy(Datum bloom, MemoryContext context) {
    return NewFilterState(CopyFilter(FilterOf(bloom), context), context);
  }
  static size_t FlatBytes(FilterState* state) { return state->Settle().size(); }
  static void WriteFlat(FilterState* state, std::span<uint8_t> value) {
    memcpy(value.data(), state->Settle().memory().data(), value.size());
  }
};

using State = Expanded<BloomState>;

// The state of a new group.
[[gnu::noinline]] State* NewState(FunctionCallInfo fcinfo) {
  MemoryContext context = NewObjectContext(fcinfo);
  return State::New(fcinfo, NewFilterState(NewFilter(ParamsOfRow(fcinfo), context), context),
                    context);
}

}  // namespace

// (bloom, anyelement, capacity bigint, fpr float8), or (bloom, anyelement, capacity float8).
SQL_FUNCTION(bloom_expanded_agg_trans) {
  State* state = State::ToChange(fcinfo);
  if (state == nullptr) state = NewState(fcinfo);
  if (!PG_ARGISNULL(1)) {
    ElementRule* rule = ElementRuleOf(fcinfo, 1, false, state->KeptBy(fcinfo->flinfo));
    const uint64_t hash = HashElement(rule, PG_GETARG_DATUM(1));
    state->content->Add(rule->kind, hash);
  }
  return State::Return(fcinfo, state);
}

// (bloom, bloom): transition and combine function.
SQL_FUNCTION(bloom_expanded_union_trans) {
  State* state = State::ToChange(fcinfo);
  if (PG_ARGISNULL(1)) return State::Return(fcinfo, state);
  const Datum value = PG_GETARG_DATUM(1);
  const State* other = State::Of(value);
  const Filter filter = other != nullptr ? other->content->Settle().filter() : FilterOf(value);
  if (state == nullptr) {
    MemoryContext context = NewObjectContext(fcinfo);
    state = State::New(fcinfo, NewFilterState(CopyFilter(filter, context), context), context);
  } else {
    state->content->Settle();
    UniteFilters(&state->content->filter, filter);
  }
  return State::Return(fcinfo, state);
}

SQL_FUNCTION(bloom_expanded_final) {
  FilterState* state = State::ToRead(fcinfo);
  PG_RETURN_DATUM(state == nullptr ? EmptyBloomDatum() : BloomDatum(state->Settle()));
}
