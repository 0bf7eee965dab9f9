// How large a filter must be to keep its false positive rate: mathematics only.
//
// A filter consists of blocks of 512 bits, and an element sets `probes` bits of one block. Some
// blocks get more elements than others, so the classic formula m = -n ln p / ln^2 2 gives too high
// a rate (by half at 1 %). Here the rate is the mean over the number of elements in a block, a
// Poisson variable (Putze, Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters,
// 2007).
#pragma once

#include <cstddef>
#include <cstdint>

#include "bloom/params.hpp"
#include "util/limits.hpp"

namespace bloom {

inline constexpr unsigned kBlockBits = 512;
inline constexpr unsigned kBlockBytes = kBlockBits / 8;
inline constexpr unsigned kMaxProbes = 20;
inline constexpr size_t kHeaderBytes = 44;
// The largest filter that the host can store.
inline constexpr uint64_t kMaxBlocks = (kMaxValueBytes - kHeaderBytes) / kBlockBytes;

// The size of a filter whose elements are bits.
constexpr size_t DenseBytes(uint64_t blocks) { return kHeaderBytes + blocks * kBlockBytes; }

struct Shape {
  uint32_t blocks = 0;
  uint8_t probes = 0;

  friend bool operator==(const Shape&, const Shape&) = default;
};

// The expected false positive rate of blocks that hold `load` elements each on average.
// REQUIRES: load <= kBlockBits.
double ExpectedFpr(double load, unsigned probes);

// The greatest mean load at which the rate is at most `fpr`, and the probes that allow it.
struct Load {
  double elements = 0;
  uint8_t probes = 0;
};
Load GreatestLoad(double fpr);

// The shape of a filter that has at most the asked rate when it holds `capacity` elements. The
// number of blocks is rounded up to nine binary digits, so that a filter of twice the capacity has
// exactly twice as many blocks, and can be folded. REQUIRES: `greatest` is
// GreatestLoad(params.fpr()), which takes most of the time. Errors: kTooLarge.
Status ShapeFor(const Params& params, const Load& greatest, Shape* shape);

}  // namespace bloom
