// A bloom filter with its own memory, and a plain model of the bytes that it must have.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <span>
#include <vector>

#include "bloom/state.hpp"
#include "util/murmur3.hpp"

namespace bloom {

using Bytes = std::vector<uint8_t>;

inline constexpr Kind kIntegers = {"integer"};

inline Params MakeParams(int64_t capacity, double fpr) {
  Params params;
  if (!Params::FromValues(capacity, fpr, &params).ok()) std::abort();
  return params;
}

inline Shape MustShape(const Params& params) {
  Shape shape;
  if (!ShapeFor(params, GreatestLoad(params.fpr()), &shape).ok()) std::abort();
  return shape;
}

inline Filter MustParse(std::span<const uint8_t> bytes) {
  Filter filter;
  if (!Filter::Parse(bytes, &filter).ok()) std::abort();
  return filter;
}

// Returns the hashes of elements [first, first + count) of one endless stream.
inline std::vector<uint64_t> Stream(uint64_t first, uint64_t count) {
  std::vector<uint64_t> hashes(count);
  for (uint64_t& hash : hashes) hash = MurmurHash3(first++, 0);
  return hashes;
}

// The memory ends where the value ends, so that the sanitizers see every access past it.
class TestFilter {
 public:
  TestFilter() : memory_(kHeaderBytes, 0xee), filter_(MutableFilter::CreateEmpty(memory_)) {}
  TestFilter(const Params& params, const Shape& shape)
      : memory_(kHeaderBytes, 0xee), filter_(MutableFilter::Create(params, shape, memory_)) {}
  explicit TestFilter(const Filter& filter)
      : memory_(filter.bytes().begin(), filter.bytes().end()), filter_(memory_, memory_.size()) {}
  TestFilter(const TestFilter& other) : TestFilter(other.filter_.filter()) {}
  TestFilter& operator=(const TestFilter&) = delete;

  TestFilter& Add(uint64_t hash) {
    if (filter_.filter().holds_nothing()) filter_.SetKind(kIntegers);
    Enlarge(filter_.BytesForOneMore());
    filter_.Add(hash);
    return *this;
  }
  TestFilter& Add(const std::vector<uint64_t>& hashes) {
    for (const uint64_t hash : hashes) Add(hash);
    return *this;
  }
  TestFilter& Unite(const TestFilter& other) {
    const Filter added = other.filter_.filter();
    if (!SameShape(filter_.filter(), added) || !SameKind(filter_.filter(), added)) std::abort();
    Enlarge(filter_.BytesForUnion(added));
    filter_.Unite(added);
    return *this;
  }
  TestFilter Folded(uint32_t divisor) const {
    Bytes memory(MutableFilter::BytesForFold(filter_.filter(), divisor), 0xee);
    return TestFilter(MutableFilter::CreateFolded(filter_.filter(), divisor, memory).filter());
  }

  void Replace(const TestFilter& other) {
    memory_ = other.bytes();
    filter_ = MutableFilter(memory_, memory_.size());
  }

  MutableFilter value() const { return filter_; }
  Filter operator*() const { return filter_.filter(); }
  Bytes bytes() const { return {memory_.data(), memory_.data() + filter_.size()}; }

 private:
  void Enlarge(size_t bytes) {
    if (bytes <= memory_.size()) return;
    Bytes larger(bytes, 0xee);
    std::copy(memory_.begin(), memory_.end(), larger.begin());
    memory_.swap(larger);
    filter_ = MutableFilter(memory_, filter_.size());
  }

