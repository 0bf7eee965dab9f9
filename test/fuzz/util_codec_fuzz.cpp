// Compares packed arrays and bit streams with a codec that goes bit by bit, and histograms with a
// loop.
#include <cstdlib>
#include <vector>

#include "util/bits.hpp"
#include "util/byte_histogram.hpp"
#include "util/packed_array.hpp"

namespace {

using Bytes = std::vector<uint8_t>;

void Require(bool condition) {
  if (!condition) std::abort();
}

uint64_t ReadBits(const Bytes& bytes, size_t position, unsigned width) {
  uint64_t word = 0;
  for (unsigned b = 0; b < width; ++b, ++position)
    word = word << 1 | (bytes[position / 8] >> (7 - position % 8) & 1);
  return word;
}

void CheckPackedArray(const PackedArrayCodec& codec, const Bytes& packed, unsigned width) {
  const size_t count = packed.size() / width * 8;
  Bytes values(count);
  codec.unpack[width - 1](packed.data(), values.data(), count);
  Bytes set(PackedBytes(count, width));
  for (size_t i = 0; i < count; ++i) {
    Require(values[i] == ReadBits(packed, i * width, width));
    RaisePacked(set.data(), width, i, values[i]);
  }
  Bytes greater(values.rbegin(), values.rend());
  codec.merge[width - 1](packed.data(), greater.data(), count);
  for (size_t i = 0; i < count; ++i)
    Require(greater[i] == std::max(values[i], values[count - 1 - i]));
  Bytes again(PackedBytes(count, width));
  codec.pack[width - 1](values.data(), again.data(), count);
  Require(std::equal(again.begin(), again.end(), packed.begin()));
  Require(set == again);
}

void CheckHistogram(const Bytes& bytes) {
  std::vector<uint32_t> expected(256);
  for (const uint8_t byte : bytes) ++expected[byte];
  std::vector<uint32_t> counts(256);
  kPortableByteHistogram.count(bytes, counts);
  Require(counts == expected);
  if (WideByteHistogram() == nullptr) return;
  WideByteHistogram()->count(bytes, counts);
  for (uint32_t& count : expected) count *= 2;
  Require(counts == expected);
}

void CheckBitStream(const Bytes& bytes, unsigned width) {
  const size_t words = bytes.size() * 8 / width;
  BitReader reader(bytes);
  Bytes again((words * width + 7) / 8);
  BitWriter writer(again);
  for (size_t i = 0; i < words; ++i) {
    const uint64_t word = reader.Read(width);
    Require(word == ReadBits(bytes, i * width, width));
    writer.Write(word, width);
  }
  writer.Finish();
  for (size_t i = 0; i < words; ++i)
    Require(ReadBits(again, i * width, width) == ReadBits(bytes, i * width, width));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const Bytes bytes(data + 1, data + size);
  const unsigned width = 1 + data[0] % 8;
  CheckPackedArray(kPortableCodec, bytes, width);
  if (WideCodec() != nullptr) CheckPackedArray(*WideCodec(), bytes, width);
  CheckHistogram(bytes);
  CheckBitStream(bytes, 1 + data[0] % 56);
  return 0;
}
