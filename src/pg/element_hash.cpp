// The hashes of values that consist of other values: arrays, rows, ranges. They are made from the
// hashes of the parts. PostgreSQL's own hash functions can't be used: they depend on the byte order
// of the machine and on the OIDs of enum labels, and some types with an equality have none.
#include "pg/element.hpp"

namespace {

using Method = ElementRule::Method;

// The hash of a sequence of words and of hashes of parts.
template <class Hasher>
class Chain {
 public:
  explicit Chain(Hasher hasher) : hasher_(hasher) {}
  void Add(uint64_t word) {
    uint8_t bytes[16];
    StoreLittleEndian(hash_, bytes);
    StoreLittleEndian(word, bytes + 8);
    hash_ = hasher_.Hash(bytes, sizeof bytes);
  }
  void AddPart(ElementRule* rule, Datum value) {
    CHECK_FOR_INTERRUPTS();
    check_stack_depth();
    Add(HashElement(rule, value, hasher_));
  }
  void AddPart(ElementRule* rule, Datum value, bool is_null) {
    if (is_null) return Add(0);
    AddPart(rule, value);
  }
  uint64_t hash() const { return hash_; }

 private:
  Hasher hasher_;
  uint64_t hash_ = 0;
};

template <class Hasher>
uint64_t HashArray(ElementRule* rule, ArrayType* array, Hasher hasher) {
  Chain chain(hasher);
  chain.Add(static_cast<uint64_t>(ARR_NDIM(array)));
  for (int i = 0; i < ARR_NDIM(array); ++i) {
    chain.Add(static_cast<uint64_t>(ARR_DIMS(array)[i]));
    chain.Add(static_cast<uint64_t>(ARR_LBOUND(array)[i]));
  }
  int16 length = 0;
  bool by_value = false;
  char alignment = 0;
  get_typlenbyvalalign(rule->part_type, &length, &by_value, &alignment);
  Datum* elements = nullptr;
  bool* nulls = nullptr;
  int count = 0;
  deconstruct_array(array, rule->part_type, length, by_value, alignment, &elements, &nulls, &count);
  for (int i = 0; i < count; ++i) chain.AddPart(rule->parts[0], elements[i], nulls[i]);
  pfree(elements);
  pfree(nulls);
  return chain.hash();
}

template <class Hasher>
void AddBound(ElementRule* rule, const RangeBound& bound, Chain<Hasher>* chain) {
  chain->Add(bound.inclusive);
  chain->AddPart(rule->parts[0], bound.val, bound.infinite);
}

template <class Hasher>
uint64_t HashRange(ElementRule* rule, const RangeType* range, Hasher hasher) {
  RangeBound lower;
  RangeBound upper;
  bool empty = false;
  range_deserialize(rule->range, range, &lower, &upper, &empty);
  Chain chain(hasher);
  chain.Add(empty);
  if (empty) return chain.hash();
  AddBound(rule, lower, &chain);
  AddBound(rule, upper, &chain);
  return chain.hash();
}

template <class Hasher>
uint64_t HashMultirange(ElementRule* rule, const MultirangeType* multirange, Hasher hasher) {
  int32 count = 0;
  RangeType** ranges = nullptr;
  multirange_deserialize(rule->range, multirange, &count, &ranges);
  Chain chain(hasher);
  chain.Add(static_cast<uint64_t>(count));
  for (int i = 0; i < count; ++i) chain.AddPart(rule->parts[0], RangeTypePGetDatum(ranges[i]));
  return chain.hash();
}

template <class Hasher>
uint64_t HashRow(ElementRule* rule, HeapTupleHeader row, Hasher hasher) {
  FollowColumns(rule, HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));
  HeapTupleData tuple = {};
  tuple.t_len = HeapTupleHeaderGetDatumLength(row);
  ItemPointerSetInvalid(&tuple.t_self);
  tuple.t_data = row;
  const auto count = static_cast<Size>(rule->columns->natts);
  auto* values = static_cast<Datum*>(palloc(count * sizeof(Datum)));
  auto* nulls = static_cast<bool*>(palloc(count * sizeof(bool)));
  heap_deform_tuple(&tuple, rule->columns, values, nulls);
  Chain chain(hasher);
  for (Size i = 0; i < count; ++i)
    if (rule->parts[i] != nullptr) chain.AddPart(rule->parts[i], values[i], nulls[i]);
  pfree(values);
  pfree(nulls);
  return chain.hash();
}

template <class Hasher>
uint64_t HashLabel(Datum value, Hasher hasher) {
  const char* label = DatumGetCString(DirectFunctionCall1(enum_out, value));
  return hasher.Hash(reinterpret_cast<const uint8_t*>(label), strlen(label));
}

}  // namespace

template <class Hasher>
uint64_t HashOtherElement(ElementRule* rule, Datum value, Hasher hasher) {
  switch (rule->method) {
    case Method::kSmallint:
      return hasher.Hash(static_cast<uint64_t>(DatumGetInt16(value)));
    case Method::kReal:
      return HashByRule(&rule->value, Float8GetDatum(DatumGetFloat4(value)), hasher);
    case Method::kEnum:
      return HashLabel(value, hasher);
    case Method::kArray:
      return HashArray(rule, DatumGetArrayTypeP(value), hasher);
    case Method::kRange:
      return HashRange(rule, DatumGetRangeTypeP(value), hasher);
    case Method::kMultirange:
      return HashMultirange(rule, DatumGetMultirangeTypeP(value), hasher);
    case Method::kRow:
      return HashRow(rule, DatumGetHeapTupleHeader(value), hasher);
    default:
      return HashByRule(&rule->value, value, hasher);
  }
}

template uint64_t HashOtherElement(ElementRule* rule, Datum value, SeededHasher hasher);
template uint64_t HashOtherElement(ElementRule* rule, Datum value, KeyedHasher hasher);
