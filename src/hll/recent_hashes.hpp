// The distinct hashes that came last, by the row in which each came last.
//
// One block of the caller's memory has the hashes, linked in the order of their rows, and a hash
// table of them. Links are numbers of entries, so that the block may be moved; 0 ends a list, and
// entry 0 joins both ends of the order. The caller numbers its rows, each greater than the last.
#pragma once

#include <cstddef>
#include <cstdint>

#include "util/slices.hpp"
#include "util/word_table.hpp"

namespace hll {

class RecentHashes {
 public:
  // The block for so many hashes. REQUIRES: 0 < capacity < 2^31.
  static size_t BytesFor(uint64_t capacity);
  // Makes this the block. It must begin with the content of the block before, if there was one.
  void Take(void* block, uint64_t capacity);

  uint64_t capacity() const { return capacity_; }
  uint64_t count() const { return count_; }
  void* block() const { return entries_; }
  // The oldest row of any hash. REQUIRES: count() > 0.
  uint64_t OldestRow() const { return entries_[entries_[0].newer].row; }

  // The hash came in this row, the newest of all. If it is new and there are `most` already, the
  // oldest one is forgotten. Returns false and does nothing if it is new and there is no room.
  bool See(uint64_t hash, uint64_t row, uint64_t most);
  // Forgets the hash of OldestRow().
  void DropOldest();

  // Calls f(hash, row) for each hash, the oldest row first.
  template <class F>
  void ForEach(F f) const {
    uint32_t i = 0;
    ForEachSlice(count_, [&](uint64_t begin, uint64_t end) {
      for (; begin < end; ++begin) {
        i = entries_[i].newer;
        f(entries_[i].hash, entries_[i].row);
      }
    });
  }

 private:
  struct Entry {
    uint64_t hash;
    uint64_t row;
    uint32_t newer;
    uint32_t older;
    uint32_t next;  // in its bucket, or in the list of free entries
  };

  static unsigned BucketBits(uint64_t capacity);
  // The entry of a hash; 0 if there is none.
  uint32_t Find(uint64_t hash) const;
  // An entry that is in its bucket, but not in the order. REQUIRES: count() < capacity().
  uint32_t NewEntry(uint64_t hash);

  // The hashes may be chosen by an adversary, hence the salt.
  uint32_t* BucketOf(uint64_t hash) const {
    return &buckets_[SaltedHash(hash, SaltOfAddress(this)) >> bucket_shift_];
  }
  void AddToBucket(uint32_t i) {
    uint32_t* bucket = BucketOf(entries_[i].hash);
    entries_[i].next = *bucket;
    *bucket = i;
  }
  void Unlink(uint32_t i) {
    entries_[entries_[i].older].newer = entries_[i].newer;
    entries_[entries_[i].newer].older = entries_[i].older;
  }
  void LinkAsNewest(uint32_t i) {
    entries_[i].newer = 0;
    entries_[i].older = entries_[0].older;
    entries_[entries_[i].older].newer = i;
    entries_[0].older = i;
  }

  Entry* entries_ = nullptr;
  uint32_t* buckets_ = nullptr;
  uint64_t capacity_ = 0;
  uint64_t count_ = 0;
  uint32_t used_ = 0;  // entries that were ever in use
  uint32_t free_ = 0;
  unsigned bucket_shift_ = 63;
};

}  // namespace hll
