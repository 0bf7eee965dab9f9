// The input is a script of additions, unions and folds of three filters. Sets beside them hold the
// same elements. No filter may lose an element, and filters of equal sets must have equal bytes.
#include <set>

#include "bloom/test_bloom.hpp"
#include "fuzz_input.hpp"

using bloom::Filter;
using bloom::Form;
using bloom::Params;
using bloom::Shape;
using bloom::TestFilter;

namespace {

struct Held {
  std::set<uint64_t> hashes;
  Params params;
  Shape shape;  // an EMPTY filter has no blocks
  TestFilter filter;

  void Check() const {
    for (const uint64_t hash : hashes) Require((*filter).Contains(hash));
    if (shape.blocks == 0)
      Require((*filter).form() == Form::kEmpty);
    else
      Require(filter.bytes() == ModelOf(params, shape, hashes));
  }
};

class Script {
 public:
  explicit Script(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  bool done() const { return bytes_.empty(); }
  uint8_t Byte() {
    const uint8_t byte = done() ? 0 : bytes_.front();
    bytes_ = bytes_.subspan(done() ? 0 : 1);
    return byte;
  }
  // Either one of a few hashes, so that scripts add the same hash again, or any hash.
  uint64_t Hash() {
    uint64_t hash = Byte();
    if (hash % 4 != 0) return MurmurHash3(hash, 0);
    for (int i = 0; i < 7; ++i) hash = hash << 8 | Byte();
    return hash;
  }

 private:
  std::span<const uint8_t> bytes_;
};

void Add(Held* held, uint64_t hash) {
  if (held->shape.blocks == 0) return;
  held->hashes.insert(hash);
  held->filter.Add(hash);
}

void Unite(Held* held, const Held& other) {
  if (!SameShape(*held->filter, *other.filter)) return;
  held->filter.Unite(other.filter);
  held->hashes.insert(other.hashes.begin(), other.hashes.end());
  if (other.shape.blocks == 0) return;
  held->params = held->shape.blocks == 0 ? other.params : MaxOfEach(held->params, other.params);
  held->shape = other.shape;
}

void Fold(Held* held, uint32_t divisor) {
  if (held->shape.blocks == 0 || divisor == 0 || held->shape.blocks % divisor != 0) return;
  held->filter.Replace(held->filter.Folded(divisor));
  held->params = held->params.Divided(divisor);
  held->shape.blocks /= divisor;
}

void Restart(Held* held, Script* script) {
  const unsigned choice = script->Byte();
  held->hashes.clear();
  held->params = bloom::MakeParams(1 + choice * choice * choice, choice % 2 != 0 ? 0.01 : 0.001);
  // These numbers of blocks are products of small numbers, so that the filters can be folded.
  const uint32_t blocks = (1 + choice % 3) * (1 + choice / 3 % 4) << choice / 12 % 4;
  held->shape = {choice == 0 ? 0 : blocks, static_cast<uint8_t>(1 + script->Byte() % 20)};
  held->filter.Replace(choice == 0 ? TestFilter() : TestFilter(held->params, held->shape));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Script script({data, size});
  Held held[3];
  while (!script.done()) {
    const uint8_t step = script.Byte();
    Held* target = &held[step % 3];
    const Held& other = held[(step + 1 + step / 3 % 2) % 3];
    switch (step / 6 % 8) {
      case 0:
        Restart(target, &script);
        break;
      case 1:
        Unite(target, other);
        break;
      case 2:
        Fold(target, script.Byte());
        break;
      case 3:
        for (const uint64_t hash : bloom::Stream(1000, script.Byte())) Add(target, hash);
        break;
      default:
        Add(target, script.Hash());
    }
    if (script.done() || size < 200) target->Check();
  }
  for (const Held& each : held) each.Check();
  return 0;
}
