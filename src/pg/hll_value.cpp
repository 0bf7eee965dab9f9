#include "pg/hll_value.hpp"

#include <new>

#include "pg/hll_settings.hpp"
#include "pg/varlena.hpp"

using hll::Encoding;
using hll::Form;
using hll::Image;
using hll::Params;
using hll::Sketch;

static_assert(kMaxValueBytes == MaxAllocSize - VARHDRSZ, "an image is the content of a varlena");

Image ParseImage(std::span<const uint8_t> bytes, Origin origin) {
  Image image;
  Check(Image::Parse(bytes, &image), origin);
  return image;
}

Image ImageOf(Datum hll) { return ParseImage(BytesOf(hll), Origin::kStored); }

Sketch* NewSketch(const Params& params, MemoryContext context) {
  return new (MemoryContextAlloc(context, sizeof(Sketch))) Sketch(params);
}

void FreeSketch(Sketch* sketch) {
  if (sketch->block() != nullptr) pfree(sketch->block());
  pfree(sketch);
}

void Reshape(Sketch* sketch, const Sketch::Shape& shape) {
  if (shape == sketch->shape()) return;
  const size_t bytes = shape.bytes();
  MemoryContext context = GetMemoryChunkContext(sketch);
  void* left = sketch->MoveTo(shape, bytes == 0 ? nullptr : MemoryContextAllocHuge(context, bytes));
  if (left != nullptr) pfree(left);
}

Encoding HllEncoding(const Sketch& sketch) { return EncodingOf(sketch, MaxSparseSetting()); }

void WriteHll(const Sketch& sketch, const Encoding& encoding, std::span<uint8_t> image) {
  const size_t scratch_bytes = encoding.scratch_words * sizeof(uint64_t);
  auto* scratch = static_cast<uint64_t*>(
      scratch_bytes == 0 ? nullptr : MemoryContextAllocHuge(CurrentMemoryContext, scratch_bytes));
  Encode(sketch, encoding, {scratch, encoding.scratch_words}, image);
  if (scratch != nullptr) pfree(scratch);
}

Datum HllDatum(const Sketch& sketch) {
  const Encoding encoding = HllEncoding(sketch);
  bytea* value = NewVarlena(encoding.bytes);
  WriteHll(sketch, encoding, ContentOf(value));
  return PointerGetDatum(value);
}

Datum HllDatum(const Sketch* sketch) {
  return sketch == nullptr ? EmptyHllDatum(ParamsFromSettings(nullptr, 0)) : HllDatum(*sketch);
}

Datum EmptyHllDatum(const Params& params) {
  bytea* value = NewVarlena(hll::kHeaderBytes);
  EncodeEmpty(params, ContentOf(value).first<hll::kHeaderBytes>());
  return PointerGetDatum(value);
}
