// Lets the host stop the core in the middle of a long loop, as PostgreSQL cancels queries.
//
// The host's check may return, or leave by longjmp: the core has nothing to clean up. Long loops,
// over up to 2^31 registers or 10^8 values, call CheckInterrupt() at least every kInterruptStride
// steps.
#pragma once

#include <cstdint>

inline constexpr uint64_t kInterruptStride = uint64_t{1} << 16;

namespace interrupt_internal {
inline void (*check)() = nullptr;
}

// Must be called once, before anything else runs. Without it no loop is ever stopped.
inline void SetInterruptCheck(void (*check)()) { interrupt_internal::check = check; }

inline void CheckInterrupt() {
  if (interrupt_internal::check != nullptr) interrupt_internal::check();
}
