// Whether a union would differ from its first part, from the two images and without making it.
#pragma once

#include "hll/format.hpp"

namespace hll {

// Whether the union of both says more than `image`: another value or register, registers in place
// of values, or other parameters of EMPTY. So it is true if the union has other bytes, except that
// `image` may be in a form in which it would not be written. REQUIRES: CanUnite(image, other).
bool UnionWouldChange(const Image& image, const Image& other);

}  // namespace hll
