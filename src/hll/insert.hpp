// Adds to stored images by changing a copy of their bytes. A Sketch would be filled from all of an
// image and written again, for one value or one register.
//
// The bytes are those that a Sketch would write. What may change the form of an image needs a
// Sketch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hll/encode.hpp"
#include "hll/format.hpp"

namespace hll {

// What one more hash does to an image.
struct Insertion {
  enum class Effect : uint8_t { kNothing, kReplacesWord, kAddsWord, kNeedsSketch };

  Effect effect;
  Form form = Form::kUndefined;  // of the result
  uint64_t at = 0;               // which word of the EXPLICIT or SPARSE form
  uint64_t word = 0;
  size_t bytes = 0;  // of the result
};

// The image is written with schema version 1. A FULL or DENSE image needs a Sketch; FULL, instead,
// FullRegisters.
Insertion InsertionOf(const Image& image, uint64_t hash, int64_t max_sparse);
// Writes the image with the hash. REQUIRES: `insertion` is the image's, and adds or replaces a
// word; `result` has insertion.bytes bytes.
void Insert(const Image& image, const Insertion& insertion, std::span<uint8_t> result);

// Whether the image is FULL, and schema version 1 writes it FULL under this max_sparse, whatever is
// added.
bool StaysFull(const Image& image, int64_t max_sparse);

// Raises registers in the bytes of a FULL image.
class FullRegisters {
 public:
  // REQUIRES: `image` are all bytes of a FULL image with these parameters.
  FullRegisters(const Params& params, std::span<uint8_t> image)
      : params_(params), registers_(image.subspan(kHeaderBytes)) {}

  void Add(uint64_t hash) { Raise(UpdateOf(params_, hash)); }
  void Raise(RegisterUpdate update) {
    const auto width = static_cast<unsigned>(params_.regwidth());
    changed_ |= RaisePacked(registers_.data(), width, update.index, update.value);
  }
  bool changed() const { return changed_; }

 private:
  Params params_;
  std::span<uint8_t> registers_;
  bool changed_ = false;
};

}  // namespace hll
