#include "hll/insert.hpp"

#include <algorithm>

#include "hll/state.hpp"

namespace hll {

namespace {

using Effect = Insertion::Effect;

Insertion InsertionOfValue(const Image& image, uint64_t hash) {
  const uint64_t count = image.count();
  const uint64_t limit = image.params().explicit_limit();
  if (count > limit) return {Effect::kNeedsSketch};
  const uint64_t at = image.FindHash(hash);
  if (at < count && image.Hash(at) == hash) return {Effect::kNothing};
  if (count == limit) return {Effect::kNeedsSketch};
  return {Effect::kAddsWord, Form::kExplicit, at, hash,
          kHeaderBytes + static_cast<size_t>(count + 1) * sizeof(uint64_t)};
}

Insertion InsertionOfRegister(const Image& image, RegisterUpdate update, int64_t max_sparse) {
  const uint64_t at = image.FindRegister(update.index);
  const bool is_set = at < image.count() && image.SparseWord(at).index == update.index;
  const bool adds = update.value != 0 && !is_set;
  const Encoding encoding = RegisterEncoding(image.params(), image.count() + adds, max_sparse);
  if (encoding.form != Form::kSparse) return {Effect::kNeedsSketch};
  if (!adds && (update.value == 0 || image.SparseWord(at).value >= update.value))
    return {Effect::kNothing};
  return {adds ? Effect::kAddsWord : Effect::kReplacesWord, Form::kSparse, at,
          update.index << image.params().regwidth() | update.value, encoding.bytes};
}

// Words of whole bytes.
void InsertBytes(const Insertion& insertion, size_t width, std::span<const uint8_t> from,
                 std::span<uint8_t> to) {
  const auto begin = static_cast<size_t>(insertion.at * width);
  const std::span<const uint8_t> before = from.first(begin);
  const std::span<const uint8_t> behind =
      from.subspan(insertion.effect == Effect::kReplacesWord ? begin + width : begin);
  std::copy(before.begin(), before.end(), to.begin());
  for (size_t i = 0; i < width; ++i)
    to[begin + i] = static_cast<uint8_t>(insertion.word >> 8 * (width - 1 - i));
  std::copy(behind.begin(), behind.end(), to.subspan(begin + width).begin());
}

void InsertBits(const Insertion& insertion, unsigned width, uint64_t count,
                std::span<const uint8_t> from, std::span<uint8_t> to) {
  const uint64_t bit = insertion.at * width;
  const auto begin = static_cast<size_t>(bit / 8);
  std::copy(from.begin(), from.begin() + static_cast<ptrdiff_t>(begin), to.begin());
  BitReader reader(from.subspan(begin));
  BitWriter writer(to.subspan(begin));
  writer.Write(reader.Read(bit % 8), bit % 8);
  writer.Write(insertion.word, width);
  uint64_t left = count - insertion.at;
  if (insertion.effect == Effect::kReplacesWord) {
    reader.Read(width);
    --left;
  }
  ForEachSlice(left, [&](uint64_t first, uint64_t end) {
    for (uint64_t i = first; i < end; ++i) writer.Write(reader.Read(width), width);
  });
  writer.Finish();
}

}  // namespace

Insertion InsertionOf(const Image& image, uint64_t hash, int64_t max_sparse) {
  switch (image.form()) {
    case Form::kUndefined:
      return {Effect::kNothing};
    case Form::kEmpty:
    case Form::kExplicit:
      return InsertionOfValue(image, hash);
    case Form::kSparse:
      return InsertionOfRegister(image, UpdateOf(image.params(), hash), max_sparse);
    case Form::kFull:
    case Form::kDense:
      break;
  }
  return {Effect::kNeedsSketch};
}

void Insert(const Image& image, const Insertion& insertion, std::span<uint8_t> result) {
  EncodeHeader(image.params(), insertion.form, result);
  const std::span<uint8_t> data = result.subspan(kHeaderBytes);
  const unsigned width = insertion.form == Form::kExplicit ? 64 : image.params().sparse_word_bits();
  if (width % 8 == 0) return InsertBytes(insertion, width / 8, image.data(), data);
  InsertBits(insertion, width, image.count(), image.data(), data);
}

bool StaysFull(const Image& image, int64_t max_sparse) {
  return image.form() == Form::kFull &&
         RegisterEncoding(image.params(), FilledRegisters(image), max_sparse).form == Form::kFull;
}

}  // namespace hll
