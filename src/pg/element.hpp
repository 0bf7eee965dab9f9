// The elements of bloom filters: values of any type with an equality. Equal values of one kind
// hash equal, and the hash of a value is the same in every database that has the same kind.
#pragma once

#include <cstdint>

#include "bloom/format.hpp"
#include "pg/hash_datum.hpp"
#include "pg/pg.hpp"
#include "util/murmur3.hpp"

// How the elements of one type are hashed, and what they are called; made once a call site.
struct ElementRule {
  enum class Method : uint8_t {
    kSmallint,    // integers: by value, as 64 bits
    kInteger,     // likewise
    kBigint,      // likewise
    kHash,        // an hll_hashval, taken as it is
    kReal,        // as the double of the same value
    kValue,       // by `value`
    kEnum,        // its label
    kArray,       // dimensions and elements
    kRange,       // bounds
    kMultirange,  // ranges
    kRow,         // columns
  };

  Method method;
  // Of an anonymous row it depends on the columns, and is known after HashElement only.
  bloom::Kind kind;

  Oid function;           // the running one
  HashRule value;         // of kValue and kReal
  TypeCacheEntry* range;  // of kRange and kMultirange
  Oid part_type;          // of kArray
  // Of the element of an array, of a range's bounds, of a multirange's ranges, or of each column
  // (nullptr where it was dropped). The parts have no kind.
  ElementRule** parts;
  TupleDesc columns;          // of kRow
  uint64_t columns_id;        // PostgreSQL's identifier of `columns`; 0 if there are none yet
  MemoryContext row_context;  // of an outermost kRow: where `columns` and `parts` are
};

// Makes the rule of a type in `context`. `collation` is the function's or, of the elements of an
// array, the array's; `function` is the running function's OID. Raises 42P18 if the type is
// unknown; 42883 if it has no equality, or one that can't be followed; and 0A000 for
// nondeterministic collations, for types whose values are OIDs that another database doesn't know,
// and for anonymous rows inside of other values.
ElementRule* MakeElementRule(Oid type, Oid collation, Oid function, MemoryContext context);

// For the two functions below.
// Makes the rules of the columns of a row, and the kind if the row is an outermost one, unless
// they are those that `rule` has.
void FollowColumns(ElementRule* rule, Oid type, int32 typmod);
uint64_t HashOtherElement(ElementRule* rule, Datum value);

// The hash of a value, which is not NULL. Takes memory of the current context. Raises what
// MakeElementRule does if the value is an anonymous row.
inline uint64_t HashElement(ElementRule* rule, Datum value) {
  switch (rule->method) {
    case ElementRule::Method::kInteger:
      return MurmurHash3(static_cast<uint64_t>(DatumGetInt32(value)), 0);
    case ElementRule::Method::kBigint:
      return MurmurHash3(static_cast<uint64_t>(DatumGetInt64(value)), 0);
    case ElementRule::Method::kHash:
      return static_cast<uint64_t>(DatumGetInt64(value));
    default:
      return HashOtherElement(rule, value);
  }
}

// The rule of an argument's type, kept in fn_extra.
inline ElementRule* ElementRuleOf(FunctionCallInfo fcinfo, int argument) {
  auto* rule = static_cast<ElementRule*>(fcinfo->flinfo->fn_extra);
  if (rule == nullptr) {
    rule = MakeElementRule(get_fn_expr_argtype(fcinfo->flinfo, argument), PG_GET_COLLATION(),
                           fcinfo->flinfo->fn_oid, fcinfo->flinfo->fn_mcxt);
    fcinfo->flinfo->fn_extra = rule;
  }
  return rule;
}
