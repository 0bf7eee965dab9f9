// What the bits of a filter tell: how many elements it holds, and how often it errs.
#pragma once

#include "bloom/format.hpp"

namespace bloom {

// The share of bits set. For a SPARSE filter the share that is expected once its hashes become
// bits.
double Fill(const Filter& filter);

// How many different elements were added. Exact while SPARSE; then, of m bits of which X are set,
//     n = ln(1 - X / m) / ln(1 - e / m),   e = 512 (1 - (1 - 1/512)^probes),
// the bits that one element sets on average; standard error about 0.26 sqrt(n) near capacity.
// Infinity if all bits are set.
double Cardinality(const Filter& filter);

// The probability that an element that was not added is found: the mean of (X / 512)^probes over
// the blocks and the number X of their set bits. While SPARSE, that of two equal 64-bit hashes.
double FalsePositiveRate(const Filter& filter);

// How many different elements were added to both, never negative. Two SPARSE filters are compared;
// of one, the hashes that the other contains are counted, less the false positives to be expected;
// otherwise |A| + |B| - |A u B|, where |A u B| comes from the united bits. NaN where a count is
// infinite, but 0 where that is certain: a SPARSE filter of which nothing is found in the other.
// REQUIRES: SameShape, SameKind.
double IntersectionCardinality(const Filter& a, const Filter& b);

}  // namespace bloom
