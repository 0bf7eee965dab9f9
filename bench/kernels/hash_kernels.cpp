#include "kernels.hpp"
#include "util/murmur3.hpp"

namespace {

constexpr size_t kValues = 1024;

// The compiler knows `size`, as in hll_hash_bigint.
Kernel HashWord() {
  return {"hash/word", kValues, [] {
            return [words = Words(kValues)] {
              uint64_t sum = 0;
              for (const uint64_t word : words) sum += MurmurHash3(word, 0);
              Keep(sum);
            };
          }};
}

// The size is only known at run time, as in hll_hash_text.
Kernel HashBytes(size_t size) {
  return {"hash/bytes/" + std::to_string(size), kValues, [size] {
            return [size, words = Words(kValues * (size + 7) / 8)] {
              const auto* bytes = reinterpret_cast<const uint8_t*>(words.data());
              uint64_t sum = 0;
              for (size_t i = 0; i < kValues; ++i) sum += MurmurHash3(bytes + i * size, size, 0);
              Keep(sum);
            };
          }};
}

}  // namespace

Kernels HashKernels() { return {HashWord(), HashBytes(8), HashBytes(12), HashBytes(64)}; }
