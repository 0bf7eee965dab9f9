// The mutable state of a sketch, in one block of the caller's memory.
//
// The block grows with its content: a header of 16 bytes while EMPTY; then a hash table of the
// EXPLICIT values; then a hash table of the registers that are set; then one byte for each
// register. When a step needs more room than the block has, the sketch says which Shape it needs,
// and the caller brings a block of that size and moves the content there. Nothing here allocates or
// fails:
//
//   while (!sketch->Add(hash)) {
//     const Sketch::Shape shape = sketch->NextShape();
//     sketch = Sketch::Move(*sketch, shape, memory_of(shape.bytes()));
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
  // What a block has room for. In memory Form::kSparse is a hash table of the registers that are
  // set, and Form::kFull a byte for each register.
  struct Shape {
    Params params;
    Form form = Form::kEmpty;
    uint8_t scale = 0;  // of the hash table; 0 in other forms

    size_t bytes() const;
    friend bool operator==(const Shape&, const Shape&) = default;
  };

  // A sketch without content. REQUIRES: `memory` has shape.bytes() bytes, aligned for uint64_t.
  static Sketch* Create(const Shape& shape, void* memory);
  // A sketch of the same content in other memory. REQUIRES: as above; `shape` came from
  // from.NextShape() or from.ShapeForUnion().
  static Sketch* Move(const Sketch& from, const Shape& shape, void* memory);

  const Params& params() const { return shape_.params; }
  Form form() const { return shape_.form; }
  const Shape& shape() const { return shape_; }
  // The number of EXPLICIT values or sparse registers; 0 in other forms.
  uint64_t count() const { return count_; }

  // Returns false and does nothing if there is no room. Then the caller moves the sketch to
  // NextShape() and adds again.
  bool Add(uint64_t hash) {
    if (form() != Form::kFull) return AddToTable(hash);
    Defer(UpdateOf(params(), hash));
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

  explicit Sketch(const Shape& shape) : shape_(shape) {}

  ExplicitSet explicit_set() const { return {words(), shape_.scale, salt()}; }
  SparseMap sparse_map() const { return {words(), shape_.scale, salt()}; }
  uint64_t salt() const { return SaltOfAddress(this); }
  uint64_t* words() const { return static_cast<uint64_t*>(data()); }
  uint8_t* registers() const { return static_cast<uint8_t*>(data()); }
  void* data() const { return const_cast<Sketch*>(this) + 1; }

  static Shape ExplicitShape(const Params& params, uint64_t values);
  // A shape for at most `filled` registers that are set.
  static Shape RegisterShape(const Params& params, uint64_t filled);
  const Shape& LargerOf(const Shape& other) const;

  // The most words that Add() may put into this table.
  uint64_t Room() const;
  bool Contains(uint64_t hash) const;
  // Returns false if this is a new value and there are `room` values already.
  bool AddExplicit(uint64_t hash, uint64_t room);
  bool AddToTable(uint64_t hash);
  void AddRegister(RegisterUpdate update);
  void AddSparse(RegisterUpdate update, uint64_t* slot);
  template <class Source>
  void MergeBlocks(const Source& source);
  // Merges packed registers without unpacking them first.
  void MergeBlocks(const Image& image) {
    image.MergeRegisters({registers(), params().registers()});
  }

  // Makes the update that was deferred last, defers this one, and prefetches the memory that it
  // needs: if a query fills thousands of sketches in turn, the memory is there when the sketch's
  // next value comes. There is no branch on the values, since nobody can foresee which registers
  // grow.
  void Defer(RegisterUpdate update) {
    Settle();
    deferred_index_ = static_cast<uint32_t>(update.index);
    deferred_value_ = update.value;
    __builtin_prefetch(registers() + update.index, 1);
  }
  // This is const because it doesn't change the sketch's content: only the bytes behind the header
  // change.
  void Settle() const {
    uint8_t& value = registers()[deferred_index_];
    value = std::max(value, deferred_value_);
  }

  Shape shape_;
  bool has_zero_ = false;       // the EXPLICIT value 0, which the table can't hold
  uint8_t deferred_value_ = 0;  // while dense, the update that is still to be made
  uint32_t deferred_index_ = 0;
  uint32_t count_ = 0;
};

static_assert(std::is_trivially_destructible_v<Sketch> && std::is_trivially_copyable_v<Sketch>);
static_assert(sizeof(Sketch) == 2 * sizeof(uint64_t), "WordTable counts on it");

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
  if (form() == Form::kFull || other == Form::kFull) return {source.params(), Form::kFull};
  if (other == Form::kSparse || form() == Form::kSparse)
    return LargerOf(RegisterShape(source.params(), count_ + source.count()));

  uint64_t values = count_ + source.count();
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
      AddExplicit(hash, UINT64_MAX);
    } else {
      AddRegister(UpdateOf(params(), hash));
    }
  });
  source.ForEachRegister([this](RegisterUpdate update) { AddRegister(update); });
  MergeBlocks(source);
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
  if (has_zero_) f(uint64_t{0});
  explicit_set().ForEach(f);
}

template <class F>
void Sketch::ForEachRegister(F f) const {
  if (form() != Form::kSparse) return;
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
