#include "pg/bloom_self_sizing.hpp"

#include <algorithm>

#include "bloom/estimate.hpp"
#include "pg/varlena.hpp"

using bloom::Filter;
using bloom::MutableFilter;

namespace {

// Numbers with many divisors, so that a filter of a multiple can be folded to nearly any size.
constexpr uint32_t kFoldable[] = {720720, 5040, 720, 60, 12, 1};

// What a hash table may take, but no more than goes to another process in one piece.
uint64_t MemoryLimit() { return std::min<uint64_t>(get_hash_memory_limit(), MaxAllocSize); }

// The shape of as many blocks as there may be memory for, and what they hold at the rate.
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

// The greatest divisor of the blocks that leaves room for `count` elements.
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
       errdetail("More elements came than it has memory for."),
       errhint("Say how many there are, bloom_agg(element, capacity, fpr), or raise work_mem.")));
}

}  // namespace

SizedFilter* SizedFilter::Create(double fpr, MemoryContext context) {
  const bloom::Params params = BloomParams(1, fpr);  // checks the rate
  return new (MemoryContextAlloc(context, sizeof(SizedFilter))) SizedFilter(params.fpr(), context);
}

void SizedFilter::Add(const bloom::Family& family, uint64_t hash) {
  if (!(family_ == family)) SetFamily(family);
  AddHash(hash);
}

void SizedFilter::SetFamily(const bloom::Family& family) {
  if (!family_.empty()) RaiseDifferentFamilies(family_, family);
  family_ = family;
}

void SizedFilter::AddHash(uint64_t hash) {
  if (has_filter()) return state_.Add(family_, hash);
  if (hash == 0) {
    has_zero_ = true;
    return;
  }
  if (words_ == nullptr) Grow();
  Insert(hash);
}

void SizedFilter::Insert(uint64_t hash) {
  uint64_t* slot = table().Find(hash);
  if (*slot != 0) return;
  *slot = hash;
  if (++count_ < Table::Capacity(scale_)) return;
  if (2 * Table::Slots(scale_) * sizeof(uint64_t) > MemoryLimit())
    MakeFilter();
  else
    Grow();
}

void SizedFilter::Grow() {
  uint64_t* old = words_;
  const Table from = table();
  scale_ = old == nullptr ? Table::kMinScale : scale_ + 1;
  const uint64_t bytes = Table::Slots(scale_) * sizeof(uint64_t);
  words_ = static_cast<uint64_t*>(MemoryContextAlloc(context_, bytes));
  ClearBytes({reinterpret_cast<uint8_t*>(words_), bytes});
  if (old == nullptr) return;
  const Table to = table();
  from.ForEach([&](uint64_t word) { *to.Find(word) = word; });
  pfree(old);
}

void SizedFilter::MakeFilter() {
  bloom::Params params;
  const bloom::Shape shape = LargestShape(fpr_, &params);
  MutableFilter filter = NewFilter(params, shape, context_);
  ForEachHash([&](uint64_t hash) { AddElement(&filter, family_, hash); });
  if (words_ != nullptr) pfree(words_);
  words_ = nullptr;
  state_.filter = filter;
}

template <class F>
void SizedFilter::ForEachHash(F f) const {
  if (has_zero_) f(0);
  if (words_ != nullptr) table().ForEach(f);
}

void SizedFilter::Unite(SizedFilter* other) {
  if (other->family_.empty()) return;
  if (!(family_ == other->family_)) SetFamily(other->family_);
  if (other->has_filter()) {
    if (!has_filter()) MakeFilter();
    return UniteFilters(&state_.filter, other->state_.Settle().filter());
  }
  other->ForEachHash([&](uint64_t hash) { AddHash(hash); });
}

Datum SizedFilter::Value() {
  if (family_.empty()) return EmptyBloomDatum();
  if (has_filter()) {
    const Filter filter = state_.Settle().filter();
    const double count = bloom::Cardinality(filter);
    if (count > static_cast<double>(filter.params().capacity())) WarnOfRate(filter);
    return FoldedBloomDatum(filter, DivisorFor(filter, count));
  }
  const auto count = static_cast<int64>(count_ + has_zero_);
  const bloom::Params params = BloomParams(count, fpr_);
  MutableFilter filter = NewFilter(params, CurrentMemoryContext);
  ForEachHash([&](uint64_t hash) { AddElement(&filter, family_, hash); });
  return OwnBloomDatum(filter);
}

// The rate, the family, and either the filter or, behind an empty one, the hashes.
bytea* SizedFilter::Serialize() {
  StringInfoData out;
  pq_begintypsend(&out);
  pq_sendfloat8(&out, fpr_);
  pq_sendbytes(&out, family_.bytes, bloom::Family::kBytes);
  const MutableFilter filter = state_.Settle();
  pq_sendint32(&out, static_cast<uint32>(filter.size()));
  pq_sendbytes(&out, reinterpret_cast<const char*>(filter.memory().data()),
               static_cast<int>(filter.size()));
  ForEachHash([&](uint64_t hash) { pq_sendint64(&out, hash); });
  return pq_endtypsend(&out);
}

SizedFilter* SizedFilter::Deserialize(Datum bytes, MemoryContext context) {
  const std::span<const uint8_t> content = BytesOf(bytes);
  StringInfoData in = {const_cast<char*>(reinterpret_cast<const char*>(content.data())),
                       static_cast<int>(content.size()), 0, 0};
  SizedFilter* state = Create(pq_getmsgfloat8(&in), context);
  bloom::Family family;
  pq_copymsgbytes(&in, family.bytes, bloom::Family::kBytes);
  state->family_ = family;
  const uint32 filter_bytes = pq_getmsgint(&in, 4);
  if (filter_bytes != 0) {
    const auto* filter =
        reinterpret_cast<const uint8_t*>(pq_getmsgbytes(&in, static_cast<int>(filter_bytes)));
    state->state_.filter =
        CopyFilter(ParseFilter({filter, filter_bytes}, Origin::kBinary), context);
  }
  while (in.cursor < in.len) state->AddHash(static_cast<uint64_t>(pq_getmsgint64(&in)));
  return state;
}
