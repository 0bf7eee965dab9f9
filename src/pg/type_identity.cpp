#include "pg/type_identity.hpp"

char* NameOfType(Oid type) {
  HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
  if (!HeapTupleIsValid(tuple)) elog(ERROR, "cache lookup failed for type %u", type);
  char* name = pstrdup(NameStr(reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple))->typname));
  ReleaseSysCache(tuple);
  return name;
}

bool IsNameOfBuiltInType(const char* name) {
  return SearchSysCacheExists2(TYPENAMENSP, CStringGetDatum(name),
                               ObjectIdGetDatum(PG_CATALOG_NAMESPACE));
}

bool IsMember(Oid catalog, Oid object, const char* extension) {
  const Oid owner = getExtensionOfObject(catalog, object);
  if (!OidIsValid(owner)) return false;
  // Another session may have dropped the extension since.
  const char* name = get_extension_name(owner);
  return name != nullptr && strcmp(name, extension) == 0;
}

bool IsOfExtension(Oid type, const char* name, const char* extension) {
  if (IsBuiltIn(type) || strcmp(NameOfType(type), name) != 0) return false;
  return IsMember(TypeRelationId, type, extension);
}
