// The state of bloom_agg(element) and bloom_agg_fpr(element, fpr), which size their filter when all
// elements have been seen.
//
// Until then it keeps the different hashes. If they would take more memory than a hash table may,
// it continues with a filter of that much memory, and folds that filter to the needed size in the
// end.
#pragma once

#include "pg/bloom_value.hpp"
#include "pg/pg.hpp"
#include "util/word_table.hpp"

class SelfSizingFilter {
 public:
  // A new state in `context`. Raises 22023 for a rate out of range.
  static SelfSizingFilter* Create(double fpr, MemoryContext context);

  double fpr() const { return fpr_; }

  // Raises 42804 for an element of another kind than the first.
  void Add(const bloom::Kind& kind, uint64_t hash);
  // Raises 42804 for elements of another kind; 22000 for another rate, or if both are filters and
  // of different shapes. `other` may come from a process with another limit of memory.
  void Unite(SelfSizingFilter* other);

  // Returns the bloom value, in the current memory context, sized for the elements that were seen.
  // If they were too many for the requested rate, warns and sets `*has_warned`, unless that is set
  // already.
  Datum Value(bool* has_warned);

  // Writes the state as bytes for another process, and reads it back. The bytes may come from
  // anybody: raises 22P03 for bytes that Serialize can't have written, and takes no more than a
  // step or two for each byte.
  bytea* Serialize();
  static SelfSizingFilter* Deserialize(Datum bytes, MemoryContext context);

 private:
  using Table = WordTable<0>;

  SelfSizingFilter(double fpr, MemoryContext context) : context_(context), fpr_(fpr) {}
  Table table() const { return {words_, scale_, salt_}; }
  bool has_filter() const { return state_.filter.size() != 0; }
  void SetKind(const bloom::Kind& kind);
  void AddHash(uint64_t hash);
  void Insert(uint64_t hash);
  uint64_t hashes() const { return count_ + has_zero_; }
  // Makes room for this many hashes.
  void Reserve(uint64_t hashes);
  void ReadFilter(std::span<const uint8_t> bytes);
  void ReadHashes(std::span<const uint8_t> bytes);
  void Resize(unsigned scale);
  // Continues with a filter: of this shape, or the largest that memory allows.
  void MakeFilter(const bloom::Params& params, const bloom::Shape& shape);
  void MakeLargestFilter();
  // Calls f(hash) for each hash that is kept.
  template <class F>
  void ForEachHash(F f) const {
    if (has_zero_) f(0);
    if (words_ != nullptr) table().ForEach(f);
  }

  MemoryContext context_;
  double fpr_;
  bloom::Kind kind_ = {};
  FilterState state_{{{}, 0}};  // empty (of size 0) until there are too many hashes
  uint64_t* words_ = nullptr;
  uint64_t count_ = 0;  // number of words
  // The salt of the table. Serialize writes the words in an order from which the salt can be found
  // out, so no other table has it.
  uint64_t salt_ = 0;
  unsigned scale_ = 0;
  bool has_zero_ = false;  // the hash zero, which the table can't hold
};
