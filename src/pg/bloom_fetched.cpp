#include "pg/bloom_fetched.hpp"

namespace {

constexpr uint32_t kFirstBuckets = 16;

FetchedFilter* EntryOf(dlist_node* node) {
  return reinterpret_cast<FetchedFilter*>(reinterpret_cast<char*>(node) -
                                          offsetof(FetchedFilter, by_use));
}

bool SamePointer(const varatt_external& a, const varatt_external& b) {
  return memcmp(&a, &b, sizeof a) == 0;
}

size_t BytesOfEntry(FetchedFilter* entry) {
  return GetMemoryChunkSpace(entry) + sizeof(FetchedFilter*);
}

}  // namespace

FetchedFilter* FetchedFilters::Get(const varatt_external& pointer) {
  if (!dlist_is_empty(&by_use_)) {
    FetchedFilter* last = EntryOf(dlist_head_node(&by_use_));
    if (SamePointer(last->pointer, pointer)) return last;
  }
  FetchedFilter* entry = Find(pointer);
  if (entry == nullptr) return Enter(pointer);
  dlist_move_head(&by_use_, &entry->by_use);
  return entry;
}

void FetchedFilters::Keep(FetchedFilter* entry, varlena* value) {
  entry->value = value;
  bytes_ += GetMemoryChunkSpace(value);
  MakeRoom(entry);
}

void FetchedFilters::ForgetAll() {
  while (count_ > 0) Forget(EntryOf(dlist_head_node(&by_use_)));
}

// TOAST numbers the values of a table in sequence, with gaps, so the numbers are nearly as good as
// hashes. The hash spreads them despite the gaps.
FetchedFilter** FetchedFilters::BucketOf(const varatt_external& pointer) const {
  const uint32_t hash = murmurhash32(pointer.va_valueid ^ pointer.va_toastrelid);
  return &buckets_[hash & (bucket_count_ - 1)];
}

FetchedFilter* FetchedFilters::Find(const varatt_external& pointer) const {
  if (bucket_count_ == 0) return nullptr;
  FetchedFilter* entry = *BucketOf(pointer);
  while (entry != nullptr && !SamePointer(entry->pointer, pointer)) entry = entry->next;
  return entry;
}

FetchedFilter* FetchedFilters::Enter(const varatt_external& pointer) {
  if (count_ == bucket_count_) Grow();
  auto* entry =
      static_cast<FetchedFilter*>(MemoryContextAllocZero(context_, sizeof(FetchedFilter)));
  entry->pointer = pointer;
  FetchedFilter** bucket = BucketOf(pointer);
  entry->next = *bucket;
  *bucket = entry;
  dlist_push_head(&by_use_, &entry->by_use);
  ++count_;
  bytes_ += BytesOfEntry(entry);
  MakeRoom(entry);
  return entry;
}

void FetchedFilters::Grow() {
  FetchedFilter** old = buckets_;
  const uint32_t old_count = bucket_count_;
  const uint32_t count = old_count == 0 ? kFirstBuckets : 2 * old_count;
  buckets_ = static_cast<FetchedFilter**>(
      MemoryContextAllocZero(context_, count * sizeof(FetchedFilter*)));
  bucket_count_ = count;
  for (uint32_t i = 0; i < old_count; ++i) {
    for (FetchedFilter *entry = old[i], *next = nullptr; entry != nullptr; entry = next) {
      next = entry->next;
      FetchedFilter** bucket = BucketOf(entry->pointer);
      entry->next = *bucket;
      *bucket = entry;
    }
  }
  if (old != nullptr) pfree(old);
}

void FetchedFilters::MakeRoom(const FetchedFilter* keep) {
  while (bytes_ > get_hash_memory_limit()) {
    FetchedFilter* oldest = EntryOf(dlist_tail_node(&by_use_));
    if (oldest == keep) return;
    Forget(oldest);
  }
}

void FetchedFilters::Forget(FetchedFilter* entry) {
  FetchedFilter** link = BucketOf(entry->pointer);
  while (*link != entry) link = &(*link)->next;
  *link = entry->next;
  dlist_delete(&entry->by_use);
  --count_;
  bytes_ -= BytesOfEntry(entry);
  if (entry->value != nullptr) {
    bytes_ -= GetMemoryChunkSpace(entry->value);
    pfree(entry->value);
  }
  pfree(entry);
}
