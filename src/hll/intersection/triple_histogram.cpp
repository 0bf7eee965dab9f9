#include "hll/intersection/triple_histogram.hpp"

#include <algorithm>

#include "hll/intersection/register_list.hpp"

namespace hll {

// Reads the registers of one image, block by block.
class TripleHistogram::Reader {
 public:
  Reader(const Image& image, std::span<uint64_t> scratch)
      : image_(image),
        blocks_(image),
        explicit_(image, scratch),
        count_(image.form() == Form::kExplicit ? explicit_.count() : image.count()) {}

  // Whether a register below `end` may be set that hasn't been read yet.
  bool HasBefore(uint64_t end) const {
    return HasAllRegisters(image_.form()) || (next_ < count_ && Word(next_).index < end);
  }

  // Reads the next registers, from `first` on.
  void Read(uint64_t first, std::span<uint8_t> values) {
    if (HasAllRegisters(image_.form())) return blocks_.Read(values.data());
    std::fill(values.begin(), values.end(), uint8_t{0});
    ForEachIn(first + values.size(), [&](const RegisterUpdate& word) {
      uint8_t& value = values[word.index - first];
      value = std::max(value, word.value);
    });
  }

  // Calls f(RegisterUpdate) for the words below `end` that haven't been read.
  template <class F>
  void ForEachIn(uint64_t end, F f) {
    for (; next_ < count_ && Word(next_).index < end; ++next_) {
      if (next_ % kInterruptStride == 0) CheckInterrupt();
      f(Word(next_));
    }
  }

 private:
  RegisterUpdate Word(uint64_t i) const {
    return image_.form() == Form::kSparse ? image_.SparseWord(i) : explicit_[i];
  }

  const Image& image_;
  BlockReader blocks_;
  RegisterList explicit_;
  uint64_t count_;
  uint64_t next_ = 0;
};

TripleHistogram::TripleHistogram(const std::array<Image, 3>& images, std::span<uint64_t> scratch)
    : counts_(images[0].params()) {
  const Params& params = counts_.params();
  const unsigned top = params.last_exact() + 1;
  Reader readers[] = {{images[0], scratch}, {images[1], {}}, {images[2], {}}};
  uint8_t blocks[3][kBlockRegisters];
  const size_t step = BlockRegisters(params);
  for (uint64_t first = 0; first < params.registers(); first += step) {
    if (first % kInterruptStride == 0) CheckInterrupt();
    const uint64_t end = first + step;
    if (!readers[0].HasBefore(end) && !readers[1].HasBefore(end) && !readers[2].HasBefore(end)) {
      counts_.Add({0, 0, 0}, static_cast<uint32_t>(step));
      continue;
    }
    Reader explicit_values = readers[0];
    for (size_t i = 0; i < 3; ++i) readers[i].Read(first, {blocks[i], step});
    for (uint64_t i = 0; i < step; ++i)
      counts_.Add({std::min<unsigned>(blocks[0][i], top), std::min<unsigned>(blocks[1][i], top),
                   std::min<unsigned>(blocks[2][i], top)},
                  1);
    if (images[0].form() != Form::kExplicit) continue;
    explicit_values.ForEachIn(end, [&](const RegisterUpdate& word) {
      const bool above1 = word.value > blocks[1][word.index - first];
      const bool above2 = word.value > blocks[2][word.index - first];
      outside_[2] += above1;
      outside_[4] += above2;
      outside_[6] += above1 || above2;
    });
  }
}

}  // namespace hll
