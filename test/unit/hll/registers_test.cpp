// Registers as arrays: of every form, and back.
#include "hll/registers.hpp"

#include <gtest/gtest.h>

#include "hll/test_hll.hpp"

namespace hll {
namespace {

template <class T>
std::vector<T> RegistersOf(const Bytes& image) {
  const Image parsed = MustParse(image);
  std::vector<T> registers(parsed.params().registers());
  RaiseTo(parsed, std::span<T>(registers));
  return registers;
}

TEST(Registers, OfEveryFormAndBack) {
  std::mt19937_64 random(1);
  for (const Params& params : {MakeParams(4, 1), MakeParams(11, 5), MakeParams(13, 8),
                               MakeParams(14, 6, 0), MakeParams(11, 5, 512, 0)}) {
    // The same registers, without EXPLICIT values.
    const Params plain =
        MakeParams(params.log2m(), params.regwidth(), 0, params.sparseon() ? 1 : 0);
    for (const size_t count : {0, 1, 100, 3000, 50000}) {
      TestSketch sketch(params);
      TestSketch expected(plain);
      for (size_t i = 0; i < count; ++i) {
        const uint64_t hash = MixedHash(random) | uint64_t{1} << 63;
        sketch.Add(hash);
        expected.Add(hash);
      }
      const auto registers = RegistersOf<uint8_t>(sketch.Write());
      EXPECT_EQ(registers, RegistersOf<uint8_t>(expected.Write()));
      const auto numbers = RegistersOf<int16_t>(sketch.Write());
      EXPECT_TRUE(std::equal(registers.begin(), registers.end(), numbers.begin(), numbers.end()));
      TestSketch again(plain);
      again.Unite(RegisterArray(plain, registers));
      EXPECT_EQ(again.Write(), expected.Write());
    }
  }
}

TEST(Registers, NoneSetIsEmpty) {
  const Params params = MakeParams(11, 5, 0);
  const std::vector<uint8_t> registers(params.registers());
  EXPECT_EQ(RegisterArray(params, registers).form(), Form::kEmpty);
}

}  // namespace
}  // namespace hll
