#include "hll/union_changes.hpp"

#include <algorithm>
#include <cstring>

#include "hll/state.hpp"
#include "util/byte_array.hpp"

namespace hll {

namespace {

// Whether an EXPLICIT image would get a value that it lacks.
bool AddsValue(const Image& image, const Image& other) {
  uint64_t next = 0;
  for (uint64_t i = 0; i < other.count(); ++i) {
    if (i % kInterruptStride == 0) CheckInterrupt();
    const auto value = static_cast<int64_t>(other.Hash(i));
    while (next < image.count() && static_cast<int64_t>(image.Hash(next)) < value)
      if (++next % kInterruptStride == 0) CheckInterrupt();
    if (next == image.count() || static_cast<int64_t>(image.Hash(next)) != value) return true;
  }
  return false;
}

// Whether a value would raise a register.
bool RaisesByValue(const Image& image, const Image& other) {
  for (uint64_t i = 0; i < other.count(); ++i) {
    if (i % kInterruptStride == 0) CheckInterrupt();
    if (WouldChange(image, other.Hash(i))) return true;
  }
  return false;
}

// The registers of an image that has some, block by block.
class RegisterReader {
 public:
  explicit RegisterReader(const Image& image) : image_(image), blocks_(image) {}

  void Read(uint64_t first, std::span<uint8_t> values) {
    if (HasAllRegisters(image_.form())) return blocks_.Read(values.data());
    std::fill(values.begin(), values.end(), uint8_t{0});
    for (; next_ < image_.count(); ++next_) {
      const RegisterUpdate word = image_.SparseWord(next_);
      if (word.index >= first + values.size()) return;
      values[word.index - first] = word.value;
    }
  }

 private:
  const Image& image_;
  BlockReader blocks_;
  uint64_t next_ = 0;
};

// Whether a value would raise a register of a DENSE image. Each block is unpacked once.
bool RaisesDenseByValue(const Image& image, const Image& other) {
  BlockReader blocks(image);
  uint8_t values[kBlockRegisters];
  for (uint64_t first = 0; first < image.params().registers(); first += blocks.size()) {
    blocks.Read(values);
    for (uint64_t i = 0; i < other.count(); ++i) {
      if (i % kInterruptStride == 0) CheckInterrupt();
      const auto [index, value] = UpdateOf(image.params(), other.Hash(i));
      if (index - first < blocks.size() && value > values[index - first]) return true;
    }
  }
  return false;
}

// Whether a register of the other image is greater.
bool RaisesByRegister(const Image& image, const Image& other) {
  const uint64_t registers = image.params().registers();
  const size_t step = BlockRegisters(image.params());
  RegisterReader mine(image);
  RegisterReader others(other);
  uint8_t values[kBlockRegisters];
  uint8_t united[kBlockRegisters];
  for (uint64_t first = 0; first < registers; first += step) {
    if (first % kInterruptStride == 0) CheckInterrupt();
    mine.Read(first, {values, step});
    others.Read(first, {united, step});
    MaxBytes(values, united, step);
    if (std::memcmp(values, united, step) != 0) return true;
  }
  return false;
}

}  // namespace

bool UnionWouldChange(const Image& image, const Image& other) {
  const Form form = image.form();
  const Form added = other.form();
  if (form == Form::kUndefined) return false;
  if (added == Form::kUndefined) return true;
  if (added == Form::kEmpty) return form == Form::kEmpty && image.params() < other.params();
  if (form == Form::kEmpty) return true;
  if (added == Form::kExplicit && form == Form::kDense) return RaisesDenseByValue(image, other);
  if (added == Form::kExplicit && HasRegisters(form)) return RaisesByValue(image, other);
  if (HasRegisters(form)) return RaisesByRegister(image, other);
  // More EXPLICIT values than the limit become registers in every union.
  return HasRegisters(added) || image.count() > image.params().explicit_limit() ||
         AddsValue(image, other);
}

}  // namespace hll
