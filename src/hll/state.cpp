#include "hll/state.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "util/byte_array.hpp"

size_t Sketch::Shape::bytes() const {
  if (mode == Mode::kDense) return sizeof(Sketch) + params.registers();
  return sizeof(Sketch) + (scale == 0 ? 0 : ExplicitSet::Slots(scale) * sizeof(uint64_t));
}

Sketch* Sketch::Create(const Shape& shape, void* memory) {
  ClearBytes({static_cast<uint8_t*>(memory), shape.bytes()});
  return new (memory) Sketch(shape);
}

Sketch* Sketch::Move(const Sketch& from, const Shape& shape, void* memory) {
  Sketch* sketch = Create(shape, memory);
  sketch->Absorb(from);
  return sketch;
}

uint64_t Sketch::Room() const {
  const uint64_t capacity = ExplicitSet::Capacity(shape_.scale);
  return mode() == Mode::kExplicit ? std::min(capacity, params().explicit_limit()) : capacity;
}

bool Sketch::AddToTable(uint64_t hash) {
  if (mode() == Mode::kEmpty) return false;
  if (mode() == Mode::kExplicit) return AddExplicit(hash, Room());
  if (mode() == Mode::kSparse) {
    const RegisterUpdate update = UpdateOf(params(), hash);
    if (update.value == 0) return true;
    uint64_t* slot = sparse_map().Find(update.index << SparseMap::kPayloadBits);
    if (*slot == 0 && count_ >= Room()) return false;
    AddSparse(update, slot);
  }
  return true;
}

Sketch::Shape Sketch::NextShape() const {
  const bool may_be_explicit = mode() == Mode::kEmpty || mode() == Mode::kExplicit;
  if (may_be_explicit && count_ < params().explicit_limit())
    return ExplicitShape(params(), count_ + 1);
  return RegisterShape(params(), count_ + 1);
}

Sketch::Shape Sketch::ExplicitShape(const Params& params, uint64_t values) {
  return {params, Mode::kExplicit, static_cast<uint8_t>(ExplicitSet::ScaleFor(values))};
}

Sketch::Shape Sketch::RegisterShape(const Params& params, uint64_t filled) {
  // The table must be well below a byte a register, or its slower access doesn't pay.
  const Shape sparse = {params, Mode::kSparse, static_cast<uint8_t>(SparseMap::ScaleFor(filled))};
  return sparse.bytes() > params.registers() / 2 ? Shape{params, Mode::kDense} : sparse;
}

const Sketch::Shape& Sketch::LargerOf(const Shape& other) const {
  return other.mode == mode() && other.scale <= shape_.scale ? shape_ : other;
}

bool Sketch::Contains(uint64_t hash) const {
  return hash == 0 ? has_zero_ : *explicit_set().Find(hash) == hash;
}

bool Sketch::AddExplicit(uint64_t hash, uint64_t room) {
  uint64_t* slot = hash == 0 ? nullptr : explicit_set().Find(hash);
  if (slot == nullptr ? has_zero_ : *slot != 0) return true;
  if (count_ >= room) return false;
  if (slot == nullptr) {
    has_zero_ = true;
  } else {
    *slot = hash;
  }
  ++count_;
  return true;
}

// REQUIRES: in a sparse map, a free slot.
void Sketch::AddRegister(RegisterUpdate update) {
  if (mode() == Mode::kDense) return Defer(update);
  if (update.value != 0)
    AddSparse(update, sparse_map().Find(update.index << SparseMap::kPayloadBits));
}

void Sketch::AddSparse(RegisterUpdate update, uint64_t* slot) {
  const uint64_t word = update.index << SparseMap::kPayloadBits | update.value;
  count_ += *slot == 0;
  *slot = std::max(*slot, word);
}

Sketch::Mode ModeOf(const Image& image) {
  switch (image.type()) {
    case ImageType::kEmpty:
      return Sketch::Mode::kEmpty;
    case ImageType::kExplicit:
      return Sketch::Mode::kExplicit;
    case ImageType::kSparse:
      return Sketch::Mode::kSparse;
    case ImageType::kFull:
      return Sketch::Mode::kDense;
    case ImageType::kUndefined:
      break;
  }
  return Sketch::Mode::kUndefined;
}

bool WouldChange(const Image& image, uint64_t hash) {
  if (image.type() == ImageType::kEmpty) return true;
  if (image.type() == ImageType::kUndefined) return false;
  if (image.type() == ImageType::kExplicit) return !image.HasHash(hash);
  const RegisterUpdate update = UpdateOf(image.params(), hash);
  return image.Register(update.index) < update.value;
}
