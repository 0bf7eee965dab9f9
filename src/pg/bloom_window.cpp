// bloom_union_agg over window frames whose start moves.
#include <algorithm>

#include "pg/bloom_value.hpp"
#include "pg/moving_union.hpp"

using bloom::Filter;
using bloom::MutableFilter;

namespace {

struct Filters {
  using Union = MutableFilter;

  static Filter Read(std::span<const uint8_t> bytes) { return ParseFilter(bytes, Origin::kStored); }
  MutableFilter* Unite(MutableFilter* to, const Filter& other, MemoryContext context) const {
    if (to == nullptr)
      return new (MemoryContextAlloc(context, sizeof(MutableFilter)))
          MutableFilter(CopyFilter(other, context));
    UniteFilters(to, other);
    return to;
  }
  MutableFilter* Unite(MutableFilter* to, const MutableFilter& other, MemoryContext context) const {
    return Unite(to, other.filter(), context);
  }
  static void Free(MutableFilter* filter) {
    FreeFilter(*filter);
    pfree(filter);
  }
  template <class Push>
  static bool Write(const MutableFilter& united, Push push) {
    const std::span<const uint8_t> bytes = united.memory().first(united.size());
    uint8_t* copy = push(bytes.size());
    if (copy != nullptr) std::copy(bytes.begin(), bytes.end(), copy);
    return copy != nullptr;
  }
};

using FilterUnion = MovingUnion<Filters>;

}  // namespace

// (internal, bloom).
SQL_FUNCTION(bloom_moving_trans) { return FilterUnion::AddRow(fcinfo); }
SQL_FUNCTION(bloom_moving_trans_inv) { return FilterUnion::RemoveRow(fcinfo); }

SQL_FUNCTION(bloom_moving_final) {
  const MutableFilter* filter = FilterUnion::FrameOf(fcinfo);
  PG_RETURN_DATUM(filter == nullptr ? EmptyBloomDatum() : BloomDatum(*filter));
}
