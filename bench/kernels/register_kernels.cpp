// Operations on all registers of a FULL value, by regwidth and by log2m.
#include <memory>

#include "hll/estimate.hpp"
#include "kernels.hpp"
#include "util/packed_array.hpp"

using hll::Bytes;
using hll::CountDistinct;
using hll::kHeaderBytes;
using hll::kMaxRegwidth;
using hll::kMinRegwidth;
using hll::MakeParams;
using hll::MustParse;
using hll::Params;
using hll::RegisterHistogram;
using hll::TestSketch;

namespace {

constexpr int kUsualLog2m = 11;
constexpr int kUsualRegwidth = 5;

// Four values for each register, so that hardly any register is zero.
Bytes FullImage(const Params& params) {
  return SketchOf(params, Words(4 * params.registers())).Write(0);
}

std::function<void()> Unpack(const Params& params) {
  return [=, image = FullImage(params), values = Bytes(params.registers())]() mutable {
    UnpackArray(&image[kHeaderBytes], params.regwidth(), values.data(), values.size());
    Keep(values);
  };
}

std::function<void()> Pack(const Params& params) {
  Bytes values(params.registers());
  UnpackArray(&FullImage(params)[kHeaderBytes], params.regwidth(), values.data(), values.size());
  return [=, packed = Bytes(params.full_bytes())]() mutable {
    PackArray(values.data(), params.regwidth(), packed.data(), values.size());
    Keep(packed);
  };
}

std::function<void()> Merge(const Params& params) {
  auto sketch = std::make_shared<TestSketch>(MustParse(FullImage(params)));
  return [=, image = FullImage(params)] { sketch->Unite(MustParse(image)); };
}

std::function<void()> Histogram(const Params& params) {
  return [=, image = FullImage(params)] { Keep(RegisterHistogram(MustParse(image))); };
}

std::function<void()> Count(const Params& params) {
  return [=, image = FullImage(params)] { Keep(CountDistinct(MustParse(image))); };
}

// All regwidths at the usual log2m, then all log2m at the usual regwidth.
void AddAll(const std::string& name, std::function<void()> (*prepare)(const Params&),
            Kernels* kernels) {
  const auto add = [&](int log2m, int regwidth) {
    const Params params = MakeParams(log2m, regwidth);
    kernels->push_back(
        {name + "/log2m=" + std::to_string(log2m) + "/regwidth=" + std::to_string(regwidth),
         params.registers(), [=] { return prepare(params); }});
  };
  for (int regwidth = kMinRegwidth; regwidth <= kMaxRegwidth; ++regwidth)
    add(kUsualLog2m, regwidth);
  for (const int log2m : {4, 8, 14, 17, 20}) add(log2m, kUsualRegwidth);
}

}  // namespace

Kernels RegisterKernels() {
  Kernels kernels;
  AddAll("unpack", Unpack, &kernels);
  AddAll("pack", Pack, &kernels);
  AddAll("merge", Merge, &kernels);
  AddAll("histogram", Histogram, &kernels);
  AddAll("count", Count, &kernels);
  return kernels;
}
