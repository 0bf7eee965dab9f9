#include "hll/sketch.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "util/byte_array.hpp"
#include "util/murmur3.hpp"

size_t Sketch::Shape::bytes() const {
  const uint64_t data = mode == Mode::kDense ? params.registers() : slots * sizeof(uint64_t);
  return sizeof(Sketch) + data;
}

Sketch* Sketch::Create(const Shape& shape, void* memory) {
  ForEachSlice(shape.bytes(), [&](uint64_t begin, uint64_t end) {
    std::memset(static_cast<uint8_t*>(memory) + begin, 0, end - begin);
  });
  // Where a block of memory lies is as good as random to whoever chooses the values.
  const uint64_t salt = MurmurHash3(uint64_t{reinterpret_cast<uintptr_t>(memory)}, 0);
  return new (memory) Sketch(shape, salt);
}

Sketch* Sketch::Move(const Sketch& from, const Shape& shape, void* memory) {
  Sketch* sketch = Create(shape, memory);
  sketch->Absorb(from);
  return sketch;
}

Sketch::AddResult Sketch::Add(uint64_t hash) {
  switch (mode()) {
    case Mode::kDense:
      return AddDense(UpdateOf(params(), hash));
    case Mode::kExplicit:
      if (Contains(hash)) return AddResult::kUnchanged;
      if (count_ >= params().explicit_limit() || !explicit_set().HasRoom(count_))
        return AddResult::kNoRoom;
      InsertHash(hash);
      return AddResult::kChanged;
    case Mode::kSparse: {
      const RegisterUpdate update = UpdateOf(params(), hash);
      if (update.value == 0) return AddResult::kUnchanged;
      uint64_t* slot = sparse_map().Find(update.index << SparseMap::kPayloadBits);
      if (*slot == 0 && !sparse_map().HasRoom(count_)) return AddResult::kNoRoom;
      return AddSparse(update, slot);
    }
    case Mode::kEmpty:
      return AddResult::kNoRoom;
    case Mode::kUndefined:
      break;
  }
  return AddResult::kUnchanged;
}

Sketch::Shape Sketch::NextShape() const {
  const bool may_be_explicit = mode() == Mode::kEmpty || mode() == Mode::kExplicit;
  if (may_be_explicit && count_ < params().explicit_limit())
    return ExplicitShape(params(), count_ + 1);
  return RegisterShape(params(), count_ + 1);
}

Sketch::Shape Sketch::ExplicitShape(const Params& params, uint64_t values) {
  return {params, Mode::kExplicit, ExplicitSet::SlotsFor(values)};
}

Sketch::Shape Sketch::RegisterShape(const Params& params, uint64_t filled) {
  // The table must be well below a byte a register, or its slower access doesn't pay.
  const uint64_t slots = SparseMap::SlotsFor(filled);
  if (slots > params.registers() / (2 * sizeof(uint64_t))) return {params, Mode::kDense};
  return {params, Mode::kSparse, slots};
}

const Sketch::Shape& Sketch::LargerOf(const Shape& other) const {
  return other.mode == mode() && other.slots <= shape_.slots ? shape_ : other;
}

bool Sketch::Contains(uint64_t hash) const {
  return hash == 0 ? has_zero_ : *explicit_set().Find(hash) == hash;
}

// REQUIRES: !Contains(hash), and a free slot.
void Sketch::InsertHash(uint64_t hash) {
  if (hash == 0) {
    has_zero_ = true;
  } else {
    *explicit_set().Find(hash) = hash;
  }
  ++count_;
}

// REQUIRES: in a sparse map, a free slot.
Sketch::AddResult Sketch::AddRegister(RegisterUpdate update) {
  if (mode() == Mode::kDense) return AddDense(update);
  if (update.value == 0) return AddResult::kUnchanged;
  return AddSparse(update, sparse_map().Find(update.index << SparseMap::kPayloadBits));
}

Sketch::AddResult Sketch::AddSparse(RegisterUpdate update, uint64_t* slot) {
  const uint64_t word = update.index << SparseMap::kPayloadBits | update.value;
  if (*slot >= word) return AddResult::kUnchanged;
  count_ += *slot == 0;
  *slot = word;
  return AddResult::kChanged;
}

Sketch::AddResult Sketch::AddDense(RegisterUpdate update) {
  uint8_t& value = dense()[update.index];
  if (value >= update.value) return AddResult::kUnchanged;
  value = update.value;
  return AddResult::kChanged;
}

void Sketch::MergeBlock(uint64_t first, std::span<const uint8_t> values) {
  MaxBytes(values.data(), dense() + first, values.size());
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
