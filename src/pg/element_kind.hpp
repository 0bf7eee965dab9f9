// The names of kinds, and which types can't be elements.
#pragma once

#include "bloom/format.hpp"
#include "pg/hash_datum.hpp"
#include "pg/pg.hpp"

// The name of a kind while it is being put together.
struct KindName {
  StringInfoData text;
  bool depends_on_encoding;
  bool depends_on_byte_order;
};

// Append the name of a type. A type that isn't made of others may share its name with types that
// have some equal values with the same hashes; enums begin with "enum"; any other type has its own
// name. A type's own name is quoted if it could be read as another type's name or as syntax.
void AppendScalar(KindName* name, Oid type, HashRule::Method method);
void AppendEnum(KindName* name, Oid type);
void AppendTypeName(KindName* name, Oid type);
// Returns the kind with this name, and frees the name. A name that is too long, or isn't printable
// ASCII, is cut off and ends with its hash.
bloom::Kind KindOf(KindName* name);

// Raises 42P18 if the type is unknown; 42883 if it has no equality; and 0A000 for nondeterministic
// collations, for types whose values are OIDs, which mean something else in another database, and
// for anonymous rows. `is_keyed` tells whether a key is asked for, which chooses the hint.
void CheckElementType(Oid type, Oid collation, bool is_keyed);
[[noreturn]] void RaiseTakesNoKey(Oid type);
[[noreturn]] void RaiseUnknownType();
