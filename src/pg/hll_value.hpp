// Values of type hll: from datums to the core's images and sketches, and back.
//
// The only place that allocates memory for sketches.
#pragma once

#include "hll/encode.hpp"
#include "hll/fold.hpp"
#include "hll/format.hpp"
#include "hll/state.hpp"
#include "pg/hll_error.hpp"
#include "pg/pg.hpp"

// Checks the bytes of an hll value: in full, unless they come from a stored value.
hll::Status ParseImage(std::span<const uint8_t> bytes, Origin origin, hll::Image* image);
// The same, but if they aren't a valid image, raises the error for this `origin`.
hll::Image ParseImage(std::span<const uint8_t> bytes, Origin origin);
// The image of a stored value.
hll::Image ImageOf(Datum hll);
// What the head of a stored value says (Image::ParseHead). Of a value in TOAST, and of a DENSE one,
// it reads no more.
hll::Image HeadOf(Datum hll);
// An image of a stored value that is sufficient to count it: the head, unless the registers are
// needed.
hll::Image CountableImageOf(Datum hll);

// A new EMPTY sketch in `context`, where its block will be, too.
hll::Sketch* NewSketch(const hll::Params& params, MemoryContext context);
void FreeSketch(hll::Sketch* sketch);

// Moves the content to a block of this shape, unless it has this shape.
void Reshape(hll::Sketch* sketch, const hll::Sketch::Shape& shape);

inline void AddHash(hll::Sketch* sketch, uint64_t hash) {
  while (!sketch->Add(hash)) Reshape(sketch, sketch->NextShape());
}
// Adds the content of another sketch and returns the sketch.
// If `sketch` is null, the result is a copy of the other one in `context`. Raises 22000 if the
// parameters don't allow a union.
// `other` is an Image, a Sketch or a Folded.
template <class Source>
hll::Sketch* Unite(hll::Sketch* sketch, const Source& other, MemoryContext context) {
  if (sketch == nullptr) sketch = NewSketch(other.params(), context);
  if (!CanUnite(*sketch, other)) RaiseDifferentParameters(sketch->params(), other.params());
  Reshape(sketch, sketch->ShapeForUnion(other));
  sketch->Unite(other);
  return sketch;
}

// The same, but sketches of different parameters are folded to Params::Common() first, and nothing
// is raised. `other` is an Image or a Sketch.
template <class Source>
hll::Sketch* UniteFolded(hll::Sketch* sketch, const Source& other, MemoryContext context) {
  if (sketch == nullptr || CanUnite(*sketch, other)) return Unite(sketch, other, context);
  const hll::Params params = hll::Params::Common(sketch->params(), other.params());
  if (params != sketch->params()) {
    hll::Sketch* folded = Unite(nullptr, hll::Folded(*sketch, params), context);
    FreeSketch(sketch);
    sketch = folded;
  }
  return Unite(sketch, hll::Folded(other, params), context);
}

// The bytes by which values are compared: those of schema version 1, in the form in which they are
// written by default, of a DENSE value; of others those that are stored.
Datum ComparedHll(Datum hll);

// How a sketch is written under the settings, and the bytes into `image`, which has encoding.bytes.
hll::Encoding HllEncoding(const hll::Sketch& sketch);
// How a sketch is written that only this query reads: with version 1, which takes less time.
hll::Encoding StateEncoding(const hll::Sketch& sketch);
void WriteHll(const hll::Sketch& sketch, const hll::Encoding& encoding, std::span<uint8_t> image);

// Returns the value of a sketch, in the current memory context; the sketch doesn't change.
Datum HllDatum(const hll::Sketch& sketch);
Datum HllDatum(const hll::Sketch& sketch, const hll::Encoding& encoding);
// The same, but null is a union of no rows: the value is EMPTY with the parameters of the settings.
Datum HllDatum(const hll::Sketch* sketch);
// The value of an EMPTY sketch.
Datum EmptyHllDatum(const hll::Params& params);
