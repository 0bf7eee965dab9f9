#include "hll/format.hpp"

#include "util/bisection.hpp"
#include "util/redis.hpp"

namespace hll {

namespace {

// The first byte. Errors: kRedisHll, kUnknownVersion, kUnknownType.
Status ParseForm(std::span<const uint8_t> bytes, Form* form) {
  const uint8_t version = bytes[0] >> 4;
  const uint8_t type = bytes[0] & 0x0f;
  if (version != kSchemaVersion && version != kDenseSchemaVersion)
    return {IsRedisHll(bytes) ? Errc::kRedisHll : Errc::kUnknownVersion, version};
  *form = static_cast<Form>(type);
  if (*form > Form::kDense || VersionOf(*form) != version)
    return {Errc::kUnknownType, type, version};
  return {};
}

}  // namespace

Status Image::ParseHead(std::span<const uint8_t> bytes, size_t size, Image* image) {
  if (bytes.size() < kHeaderBytes)
    return {Errc::kTooShort, static_cast<int64_t>(bytes.size()), int64_t{kHeaderBytes}};
  Image result;
  if (Status s = ParseForm(bytes, &result.form_); !s.ok()) return s;
  if (Status s = Params::FromHeader(bytes[1], bytes[2], &result.params_); !s.ok()) return s;
  result.data_ = bytes.subspan(kHeaderBytes);
  if (result.form_ == Form::kExplicit) result.count_ = (size - kHeaderBytes) / sizeof(uint64_t);
  if (result.form_ == Form::kDense) {
    const Params& params = result.params_;
    if (params.regwidth() < kMinDenseRegwidth)
      return {Errc::kDenseRegwidth, params.regwidth(), kMinDenseRegwidth};
    const size_t full = kHeaderBytes + params.full_bytes();
    const bool has_head = result.data_.size() >= RegisterStatistics::Bytes(params);
    if (size >= full || !has_head)
      return {Errc::kDenseSize, static_cast<int64_t>(size), static_cast<int64_t>(full)};
    if (!result.statistics().IsPossible()) return {Errc::kStatistics};
  }
  *image = result;
  return {};
}

Status Image::Parse(std::span<const uint8_t> bytes, Image* image) {
  Image result;
  if (Status s = ParseHead(bytes, bytes.size(), &result); !s.ok()) return s;

  Status status;
  if (result.form_ == Form::kExplicit) {
    status = result.CheckExplicit();
  } else if (result.form_ == Form::kSparse) {
    status = result.ParseSparse();
  } else if (result.form_ == Form::kDense) {
    status = CheckDenseBlocks(result.params_, result.blocks());
  } else {
    const size_t data = result.form_ == Form::kFull ? result.params_.full_bytes() : 0;
    if (result.data_.size() != data)
      status = {Errc::kSizeMismatch, static_cast<int64_t>(bytes.size()),
                static_cast<int64_t>(kHeaderBytes + data)};
  }
  if (status.ok()) *image = result;
  return status;
}

Status Image::ParseInput(std::span<const uint8_t> bytes, Image* image) {
  Image result;
  if (Status s = Parse(bytes, &result); !s.ok()) return s;
  if (result.form_ == Form::kDense)
    if (Status s = CheckDenseContent(result.statistics(), result.blocks()); !s.ok()) return s;
  *image = result;
  return {};
}

Status Image::CheckExplicit() const {
  if (data_.size() % sizeof(uint64_t) != 0)
    return {Errc::kExplicitSize, static_cast<int64_t>(data_.size())};
  int64_t previous = 0;
  for (uint64_t i = 0; i < count_; ++i) {
    if (i % kInterruptStride == 0) CheckInterrupt();
    const auto value = static_cast<int64_t>(Hash(i));
    if (i > 0 && value <= previous) return {.code = Errc::kExplicitOrder, .at = i};
    previous = value;
  }
  return {};
}

Status Image::ParseSparse() {
  const unsigned width = params_.sparse_word_bits();
  const uint64_t bits = uint64_t{data_.size()} * 8;
  const uint64_t words = bits / width;
  const auto padding = static_cast<unsigned>(bits % width);

  BitReader reader(data_);
  uint64_t next_index = 0;
  for (uint64_t i = 0; i < words; ++i) {
    if (i % kInterruptStride == 0) CheckInterrupt();
    const uint64_t word = reader.Read(width);
    // A word may be less than 8 bits, and then the padding of the word before may look like a word.
    if (word == 0 && i + 1 == words && width + padding < 8) break;
    if ((word & params_.max_register()) == 0) return {.code = Errc::kSparseZero, .at = i};
    const uint64_t index = word >> params_.regwidth();
    if (index < next_index) return {.code = Errc::kSparseOrder, .at = i};
    next_index = index + 1;
    ++count_;
  }
  if (bits - count_ * width >= 8)
    return {Errc::kSparseSize, static_cast<int64_t>(data_.size()), width};
  if (padding > 0 && reader.Read(padding) != 0) return {Errc::kSparsePadding};
  return {};
}

uint64_t Image::FindHash(uint64_t hash) const {
  return FirstNotBelow(count_, [&](uint64_t at) {
    return static_cast<int64_t>(Hash(at)) < static_cast<int64_t>(hash);
  });
}

uint64_t Image::FindRegister(uint64_t index) const {
  return FirstNotBelow(count_, [&](uint64_t at) { return SparseWord(at).index < index; });
}

bool Image::HasHash(uint64_t hash) const {
  const uint64_t i = FindHash(hash);
  return i < count_ && Hash(i) == hash;
}

uint8_t Image::Register(uint64_t index) const {
  if (form_ == Form::kFull)
    return static_cast<uint8_t>(Word(index, static_cast<unsigned>(params_.regwidth())));
  if (form_ == Form::kDense) {
    BlockReader reader(*this);
    for (; index >= reader.size(); index -= reader.size()) reader.Skip();
    uint8_t values[kBlockRegisters];
    reader.Read(values);
    return values[index];
  }
  const uint64_t i = FindRegister(index);
  return i < count_ && SparseWord(i).index == index ? SparseWord(i).value : 0;
}

uint64_t Image::Word(uint64_t i, unsigned width) const {
  const uint64_t bit = i * width;
  BitReader reader(data_.subspan(static_cast<size_t>(bit / 8)));
  reader.Read(bit % 8);
  return reader.Read(width);
}

}  // namespace hll
