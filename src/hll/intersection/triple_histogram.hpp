// Compares the registers of three images, one by one.
#pragma once

#include <cstdint>
#include <span>

#include "hll/format.hpp"
#include "hll/intersection/joint_counts.hpp"

namespace hll {

class TripleHistogram {
 public:
  // The words of scratch that the constructor needs for these images.
  static uint64_t ScratchWords(const std::array<Image, 3>& images) { return images[0].count(); }

  // EXPLICIT values count as the registers that they set. REQUIRES: all have the same parameters;
  // the first image is EXPLICIT, SPARSE or FULL, the others are SPARSE or FULL.
  TripleHistogram(const std::array<Image, 3>& images, std::span<uint64_t> scratch);

  const JointCounts<3>& counts() const { return counts_; }

  // How many values of the first image, if it is EXPLICIT, are certainly not in the second one
  // (`sketches` is 2), in the third one (4), or in at least one of them (6), since they would have
  // set a register higher than it is.
  uint64_t outside(Sketches sketches) const { return outside_[sketches]; }

 private:
  class Reader;

  JointCounts<3> counts_;
  std::array<uint64_t, 8> outside_ = {};
};

}  // namespace hll
