#include "pg/bloom_self_sizing.hpp"

#include <algorithm>

#include "bloom/estimate.hpp"
#include "pg/random.hpp"

using bloom::Filter;
using bloom::MutableFilter;

namespace {

// Numbers with many divisors. A filter whose number of blocks is a multiple of one of them can be
// folded to nearly any size.
constexpr uint32_t kFoldable[] = {720720, 5040, 720, 60, 12, 1};

// As much as a hash table may take, but no more than can be sent to another process in one piece.
uint64_t MemoryLimit() { return std::min<uint64_t>(get_hash_memory_limit(), MaxAllocSize); }

// Fetches many salts at once, since asking for random bits takes as long as adding a hundred
// values.
uint64_t NewSalt() {
  static uint64_t salts[512];
  static size_t left = 0;
  if (left == 0) {
    FillRandom(salts);
    left = std::size(salts);
  }
  return salts[--left];
}

uint64_t TableBytes(unsigned scale) { return WordTable<0>::Slots(scale) * sizeof(uint64_t); }

// Returns the shape of the largest filter that memory allows; `params` receives how many elements
// it holds at the rate.
bloom::Shape LargestShape(double fpr, bloom::Params* params) {
  const bloom::Load load = bloom::GreatestLoad(fpr);
  auto blocks = static_cast<uint32_t>(MemoryLimit() / bloom::kBlockBytes);
  for (const uint32_t unit : kFoldable) {
    if (blocks % unit * 16 > blocks) continue;  // would waste too much
    blocks -= blocks % unit;
    break;
  }
  *params = BloomParams(static_cast<int64>(load.elements * blocks), fpr);
  return {blocks, load.probes};
}

// Returns the greatest divisor of the blocks that leaves room for `count` elements.
uint32_t DivisorFor(const Filter& filter, double count) {
  const uint32_t blocks = filter.shape().blocks;
  const double room = static_cast<double>(filter.params().capacity());
  auto divisor =
      static_cast<uint32_t>(std::clamp(room / std::max(count, 1.0), 1.0, double{1u << 30}));
  divisor = std::min(divisor, blocks);
  while (blocks % divisor != 0) --divisor;
  return divisor;
}

void WarnOfRate(const Filter& filter) {
  const double fpr = FalsePositiveRate(filter);
  ereport(
      WARNING,
      (errmsg("bloom filter has a false positive rate of %.3g instead of %g", fpr,
              filter.params().fpr()),
       errdetail("More elements came than it has memory for. Further such filters of this "
                 "statement are not reported."),
       errhint(
           "Say how many there are, bloom_agg(element, capacity [, fpr]), or raise work_mem.")));
}

}  // namespace

SelfSizingFilter* SelfSizingFilter::Create(double fpr, MemoryContext context) {
  const bloom::Params params = BloomParams(1, fpr);  // checks the rate
  return new (MemoryContextAlloc(context, sizeof(SelfSizingFilter)))
      SelfSizingFilter(params.fpr(), context);
}

void SelfSizingFilter::Add(const bloom::Kind& kind, uint64_t hash) {
  if (kind_ != kind) SetKind(kind);
  AddHash(hash);
}

void SelfSizingFilter::SetKind(const bloom::Kind& kind) {
  if (!kind_.empty()) RaiseDifferentKinds(kind_, kind);
  kind_ = kind;
}

void SelfSizingFilter::AddHash(uint64_t hash) {
  if (has_filter()) return state_.Add(kind_, hash);
  if (hash == 0) {
    has_zero_ = true;
    return;
  }
  if (words_ == nullptr) Resize(Table::kMinScale);
  Insert(hash);
}

void SelfSizingFilter::Insert(uint64_t hash) {
  uint64_t* slot = table().Find(hash);
  if (*slot != 0) return;
  *slot = hash;
  if (++count_ < Table::Capacity(scale_)) return;
  if (2 * TableBytes(scale_) > MemoryLimit())
    MakeLargestFilter();
  else
    Resize(scale_ + 1);
}

void SelfSizingFilter::Reserve(uint64_t hashes) {
  const unsigned scale = Table::ScaleFor(hashes + 1);
  if (TableBytes(scale) > MemoryLimit())
    MakeLargestFilter();
  else
    Resize(scale);
}

void SelfSizingFilter::Resize(unsigned scale) {
  uint64_t* old = words_;
  if (old == nullptr) salt_ = NewSalt();
  const Table from = table();
  scale_ = scale;
  const uint64_t bytes = TableBytes(scale_);
  words_ = static_cast<uint64_t*>(MemoryContextAlloc(context_, bytes));
  ClearBytes({reinterpret_cast<uint8_t*>(words_), bytes});
  if (old == nullptr) return;
  const Table to = table();
  from.ForEach([&](uint64_t word) { *to.Find(word) = word; });
  pfree(old);
}

void SelfSizingFilter::MakeLargestFilter() {
  bloom::Params params;
  const bloom::Shape shape = LargestShape(fpr_, &params);
  MakeFilter(params, shape);
}

void SelfSizingFilter::MakeFilter(const bloom::Params& params, const bloom::Shape& shape) {
  MutableFilter filter = NewFilter(params, shape, context_);
  ForEachHash([&](uint64_t hash) { AddElement(&filter, kind_, hash); });
  if (words_ != nullptr) pfree(words_);
  words_ = nullptr;
  has_zero_ = false;
  state_.filter = filter;
}

void SelfSizingFilter::Unite(SelfSizingFilter* other) {
  if (other->kind_.empty()) return;
  if (kind_.empty()) fpr_ = other->fpr_;
  if (fpr_ != other->fpr_) RaiseVaryingRates(fpr_, other->fpr_);
  if (kind_ != other->kind_) SetKind(other->kind_);
  if (other->has_filter()) {
    const Filter filter = other->state_.Settle().filter();
    if (!has_filter()) MakeFilter(filter.params(), filter.shape());
    return UniteFilters(&state_.filter, filter);
  }
  other->ForEachHash([&](uint64_t hash) { AddHash(hash); });
}

Datum SelfSizingFilter::Value(bool* has_warned) {
  if (kind_.empty()) return EmptyBloomDatum();
  if (has_filter()) {
    const Filter filter = state_.Settle().filter();
    const double count = bloom::Cardinality(filter);
    if (!*has_warned && count > static_cast<double>(filter.params().capacity())) {
      WarnOfRate(filter);
      *has_warned = true;
    }
    return FoldedBloomDatum(filter, DivisorFor(filter, count));
  }
  const auto count = static_cast<int64>(hashes());
  const bloom::Params params = BloomParams(count, fpr_);
  MutableFilter filter = NewFilter(params, CurrentMemoryContext);
  ForEachHash([&](uint64_t hash) { AddElement(&filter, kind_, hash); });
  return OwnBloomDatum(filter);
}
