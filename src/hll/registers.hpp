// Registers as plain arrays, for what other programs made or will read.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "hll/format.hpp"
#include "util/byte_array.hpp"
#include "util/slices.hpp"

namespace hll {

// A source of Sketch::Unite: a byte for each register. EMPTY if none is set, else FULL.
class RegisterArray {
 public:
  // REQUIRES: there are params.registers() values, each at most params.max_register(). They live as
  // long as this.
  RegisterArray(const Params& params, std::span<const uint8_t> values)
      : params_(params), values_(values), form_(HasValues() ? Form::kFull : Form::kEmpty) {}

  const Params& params() const { return params_; }
  Form form() const { return form_; }

  // Like Image's.
  uint64_t count() const { return 0; }
  template <class F>
  void ForEachHash(F) const {}
  template <class F>
  void ForEachRegister(F) const {}
  template <class F>
  void ForEachBlock(F f) const {
    if (form_ != Form::kFull) return;
    ForEachSlice(values_.size(), [&](uint64_t begin, uint64_t end) {
      f(begin, values_.subspan(begin, end - begin));
    });
  }

 private:
  bool HasValues() const {
    bool has = false;
    ForEachSlice(values_.size(), [&](uint64_t begin, uint64_t end) {
      has |= CountZeroBytes(&values_[begin], end - begin) < end - begin;
    });
    return has;
  }

  Params params_;
  std::span<const uint8_t> values_;
  Form form_;
};

// Raises `registers`, numbers of any type, to those of the image; its EXPLICIT values become
// registers. REQUIRES: there are image.params().registers() of them.
template <class T>
void RaiseTo(const Image& image, std::span<T> registers) {
  const auto raise = [&](RegisterUpdate update) {
    T& value = registers[update.index];
    value = std::max(value, static_cast<T>(update.value));
  };
  image.ForEachHash([&](uint64_t hash) { raise(UpdateOf(image.params(), hash)); });
  image.ForEachRegister(raise);
  image.ForEachBlock([&](uint64_t first, std::span<const uint8_t> values) {
    for (size_t i = 0; i < values.size(); ++i) raise({first + i, values[i]});
  });
}

}  // namespace hll
