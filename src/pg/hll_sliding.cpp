// Sketches of rows over window frames whose start moves: rows come to the state and leave it. They
// are hll_add_agg, hll_agg and approx_count_distinct.
//
// Rows leave a frame in the order in which they came, so that a SlidingSketch knows without the
// value which one leaves. If it needs more than work_mem, or if the parameters vary by row, the
// state becomes a plain sketch (moving.hpp).
#include <algorithm>
#include <cmath>

#include "hll/sliding.hpp"
#include "pg/aggregate.hpp"
#include "pg/hll_count.hpp"
#include "pg/hll_row.hpp"
#include "pg/hll_value.hpp"
#include "pg/moving.hpp"

using hll::Form;
using hll::Params;
using hll::Sketch;
using hll::SlidingSketch;

namespace {

constexpr int kFirstParameter = 2;
constexpr int kMaxParameters = 4;

// What a call site keeps.
struct Site {
  MovingTuning tuning;
  void* rule = nullptr;  // how values are hashed
};

// All that decides the parameters of a new group: what its first row says, and the settings.
struct ParamsOrigin {
  NullableDatum given[kMaxParameters];
  ParameterSettings settings;
};

// The transition state, in the aggregate's context, as everything that it points to.
struct SlidingState {
  SlidingState(const Params& params) : sliding(params) {}

  MovingTuning* tuning;
  ParamsOrigin origin;
  bool varies = false;  // whether a row says other parameters than the first one
  SlidingSketch sliding;
  Sketch* plain = nullptr;  // if not null, takes the place of `sliding`
};

ParamsOrigin OriginOf(FunctionCallInfo fcinfo) {
  ParamsOrigin origin = {{}, CurrentParameterSettings()};
  std::copy(fcinfo->args + kFirstParameter,
            fcinfo->args + std::max<int>(PG_NARGS(), kFirstParameter), origin.given);
  return origin;
}

bool SaysTheSame(FunctionCallInfo fcinfo, const ParamsOrigin& origin) {
  for (int i = kFirstParameter; i < PG_NARGS(); ++i) {
    const NullableDatum& first = origin.given[i - kFirstParameter];
    if (fcinfo->args[i].isnull != first.isnull || fcinfo->args[i].value != first.value)
      return false;
  }
  return true;
}

// Not inlined, since it is rare.
[[gnu::noinline]] SlidingState* NewState(FunctionCallInfo fcinfo, Site* site, ParamsSource source) {
  MemoryContext context = AggregateContext(fcinfo);
  const Params params = source(fcinfo);
  auto* state = new (MemoryContextAlloc(context, sizeof(SlidingState))) SlidingState(params);
  state->tuning = &site->tuning;
  state->origin = OriginOf(fcinfo);
  if (!site->tuning.WantsMoving()) state->plain = NewSketch(params, context);
  return state;
}

void BecomePlain(SlidingState* state) {
  state->tuning->GiveUp();
  if (state->plain != nullptr) return;
  state->plain = Unite(nullptr, state->sliding, GetMemoryChunkContext(state));
  state->sliding.ForEachBlockOfMemory(pfree);
}

// Brings the memory that the sketch wants, unless it is too much.
[[gnu::noinline]] bool Grow(SlidingState* state) {
  const SlidingSketch::Demand demand = state->sliding.Wanted();
  if (demand.total > MovingMemoryLimit()) return false;
  void* block = demand.block != nullptr
                    ? repalloc_huge(demand.block, demand.bytes)
                    : MemoryContextAllocHuge(GetMemoryChunkContext(state), demand.bytes);
  state->sliding.Take(block);
  return true;
}

void Add(SlidingState* state, uint64_t hash) {
  while (state->plain == nullptr) {
    if (state->sliding.Add(hash)) return;
    if (!Grow(state)) BecomePlain(state);
  }
  AddHash(state->plain, hash);
}

// A row comes.
template <ParamsSource kParams, HashSource kHash>
Datum AddRow(FunctionCallInfo fcinfo) {
  auto* site = SiteOf<Site>(fcinfo->flinfo);
  auto* state = StateOf<SlidingState>(fcinfo, 0);
  if (state == nullptr) {
    state = NewState(fcinfo, site, kParams);
  } else if (!state->varies && !SaysTheSame(fcinfo, state->origin)) {
    state->varies = true;
    BecomePlain(state);
  }
  if (!PG_ARGISNULL(1)) Add(state, kHash(fcinfo, &site->rule));
  PG_RETURN_POINTER(state);
}

// Whether a state of the rows behind the first one would have the same parameters.
bool KeepsParams(const SlidingState& state) {
  return !state.varies && state.origin.settings == CurrentParameterSettings();
}

// Returns false if the oldest row can't be removed.
bool RemoveOldest(SlidingState* state, bool is_null) {
  state->tuning->RowLeaves();
  if (!KeepsParams(*state)) return false;
  return is_null || (state->plain == nullptr && state->sliding.DropOldest());
}

// The frame as a Sketch: the state's own one, or a new one in the current memory context. Null if
// no row came.
const Sketch* FrameOf(const SlidingState* state) {
  if (state == nullptr || state->plain != nullptr) return state == nullptr ? nullptr : state->plain;
  return Unite(nullptr, state->sliding, CurrentMemoryContext);
}

double CountOf(const SlidingState& state) {
  const Form form = state.plain != nullptr ? Form::kSparse : state.sliding.form();
  if (form == Form::kSparse) return CountDistinct(*FrameOf(&state));
  if (form == Form::kFull) return EstimateImproved(state.sliding.Histogram());
  return static_cast<double>(state.sliding.count());
}

}  // namespace

// (internal, hll_hashval [, log2m [, regwidth [, expthresh bigint [, sparseon]]]]).
SQL_FUNCTION(hll_add_sliding_trans) { return AddRow<GivenParams, TakenHash>(fcinfo); }

// (internal, anyelement [, log2m integer]), and (internal, anyelement, error float8).
SQL_FUNCTION(hll_agg_sliding_trans) { return AddRow<ParamsOfLog2m, ElementHash>(fcinfo); }
SQL_FUNCTION(hll_agg_error_sliding_trans) { return AddRow<ParamsOfError, ElementHash>(fcinfo); }

// The same.
SQL_FUNCTION(approx_count_distinct_sliding_trans) { return AddRow<ParamsOfLog2m, AnyHash>(fcinfo); }
SQL_FUNCTION(approx_count_distinct_error_sliding_trans) {
  return AddRow<ParamsOfError, AnyHash>(fcinfo);
}

// The arguments of any of the above. The oldest row leaves; it only matters whether its value is
// NULL. NULL makes PostgreSQL start over.
SQL_FUNCTION(hll_sliding_trans_inv) {
  AggregateContext(fcinfo);
  auto* state = StateOf<SlidingState>(fcinfo, 0);
  const bool removed = state != nullptr && RemoveOldest(state, PG_ARGISNULL(1));
  return ReturnState(fcinfo, removed ? state : nullptr);
}

SQL_FUNCTION(hll_sliding_pack) {
  AggregateContext(fcinfo);
  PG_RETURN_DATUM(HllDatum(FrameOf(StateOf<SlidingState>(fcinfo, 0))));
}

SQL_FUNCTION(approx_count_distinct_sliding_final) {
  AggregateContext(fcinfo);
  const auto* state = StateOf<SlidingState>(fcinfo, 0);
  PG_RETURN_DATUM(CountDatum(state == nullptr ? 0 : std::rint(CountOf(*state))));
}
