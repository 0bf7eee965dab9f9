#include "hll/state.hpp"

#include <algorithm>
#include <utility>

#include "util/byte_array.hpp"

namespace hll {

size_t Sketch::Shape::bytes() const {
  if (form == Form::kFull) return params.registers();
  return scale == 0 ? 0 : ExplicitSet::Slots(scale) * sizeof(uint64_t);
}

void* Sketch::MoveTo(const Shape& shape, void* block) {
  ClearBytes({static_cast<uint8_t*>(block), shape.bytes()});
  Sketch moved(shape, block);
  moved.Unite(*this);
  void* left = block_;
  *this = moved;
  return left;
}

bool Sketch::AddSlowly(uint64_t hash) {
  if (form() == Form::kFull) {
    AddWaiting();
    return Add(hash);
  }
  const uint64_t limit = params().explicit_limit();
  if (form() == Form::kUndefined) return true;
  if (form() == Form::kEmpty) {
    if (limit == 0) return false;
    shape_.form = Form::kExplicit;
    may_wait_ = RoomToWait();
  }
  Settle();
  // If most of them remain in the header, they would be settled again with each few rows.
  const unsigned may_remain = shape_.scale == 0 ? kMaxWaiting - 1 : kMaxWaiting / 2;
  if (waiting_ > may_remain && count() < limit) return false;
  if (waiting_ < may_wait_) return Add(hash);
  if (form() == Form::kExplicit) return Contains(hash);
  const RegisterUpdate update = UpdateOf(params(), hash);
  if (*sparse_map().Find(update.index << SparseMap::kPayloadBits) == 0) return update.value == 0;
  AddRegister(update);
  return true;
}

uint8_t Sketch::RoomToWait() const {
  if (form() == Form::kFull) return kMaxWaiting;
  const uint64_t most = form() == Form::kExplicit ? params().explicit_limit() : capacity();
  if (most <= count_) return 0;
  return static_cast<uint8_t>(std::min<uint64_t>(most - count_, kMaxWaiting));
}

void Sketch::AddWaiting() const {
  const unsigned count = std::exchange(waiting_, 0);
  if (form() == Form::kFull) {
    const Params params = this->params();
    for (unsigned i = 0; i < count; ++i) Raise(UpdateOf(params, hashes_[i]));
    return;
  }
  if (form() == Form::kExplicit) {
    if (shape_.scale > 0)
      for (unsigned i = 0; i < count; ++i)
        __builtin_prefetch(words() + explicit_set().HomeOf(hashes_[i]), 1);
    for (unsigned i = 0; i < count; ++i)
      if (!Waits(hashes_[i], waiting_) && !AddToTable(hashes_[i])) hashes_[waiting_++] = hashes_[i];
  } else {
    for (unsigned i = 0; i < count; ++i) AddRegister(UpdateOf(params(), hashes_[i]));
  }
  may_wait_ = RoomToWait();
}

Sketch::Shape Sketch::NextShape() const {
  const bool may_be_explicit = form() == Form::kEmpty || form() == Form::kExplicit;
  if (may_be_explicit && count() < params().explicit_limit())
    return ExplicitShape(params(), count() + 1);
  return RegisterShape(params(), count() + 1);
}

namespace {

// The scale of a table for so many words. Tables grow fourfold, the first one eightfold: many
// sketches that grow together leave blocks behind that no other one needs.
unsigned ScaleFor(uint64_t words) {
  const unsigned scale = WordTable<0>::ScaleFor(words);
  constexpr unsigned kSecond = 6;
  return scale == WordTable<0>::kMinScale ? scale : std::max(kSecond, scale + scale % 2);
}

}  // namespace

Sketch::Shape Sketch::ExplicitShape(const Params& params, uint64_t values) {
  if (values <= kMaxWaiting) return {params, Form::kExplicit};
  const uint64_t most = std::max(values, params.explicit_limit());
  const unsigned scale = std::min(ScaleFor(values), ExplicitSet::ScaleFor(most));
  return {params, Form::kExplicit, static_cast<uint8_t>(scale)};
}

Sketch::Shape Sketch::RegisterShape(const Params& params, uint64_t filled) {
  // A table must take well below a byte for each register, or its slower access isn't worth it.
  const Shape sparse = {params, Form::kSparse, static_cast<uint8_t>(ScaleFor(filled))};
  return sparse.bytes() > params.registers() / 2 ? Shape{params, Form::kFull} : sparse;
}

const Sketch::Shape& Sketch::LargerOf(const Shape& other) const {
  return other.form == form() && other.scale <= shape_.scale ? shape_ : other;
}

bool Sketch::Contains(uint64_t hash) const {
  if (Waits(hash, waiting_)) return true;
  if (hash == 0) return has_zero_;
  return shape_.scale > 0 && *explicit_set().Find(hash) == hash;
}

bool Sketch::Waits(uint64_t hash, unsigned count) const {
  return std::find(hashes_, hashes_ + count, hash) != hashes_ + count;
}

bool Sketch::AddToTable(uint64_t hash) const {
  if (shape_.scale == 0) return false;
  uint64_t* slot = hash == 0 ? nullptr : explicit_set().Find(hash);
  if (slot == nullptr ? has_zero_ : *slot != 0) return true;
  if (count_ >= capacity()) return false;
  if (slot == nullptr) {
    has_zero_ = true;
  } else {
    *slot = hash;
  }
  ++count_;
  return true;
}

// REQUIRES: room in the table or in the header.
void Sketch::AddValue(uint64_t hash) {
  if (!Waits(hash, waiting_) && !AddToTable(hash)) hashes_[waiting_++] = hash;
}

// REQUIRES: in a sparse map, a free slot.
void Sketch::AddRegister(RegisterUpdate update) const {
  if (form() == Form::kFull) {
    Raise(update);
  } else if (update.value != 0) {
    const uint64_t word = update.index << SparseMap::kPayloadBits | update.value;
    uint64_t* slot = sparse_map().Find(word);
    count_ += *slot == 0;
    *slot = std::max(*slot, word);
  }
}

bool WouldChange(const Image& image, uint64_t hash) {
  if (image.form() == Form::kEmpty) return true;
  if (image.form() == Form::kUndefined) return false;
  if (image.form() == Form::kExplicit) return !image.HasHash(hash);
  const RegisterUpdate update = UpdateOf(image.params(), hash);
  return image.Register(update.index) < update.value;
}

}  // namespace hll
