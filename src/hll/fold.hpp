// Sketches of fewer or smaller registers from existing ones, exactly.
//
// The index of a register is the low log2m bits of a hash; its value counts the zero bits above
// them. With a smaller log2m the highest index bits, the lost bits, become the lowest of the bits
// that are counted. If they are all zero, the register's value grows by their number. Otherwise the
// first one bit is among them, and its position is the new value, whatever the old value was.
// Several old registers become one new register, which takes the greatest of their values. A
// smaller regwidth cuts values off at its largest one. The lost information doesn't come back, so
// that log2m and regwidth can only become smaller.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

#include "hll/format.hpp"
#include "hll/state.hpp"

namespace hll {

// The image that the same values would have made with a smaller log2m or regwidth. A sketch
// unites with it as with an image:
//
//   Folded folded;
//   if (Status s = Folded::Make(image, log2m, regwidth, &folded); !s.ok()) return s;
//   Sketch* sketch = /* an EMPTY sketch of folded.params() */;
//   /* move `sketch` to sketch->ShapeForUnion(folded) */
//   sketch->Unite(folded);
//
// It is exact except for values whose hash is below 2^log2m, with the log2m of the image: registers
// don't keep such values, but with a smaller log2m they might have. One hash in 2^(64 - log2m) is
// such a hash. EXPLICIT images keep them.
class Folded {
 public:
  // expthresh and sparseon stay. Errors: kLog2mRaised, kRegwidthRaised, kLog2mRange,
  // kRegwidthRange.
  static Status Make(const Image& image, int64_t log2m, int64_t regwidth, Folded* folded);

  const Params& params() const { return params_; }
  // An upper limit of how often ForEachHash or ForEachRegister calls its function.
  uint64_t count() const { return image_.count(); }
  Form form() const;

  // Like Image's functions, but ForEachRegister may call with one register several times.
  template <class F>
  void ForEachHash(F f) const {
    image_.ForEachHash(f);
  }
  template <class F>
  void ForEachRegister(F f) const;
  template <class F>
  void ForEachBlock(F f) const;

 private:
  uint64_t IndexOf(uint64_t index) const { return index & (params_.registers() - 1); }
  // Fills `folded` with the new values of the registers from `first` on.
  // REQUIRES: the lost bits of their indexes are the same.
  void Fold(uint64_t first, std::span<const uint8_t> values, uint8_t* folded) const;

  Image image_;
  Params params_;
};

template <class F>
void Folded::ForEachRegister(F f) const {
  image_.ForEachRegister([&](RegisterUpdate update) {
    uint8_t value;
    Fold(update.index, {&update.value, 1}, &value);
    f(RegisterUpdate{IndexOf(update.index), value});
  });
}

template <class F>
void Folded::ForEachBlock(F f) const {
  image_.ForEachBlock([&](uint64_t first, std::span<const uint8_t> values) {
    uint8_t folded[kBlockRegisters];
    const size_t step = std::min<uint64_t>(values.size(), params_.registers());
    for (size_t begin = 0; begin < values.size(); begin += step) {
      Fold(first + begin, values.subspan(begin, step), folded);
      f(IndexOf(first + begin), std::span<const uint8_t>(folded, step));
    }
  });
}

}  // namespace hll
