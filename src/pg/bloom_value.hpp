// Values of type bloom: from datums to the core's filters, and back.
//
// The only place that allocates memory for filters that grow. Such a filter is kept in a varlena,
// in the form of the final value. So the value is a copy of it, or the filter itself.
#pragma once

#include "bloom/state.hpp"
#include "pg/bloom_error.hpp"
#include "pg/pg.hpp"

// Checks the bytes of a bloom value. If they aren't a valid filter, raises the error for this
// `origin`.
bloom::Filter ParseFilter(std::span<const uint8_t> bytes, Origin origin);
// The filter of a stored value, fetched whole. Raises XX001 if it can't be read.
bloom::Filter FilterOf(Datum bloom);

// Reads only the header: functions that read the content may not be called.
bloom::Filter HeaderOf(Datum bloom);

// The parameters, and the shape for them. Raise 22023 if a parameter is out of range, or if the
// filter would be too large.
bloom::Params BloomParams(int64 capacity, double fpr);
bloom::Shape ShapeOf(const bloom::Params& params);

// Raises 42804 if the filter holds elements of another kind.
void CheckKind(const bloom::Filter& filter, const bloom::Kind& kind);

// A new filter that holds nothing, with the shape for its parameters or another one; a copy of a
// filter; and a copy of a stored value in the current memory context.
bloom::MutableFilter NewFilter(const bloom::Params& params, MemoryContext context);
bloom::MutableFilter NewFilter(const bloom::Params& params, const bloom::Shape& shape,
                               MemoryContext context);
bloom::MutableFilter CopyFilter(const bloom::Filter& filter, MemoryContext context);
bloom::MutableFilter FetchFilter(Datum bloom);

// Frees the memory of a filter.
void FreeFilter(const bloom::MutableFilter& filter);
// Moves the filter to a block of its context that has at least `bytes`.
void EnlargeFilter(bloom::MutableFilter* filter, size_t bytes);

// Sets the kind of a filter that holds nothing. Raises the errors of AddElement.
void BeginKind(bloom::MutableFilter* filter, const bloom::Kind& kind);
// Adds an element of this kind. Raises 42804 if the filter holds another, 55000 if it is EMPTY.
inline void AddElement(bloom::MutableFilter* filter, const bloom::Kind& kind, uint64_t hash) {
  if (!filter->HoldsKind(kind)) BeginKind(filter, kind);
  const size_t bytes = filter->BytesForOneMore();
  if (bytes > filter->memory().size()) EnlargeFilter(filter, bytes);
  filter->Add(hash);
}

// A filter that takes many elements, one after the other.
struct FilterState {
  bloom::MutableFilter filter;
  bloom::AddQueue queue = {};

  // Like AddElement.
  void Add(const bloom::Kind& kind, uint64_t hash) {
    if (!filter.is_dense()) return AddElement(&filter, kind, hash);
    if (!filter.HoldsKind(kind)) BeginKind(&filter, kind);
    queue.Push(filter, hash);
  }
  // The filter, after all waiting elements have been added.
  const bloom::MutableFilter& Settle() {
    queue.Settle(filter);
    return filter;
  }
};

FilterState* NewFilterState(const bloom::MutableFilter& filter, MemoryContext context);

// Unites the filter with `other`. Raises 22000 for another shape, 42804 for another kind.
void UniteFilters(bloom::MutableFilter* filter, const bloom::Filter& other);
// Raises the errors of UniteFilters.
void CheckCanUnite(const bloom::Filter& left, const bloom::Filter& right);

// The value of a filter: the first is a copy in the current memory context, the second is the
// memory of the filter itself.
Datum BloomDatum(const bloom::MutableFilter& filter);
Datum OwnBloomDatum(const bloom::MutableFilter& filter);
// The value with 1 / divisor of the blocks. REQUIRES: as MutableFilter::CreateFolded.
Datum FoldedBloomDatum(const bloom::Filter& filter, uint32_t divisor);
// The value that holds nothing and has no parameters.
Datum EmptyBloomDatum();
