#include "pg/hll_value.hpp"

#include <bit>
#include <new>

#include "pg/hll_settings.hpp"
#include "pg/varlena.hpp"

using hll::Encoding;
using hll::Form;
using hll::Image;
using hll::Params;
using hll::Sketch;

static_assert(kMaxValueBytes == MaxAllocSize - VARHDRSZ, "an image is the content of a varlena");

namespace {

// Whether the image of so many bytes is probably FULL: a power of two times regwidth.
bool HasSizeOfFull(size_t bytes) {
  const size_t data = bytes - hll::kHeaderBytes;
  return bytes > hll::kHeaderBytes && (data >> std::countr_zero(data)) < hll::kMaxRegwidth;
}

// What the head says of the image of `size` bytes.
Image ParseHead(std::span<const uint8_t> bytes, size_t size) {
  Image image;
  Check(Image::ParseHead(bytes, size, &image), Origin::kStored);
  return image;
}

bool IsInToast(Datum hll) { return VARATT_IS_EXTERNAL_ONDISK(DatumGetPointer(hll)); }

size_t SizeInToast(Datum hll) { return toast_raw_datum_size(hll) - VARHDRSZ; }

Image HeadInToast(Datum hll) {
  const Datum slice = PointerGetDatum(PG_DETOAST_DATUM_SLICE(hll, 0, hll::kMaxHeadBytes));
  return ParseHead(BytesOf(slice), SizeInToast(hll));
}

}  // namespace

hll::Status ParseImage(std::span<const uint8_t> bytes, Origin origin, Image* image) {
  return origin == Origin::kStored ? Image::Parse(bytes, image) : Image::ParseInput(bytes, image);
}

Image ParseImage(std::span<const uint8_t> bytes, Origin origin) {
  Image image;
  Check(ParseImage(bytes, origin, &image), origin);
  return image;
}

Image ImageOf(Datum hll) { return ParseImage(BytesOf(hll), Origin::kStored); }

Image HeadOf(Datum hll) {
  if (IsInToast(hll)) return HeadInToast(hll);
  const std::span<const uint8_t> bytes = BytesOf(hll);
  const Image head = ParseHead(bytes, bytes.size());
  return head.form() == Form::kDense ? head : ParseImage(bytes, Origin::kStored);
}

Image CountableImageOf(Datum hll) {
  if (IsInToast(hll) && HasSizeOfFull(SizeInToast(hll))) return ImageOf(hll);
  const Image head = HeadOf(hll);
  const bool needs_registers = head.form() == Form::kSparse || head.form() == Form::kFull;
  return needs_registers && IsInToast(hll) ? ImageOf(hll) : head;
}

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

Encoding HllEncoding(const Sketch& sketch) {
  return EncodingOf(sketch, MaxSparseSetting(), OutputVersionSetting());
}

Encoding StateEncoding(const Sketch& sketch) { return EncodingOf(sketch, MaxSparseSetting()); }

void WriteHll(const Sketch& sketch, const Encoding& encoding, std::span<uint8_t> image) {
  const size_t scratch_bytes = encoding.scratch_words * sizeof(uint64_t);
  auto* scratch = static_cast<uint64_t*>(
      scratch_bytes == 0 ? nullptr : MemoryContextAllocHuge(CurrentMemoryContext, scratch_bytes));
  Encode(sketch, encoding, {scratch, encoding.scratch_words}, image);
  if (scratch != nullptr) pfree(scratch);
}

Datum HllDatum(const Sketch& sketch) { return HllDatum(sketch, HllEncoding(sketch)); }

Datum HllDatum(const Sketch& sketch, const Encoding& encoding) {
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
