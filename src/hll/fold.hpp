// Sketches of fewer or smaller registers from existing ones, exactly.
//
// The index of a register is the low log2m bits of a hash; its value counts the zero bits above
// them. With a smaller log2m the highest index bits, the lost bits, become the lowest of the bits
// that are counted. If they are all zero, the register's value grows by their number. Otherwise the
// first one bit is among them, and its position is the new value, whatever the old value was.
// Several old registers become one new register, which takes the greatest of their values. A
// smaller regwidth cuts values off at its largest one. The lost information doesn't come back, so
// that log2m and regwidth of registers can only become smaller. EXPLICIT and EMPTY have lost
// nothing, and take any parameters.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "hll/format.hpp"
#include "hll/state.hpp"

namespace hll {

// Finds the parameters of a fold to this log2m and regwidth; expthresh and sparseon stay. Errors:
// kLog2mRange, kRegwidthRange, kTooLarge; kLog2mRaised and kRegwidthRaised if the image has
// registers.
Status FoldParams(const Image& from, int64_t log2m, int64_t regwidth, Params* to);

// An Image or a Sketch, as the same values would have made it with other parameters. A sketch
// unites with it as with an image:
//
//   const Folded folded(image, params);
//   Sketch* sketch = /* an EMPTY sketch of `params` */;
//   /* move `sketch` to sketch->ShapeForUnion(folded) */
//   sketch->Unite(folded);
//
// It is exact except for values whose hash is below 2^log2m, with the log2m of the source:
// registers don't keep such values, but with a smaller log2m they might have. One hash in 2^(64 -
// log2m) is such a hash. EXPLICIT sources keep them.
template <class Source>
class Folded {
 public:
  // REQUIRES: `source` lives as long as this; `params` came from FoldParams() or from
  // Params::Common() of the source's parameters.
  Folded(const Source& source, const Params& params) : source_(&source), params_(params) {}

  const Params& params() const { return params_; }
  // An upper limit of how often ForEachHash or ForEachRegister calls its function.
  uint64_t count() const { return source_->count(); }
  Form form() const;

  // Like Image's functions, but ForEachRegister may call with one register several times.
  template <class F>
  void ForEachHash(F f) const {
    source_->ForEachHash(f);
  }
  template <class F>
  void ForEachRegister(F f) const;
  template <class F>
  void ForEachBlock(F f) const;

 private:
  uint64_t IndexOf(uint64_t index) const { return index & (params_.registers() - 1); }

  const Source* source_;
  Params params_;
};

// The parameters with which images are compared: what those have in common that have registers. The
// others can take any parameters, without loss.
template <size_t N>
Params ComparedParams(const std::array<Image, N>& images) {
  Params params = images[0].params();
  bool has_registers = false;
  for (const Image& image : images) {
    if (!HasRegisters(image.form())) continue;
    params = has_registers ? Params::Common(params, image.params()) : image.params();
    has_registers = true;
  }
  return params;
}

// Whether a fold to these parameters keeps all registers and values as they are, so that
// image.WithParams(params) does.
inline bool KeepsContent(const Image& image, const Params& params) {
  return !HasRegisters(image.form()) || (image.params().log2m() == params.log2m() &&
                                         image.params().regwidth() == params.regwidth());
}

// `values` are registers of a sketch with parameters `from`; the first has the index `first`. Fills
// `folded` with what they become with parameters `to`. REQUIRES: the lost bits of their indexes are
// the same.
void FoldRegisters(const Params& from, const Params& to, uint64_t first,
                   std::span<const uint8_t> values, uint8_t* folded);

template <class Source>
Form Folded<Source>::form() const {
  // Other parameters may have a lower limit of EXPLICIT values.
  const bool too_many = count() > params_.explicit_limit() && params_ != source_->params();
  const Form form = source_->form();
  return form == Form::kExplicit && too_many ? Form::kSparse : form;
}

template <class Source>
template <class F>
void Folded<Source>::ForEachRegister(F f) const {
  source_->ForEachRegister([&](RegisterUpdate update) {
    uint8_t value;
    FoldRegisters(source_->params(), params_, update.index, {&update.value, 1}, &value);
    f(RegisterUpdate{IndexOf(update.index), value});
  });
}

template <class Source>
template <class F>
void Folded<Source>::ForEachBlock(F f) const {
  source_->ForEachBlock([&](uint64_t first, std::span<const uint8_t> values) {
    uint8_t folded[kBlockRegisters];
    const size_t step = std::min<uint64_t>({values.size(), kBlockRegisters, params_.registers()});
    for (size_t begin = 0; begin < values.size(); begin += step) {
      FoldRegisters(source_->params(), params_, first + begin, values.subspan(begin, step), folded);
      f(IndexOf(first + begin), std::span<const uint8_t>(folded, step));
    }
  });
}

}  // namespace hll
