// Aggregates whose transition state is an expanded hll value. Each function does what its namesake
// in hll_aggregates.cpp does for states of type internal.
#include <cmath>

#include "pg/expanded.hpp"
#include "pg/hll_count.hpp"
#include "pg/hll_row.hpp"
#include "pg/hll_value.hpp"

using hll::Sketch;

namespace {

struct HllState {
  using Content = Sketch;

  static constexpr uint32_t kMagic = 0x686c6c31;
  static Sketch* Copy(Datum hll, MemoryContext context) {
    return Unite(nullptr, ImageOf(hll), context);
  }
  static size_t FlatBytes(Sketch* sketch) { return HllEncoding(*sketch).bytes; }
  static void WriteFlat(Sketch* sketch, std::span<uint8_t> value) {
    WriteHll(*sketch, HllEncoding(*sketch), value);
  }
};

using State = Expanded<HllState>;

// The state of a new group.
[[gnu::noinline]] State* NewState(FunctionCallInfo fcinfo, ParamsSource params) {
  MemoryContext context = NewObjectContext(fcinfo);
  return State::New(fcinfo, NewSketch(params(fcinfo), context), context);
}

template <ParamsSource kParams, HashSource kHash>
Datum AddToState(FunctionCallInfo fcinfo) {
  State* state = State::ToChange(fcinfo);
  if (state == nullptr) state = NewState(fcinfo, kParams);
  if (!PG_ARGISNULL(1)) AddHash(state->content, kHash(fcinfo, state->KeptBy(fcinfo->flinfo)));
  return State::Return(fcinfo, state);
}

// Unites the state with a row's sketch, or with another state. `unite` is Unite or UniteFolded.
template <class F>
Datum UniteValue(FunctionCallInfo fcinfo, F unite) {
  State* state = State::ToChange(fcinfo);
  if (PG_ARGISNULL(1)) return State::Return(fcinfo, state);
  MemoryContext context = state == nullptr ? NewObjectContext(fcinfo) : state->header.eoh_context;
  const Datum value = PG_GETARG_DATUM(1);
  Sketch* sketch = state == nullptr ? nullptr : state->content;
  const State* other = State::Of(value);
  sketch = other != nullptr ? unite(sketch, *other->content, context)
                            : unite(sketch, ImageOf(value), context);
  if (state == nullptr) state = State::New(fcinfo, sketch, context);
  state->content = sketch;
  return State::Return(fcinfo, state);
}

}  // namespace

// (hll, anyelement [, log2m integer]), and (hll, anyelement, error float8).
SQL_FUNCTION(hll_expanded_agg_trans) { return AddToState<ParamsOfLog2m, ElementHash>(fcinfo); }
SQL_FUNCTION(hll_expanded_agg_error_trans) {
  return AddToState<ParamsOfError, ElementHash>(fcinfo);
}
SQL_FUNCTION(hll_expanded_count_trans) { return AddToState<ParamsOfLog2m, AnyHash>(fcinfo); }
SQL_FUNCTION(hll_expanded_count_error_trans) { return AddToState<ParamsOfError, AnyHash>(fcinfo); }

// (hll, hll): transition and combine functions.
SQL_FUNCTION(hll_expanded_union_trans) {
  return UniteValue(fcinfo, [](Sketch* to, const auto& from, MemoryContext context) {
    return Unite(to, from, context);
  });
}
SQL_FUNCTION(hll_expanded_fold_trans) {
  return UniteValue(fcinfo, [](Sketch* to, const auto& from, MemoryContext context) {
    return UniteFolded(to, from, context);
  });
}

SQL_FUNCTION(hll_expanded_pack) { PG_RETURN_DATUM(HllDatum(State::ToRead(fcinfo))); }

SQL_FUNCTION(hll_expanded_count_final) {
  return RoundedCount(fcinfo, State::ToRead(fcinfo), std::rint);
}
