// What a call site has read of filters in TOAST, found again by their TOAST pointers.
//
// Together the filters may take what a hash table may; one alone, whatever it needs. Those go first
// that were not used for the longest time. No step depends on how many there are.
#pragma once

#include "bloom/format.hpp"
#include "pg/pg.hpp"

struct FetchedFilter {
  varatt_external pointer;  // where the filter is stored
  dlist_node by_use;
  FetchedFilter* next;  // in its bucket
  bool is_read;         // whether the rest says anything
  uint8_t header[bloom::kHeaderBytes];
  bloom::Filter filter;  // of the header alone, or of `value`
  varlena* value;        // the whole value, or null
  uint64_t probes;       // by slices
};

class FetchedFilters {
 public:
  // Takes memory when the first filter comes.
  explicit FetchedFilters(MemoryContext context) : context_(context) {}

  MemoryContext context() const { return context_; }

  // The entry of this filter, with nothing read if it is new. Others may be forgotten by that.
  FetchedFilter* Get(const varatt_external& pointer);
  // Gives the entry, used last, the whole value, allocated in context(). Others may be forgotten.
  void Keep(FetchedFilter* entry, varlena* value);
  void ForgetAll();

 private:
  FetchedFilter** BucketOf(const varatt_external& pointer) const;
  FetchedFilter* Find(const varatt_external& pointer) const;
  FetchedFilter* Enter(const varatt_external& pointer);
  void Grow();
  void MakeRoom(const FetchedFilter* keep);
  void Forget(FetchedFilter* entry);

  MemoryContext context_;
  FetchedFilter** buckets_ = nullptr;
  uint32_t bucket_count_ = 0;  // a power of two, at least the number of filters; or 0
  uint32_t count_ = 0;
  size_t bytes_ = 0;        // of the entries and the values
  dlist_head by_use_ = {};  // the last one first
};
