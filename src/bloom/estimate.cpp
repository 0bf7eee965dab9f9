#include "bloom/estimate.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace bloom {

namespace {

uint64_t Word(const uint8_t* block, size_t i) {
  return LoadLittleEndian<uint64_t>(block + i * sizeof(uint64_t));
}

// f(i) is the i-th of the eight words of a block. Bits are counted in pairs, fours and bytes of a
// word, since every processor can do this in vectors, and not every one has an instruction that
// counts bits.
template <class F>
unsigned CountBits(F f) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < kBlockBytes / sizeof(uint64_t); ++i) {
    uint64_t word = f(i);
    word -= word >> 1 & 0x5555555555555555;
    word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
    bytes += (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
  }
  const uint64_t pairs = (bytes & 0x00ff00ff00ff00ff) + (bytes >> 8 & 0x00ff00ff00ff00ff);
  return static_cast<unsigned>(pairs * 0x0001000100010001 >> 48);
}

unsigned BitsOfBlock(const uint8_t* block) {
  return CountBits([&](size_t i) { return Word(block, i); });
}

double BitsOf(const Shape& shape) { return static_cast<double>(shape.blocks) * kBlockBits; }

// The logarithm of the probability that an element leaves a given bit free.
double LogOfFree(const Shape& shape) {
  const double set_in_block = -std::expm1(shape.probes * std::log1p(-1.0 / kBlockBits));
  return std::log1p(-set_in_block / shape.blocks);
}

double CardinalityFromBits(const Shape& shape, uint64_t set) {
  return std::log1p(-static_cast<double>(set) / BitsOf(shape)) / LogOfFree(shape);
}

uint64_t SetBits(const Filter& filter) {
  uint64_t set = 0;
  ForEachBlock(filter, [&](const uint8_t* block) { set += BitsOfBlock(block); });
  return set;
}

uint64_t SetBitsOfUnion(const Filter& a, const Filter& b) {
  uint64_t set = 0;
  ForEachSlice(a.shape().blocks, [&](uint64_t begin, uint64_t end) {
    for (uint64_t block = begin; block < end; ++block)
      set += CountBits([&](size_t i) { return Word(a.Block(block), i) | Word(b.Block(block), i); });
  });
  return set;
}

uint64_t HashesContained(const Filter& sparse, const Filter& other) {
  uint64_t contained = 0;
  for (uint64_t i = 0; i < sparse.count(); ++i) contained += other.Contains(sparse.Hash(i));
  return contained;
}

double IntersectionWithSparse(const Filter& sparse, const Filter& other) {
  const auto contained = static_cast<double>(HashesContained(sparse, other));
  if (other.form() != Form::kDense || contained == 0) return contained;
  const double fpr = FalsePositiveRate(other);
  if (fpr >= 1) return NAN;
  return std::max(0.0, (contained - static_cast<double>(sparse.count()) * fpr) / (1 - fpr));
}

}  // namespace

double Fill(const Filter& filter) {
  if (filter.form() == Form::kEmpty) return 0;
  if (filter.form() == Form::kDense)
    return static_cast<double>(SetBits(filter)) / BitsOf(filter.shape());
  return -std::expm1(static_cast<double>(filter.count()) * LogOfFree(filter.shape()));
}

double Cardinality(const Filter& filter) {
  if (filter.form() != Form::kDense) return static_cast<double>(filter.count());
  return CardinalityFromBits(filter.shape(), SetBits(filter));
}

double FalsePositiveRate(const Filter& filter) {
  if (filter.form() != Form::kDense) return std::ldexp(static_cast<double>(filter.count()), -64);
  std::array<uint64_t, kBlockBits + 1> blocks_with = {};
  ForEachBlock(filter, [&](const uint8_t* block) { ++blocks_with[BitsOfBlock(block)]; });
  double sum = 0;
  for (unsigned set = 1; set <= kBlockBits; ++set) {
    if (blocks_with[set] == 0) continue;
    const double share = static_cast<double>(set) / kBlockBits;
    sum += static_cast<double>(blocks_with[set]) * std::pow(share, filter.shape().probes);
  }
  return sum / filter.shape().blocks;
}

double IntersectionCardinality(const Filter& a, const Filter& b) {
  if (a.form() != Form::kDense) return IntersectionWithSparse(a, b);
  if (b.form() != Form::kDense) return IntersectionWithSparse(b, a);
  const double of_a = Cardinality(a);
  const double of_b = Cardinality(b);
  const double of_union = CardinalityFromBits(a.shape(), SetBitsOfUnion(a, b));
  if (std::isinf(of_union)) return NAN;
  return std::clamp(of_a + of_b - of_union, 0.0, std::min(of_a, of_b));
}

}  // namespace bloom
