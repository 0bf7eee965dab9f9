// What the host can store.
#pragma once

#include <cstddef>

// The most bytes of a value: PostgreSQL's 1 GB (MaxAllocSize) without the 4 bytes of its length
// word.
inline constexpr size_t kMaxValueBytes = 0x3fffffff - 4;
