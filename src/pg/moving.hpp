// What aggregates over frames whose start moves share (PostgreSQL's moving aggregates).
//
// A state that lets rows leave costs more to make, and may exceed its memory. A plain state is the
// alternative: when a row leaves it, the inverse function returns NULL, which makes PostgreSQL
// start over with the remaining rows. The states of one call site learn from each other which one
// pays.
#pragma once

#include "pg/pg.hpp"

// What the states of one call site have learned; it lives as long as the query.
struct MovingTuning {
  int plain = 0;    // how many of the next states are plain
  int unmoved = 0;  // how many states were made since a row left one

  // Whether the next state is to let rows leave.
  bool WantsMoving();
  // A state exceeded its memory, or can't let rows leave for another reason. This many states are
  // plain now. Then one tries again, since the frames of another partition may be different.
  void GiveUp() { plain = kPlainStates; }
  // A row leaves, from whatever state.
  void RowLeaves() { unmoved = 0; }

 private:
  static constexpr int kPlainStates = 15;
  // If no row left this many states, as with EXCLUDE or in small partitions, the next states are
  // plain, until a row has to leave.
  static constexpr int kUnmovedStates = 8;
};

inline bool MovingTuning::WantsMoving() {
  if (unmoved >= kUnmovedStates) return false;
  ++unmoved;
  if (plain == 0) return true;
  --plain;
  return false;
}

// The memory of one state that lets rows leave, in bytes: that of the store of rows that PostgreSQL
// keeps for the same window.
inline size_t MovingMemoryLimit() { return work_mem * size_t{1024}; }

// What a call site keeps in fn_extra, made at its first call.
template <class Site>
Site* SiteOf(FmgrInfo* function) {
  if (function->fn_extra == nullptr) {
    function->fn_extra = MemoryContextAlloc(function->fn_mcxt, sizeof(Site));
    *static_cast<Site*>(function->fn_extra) = {};
  }
  return static_cast<Site*>(function->fn_extra);
}
