// Unions over window frames whose start moves: rows come to the state and leave it. They are
// hll_union_agg, hll_union_fold_agg and hll_union_count, which differ in their transition or final
// function.
//
// A union can't be undone. But rows leave a frame in the order in which they came, and a queue of
// two stacks never needs to undo one. New rows go on the stack `rows`. When a row leaves and the
// stack `front` is empty, all rows are moved to `front`, the newest row first; each is replaced by
// the union of itself and of all newer rows. From then on the top of `front` is the union of all
// rows that were moved and haven't left yet, and the oldest row leaves by taking the top off. So
// each row is united twice and written once, however long the frame is.
//
// The stacks have a memory context of their own, of at most work_mem. If the unions need more, only
// some of the oldest rows are moved at once, and the newer ones are united again the next time. If
// the rows themselves need more, there is no queue: the state is the plain union, and when a row
// leaves, the inverse function returns NULL, which makes PostgreSQL start over with the remaining
// rows.
#include <algorithm>
#include <cmath>

#include "pg/aggregate.hpp"
#include "pg/hll_count.hpp"
#include "pg/hll_value.hpp"
#include "pg/moving.hpp"
#include "pg/varlena.hpp"

using hll::Image;
using hll::Sketch;

namespace {

// What the states of one call site have learned.
struct QueueTuning {
  MovingTuning moving;
  size_t moved = SIZE_MAX;  // the most rows that are moved to the front at once
};

// The bytes of an image, as an entry of a stack.
struct Entry {
  Entry* below;
  size_t size;

