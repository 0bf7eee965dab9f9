// The elements of filters, and of sketches by hll_hash: values of any type with an equality. Equal
// values of one kind have equal hashes, and a value has the same hash in every database in which
// its kind has the same name.
#pragma once

#include <cstdint>

#include "bloom/format.hpp"
#include "pg/argument_type.hpp"
#include "pg/hash_datum.hpp"
#include "pg/pg.hpp"

// How the values of one type are hashed, and which kind they are. Each call site makes it once.
struct ElementRule {
  enum class Method : uint8_t {
    kSmallint,    // integers: by value, as 64 bits
    kInteger,     // the same
    kBigint,      // the same
    kHash,        // an hll_hashval: taken as it is, unless there is a key
    kReal,        // numbers: as the double with the same value
    kValue,       // by `value`
    kEnum,        // its label
    kArray,       // dimensions and elements
    kRange,       // bounds
    kMultirange,  // ranges
    kRow,         // columns
  };

  Method method;
  // The kind of anonymous rows depends on their columns, and is known only after HashElement.
  bloom::Kind kind;

  bool is_keyed;          // whether it must be hashed with a key
  HashRule value;         // for kValue and kReal
  TypeCacheEntry* range;  // for kRange and kMultirange
  Oid part_type;          // for kArray
  // The rules of the parts: the elements of an array, the bounds of a range, the ranges of a
  // multirange, or each column of a row (nullptr if it was dropped). They have no kind.
  ElementRule** parts;
  TupleDesc columns;          // for kRow
  uint64_t columns_id;        // PostgreSQL's identifier of `columns`; 0 if there are none yet
  MemoryContext row_context;  // for the outermost kRow: the context of `columns` and `parts`
};

// Makes the rule of a type in `context`. `collation` is that of the function; for the elements of
// an array, that of the array. Raises 42P18 if the
// type is unknown; 42883 if it has no equality, or one that can't be followed; and 0A000 for
// nondeterministic collations, for types whose values are OIDs, which mean something else in
// another database, and for anonymous rows inside of other values. If the values will be hashed
// with a key, raises 0A000 also for types whose own hash function must be used, since that takes no
// key.
ElementRule* MakeElementRule(Oid type, Oid collation, MemoryContext context, bool is_keyed = false);

// Parts of MakeElementRule and HashElement; nothing else calls them. FollowColumns updates the rule
// of a row to the columns of its type, and its kind if the row is outermost. Raises 42804 if the
// columns of a row inside another value have changed.
void FollowColumns(ElementRule* rule, Oid type, int32 typmod);
template <class Hasher>
uint64_t HashOtherElement(ElementRule* rule, Datum value, Hasher hasher);

// Returns the hash of a value that isn't NULL. Uses memory of the current context. Raises the
// errors of MakeElementRule if the value is an anonymous row.
template <class Hasher = SeededHasher>
inline uint64_t HashElement(ElementRule* rule, Datum value, Hasher hasher = {}) {
  switch (rule->method) {
    case ElementRule::Method::kInteger:
      return hasher.Hash(static_cast<uint64_t>(DatumGetInt32(value)));
    case ElementRule::Method::kBigint:
      return hasher.Hash(static_cast<uint64_t>(DatumGetInt64(value)));
    case ElementRule::Method::kHash:
      return hasher.HashOfHash(static_cast<uint64_t>(DatumGetInt64(value)));
    default:
      return HashOtherElement(rule, value, hasher);
  }
}

// The rule of an argument's type. `*kept` keeps it.
inline ElementRule* ElementRuleOf(FunctionCallInfo fcinfo, int argument, bool is_keyed,
                                  void** kept) {
  if (*kept == nullptr)
    *kept = MakeElementRule(ArgumentType(fcinfo, argument), PG_GET_COLLATION(),
                            fcinfo->flinfo->fn_mcxt, is_keyed);
  return static_cast<ElementRule*>(*kept);
}
// The same; fn_extra keeps the rule.
inline ElementRule* ElementRuleOf(FunctionCallInfo fcinfo, int argument, bool is_keyed = false) {
  return ElementRuleOf(fcinfo, argument, is_keyed, &fcinfo->flinfo->fn_extra);
}
// The rule of the elements of an argument that is an array, kept in fn_extra.
ElementRule* ArrayElementRuleOf(FunctionCallInfo fcinfo, int argument);
