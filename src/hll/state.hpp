// The mutable state of a sketch: a header of one cache line, and a block of the caller's memory.
//
// Hashes wait in the header until a few have come, and are then added at once. If a query fills
// thousands of sketches in turn, each row finds its sketch outside of the processor's cache: a hash
// that waits touches the header only, and the places of those that are added together come from
// memory at the same time.
//
// The block holds nothing while EMPTY; then a hash table of the EXPLICIT values, as soon as there
// are more than may wait; then a hash table of the registers that are set; then one byte for each
// register. When a step needs more room than the block has, the sketch says which Shape it needs,
// and the caller brings a block of that size, and frees the one that the content leaves. The header
// stays where it is. Nothing here allocates or fails:
//
//   while (!sketch->Add(hash)) {
//     const Sketch::Shape shape = sketch->NextShape();
//     free(sketch->MoveTo(shape, memory_of(shape.bytes())));
//   }
//
// Whether registers are in a table or in an array says nothing about the form in which they will be
// written. That form, and when EXPLICIT values become registers, is laid down in STORAGE.md.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "hll/format.hpp"
#include "hll/params.hpp"
#include "util/slices.hpp"
#include "util/word_table.hpp"

namespace hll {

class Sketch {
 public:
  // The most hashes that wait. With them the header has 64 bytes.
  static constexpr unsigned kMaxWaiting = 5;

  // What a block has room for. In memory Form::kSparse is a hash table of the registers that are
  // set, and Form::kFull a byte for each register.
  struct Shape {
    Params params;
    Form form = Form::kEmpty;
    uint8_t scale = 0;  // of the hash table; 0 without one

    size_t bytes() const;  // of the block
    friend bool operator==(const Shape&, const Shape&) = default;
  };

  // An EMPTY sketch, without a block.
  explicit Sketch(const Params& params) : shape_{params} {}

  // Moves the content to another block, and returns the one that it leaves; null if there was none.
  // REQUIRES: `shape` came from NextShape() or ShapeForUnion(), and `block` has shape.bytes()
  // bytes, aligned for uint64_t; null for 0 bytes.
  void* MoveTo(const Shape& shape, void* block);

  const Params& params() const { return shape_.params; }
  Form form() const { return shape_.form; }
  const Shape& shape() const { return shape_; }
  void* block() const { return block_; }
  // The number of EXPLICIT values or sparse registers; 0 in other forms.
  uint64_t count() const {
    Settle();
    return count_ + waiting_;
  }

  // Returns false and does nothing if there is no room. Then the caller moves the content to a
  // block of NextShape() and adds again.
  bool Add(uint64_t hash) {
    if (waiting_ >= may_wait_) return AddSlowly(hash);
    hashes_[waiting_++] = hash;
    return true;
  }
  Shape NextShape() const;

  // A shape that has room for Unite(source): the present shape if it is large enough. REQUIRES:
  // CanUnite(*this, source).
  template <class Source>
  Shape ShapeForUnion(const Source& source) const;
  // Makes this sketch the union. REQUIRES: the shape is what ShapeForUnion(source) said.
  template <class Source>
  void Unite(const Source& source);

  // Like Image's, but in no order.
  template <class F>
  void ForEachHash(F f) const;
  template <class F>
  void ForEachRegister(F f) const;
  template <class F>
  void ForEachBlock(F f) const;

 private:
  using ExplicitSet = WordTable<0>;
  using SparseMap = WordTable<8>;  // index << 8 | value

  Sketch(const Shape& shape, void* block) : shape_(shape), block_(block) {}

  ExplicitSet explicit_set() const { return {words(), shape_.scale, SaltOfAddress(block_)}; }
  SparseMap sparse_map() const { return {words(), shape_.scale, SaltOfAddress(block_)}; }
  uint64_t* words() const { return static_cast<uint64_t*>(block_); }
  uint8_t* registers() const { return static_cast<uint8_t*>(block_); }
  // The most words that the table takes; 0 without one.
  uint64_t capacity() const { return shape_.scale == 0 ? 0 : ExplicitSet::Capacity(shape_.scale); }

  static Shape ExplicitShape(const Params& params, uint64_t values);
  // A shape for at most `filled` registers that are set.
  static Shape RegisterShape(const Params& params, uint64_t filled);
  const Shape& LargerOf(const Shape& other) const;

  // Add() where no more hashes may wait. Not inlined, since it is rare.
  bool AddSlowly(uint64_t hash);
  uint8_t RoomToWait() const;

