#include "hll/intersection/pair_histogram.hpp"

#include <algorithm>

#include "hll/intersection/register_list.hpp"
#include "util/slices.hpp"

namespace hll {

// The SPARSE, FULL or DENSE image that is compared with a list of registers in ascending order of
// the index. Registers that the list doesn't name are zero.
class PairHistogram::Other {
 public:
  // `on_left`: this image is the first of the two.
  Other(const Image& image, bool on_left, PairHistogram* pair)
      : image_(image), on_left_(on_left), pair_(pair), blocks_(image) {
    const RegisterHistogram histogram(image);
    for (unsigned value = 0; value <= pair->top_; ++value)
      unnamed_[value] = static_cast<uint32_t>(histogram[value]);
  }

  // The register here. REQUIRES: `index` is not below that of the last call.
  unsigned At(uint64_t index) {
    unsigned value;
    if (image_.form() == Form::kFull)
      value = image_.Register(index);
    else
      value = image_.form() == Form::kDense ? InNextBlocks(index) : InNextWords(index);
    return std::min(value, pair_->top_);
  }

  // The list has `listed` where this image has `here`.
  void Count(unsigned listed, unsigned here) {
    --unnamed_[here];
    Count(listed, here, 1);
  }
  void CountUnnamed() {
    for (unsigned value = 0; value <= pair_->top_; ++value) Count(0, value, unnamed_[value]);
  }

 private:
  void Count(unsigned listed, unsigned here, uint32_t times) {
    pair_->counts_.Add({on_left_ ? here : listed, on_left_ ? listed : here}, times);
  }

  unsigned InNextWords(uint64_t index) {
    for (; next_word_ < image_.count(); ++next_word_) {
      if (next_word_ % kInterruptStride == 0) CheckInterrupt();
      const RegisterUpdate word = image_.SparseWord(next_word_);
      if (word.index >= index) return word.index == index ? word.value : 0;
    }
    return 0;
  }

  unsigned InNextBlocks(uint64_t index) {
    const size_t size = blocks_.size();
    if (index >= block_end_) {
      for (; index >= block_end_ + size; block_end_ += size) blocks_.Skip();
      blocks_.Read(block_);
      block_end_ += size;
    }
    return block_[index + size - block_end_];
  }

  const Image& image_;
  bool on_left_;
  PairHistogram* pair_;
  ValueCounts unnamed_ = {};
  uint64_t next_word_ = 0;
  BlockReader blocks_;
  uint64_t block_end_ = 0;  // the registers in the blocks up to the one in block_
  uint8_t block_[kBlockRegisters];
};

uint64_t PairHistogram::ScratchWords(const Image& left, const Image& right) {
  if (left.form() == Form::kExplicit) return left.count();
  return right.form() == Form::kExplicit ? right.count() : 0;
}

PairHistogram::PairHistogram(const Image& left, const Image& right, std::span<uint64_t> scratch)
    : counts_(left.params()), top_(left.params().last_exact() + 1) {
  if (HasAllRegisters(left.form()) && HasAllRegisters(right.form()))
    CountBlocks(left, right);
  else
    CountList(left, right, scratch);
}

void PairHistogram::CountList(const Image& left, const Image& right, std::span<uint64_t> scratch) {
  const bool list_is_left = left.form() == Form::kExplicit ||
                            (left.form() == Form::kSparse && HasRegisters(right.form()));
  const Image& list = list_is_left ? left : right;
  Other other(list_is_left ? right : left, !list_is_left, this);
  CountExplicit(list, &other, scratch);
  list.ForEachRegister([&](RegisterUpdate update) {
    other.Count(std::min<unsigned>(update.value, top_), other.At(update.index));
  });
  other.CountUnnamed();
}

void PairHistogram::CountBlocks(const Image& left, const Image& right) {
  // Neighbours are counted in different tables, so that equal ones needn't wait for each other.
  uint32_t tables[2][kRegisterValues][kRegisterValues] = {};
  uint8_t lefts[kBlockRegisters];
  uint8_t rights[kBlockRegisters];
  BlockReader left_blocks(left);
  BlockReader right_blocks(right);
  const size_t step = left_blocks.size();
  for (uint64_t first = 0; first < params().registers(); first += step) {
    if (first % kInterruptStride == 0) CheckInterrupt();
    ReadBlock(&left_blocks, lefts);
    ReadBlock(&right_blocks, rights);
    for (uint64_t i = 0; i < step; i += 2) {
      ++tables[0][lefts[i]][rights[i]];
      ++tables[1][lefts[i + 1]][rights[i + 1]];
    }
  }
  const unsigned values = std::min(params().max_register() + 1, unsigned{kRegisterValues});
  for (unsigned value = 0; value < values; ++value) {
    for (unsigned other = 0; other < values; ++other) {
      const uint32_t count = tables[0][value][other] + tables[1][value][other];
      if (count > 0) counts_.Add({std::min(value, top_), std::min(other, top_)}, count);
    }
  }
}

// Register values that no 64-bit hash gives may be too large for a table.
void PairHistogram::ReadBlock(BlockReader* blocks, uint8_t* values) const {
  blocks->Read(values);
  if (params().max_register() < kRegisterValues) return;
  for (size_t i = 0; i < blocks->size(); ++i)
    values[i] = std::min(values[i], static_cast<uint8_t>(top_));
}

void PairHistogram::CountExplicit(const Image& image, Other* other, std::span<uint64_t> scratch) {
  const RegisterList list(image, scratch);
  ForEachSlice(list.count(), [&](uint64_t begin, uint64_t end) {
    for (uint64_t i = begin; i < end; ++i) {
      const auto [index, value] = list[i];
      const unsigned here = other->At(index);
      outside_ += value > here;
      const bool last_of_register = i + 1 == list.count() || list[i + 1].index != index;
      if (last_of_register) other->Count(value, here);
    }
  });
}

}  // namespace hll
