// Checks the laws of intersections and of folding on any two images, and on a third one that may
// follow.
#include "fuzz_input.hpp"
#include "hll/bounds.hpp"
#include "hll/fold.hpp"
#include "hll/intersection.hpp"
#include "hll/intersection_laws.hpp"
#include "hll/test_hll.hpp"
#include "hll/union_count.hpp"

namespace hll {
namespace {

constexpr double kConfidence = 0.95;

void RequireLaws(const Image& a, const Image& b) { Require(*BrokenLaw(a, b, kConfidence) == '\0'); }

void RequireLaws(const Image& a, const Image& b, const Image& c) {
  Require(*BrokenLaw({a, b, c}, kConfidence) == '\0');
}

// The union is a third set that has much in common with both.
void CheckUnion(const Image& a, const Image& b) {
  TestSketch together(a);
  together.Unite(b);
  const Bytes bytes = together.Write();
  const Image both = MustParse(bytes);
  RequireLaws(a, b, both);
  RequireLaws(both, b, a);
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
  RequireLaws(a, b);
  CheckUnion(a, b);
  Image c;
  if (input.empty()) return 0;
  if (!Image::Parse(input.subspan(1), &c).ok() || c.form() == Form::kUndefined) return 0;
  if (CanUnite(a, c) && CanUnite(b, c)) RequireLaws(a, b, c);
  return 0;
}

}  // namespace hll