  // Adds the hashes that wait, as far as the block has room: EXPLICIT values for which it has none
  // remain in the header, each once. Constant, because the content stays the same.
  void Settle() const {
    if (waiting_ > 0) AddWaiting();
  }
  void AddWaiting() const;
  bool Contains(uint64_t hash) const;
  // Whether `hash` is among the first `count` that wait.
  bool Waits(uint64_t hash, unsigned count) const;
  // Adds an EXPLICIT value to the table. Returns false if it is new and there is no room.
  bool AddToTable(uint64_t hash) const;
  void AddValue(uint64_t hash);
  void AddRegister(RegisterUpdate update) const;
  // REQUIRES: the form is FULL. There is no branch on the values, since nobody can foresee which
  // registers grow.
  void Raise(RegisterUpdate update) const {
    uint8_t& value = registers()[update.index];
    value = std::max(value, update.value);
  }
  template <class Source>
  void MergeBlocks(const Source& source);
  // Merges packed registers without unpacking them first.
  void MergeBlocks(const Image& image) {
    image.MergeRegisters({registers(), static_cast<size_t>(params().registers())});
  }

  Shape shape_;
  // What is mutable changes when waiting hashes are added, which leaves the content as it is.
  mutable uint8_t waiting_ = 0;
  mutable uint8_t may_wait_ = 0;   // the most that may wait: adding them doesn't change the form
  mutable uint32_t count_ = 0;     // of words in the table, and the value 0
  mutable bool has_zero_ = false;  // the EXPLICIT value 0, which the table can't hold
  void* block_ = nullptr;
  mutable uint64_t hashes_[kMaxWaiting] = {};
};

static_assert(std::is_trivially_destructible_v<Sketch> && std::is_trivially_copyable_v<Sketch>);
static_assert(sizeof(Sketch) == 64, "one line of the cache");

// Whether a union exists: both have the same parameters, or one is EMPTY. An EMPTY sketch takes the
// parameters of the other. Two EMPTY sketches take the greater parameters in the order of Params,
// so that a union doesn't depend on the order of its parts.
template <class A, class B>
bool CanUnite(const A& a, const B& b) {
  return a.params() == b.params() || a.form() == Form::kEmpty || b.form() == Form::kEmpty;
}

// How many values an EXPLICIT Image or Sketch has, or how many registers are set in another one.
template <class Source>
uint64_t FilledRegisters(const Source& source) {
  if constexpr (std::is_same_v<Source, Image>)
    if (source.form() == Form::kDense)
      return source.params().registers() - source.statistics().zeros;
  uint64_t filled = source.count();
  source.ForEachBlock([&](uint64_t, std::span<const uint8_t> values) {
    filled += values.size() - CountZeroBytes(values.data(), values.size());
  });
  return filled;
}

// Whether adding the hash would change what the image says.
bool WouldChange(const Image& image, uint64_t hash);

template <class Source>
Sketch::Shape Sketch::ShapeForUnion(const Source& source) const {
  const Form other = source.form();
  if (other == Form::kEmpty) {
    const bool takes_params = form() == Form::kEmpty && params() < source.params();
    return takes_params ? Shape{source.params()} : shape_;
  }
  if (form() == Form::kUndefined || other == Form::kUndefined)
    return {form() == Form::kEmpty ? source.params() : params(), Form::kUndefined};
  if (HasAllRegisters(form()) || HasAllRegisters(other)) return {source.params(), Form::kFull};
  if (other == Form::kSparse || form() == Form::kSparse)
    return LargerOf(RegisterShape(source.params(), count() + source.count()));

  uint64_t values = count() + source.count();
  if (form() == Form::kExplicit && values > params().explicit_limit()) {
    source.ForEachHash([&](uint64_t hash) { values -= Contains(hash); });
    if (values > params().explicit_limit()) return RegisterShape(params(), values);
  }
  return LargerOf(ExplicitShape(source.params(), values));
}

template <class Source>
void Sketch::Unite(const Source& source) {
  if (form() == Form::kUndefined) return;
  source.ForEachHash([this](uint64_t hash) {
    if (form() == Form::kExplicit) {
      AddValue(hash);
    } else {
      AddRegister(UpdateOf(params(), hash));
    }
  });
  source.ForEachRegister([this](RegisterUpdate update) { AddRegister(update); });
  MergeBlocks(source);
  may_wait_ = RoomToWait();
}

template <class Source>
void Sketch::MergeBlocks(const Source& source) {
  source.ForEachBlock([this](uint64_t first, std::span<const uint8_t> values) {
    MaxBytes(values.data(), registers() + first, values.size());
  });
}

template <class F>
void Sketch::ForEachHash(F f) const {
  if (form() != Form::kExplicit) return;
  Settle();
  for (unsigned i = 0; i < waiting_; ++i) f(hashes_[i]);
  if (has_zero_) f(uint64_t{0});
  if (shape_.scale > 0) explicit_set().ForEach(f);
}

template <class F>
void Sketch::ForEachRegister(F f) const {
  if (form() != Form::kSparse) return;
  Settle();
  sparse_map().ForEach([&](uint64_t word) {
    f(RegisterUpdate{word >> SparseMap::kPayloadBits, static_cast<uint8_t>(word)});
  });
}

template <class F>
void Sketch::ForEachBlock(F f) const {
  if (form() != Form::kFull) return;
  Settle();
  ForEachSlice(params().registers(), [&](uint64_t begin, uint64_t end) {
    f(begin, std::span<const uint8_t>(registers() + begin, end - begin));
  });
}

}  // namespace hll
