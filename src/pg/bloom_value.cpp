#include "pg/bloom_value.hpp"

#include <algorithm>

#include "pg/varlena.hpp"

using bloom::Filter;
using bloom::MutableFilter;

static_assert(bloom::DenseBytes(bloom::kMaxBlocks) + VARHDRSZ <= MaxAllocSize);

namespace {

bytea* VarlenaOf(const MutableFilter& filter) {
  return reinterpret_cast<bytea*>(filter.memory().data() - VARHDRSZ);
}

std::span<uint8_t> NewMemory(size_t bytes, MemoryContext context) {
  auto* value = static_cast<bytea*>(MemoryContextAlloc(context, VARHDRSZ + bytes));
  return {reinterpret_cast<uint8_t*>(VARDATA(value)), bytes};
}

// Remembered, because GreatestLoad takes tens of microseconds and all groups of a statement usually
// have one rate.
bloom::Load LoadOf(double fpr) {
  static double last_fpr = 0;  // a rate that no parameters have
  static bloom::Load last_load;
  if (fpr != last_fpr) {
    last_load = bloom::GreatestLoad(fpr);
    last_fpr = fpr;
  }
  return last_load;
}

}  // namespace

Filter ParseFilter(std::span<const uint8_t> bytes, Origin origin) {
  Filter filter;
  Check(Filter::Parse(bytes, &filter), origin);
  return filter;
}

Filter FilterOf(Datum bloom) {
  Filter filter;
  Check(Filter::Read(BytesOf(bloom), &filter), Origin::kStored);
  return filter;
}

Filter HeaderOf(Datum bloom) {
  const auto* header = reinterpret_cast<const bytea*>(
      PG_DETOAST_DATUM_SLICE(bloom, 0, static_cast<int32>(bloom::kHeaderBytes)));
  Filter filter;
  Check(Filter::ReadHeader({reinterpret_cast<const uint8_t*>(VARDATA_ANY(header)),
                            static_cast<size_t>(VARSIZE_ANY_EXHDR(header))},
                           toast_raw_datum_size(bloom) - VARHDRSZ, &filter),
        Origin::kStored);
  return filter;
}

bloom::Params BloomParams(int64 capacity, double fpr) {
  bloom::Params params;
  const bloom::Status status = bloom::Params::FromValues(capacity, fpr, &params);
  if (status.code == bloom::Errc::kFprRange) RaiseFprRange(fpr);
  Check(status, Origin::kParameters);
  return params;
}

// Remembered, because a statement usually needs one shape only.
bloom::Shape ShapeOf(const bloom::Params& params) {
  static uint32_t last_code = 0;  // a code that no parameters have
  static bloom::Shape last_shape;
  if (params.code() != last_code) {
    bloom::Shape shape;
    Check(bloom::ShapeFor(params, LoadOf(params.fpr()), &shape), Origin::kParameters);
    last_code = params.code();
    last_shape = shape;
  }
  return last_shape;
}

void CheckKind(const Filter& filter, const bloom::Kind& kind) {
  if (!filter.holds_nothing() && !filter.HoldsKind(kind)) RaiseDifferentKinds(filter.kind(), kind);
}

void CheckCanUnite(const Filter& left, const Filter& right) {
  if (!SameShape(left, right)) RaiseDifferentShapes(left, right);
  if (!SameKind(left, right)) RaiseDifferentKinds(left.kind(), right.kind());
}

MutableFilter NewFilter(const bloom::Params& params, MemoryContext context) {
  return NewFilter(params, ShapeOf(params), context);
}

MutableFilter NewFilter(const bloom::Params& params, const bloom::Shape& shape,
                        MemoryContext context) {
  return MutableFilter::Create(params, shape, NewMemory(bloom::kHeaderBytes, context));
}

MutableFilter CopyFilter(const Filter& filter, MemoryContext context) {
  const size_t size = filter.bytes().size();
  const std::span<uint8_t> memory = NewMemory(size, context);
  memcpy(memory.data(), filter.bytes().data(), size);
  return {memory, size};
}

MutableFilter FetchFilter(Datum bloom) {
  auto* value = reinterpret_cast<bytea*>(PG_DETOAST_DATUM_COPY(bloom));
  const std::span<uint8_t> memory = ContentOf(value);
  Filter filter;
  Check(Filter::Read(memory, &filter), Origin::kStored);
  return {memory, memory.size()};
}

void FreeFilter(const MutableFilter& filter) { pfree(VarlenaOf(filter)); }

// Sparse filters grow by doubling.
void EnlargeFilter(MutableFilter* filter, size_t bytes) {
  if (bytes <= bloom::SparseBytes(bloom::kMaxSparseCount))
    bytes = std::max(bytes, 2 * filter->memory().size());
  auto* value = static_cast<bytea*>(repalloc(VarlenaOf(*filter), VARHDRSZ + bytes));
  *filter = {{reinterpret_cast<uint8_t*>(VARDATA(value)), bytes}, filter->size()};
}

void BeginKind(MutableFilter* filter, const bloom::Kind& kind) {
  const Filter now = filter->filter();
  if (now.form() == bloom::Form::kEmpty) RaiseNoParameters();
  CheckKind(now, kind);
  filter->SetKind(kind);
}

FilterState* NewFilterState(const MutableFilter& filter, MemoryContext context) {
  return new (MemoryContextAlloc(context, sizeof(FilterState))) FilterState{filter};
}

void UniteFilters(MutableFilter* filter, const Filter& other) {
  CheckCanUnite(filter->filter(), other);
  const size_t bytes = filter->BytesForUnion(other);
  if (bytes > filter->memory().size()) EnlargeFilter(filter, bytes);
  filter->Unite(other);
}

Datum BloomDatum(const MutableFilter& filter) {
  bytea* value = NewVarlena(filter.size());
  memcpy(VARDATA(value), filter.memory().data(), filter.size());
  return PointerGetDatum(value);
}

Datum OwnBloomDatum(const MutableFilter& filter) {
  bytea* value = VarlenaOf(filter);
  SET_VARSIZE(value, VARHDRSZ + filter.size());
  return PointerGetDatum(value);
}

Datum FoldedBloomDatum(const Filter& filter, uint32_t divisor) {
  bytea* value = NewVarlena(MutableFilter::BytesForFold(filter, divisor));
  return OwnBloomDatum(MutableFilter::CreateFolded(filter, divisor, ContentOf(value)));
}

Datum EmptyBloomDatum() {
  bytea* value = NewVarlena(bloom::kHeaderBytes);
  MutableFilter::CreateEmpty(ContentOf(value));
  return PointerGetDatum(value);
}
