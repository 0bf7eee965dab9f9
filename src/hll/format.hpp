// Reading stored images: the only parser. STORAGE.md is the authority on every byte.
//
// Parse() decides what is valid, for text and binary input, casts, aggregate states and stored
// values alike. An Image points into the caller's bytes and is valid as long as they are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "hll/dense.hpp"
#include "hll/error.hpp"
#include "hll/params.hpp"
#include "hll/statistics.hpp"
#include "util/bits.hpp"
#include "util/byte_array.hpp"
#include "util/interrupt.hpp"
#include "util/packed_array.hpp"
#include "util/slices.hpp"

namespace hll {

inline constexpr uint8_t kSchemaVersion = 1;
inline constexpr uint8_t kDenseSchemaVersion = 2;

// The forms in which a sketch is stored: those of schema version 1, and that of version 2.
enum class Form : uint8_t {
  kUndefined = 0,
  kEmpty = 1,
  kExplicit = 2,
  kSparse = 3,
  kFull = 4,
  kDense = 5,
};

inline uint8_t VersionOf(Form form) {
  return form == Form::kDense ? kDenseSchemaVersion : kSchemaVersion;
}
// Whether an image of this form has all registers, those that are 0 as well.
inline bool HasAllRegisters(Form form) { return form == Form::kFull || form == Form::kDense; }
// Whether a sketch of this form counts by registers rather than exactly.
inline bool HasRegisters(Form form) { return form == Form::kSparse || HasAllRegisters(form); }

// The most registers of a FULL or DENSE image that are unpacked at a time.
inline constexpr size_t kBlockRegisters = kDenseRegisters;
// The number of registers in each block of one.
inline size_t BlockRegisters(const Params& params) { return DenseBlockRegisters(params); }
// The first bytes of an image, of which ParseHead() needs no more.
inline constexpr size_t kMaxHeadBytes = kHeaderBytes + sizeof(uint64_t) + 2 * sizeof(uint32_t);

class Image {
 public:
  // Checks everything that STORAGE.md demands, except whether DENSE blocks are in the form in which
  // they would be written and their statistics right. Errors: the first group of Errc, with the
  // header's from Params::FromHeader.
  static Status Parse(std::span<const uint8_t> bytes, Image* image);
  // Checks that, too: for bytes that nobody has checked before.
  static Status ParseInput(std::span<const uint8_t> bytes, Image* image);
  // Takes from the first kMaxHeadBytes of an image, or all if it has fewer, what doesn't need the
  // others: form(), params(), statistics(), and count() of an EXPLICIT image. Nothing else of the
  // result may be used. `size` are the bytes of the image.
  static Status ParseHead(std::span<const uint8_t> bytes, size_t size, Image* image);

  Form form() const { return form_; }
  const Params& params() const { return params_; }
  // The same content with other parameters. REQUIRES: log2m and regwidth are the same, or the image
  // has no registers.
  Image WithParams(const Params& params) const {
    Image image = *this;
    image.params_ = params;
    return image;
  }
  // What a DENSE image says of its registers. Nobody has checked it, unless ParseInput() has; but
  // it IsPossible().
  RegisterStatistics statistics() const { return RegisterStatistics::Read(params_, data_.data()); }
  // The number of EXPLICIT values or SPARSE words; 0 for other forms.
  uint64_t count() const { return count_; }
  // The bytes behind the header.
  std::span<const uint8_t> data() const { return data_; }

  // Value i < count() of an EXPLICIT image, in ascending signed order.
  uint64_t Hash(uint64_t i) const { return LoadBigEndian<uint64_t>(&data_[i * sizeof(uint64_t)]); }
  // Word i < count() of a SPARSE image, in ascending order of the index.
  RegisterUpdate SparseWord(uint64_t i) const {
    return UpdateOfWord(Word(i, params_.sparse_word_bits()));
  }
  // Raises `values` to the registers of a FULL or DENSE image where those are greater; other forms
  // change nothing. REQUIRES: there are as many `values` as registers.
  void MergeRegisters(std::span<uint8_t> values) const;

  // The first value of an EXPLICIT image that isn't below this one, or the first word of a SPARSE
  // one whose index isn't; count() if there is none.
  uint64_t FindHash(uint64_t hash) const;
  uint64_t FindRegister(uint64_t index) const;
  // Whether an EXPLICIT image has this value.
  bool HasHash(uint64_t hash) const;
  // The value of a register of a SPARSE, FULL or DENSE image. DENSE unpacks a block for it.
  uint8_t Register(uint64_t index) const;

