#include "hll/intersection/triple.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hll {

namespace {

JointCounts<3> Ordered(JointCounts<3> counts, bool first_is_explicit) {
  counts.Order(first_is_explicit ? 1 : 0);
  return counts;
}

}  // namespace

Triple::Triple(const std::array<Image, 3>& images, std::span<uint64_t> scratch)
    : Triple(TripleHistogram(images, scratch), SizeIfKnown(images[0])) {}

Triple::Triple(const TripleHistogram& histogram, const KnownSize& known)
    : counts_(Ordered(histogram.counts(), known.known())),
      first_{known, histogram.outside(6)},
      // These needn't be in order.
      pairs_{Pair(histogram.counts().Pair(0, 1), {known, histogram.outside(2)}),
             Pair(histogram.counts().Pair(0, 2), {known, histogram.outside(4)}),
             Pair(histogram.counts().Pair(1, 2), {})} {}

const Pair* Triple::SamePair() const {
  // An EXPLICIT sketch, the first one, says more than its equal.
  if (pairs_[0].AllEqual()) return &pairs_[1];
  if (pairs_[1].AllEqual() || pairs_[2].AllEqual()) return &pairs_[0];
  return nullptr;
}

bool Triple::TellsNothing() const {
  return std::any_of(pairs_.begin(), pairs_.end(),
                     [](const Pair& pair) { return pair.TellsNothing(); });
}

template <class F>
double Triple::Most(F of_pair) const {
  double most =
      first_.known.known() ? first_.known.size - static_cast<double>(first_.outside) : HUGE_VAL;
  for (const Pair& pair : pairs_) most = std::min(most, of_pair(pair));
  return most;
}

double Triple::Estimate() const {
  const double most = MostByCounts();
  if (most == 0.0) return 0.0;
  if (const Pair* pair = SamePair(); pair != nullptr) return std::min(pair->Estimate().both, most);
  if (TellsNothing()) return HalfOfPossible();
  return Common({counts_, first_.known, Start()});
}

double Triple::MostByCounts() const {
  return Most([](const Pair& pair) { return pair.Most(); });
}

double Triple::HalfOfPossible() const {
  const double possible = Most(
      [](const Pair& pair) { return pair.TellsNothing() ? pair.Most() : pair.Estimate().both; });
  return possible / 2.0;
}

double Triple::Common(const CommonPart<3>& part) const {
  return std::min(part.Estimate(), MostByCounts());
}

Intersection Triple::EstimateIntersection(double confidence) const {
  const double most = Most([&](const Pair& pair) { return pair.Most(confidence); });
  if (most == 0.0) return {{0.0, 0.0, 0.0}, true};
  if (const Pair* pair = SamePair(); pair != nullptr) {
    const auto [bounds, reliable] = pair->EstimateIntersection(confidence);
    const double estimate = std::min(bounds.estimate, MostByCounts());
    return {{estimate, std::min(bounds.lower, estimate), std::min(bounds.upper, most)}, reliable};
  }
  if (TellsNothing()) {
    const double upper =
        Most([&](const Pair& pair) { return pair.EstimateIntersection(confidence).bounds.upper; });
    return {{std::min({Estimate(), most, upper}), 0.0, upper}, false};
  }
  const CommonPart<3> part(counts_, first_.known, Start());
  return part.BoundsOf(kCommon<3>, std::min(Common(part), most), most, confidence);
}

// The start of the search: inclusion and exclusion, kept away from zero.
RatesOf<3> Triple::Start() const {
  std::array<double, 8> seen = {};  // by any of these sketches
  double smallest = HUGE_VAL;
  for (Sketches sketches = 1; sketches < 8; ++sketches) {
    const Sketches one = sketches & -sketches;
    seen[sketches] = EstimateImproved(counts_.Union(sketches));
    // A union may be saturated although none of its sketches is.
    if (sketches != one)
      seen[sketches] = std::min(seen[sketches], seen[one] + seen[sketches - one]);
    else
      smallest = std::min(smallest, seen[one]);
  }
  RatesOf<3> rates = {};
  for (Sketches part = 1; part < 8; ++part) {
    double& rate = rates[PartOf(part)];
    for (Sketches sketches = 0; sketches < 8; ++sketches) {
      if ((sketches & ~part) != 0) continue;
      const double only_these = seen[7] - seen[7 & ~sketches];
      rate += std::popcount(part ^ sketches) % 2 == 0 ? only_these : -only_these;
    }
    rate = std::max(rate, 0.02 * smallest);
  }
  return rates;
}

}  // namespace hll
