// Keeps what a call site has read of filters in TOAST, and finds it again by their TOAST pointers.
//
// All filters together may take as much memory as a hash table may; a single one may take more. The
// filters that were not used for the longest time are forgotten first. How
// long Get and Keep take on average doesn't depend on the number of filters.
#pragma once

#include "bloom/format.hpp"
#include "pg/pg.hpp"

struct FetchedFilter {
  varatt_external pointer;  // where the filter is stored
  dlist_node by_use;
  FetchedFilter* next;  // next in its bucket
  bool is_read;         // whether the members below are set
  uint8_t header[bloom::kHeaderBytes];
  bloom::Filter filter;  // reads the header alone, or all of `value`
  varlena* value;        // the whole value, or null
  uint64_t lookups;      // number of look-ups that read slices
};

class FetchedFilters {
 public:
  // Takes memory when the first filter comes.
  explicit FetchedFilters(MemoryContext context) : context_(context) {}

  MemoryContext context() const { return context_; }

  // The entry of this filter. If it is new, nothing has been read yet, and other filters may be
  // forgotten for it.
  FetchedFilter* Get(const varatt_external& pointer);
  // Gives the whole value, allocated in context(), to the entry that was used last. Other filters
  // may be forgotten for it.
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
