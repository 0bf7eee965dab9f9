#include "bloom/format.hpp"

#include "util/bisection.hpp"
#include "util/redis.hpp"

namespace bloom {

namespace {

Status CheckSize(size_t actual, size_t expected) {
  if (actual == expected) return {};
  return {Errc::kSize, static_cast<int64_t>(actual), static_cast<int64_t>(expected)};
}

bool AllZero(std::span<const uint8_t> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

}  // namespace

bool Kind::valid() const {
  const std::string_view text = name();
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }) &&
         std::all_of(bytes + text.size(), bytes + kBytes, [](char c) { return c == 0; });
}

Status Filter::ReadHeader(std::span<const uint8_t> header, size_t size, Filter* filter) {
  if (IsRedisHll(header)) return {Errc::kRedisHll};
  if (size < kHeaderBytes)
    return {Errc::kTooShort, static_cast<int64_t>(size), int64_t{kHeaderBytes}};
  if (header[0] != kFormatVersion) return {Errc::kVersion, header[0]};
  if (header[kFormAt] > static_cast<uint8_t>(Form::kDense)) return {Errc::kForm, header[kFormAt]};
  if (header[kHashFunctionAt] != kMurmurHash3)
    return {Errc::kHashFunction, header[kHashFunctionAt]};

  filter->bytes_ = header;
  filter->form_ = static_cast<Form>(header[kFormAt]);
  filter->shape_ = {LoadLittleEndian<uint32_t>(&header[kBlocksAt]), header[kProbesAt]};
  filter->count_ = 0;
  if (filter->form_ == Form::kEmpty) return CheckSize(size, kHeaderBytes);

  const Shape& shape = filter->shape_;
  if (shape.blocks < 1 || shape.blocks > kMaxBlocks) return {Errc::kBlocks, shape.blocks};
  if (shape.probes < 1 || shape.probes > kMaxProbes) return {Errc::kProbes, shape.probes};
  if (filter->form_ == Form::kDense) return CheckSize(size, DenseBytes(shape.blocks));

  if (const size_t most = SparseBytes(SparseLimit(shape.blocks)); size > most)
    return {Errc::kSparseCount, static_cast<int64_t>(size), static_cast<int64_t>(most)};
  filter->count_ = (size - kHeaderBytes) / sizeof(uint64_t);
  return CheckSize(size, SparseBytes(filter->count_));
}

Status Filter::Parse(std::span<const uint8_t> bytes, Filter* filter) {
  const Status status = Read(bytes, filter);
  return status.ok() ? filter->CheckContent() : status;
}

Status Filter::CheckContent() const {
  const Kind held = kind();
  if (!held.valid()) return {Errc::kKind};
  if (form_ == Form::kEmpty) {
    if (!AllZero(bytes_.subspan(kProbesAt))) return {Errc::kEmpty};
    return {};
  }
  Params params;
  const auto code = LoadLittleEndian<uint32_t>(&bytes_[kParamsAt]);
  if (const Status status = Params::FromCode(code, &params); !status.ok()) return status;
  if (held.empty() != (form_ == Form::kSparse && count_ == 0))
    return {Errc::kKindMissing, held.empty() ? 0 : 1};
  for (uint64_t i = 1; i < count_; ++i) {
    if (Hash(i) <= Hash(i - 1)) return {.code = Errc::kSparseOrder, .at = i};
  }
  return {};
}

uint64_t Filter::HashesBelow(uint64_t hash) const {
  return FirstNotBelow(count_, [&](uint64_t i) { return Hash(i) < hash; });
}

}  // namespace bloom
