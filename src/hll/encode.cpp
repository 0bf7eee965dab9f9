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

// Calls f(std::span<const uint8_t>) for the registers of each block.
template <class F>
void ForEachDenseBlock(const Sketch& sketch, F f) {
  const size_t size = DenseBlockRegisters(sketch.params());
  sketch.ForEachBlock([&](uint64_t, std::span<const uint8_t> values) {
    for (; !values.empty(); values = values.subspan(size)) f(values.first(size));
  });
}

// The encoding as DENSE. REQUIRES: the sketch has an array of registers.
Encoding DenseEncoding(const Sketch& sketch) {
  const Params params = sketch.params();
  Encoding encoding = {Form::kDense, 0, kHeaderBytes + RegisterStatistics::Bytes(params), 0};
  BlockCounts all = {};
  uint64_t blocks = 0;
  ForEachDenseBlock(sketch, [&](std::span<const uint8_t> values) {
    const BlockCounts counts = CountsOf(params, values);
    const DenseLayout layout = DenseLayoutOf(params, counts);
    if (blocks++ == 0) encoding.first_block = layout;
    encoding.bytes += layout.Bytes(params);
    for (size_t value = 0; value <= params.max_register(); ++value) all[value] += counts[value];
  });
  encoding.statistics = StatisticsOf(params, all);
  return encoding;
}

void EncodeDense(const Sketch& sketch, const Encoding& encoding, std::span<uint8_t> data) {
  const Params params = sketch.params();
  uint8_t* block = data.data() + RegisterStatistics::Bytes(params);
  encoding.statistics.Write(data.data());
  DenseLayout layout = encoding.first_block;
  ForEachDenseBlock(sketch, [&](std::span<const uint8_t> values) {
    const bool is_first = block == data.data() + RegisterStatistics::Bytes(params);
    if (!is_first) layout = DenseLayoutOf(params, CountsOf(params, values));
    WriteDenseBlock(params, layout, values, block);
    block += layout.Bytes(params);
  });
}

// Whether registers may be written DENSE with this version. A Sketch that keeps its registers in a
// table never has enough of them.
bool MayBeDense(const Sketch& sketch, int version) {
  return version >= kDenseSchemaVersion && sketch.form() == Form::kFull &&
         sketch.params().regwidth() >= kMinDenseRegwidth;
}

// The encoding of a sketch that MayBeDense().
Encoding SmallestEncoding(const Sketch& sketch, int64_t max_sparse) {
  const Encoding dense = DenseEncoding(sketch);
  const uint64_t filled = sketch.params().registers() - dense.statistics.zeros;
  const Encoding plain = RegisterEncoding(sketch.params(), filled, max_sparse);
  return filled >= sketch.params().registers() / 16 && dense.bytes < plain.bytes ? dense : plain;
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
      if (MayBeDense(sketch, version)) return SmallestEncoding(sketch, max_sparse);
      Encoding encoding = RegisterEncoding(sketch.params(), FilledRegisters(sketch), max_sparse);
      if (sketch.form() == Form::kSparse) encoding.scratch_words = encoding.count;
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
  if (encoding.form == Form::kDense) EncodeDense(sketch, encoding, data);
}

void EncodeEmpty(const Params& params, std::span<uint8_t, kHeaderBytes> image) {
  EncodeHeader(params, Form::kEmpty, image);
}

}  // namespace hll
