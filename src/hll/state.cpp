#include "hll/state.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "util/byte_array.hpp"

namespace hll {

size_t Sketch::Shape::bytes() const {
  if (form == Form::kFull) return sizeof(Sketch) + params.registers();
  return sizeof(Sketch) + (scale == 0 ? 0 : ExplicitSet::Slots(scale) * sizeof(uint64_t));
}

Sketch* Sketch::Create(const Shape& shape, void* memory) {
  ClearBytes({static_cast<uint8_t*>(memory), shape.bytes()});
  return new (memory) Sketch(shape);
}

Sketch* Sketch::Move(const Sketch& from, const Shape& shape, void* memory) {
  Sketch* sketch = Create(shape, memory);
  sketch->Unite(from);
  return sketch;
}

uint64_t Sketch::Room() const {
  const uint64_t capacity = ExplicitSet::Capacity(shape_.scale);
  return form() == Form::kExplicit ? std::min(capacity, params().explicit_limit()) : capacity;
}

bool Sketch::AddToTable(uint64_t hash) {
  if (form() == Form::kEmpty) return false;
  if (form() == Form::kExplicit) return AddExplicit(hash, Room());
  if (form() == Form::kSparse) {
    const RegisterUpdate update = UpdateOf(params(), hash);
    if (update.value == 0) return true;
    uint64_t* slot = sparse_map().Find(update.index << SparseMap::kPayloadBits);
    if (*slot == 0 && count_ >= Room()) return false;
    AddSparse(update, slot);
  }
  return true;
}

Sketch::Shape Sketch::NextShape() const {
  const bool may_be_explicit = form() == Form::kEmpty || form() == Form::kExplicit;
  if (may_be_explicit && count_ < params().explicit_limit())
    return ExplicitShape(params(), count_ + 1);
  return RegisterShape(params(), count_ + 1);
}

Sketch::Shape Sketch::ExplicitShape(const Params& params, uint64_t values) {
  return {params, Form::kExplicit, static_cast<uint8_t>(ExplicitSet::ScaleFor(values))};
}

Sketch::Shape Sketch::RegisterShape(const Params& params, uint64_t filled) {
  // A table must take well below a byte for each register, or its slower access isn't worth it.
  const Shape sparse = {params, Form::kSparse, static_cast<uint8_t>(SparseMap::ScaleFor(filled))};
  return sparse.bytes() > params.registers() / 2 ? Shape{params, Form::kFull} : sparse;
}

const Sketch::Shape& Sketch::LargerOf(const Shape& other) const {
  return other.form == form() && other.scale <= shape_.scale ? shape_ : other;
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
  if (form() == Form::kFull) return Defer(update);
  if (update.value != 0)
    AddSparse(update, sparse_map().Find(update.index << SparseMap::kPayloadBits));
}

void Sketch::AddSparse(RegisterUpdate update, uint64_t* slot) {
  const uint64_t word = update.index << SparseMap::kPayloadBits | update.value;
  count_ += *slot == 0;
  *slot = std::max(*slot, word);
}

bool WouldChange(const Image& image, uint64_t hash) {
  if (image.form() == Form::kEmpty) return true;
  if (image.form() == Form::kUndefined) return false;
  if (image.form() == Form::kExplicit) return !image.HasHash(hash);
  const RegisterUpdate update = UpdateOf(image.params(), hash);
  return image.Register(update.index) < update.value;
}

}  // namespace hll
