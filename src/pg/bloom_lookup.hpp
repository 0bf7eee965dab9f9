// Looking elements up in filters wherever they are: in memory, or in TOAST.
//
// A filter in TOAST is read by slices: its header and the one block that the element would be in.
// One that is asked again and again is fetched whole, once. What was read is kept by the call site
// (fn_extra) and found again by the filter's TOAST pointer. A pointer can't come to mean another
// value while a snapshot sees the first: the value's rows would have to be vacuumed before. So all
// is forgotten with the snapshot.
#pragma once

#include "bloom/format.hpp"
#include "pg/element.hpp"
#include "pg/pg.hpp"

// What one call site has read of a filter in TOAST.
struct FetchedFilter {
  static constexpr size_t kMaxPointerBytes = 32;

  uint8_t pointer[kMaxPointerBytes];  // the TOAST pointer as it is stored
  uint8_t header[bloom::kHeaderBytes];
  bloom::Filter filter;  // of the header alone, or of `value`
  varlena* value;        // the whole value, or null
  uint64_t probes;       // by slices
  uint64_t last_use;     // 0 if the entry is free
};

class FilterReader {
 public:
  explicit FilterReader(MemoryContext context) : context_(context) {}

  // Whether the filter may hold the element. Raises 42804 if it holds elements of another family.
  bool Contains(Datum bloom, const bloom::Family& family, uint64_t hash) {
    const auto* value = reinterpret_cast<const varlena*>(DatumGetPointer(bloom));
    if (VARATT_IS_4B_U(value) && VARSIZE_4B(value) == dense_size_) {
      const auto* bytes = reinterpret_cast<const uint8_t*>(VARDATA_4B(value));
      if (memcmp(bytes, dense_header_, bloom::Filter::kFamilyAt) == 0 &&
          memcmp(bytes + bloom::Filter::kFamilyAt, family.bytes, bloom::Family::kBytes) == 0)
        return bloom::Filter::DenseContains(bytes, hash);
    }
    return OtherContains(bloom, family, hash);
  }

 private:
  // What identifies the snapshot that a statement sees.
  struct Stamp {
    TransactionId xmin;
    TransactionId xmax;
    uint64 completed;
    CommandId command;
    bool operator==(const Stamp&) const = default;
  };
  static constexpr int kEntries = 16;

  bool OtherContains(Datum bloom, const bloom::Family& family, uint64_t hash);
  bool FetchedContains(varlena* pointer, const bloom::Family& family, uint64_t hash);
  FetchedFilter* Find(const varlena* pointer);
  FetchedFilter* Take(varlena* pointer);
  void FetchWhole(FetchedFilter* entry, varlena* pointer);
  void MakeRoom(const FetchedFilter* keep);
  void ForgetOtherSnapshots();
  void Forget(FetchedFilter* entry);

  MemoryContext context_;
  // Of the last DENSE filter in memory that was found right: one that is the same in this needs no
  // other check to be read.
  uint8_t dense_header_[bloom::Filter::kFamilyAt] = {};
  uint32_t dense_size_ = 0;
  Stamp stamp_ = {};
  uint64_t uses_ = 0;
  FetchedFilter entries_[kEntries] = {};
};
