// Recognizes strings that users may bring from Redis.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

// Whether these bytes begin like the strings that Redis stores for PFADD. Our values never do.
inline bool IsRedisHll(std::span<const uint8_t> bytes) {
  constexpr std::string_view kMagic = "HYLL";
  return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}
