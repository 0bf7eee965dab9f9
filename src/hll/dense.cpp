#include "hll/dense.hpp"

#include "util/bits.hpp"
#include "util/byte_histogram.hpp"
#include "util/code_plane.hpp"
#include "util/interrupt.hpp"
#include "util/packed_array.hpp"

namespace hll {

namespace {

constexpr unsigned kLevels = 3;
constexpr unsigned kSymbols = 3 * kLevels;
// The choice of a block in which level 0 has one bit.
constexpr unsigned kOneBit = 0x80;
constexpr unsigned kMaxBase = 0x7f;

// The codes of a block's levels.
class Levels {
 public:
  // `choice` is the base of the block, or kOneBit.
  Levels(const Params& params, unsigned choice) : one_bit_(choice == kOneBit) {
    constexpr int8_t kSteps[] = {0, 1, 2, -1, 3, 4, 5, -2, 6, 7, 8, -3, -4, -5, -6, -7, -8};
    const int base = one_bit_ ? 0 : static_cast<int>(choice);
    const int most = static_cast<int>(params.max_register());
    unsigned found = 0;
    for (const int step : kSteps) {
      if (base + step < 0 || base + step > most) continue;
      symbols_[found] = static_cast<uint8_t>(base + step);
      if (++found == kSymbols) break;
    }
  }

  unsigned bits(unsigned level) const { return level == 0 && one_bit_ ? 1 : 2; }
  // The symbols of a level: one if it has one bit, else three.
  const uint8_t* symbols(unsigned level) const {
    return &symbols_[level > 0 && one_bit_ ? 3 * level - 2 : 3 * level];
  }

