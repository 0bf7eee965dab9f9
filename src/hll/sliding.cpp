#include "hll/sliding.hpp"

#include <algorithm>

namespace hll {

namespace {

constexpr uint64_t kFirstCapacity = 7;
// The registers that are set to 0 in the time of one hash.
constexpr uint64_t kRegistersPerHash = 16;

}  // namespace

bool SlidingSketch::Add(uint64_t hash) {
  if (has_lists_ && maxima_.IsFull()) return Lacks(Part::kValues);
  if (!recent_.See(hash, next_, has_lists_ ? explicit_limit_ + 1 : UINT64_MAX))
    return Lacks(Part::kRecent);
  if (has_lists_) {
    maxima_.Raise(UpdateOf(params_, hash), next_);
  } else if (recent_.count() > explicit_limit_) {
    walked_ += recent_.count();
    if (walked_ * kRegistersPerHash > params_.registers() && !MakeLists()) return false;
  }
  ++next_;
  return true;
}

bool SlidingSketch::DropOldest() {
  if (first_ == next_) return false;
  if (recent_.count() > 0 && recent_.OldestRow() == first_) recent_.DropOldest();
  if (has_lists_) maxima_.Drop(first_);
  ++first_;
  return true;
}

bool SlidingSketch::MakeLists() {
  if (!maxima_.has_registers()) return Lacks(Part::kRegisters);
  if (maxima_.capacity() <= recent_.count()) return Lacks(Part::kValues);
  recent_.ForEach(
      [&](uint64_t hash, uint64_t row) { maxima_.Raise(UpdateOf(params_, hash), row); });
  while (recent_.count() > explicit_limit_ + 1) recent_.DropOldest();
  has_lists_ = true;
  return true;
}

uint64_t SlidingSketch::NextRecent() const {
  const uint64_t capacity = recent_.capacity();
  const uint64_t next = std::max(2 * capacity + 1, kFirstCapacity);
  return capacity <= explicit_limit_ ? std::min(next, explicit_limit_ + 1) : next;
}

uint64_t SlidingSketch::NextValues() const {
  const uint64_t capacity = maxima_.capacity();
  return capacity == 0 ? std::max(recent_.count() + 1, params_.registers() / 8)
                       : capacity + capacity / 4 + 1;
}

SlidingSketch::Demand SlidingSketch::Wanted() const {
  const bool has_registers = lacking_ == Part::kRegisters || maxima_.has_registers();
  const size_t recent =
      RecentHashes::BytesFor(lacking_ == Part::kRecent ? NextRecent() : recent_.capacity());
  const size_t registers = has_registers ? FutureMaxima::BytesForRegisters(params_.registers()) : 0;
  const size_t values =
      FutureMaxima::BytesForValues(lacking_ == Part::kValues ? NextValues() : maxima_.capacity());
  const size_t total = recent + registers + values;
  if (lacking_ == Part::kRecent) return {recent_.block(), recent, total};
  if (lacking_ == Part::kRegisters) return {nullptr, registers, total};
  return {maxima_.values_block(), values, total};
}

void SlidingSketch::Take(void* block) {
  if (lacking_ == Part::kRecent) return recent_.Take(block, NextRecent());
  if (lacking_ == Part::kRegisters) return maxima_.TakeRegisters(block, params_.registers());
  maxima_.TakeValues(block, NextValues());
}

}  // namespace hll
