// Sketches: from bytes to the core's images and sketches, and back. All functions return false, or
// null, after an error, which `result` has.
#pragma once

#include <cstdint>

#include "hll/encode.hpp"
#include "hll/fold.hpp"
#include "hll/format.hpp"
#include "hll/state.hpp"
#include "wasm/hll_errors.hpp"
#include "wasm/module.hpp"

// The memory of a sketch is that of a page.
inline constexpr int kMostLog2m = 20;
// So that no number of bytes exceeds 32 bits, whatever values are united.
inline constexpr size_t kMostHllBytes = size_t{1} << 28;

bool CheckLog2m(const hll::Params& params);
bool CheckConfidence(double confidence);
// Checks the bytes.
bool ReadHll(const Bytes& bytes, hll::Image* image);

// Moves the content to a block of this shape, unless it has this shape.
bool Reshape(hll::Sketch* sketch, const hll::Sketch::Shape& shape);
bool AddHash(hll::Sketch* sketch, uint64_t hash);

// Writes the sketch as SQL does, into bytes that are the result.
Outcome WriteHll(const hll::Sketch& sketch);
Outcome WriteHll(const hll::Sketch& sketch, const hll::Encoding& encoding);

// Makes `sketch` the union. `source` is an Image, a Sketch or a Folded.
template <class Source>
bool Unite(hll::Sketch* sketch, const Source& source) {
  if (!CanUnite(*sketch, source)) {
    FailForDifferentParameters(sketch->params(), source.params());
    return false;
  }
  if (!Reshape(sketch, sketch->ShapeForUnion(source))) return false;
  sketch->Unite(source);
  return true;
}

// The same, but values of different parameters are folded to those that they have in common.
bool UniteFolded(hll::Sketch* sketch, const hll::Image& image);

// Makes `image` one with these parameters, as ComparedParams() says.
bool FoldTo(const hll::Params& params, hll::Image* image);
