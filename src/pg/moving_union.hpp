// Unions over window frames whose start moves, of sketches or of filters: rows come to the state
// and leave it.
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
// the rows themselves need more, there is no queue: the state is the plain union (moving.hpp).
#pragma once

#include <algorithm>

#include "pg/aggregate.hpp"
#include "pg/moving.hpp"
#include "pg/varlena.hpp"

// What the states of one call site have learned.
struct UnionTuning {
  MovingTuning moving;
  size_t moved = SIZE_MAX;  // the most rows that are moved to the front at once
};

// The transition state, in the aggregate's context. `Values` says what is united; it is trivial to
// copy, and has
//
//   using Union = ...;  // a value that others are united with
//   // Reads a stored value.
//   static Image Read(std::span<const uint8_t> bytes);
//   // Unites `to` with what Read() gave, or with a Union; returns what replaces `to`. If `to` is
//   // null, the result is a copy in `context`.
//   Union* Unite(Union* to, const Other& other, MemoryContext context) const;
//   static void Free(Union* united);
//   // Writes the stored value to the memory that push(bytes) gives; returns false if that is null.
//   static bool Write(const Union& united, Push push);
template <class Values>
class MovingUnion {
 public:
  using Union = typename Values::Union;

  MovingUnion(UnionTuning* tuning, const Values& values) : tuning_(tuning), values_(values) {}

  // The functions of the aggregate. A row comes: PostgreSQL doesn't allow a transition function to
  // return NULL here.
  static Datum AddRow(FunctionCallInfo fcinfo, const Values& values = {});
  // The oldest row leaves; it only matters whether its value is NULL. Removing NULL makes
  // PostgreSQL start over.
  static Datum RemoveRow(FunctionCallInfo fcinfo);
  // The union of the frame; null if it has no values.
  static const Union* FrameOf(FunctionCallInfo fcinfo);

 private:
  // A stored value, as an entry of a stack.
  struct Entry {
    Entry* below;
    size_t size;

    uint8_t* data() { return reinterpret_cast<uint8_t*>(this + 1); }
    auto Read() { return Values::Read({data(), size}); }
  };

  static MovingUnion* New(FmgrInfo* function, MemoryContext context, const Values& values);

  size_t BytesLeft() const {
    const size_t limit = MovingMemoryLimit();
    return limit - std::min(limit, MemoryContextMemAllocated(queue_, false));
  }
  uint8_t* Push(Entry** stack, size_t size);
  static void Pop(Entry** stack);

  Union* UnionOf(MemoryContext context) const;
  void ReplaceNewer(Union* united);
  void GiveUpQueue(MemoryContext context);
  void Add(Datum value, MemoryContext context);
  Union* UniteEntry(Union* united, Entry* entry) const;
  bool MoveRow(Entry** row, const Union& united);
  bool MoveFewer(size_t moved);
  bool MoveToFront(size_t leaving);
  bool RemoveOldest();

  UnionTuning* tuning_;
  Values values_;
  MemoryContext queue_ = nullptr;  // the context of all entries; null if there is no queue
  Entry* front_ = nullptr;         // the oldest rows, as unions; null only if `older_` is 0
  Entry* rows_ = nullptr;          // the newer rows, the newest on top
  size_t count_ = 0;               // the number of entries on `rows_`
  size_t older_ = 0;               // how many of these the unions of the front contain
  // The union of the rows that the front doesn't contain; of all rows if there is no queue. Null if
  // there are no such rows.
  Union* newer_ = nullptr;
};

template <class Values>
MovingUnion<Values>* MovingUnion<Values>::New(FmgrInfo* function, MemoryContext context,
                                              const Values& values) {
  auto* tuning = SiteOf<UnionTuning>(function);
  auto* state = new (MemoryContextAlloc(context, sizeof(MovingUnion))) MovingUnion(tuning, values);
  if (tuning->moving.WantsMoving())
    state->queue_ = GenerationContextCreate(context, "hll window", ALLOCSET_SMALL_SIZES);
  return state;
}

// Puts an entry for a value of `size` bytes on a stack. Returns null if there is no memory for it.
template <class Values>
uint8_t* MovingUnion<Values>::Push(Entry** stack, size_t size) {
  const size_t bytes = sizeof(Entry) + size;
  if (bytes > BytesLeft()) return nullptr;
  auto* entry = static_cast<Entry*>(MemoryContextAllocHuge(queue_, bytes));
  *entry = {*stack, size};
  *stack = entry;
  return entry->data();
}

template <class Values>
void MovingUnion<Values>::Pop(Entry** stack) {
  Entry* top = *stack;
  *stack = top->below;
  pfree(top);
}

