// Checks the laws of unions and addition, and the values of the registers, on any two images and a
// few hashes.
#include "fuzz_input.hpp"
#include "hll/insert.hpp"
#include "hll/test_hll.hpp"
#include "hll/union_changes.hpp"

namespace hll {
namespace {

TestSketch United(const Image& a, const Image& b) {
  TestSketch sketch(a);
  sketch.Unite(b);
  return sketch;
}

// Returns all registers of an image.
std::vector<uint8_t> RegistersOf(const Image& image) {
  const Params& params = image.params();
  std::vector<uint8_t> registers(params.registers());
  const auto raise = [&](RegisterUpdate update) {
    registers[update.index] = std::max(registers[update.index], update.value);
  };
  image.ForEachHash([&](uint64_t hash) { raise(UpdateOf(params, hash)); });
  image.ForEachRegister(raise);
  image.ForEachBlock([&](uint64_t first, std::span<const uint8_t> values) {
    std::copy(values.begin(), values.end(), registers.begin() + static_cast<ptrdiff_t>(first));
  });
  return registers;
}

void CheckUnion(const Image& a, const Image& b) {
  const TestSketch a_b = United(a, b);
  const Bytes bytes = a_b.Write();
  Require(UnionWouldChange(a, b) == (bytes != TestSketch(a).Write()));
  Require(bytes == United(b, a).Write());
  const Image image = MustParse(bytes);
  if (a_b->form() == Form::kExplicit && a_b->count() > a_b->params().explicit_limit()) return;
  Require(United(image, a).Write() == bytes);
  Require(United(image, image).Write() == bytes);

  if (image.form() == Form::kUndefined || !(a.params() == b.params())) return;
  std::vector<uint8_t> expected = RegistersOf(a);
  const std::vector<uint8_t> other = RegistersOf(b);
  for (size_t i = 0; i < expected.size(); ++i) expected[i] = std::max(expected[i], other[i]);
  Require(RegistersOf(image) == expected);
}

// Checks unions that fold: in both orders, by folding each part itself, and with a part again.
void CheckUnionFold(const Image& a, const Image& b) {
  const auto folded_union = [](const Image& to, const Image& from) {
    TestSketch sketch(to);
    sketch.UniteFolded(from);
    return sketch;
  };
  const TestSketch united = folded_union(a, b);
  const Bytes bytes = united.Write();
  Require(bytes == folded_union(b, a).Write());
  if (CanUnite(a, b)) return Require(bytes == United(a, b).Write());

  const Params params = Params::Common(a.params(), b.params());
  Require(united->params() == params);
  TestSketch one_by_one(params);
  one_by_one.Unite(Folded(a, params));
  one_by_one.Unite(Folded(b, params));
  Require(bytes == one_by_one.Write());
  if (united->form() == Form::kExplicit && united->count() > params.explicit_limit()) return;
  const Image image = MustParse(bytes);
  Require(bytes == folded_union(image, a).Write());
  Require(bytes == folded_union(b, image).Write());
}

// Checks that a copy of an image to which a hash was added is what a Sketch writes.
void CheckInsertion(const Bytes& bytes, uint64_t hash, int64_t max_sparse, const Bytes& expected) {
  const Image image = MustParse(bytes);
  Bytes copy = bytes;
  if (StaysFull(image, max_sparse)) {
    FullRegisters(image.params(), copy).Add(hash);
    return Require(copy == expected);
  }
  const Insertion insertion = InsertionOf(image, hash, max_sparse);
  if (insertion.effect == Insertion::Effect::kNeedsSketch) return;
  if (insertion.effect != Insertion::Effect::kNothing) {
    copy.assign(insertion.bytes, 0xee);
    Insert(image, insertion, copy);
  }
  Require(copy == expected);
}

void CheckAdd(const Image& image, std::span<const uint8_t> hashes) {
  TestSketch one_by_one(image);
  for (; hashes.size() >= sizeof(uint64_t); hashes = hashes.subspan(sizeof(uint64_t))) {
    const auto hash = LoadBigEndian<uint64_t>(hashes.data());
    TestSketch alone(image.params());
    alone.Add(hash);
    const int64_t max_sparse = hashes.size() % 2 == 0 ? kAutomaticMaxSparse : 20;
    const Bytes before = one_by_one.Write(max_sparse);
    TestSketch by_union = TestSketch(MustParse(before));
    by_union.Unite(*alone);
    one_by_one.Add(hash);
    CheckInsertion(before, hash, max_sparse, one_by_one.Write(max_sparse));
    // An EXPLICIT image may hold more values than its own limit. It stays so if nothing is added,
    // but a union with another value makes registers of it.
    if (one_by_one->count() > image.params().explicit_limit()) return;
    Require(one_by_one.Write() == by_union.Write());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::span<const uint8_t> input(data, size);
  Image a;
  Image b;
  if (!Image::Parse(TakePart(&input), &a).ok() || !Image::Parse(TakePart(&input), &b).ok())
    return 0;
  // Larger sketches would only take more time.
  if (a.params().log2m() > 12 || b.params().log2m() > 12) return 0;
  const TestSketch left(a);
  const TestSketch right(b);
  if (CanUnite(*left, *right)) CheckUnion(a, b);
  CheckUnionFold(a, b);
  CheckAdd(a, input.first(std::min<size_t>(input.size(), 256)));
  return 0;
}

}  // namespace hll
