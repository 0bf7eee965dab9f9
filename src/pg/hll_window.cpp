// hll_union_agg over window frames whose start moves: rows leave the state as well as come to it.
//
// A union can't be undone. But rows leave a frame in the order in which they came, and a queue made
// of two stacks never needs to undo. Rows that come are put on one stack. When one leaves and the
// other stack, the front, is empty, the rows are turned over onto it, the newest first, and each is
// replaced by the union of itself and of all that came after it. From then on the top of the front
// is the union of all rows that were turned over and are still there; the oldest leaves by taking
// that off. So a row is united twice and written once, however long the frame.
//
// The stacks have a memory context of their own, which holds work_mem at the most. If that is too
// little for the unions, only some of the oldest rows are turned over at once, and the newer ones
// are united again the next time. If it is too little for the rows, there is no queue: the state is
// the plain union, and when a row leaves, the inverse function returns NULL, upon which PostgreSQL
// starts over with the rows that are left.
#include <algorithm>

#include "pg/aggregate.hpp"
#include "pg/hll_value.hpp"
#include "pg/varlena.hpp"

using hll::Image;
using hll::Sketch;

namespace {

// What the states of one call of the aggregate have learned; lives as long as the query.
struct QueueTuning {
  size_t turned = SIZE_MAX;  // how many rows at the most are turned over at once
  int without_queue = 0;     // how many states from now on have no queue
  int unmoved = 0;           // how many states there were since a row left one
};

// After a queue that exceeded its memory, so many states have none. Then one tries again, as the
// frames of another partition may be smaller.
constexpr int kStatesWithoutQueue = 15;
// After so many states that no row left, as with EXCLUDE or in small partitions, the next have no
// queue, until a row is to leave one.
constexpr int kUnmovedStates = 8;

// The bytes of an image, on a stack.
struct Entry {
  Entry* below;
  size_t size;

