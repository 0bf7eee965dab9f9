// Writing images from sketches: insert.hpp changes a copy of an image, all else is written here.
// STORAGE.md is the authority on every byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hll/format.hpp"
#include "hll/state.hpp"

namespace hll {

// Writes registers SPARSE if that is smaller than FULL.
inline constexpr int64_t kAutomaticMaxSparse = -1;

// The form in which a sketch is written.
struct Encoding {
  Form form;
  uint64_t count;        // EXPLICIT values or SPARSE words
  size_t bytes;          // of the image
  size_t scratch_words;  // what Encode needs for sorting
  // What was found out on the way to DENSE.
  DenseLayout first_block = {};
  RegisterStatistics statistics = {};
};

// `version` is the newest schema version that may be written: with version 2 registers are written
// DENSE if that is smaller than the form that version 1 gives them (STORAGE.md, "DENSE").
Encoding EncodingOf(const Sketch& sketch, int64_t max_sparse, int version = kSchemaVersion);
// The encoding with version 1 of `filled` registers that are set; without scratch_words. Registers
// are written SPARSE if the parameters have sparse enabled and at most `max_sparse` registers are
// set, or, with kAutomaticMaxSparse, if that is smaller than FULL. A SPARSE form that would exceed
// the largest value is written FULL.
Encoding RegisterEncoding(const Params& params, uint64_t filled, int64_t max_sparse);

// REQUIRES: `encoding` is this sketch's, and both spans have its sizes.
void Encode(const Sketch& sketch, const Encoding& encoding, std::span<uint64_t> scratch,
            std::span<uint8_t> image);

// Writes the three bytes with which an image begins.
void EncodeHeader(const Params& params, Form form, std::span<uint8_t> image);
// Writes the three bytes of an EMPTY image.
void EncodeEmpty(const Params& params, std::span<uint8_t, kHeaderBytes> image);

}  // namespace hll
