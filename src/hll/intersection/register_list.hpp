// The registers that the values of an EXPLICIT image set, as a list.
#pragma once

#include <cstdint>
#include <span>

#include "hll/format.hpp"
#include "util/sort.hpp"

namespace hll {

class RegisterList {
 public:
  // Images in other forms make an empty list. REQUIRES: `scratch` has a word for each value of an
  // EXPLICIT image, and outlives this.
  RegisterList(const Image& image, std::span<uint64_t> scratch) {
    uint64_t count = 0;
    image.ForEachHash([&](uint64_t hash) {
      const RegisterUpdate update = UpdateOf(image.params(), hash);
      if (update.value > 0) scratch[count++] = update.index << 8 | update.value;
    });
    words_ = scratch.first(count);
    Sort(words_);
  }

  uint64_t count() const { return words_.size(); }
  // In ascending order of the index. A register that several values set stands there several times,
  // with its greatest value last.
  RegisterUpdate operator[](uint64_t i) const {
    return {words_[i] >> 8, static_cast<uint8_t>(words_[i])};
  }

 private:
  std::span<uint64_t> words_;
};

}  // namespace hll
