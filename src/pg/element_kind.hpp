// The names of families, and which types can't be elements.
#pragma once

#include "bloom/format.hpp"
#include "pg/hash_datum.hpp"
#include "pg/pg.hpp"

// A family's name while it is put together.
struct FamilyName {
  StringInfoData text;
  bool depends_on_encoding;
  bool depends_on_byte_order;
};

// Append what a type is called: a type that is not made of others, an enum, a range or multirange.
// Types that have some equal values, and the same hashes of them, share one name.
void AppendScalar(FamilyName* name, Oid type, HashRule::Kind kind);
void AppendEnum(FamilyName* name, Oid type);
void AppendRange(FamilyName* name, Oid type);
// The family of this name, which is freed. A name that has no room, or isn't printable ASCII, is
// cut off and told from others by its hash.
bloom::Family FamilyOf(FamilyName* name);

// Raises 42P18 if the type is unknown; 42883 if it has no equality; and 0A000 for nondeterministic
// collations, for types whose values are OIDs that another database doesn't know, and for anonymous
// rows.
void CheckElementType(Oid type, Oid collation);
[[noreturn]] void RaiseUnknownType();
