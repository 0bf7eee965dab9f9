// The hash of a value of any type, for hll_hash_any and for elements. Equal values have equal
// hashes.
#pragma once

#include <cstdint>

#include "pg/hasher.hpp"
#include "pg/pg.hpp"

// How the values of one type are hashed. It is made once for a call site and used for every row.
struct HashRule {
  enum class Method : uint8_t {
    kBigint,        // passed by value: eight bytes, least significant first
    kInteger,       // the same with fewer bytes
    kFloat,         // the same, with one zero and one NaN
    kBytes,         // fixed length, passed by reference: its bytes
    kVarlena,       // its content
    kSketch,        // ComparedHll of it
    kCString,       // its bytes
    kName,          // its bytes up to the zero
    kPaddedText,    // its content without trailing spaces
    kNumeric,       // its content without trailing zeros
    kInterval,      // its binary form, with every 24 hours a day and every 30 days a month
    kArray,         // its content without a superfluous null bitmap
    kBinaryForm,    // the bytes from its send function
    kHashFunction,  // the result of the type's own 64-bit hash function
    kCollatedName,  // the result of text's 64-bit hash function
  };

  Method method;
  int16_t length;
  Oid collation;
  FmgrInfo function;  // for the last three methods
};

// Makes the rule for an argument of the running function, for as long as its call site. Raises
// 42P18 if the type of the argument is unknown. Raises 42883 if the type has an equality that
// doesn't compare bytes, but no 64-bit hash function.
HashRule* MakeHashRule(FunctionCallInfo fcinfo, int argument);
// Whether values of a type can be hashed: if not, MakeHashRule raises an error.
bool CanHash(Oid type, Oid collation);
// Makes the rule for a known type. Everything that the rule points to is allocated in `context`.
void MakeHashRule(Oid type, Oid collation, MemoryContext context, HashRule* rule);
// Whether values of the type have the same hash if they are equal, and only then, but for chance:
// if PostgreSQL has a hash for the equality of the type, and that hash looks at all that it
// compares.
bool HashFollowsEquality(Oid type, Oid collation);
// The same for a column of a row.
bool ColumnFollowsEquality(Oid type, Oid collation);
// A key doesn't protect values under the methods kHashFunction and kCollatedName: these first make
// a hash without the key.
template <class Hasher>
uint64_t HashByRule(HashRule* rule, Datum value, Hasher hasher);

// The hash of an argument of the running function, which is not NULL. `*kept` keeps the rule.
inline uint64_t HashArgument(FunctionCallInfo fcinfo, int argument, uint32_t seed, void** kept) {
  if (*kept == nullptr) *kept = MakeHashRule(fcinfo, argument);
  auto* rule = static_cast<HashRule*>(*kept);
  const Datum value = fcinfo->args[argument].value;
  if (rule->method == HashRule::Method::kBigint) return MurmurHash3(DatumGetUInt64(value), seed);
  return HashByRule(rule, value, SeededHasher{seed});
}
// The same; fn_extra keeps the rule.
inline uint64_t HashArgument(FunctionCallInfo fcinfo, int argument, uint32_t seed) {
  return HashArgument(fcinfo, argument, seed, &fcinfo->flinfo->fn_extra);
}