  uint8_t* data() { return reinterpret_cast<uint8_t*>(this + 1); }
  Image image() { return ParseImage({data(), size}, Origin::kStored); }
};

// The state. It and its sketch are in the aggregate's context.
struct MovingUnion {
  QueueTuning* tuning;
  MemoryContext queue = nullptr;  // of all entries; null: there is no queue
  Entry* front = nullptr;         // the oldest rows, as unions; empty only if `older` is 0
  Entry* rows = nullptr;          // the others, as they came; the newest on top
  size_t count = 0;               // of `rows`
  size_t older = 0;               // how many of these are in the unions of the front
  Sketch* newer = nullptr;        // the union of the rest, or of all without a queue; null: of none
};

QueueTuning* TuningOf(FmgrInfo* function) {
  if (function->fn_extra == nullptr) {
    function->fn_extra = MemoryContextAlloc(function->fn_mcxt, sizeof(QueueTuning));
    *static_cast<QueueTuning*>(function->fn_extra) = {};
  }
  return static_cast<QueueTuning*>(function->fn_extra);
}

bool WantsQueue(QueueTuning* tuning) {
  if (tuning->unmoved >= kUnmovedStates) return false;
  ++tuning->unmoved;
  if (tuning->without_queue == 0) return true;
  --tuning->without_queue;
  return false;
}

MovingUnion* NewState(FmgrInfo* function, MemoryContext context) {
  auto* state = static_cast<MovingUnion*>(MemoryContextAlloc(context, sizeof(MovingUnion)));
  *state = {.tuning = TuningOf(function)};
  if (WantsQueue(state->tuning))
    state->queue = GenerationContextCreate(context, "hll window", ALLOCSET_SMALL_SIZES);
  return state;
}

size_t MemoryLimit() { return work_mem * size_t{1024}; }

size_t BytesLeft(const MovingUnion& state) {
  return MemoryLimit() - std::min(MemoryLimit(), MemoryContextMemAllocated(state.queue, false));
}

// False: there is no memory for it.
bool Push(const MovingUnion& state, Entry** stack, std::span<const uint8_t> image) {
  const size_t bytes = sizeof(Entry) + image.size();
  if (bytes > BytesLeft(state)) return false;
  auto* entry = static_cast<Entry*>(MemoryContextAllocHuge(state.queue, bytes));
  *entry = {*stack, image.size()};
  std::copy(image.begin(), image.end(), entry->data());
  *stack = entry;
  return true;
}

void Pop(Entry** stack) {
  Entry* top = *stack;
  *stack = top->below;
  pfree(top);
}

// The union of all rows, null if there are none: `newer` itself, or a new sketch in `context`.
Sketch* UnionOf(const MovingUnion& state, MemoryContext context) {
  if (state.front == nullptr) return state.newer;
  Sketch* sketch = Unite(nullptr, state.front->image(), context);
  return state.newer == nullptr ? sketch : Unite(sketch, *state.newer, context);
}

// Frees what the newer rows had united to; `united` takes its place.
void ReplaceNewer(MovingUnion* state, Sketch* united) {
  if (state->newer != nullptr && state->newer != united) pfree(state->newer);
  state->newer = united;
}

void GiveUpQueue(MovingUnion* state, MemoryContext context) {
  state->tuning->without_queue = kStatesWithoutQueue;
  ReplaceNewer(state, UnionOf(*state, context));
  MemoryContextDelete(state->queue);
  *state = {.tuning = state->tuning, .newer = state->newer};
}

void Add(MovingUnion* state, Datum hll, MemoryContext context) {
  const std::span<const uint8_t> bytes = BytesOf(hll);
  state->newer = Unite(state->newer, ParseImage(bytes, Origin::kStored), context);
  if (state->queue == nullptr) return;
  ++state->count;
  if (!Push(*state, &state->rows, bytes)) GiveUpQueue(state, context);
}

Sketch* UniteEntry(Sketch* sketch, Entry* entry) {
  CHECK_FOR_INTERRUPTS();
  return Unite(sketch, entry->image(), CurrentMemoryContext);
}

// Takes the row off its stack, and puts the union on the front. False: there is no memory for it.
bool TurnRow(MovingUnion* state, Entry** row, const Sketch& united) {
  Pop(row);
  const Datum value = HllDatum(united);
  const bool pushed = Push(*state, &state->front, BytesOf(value));
  pfree(DatumGetPointer(value));
  return pushed;
}

// `turned` unions had room, and not one more. Those of other rows may be larger, so half of them.
bool TurnFewer(QueueTuning* tuning, size_t turned) {
  if (turned == 0) tuning->without_queue = kStatesWithoutQueue;
  tuning->turned = std::max<size_t>(turned / 2, 1);
  return false;
}

// Turns over as many of the oldest rows as have proved to fit, except `leaving` (0 or 1) of them,
// which leave. False: there is no memory for it, and the state is of no use any more.
bool TurnOver(MovingUnion* state, size_t leaving) {
  QueueTuning* tuning = state->tuning;
  const size_t left = BytesLeft(*state);
  const size_t turning = std::min(state->count - leaving, tuning->turned);
  const size_t staying = state->count - leaving - turning;
  Entry** row = &state->rows;
  Sketch* united = nullptr;
  for (size_t i = 0; i < staying; ++i, row = &(*row)->below) united = UniteEntry(united, *row);
  for (size_t i = 0; i < turning; ++i) {
    united = UniteEntry(united, *row);
    if (!TurnRow(state, row, *united)) return TurnFewer(tuning, i);
  }
  if (leaving > 0) Pop(row);
  state->count = state->older = staying;
  ReplaceNewer(state, nullptr);
  const bool twice_would_fit = BytesLeft(*state) > left / 3 * 2;
  if (staying > 0 && twice_would_fit) tuning->turned *= 2;
  return true;
}

// False: the oldest row can't be taken away.
bool RemoveOldest(MovingUnion* state) {
  state->tuning->unmoved = 0;
  if (state->front == nullptr) return state->rows != nullptr && TurnOver(state, 1);
  Pop(&state->front);
  return state->front != nullptr || state->older == 0 || TurnOver(state, 0);
}

}  // namespace

// (internal, hll). A row comes. Never NULL, which PostgreSQL doesn't take from this function.
SQL_FUNCTION(hll_moving_trans) {
  MemoryContext context = AggregateContext(fcinfo);
  auto* state = StateOf<MovingUnion>(fcinfo, 0);
  if (state == nullptr) state = NewState(fcinfo->flinfo, context);
  if (!PG_ARGISNULL(1)) Add(state, PG_GETARG_DATUM(1), context);
  return ReturnState(fcinfo, state);
}

// (internal, hll). The oldest row leaves; of its value matters only whether there is one. NULL:
// PostgreSQL is to start over.
SQL_FUNCTION(hll_moving_trans_inv) {
  AggregateContext(fcinfo);
  auto* state = StateOf<MovingUnion>(fcinfo, 0);
  const bool removed = PG_ARGISNULL(1) || (state != nullptr && RemoveOldest(state));
  return ReturnState(fcinfo, removed ? state : nullptr);
}

SQL_FUNCTION(hll_moving_pack) {
  AggregateContext(fcinfo);
  const auto* state = StateOf<MovingUnion>(fcinfo, 0);
  const Sketch* all = state == nullptr ? nullptr : UnionOf(*state, CurrentMemoryContext);
  PG_RETURN_DATUM(HllDatum(all));
}
