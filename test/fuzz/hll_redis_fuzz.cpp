// Strings of Redis: any bytes are an error, or registers that come back from a string that is
// written, and from a sketch. The first byte of the input says what the others are: "H" begins a
// string, behind "D" come the registers of a dense one, over and over, and behind "R" gaps and
// values of registers.
#include "fuzz_input.hpp"
#include "hll/redis.hpp"
#include "hll/registers.hpp"
#include "hll/test_hll.hpp"

namespace hll {
namespace {

RedisRegisters MustParseRedis(std::span<const uint8_t> bytes) {
  RedisRegisters registers;
  Require(ParseRedis(bytes, &registers).ok());
  return registers;
}

void RoundTrip(const RedisRegisters& registers) {
  std::array<uint8_t, kRedisDenseBytes> string;
  size_t size = 0;
  Require(WriteRedis(registers, string, &size).ok());
  Require(MustParseRedis(std::span(string).first(size)) == registers);
}

void RoundTripAsSketch(const RedisRegisters& registers) {
  TestSketch sketch(RedisParams());
  sketch.Unite(RegisterArray(RedisParams(), registers));
  RedisRegisters again = {};
  const Bytes image = sketch.Write();
  RaiseTo(MustParse(image), std::span<uint8_t>(again));
  Require(again == registers);
}

void CheckString(std::span<const uint8_t> bytes) {
  RedisRegisters registers;
  if (!ParseRedis(bytes, &registers).ok()) return;
  RoundTrip(registers);
  RoundTripAsSketch(registers);
}

void CheckDense(std::span<const uint8_t> bytes) {
  std::array<uint8_t, kRedisDenseBytes> string = {'H', 'Y', 'L', 'L'};
  for (size_t i = kRedisHeaderBytes; i < string.size(); ++i)
    string[i] = bytes[(i - kRedisHeaderBytes) % bytes.size()];
  CheckString(string);
}

void CheckRegisters(std::span<const uint8_t> bytes) {
  RedisRegisters registers = {};
  for (size_t i = 0, at = 0; i + 1 < bytes.size(); i += 2, ++at) {
    at = (at + bytes[i]) % registers.size();
    registers[at] = bytes[i + 1] % (kRedisMaxRegister + 1);
  }
  RoundTrip(registers);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> input(data, size);
  if (size < 2) return 0;
  if (input[0] == 'H') CheckString(input);
  if (input[0] == 'D') CheckDense(input.subspan(1));
  if (input[0] == 'R') CheckRegisters(input.subspan(1));
  return 0;
}

}  // namespace hll
