// A sketch with its own memory, and a plain model of the bytes that it must write.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "hll/encode.hpp"
#include "hll/fold.hpp"
#include "hll/format.hpp"
#include "hll/state.hpp"

namespace hll {

using Bytes = std::vector<uint8_t>;

inline Params MakeParams(int log2m, int regwidth, int64_t expthresh = kAutomatic,
                         int sparseon = 1) {
  Params params;
  if (!Params::FromValues(log2m, regwidth, expthresh, sparseon, &params).ok()) std::abort();
  return params;
}

// Makes all sorts of hashes: uniform ones, ones that set no register, and ones with the largest
// register value.
inline uint64_t MixedHash(std::mt19937_64& random) {
  switch (random() % 16) {
    case 0:
      return random() % 64;
    case 1:
      return uint64_t{1} << 63 | random() % 64;
    default:
      return random();
  }
}

class TestSketch {
 public:
  explicit TestSketch(const Params& params) : sketch_(params) {}
  explicit TestSketch(const Image& image) : TestSketch(image.params()) { Unite(image); }
  TestSketch(TestSketch&&) = default;
  TestSketch& operator=(TestSketch&&) = default;

  void Add(uint64_t hash) {
    while (!sketch_.Add(hash)) Reshape(sketch_.NextShape());
  }
  template <class Source>
  void Unite(const Source& other) {
    Reshape(sketch_.ShapeForUnion(other));
    sketch_.Unite(other);
  }
  // The union after both were folded to the parameters that both can have. `other` is an Image or a
  // Sketch.
  template <class Source>
  void UniteFolded(const Source& other) {
    if (CanUnite(sketch_, other)) return Unite(other);
    const Params params = Params::Common(sketch_.params(), other.params());
    TestSketch folded(params);
    folded.Unite(Folded(sketch_, params));
    folded.Unite(Folded(other, params));
    *this = std::move(folded);
  }
  const Sketch& operator*() const { return sketch_; }
  const Sketch* operator->() const { return &sketch_; }

  Bytes Write(int64_t max_sparse = kAutomaticMaxSparse, int version = kSchemaVersion) const {
    const Encoding encoding = EncodingOf(sketch_, max_sparse, version);
    std::vector<uint64_t> scratch(encoding.scratch_words);
    Bytes image(encoding.bytes, 0xee);
    Encode(sketch_, encoding, scratch, image);
    return image;
  }

 private:
  void Reshape(const Sketch::Shape& shape) {
    if (shape == sketch_.shape()) return;
    std::vector<uint64_t> block((shape.bytes() + 7) / 8, 0xeeeeeeeeeeeeeeee);
    sketch_.MoveTo(shape, shape.bytes() == 0 ? nullptr : block.data());
    block_.swap(block);
  }

  std::vector<uint64_t> block_;
  Sketch sketch_;
};

// Returns, bit by bit, the bytes that STORAGE.md specifies for a sketch of these hashes.
class Model {
 public:
  explicit Model(const Params& params) : params_(params) {}

  void Add(uint64_t hash) {
    hashes_.insert(static_cast<int64_t>(hash));
    empty_ = false;
  }

  Bytes Write(int64_t max_sparse = kAutomaticMaxSparse) const {
    if (empty_) return Header(Form::kEmpty);
    if (hashes_.size() <= params_.explicit_limit()) {
      Bits bits;
      for (const int64_t hash : hashes_) bits.Append(static_cast<uint64_t>(hash), 64);
      return Header(Form::kExplicit, bits);
    }
    const std::vector<unsigned> registers = Registers();
    const auto width = static_cast<unsigned>(params_.regwidth());
    Bits sparse;
    Bits full;
    uint64_t filled = 0;
    for (size_t i = 0; i < registers.size(); ++i) {
      full.Append(registers[i], width);
      if (registers[i] == 0) continue;
      ++filled;
      sparse.Append(i, static_cast<unsigned>(params_.log2m()));
      sparse.Append(registers[i], width);
    }
    const bool small =
        max_sparse < 0 ? sparse.size < full.size : filled <= static_cast<uint64_t>(max_sparse);
    return params_.sparseon() && small ? Header(Form::kSparse, sparse) : Header(Form::kFull, full);
  }

 private:
  struct Bits {
    Bytes bytes;
    size_t size = 0;
    void Append(uint64_t word, unsigned width) {
      for (unsigned b = width; b-- > 0; ++size) {
        if (size % 8 == 0) bytes.push_back(0);
        bytes.back() |= static_cast<uint8_t>((word >> b & 1) << (7 - size % 8));
      }
    }
  };

  std::vector<unsigned> Registers() const {
    std::vector<unsigned> registers(params_.registers());
    for (const int64_t signed_hash : hashes_) {
      const auto hash = static_cast<uint64_t>(signed_hash);
      unsigned value = 0;
      for (int bit = params_.log2m(); bit < 64 && value == 0; ++bit)
        if ((hash >> bit & 1) != 0) value = static_cast<unsigned>(bit - params_.log2m() + 1);
      value = std::min(value, (1u << params_.regwidth()) - 1);
      unsigned& slot = registers[hash % registers.size()];
      slot = std::max(slot, value);
    }
    return registers;
  }

  Bytes Header(Form type) const { return Header(type, Bits()); }
  Bytes Header(Form type, const Bits& data) const {
    Bytes image = {static_cast<uint8_t>(0x10 + static_cast<int>(type)), params_.parameter_byte(),
                   params_.cutoff_byte()};
    image.insert(image.end(), data.bytes.begin(), data.bytes.end());
    return image;
  }

  Params params_;
  std::set<int64_t> hashes_;
  bool empty_ = true;
};

inline Image MustParse(std::span<const uint8_t> bytes) {
  Image image;
  if (!Image::Parse(bytes, &image).ok()) std::abort();
  return image;
}

}  // namespace hll
