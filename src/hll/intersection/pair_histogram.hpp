// Compares the registers of two images, one by one.
#pragma once

#include <cstdint>
#include <span>

#include "hll/format.hpp"
#include "hll/intersection/joint_counts.hpp"

namespace hll {

class PairHistogram {
 public:
  // The words of scratch that the constructor needs for these two images.
  static uint64_t ScratchWords(const Image& left, const Image& right);

  // Compares the registers of two images; EXPLICIT values count as the registers that they set.
  // REQUIRES: both have the same parameters, at least one has registers, and neither is UNDEFINED.
  PairHistogram(const Image& left, const Image& right, std::span<uint64_t> scratch);

  const JointCounts<2>& counts() const { return counts_; }

  // How many values of an EXPLICIT image are certainly not in the other one, since they would have
  // set a register higher than it is. 0 if neither is EXPLICIT.
  uint64_t outside() const { return outside_; }

 private:
  class Other;

  const Params& params() const { return counts_.params(); }
  void CountBlocks(const Image& left, const Image& right);
  void ReadBlock(BlockReader* blocks, uint8_t* values) const;
  void CountList(const Image& left, const Image& right, std::span<uint64_t> scratch);
  void CountExplicit(const Image& image, Other* other, std::span<uint64_t> scratch);

  JointCounts<2> counts_;
  unsigned top_;
  uint64_t outside_ = 0;
};

}  // namespace hll