  // Calls f(uint64_t hash) for each value of an EXPLICIT image, in ascending signed order.
  template <class F>
  void ForEachHash(F f) const;
  // Calls f(RegisterUpdate) for each word of a SPARSE image, in ascending order of the index.
  template <class F>
  void ForEachRegister(F f) const;
  // Calls f(uint64_t first, std::span<const uint8_t> values) for each block of a FULL or DENSE
  // image.
  template <class F>
  void ForEachBlock(F f) const;

 private:
  friend class BlockReader;

  Status CheckExplicit() const;
  Status ParseSparse();
  // The blocks of a DENSE image.
  std::span<const uint8_t> blocks() const {
    return data_.subspan(RegisterStatistics::Bytes(params_));
  }
  RegisterUpdate UpdateOfWord(uint64_t word) const {
    return {word >> params_.regwidth(), static_cast<uint8_t>(word & params_.max_register())};
  }
  // Word i of a SPARSE or FULL image, which consist of words of `width` bits.
  uint64_t Word(uint64_t i, unsigned width) const;

  Form form_ = Form::kUndefined;
  Params params_;
  uint64_t count_ = 0;
  std::span<const uint8_t> data_;
};

// Reads the registers of a FULL or DENSE image block by block, the first one first.
class BlockReader {
 public:
  // REQUIRES: the image's bytes live as long as this. Images of other forms have no block.
  explicit BlockReader(const Image& image)
      : params_(image.params()),
        is_dense_(image.form() == Form::kDense),
        packed_(image.data_.data()),
        dense_(params_, is_dense_ ? image.blocks() : std::span<const uint8_t>()) {}

  // How many registers a block has.
  size_t size() const { return DenseBlockRegisters(params_); }
  // Fills `values`, of which there are size(), from the next block.
  void Read(uint8_t* values) {
    if (is_dense_) return dense_.Read(values);
    const auto width = static_cast<unsigned>(params_.regwidth());
    UnpackArray(packed_, width, values, size());
    packed_ += PackedBytes(size(), width);
  }
  // Leaves out the next block.
  void Skip() {
    if (is_dense_) return dense_.Skip();
    packed_ += PackedBytes(size(), static_cast<unsigned>(params_.regwidth()));
  }

 private:
  Params params_;
  bool is_dense_;
  const uint8_t* packed_;
  DenseReader dense_;
};

inline void Image::MergeRegisters(std::span<uint8_t> values) const {
  if (form_ == Form::kDense) {
    DenseReader reader(params_, blocks());
    for (size_t first = 0; first < values.size(); first += DenseBlockRegisters(params_)) {
      if (first % kInterruptStride == 0) CheckInterrupt();
      reader.Merge(&values[first]);
    }
  }
  if (form_ != Form::kFull) return;
  const auto width = static_cast<unsigned>(params_.regwidth());
  ForEachSlice(values.size(), [&](uint64_t begin, uint64_t end) {
    MergeArray(&data_[PackedBytes(begin, width)], width, &values[begin], end - begin);
  });
}

template <class F>
void Image::ForEachHash(F f) const {
  if (form_ != Form::kExplicit) return;
  ForEachSlice(count_, [&](uint64_t begin, uint64_t end) {
    for (uint64_t i = begin; i < end; ++i) f(Hash(i));
  });
}

template <class F>
void Image::ForEachRegister(F f) const {
  if (form_ != Form::kSparse) return;
  BitReader reader(data_);
  ForEachSlice(count_, [&](uint64_t begin, uint64_t end) {
    for (uint64_t i = begin; i < end; ++i) f(UpdateOfWord(reader.Read(params_.sparse_word_bits())));
  });
}

template <class F>
void Image::ForEachBlock(F f) const {
  if (!HasAllRegisters(form_)) return;
  alignas(64) uint8_t values[kBlockRegisters];
  BlockReader reader(*this);
  for (uint64_t first = 0; first < params_.registers(); first += reader.size()) {
    if (first % kInterruptStride == 0) CheckInterrupt();
    reader.Read(values);
    f(first, std::span<const uint8_t>(values, reader.size()));
  }
}

}  // namespace hll
