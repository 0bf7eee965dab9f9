#include "pg/bloom_lookup.hpp"

#include "pg/bloom_value.hpp"
#include "pg/varlena.hpp"

using bloom::Filter;

namespace {

constexpr auto kChunkBytes = static_cast<size_t>(TOAST_MAX_CHUNK_SIZE);
// Fetching one chunk costs as much as fetching this many chunks together with the whole value.
// Measured on PostgreSQL 15: 3.4 microseconds for one chunk, 0.35 for each chunk of a whole value.
constexpr uint64_t kChunksPerSlice = 10;

varatt_external ExternalOf(const varlena* pointer) {
  varatt_external external;
  VARATT_EXTERNAL_GET_POINTER(external, pointer);
  return external;
}

size_t ContentBytes(const varlena* pointer) {
  return static_cast<size_t>(ExternalOf(pointer).va_rawsize - VARHDRSZ);
}

uint64_t ChunksOf(const varlena* pointer) { return ContentBytes(pointer) / kChunkBytes; }

// Compressed values can't be read in parts, and fetching a small value whole costs less.
bool IsSliceable(const varlena* pointer) {
  return VARATT_EXTERNAL_GET_EXTSIZE(ExternalOf(pointer)) >= ContentBytes(pointer) &&
         ChunksOf(pointer) >= kChunksPerSlice;
}

// Fills `target` with the content from `offset` on.
void FetchSlice(varlena* pointer, size_t offset, std::span<uint8_t> target) {
  varlena* slice =
      detoast_attr_slice(pointer, static_cast<int32>(offset), static_cast<int32>(target.size()));
  if (VARSIZE_ANY_EXHDR(slice) != target.size())
    ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
                    errmsg("stored value of type bloom ends before its size")));
  memcpy(target.data(), VARDATA_ANY(slice), target.size());
  pfree(slice);
}

}  // namespace

bool FilterReader::OtherContains(Datum bloom, const bloom::Kind& kind, uint64_t hash) {
  auto* value = reinterpret_cast<varlena*>(DatumGetPointer(bloom));
  if (VARATT_IS_EXTERNAL_ONDISK(value)) return FetchedContains(value, kind, hash);
  const Filter filter = FilterOf(bloom);
  CheckKind(filter, kind);
  if (filter.form() == bloom::Form::kDense) {
    memcpy(dense_header_, filter.bytes().data(), sizeof dense_header_);
    dense_size_ = static_cast<uint32_t>(VARHDRSZ + filter.bytes().size());
  }
  return filter.Contains(hash);
}

bool FilterReader::FetchedContains(varlena* pointer, const bloom::Kind& kind, uint64_t hash) {
  ForgetOtherSnapshots();
  FetchedFilter* entry = fetched_.Get(ExternalOf(pointer));
  if (!entry->is_read) Read(entry, pointer);
  CheckKind(entry->filter, kind);
  if (entry->value == nullptr) {
    const Filter& filter = entry->filter;
    if (filter.form() == bloom::Form::kDense &&
        ++entry->lookups * kChunksPerSlice <= ChunksOf(pointer)) {
      uint8_t block[bloom::kBlockBytes];
      FetchSlice(pointer, bloom::DenseBytes(bloom::BlockOf(hash, filter.shape().blocks)), block);
      return bloom::BlockContains(block, hash, filter.shape().probes);
    }
    FetchWhole(entry, pointer);
  }
  return entry->filter.Contains(hash);
}

void FilterReader::Read(FetchedFilter* entry, varlena* pointer) {
  if (!IsSliceable(pointer) || entry->value != nullptr) return FetchWhole(entry, pointer);
  FetchSlice(pointer, 0, entry->header);
  Check(Filter::ReadHeader(entry->header, ContentBytes(pointer), &entry->filter), Origin::kStored);
  entry->is_read = true;
}

// After an error, which a block of plpgsql may catch, the entry is read again.
void FilterReader::FetchWhole(FetchedFilter* entry, varlena* pointer) {
  entry->is_read = false;
  if (entry->value == nullptr) {
    MemoryContext caller = MemoryContextSwitchTo(fetched_.context());
    fetched_.Keep(entry, detoast_attr(pointer));
    MemoryContextSwitchTo(caller);
  }
  entry->filter = FilterOf(PointerGetDatum(entry->value));
  entry->is_read = true;
}

void FilterReader::ForgetOtherSnapshots() {
  SnapshotId now = {};
  if (ActiveSnapshotSet()) {
    const Snapshot snapshot = GetActiveSnapshot();
    now = {snapshot->xmin, snapshot->xmax, snapshot->xcnt, snapshot->subxcnt, snapshot->curcid};
    if (now == snapshot_) return;
  }
  fetched_.ForgetAll();
  snapshot_ = now;
}
