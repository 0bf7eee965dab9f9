// The blocks of the DENSE form: registers in levels of short codes (STORAGE.md, "DENSE").
//
// A block holds up to kDenseRegisters registers and doesn't depend on the others. The same
// registers always give the same bytes. Nothing allocates; what a block needs while it is read or
// written, some 12 kB, is on the stack.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hll/error.hpp"
#include "hll/params.hpp"
#include "hll/statistics.hpp"

namespace hll {

inline constexpr int kMinDenseRegwidth = 4;
inline constexpr uint64_t kDenseRegisters = 4096;
// The choice, and three numbers of escapes.
inline constexpr size_t kDenseBlockHead = 7;
// The most bytes of a block: all levels, and all registers with 8 bits.
inline constexpr size_t kMaxDenseBlock =
    kDenseBlockHead + kDenseRegisters / 8 * (2 + 2 + 2 + kMaxRegwidth);

// How many registers a block has.
inline size_t DenseBlockRegisters(const Params& params) {
  return static_cast<size_t>(std::min(params.registers(), kDenseRegisters));
}
inline uint64_t DenseBlocks(const Params& params) {
  return params.registers() / DenseBlockRegisters(params);
}

// How many registers of a block have each value.
using BlockCounts = std::array<uint32_t, 256>;
BlockCounts CountsOf(const Params& params, std::span<const uint8_t> registers);
RegisterStatistics StatisticsOf(const Params& params, const BlockCounts& counts);

// A block's choice, and how many registers each level leaves to the next one; those that the last
// level leaves are raw.
struct DenseLayout {
  uint8_t choice = 0;
  std::array<uint16_t, 3> escapes = {};

  size_t Bytes(const Params& params) const;
};
// The layout in which a block of these registers is written.
DenseLayout DenseLayoutOf(const Params& params, const BlockCounts& counts);
// Writes a block. REQUIRES: `layout` is that of `registers`; `block` has its bytes.
void WriteDenseBlock(const Params& params, const DenseLayout& layout,
                     std::span<const uint8_t> registers, uint8_t* block);

// Whether `blocks` can be read: as many blocks as there must be, each with as many codes as it
// says. Errors: kDenseBlock, kDenseEscapes, kDenseRest.
Status CheckDenseBlocks(const Params& params, std::span<const uint8_t> blocks);

// Whether `blocks`, which CheckDenseBlocks() found right, are what WriteDenseBlock() writes, and
// `statistics` those of their registers. Errors: kDenseForm, kStatistics.
Status CheckDenseContent(const RegisterStatistics& statistics, std::span<const uint8_t> blocks);

// Reads blocks, the first one first. REQUIRES: CheckDenseBlocks() is content.
class DenseReader {
 public:
  DenseReader(const Params& params, std::span<const uint8_t> blocks)
      : params_(params), next_(blocks.data()) {}

  // The bytes of the next block.
  std::span<const uint8_t> Peek() const;
  void Skip() { next_ += Peek().size(); }
  // Fills `registers`, DenseBlockRegisters() of them, from the next block.
  void Read(uint8_t* registers);
  // Raises `registers` to those of the next block.
  void Merge(uint8_t* registers);

 private:
  Params params_;
  const uint8_t* next_;
};

}  // namespace hll
