// Makes sketches and filters of many parameters and forms from fixed seeds, and prints their bytes,
// their unions and their counts after reading them back. The output must be the same on every
// machine.
#include <cstdio>
#include <random>

#include "hll/estimate.hpp"
#include "hll/test_hll.hpp"
#include "util/murmur3.hpp"

using hll::Bytes;
using hll::CountClassic;
using hll::CountDistinct;
using hll::Image;
using hll::kMaxRegwidth;
using hll::kMinLog2m;
using hll::kMinRegwidth;
using hll::MakeParams;
using hll::MustParse;
using hll::Params;
using hll::TestSketch;

namespace {

void Print(const char* name, const Bytes& bytes) {
  const Image image = MustParse(bytes);
  std::printf("%s %.12g %.12g ", name, CountDistinct(image), CountClassic(image));
  for (const uint8_t byte : bytes) std::printf("%02x", byte);
  std::printf("\n");
}

// Each sketch has more values than the one before, and is united with it.
void PrintImages(const Params& params, std::mt19937_64& random) {
  Bytes previous = TestSketch(params).Write();
  for (const int values : {0, 1, 3, 20, 150, 1000, 20000}) {
    TestSketch sketch(params);
    for (int i = 0; i < values; ++i) sketch.Add(MurmurHash3(uint64_t{random()}, 0));
    Print("values", sketch.Write());
    sketch.Unite(MustParse(previous));
    Print("union", sketch.Write());
    Print("version 2", sketch.Write(hll::kAutomaticMaxSparse, hll::kDenseSchemaVersion));
    previous = sketch.Write();
  }
}

}  // namespace

int main() {
  std::mt19937_64 random(1);
  for (int log2m = kMinLog2m; log2m <= 12; ++log2m)
    for (int regwidth = kMinRegwidth; regwidth <= kMaxRegwidth; ++regwidth)
      for (const int expthresh : {-1, 0, 64})
        for (const int sparseon : {0, 1})
          PrintImages(MakeParams(log2m, regwidth, expthresh, sparseon), random);
}
