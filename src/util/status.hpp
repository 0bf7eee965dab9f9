// What can go wrong in the core, as a value.
//
// The core neither throws nor prints. A function that can fail returns a status with an error code
// of its side and its words (hll/error.hpp, bloom/error.hpp). src/pg and wasm make an error of it,
// with a message and an SQLSTATE.
#pragma once

#include <cstdint>

// An error code and its numbers. What the numbers mean is said beside each code. Code::kOk is no
// error.
template <class Code>
struct [[nodiscard]] BasicStatus {
  Code code = Code::kOk;
  int64_t actual = 0;
  int64_t expected = 0;
  uint64_t at = 0;

  bool ok() const { return code == Code::kOk; }
};

// What people read of a status. "{0}" stands for `actual`, "{1}" for `expected` and "{2}" for `at`.
struct StatusText {
  const char* detail;
  const char* hint = nullptr;  // null if the detail says enough
};
