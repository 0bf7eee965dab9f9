// The memory of the module, and results.
//
// Memory is a stack behind the module's own data: it is taken piece by piece, and all pieces behind
// a mark are given back at once. It grows when it must. What the browser or Node has given stays
// with the module, and is used again.
#include "wasm/module.hpp"

#include <algorithm>

#include "util/word_table.hpp"

extern "C" {
extern uint8_t __heap_base;
void __wasm_call_ctors();
}

Result result;

namespace {

constexpr size_t kPageBytes = 65536;
constexpr uint64_t kMostBytes = uint64_t{1} << 32;

// The next byte to give. It may be one behind the last that 32 bits can name.
uint64_t top = 0;

bool GrowTo(uint64_t end) {
  const uint64_t now = uint64_t{__builtin_wasm_memory_size(0)} * kPageBytes;
  if (end <= now) return true;
  const auto pages = static_cast<size_t>((end - now + kPageBytes - 1) / kPageBytes);
  return __builtin_wasm_memory_grow(0, pages) != SIZE_MAX;
}

}  // namespace

void* Allocate(uint64_t bytes) {
  const uint64_t end = (top + bytes + 7) & ~uint64_t{7};
  if (bytes > kMostBytes || end > kMostBytes || !GrowTo(end)) return nullptr;
  void* const memory = reinterpret_cast<void*>(static_cast<uintptr_t>(top));
  top = end;
  return memory;
}

Outcome Fail(const Error& error, std::initializer_list<int64_t> arguments) {
  result.message = error.message;
  result.detail = error.detail;
  result.hint = error.hint;
  result.sqlstate = error.sqlstate;
  std::copy(arguments.begin(), arguments.end(), result.arguments.begin());
  return Outcome::kError;
}

Outcome FailForMemory() { return Fail({"53200", "out of memory", nullptr, nullptr}, {}); }

Outcome Done(std::initializer_list<double> numbers) {
  std::copy(numbers.begin(), numbers.end(), result.numbers.begin());
  return Outcome::kDone;
}

Outcome Done(std::span<const uint8_t> bytes) {
  result.bytes = bytes.data();
  result.size = static_cast<uint32_t>(bytes.size());
  return Outcome::kDone;
}

// Must be called once, before anything else, with 64 random bits: with them nobody can choose
// values whose places in hash tables meet (util/word_table.hpp).
EXPORT(start, uint64_t secret)->void {
  __wasm_call_ctors();
  SetTableSecret(secret);
  top = (reinterpret_cast<uintptr_t>(&__heap_base) + 7) & ~uint64_t{7};
}

EXPORT(results)->const Result* { return &result; }

// Null if there isn't enough memory.
EXPORT(allocate, uint32_t bytes)->void* { return Allocate(bytes); }

// Where the next memory begins; release() gives back all that was taken since.
EXPORT(mark)->double { return static_cast<double>(top); }
EXPORT(release, double mark)->void { top = static_cast<uint64_t>(mark); }
