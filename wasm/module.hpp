// What the exported functions share: how they return results, errors and bytes, and where their
// memory comes from.
//
// A caller writes its arguments into memory that Allocate() gave, calls a function, reads `result`
// and gives all memory back at once. Nothing is kept between calls. hll.js is the only caller.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "util/status.hpp"

#define EXPORT(name, ...) extern "C" __attribute__((export_name(#name))) auto name(__VA_ARGS__)

// What an exported function says.
enum class Outcome : int32_t {
  kError = 0,  // `result` says which
  kDone = 1,   // the numbers and bytes of `result` are those that the function names
  kNull = 2,   // SQL's NULL
};

// hll.js reads it at these offsets.
struct Result {
  // Texts of an error, which end with 0, null where there is none. "{0}" stands for the first
  // argument.
  const char* message;
  const char* detail;
  const char* hint;
  const char* sqlstate;
  std::array<int64_t, 8> arguments;

  const uint8_t* bytes;
  uint32_t size;
  std::array<double, 12> numbers;
};
static_assert(offsetof(Result, arguments) == 16 && offsetof(Result, bytes) == 80 &&
              offsetof(Result, numbers) == 88);

extern Result result;

// An error with its texts; detail and hint may be null.
struct Error {
  const char* sqlstate;
  const char* message;
  const char* detail;
  const char* hint;
};

// These return the outcome that the function is to return.
Outcome Fail(const Error& error, std::initializer_list<int64_t> arguments);
template <class Code>
Outcome Fail(const char* sqlstate, const char* message, const BasicStatus<Code>& status) {
  const StatusText text = TextOf(status);
  return Fail({sqlstate, message, text.detail, text.hint},
              {status.actual, status.expected, static_cast<int64_t>(status.at)});
}
Outcome FailForMemory();
Outcome Done(std::initializer_list<double> numbers);
Outcome Done(std::span<const uint8_t> bytes);
inline Outcome Done() { return Outcome::kDone; }

// Returns memory that is aligned for uint64_t; null if there isn't enough.
void* Allocate(uint64_t bytes);

// Arguments that are bytes.
struct Bytes {
  const uint8_t* data;
  uint32_t size;

  std::span<const uint8_t> span() const { return {data, size}; }
};
