// Hashes of bytes.
#include "util/murmur3.hpp"
#include "util/siphash.hpp"
#include "wasm/module.hpp"

EXPORT(hash, const uint8_t* bytes, uint32_t size, uint32_t seed)->uint64_t {
  return MurmurHash3(bytes, size, seed);
}

// `key` has SipKey::kBytes bytes.
EXPORT(hash_keyed, const uint8_t* bytes, uint32_t size, const uint8_t* key)->uint64_t {
  return SipHash(LoadSipKey(key), bytes, size);
}
