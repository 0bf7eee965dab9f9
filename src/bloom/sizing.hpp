// How large a filter must be to keep its promise: mathematics only.
//
// A filter is a number of blocks of 512 bits. An element sets `probes` bits of one block. The
// blocks don't get equally many elements, so that the classic m = -n ln p / ln^2 2 would miss the
// asked rate (by half at 1 %); here the rate is the mean over how many elements a block gets, a
// Poisson variable (Putze, Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters,
// 2007).
#pragma once

#include <cstdint>

#include "bloom/params.hpp"

namespace bloom {

inline constexpr unsigned kBlockBits = 512;
inline constexpr unsigned kBlockBytes = kBlockBits / 8;
inline constexpr unsigned kMaxProbes = 20;

struct Shape {
  uint32_t blocks = 0;
  uint8_t probes = 0;

  friend bool operator==(const Shape&, const Shape&) = default;
};

// The false positive rate that is expected of blocks with `load` elements each on average.
// REQUIRES: load <= kBlockBits.
double ExpectedFpr(double load, unsigned probes);

// The greatest mean load at which the rate is at most `fpr`, and the probes that allow it.
struct Load {
  double elements = 0;
  uint8_t probes = 0;
};
Load GreatestLoad(double fpr);

// The shape of a filter that has at most the asked rate when it holds `capacity` elements. The
// number of blocks is rounded up to nine binary digits, so that large filters can be folded: the
// blocks of twice the capacity are then twice as many.
// REQUIRES: `greatest` is GreatestLoad(params.fpr()), which takes most of the time.
// Errors: kBloomTooLarge.
Status ShapeFor(const Params& params, const Load& greatest, Shape* shape);

}  // namespace bloom
