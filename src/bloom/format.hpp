// Reading stored filters: the only parser. STORAGE.md is the authority on every byte.
//
// A Filter points into the caller's bytes and is valid as long as they are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "bloom/block.hpp"
#include "bloom/error.hpp"
#include "bloom/params.hpp"
#include "bloom/sizing.hpp"
#include "util/bits.hpp"
#include "util/slices.hpp"

namespace bloom {

inline constexpr uint8_t kFormatVersion = 1;
inline constexpr uint8_t kMurmurHash3 = 1;
// The most hashes of a SPARSE filter that PostgreSQL still stores in its row rather than in TOAST.
inline constexpr uint64_t kMaxSparseCount = 230;

constexpr size_t SparseBytes(uint64_t count) { return kHeaderBytes + count * sizeof(uint64_t); }
// The most hashes that a SPARSE filter holds; with one more it becomes DENSE. So hashes take at
// most a quarter of the bytes that the bits would take.
constexpr uint64_t SparseLimit(uint64_t blocks) {
  return std::min<uint64_t>(kMaxSparseCount, 2 * blocks);
}

enum class Form : uint8_t {
  kEmpty = 0,   // holds nothing and has no parameters
  kSparse = 1,  // hashes, ascending
  kDense = 2,   // bits
};

// The kind of the elements that a filter holds: a name in printable ASCII, padded with zeros. It is
// all zeros before the first element.
struct Kind {
  static constexpr size_t kBytes = 32;
  char bytes[kBytes] = {};

  std::string_view name() const {
    return {bytes, static_cast<size_t>(std::find(bytes, bytes + kBytes, '\0') - bytes)};
  }
  bool empty() const { return bytes[0] == 0; }
  bool valid() const;
  friend bool operator==(const Kind& a, const Kind& b) {
    return std::memcmp(a.bytes, b.bytes, kBytes) == 0;
  }
};

class Filter {
 public:
  // Checks everything that STORAGE.md demands. Errors: the first group of Errc.
  static Status Parse(std::span<const uint8_t> bytes, Filter* filter);
  // For values that were checked when they were stored: checks only what protects a reader from
  // reading past the end. `header` holds the first kHeaderBytes, or all, of a value of `size`
  // bytes. If it holds only the header, only functions that read the header may be called. Errors:
  // those of the header and of the size.
  static Status ReadHeader(std::span<const uint8_t> header, size_t size, Filter* filter);
  static Status Read(std::span<const uint8_t> bytes, Filter* filter) {
    return ReadHeader(bytes, bytes.size(), filter);
  }

  Form form() const { return form_; }
  const Shape& shape() const { return shape_; }
  // REQUIRES: not EMPTY.
  Params params() const {
    Params params;
    static_cast<void>(Params::FromCode(LoadLittleEndian<uint32_t>(&bytes_[kParamsAt]), &params));
    return params;
  }
  Kind kind() const {
    Kind kind;
    std::memcpy(kind.bytes, bytes_.data() + kKindAt, Kind::kBytes);
    return kind;
  }
  bool HoldsKind(const Kind& kind) const {
    return std::memcmp(bytes_.data() + kKindAt, kind.bytes, Kind::kBytes) == 0;
  }
  bool holds_nothing() const { return bytes_[kKindAt] == 0; }

  // The number of hashes of a SPARSE filter; 0 for other forms.
  uint64_t count() const { return count_; }
  // Hash i < count().
  uint64_t Hash(uint64_t i) const {
    return LoadLittleEndian<uint64_t>(bytes_.data() + SparseBytes(i));
  }
  // The number of hashes that are below this one.
  uint64_t HashesBelow(uint64_t hash) const;
  // Block i < shape().blocks of a DENSE filter.
  const uint8_t* Block(uint64_t i) const { return bytes_.data() + DenseBytes(i); }

  // Whether the element with this hash may have been added. False is certain.
  bool Contains(uint64_t hash) const {
    if (form_ == Form::kDense) return DenseContains(bytes_.data(), hash);
    const uint64_t below = HashesBelow(hash);
    return below < count_ && Hash(below) == hash;
  }
  // Does the same with the bytes of a DENSE filter.
  static bool DenseContains(const uint8_t* bytes, uint64_t hash) {
    const auto blocks = LoadLittleEndian<uint32_t>(&bytes[kBlocksAt]);
    return BlockContains(&bytes[DenseBytes(BlockOf(hash, blocks))], hash, bytes[kProbesAt]);
  }

  std::span<const uint8_t> bytes() const { return bytes_; }

  // Offsets of the header's fields.
  static constexpr size_t kFormAt = 1;
  static constexpr size_t kHashFunctionAt = 2;
  static constexpr size_t kProbesAt = 3;
  static constexpr size_t kBlocksAt = 4;
  static constexpr size_t kParamsAt = 8;
  static constexpr size_t kKindAt = 12;

 private:
  Status CheckContent() const;

  std::span<const uint8_t> bytes_;
  uint64_t count_ = 0;
  Shape shape_;
  Form form_ = Form::kEmpty;
};

// Calls f(const uint8_t* block) for each block of a DENSE filter.
template <class F>
void ForEachBlock(const Filter& filter, F f) {
  if (filter.form() != Form::kDense) return;
  ForEachSlice(filter.shape().blocks, [&](uint64_t begin, uint64_t end) {
    for (uint64_t i = begin; i < end; ++i) f(filter.Block(i));
  });
}

}  // namespace bloom
