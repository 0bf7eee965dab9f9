// The most likely sizes of the parts of N sketches, by Newton's method. It uses the curvature of
// the likelihood where that is positive definite, else the expected curvature (Fisher scoring), and
// halves a step that lowers the likelihood.
#pragma once

#include "hll/intersection/likelihood.hpp"

namespace hll {

// Rates below this one are set to it, because the formulas have no value at zero.
inline constexpr double kLeastRate = 1e-3;

// The size of one of the sketches, which is certain if that is EXPLICIT. It ties the rates of all
// parts that this sketch has seen: they add up to the size.
struct KnownSize {
  Sketches sketch = 0;  // 0 if no size is known
  double size = 0.0;

  bool known() const { return sketch != 0; }
  // REQUIRES: `part` is one.
  bool Ties(size_t part) const { return (SketchesOf(part) & sketch) != 0; }
};

// The variance of an estimate of the sum of the rates, each times its factor in `slope`, if these
// are the true rates: under the Poisson model, and with fixed numbers of values, which is less.
// Infinite if the registers tell nothing.
struct RateVariance {
  double of_model;
  double of_fixed;
};
// VarianceBy: by this Fisher information. VarianceOf: by that of registers with these parameters.
template <size_t N>
RateVariance VarianceBy(const RateMatrixOf<N>& information, const RatesOf<N>& rates,
                        const RatesOf<N>& slope, const KnownSize& known = {});
template <size_t N>
RateVariance VarianceOf(const Params& params, const RatesOf<N>& rates, const RatesOf<N>& slope,
                        const KnownSize& known = {}) {
  return VarianceBy<N>(JointInformation<N>(params, rates), rates, slope, known);
}
// The same of one of the rates.
template <size_t N>
RateVariance VarianceOfPart(const Params& params, const RatesOf<N>& rates, size_t part,
                            const KnownSize& known = {}) {
  RatesOf<N> slope = {};
  slope[part] = 1.0;
  return VarianceOf<N>(params, rates, slope, known);
}

template <size_t N>
class JointFit {
 public:
  // REQUIRES: `counts` outlives the fit. A known size is above 0.
  JointFit(const JointCounts<N>& counts, const KnownSize& known)
      : likelihood_(counts), known_(known) {}

  // Best: the most likely rates. BestBeside: the most likely rates of the other parts, while
  // rates[part] is fixed. The search begins at `rates`, which must be finite.
  RatesOf<N> Best(const RatesOf<N>& rates) const { return Climb(rates, kParts<N>); }
  RatesOf<N> BestBeside(const RatesOf<N>& rates, size_t part) const { return Climb(rates, part); }

  double Value(const RatesOf<N>& rates) const { return likelihood_.Value(rates); }
  RateVariance Variance(const RatesOf<N>& rates, size_t part) const {
    return VarianceOfPart<N>(likelihood_.params(), rates, part, known_);
  }

 private:
  RatesOf<N> Climb(RatesOf<N> rates, size_t fixed) const;
  RatesOf<N> StepFrom(const RatesOf<N>& rates, const typename JointLikelihood<N>::Slopes& slopes,
                      size_t fixed, size_t tied, bool to_least) const;
  bool Move(const RatesOf<N>& step, RatesOf<N>* rates, double* value) const;
  RatesOf<N> Within(RatesOf<N> rates, size_t fixed) const;

  JointLikelihood<N> likelihood_;
  KnownSize known_;
};

}  // namespace hll
