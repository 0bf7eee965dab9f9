// Strings of Redis: what is read, what is written, what is refused. t/redis.t asks Redis itself.
#include "hll/redis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string_view>

#include "hll/registers.hpp"
#include "hll/test_hll.hpp"

namespace hll {
namespace {

Bytes String(uint8_t encoding, const Bytes& data) {
  Bytes bytes = {'H', 'Y', 'L', 'L', encoding, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

Bytes Repeat(const Bytes& part, size_t count) {
  Bytes bytes;
  for (size_t i = 0; i < count; ++i) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

RedisStatus Parse(const Bytes& bytes, RedisRegisters* registers) {
  // In memory of its own, sanitizers see a read past the end.
  const std::unique_ptr<uint8_t[]> copy(new uint8_t[bytes.size()]);
  std::copy(bytes.begin(), bytes.end(), copy.get());
  return ParseRedis({copy.get(), bytes.size()}, registers);
}

void ExpectError(const Bytes& bytes, RedisErrc code, int64_t actual = 0, uint64_t at = 0) {
  RedisRegisters registers;
  const RedisStatus status = Parse(bytes, &registers);
  EXPECT_EQ(status.code, code);
  EXPECT_EQ(status.actual, actual);
  EXPECT_EQ(status.at, at);
}

RedisRegisters MustParse(const Bytes& bytes) {
  RedisRegisters registers;
  registers.fill(0xee);
  EXPECT_TRUE(Parse(bytes, &registers).ok());
  return registers;
}

Bytes Write(const RedisRegisters& registers) {
  Bytes bytes(kRedisDenseBytes, 0xee);
  size_t size = 0;
  EXPECT_TRUE(WriteRedis(registers, std::span(bytes).first<kRedisDenseBytes>(), &size).ok());
  bytes.resize(size);
  return bytes;
}

TEST(Redis, RefusesHeaders) {
  ExpectError({}, RedisErrc::kMagic);
  ExpectError({'H', 'Y', 'L'}, RedisErrc::kMagic);
  ExpectError({'H', 'Y', 'L', 'l', 0, 0}, RedisErrc::kMagic);
  ExpectError({'H', 'Y', 'L', 'L'}, RedisErrc::kTooShort, 4);
  ExpectError({'H', 'Y', 'L', 'L', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, RedisErrc::kTooShort, 15);
  ExpectError(String(2, {0x7f, 0xff}), RedisErrc::kEncoding, 2);
  ExpectError(String(255, {}), RedisErrc::kEncoding, 255);
}

TEST(Redis, RefusesDense) {
  ExpectError(String(0, {}), RedisErrc::kDenseSize, 16);
  ExpectError(String(0, Bytes(12287)), RedisErrc::kDenseSize, 12303);
  ExpectError(String(0, Bytes(12289)), RedisErrc::kDenseSize, 12305);
  Bytes data(12288);
  data[0] = 51;
  EXPECT_EQ(MustParse(String(0, data))[0], 51);
  data[0] = 52;
  ExpectError(String(0, data), RedisErrc::kValue, 52, 0);
  data[0] = 0;
  data[12287] = 0xfc;
  ExpectError(String(0, data), RedisErrc::kValue, 63, 16383);
}

TEST(Redis, RefusesSparse) {
  ExpectError(String(1, {}), RedisErrc::kTooFew, 0);
  ExpectError(String(1, {0x7f, 0xfe}), RedisErrc::kTooFew, 16383);
  ExpectError(String(1, {0x7f, 0xff, 0x00}), RedisErrc::kTooMany, 16385, 18);
  ExpectError(String(1, {0x7f, 0xfe, 0x81}), RedisErrc::kTooMany, 16385, 18);
  ExpectError(String(1, {0x00, 0x7f, 0xff}), RedisErrc::kTooMany, 16385, 17);
  ExpectError(String(1, {0x3f, 0x7f}), RedisErrc::kCutShort, 0, 17);
  // Redis would read the byte behind the string.
  ExpectError(String(1, {0x7f}), RedisErrc::kCutShort, 0, 16);
  ExpectError(String(1, Repeat({0x80}, 16383)), RedisErrc::kTooFew, 16383);
}

TEST(Redis, ReadsDenseBitsFromTheLowOnesUp) {
  Bytes data(12288);
  data[0] = 1 | (2 << 6 & 0xff);
  data[1] = 2 >> 2 | 3 << 4;
  data[2] = 3 >> 4 | 4 << 2;
  data[3] = 51;
  const RedisRegisters registers = MustParse(String(0, data));
  EXPECT_EQ(Bytes(registers.begin(), registers.begin() + 6), Bytes({1, 2, 3, 4, 51, 0}));
  EXPECT_EQ(std::accumulate(registers.begin(), registers.end(), 0), 61);
}

TEST(Redis, ReadsRunsHoweverTheyAreSplit) {
  const RedisRegisters none = MustParse(String(1, {0x7f, 0xff}));
  EXPECT_EQ(none, RedisRegisters{});
  EXPECT_EQ(MustParse(String(1, Repeat({0x3f}, 256))), none);
  EXPECT_EQ(MustParse(String(1, Repeat({0x00}, 16384))), none);
  EXPECT_EQ(MustParse(String(1, Repeat({0x40, 0x00}, 16384))), none);
  RedisRegisters all;
  all.fill(32);
  EXPECT_EQ(MustParse(String(1, Repeat({0xff}, 4096))), all);
  EXPECT_EQ(MustParse(String(1, Repeat({0xfc}, 16384))), all);
}

TEST(Redis, IgnoresWhatRedisIgnores) {
  Bytes bytes = String(1, {0x7f, 0xff});
  for (size_t i = 5; i < kRedisHeaderBytes; ++i) {
    bytes[i] = 0xff;
    EXPECT_EQ(MustParse(bytes), RedisRegisters{});
  }
}

TEST(Redis, WritesSparseAsLongAsRedisWould) {
  const Bytes header = {'H', 'Y', 'L', 'L', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80};
  const auto expect = [&](const RedisRegisters& registers, const Bytes& data) {
    Bytes expected = header;
    expected.insert(expected.end(), data.begin(), data.end());
    EXPECT_EQ(Write(registers), expected);
  };
  RedisRegisters registers = {};
  expect(registers, {0x7f, 0xff});
  registers[0] = 1;
  expect(registers, {0x80, 0x7f, 0xfe});
  registers[64] = registers[65] = registers[66] = registers[67] = registers[68] = 32;
  registers[16383] = 2;
  expect(registers, {0x80, 0x3e, 0xff, 0xfc, 0x7f, 0xb9, 0x84});
  registers[134] = 3;  // behind 65 zeros
  expect(registers, {0x80, 0x3e, 0xff, 0xfc, 0x40, 0x40, 0x88, 0x7f, 0x77, 0x84});
  registers[1] = 33;
  EXPECT_EQ(Write(registers).size(), kRedisDenseBytes);
}

TEST(Redis, WritesDenseBeyond3000Bytes) {
  RedisRegisters registers = {};
  size_t longest = 0;
  for (size_t i = 0; i < registers.size(); ++i) {
    registers[i] = static_cast<uint8_t>(1 + i % 2);
    const Bytes bytes = Write(registers);
    EXPECT_EQ(MustParse(bytes), registers);
    if (bytes[4] == 0) {
      EXPECT_EQ(bytes.size(), kRedisDenseBytes);
      break;
    }
    longest = std::max(longest, bytes.size());
  }
  EXPECT_LE(longest, 3000u);
  EXPECT_GE(longest, 2999u);
}

TEST(Redis, RefusesToWriteLargeValues) {
  RedisRegisters registers = {};
  registers[7] = 52;
  Bytes bytes(kRedisDenseBytes);
  size_t size = 0;
  const RedisStatus status =
      WriteRedis(registers, std::span(bytes).first<kRedisDenseBytes>(), &size);
  EXPECT_EQ(status.code, RedisErrc::kValue);
  EXPECT_EQ(status.at, 7u);
}

TEST(Redis, WhatIsWrittenIsReadAndBecomesTheSketchOfTheSameHashes) {
  std::mt19937_64 random(5);
  for (const size_t count : {0, 1, 2, 100, 1500, 5000, 200000}) {
    TestSketch sketch(RedisParams());
    for (size_t i = 0; i < count; ++i) sketch.Add(MixedHash(random) | uint64_t{1} << 63);
    const Bytes image = sketch.Write();
    RedisRegisters registers = {};
    RaiseTo(hll::MustParse(image), std::span<uint8_t>(registers));
    EXPECT_EQ(MustParse(Write(registers)), registers);
    TestSketch again(RedisParams());
    again.Unite(RegisterArray(RedisParams(), registers));
    EXPECT_EQ(again.Write(), image) << count;
  }
}

uint64_t Hash(std::string_view text) {
  return RedisHash({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

// Computed by another program, from the published algorithm. Redis puts "foo" into register 7348.
TEST(Redis, Hash) {
  EXPECT_EQ(static_cast<int64_t>(Hash("")), -2819277119954315470);
  EXPECT_EQ(static_cast<int64_t>(Hash("foo")), -1853783507783639884);
  EXPECT_EQ(static_cast<int64_t>(Hash("12345678")), -7643813204890277549);
  EXPECT_EQ(static_cast<int64_t>(Hash("123456789abcdefgh")), -5972701189858588762);
  EXPECT_EQ(static_cast<int64_t>(Hash("gr\xc3\xbc\xc3\x9f"
                                      "e")),
            2693698309987843553);
}

// Values of eight bytes with a given hash: the algorithm can be run backwards.
TEST(Redis, HashesOfTheLongestRuns) {
  const auto update = [](const Bytes& bytes) { return UpdateOf(RedisParams(), RedisHash(bytes)); };
  const RegisterUpdate last = update({0x73, 0x34, 0x1e, 0x1a, 0x3a, 0xf8, 0xa5, 0xc4});
  EXPECT_EQ(last.index, 9u);
  EXPECT_EQ(last.value, 50);
  // The hash is 5: Redis takes 51.
  const RegisterUpdate none = update({0xf4, 0x2f, 0xd7, 0x00, 0x8e, 0x52, 0x87, 0x12});
  EXPECT_EQ(none.index, 5u);
  EXPECT_EQ(none.value, 50);
}

}  // namespace
}  // namespace hll
