// Filters that change, in the caller's memory. They have the stored form, and are a valid value
// after every step.
#pragma once

#include <cstdint>
#include <span>

#include "bloom/format.hpp"

namespace bloom {

// Two filters unite if one is EMPTY, or if they have the same shape and, unless one holds nothing,
// the same kind. Their capacities and rates may differ as long as the shape is the same.
bool SameShape(const Filter& a, const Filter& b);
bool SameKind(const Filter& a, const Filter& b);
// Whether a union of `a` with `b` equals `a`. REQUIRES: they unite.
bool Covers(const Filter& a, const Filter& b);

class MutableFilter {
 public:
  // Writes a filter that holds nothing into the first kHeaderBytes of `memory`: EMPTY, or with
  // these parameters.
  static MutableFilter CreateEmpty(std::span<uint8_t> memory);
  static MutableFilter Create(const Params& params, const Shape& shape, std::span<uint8_t> memory);
  // Writes the filter of the same elements with 1 / divisor of the blocks and of the capacity.
  // Neighbour blocks become one block, since BlockOf scales the same bits of a hash to fewer
  // blocks. REQUIRES: not EMPTY; `divisor` divides the number of blocks; memory of BytesForFold().
  static MutableFilter CreateFolded(const Filter& source, uint32_t divisor,
                                    std::span<uint8_t> memory);
  static size_t BytesForFold(const Filter& source, uint32_t divisor);
  // `memory` begins with a valid value of `size` bytes. The bytes behind it may be anything.
  MutableFilter(std::span<uint8_t> memory, size_t size) : memory_(memory), size_(size) {}

  // The value, for reading. It is valid until one of the functions below is called.
  Filter filter() const;
  size_t size() const { return size_; }
  std::span<uint8_t> memory() const { return memory_; }
  bool HoldsKind(const Kind& kind) const {
    return std::memcmp(&memory_[Filter::kKindAt], kind.bytes, Kind::kBytes) == 0;
  }

  // The number of bytes that memory() needs for one more element.
  size_t BytesForOneMore() const { return is_dense() ? size_ : BytesForOneMoreSparse(); }
  // REQUIRES: not EMPTY; memory() has BytesForOneMore(). The caller checks the kind.
  void Add(uint64_t hash) { return is_dense() ? AddDense(hash) : AddSparse(hash); }
  bool is_dense() const { return memory_[Filter::kFormAt] == static_cast<uint8_t>(Form::kDense); }
  // Like Add. REQUIRES: is_dense().
  void AddDense(uint64_t hash) {
    AddToBlock(Block(BlockOf(hash, blocks())), hash, memory_[Filter::kProbesAt]);
  }
  // Prefetches the memory that Add(hash) needs. REQUIRES: is_dense(). Always inlined, because
  // compilers remove calls that seem to have no effect.
  [[gnu::always_inline]] void Prefetch(uint64_t hash) const {
    const uint8_t* block = &memory_[DenseBytes(BlockOf(hash, blocks()))];
    __builtin_prefetch(block, 1);
    __builtin_prefetch(block + kBlockBytes - 1, 1);  // the block may lie in two cache lines
  }
  // Sets the kind. REQUIRES: Add follows, or elements of this kind are held already.
  void SetKind(const Kind& kind);

  // The number of bytes that memory() needs for Unite(other).
  size_t BytesForUnion(const Filter& other) const;
  // Makes this filter the union. REQUIRES: SameShape, SameKind, and memory() has
  // BytesForUnion(other).
  void Unite(const Filter& other);

 private:
  void SetHeader(const Params& params, const Shape& shape);
  void SetForm(Form form, size_t size);
  uint8_t* Block(uint64_t i) { return &memory_[DenseBytes(i)]; }
  uint32_t blocks() const { return LoadLittleEndian<uint32_t>(&memory_[Filter::kBlocksAt]); }
  size_t BytesForOneMoreSparse() const;
  void AddSparse(uint64_t hash);
  void AddHashesOf(const Filter& sparse);
  void MakeDense();

  std::span<uint8_t> memory_;
  size_t size_ = 0;
};

// A queue of hashes that are added to one DENSE filter. If the filter is larger than a cache, each
// hash waits until some more have come; in the meantime the processor fetches its block.
class AddQueue {
 public:
  void Push(MutableFilter filter, uint64_t hash) {
    if (filter.size() < kCacheBytes) return filter.AddDense(hash);
    filter.Prefetch(hash);
    hashes_[count_++] = hash;
    if (count_ == kLength) Settle(filter);
  }
  // Adds the hashes that wait.
  void Settle(MutableFilter filter) {
    for (unsigned i = 0; i < count_; ++i) filter.AddDense(hashes_[i]);
    count_ = 0;
  }

 private:
  static constexpr unsigned kLength = 8;
  static constexpr size_t kCacheBytes = size_t{1} << 21;  // about the size of a second-level cache

  uint64_t hashes_[kLength];
  unsigned count_ = 0;
};

}  // namespace bloom
