// A sketch of a frame of rows: hashes come at its end and leave at its start, in the order in which
// they came. At any time it has what a new Sketch of the frame's hashes would have.
//
// A small frame is exact, also when a large one shrinks. For this the sketch keeps the distinct
// hashes that came last, at most one more than an EXPLICIT sketch may have. If it keeps that many,
// the frame has too many for EXPLICIT; if it keeps fewer, these are all hashes of the frame.
// Registers are kept as lists of values that may become maxima (FutureMaxima). The lists are made
// only after there have been too many hashes, so that small frames take little memory.
//
// Each step takes a time that depends neither on the frame nor on log2m, apart from the first step
// that needs lists. Nothing here allocates or fails. When a step needs more memory, the caller
// brings it:
//
//   while (!sketch->Add(hash)) {
//     const SlidingSketch::Demand demand = sketch->Wanted();
//     sketch->Take(reallocated(demand.block, demand.bytes));
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "hll/estimate.hpp"
#include "hll/format.hpp"
#include "hll/future_maxima.hpp"
#include "hll/params.hpp"
#include "hll/recent_hashes.hpp"
#include "util/slices.hpp"

namespace hll {

class SlidingSketch {
 public:
  // It can't be copied or moved.
  explicit SlidingSketch(const Params& params)
      : params_(params), explicit_limit_(params.explicit_limit()) {}
  SlidingSketch(const SlidingSketch&) = delete;
  SlidingSketch& operator=(const SlidingSketch&) = delete;

  // Adds the hash of a row that comes. Returns false if this needs more memory. Then the caller
  // calls Take(), and this again with the same hash.
  bool Add(uint64_t hash);
  // The oldest row leaves. Returns false if there is none.
  bool DropOldest();

  // The memory that Add() needs: an enlarged `block`, or a new one if that is null; its size; and
  // the size of all blocks together then.
  struct Demand {
    void* block;
    size_t bytes;
    size_t total;
  };
  Demand Wanted() const;
  // REQUIRES: Add() returned false; `block` has Wanted().bytes, begins with the content of
  // Wanted().block, and is aligned for uint64_t.
  void Take(void* block);
  // Calls f(block) for each block that Take() got, so that the caller can free them. The sketch
  // can't be used any more then.
  template <class F>
  void ForEachBlockOfMemory(F f) {
    for (void* block : {recent_.block(), maxima_.registers_block(), maxima_.values_block()})
      if (block != nullptr) f(block);
  }

  // The following make it a source for Sketch::Unite(). kSparse: there are too many hashes for
  // EXPLICIT, but no lists yet.
  const Params& params() const { return params_; }
  Form form() const {
    if (recent_.count() == 0) return Form::kEmpty;
    if (recent_.count() <= explicit_limit_) return Form::kExplicit;
    return has_lists_ ? Form::kFull : Form::kSparse;
  }
  // An upper limit of how often ForEachHash or ForEachRegister calls its function.
  uint64_t count() const { return form() == Form::kFull ? 0 : recent_.count(); }
  // Like Image's, but in no order; ForEachRegister may call with one register several times.
  template <class F>
  void ForEachHash(F f) const;
  template <class F>
  void ForEachRegister(F f) const;
  template <class F>
  void ForEachBlock(F f) const;

  // REQUIRES: form() is kFull.
  RegisterHistogram Histogram() const {
    return {params_, maxima_.counts().first(params_.last_exact() + 2)};
  }

 private:
  enum class Part : uint8_t { kRecent, kRegisters, kValues };

  bool Lacks(Part part) {
    lacking_ = part;
    return false;
  }
  bool MakeLists();
  // How many hashes or values a larger block has room for.
  uint64_t NextRecent() const;
  uint64_t NextValues() const;

  Params params_;
  Part lacking_ = Part::kRecent;
  bool has_lists_ = false;
  uint64_t explicit_limit_;
  uint64_t first_ = 1;  // the oldest row
  uint64_t next_ = 1;   // the row that comes next
  // How many hashes the caller has gone through, for lack of lists, if it reads after each row.
  uint64_t walked_ = 0;
  RecentHashes recent_;
  FutureMaxima maxima_;
};

static_assert(std::is_trivially_destructible_v<SlidingSketch>);

template <class F>
void SlidingSketch::ForEachHash(F f) const {
  if (form() != Form::kExplicit) return;
  recent_.ForEach([&](uint64_t hash, uint64_t) { f(hash); });
}

template <class F>
void SlidingSketch::ForEachRegister(F f) const {
  if (form() != Form::kSparse) return;
  recent_.ForEach([&](uint64_t hash, uint64_t) {
    const RegisterUpdate update = UpdateOf(params_, hash);
    if (update.value != 0) f(update);
  });
}

template <class F>
void SlidingSketch::ForEachBlock(F f) const {
  if (form() != Form::kFull) return;
  const std::span<const uint8_t> registers = maxima_.registers();
  ForEachSlice(registers.size(), [&](uint64_t begin, uint64_t end) {
    f(begin, registers.subspan(begin, end - begin));
  });
}

}  // namespace hll
