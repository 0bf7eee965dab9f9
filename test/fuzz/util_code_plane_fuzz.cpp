// Compares planes of codes: every implementation with the portable one, on any bytes.
#include <vector>

#include "fuzz_input.hpp"
#include "util/code_plane.hpp"

namespace {

using Bytes = std::vector<uint8_t>;

void CheckPlane(const CodePlaneFunctions& functions, const Bytes& plane, size_t count,
                unsigned bits, const uint8_t* symbols, const Bytes& escaped) {
  const unsigned at = bits - 1;
  const size_t escapes = kPortableCodePlane.escapes[at](plane.data(), plane.size());
  Require(functions.escapes[at](plane.data(), plane.size()) == escapes);
  Bytes expected(count);
  Bytes values(count);
  kPortableCodePlane.expand[at](plane.data(), count, symbols, escaped.data(), expected.data());
  functions.expand[at](plane.data(), count, symbols, escaped.data(), values.data());
  Require(values == expected);
  Bytes greater(values.rbegin(), values.rend());
  functions.merge[at](plane.data(), count, symbols, escaped.data(), greater.data());
  for (size_t i = 0; i < count; ++i)
    Require(greater[i] == std::max(values[i], values[count - 1 - i]));
  Bytes expected_plane(plane.size());
  Bytes again(plane.size());
  Bytes expected_rest(count + kPlaneSlack);
  Bytes rest(count + kPlaneSlack);
  const size_t left = kPortableCodePlane.reduce[at](values.data(), count, symbols,
                                                    expected_plane.data(), expected_rest.data());
  Require(functions.reduce[at](values.data(), count, symbols, again.data(), rest.data()) == left);
  Require(again == expected_plane);
  Require(
      std::equal(rest.begin(), rest.begin() + static_cast<ptrdiff_t>(left), expected_rest.begin()));
}

}  // namespace

// The first byte says the bits, and how many codes the last byte lacks. Three symbols follow, then
// the plane, and as many escaped values as there may be codes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 4 || data[1] == data[2] || data[1] == data[3] || data[2] == data[3]) return 0;
  const unsigned bits = 1 + data[0] % 2;
  const size_t bytes = (size - 4) / 4;
  const Bytes plane(data + 4, data + 4 + bytes);
  const size_t lacking = data[0] / 2 % (8 / bits);
  const size_t count = bytes == 0 ? 0 : bytes * 8 / bits - lacking;
  Bytes escaped(data + 4 + bytes, data + size);
  escaped.resize(bytes * 8 + kPlaneSlack);
  for (const CodePlaneFunctions* functions : {Avx2CodePlane(), Avx512CodePlane()})
    if (functions != nullptr) CheckPlane(*functions, plane, count, bits, data + 1, escaped);
  return 0;
}
