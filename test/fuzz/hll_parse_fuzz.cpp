// Parses any bytes: the result is an error, or an image that is written back as the same bytes.
#include <cstdlib>

#include "hll/estimate.hpp"
#include "hll/test_hll.hpp"

namespace hll {
namespace {

// Writes the sketch in the form `type`. There is always a max_sparse that makes the writer choose
// this form.
Bytes WriteAs(const TestSketch& sketch, Form type) {
  return sketch.Write(type == Form::kSparse ? INT64_MAX : 0);
}

void Require(bool condition) {
  if (!condition) std::abort();
}

// A stored DENSE image may have other blocks or statistics than its registers give. Then it is read
// without harm; if it has its own, it is written back.
int CheckDense(std::span<const uint8_t> bytes, const Image& image) {
  image.ForEachBlock([&](uint64_t, std::span<const uint8_t> values) {
    for (const uint8_t value : values) Require(value <= image.params().max_register());
  });
  Require(CountDistinct(image) >= 0 && CountClassic(image) >= 0);
  const TestSketch sketch(image);
  const Encoding encoding = EncodingOf(*sketch, 0, kDenseSchemaVersion);
  const bool is_input = Image::ParseInput(bytes, std::make_unique<Image>().get()).ok();
  if (encoding.form != Form::kDense) return 0;
  Bytes written(encoding.bytes);
  Encode(*sketch, encoding, {}, written);
  Require(is_input == std::equal(written.begin(), written.end(), bytes.begin(), bytes.end()));
  const Bytes plain = sketch.Write();
  Require(TestSketch(MustParse(plain)).Write() == plain);
  if (is_input) Require(CountDistinct(image) == CountDistinct(MustParse(plain)));
  return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Image image;
  if (!Image::Parse({data, size}, &image).ok()) return 0;
  if (image.form() == Form::kDense) return CheckDense({data, size}, image);
  // If sparse is disabled, a handful of bytes may be written as a gigabyte.
  if (!image.params().sparseon() && image.params().log2m() > 16) return 0;
  const TestSketch sketch(image);
  const Bytes written = WriteAs(sketch, image.form());
  const Image again = MustParse(written);
  Require(again.params() == image.params());
  // The writer only chooses between SPARSE and FULL. It never writes FULL if no register is set,
  // nor SPARSE if sparse is disabled.
  if (again.form() == image.form())
    Require(std::equal(written.begin(), written.end(), data, data + size));

  if (image.form() == Form::kSparse || image.form() == Form::kFull) {
    const double estimate = EstimateImproved(RegisterHistogram(image));
    Require(estimate >= 0);
    Require(estimate == EstimateImproved(RegisterHistogram(again)));
    Require(EstimateClassic(RegisterHistogram(image)) >= 0);
  }
  return 0;
}

}  // namespace hll
