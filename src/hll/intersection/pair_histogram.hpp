// How the registers of two sketches compare, one by one.
//
// The two values of each register are counted in five histograms. The likelihood under independent
// rates needs nothing else (Ertl 2017, "Joint maximum-likelihood estimation").
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "hll/estimate.hpp"
#include "hll/format.hpp"
#include "hll/params.hpp"

namespace hll {

class PairHistogram {
 public:
  // Register values are at most last_exact() + 1, which is 61 where log2m is 4.
  static constexpr size_t kValues = 64;
  using Counts = std::array<uint32_t, kValues>;

  // The words of scratch that the constructor needs for these two images.
  static uint64_t ScratchWords(const Image& left, const Image& right);

  // Compares the registers of two images; EXPLICIT values count as the registers that they set.
  // REQUIRES: both have the same parameters, at least one has registers, and neither is UNDEFINED.
  PairHistogram(const Image& left, const Image& right, std::span<uint64_t> scratch);

  // Brings the two images into an order that doesn't depend on which one was given first; an
  // EXPLICIT image comes first. Returns whether it exchanged them. So estimates are the same both
  // ways.
  bool Order();

  const Params& params() const { return params_; }
  // How many registers have the value in the first, and a greater one in the second.
  const Counts& left_less() const { return left_less_; }
  // How many registers have the value in the first, and a smaller one in the second.
  const Counts& left_more() const { return left_more_; }
  // How many registers have the value in the second, and a greater or a smaller one in the first.
  const Counts& right_less() const { return right_less_; }
  const Counts& right_more() const { return right_more_; }
  // How many registers have the value in both.
  const Counts& equal() const { return equal_; }

  RegisterHistogram left() const { return Sum(left_less_, left_more_); }
  RegisterHistogram right() const { return Sum(right_less_, right_more_); }
  // The histogram of the union.
  RegisterHistogram both() const { return Sum(left_more_, right_more_); }

  // How many values of an EXPLICIT image are certainly not in the other one, since they would have
  // set a register higher than it is. 0 if neither is EXPLICIT.
  uint64_t outside() const { return outside_; }

 private:
  class Other;

  void Count(unsigned left, unsigned right, uint32_t times);
  void CountFull(const Image& left, const Image& right);
  void ReadBlock(const Image& image, uint64_t first, std::span<uint8_t> values) const;
  void CountList(const Image& left, const Image& right, std::span<uint64_t> scratch);
  void CountExplicit(const Image& image, Other* other, std::span<uint64_t> words);
  RegisterHistogram Sum(const Counts& less, const Counts& more) const;

  Params params_;
  unsigned top_;
  bool left_has_registers_;
  bool right_has_registers_;
  uint64_t outside_ = 0;
  Counts left_less_ = {};
  Counts left_more_ = {};
  Counts right_less_ = {};
  Counts right_more_ = {};
  Counts equal_ = {};
};

}  // namespace hll
