// Checks a sliding sketch against a sketch of the frame's hashes alone, over any frames.
//
// Input: the parameters of the sketch, as in the header of an image; the mode of the hashes; then a
// step each byte: rows leave, or a row comes with a hash that the byte chooses.
#include "fuzz_input.hpp"
#include "hll/test_sliding.hpp"

namespace hll {
namespace {

// Modes 0 to 2: few distinct hashes; hashes of all register values in a few registers; any hashes.
uint64_t HashOf(uint8_t step, uint8_t mode, uint64_t row) {
  const uint64_t product = (step + (mode % 3 == 2 ? row << 8 : 0)) * 0x9e3779b97f4a7c15;
  if (mode % 3 != 1) return product ^ product >> 32;
  return uint64_t{1} << (step & 63) | step >> 6;
}

void CheckFrame(const SlidingFrame& frame) {
  Require(frame.Sliding().Write() == frame.Plain().Write());
  Require(frame.Count() == frame.Plain().Count());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Params params;
  if (size < 3 || !Params::FromHeader(data[0], data[1], &params).ok()) return 0;
  // Larger sketches would only take more time.
  if (params.log2m() > 10 || params.explicit_limit() > 300) return 0;
  SlidingFrame frame(params);
  const std::span<const uint8_t> steps(data + 3, std::min<size_t>(size - 3, 1000));
  for (size_t row = 0; row < steps.size(); ++row) {
    // One byte in four takes a row away; 0xff takes most of them.
    const bool leaves = steps[row] % 4 == 3;
    if (leaves && frame.rows() > 0) {
      frame.DropOldest();
      while (steps[row] == 0xff && frame.rows() > 5) frame.DropOldest();
    } else {
      frame.Add(HashOf(steps[row], data[2], row));
    }
    if (row < 8 || row % 16 == 0 || row + 1 == steps.size()) CheckFrame(frame);
  }
  return 0;
}

}  // namespace hll
