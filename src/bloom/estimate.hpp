// What the bits of a filter tell: how many elements it holds, and how often it errs.
#pragma once

#include "bloom/format.hpp"

namespace bloom {

// The share of bits that are set. For a SPARSE filter: the expected share once it is DENSE.
double Fill(const Filter& filter);

// How many different elements were added. Exact while SPARSE. If X of m bits are set, the estimate
// is
//     n = ln(1 - X / m) / ln(1 - e / m),   e = 512 (1 - (1 - 1/512)^probes),
// where e is the mean number of bits that one element sets. Its standard error is about 0.26
// sqrt(n) near the capacity. Infinity if all bits are set.
double Cardinality(const Filter& filter);

// The probability that the filter takes an element that was not added for one that was: the mean of
// (X / 512)^probes over the blocks, where X is the number of set bits in a block. While SPARSE: the
// probability that a 64-bit hash equals one of those that are held.
double FalsePositiveRate(const Filter& filter);

// How many different elements were added to both filters; never negative. Hashes of two SPARSE
// filters are compared. If one filter is SPARSE, its hashes that the other one contains are
// counted, less the expected false positives. Otherwise it is |A| + |B| - |A u B|, with |A u B|
// from the united bits. NaN if a count is infinite; but 0 if no hash of a SPARSE filter is found in
// the other one. REQUIRES: SameShape, SameKind.
double IntersectionCardinality(const Filter& a, const Filter& b);

}  // namespace bloom
