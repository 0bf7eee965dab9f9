// Looks elements up in filters in memory and in TOAST.
//
// A filter in TOAST is read by slices: its header, and the one block that the element would be in.
// A filter that is asked again and again is fetched whole, once. The call site (fn_extra) keeps
// what was read, and finds it again by the TOAST pointer of the filter, until the snapshot changes.
// In that time a pointer can't come to mean another value: the rows of the value would have to be
// vacuumed, and after that PostgreSQL would have to number 2^32 other values.
#pragma once

#include "bloom/format.hpp"
#include "pg/bloom_fetched.hpp"
#include "pg/element.hpp"
#include "pg/pg.hpp"

class FilterReader {
 public:
  explicit FilterReader(MemoryContext context) : fetched_(context) {}

  // Whether the filter may hold the element. Raises 42804 if it holds elements of another kind.
  bool Contains(Datum bloom, const bloom::Kind& kind, uint64_t hash) {
    const auto* value = reinterpret_cast<const varlena*>(DatumGetPointer(bloom));
    if (VARATT_IS_4B_U(value) && VARSIZE_4B(value) == dense_size_) {
      const auto* bytes = reinterpret_cast<const uint8_t*>(VARDATA_4B(value));
      if (memcmp(bytes, dense_header_, bloom::Filter::kKindAt) == 0 &&
          memcmp(bytes + bloom::Filter::kKindAt, kind.bytes, bloom::Kind::kBytes) == 0)
        return bloom::Filter::DenseContains(bytes, hash);
    }
    return OtherContains(bloom, kind, hash);
  }

 private:
  // Identifies the snapshot that a statement sees. While xmin and xmax stay, running transactions
  // can only become fewer.
  struct SnapshotId {
    TransactionId xmin;
    TransactionId xmax;
    uint32 running;
    int32 running_subtransactions;
    CommandId command;
    bool operator==(const SnapshotId&) const = default;
  };

  bool OtherContains(Datum bloom, const bloom::Kind& kind, uint64_t hash);
  bool FetchedContains(varlena* pointer, const bloom::Kind& kind, uint64_t hash);
  void Read(FetchedFilter* entry, varlena* pointer);
  void FetchWhole(FetchedFilter* entry, varlena* pointer);
  void ForgetOtherSnapshots();

  // The header of the last DENSE filter in memory that passed all checks. A filter with the same
  // header and size skips them.
  uint8_t dense_header_[bloom::Filter::kKindAt] = {};
  uint32_t dense_size_ = 0;
  SnapshotId snapshot_ = {};
  FetchedFilters fetched_;
};