  Bytes memory_;
  MutableFilter filter_;
};

inline TestFilter FilterOf(const Params& params, const Shape& shape,
                           const std::vector<uint64_t>& hashes) {
  return TestFilter(params, shape).Add(hashes);
}

// Returns the i-th bit that an element sets, counted through all blocks. Computed bit by bit from
// the text of STORAGE.md.
inline uint64_t BitOf(const Shape& shape, uint64_t hash, unsigned i) {
  const uint64_t block = (hash >> 32) * shape.blocks / (uint64_t{1} << 32);
  uint64_t product = hash * 0x9e3779b97f4a7c15;
  for (unsigned rounds = i / 7; rounds > 0; --rounds) {
    product ^= product / (uint64_t{1} << 32);
    product *= 0x9e3779b97f4a7c15;
  }
  uint64_t position = 0;
  for (unsigned b = 0; b < 9; ++b)
    position = position * 2 + (product >> (63 - 9 * (i % 7) - b)) % 2;
  return block * 512 + position;
}

// Returns the bytes that STORAGE.md specifies for a filter with these hashes.
inline Bytes ModelOf(const Params& params, const Shape& shape, const std::set<uint64_t>& hashes) {
  const bool dense = hashes.size() > std::min<uint64_t>(230, 2 * uint64_t{shape.blocks});
  Bytes bytes = {1, dense ? uint8_t{2} : uint8_t{1}, 1, shape.probes};
  const auto append = [&](uint64_t number, unsigned size) {
    for (unsigned i = 0; i < size; ++i) bytes.push_back(static_cast<uint8_t>(number >> 8 * i));
  };
  append(shape.blocks, 4);
  append(params.code(), 4);
  bytes.resize(44);
  if (!hashes.empty()) std::copy_n("integer", 7, &bytes[12]);
  if (!dense) {
    for (const uint64_t hash : hashes) append(hash, 8);
    return bytes;
  }
  bytes.resize(44 + 64 * size_t{shape.blocks});
  for (const uint64_t hash : hashes) {
    for (unsigned i = 0; i < shape.probes; ++i) {
      const uint64_t bit = BitOf(shape, hash, i);
      bytes[44 + bit / 8] |= static_cast<uint8_t>(1 << bit % 8);
    }
  }
  return bytes;
}

inline Bytes ModelOf(const Params& params, const Shape& shape,
                     const std::vector<uint64_t>& hashes) {
  return ModelOf(params, shape, std::set<uint64_t>(hashes.begin(), hashes.end()));
}

// Returns whether STORAGE.md allows these bytes.
inline bool IsValid(const Bytes& bytes) {
  if (bytes.size() < 44 || bytes[0] != 1 || bytes[1] > 2 || bytes[2] != 1) return false;
  const auto number = [&](size_t at, unsigned size) {
    uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) value |= uint64_t{bytes[at + i]} << 8 * i;
    return value;
  };
  const auto is_zero = [](uint8_t byte) { return byte == 0; };
  if (bytes[1] == 0)
    return bytes.size() == 44 && std::all_of(bytes.begin() + 3, bytes.end(), is_zero);
  const uint64_t blocks = number(4, 4);
  if (bytes[3] < 1 || bytes[3] > 20 || blocks < 1 || blocks > 16777215) return false;

  const uint64_t capacity = number(8, 4) >> 14;
  const uint64_t zeros = number(8, 4) >> 11 & 7;
  const uint64_t rate = number(8, 4) >> 4 & 127;
  const uint64_t places = number(8, 4) & 15;
  if (capacity < (zeros > 0 ? 10000 : 1) || capacity > 99999) return false;
  if (rate % 10 == 0 || rate > 99 || places < 1 || places > 8) return false;
  if (places == 1 && rate > 5) return false;
  if ((places == 2 && rate > 50) || (places == 8 && rate < 10)) return false;

  const auto kind = bytes.begin() + 12;
  const auto end = std::find_if(kind, kind + 32, is_zero);
  if (!std::all_of(kind, end, [](uint8_t c) { return c >= 0x20 && c < 0x7f; })) return false;
  if (!std::all_of(end, kind + 32, is_zero)) return false;
  const bool holds_nothing = bytes[1] == 1 && bytes.size() == 44;
  if (holds_nothing != (end == kind)) return false;

  if (bytes[1] == 2) return bytes.size() == 44 + 64 * blocks;
  const size_t count = (bytes.size() - 44) / 8;
  if (bytes.size() % 8 != 44 % 8 || count > 230 || count > 2 * blocks) return false;
  for (size_t i = 1; i < count; ++i)
    if (number(44 + 8 * i, 8) <= number(44 + 8 * i - 8, 8)) return false;
  return true;
}

}  // namespace bloom
