#include "bloom/state.hpp"

#include "util/byte_array.hpp"

namespace bloom {

namespace {

bool ContainsHashesOf(const Filter& a, const Filter& sparse) {
  uint64_t i = 0;
  while (i < sparse.count() && a.Contains(sparse.Hash(i))) ++i;
  return i == sparse.count();
}

bool ContainsBitsOf(const Filter& a, const Filter& b) {
  bool contains = true;
  ForEachSlice(a.shape().blocks, [&](uint64_t begin, uint64_t end) {
    for (uint64_t i = begin; i < end && contains; ++i)
      for (size_t byte = 0; byte < kBlockBytes; byte += sizeof(uint64_t))
        contains &= (LoadLittleEndian<uint64_t>(b.Block(i) + byte) &
                     ~LoadLittleEndian<uint64_t>(a.Block(i) + byte)) == 0;
  });
  return contains;
}

}  // namespace

bool SameShape(const Filter& a, const Filter& b) {
  return a.form() == Form::kEmpty || b.form() == Form::kEmpty || a.shape() == b.shape();
}

bool SameKind(const Filter& a, const Filter& b) {
  return a.holds_nothing() || b.holds_nothing() || a.HoldsKind(b.kind());
}

bool Covers(const Filter& a, const Filter& b) {
  if (b.form() == Form::kEmpty) return true;
  if (a.form() == Form::kEmpty || MaxOfEach(a.params(), b.params()) != a.params()) return false;
  if (b.holds_nothing()) return true;
  if (a.holds_nothing()) return false;
  if (b.form() == Form::kSparse) return ContainsHashesOf(a, b);
  return a.form() == Form::kDense && ContainsBitsOf(a, b);
}

MutableFilter MutableFilter::CreateEmpty(std::span<uint8_t> memory) {
  std::memset(memory.data(), 0, kHeaderBytes);
  memory[0] = kFormatVersion;
  memory[Filter::kHashFunctionAt] = kMurmurHash3;
  return {memory, kHeaderBytes};
}

MutableFilter MutableFilter::Create(const Params& params, const Shape& shape,
                                    std::span<uint8_t> memory) {
  MutableFilter filter = CreateEmpty(memory);
  filter.SetForm(Form::kSparse, kHeaderBytes);
  filter.SetHeader(params, shape);
  return filter;
}

Filter MutableFilter::filter() const {
  Filter filter;
  static_cast<void>(Filter::Read(memory_.first(size_), &filter));
  return filter;
}

void MutableFilter::SetHeader(const Params& params, const Shape& shape) {
  memory_[Filter::kProbesAt] = shape.probes;
  StoreLittleEndian(shape.blocks, &memory_[Filter::kBlocksAt]);
  StoreLittleEndian(params.code(), &memory_[Filter::kParamsAt]);
}

void MutableFilter::SetForm(Form form, size_t size) {
  memory_[Filter::kFormAt] = static_cast<uint8_t>(form);
  size_ = size;
}

void MutableFilter::SetKind(const Kind& kind) {
  std::memcpy(&memory_[Filter::kKindAt], kind.bytes, Kind::kBytes);
}

size_t MutableFilter::BytesForOneMoreSparse() const {
  const Filter now = filter();
  const uint64_t blocks = now.shape().blocks;
  return now.count() < SparseLimit(blocks) ? SparseBytes(now.count() + 1) : DenseBytes(blocks);
}

void MutableFilter::AddSparse(uint64_t hash) {
  const Filter now = filter();
  const uint64_t below = now.HashesBelow(hash);
  if (below < now.count() && now.Hash(below) == hash) return;
  if (now.count() == SparseLimit(now.shape().blocks)) {
    MakeDense();
    return AddDense(hash);
  }
  uint8_t* place = &memory_[SparseBytes(below)];
  std::memmove(place + sizeof hash, place, size_ - SparseBytes(below));
  StoreLittleEndian(hash, place);
  size_ += sizeof hash;
}

void MutableFilter::AddHashesOf(const Filter& sparse) {
  for (uint64_t i = 0; i < sparse.count(); ++i) Add(sparse.Hash(i));
}

void MutableFilter::MakeDense() {
  const Filter now = filter();
  if (now.form() == Form::kDense) return;
  uint64_t hashes[kMaxSparseCount];
  const uint64_t count = now.count();
  for (uint64_t i = 0; i < count; ++i) hashes[i] = now.Hash(i);
  const size_t size = DenseBytes(now.shape().blocks);
  ClearBytes(memory_.subspan(kHeaderBytes, size - kHeaderBytes));
  SetForm(Form::kDense, size);
  for (uint64_t i = 0; i < count; ++i) AddDense(hashes[i]);
}

size_t MutableFilter::BytesForUnion(const Filter& other) const {
  const Filter now = filter();
  if (other.form() == Form::kEmpty) return size_;
  if (now.form() == Form::kEmpty) return other.bytes().size();
  const uint64_t blocks = now.shape().blocks;
  if (now.form() == Form::kDense || other.form() == Form::kDense) return DenseBytes(blocks);
  uint64_t count = now.count() + other.count();
  // A few hashes that are in both must not take memory for all blocks, which may be a gigabyte.
  if (count > SparseLimit(blocks))
    for (uint64_t i = 0; i < other.count(); ++i) count -= now.Contains(other.Hash(i));
  return count > SparseLimit(blocks) ? DenseBytes(blocks) : SparseBytes(count);
}

void MutableFilter::Unite(const Filter& other) {
  const Filter now = filter();
  if (other.form() == Form::kEmpty) return;
  if (now.form() == Form::kEmpty) {
    std::memcpy(memory_.data(), other.bytes().data(), other.bytes().size());
    size_ = other.bytes().size();
    return;
  }
  SetHeader(MaxOfEach(now.params(), other.params()), now.shape());
  if (now.holds_nothing()) SetKind(other.kind());
  if (other.form() == Form::kSparse) return AddHashesOf(other);
  MakeDense();
  ForEachSlice(now.shape().blocks, [&](uint64_t begin, uint64_t end) {
    OrBytes(other.Block(begin), Block(begin), (end - begin) * kBlockBytes);
  });
}

size_t MutableFilter::BytesForFold(const Filter& source, uint32_t divisor) {
  const uint64_t blocks = source.shape().blocks / divisor;
  if (source.form() == Form::kDense || source.count() > SparseLimit(blocks))
    return DenseBytes(blocks);
  return SparseBytes(source.count());
}

MutableFilter MutableFilter::CreateFolded(const Filter& source, uint32_t divisor,
                                          std::span<uint8_t> memory) {
  const Shape shape = {source.shape().blocks / divisor, source.shape().probes};
  MutableFilter folded = Create(source.params().Divided(divisor), shape, memory);
  folded.SetKind(source.kind());
  folded.AddHashesOf(source);
  if (source.form() != Form::kDense) return folded;
  folded.MakeDense();
  ForEachSlice(source.shape().blocks, [&](uint64_t begin, uint64_t end) {
    for (uint64_t i = begin; i < end; ++i)
      OrBytes(source.Block(i), folded.Block(i / divisor), kBlockBytes);
  });
  return folded;
}

}  // namespace bloom
