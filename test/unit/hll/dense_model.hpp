// What STORAGE.md, "DENSE", says, as slowly and plainly as possible. It shares nothing with src/hll
// but the parameters.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "hll/params.hpp"

namespace hll {

class DenseModel {
 public:
  using Bytes = std::vector<uint8_t>;

  DenseModel(const Params& params, const std::vector<unsigned>& registers) : params_(params) {
    AppendHead(registers);
    const size_t size = std::min<size_t>(registers.size(), 4096);
    for (size_t i = 0; i < registers.size(); i += size)
      AppendBest({registers.begin() + static_cast<ptrdiff_t>(i),
                  registers.begin() + static_cast<ptrdiff_t>(i + size)});
  }

  const Bytes& bytes() const { return bytes_; }

 private:
  struct Block {
    uint64_t bits = 0;  // without the bytes in front, and without padding
    Bytes bytes;
  };
  using Registers = std::vector<unsigned>;

  void AppendHead(const Registers& registers) {
    const unsigned q =
        std::min((1u << params_.regwidth()) - 2, 64u - static_cast<unsigned>(params_.log2m()));
    uint64_t powers = 0;
    uint64_t zeros = 0;
    uint64_t saturated = 0;
    for (const unsigned value : registers) {
      if (value == 0)
        ++zeros;
      else if (value > q)
        ++saturated;
      else
        powers += uint64_t{1} << (q - value);
    }
    bytes_ = {0x25, params_.parameter_byte(), params_.cutoff_byte()};
    const int count_bytes = (params_.log2m() + 1 + 7) / 8;
    AppendNumber(powers, 8);
    AppendNumber(zeros, count_bytes);
    AppendNumber(saturated, count_bytes);
  }

  void AppendNumber(uint64_t number, int bytes) {
    for (int i = bytes; i-- > 0;) bytes_.push_back(static_cast<uint8_t>(number >> 8 * i));
  }

  void AppendBest(const Registers& registers) {
    Block best;
    for (unsigned choice = 0; choice <= 128; ++choice) {
      if (choice < 128 && choice >= 1u << params_.regwidth()) continue;
      const Block block = BlockOf(registers, choice);
      if (best.bytes.empty() || block.bits < best.bits) best = block;
    }
    bytes_.insert(bytes_.end(), best.bytes.begin(), best.bytes.end());
  }

  // The values of nine codes, the best ones first.
  Registers SymbolsOf(unsigned choice) const {
    const int base = choice == 128 ? 0 : static_cast<int>(choice);
    Registers symbols;
    for (const int step : {0, 1, 2, -1, 3, 4, 5, -2, 6, 7, 8, -3, -4, -5, -6, -7, -8}) {
      const int value = base + step;
      if (value >= 0 && value < 1 << params_.regwidth() && symbols.size() < 9)
        symbols.push_back(static_cast<unsigned>(value));
    }
    return symbols;
  }

  Block BlockOf(const Registers& registers, unsigned choice) const {
    const Registers symbols = SymbolsOf(choice);
    Registers left = registers;
    Block block;
    std::vector<Bytes> planes;
    block.bytes.push_back(static_cast<uint8_t>(choice));
    size_t used = 0;
    for (int level = 0; level < 3; ++level) {
      const unsigned width = level == 0 && choice == 128 ? 1 : 2;
      const unsigned escape = width == 1 ? 1 : 3;
      Registers codes;
      Registers escaped;
      for (const unsigned value : left) {
        unsigned code = escape;
        for (unsigned c = 0; c < escape; ++c)
          if (symbols[used + c] == value) code = c;
        codes.push_back(code);
        if (code == escape) escaped.push_back(value);
      }
      used += escape;
      planes.push_back(Pack(codes, width));
      block.bits += codes.size() * width;
      block.bytes.push_back(static_cast<uint8_t>(escaped.size() >> 8));
      block.bytes.push_back(static_cast<uint8_t>(escaped.size()));
      left = escaped;
    }
    planes.push_back(Pack(left, static_cast<unsigned>(params_.regwidth())));
    block.bits += left.size() * static_cast<unsigned>(params_.regwidth());
    for (auto plane = planes.rbegin(); plane != planes.rend(); ++plane)
      block.bytes.insert(block.bytes.end(), plane->begin(), plane->end());
    return block;
  }

  static Bytes Pack(const Registers& numbers, unsigned width) {
    Bytes bytes;
    size_t size = 0;
    for (const unsigned number : numbers) {
      for (unsigned b = width; b-- > 0; ++size) {
        if (size % 8 == 0) bytes.push_back(0);
        bytes.back() |= static_cast<uint8_t>((number >> b & 1) << (7 - size % 8));
      }
    }
    return bytes;
  }

  Params params_;
  Bytes bytes_;
};

}  // namespace hll
