// TEMPORARY stand-in until the real one is merged.
#pragma once
#include "bloom/format.hpp"
#include "pg/hash_datum.hpp"
#include "pg/pg.hpp"
struct ElementRule {
  bloom::Family family;
  Oid type;
  HashRule rule;
};
inline ElementRule* MakeElementRule(Oid type, Oid, Oid, MemoryContext context) {
  auto* r = static_cast<ElementRule*>(MemoryContextAllocZero(context, sizeof(ElementRule)));
  r->type = type;
  strcpy(r->family.bytes, type == TEXTOID                      ? "text UTF8"
                          : type == INT4OID || type == INT8OID ? "integer"
                                                               : "hll_hashval");
  return r;
}
inline uint64_t HashElement(ElementRule* r, Datum v) {
  if (r->type == INT4OID) return MurmurHash3(static_cast<uint64_t>(int64_t{DatumGetInt32(v)}), 0);
  if (r->type == INT8OID) return MurmurHash3(DatumGetUInt64(v), 0);
  if (r->type == TEXTOID)
    return MurmurHash3((const uint8_t*)VARDATA_ANY(DatumGetPointer(v)),
                       VARSIZE_ANY_EXHDR(DatumGetPointer(v)), 0);
  return DatumGetUInt64(v);
}

inline ElementRule* ElementRuleOf(FunctionCallInfo fcinfo, int argument) {
  auto* rule = static_cast<ElementRule*>(fcinfo->flinfo->fn_extra);
  if (rule == nullptr) {
    rule = MakeElementRule(get_fn_expr_argtype(fcinfo->flinfo, argument), PG_GET_COLLATION(),
                           fcinfo->flinfo->fn_oid, fcinfo->flinfo->fn_mcxt);
    fcinfo->flinfo->fn_extra = rule;
  }
  return rule;
}
