// Values of type hll: from datums to the core's images and sketches, and back.
//
// The only place that brings memory to sketches. Every function that reads or makes an hll value
// goes through here.
#pragma once

#include "hll/encode.hpp"
#include "hll/fold.hpp"
#include "hll/format.hpp"
#include "hll/state.hpp"
#include "pg/hll_error.hpp"
#include "pg/pg.hpp"

// Checks the bytes of an hll value. Raises by `origin` if they are not a valid image.
hll::Image ParseImage(std::span<const uint8_t> bytes, Origin origin);
// The image of a stored value.
hll::Image ImageOf(Datum hll);

// A new EMPTY sketch in `context`.
hll::Sketch* NewSketch(const hll::Params& params, MemoryContext context);

// Moves a sketch that has no room for one more value to a larger block of its context.
hll::Sketch* Enlarge(hll::Sketch* sketch);

// Add a hash or another sketch's content. They return the sketch that replaces the given one, which
// may have been moved and freed.
inline hll::Sketch* AddHash(hll::Sketch* sketch, uint64_t hash) {
  while (!sketch->Add(hash)) sketch = Enlarge(sketch);
  return sketch;
}
// A null sketch is nothing: the result is a copy of the other in `context`. Raise 22000 if the
// parameters don't allow a union.
hll::Sketch* Unite(hll::Sketch* sketch, const hll::Image& other, MemoryContext context);
hll::Sketch* Unite(hll::Sketch* sketch, const hll::Sketch& other, MemoryContext context);
hll::Sketch* Unite(hll::Sketch* sketch, const hll::Folded& other, MemoryContext context);

// The value of a sketch, in the current memory context; the sketch stays as it is.
Datum HllDatum(const hll::Sketch& sketch);
// The same; null, the union of nothing, is EMPTY with the parameters that the settings say.
Datum HllDatum(const hll::Sketch* sketch);
// The value of an EMPTY sketch.
Datum EmptyHllDatum(const hll::Params& params);
