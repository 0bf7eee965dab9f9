#include "wasm/hll_value.hpp"

using hll::Encoding;
using hll::Folded;
using hll::Image;
using hll::Params;
using hll::Sketch;

bool CheckLog2m(const Params& params) {
  if (params.log2m() <= kMostLog2m) return true;
  FailForLog2m(params.log2m());
  return false;
}

bool CheckConfidence(double confidence) {
  if (confidence > 0.0 && confidence < 1.0) return true;  // false for NaN
  FailForConfidence();
  return false;
}

bool ReadHll(const Bytes& bytes, Image* image) {
  if (bytes.size > kMostHllBytes) {
    FailForMemory();
    return false;
  }
  if (const hll::Status status = Image::ParseInput(bytes.span(), image); !status.ok()) {
    FailAsValue(status);
    return false;
  }
  return CheckLog2m(image->params());
}

bool Reshape(Sketch* sketch, const Sketch::Shape& shape) {
  if (shape == sketch->shape()) return true;
  const size_t bytes = shape.bytes();
  void* const block = bytes == 0 ? nullptr : Allocate(bytes);
  if (bytes > 0 && block == nullptr) {
    FailForMemory();
    return false;
  }
  sketch->MoveTo(shape, block);
  return true;
}

bool AddHash(Sketch* sketch, uint64_t hash) {
  while (!sketch->Add(hash))
    if (!Reshape(sketch, sketch->NextShape())) return false;
  return true;
}

Outcome WriteHll(const Sketch& sketch) {
  return WriteHll(sketch, EncodingOf(sketch, hll::kAutomaticMaxSparse));
}

Outcome WriteHll(const Sketch& sketch, const Encoding& encoding) {
  auto* const bytes = static_cast<uint8_t*>(Allocate(encoding.bytes));
  auto* const scratch = static_cast<uint64_t*>(Allocate(uint64_t{encoding.scratch_words} * 8));
  if (bytes == nullptr || scratch == nullptr) return FailForMemory();
  const std::span<uint8_t> image(bytes, encoding.bytes);
  Encode(sketch, encoding, {scratch, encoding.scratch_words}, image);
  return Done(image);
}

bool UniteFolded(Sketch* sketch, const Image& image) {
  if (CanUnite(*sketch, image)) return Unite(sketch, image);
  const Params params = Params::Common(sketch->params(), image.params());
  if (params != sketch->params()) {
    Sketch folded(params);
    if (!Unite(&folded, Folded(*sketch, params))) return false;
    *sketch = folded;
  }
  return Unite(sketch, Folded(image, params));
}

bool FoldTo(const Params& params, Image* image) {
  if (KeepsContent(*image, params)) {
    *image = image->WithParams(params);
    return true;
  }
  Sketch folded(params);
  if (!Unite(&folded, Folded(*image, params)) || WriteHll(folded) != Outcome::kDone) return false;
  return ReadHll({result.bytes, result.size}, image);
}
