// Checks the laws of intersections and of folding on any two images.
#include <cmath>

#include "fuzz_input.hpp"
#include "hll/bounds.hpp"
#include "hll/fold.hpp"
#include "hll/intersection.hpp"
#include "hll/test_hll.hpp"
#include "hll/union_count.hpp"

namespace hll {
namespace {

bool IsReciprocal(double a, double b) {
  return std::isinf(a) || std::isinf(b) || a == 0 || b == 0 ? 1 / a == b
                                                            : std::abs(a * b - 1) < 1e-3;
}

void CheckChange(const Image& a, const Image& b, std::span<uint64_t> scratch) {
  const Change change = EstimateChange(a, b, 0.95, scratch);
  const Change reverse = EstimateChange(b, a, 0.95, scratch);
  Require(change.has_ratio == (CountDistinct(a) > 0 || CountDistinct(b) > 0));
  Require(change.has_ratio == reverse.has_ratio);
  if (!change.has_ratio) return;
  const Bounds& ratio = change.ratio;
  Require(ratio.lower >= 0 && ratio.lower <= ratio.estimate && ratio.estimate <= ratio.upper);
  Require(IsReciprocal(ratio.estimate, reverse.ratio.estimate));
  Require(IsReciprocal(ratio.lower, reverse.ratio.upper));
  Require(IsReciprocal(ratio.upper, reverse.ratio.lower));
}

void CheckJoint(const Image& a, const Image& b) {
  std::vector<uint64_t> scratch(JointScratchWords(a, b));
  const Joint joint = EstimateJoint(a, b, scratch);
  Require(joint.only_left >= 0 && joint.only_right >= 0 && joint.both >= 0);
  Require(joint.both <= CountDistinct(a));
  Require(joint.both <= CountDistinct(b));
  Require(joint.Jaccard() >= 0 && joint.Jaccard() <= 1);
  Require(joint.Overlap() >= joint.Jaccard() && joint.Overlap() <= 1);
  Require(EstimateJoint(b, a, scratch).both == joint.both);
  const Bounds bounds = EstimateIntersection(a, b, 0.95, scratch).bounds;
  Require(bounds.estimate == joint.both && bounds.lower >= 0);
  Require(bounds.lower <= bounds.estimate && bounds.estimate <= bounds.upper);
  Require(bounds.upper <= BoundsOf(a, 0.95).upper && bounds.upper <= BoundsOf(b, 0.95).upper);
  CheckChange(a, b, scratch);
}

// The union is a third set that has much in common with both.
void CheckThree(const Image& a, const Image& b) {
  TestSketch together(a);
  together.Unite(b);
  const Bytes bytes = together.Write();
  const Image both = MustParse(bytes);
  std::vector<uint64_t> scratch(CommonScratchWords({a, b, both}));
  const double common = EstimateCommon({a, b, both}, scratch);
  Require(common >= 0 && common <= CountDistinct(a) && common <= CountDistinct(b));
  Require(EstimateCommon({both, b, a}, scratch) == common);
  const Bounds bounds = EstimateIntersection({b, both, a}, 0.95, scratch).bounds;
  Require(bounds.estimate == common && bounds.lower >= 0);
  Require(bounds.lower <= bounds.estimate && bounds.estimate <= bounds.upper);
}

// Images of any parameters, counted together.
void CheckUnionCount(const Image& a, const Image& b) {
  const Params params = ComparedParams(std::array{a, b});
  Bytes bytes[2];
  const auto compared = [&](const Image& own, Bytes* folded) -> Compared {
    if (KeepsContent(own, params)) return {own, own.WithParams(params)};
    TestSketch sketch(params);
    sketch.Unite(Folded(own, params));
    *folded = sketch.Write();
    return {own, MustParse(*folded)};
  };
  const Compared left = compared(a, &bytes[0]);
  const Compared right = compared(b, &bytes[1]);
  std::vector<uint64_t> scratch(JointScratchWords(left.common, right.common));
  const Bounds bounds = UnionBounds(left, right, 0.95, scratch);
  Require(bounds.estimate == EstimateUnion(left, right, scratch));
  Require(bounds.lower >= 0 && bounds.lower <= bounds.estimate && bounds.estimate <= bounds.upper);
  const Bounds alone = EstimateDifference(left.common, right.common, 0.95, scratch).bounds;
  Require(alone.estimate == EstimateJoint(left.common, right.common, scratch).only_left);
  Require(alone.lower >= 0 && alone.lower <= alone.estimate && alone.estimate <= alone.upper);
}

TestSketch FoldOf(const Image& image, int log2m, int regwidth) {
  Params params;
  Require(FoldParams(image, log2m, regwidth, &params).ok());
  TestSketch sketch(params);
  sketch.Unite(Folded(image, params));
  return sketch;
}

// Checks images that hold registers. They don't keep the values themselves, so folding in steps
// must equal folding at once, and the fold of a union must equal the union of the folds.
void CheckFold(const Image& a, const Image& b, unsigned choice) {
  if (!HasRegisters(a.form())) return;
  const int log2m = kMinLog2m + static_cast<int>(choice % 16) % (a.params().log2m() - 3);
  const int regwidth = 1 + static_cast<int>(choice / 16) % a.params().regwidth();
  TestSketch at_once = FoldOf(a, log2m, regwidth);
  const Bytes half = FoldOf(a, a.params().log2m(), regwidth).Write();
  Require(FoldOf(MustParse(half), log2m, regwidth).Write() == at_once.Write());
  if (!(a.params() == b.params()) || !HasRegisters(b.form())) return;
  TestSketch both(a);
  both.Unite(b);
  at_once.Unite(*FoldOf(b, log2m, regwidth));
  const Bytes both_bytes = both.Write();
  Require(FoldOf(MustParse(both_bytes), log2m, regwidth).Write() == at_once.Write());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::span<const uint8_t> input(data, size);
  Image a;
  Image b;
  if (!Image::Parse(TakePart(&input), &a).ok() || !Image::Parse(TakePart(&input), &b).ok())
    return 0;
  // Larger sketches would only take more time.
  if (a.params().log2m() > 12 || b.params().log2m() > 12) return 0;
  if (!input.empty()) CheckFold(a, b, input[0]);
  if (a.form() != Form::kUndefined && b.form() != Form::kUndefined) CheckUnionCount(a, b);
  const bool defined = a.form() != Form::kUndefined && b.form() != Form::kUndefined;
  if (!defined || !CanUnite(a, b)) return 0;
  CheckJoint(a, b);
  CheckThree(a, b);
  return 0;
}

}  // namespace hll
