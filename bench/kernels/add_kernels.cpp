// Adding hashes: hashes that the sketch has already, as in most additions; and hashes from the
// first on, with all changes of form.
#include <memory>

#include "kernels.hpp"

using hll::MakeParams;
using hll::TestSketch;

namespace {

Kernel AddAgain(const std::string& mode, int log2m, size_t values) {
  return {"add/" + mode + "/log2m=" + std::to_string(log2m), values, [=] {
            const std::vector<uint64_t> hashes = Words(values);
            auto sketch = std::make_shared<TestSketch>(SketchOf(MakeParams(log2m, 5), hashes));
            return [=] {
              for (const uint64_t hash : hashes) sketch->Add(hash);
              Keep(**sketch);
            };
          }};
}

Kernel Fill(size_t values) {
  return {"fill/values=" + std::to_string(values), values,
          [=] { return [hashes = Words(values)] { Keep(*SketchOf(MakeParams(11, 5), hashes)); }; }};
}

}  // namespace

Kernels AddKernels() {
  return {AddAgain("explicit", 11, 100),
          AddAgain("sparse", 17, 1000),
          AddAgain("dense", 8, 10000),
          AddAgain("dense", 11, 10000),
          AddAgain("dense", 14, 100000),
          AddAgain("dense", 17, 1000000),
          AddAgain("dense", 20, 5000000),
          Fill(10),
          Fill(100),
          Fill(1000),
          Fill(10000)};
}
