// Reading stored images: the only parser. STORAGE.md is the authority on every byte.
//
// Parse() decides what is valid, for text and binary input, casts, aggregate states and stored
// values alike. An Image points into the caller's bytes and is valid as long as they are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "hll/error.hpp"
#include "hll/params.hpp"
#include "util/bits.hpp"
#include "util/byte_array.hpp"
#include "util/interrupt.hpp"
#include "util/packed_array.hpp"
#include "util/slices.hpp"

namespace hll {

inline constexpr uint8_t kSchemaVersion = 1;

// The forms in which a sketch is stored.
enum class Form : uint8_t {
  kUndefined = 0,
  kEmpty = 1,
  kExplicit = 2,
  kSparse = 3,
  kFull = 4,
};

// Whether a sketch of this form counts by registers rather than exactly.
inline bool HasRegisters(Form form) { return form == Form::kSparse || form == Form::kFull; }

// The most registers of a FULL image that are unpacked at a time.
inline constexpr size_t kBlockRegisters = 4096;
// The number of registers in each block of a FULL image.
inline size_t BlockRegisters(const Params& params) {
  return static_cast<size_t>(std::min<uint64_t>(params.registers(), kBlockRegisters));
}

class Image {
 public:
  // Checks everything that STORAGE.md demands. Errors: the first group of Errc, with the header's
  // from Params::FromHeader.
  static Status Parse(std::span<const uint8_t> bytes, Image* image);

  Form form() const { return form_; }
  const Params& params() const { return params_; }
  // The same content with other parameters. REQUIRES: log2m and regwidth are the same, or the image
  // has no registers.
  Image WithParams(const Params& params) const {
    Image image = *this;
    image.params_ = params;
    return image;
  }
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
  // Fills `values` with the registers of a FULL image from `first` on; `first` and their number are
  // multiples of 8.
  void ReadRegisters(uint64_t first, std::span<uint8_t> values) const;
  // Raises `values` to the registers of a FULL image where those are greater; other forms
  // change nothing. REQUIRES: there are as many `values` as registers.
  void MergeRegisters(std::span<uint8_t> values) const;

  // The first value of an EXPLICIT image that isn't below this one, or the first word of a SPARSE
  // one whose index isn't; count() if there is none.
  uint64_t FindHash(uint64_t hash) const;
  uint64_t FindRegister(uint64_t index) const;
  // Whether an EXPLICIT image has this value.
  bool HasHash(uint64_t hash) const;
  // The value of a register of a SPARSE or FULL image.
  uint8_t Register(uint64_t index) const;

  // Calls f(uint64_t hash) for each value of an EXPLICIT image, in ascending signed order.
  template <class F>
  void ForEachHash(F f) const;
  // Calls f(RegisterUpdate) for each word of a SPARSE image, in ascending order of the index.
  template <class F>
  void ForEachRegister(F f) const;
  // Calls f(uint64_t first, std::span<const uint8_t> values) for each block of a FULL image.
  template <class F>
  void ForEachBlock(F f) const;

 private:
  Status CheckExplicit() const;
  Status ParseSparse();
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

inline void Image::ReadRegisters(uint64_t first, std::span<uint8_t> values) const {
  const auto width = static_cast<unsigned>(params_.regwidth());
  UnpackArray(&data_[PackedBytes(first, width)], width, values.data(), values.size());
}

inline void Image::MergeRegisters(std::span<uint8_t> values) const {
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
  if (form_ != Form::kFull) return;
  alignas(64) uint8_t values[kBlockRegisters];
  const size_t step = BlockRegisters(params_);
  for (uint64_t first = 0; first < params_.registers(); first += step) {
    if (first % kInterruptStride == 0) CheckInterrupt();
    ReadRegisters(first, {values, step});
    f(first, std::span<const uint8_t>(values, step));
  }
}

}  // namespace hll
