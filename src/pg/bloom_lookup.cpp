#include "pg/bloom_lookup.hpp"

#include "pg/bloom_value.hpp"
#include "pg/varlena.hpp"

using bloom::Filter;

namespace {

constexpr auto kChunkBytes = static_cast<size_t>(TOAST_MAX_CHUNK_SIZE);
// Fetching a chunk on its own costs as much as so many of a whole value; measured on PostgreSQL 15:
// 3.4 microseconds, 0.35 a chunk.
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

// Compressed values can't be read in parts; small ones are fetched whole for less.
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

bool FilterReader::OtherContains(Datum bloom, const bloom::Family& family, uint64_t hash) {
  auto* value = reinterpret_cast<varlena*>(DatumGetPointer(bloom));
  if (VARATT_IS_EXTERNAL_ONDISK(value)) return FetchedContains(value, family, hash);
  const Filter filter = FilterOf(bloom);
  CheckFamily(filter, family);
  if (filter.form() == bloom::Form::kDense) {
    memcpy(dense_header_, filter.bytes().data(), sizeof dense_header_);
    dense_size_ = static_cast<uint32_t>(VARHDRSZ + filter.bytes().size());
  }
  return filter.Contains(hash);
}

bool FilterReader::FetchedContains(varlena* pointer, const bloom::Family& family, uint64_t hash) {
  ForgetOtherSnapshots();
  FetchedFilter* entry = Find(pointer);
  if (entry == nullptr) entry = Take(pointer);
  entry->last_use = ++uses_;
  CheckFamily(entry->filter, family);
  if (entry->value == nullptr) {
    const Filter& filter = entry->filter;
    if (filter.form() == bloom::Form::kDense &&
        ++entry->probes * kChunksPerSlice <= ChunksOf(pointer)) {
      uint8_t block[bloom::kBlockBytes];
      FetchSlice(pointer, bloom::DenseBytes(bloom::BlockOf(hash, filter.shape().blocks)), block);
      return bloom::BlockContains(block, hash, filter.shape().probes);
    }
    FetchWhole(entry, pointer);
  }
  return entry->filter.Contains(hash);
}

FetchedFilter* FilterReader::Find(const varlena* pointer) {
  const size_t size = VARSIZE_EXTERNAL(pointer);
  for (FetchedFilter& entry : entries_) {
    if (entry.last_use != 0 && memcmp(entry.pointer, pointer, size) == 0) return &entry;
  }
  return nullptr;
}

// The entry that was not used for the longest time, now for this filter.
FetchedFilter* FilterReader::Take(varlena* pointer) {
  FetchedFilter* entry = &entries_[0];
  for (FetchedFilter& other : entries_) {
    if (other.last_use < entry->last_use) entry = &other;
  }
  Forget(entry);
  if (!IsSliceable(pointer)) {
    FetchWhole(entry, pointer);
  } else {
    const size_t size = ContentBytes(pointer);
    FetchSlice(pointer, 0, entry->header);
    Check(Filter::ReadHeader(entry->header, size, &entry->filter), Origin::kStored);
  }
  memcpy(entry->pointer, pointer, VARSIZE_EXTERNAL(pointer));
  return entry;
}

void FilterReader::FetchWhole(FetchedFilter* entry, varlena* pointer) {
  MemoryContext caller = MemoryContextSwitchTo(context_);
  entry->value = detoast_attr(pointer);
  MemoryContextSwitchTo(caller);
  entry->filter = FilterOf(PointerGetDatum(entry->value));
  MakeRoom(entry);
}

// Together the filters may take what a hash table may; one alone, whatever it needs. Those go first
// that were not used for the longest time.
void FilterReader::MakeRoom(const FetchedFilter* keep) {
  size_t bytes = 0;
  for (const FetchedFilter& entry : entries_)
    if (entry.value != nullptr) bytes += VARSIZE_ANY(entry.value);
  while (bytes > get_hash_memory_limit()) {
    FetchedFilter* oldest = nullptr;
    for (FetchedFilter& entry : entries_) {
      if (entry.value == nullptr || &entry == keep) continue;
      if (oldest == nullptr || entry.last_use < oldest->last_use) oldest = &entry;
    }
    if (oldest == nullptr) return;
    bytes -= VARSIZE_ANY(oldest->value);
    Forget(oldest);
  }
}

void FilterReader::ForgetOtherSnapshots() {
  Stamp stamp = {};
  if (ActiveSnapshotSet()) {
    const Snapshot snapshot = GetActiveSnapshot();
    stamp = {snapshot->xmin, snapshot->xmax, snapshot->snapXactCompletionCount, snapshot->curcid};
    if (stamp == stamp_) return;
  }
  for (FetchedFilter& entry : entries_) Forget(&entry);
  stamp_ = stamp;
}

void FilterReader::Forget(FetchedFilter* entry) {
  if (entry->value != nullptr) pfree(entry->value);
  *entry = {};
}