// The union of all rows: `newer_` itself, or a new one in `context`. Null if there are no rows.
template <class Values>
auto MovingUnion<Values>::UnionOf(MemoryContext context) const -> Union* {
  if (front_ == nullptr) return newer_;
  Union* united = values_.Unite(nullptr, front_->Read(), context);
  return newer_ == nullptr ? united : values_.Unite(united, *newer_, context);
}

// Replaces and frees the union of the newer rows.
template <class Values>
void MovingUnion<Values>::ReplaceNewer(Union* united) {
  if (newer_ != nullptr && newer_ != united) Values::Free(newer_);
  newer_ = united;
}

template <class Values>
void MovingUnion<Values>::GiveUpQueue(MemoryContext context) {
  tuning_->moving.GiveUp();
  ReplaceNewer(UnionOf(context));
  MemoryContextDelete(queue_);
  Union* all = newer_;
  *this = MovingUnion(tuning_, values_);
  newer_ = all;
}

template <class Values>
void MovingUnion<Values>::Add(Datum value, MemoryContext context) {
  const std::span<const uint8_t> bytes = BytesOf(value);
  newer_ = values_.Unite(newer_, Values::Read(bytes), context);
  if (queue_ == nullptr) return;
  ++count_;
  uint8_t* copy = Push(&rows_, bytes.size());
  if (copy == nullptr) return GiveUpQueue(context);
  std::copy(bytes.begin(), bytes.end(), copy);
}

template <class Values>
auto MovingUnion<Values>::UniteEntry(Union* united, Entry* entry) const -> Union* {
  CHECK_FOR_INTERRUPTS();
  return values_.Unite(united, entry->Read(), CurrentMemoryContext);
}

// Takes a row off its stack and puts the union on the front. Returns false if there is no memory
// for it.
template <class Values>
bool MovingUnion<Values>::MoveRow(Entry** row, const Union& united) {
  Pop(row);
  return Values::Write(united, [this](size_t bytes) { return Push(&front_, bytes); });
}

// Only `moved` unions fitted. Later ones may be larger, so the next time half as many are moved.
template <class Values>
bool MovingUnion<Values>::MoveFewer(size_t moved) {
  if (moved == 0) tuning_->moving.GiveUp();
  tuning_->moved = std::max<size_t>(moved / 2, 1);
  return false;
}

// Moves as many of the oldest rows to the front as are known to fit. The first `leaving` (0 or 1)
// rows leave the frame instead. Returns false if there is no memory for it; the state can't be used
// any more then.
template <class Values>
bool MovingUnion<Values>::MoveToFront(size_t leaving) {
  const size_t left = BytesLeft();
  const size_t moving = std::min(count_ - leaving, tuning_->moved);
  const size_t staying = count_ - leaving - moving;
  Entry** row = &rows_;
  Union* united = nullptr;
  for (size_t i = 0; i < staying; ++i, row = &(*row)->below) united = UniteEntry(united, *row);
  for (size_t i = 0; i < moving; ++i) {
    united = UniteEntry(united, *row);
    if (!MoveRow(row, *united)) return MoveFewer(i);
  }
  if (leaving > 0) Pop(row);
  count_ = older_ = staying;
  ReplaceNewer(nullptr);
  const bool twice_would_fit = BytesLeft() > left / 3 * 2;
  if (staying > 0 && twice_would_fit) tuning_->moved *= 2;
  return true;
}

// Returns false if the oldest row can't be removed.
template <class Values>
bool MovingUnion<Values>::RemoveOldest() {
  tuning_->moving.RowLeaves();
  if (front_ == nullptr) return rows_ != nullptr && MoveToFront(1);
  Pop(&front_);
  return front_ != nullptr || older_ == 0 || MoveToFront(0);
}

template <class Values>
Datum MovingUnion<Values>::AddRow(FunctionCallInfo fcinfo, const Values& values) {
  MemoryContext context = AggregateContext(fcinfo);
  auto* state = StateOf<MovingUnion>(fcinfo, 0);
  if (state == nullptr) state = New(fcinfo->flinfo, context, values);
  if (!PG_ARGISNULL(1)) state->Add(PG_GETARG_DATUM(1), context);
  return ReturnState(fcinfo, state);
}

template <class Values>
Datum MovingUnion<Values>::RemoveRow(FunctionCallInfo fcinfo) {
  AggregateContext(fcinfo);
  auto* state = StateOf<MovingUnion>(fcinfo, 0);
  const bool removed = PG_ARGISNULL(1) || (state != nullptr && state->RemoveOldest());
  return ReturnState(fcinfo, removed ? state : nullptr);
}

template <class Values>
auto MovingUnion<Values>::FrameOf(FunctionCallInfo fcinfo) -> const Union* {
  AggregateContext(fcinfo);
  const auto* state = StateOf<MovingUnion>(fcinfo, 0);
  return state == nullptr ? nullptr : state->UnionOf(CurrentMemoryContext);
}
