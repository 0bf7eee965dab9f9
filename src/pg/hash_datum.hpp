// The hash of a value of any type, for hll_hash_any: values that are equal hash equal.
#pragma once

#include <cstdint>

#include "pg/pg.hpp"

// How the values of one type are hashed; made once a query, then used for every row.
struct HashRule {
  enum class Kind : uint8_t {
    kInteger,       // by value: its bytes, least significant first
    kFloat,         // likewise, with one zero and one NaN
    kBytes,         // fixed length, by reference: its bytes
    kVarlena,       // its content
    kCString,       // its bytes
    kName,          // its bytes up to the zero
    kPaddedText,    // its content without trailing spaces
    kNumeric,       // its content without trailing zeros
    kInterval,      // its binary form, with every 24 hours a day and every 30 days a month
    kArray,         // its content without a superfluous null bitmap
    kBinaryForm,    // what its send function gives
    kHashFunction,  // what the type's own 64-bit hash function gives
    kCollatedName,  // what text's 64-bit hash function gives
  };

  Kind kind;
  int16_t length;
  Oid collation;
  FmgrInfo function;  // for the last three
};

// Raises 42883 for a type that has an equality which is not that of its bytes, and no 64-bit hash
// function.
void MakeHashRule(Oid type, Oid collation, MemoryContext context, HashRule* rule);

uint64_t HashDatum(HashRule* rule, Datum value, uint32_t seed);
