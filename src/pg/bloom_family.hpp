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

// Appends what a type, which is not made of others, is called: by itself, or together with others
// that have some equal values and the same hashes of them.
void AppendScalar(FamilyName* name, Oid type, HashRule::Kind kind);
// The family of this name, which is freed. A name that has no room, or isn't printable ASCII, is
// cut off and told from others by its hash.
bloom::Family FamilyOf(FamilyName* name);

inline bool IsBuiltIn(Oid type) { return type < Oid{FirstNormalObjectId}; }
// As pg_type has it, palloc'd.
char* NameOfType(Oid type);
// Whether this is the type of that name that came with the running function. The extension is
// relocatable, so that its schema says nothing.
bool IsOurs(Oid type, const char* name, Oid function);

// Raises 42P18 if the type is unknown; 42883 if it has no equality; and 0A000 for nondeterministic
// collations, for types whose values are OIDs that another database doesn't know, and for anonymous
// rows.
void CheckElementType(Oid type, Oid collation);
[[noreturn]] void RaiseUnknownType();
