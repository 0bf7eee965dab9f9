// Registers of a frame of rows that come and leave, by the sliding HyperLogLog of Y. Chabchoub and
// G. Hebrail, "Sliding HyperLogLog: Estimating cardinality in a data stream over a sliding window"
// (2010).
//
// A value that came in some row may become the maximum of its register as long as no later row
// brings an equal or greater one. Each register has a list of such values. They fall from the
// oldest row to the newest, and the oldest one is the register. Beyond the paper, all values of all
// registers are in one list by age, so that the value that leaves is found at once; and the
// histogram of the registers is up to date after each step.
//
// There are two blocks of the caller's memory, one of a fixed size for the registers, and one for
// the values, which may be moved: links are numbers, and 0 ends a list. Value 0 joins both ends of
// the list by age. The caller numbers its rows, from 1 on, each greater than the last; row < 2^58.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hll/params.hpp"

namespace hll {

class FutureMaxima {
 public:
  // A register value is at most 61, for any log2m.
  static constexpr size_t kValues = 64;

  static size_t BytesForRegisters(uint64_t registers);
  // SIZE_MAX / 2, which nobody has, if links couldn't number the values.
  static size_t BytesForValues(uint64_t capacity) {
    return capacity < UINT32_MAX ? (capacity + 1) * sizeof(Value) : SIZE_MAX / 2;
  }

  // Makes this the block of the registers, all 0.
  void TakeRegisters(void* block, uint64_t registers);
  // Makes this the block of the values. It must begin with the content of the block before, if
  // there was one.
  void TakeValues(void* block, uint64_t capacity);

  bool has_registers() const { return counts_ != nullptr; }
  uint64_t capacity() const { return capacity_; }
  void* registers_block() const { return counts_; }
  void* values_block() const { return values_; }
  // Whether the next Raise() needs a larger block.
  bool IsFull() const { return free_ == 0 && used_ == capacity_; }

  std::span<const uint8_t> registers() const { return {registers_, static_cast<size_t>(count_)}; }
  // How many registers have each value: kValues numbers.
  std::span<const uint32_t> counts() const { return {counts_, kValues}; }

  // A hash came in this row. REQUIRES: !IsFull().
  void Raise(RegisterUpdate update, uint64_t row);
  // The oldest row of all leaves.
  void Drop(uint64_t row) {
    const uint32_t oldest = values_[0].newer;
    if (oldest != 0 && values_[oldest].row() == row) DropOldest();
  }

 private:
  struct Value {
    uint64_t word;      // row << 6 | value
    uint32_t index;     // of the register
    uint32_t previous;  // in the list of its register: the value that came before
    uint32_t newer;     // by age, or in the list of free values
    uint32_t older;     // by age

    uint64_t row() const { return word >> 6; }
    uint8_t value() const { return word & 63; }
  };

  void DropOldest();
  void SetRegister(uint64_t index, uint8_t value) {
    --counts_[registers_[index]];
    ++counts_[value];
    registers_[index] = value;
  }
  void Free(uint32_t i) {
    values_[values_[i].older].newer = values_[i].newer;
    values_[values_[i].newer].older = values_[i].older;
    values_[i].newer = free_;
    free_ = i;
  }

  uint32_t* counts_ = nullptr;
  uint32_t* newest_ = nullptr;  // of each register
  uint8_t* registers_ = nullptr;
  uint64_t count_ = 0;
  Value* values_ = nullptr;
  uint64_t capacity_ = 0;
  uint32_t used_ = 0;  // values that were ever in use
  uint32_t free_ = 0;
};

}  // namespace hll
