// Operations that are done once for a sketch: count from the histogram, write, unite with another
// sketch.
#include <memory>

#include "hll/estimate.hpp"
#include "kernels.hpp"

using hll::EstimateImproved;
using hll::MakeParams;
using hll::MustParse;
using hll::Params;
using hll::RegisterHistogram;
using hll::TestSketch;

namespace {

Params Usual() { return MakeParams(11, 5); }

Kernel Estimate(int log2m, size_t values) {
  return {"estimate/log2m=" + std::to_string(log2m) + "/values=" + std::to_string(values), 1, [=] {
            const TestSketch sketch = SketchOf(MakeParams(log2m, 5), Words(values));
            return [histogram = RegisterHistogram(MustParse(sketch.Write(0)))] {
              Keep(EstimateImproved(histogram));
            };
          }};
}

// The number of values decides the form: 100 are written as EXPLICIT, 400 as SPARSE, 10,000 as
// FULL.
Kernel Write(const std::string& form, size_t values) {
  return {"write/" + form, 1, [=] {
            return [sketch = std::make_shared<TestSketch>(SketchOf(Usual(), Words(values)))] {
              Keep(sketch->Write());
            };
          }};
}

// Unites a new sketch with a stored one.
Kernel Unite(const std::string& form, size_t values) {
  return {"unite/" + form, 1, [=] {
            return [image = SketchOf(Usual(), Words(values)).Write(),
                    base = SketchOf(Usual(), Words(values)).Write()] {
              TestSketch sketch(MustParse(base));
              sketch.Unite(MustParse(image));
              Keep(*sketch);
            };
          }};
}

}  // namespace

Kernels SketchKernels() {
  Kernels kernels;
  for (const int log2m : {8, 11, 14, 20}) kernels.push_back(Estimate(log2m, size_t{4} << log2m));
  kernels.push_back(Estimate(11, 500));  // many registers are zero
  for (const auto& [form, values] :
       {std::pair{"explicit", 100}, std::pair{"sparse", 400}, std::pair{"full", 10000}}) {
    kernels.push_back(Write(form, values));
    kernels.push_back(Unite(form, values));
  }
  return kernels;
}
