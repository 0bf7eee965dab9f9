#include "hll/recent_hashes.hpp"

#include <algorithm>
#include <bit>

#include "util/slices.hpp"

namespace hll {

unsigned RecentHashes::BucketBits(uint64_t capacity) {
  return std::max(static_cast<unsigned>(std::bit_width(capacity)) - 1, 1u);
}

size_t RecentHashes::BytesFor(uint64_t capacity) {
  return (capacity + 1) * sizeof(Entry) + (sizeof(uint32_t) << BucketBits(capacity));
}

void RecentHashes::Take(void* block, uint64_t capacity) {
  entries_ = static_cast<Entry*>(block);
  if (capacity_ == 0) entries_[0] = {};
  capacity_ = capacity;
  buckets_ = reinterpret_cast<uint32_t*>(entries_ + capacity + 1);
  bucket_shift_ = 64 - BucketBits(capacity);
  ClearBytes({reinterpret_cast<uint8_t*>(buckets_), sizeof(uint32_t) << BucketBits(capacity)});
  uint32_t i = 0;
  ForEach([&](uint64_t, uint64_t) { AddToBucket(i = entries_[i].newer); });
}

bool RecentHashes::See(uint64_t hash, uint64_t row, uint64_t most) {
  uint32_t i = Find(hash);
  if (i != 0) {
    Unlink(i);
  } else {
    if (count_ >= most) DropOldest();
    if (count_ == capacity_) return false;
    i = NewEntry(hash);
  }
  entries_[i].row = row;
  LinkAsNewest(i);
  return true;
}

uint32_t RecentHashes::Find(uint64_t hash) const {
  if (count_ == 0) return 0;
  uint32_t i = *BucketOf(hash);
  while (i != 0 && entries_[i].hash != hash) i = entries_[i].next;
  return i;
}

uint32_t RecentHashes::NewEntry(uint64_t hash) {
  const uint32_t i = free_ != 0 ? free_ : ++used_;
  if (i == free_) free_ = entries_[i].next;
  entries_[i].hash = hash;
  AddToBucket(i);
  ++count_;
  return i;
}

void RecentHashes::DropOldest() {
  const uint32_t oldest = entries_[0].newer;
  Unlink(oldest);
  uint32_t* link = BucketOf(entries_[oldest].hash);
  while (*link != oldest) link = &entries_[*link].next;
  *link = entries_[oldest].next;
  entries_[oldest].next = free_;
  free_ = oldest;
  --count_;
}

}  // namespace hll