  uint8_t* data() { return reinterpret_cast<uint8_t*>(this + 1); }
  Image image() { return ParseImage({data(), size}, Origin::kStored); }
};

// The transition state. It and its sketch are in the aggregate's context.
struct MovingUnion {
  QueueTuning* tuning;
  MemoryContext queue = nullptr;  // the context of all entries; null if there is no queue
  Entry* front = nullptr;         // the oldest rows, as unions; null only if `older` is 0
  Entry* rows = nullptr;          // the newer rows, the newest on top
  size_t count = 0;               // the number of entries on `rows`
  size_t older = 0;               // how many of these the unions of the front contain
  bool folds = false;             // whether sketches of different parameters are folded
  // The union of the rows that the front doesn't contain; of all rows if there is no queue. Null if
  // there are no such rows.
  Sketch* newer = nullptr;
};

MovingUnion* NewState(FmgrInfo* function, MemoryContext context, bool folds) {
  auto* state = static_cast<MovingUnion*>(MemoryContextAlloc(context, sizeof(MovingUnion)));
  *state = {.tuning = SiteOf<QueueTuning>(function), .folds = folds};
  if (state->tuning->moving.WantsMoving())
    state->queue = GenerationContextCreate(context, "hll window", ALLOCSET_SMALL_SIZES);
  return state;
}

size_t BytesLeft(const MovingUnion& state) {
  const size_t limit = MovingMemoryLimit();
  return limit - std::min(limit, MemoryContextMemAllocated(state.queue, false));
}

// Puts an entry for an image of `size` bytes on a stack. Returns null if there is no memory for it.
uint8_t* Push(const MovingUnion& state, Entry** stack, size_t size) {
  const size_t bytes = sizeof(Entry) + size;
  if (bytes > BytesLeft(state)) return nullptr;
  auto* entry = static_cast<Entry*>(MemoryContextAllocHuge(state.queue, bytes));
  *entry = {*stack, size};
  *stack = entry;
  return entry->data();
}

void Pop(Entry** stack) {
  Entry* top = *stack;
  *stack = top->below;
  pfree(top);
}

template <class Source>
Sketch* UniteAs(const MovingUnion& state, Sketch* sketch, const Source& other,
                MemoryContext context) {
  return state.folds ? UniteFolded(sketch, other, context) : Unite(sketch, other, context);
}

// The union of all rows: `newer` itself, or a new sketch in `context`. Null if there are no rows.
Sketch* UnionOf(const MovingUnion& state, MemoryContext context) {
  if (state.front == nullptr) return state.newer;
  Sketch* sketch = Unite(nullptr, state.front->image(), context);
  return state.newer == nullptr ? sketch : UniteAs(state, sketch, *state.newer, context);
}

// Replaces and frees the union of the newer rows.
void ReplaceNewer(MovingUnion* state, Sketch* united) {
  if (state->newer != nullptr && state->newer != united) FreeSketch(state->newer);
  state->newer = united;
}

void GiveUpQueue(MovingUnion* state, MemoryContext context) {
  state->tuning->moving.GiveUp();
  ReplaceNewer(state, UnionOf(*state, context));
  MemoryContextDelete(state->queue);
  *state = {.tuning = state->tuning, .folds = state->folds, .newer = state->newer};
}

void Add(MovingUnion* state, Datum hll, MemoryContext context) {
  const std::span<const uint8_t> bytes = BytesOf(hll);
  state->newer = UniteAs(*state, state->newer, ParseImage(bytes, Origin::kStored), context);
  if (state->queue == nullptr) return;
  ++state->count;
  uint8_t* copy = Push(*state, &state->rows, bytes.size());
  if (copy == nullptr) return GiveUpQueue(state, context);
  std::copy(bytes.begin(), bytes.end(), copy);
}

Sketch* UniteEntry(const MovingUnion& state, Sketch* sketch, Entry* entry) {
  CHECK_FOR_INTERRUPTS();
  return UniteAs(state, sketch, entry->image(), CurrentMemoryContext);
}

// Takes a row off its stack and puts the union on the front. Returns false if there is no memory
// for it.
bool MoveRow(MovingUnion* state, Entry** row, const Sketch& united) {
  Pop(row);
  const hll::Encoding encoding = HllEncoding(united);
  uint8_t* image = Push(*state, &state->front, encoding.bytes);
  if (image == nullptr) return false;
  WriteHll(united, encoding, {image, encoding.bytes});
  return true;
}

// Only `moved` unions fitted. Later ones may be larger, so the next time half as many are moved.
bool MoveFewer(QueueTuning* tuning, size_t moved) {
  if (moved == 0) tuning->moving.GiveUp();
  tuning->moved = std::max<size_t>(moved / 2, 1);
  return false;
}

// Moves as many of the oldest rows to the front as are known to fit. The first `leaving` (0 or 1)
// rows leave the frame instead. Returns false if there is no memory for it; the state can't be used
// any more then.
bool MoveToFront(MovingUnion* state, size_t leaving) {
  QueueTuning* tuning = state->tuning;
  const size_t left = BytesLeft(*state);
  const size_t moving = std::min(state->count - leaving, tuning->moved);
  const size_t staying = state->count - leaving - moving;
  Entry** row = &state->rows;
  Sketch* united = nullptr;
  for (size_t i = 0; i < staying; ++i, row = &(*row)->below)
    united = UniteEntry(*state, united, *row);
  for (size_t i = 0; i < moving; ++i) {
    united = UniteEntry(*state, united, *row);
    if (!MoveRow(state, row, *united)) return MoveFewer(tuning, i);
  }
  if (leaving > 0) Pop(row);
  state->count = state->older = staying;
  ReplaceNewer(state, nullptr);
  const bool twice_would_fit = BytesLeft(*state) > left / 3 * 2;
  if (staying > 0 && twice_would_fit) tuning->moved *= 2;
  return true;
}

// Returns false if the oldest row can't be removed.
bool RemoveOldest(MovingUnion* state) {
  state->tuning->moving.RowLeaves();
  if (state->front == nullptr) return state->rows != nullptr && MoveToFront(state, 1);
  Pop(&state->front);
  return state->front != nullptr || state->older == 0 || MoveToFront(state, 0);
}

// A row comes. PostgreSQL doesn't allow a transition function to return NULL here.
Datum AddRow(FunctionCallInfo fcinfo, bool folds) {
  MemoryContext context = AggregateContext(fcinfo);
  auto* state = StateOf<MovingUnion>(fcinfo, 0);
  if (state == nullptr) state = NewState(fcinfo->flinfo, context, folds);
  if (!PG_ARGISNULL(1)) Add(state, PG_GETARG_DATUM(1), context);
  return ReturnState(fcinfo, state);
}

// The union of the frame; null if it has no sketches.
const Sketch* FrameOf(FunctionCallInfo fcinfo) {
  AggregateContext(fcinfo);
  const auto* state = StateOf<MovingUnion>(fcinfo, 0);
  return state == nullptr ? nullptr : UnionOf(*state, CurrentMemoryContext);
}

}  // namespace

// (internal, hll).
SQL_FUNCTION(hll_moving_trans) { return AddRow(fcinfo, false); }

// (internal, hll).
SQL_FUNCTION(hll_moving_fold_trans) { return AddRow(fcinfo, true); }

// (internal, hll). The oldest row leaves; it only matters whether its value is NULL. Removing NULL
// makes PostgreSQL start over.
SQL_FUNCTION(hll_moving_trans_inv) {
  AggregateContext(fcinfo);
  auto* state = StateOf<MovingUnion>(fcinfo, 0);
  const bool removed = PG_ARGISNULL(1) || (state != nullptr && RemoveOldest(state));
  return ReturnState(fcinfo, removed ? state : nullptr);
}

SQL_FUNCTION(hll_moving_pack) { PG_RETURN_DATUM(HllDatum(FrameOf(fcinfo))); }

SQL_FUNCTION(hll_moving_count_final) { return RoundedCount(fcinfo, FrameOf(fcinfo), std::rint); }
