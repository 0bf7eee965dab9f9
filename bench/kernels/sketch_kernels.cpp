// Operations that are done once for a sketch: count from the histogram, write, unite with another
// sketch, add one value to a stored one.
#include <memory>

#include "hll/estimate.hpp"
#include "hll/insert.hpp"
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

// Adds a new value to a stored sketch and writes it: by a copy of its bytes, or by a Sketch.
hll::Bytes AddToCopy(const hll::Bytes& bytes, uint64_t hash) {
  const hll::Image image = MustParse(bytes);
  if (StaysFull(image, hll::kAutomaticMaxSparse)) {
    hll::Bytes copy = bytes;
    hll::FullRegisters(image.params(), copy).Add(hash);
    return copy;
  }
  const hll::Insertion insertion = InsertionOf(image, hash, hll::kAutomaticMaxSparse);
  hll::Bytes copy(insertion.bytes);
  Insert(image, insertion, copy);
  return copy;
}
hll::Bytes AddBySketch(const hll::Bytes& bytes, uint64_t hash) {
  TestSketch sketch(MustParse(bytes));
  sketch.Add(hash);
  return sketch.Write();
}

template <class F>
Kernel AddOne(const std::string& name, size_t values, F add) {
  return {"add_one/" + name, 1, [=] {
            // bit 11 + 20 is the lowest above the index, so that a register grows
            return [=, bytes = SketchOf(Usual(), Words(values)).Write()] {
              Keep(add(bytes, uint64_t{1} << 31 | 777));
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
    kernels.push_back(AddOne(std::string(form) + "/copy", values, AddToCopy));
    kernels.push_back(AddOne(std::string(form) + "/sketch", values, AddBySketch));
  }
  return kernels;
}
