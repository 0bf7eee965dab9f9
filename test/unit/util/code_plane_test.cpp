// Planes of codes: every implementation against loops over single codes, on all codes and counts.
#include "util/code_plane.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<uint8_t>;

constexpr uint8_t kSymbols[] = {7, 250, 0};

std::vector<std::pair<std::string, const CodePlaneFunctions*>> Implementations() {
  std::vector<std::pair<std::string, const CodePlaneFunctions*>> all = {
      {"portable", &kPortableCodePlane}};
  if (Avx2CodePlane() != nullptr) all.emplace_back("AVX2", Avx2CodePlane());
  if (Avx512CodePlane() != nullptr) all.emplace_back("AVX-512", Avx512CodePlane());
  return all;
}

unsigned CodeAt(const Bytes& plane, size_t i, unsigned bits) {
  return plane[i * bits / 8] >> (8 - bits - i * bits % 8) & ((1u << bits) - 1);
}

// A copy that ends where its memory ends, so that the sanitizers see what is read behind it.
struct Exact {
  explicit Exact(const Bytes& bytes) : memory(new uint8_t[bytes.size() + 1]) {
    std::copy(bytes.begin(), bytes.end(), memory.get());
    start = memory.get();
  }
  std::unique_ptr<uint8_t[]> memory;
  uint8_t* start;
};

// Random codes of which one in 2^rarity is an escape, more or less.
Bytes RandomPlane(size_t count, unsigned bits, unsigned rarity, std::mt19937_64& random) {
  Bytes plane(PlaneBytes(count, bits));
  for (size_t i = 0; i < count; ++i) {
    unsigned code = (1u << bits) - 1;
    if (random() % (1u << rarity) != 0) code = static_cast<unsigned>(random() % code);
    plane[i * bits / 8] |= static_cast<uint8_t>(code << (8 - bits - i * bits % 8));
  }
  return plane;
}

void CheckPlane(const CodePlaneFunctions& functions, const Bytes& plane, size_t count,
                unsigned bits, std::mt19937_64& random) {
  const unsigned escape = (1u << bits) - 1;
  Bytes escaped(count + kPlaneSlack);
  for (uint8_t& value : escaped) {
    do value = static_cast<uint8_t>(random());
    while (value == kSymbols[0] || value == kSymbols[1] || value == kSymbols[2]);
  }
  Bytes expected(count);
  size_t escapes = 0;
  for (size_t i = 0; i < count; ++i) {
    const unsigned code = CodeAt(plane, i, bits);
    expected[i] = code == escape ? escaped[escapes++] : kSymbols[code];
  }
  ASSERT_EQ(functions.escapes[bits - 1](Exact(plane).start, plane.size()), escapes);

  const Bytes taken(escaped.begin(),
                    escaped.begin() + static_cast<ptrdiff_t>(escapes + kPlaneSlack));
  Bytes values(count, 0xee);
  functions.expand[bits - 1](Exact(plane).start, count, kSymbols, Exact(taken).start,
                             values.data());
  ASSERT_EQ(values, expected);

  Bytes merged(count);
  for (uint8_t& value : merged) value = static_cast<uint8_t>(random());
  Bytes greater = merged;
  for (size_t i = 0; i < count; ++i) greater[i] = std::max(greater[i], expected[i]);
  functions.merge[bits - 1](Exact(plane).start, count, kSymbols, Exact(taken).start, merged.data());
  ASSERT_EQ(merged, greater);

  Bytes codes(plane.size(), 0xee);
  Bytes out(count + kPlaneSlack);
  ASSERT_EQ(
      functions.reduce[bits - 1](Exact(expected).start, count, kSymbols, codes.data(), out.data()),
      escapes);
  ASSERT_EQ(codes, plane);
  ASSERT_TRUE(
      std::equal(out.begin(), out.begin() + static_cast<ptrdiff_t>(escapes), taken.begin()));
}

}  // namespace

TEST(CodePlane, EveryImplementation) {
  std::mt19937_64 random(1);
  for (const auto& [name, functions] : Implementations()) {
    SCOPED_TRACE(name);
    for (const unsigned bits : {1u, 2u})
      for (size_t count = 0; count < 300; ++count)
        for (const unsigned rarity : {0u, 1u, 2u, 20u})
          CheckPlane(*functions, RandomPlane(count, bits, rarity, random), count, bits, random);
    for (const unsigned bits : {1u, 2u})
      CheckPlane(*functions, RandomPlane(4096, bits, 2, random), 4096, bits, random);
  }
}

// Codes behind the last one count as escapes, in every implementation.
TEST(CodePlane, EscapesOfWholeBytes) {
  std::mt19937_64 random(2);
  for (size_t bytes = 0; bytes < 300; ++bytes) {
    Bytes plane(bytes);
    for (uint8_t& byte : plane) byte = static_cast<uint8_t>(random());
    for (const unsigned bits : {0u, 1u}) {
      const size_t expected = kPortableCodePlane.escapes[bits](plane.data(), bytes);
      for (const auto& [name, functions] : Implementations())
        EXPECT_EQ(functions->escapes[bits](Exact(plane).start, bytes), expected) << name;
    }
  }
}