 private:
  bool one_bit_;
  uint8_t symbols_[kSymbols] = {};
};

// The number of bits without padding.
uint64_t BitsOf(const DenseLayout& layout, const Params& params, uint64_t registers) {
  return registers * (layout.choice == kOneBit ? 1 : 2) +
         2 * (uint64_t{layout.escapes[0]} + layout.escapes[1]) +
         static_cast<uint64_t>(params.regwidth()) * layout.escapes[2];
}

size_t RawBytes(const DenseLayout& layout, const Params& params) {
  return (size_t{layout.escapes[2]} * static_cast<size_t>(params.regwidth()) + 7) / 8;
}

// Whether each level has no more registers than the one before.
bool Descends(const DenseLayout& layout, size_t registers) {
  const auto& escapes = layout.escapes;
  return escapes[0] <= registers && escapes[1] <= escapes[0] && escapes[2] <= escapes[1];
}

DenseLayout MakeLayout(unsigned choice, uint32_t first, uint32_t second, uint32_t raw) {
  return {
      static_cast<uint8_t>(choice),
      {static_cast<uint16_t>(first), static_cast<uint16_t>(second), static_cast<uint16_t>(raw)}};
}

DenseLayout LayoutWith(unsigned choice, const Params& params, const BlockCounts& counts,
                       uint32_t registers) {
  const bool has_all_steps = choice >= 2 && choice + 6 <= params.max_register();
  if (has_all_steps && choice != kOneBit) {
    const uint32_t* at = &counts[choice];
    const uint32_t first = registers - at[0] - at[1] - at[2];
    const uint32_t second = first - at[-1] - at[3] - at[4];
    return MakeLayout(choice, first, second, second - at[5] - at[-2] - at[6]);
  }
  const Levels levels(params, choice);
  uint32_t left[kLevels + 1] = {registers};
  for (unsigned level = 0; level < kLevels; ++level) {
    left[level + 1] = left[level];
    const unsigned symbols = (1u << levels.bits(level)) - 1;
    for (unsigned i = 0; i < symbols; ++i) left[level + 1] -= counts[levels.symbols(level)[i]];
  }
  return MakeLayout(choice, left[1], left[2], left[3]);
}

DenseLayout LoadLayout(const uint8_t* block) {
  DenseLayout layout = {block[0], {}};
  for (unsigned level = 0; level < kLevels; ++level)
    layout.escapes[level] = LoadBigEndian<uint16_t>(&block[1 + 2 * level]);
  return layout;
}

void StoreLayout(const DenseLayout& layout, uint8_t* block) {
  block[0] = layout.choice;
  for (unsigned level = 0; level < kLevels; ++level)
    StoreBigEndian(layout.escapes[level], &block[1 + 2 * level]);
}

// The registers that a level leaves to the next one.
using Escaped = uint8_t[kDenseRegisters + kPlaneSlack];

void UnpackRaw(const uint8_t* raw, unsigned width, size_t count, uint8_t* values) {
  const size_t whole = count / 8 * 8;
  UnpackArray(raw, width, values, whole);
  uint8_t last[kMaxRegwidth] = {};
  const size_t used = PackedBytes(whole, width);
  std::copy_n(raw + used, ((count - whole) * width + 7) / 8, last);
  UnpackArray(last, width, values + whole, 8);
}

void PackRaw(uint8_t* values, unsigned width, size_t count, uint8_t* raw) {
  const size_t whole = count / 8 * 8;
  PackArray(values, width, raw, whole);
  uint8_t last[kMaxRegwidth] = {};
  std::fill_n(values + count, 8, uint8_t{0});
  PackArray(values + whole, width, last, 8);
  std::copy_n(last, ((count - whole) * width + 7) / 8, raw + PackedBytes(whole, width));
}

// Reads a block, by expand or merge at level 0, and returns its end.
template <class Function>
const uint8_t* ReadBlock(const Params& params, const uint8_t* block, const Function (&level0)[2],
                         uint8_t* registers) {
  const DenseLayout layout = LoadLayout(block);
  const Levels levels(params, layout.choice);
  const auto width = static_cast<unsigned>(params.regwidth());
  Escaped raw;
  Escaped second;
  Escaped first;
  const uint8_t* plane = block + kDenseBlockHead;
  UnpackRaw(plane, width, layout.escapes[2], raw);
  plane += RawBytes(layout, params);
  const auto expand = CodePlane().expand[1];
  expand(plane, layout.escapes[1], levels.symbols(2), raw, second);
  plane += PlaneBytes(layout.escapes[1], 2);
  expand(plane, layout.escapes[0], levels.symbols(1), second, first);
  plane += PlaneBytes(layout.escapes[0], 2);
  const size_t count = DenseBlockRegisters(params);
  level0[levels.bits(0) - 1](plane, count, levels.symbols(0), first, registers);
  return plane + PlaneBytes(count, levels.bits(0));
}

// Whether the codes of a block that has all its bytes leave as many registers to the next level as
// it says.
bool HasItsEscapes(const Params& params, const DenseLayout& layout, const uint8_t* block) {
  const uint8_t* plane = block + kDenseBlockHead + RawBytes(layout, params);
  const auto escapes = CodePlane().escapes;
  const size_t second = PlaneBytes(layout.escapes[1], 2);
  const size_t first = PlaneBytes(layout.escapes[0], 2);
  const unsigned bits = layout.choice == kOneBit ? 1 : 2;
  return escapes[1](plane, second) == layout.escapes[2] &&
         escapes[1](plane + second, first) == layout.escapes[1] &&
         escapes[bits - 1](plane + second + first, PlaneBytes(DenseBlockRegisters(params), bits)) ==
             layout.escapes[0];
}

}  // namespace

RegisterStatistics StatisticsOf(const Params& params, const BlockCounts& counts) {
  return RegisterStatistics::Of(params, std::span(counts).first(params.max_register() + 1));
}

BlockCounts CountsOf(const Params& params, std::span<const uint8_t> registers) {
  BlockCounts counts = {};
  CountBytes(registers, std::span(counts).first(std::max(params.max_register() + 1, 16u)));
  return counts;
}

size_t DenseLayout::Bytes(const Params& params) const {
  return kDenseBlockHead + RawBytes(*this, params) + PlaneBytes(escapes[1], 2) +
         PlaneBytes(escapes[0], 2) +
         PlaneBytes(DenseBlockRegisters(params), choice == kOneBit ? 1 : 2);
}

// The layout of the fewest bits; among equals the one of the smallest choice. Bases at which level
// 0 has no register can't be better than others.
DenseLayout DenseLayoutOf(const Params& params, const BlockCounts& counts) {
  const auto registers = static_cast<uint32_t>(DenseBlockRegisters(params));
  const unsigned most = std::min(params.max_register(), kMaxBase);
  unsigned least = 0;
  while (least < most && counts[least] == 0) ++least;
  const unsigned first = least < 2 ? 0 : least - 2;
  DenseLayout best = LayoutWith(first, params, counts, registers);
  uint64_t fewest = BitsOf(best, params, registers);
  const auto consider = [&](unsigned choice) {
    const DenseLayout layout = LayoutWith(choice, params, counts, registers);
    const uint64_t bits = BitsOf(layout, params, registers);
    if (bits < fewest) best = layout;
    fewest = std::min(bits, fewest);
  };
  uint32_t below = counts[first];
  for (unsigned base = first + 1; base <= most && below < registers; below += counts[base++])
    consider(base);
  consider(kOneBit);
  return best;
}

void WriteDenseBlock(const Params& params, const DenseLayout& layout,
                     std::span<const uint8_t> registers, uint8_t* block) {
  StoreLayout(layout, block);
  const Levels levels(params, layout.choice);
  const auto width = static_cast<unsigned>(params.regwidth());
  uint8_t* const third_plane = block + kDenseBlockHead + RawBytes(layout, params);
  uint8_t* const second_plane = third_plane + PlaneBytes(layout.escapes[1], 2);
  uint8_t* const first_plane = second_plane + PlaneBytes(layout.escapes[0], 2);
  Escaped first;
  Escaped second;
  Escaped raw;
  const auto reduce = CodePlane().reduce;
  reduce[levels.bits(0) - 1](registers.data(), registers.size(), levels.symbols(0), first_plane,
                             first);
  reduce[1](first, layout.escapes[0], levels.symbols(1), second_plane, second);
  reduce[1](second, layout.escapes[1], levels.symbols(2), third_plane, raw);
  PackRaw(raw, width, layout.escapes[2], block + kDenseBlockHead);
}

Status CheckDenseBlocks(const Params& params, std::span<const uint8_t> blocks) {
  const size_t registers = DenseBlockRegisters(params);
  const uint64_t count = DenseBlocks(params);
  for (uint64_t i = 0; i < count; ++i) {
    if (i % (kInterruptStride / kDenseRegisters) == 0) CheckInterrupt();
    if (blocks.size() < kDenseBlockHead) return {.code = Errc::kDenseBlock, .at = i};
    const DenseLayout layout = LoadLayout(blocks.data());
    const bool is_choice =
        layout.choice == kOneBit || layout.choice <= std::min(params.max_register(), kMaxBase);
    if (!is_choice || !Descends(layout, registers)) return {.code = Errc::kDenseBlock, .at = i};
    const size_t bytes = layout.Bytes(params);
    if (bytes > blocks.size()) return {.code = Errc::kDenseBlock, .at = i};
    if (!HasItsEscapes(params, layout, blocks.data()))
      return {.code = Errc::kDenseEscapes, .at = i};
    blocks = blocks.subspan(bytes);
  }
  if (!blocks.empty()) return {Errc::kDenseRest, static_cast<int64_t>(blocks.size())};
  return {};
}

Status CheckDenseContent(const RegisterStatistics& statistics, std::span<const uint8_t> blocks) {
  const Params& params = statistics.params;
  const size_t count = DenseBlockRegisters(params);
  DenseReader reader(params, blocks);
  BlockCounts all = {};
  for (uint64_t i = 0; i < DenseBlocks(params); ++i) {
    if (i % (kInterruptStride / kDenseRegisters) == 0) CheckInterrupt();
    const std::span<const uint8_t> block = reader.Peek();
    uint8_t registers[kDenseRegisters];
    uint8_t again[kMaxDenseBlock];
    reader.Read(registers);
    const BlockCounts counts = CountsOf(params, {registers, count});
    const DenseLayout layout = DenseLayoutOf(params, counts);
    WriteDenseBlock(params, layout, {registers, count}, again);
    if (layout.Bytes(params) != block.size() || !std::equal(block.begin(), block.end(), again))
      return {.code = Errc::kDenseForm, .at = i};
    for (size_t value = 0; value <= params.max_register(); ++value) all[value] += counts[value];
  }
  if (StatisticsOf(params, all) != statistics) return {Errc::kStatistics};
  return {};
}

std::span<const uint8_t> DenseReader::Peek() const {
  return {next_, LoadLayout(next_).Bytes(params_)};
}

void DenseReader::Read(uint8_t* registers) {
  next_ = ReadBlock(params_, next_, CodePlane().expand, registers);
}

void DenseReader::Merge(uint8_t* registers) {
  next_ = ReadBlock(params_, next_, CodePlane().merge, registers);
}

}  // namespace hll
