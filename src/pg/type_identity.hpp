// Which type an OID stands for. A name alone never says it: anybody can make a type or a table of
// any name.
#pragma once

#include "pg/pg.hpp"

inline bool IsBuiltIn(Oid type) { return type < Oid{FirstNormalObjectId}; }
// The name in pg_type, palloc'd.
char* NameOfType(Oid type);
// Whether PostgreSQL itself has a type of this name.
bool IsNameOfBuiltInType(const char* name);
// Whether the object in this catalog belongs to this extension.
bool IsMember(Oid catalog, Oid object, const char* extension);
// Whether this is the type of this name that belongs to this extension.
bool IsOfExtension(Oid type, const char* name, const char* extension);
// Whether this is our type of this name. The schema doesn't matter, since the extension is
// relocatable.
inline bool IsOurs(Oid type, const char* name) { return IsOfExtension(type, name, "hll"); }
