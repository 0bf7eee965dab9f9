// What people who come from Redis may have in hand.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

// Whether these bytes begin as a string does that Redis keeps for PFADD. Values of ours never do.
inline bool IsRedisHll(std::span<const uint8_t> bytes) {
  constexpr std::string_view kMagic = "HYLL";
  return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}
