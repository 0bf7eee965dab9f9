#include "hll/future_maxima.hpp"

#include "util/slices.hpp"

namespace hll {

size_t FutureMaxima::BytesForRegisters(uint64_t registers) {
  return kValues * sizeof(*counts_) + registers * (sizeof(*newest_) + sizeof(*registers_));
}

void FutureMaxima::TakeRegisters(void* block, uint64_t registers) {
  ClearBytes({static_cast<uint8_t*>(block), BytesForRegisters(registers)});
  count_ = registers;
  counts_ = static_cast<uint32_t*>(block);
  counts_[0] = static_cast<uint32_t>(registers);
  newest_ = counts_ + kValues;
  registers_ = reinterpret_cast<uint8_t*>(newest_ + registers);
}

void FutureMaxima::TakeValues(void* block, uint64_t capacity) {
  values_ = static_cast<Value*>(block);
  if (capacity_ == 0) values_[0] = {};
  capacity_ = capacity;
}

void FutureMaxima::Raise(RegisterUpdate update, uint64_t row) {
  if (update.value == 0) return;
  uint32_t* newest = &newest_[update.index];
  while (*newest != 0 && values_[*newest].value() <= update.value) {
    const uint32_t lower = *newest;
    *newest = values_[lower].previous;
    Free(lower);
  }
  const uint32_t i = free_ != 0 ? free_ : ++used_;
  Value& value = values_[i];
  if (i == free_) free_ = value.newer;
  value = {.word = row << 6 | update.value,
           .index = static_cast<uint32_t>(update.index),
           .previous = *newest,
           .newer = 0,
           .older = values_[0].older};
  values_[value.older].newer = i;
  values_[0].older = i;
  if (*newest == 0) SetRegister(update.index, update.value);
  *newest = i;
}

void FutureMaxima::DropOldest() {
  const uint32_t oldest = values_[0].newer;
  const uint32_t index = values_[oldest].index;
  uint32_t* link = &newest_[index];
  uint8_t next = 0;
  for (; *link != oldest; link = &values_[*link].previous) next = values_[*link].value();
  *link = 0;
  SetRegister(index, next);
  Free(oldest);
}

}  // namespace hll
