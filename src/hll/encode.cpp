#include "hll/encode.hpp"

#include <cstring>
#include <iterator>
#include <numeric>

#include "util/sort.hpp"

namespace hll {

namespace {

// Sorts words of `bits` bits into `sorted`: the words with which for_each(f) calls f. Hashes and
// indexes of registers are spread evenly, so that little is left to sort after putting them into
// buckets by their top bits.
template <class ForEach>
void Collect(std::span<uint64_t> sorted, unsigned bits, ForEach for_each) {
  constexpr unsigned kBucketBits = 10;
  constexpr size_t kFew = 256;
  if (sorted.size() < kFew) {
    size_t count = 0;
    for_each([&](uint64_t word) { sorted[count++] = word; });
    return Sort(sorted);
  }
  const unsigned shift = bits > kBucketBits ? bits - kBucketBits : 0;
  size_t ends[1 << kBucketBits] = {};
  for_each([&](uint64_t word) { ++ends[word >> shift]; });
  std::exclusive_scan(std::begin(ends), std::end(ends), std::begin(ends), size_t{0});
  for_each([&](uint64_t word) { sorted[ends[word >> shift]++] = word; });
  size_t begin = 0;
  for (const size_t end : ends) {
    CheckInterrupt();
    Sort(sorted.subspan(begin, end - begin));
    begin = end;
  }
}

// Writes the values in signed order.
void EncodeExplicit(const Sketch& sketch, std::span<uint64_t> scratch, std::span<uint8_t> data) {
  constexpr uint64_t kSign = uint64_t{1} << 63;
  Collect(scratch, 64,
          [&](auto f) { sketch.ForEachHash([&](uint64_t hash) { f(hash ^ kSign); }); });
  ForEachSlice(scratch.size(), [&](uint64_t begin, uint64_t end) {
    for (uint64_t i = begin; i < end; ++i)
      StoreBigEndian(scratch[i] ^ kSign, &data[i * sizeof(uint64_t)]);
  });
}

void EncodeSparse(const Sketch& sketch, std::span<uint64_t> scratch, std::span<uint8_t> data) {
  const auto regwidth = static_cast<unsigned>(sketch.params().regwidth());
  const unsigned width = sketch.params().sparse_word_bits();
  BitWriter writer(data);
  Collect(scratch, width, [&](auto f) {
    sketch.ForEachRegister(
        [&](RegisterUpdate update) { f(update.index << regwidth | update.value); });
  });
  ForEachSlice(scratch.size(), [&](uint64_t begin, uint64_t end) {
    for (uint64_t i = begin; i < end; ++i) writer.Write(scratch[i], width);
  });
  sketch.ForEachBlock([&](uint64_t first, std::span<const uint8_t> values) {
    for (size_t i = 0; i < values.size(); ++i)
      if (values[i] != 0) writer.Write((first + i) << regwidth | values[i], width);
  });
  writer.Finish();
}

void EncodeFull(const Sketch& sketch, std::span<uint8_t> data) {
  const unsigned width = sketch.params().regwidth();
  if (sketch.form() == Form::kSparse) ClearBytes(data);
  sketch.ForEachRegister(
      [&](RegisterUpdate update) { RaisePacked(data.data(), width, update.index, update.value); });
  sketch.ForEachBlock([&](uint64_t first, std::span<const uint8_t> values) {
    PackArray(values.data(), width, &data[PackedBytes(first, width)], values.size());
  });
}

// Calls f(const BlockCounts&, std::span<const uint8_t>) for the registers of each block.
template <class F>
void ForEachDenseBlock(const Sketch& sketch, F f) {
  const size_t size = DenseBlockRegisters(sketch.params());
  sketch.ForEachBlock([&](uint64_t, std::span<const uint8_t> values) {
    for (; !values.empty(); values = values.subspan(size))
      f(CountsOf(sketch.params(), values.first(size)), values.first(size));
  });
}

size_t DenseBytes(const Sketch& sketch) {
  size_t bytes = kHeaderBytes + RegisterStatistics::Bytes(sketch.params());
  ForEachDenseBlock(sketch, [&](const BlockCounts& counts, std::span<const uint8_t>) {
    bytes += DenseBlockBytes(sketch.params(), counts);
  });
  return bytes;
}

void EncodeDense(const Sketch& sketch, std::span<uint8_t> data) {
  BlockCounts all = {};
  uint8_t* next = data.data() + RegisterStatistics::Bytes(sketch.params());
  ForEachDenseBlock(sketch, [&](const BlockCounts& counts, std::span<const uint8_t> values) {
    next += WriteDenseBlock(sketch.params(), counts, values, next);
    for (size_t value = 0; value <= sketch.params().max_register(); ++value)
      all[value] += counts[value];
  });
  StatisticsOf(sketch.params(), all).Write(data.data());
}

// Whether so many registers are set that DENSE may be the smallest form. A Sketch that keeps its
// registers in a table never has as many.
bool MayBeDense(const Params& params, uint64_t filled) {
  return params.regwidth() >= kMinDenseRegwidth && filled >= params.registers() / 16;
}

}  // namespace

Encoding RegisterEncoding(const Params& params, uint64_t filled, int64_t max_sparse) {
  const uint64_t sparse_bits = filled * params.sparse_word_bits();
  const uint64_t sparse_bytes = kHeaderBytes + (sparse_bits + 7) / 8;
  const bool wanted = max_sparse == kAutomaticMaxSparse
                          ? sparse_bits < params.registers() * params.regwidth()
                          : filled <= static_cast<uint64_t>(max_sparse);
  if (!params.sparseon() || !wanted || sparse_bytes > kMaxValueBytes)
    return {Form::kFull, 0, kHeaderBytes + params.full_bytes(), 0};
  return {Form::kSparse, filled, static_cast<size_t>(sparse_bytes), 0};
}

Encoding EncodingOf(const Sketch& sketch, int64_t max_sparse, int version) {
  switch (sketch.form()) {
    case Form::kEmpty:
      return {Form::kEmpty, 0, kHeaderBytes, 0};
    case Form::kExplicit: {
      const auto count = static_cast<size_t>(sketch.count());
      return {Form::kExplicit, count, kHeaderBytes + count * sizeof(uint64_t), count};
    }
    case Form::kSparse:
    case Form::kFull: {
      const uint64_t filled = FilledRegisters(sketch);
      Encoding encoding = RegisterEncoding(sketch.params(), filled, max_sparse);
      if (sketch.form() == Form::kSparse) {
        encoding.scratch_words = encoding.count;
      } else if (version >= kDenseSchemaVersion && MayBeDense(sketch.params(), filled)) {
        const size_t bytes = DenseBytes(sketch);
        if (bytes < encoding.bytes) return {Form::kDense, 0, bytes, 0};
      }
      return encoding;
    }
    case Form::kDense:
    case Form::kUndefined:
      break;
  }
  return {Form::kUndefined, 0, kHeaderBytes, 0};
}

void EncodeHeader(const Params& params, Form form, std::span<uint8_t> image) {
  image[0] = static_cast<uint8_t>(VersionOf(form) << 4 | static_cast<uint8_t>(form));
  image[1] = params.parameter_byte();
  image[2] = params.cutoff_byte();
}

void Encode(const Sketch& sketch, const Encoding& encoding, std::span<uint64_t> scratch,
            std::span<uint8_t> image) {
  EncodeHeader(sketch.params(), encoding.form, image);
  const std::span<uint8_t> data = image.subspan(kHeaderBytes);
  if (encoding.form == Form::kExplicit) EncodeExplicit(sketch, scratch, data);
  if (encoding.form == Form::kSparse) EncodeSparse(sketch, scratch, data);
  if (encoding.form == Form::kFull) EncodeFull(sketch, data);
  if (encoding.form == Form::kDense) EncodeDense(sketch, data);
}

void EncodeEmpty(const Params& params, std::span<uint8_t, kHeaderBytes> image) {
  EncodeHeader(params, Form::kEmpty, image);
}

}  // namespace hll
