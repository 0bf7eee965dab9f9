// Which rule and which family a type has, and the hashes of values that are made of values. Those
// are made here from the hashes of their parts rather than by PostgreSQL's hash functions: the
// bytes of arrays, rows and ranges hold OIDs of types, and not each type of part has a hash
// function.
#include "pg/element.hpp"

#include "pg/element_kind.hpp"
#include "pg/type_identity.hpp"

namespace {

using Kind = ElementRule::Kind;

// What is told down while a rule and the rules of its parts are made.
struct Maker {
  Oid function;
  MemoryContext context;
  FamilyName name;
};

ElementRule* NewRule(Kind kind, const Maker& maker) {
  auto* rule =
      static_cast<ElementRule*>(MemoryContextAllocZero(maker.context, sizeof(ElementRule)));
  rule->kind = kind;
  rule->function = maker.function;
  return rule;
}

ElementRule* MakeHashed(Oid type, Oid collation, Maker* maker) {
  const bool is_real = type == FLOAT4OID;
  ElementRule* rule = NewRule(is_real ? Kind::kReal : Kind::kValue, *maker);
  MakeHashRule(is_real ? Oid{FLOAT8OID} : type, collation, maker->context, &rule->value);
  return rule;
}

ElementRule* MakeScalar(Oid type, Oid collation, Maker* maker) {
  if (IsOurs(type, "bloom_literal", maker->function)) type = TEXTOID;
  CheckElementType(type, collation);
  if (IsOurs(type, "hll_hashval", maker->function)) {
    appendStringInfoString(&maker->name.text, "hll_hashval");
    return NewRule(Kind::kHash, *maker);
  }
  ElementRule* rule = type == INT2OID   ? NewRule(Kind::kSmallint, *maker)
                      : type == INT4OID ? NewRule(Kind::kInteger, *maker)
                      : type == INT8OID ? NewRule(Kind::kBigint, *maker)
                                        : MakeHashed(type, collation, maker);
  AppendScalar(&maker->name, type, rule->value.kind);
  return rule;
}

ElementRule* MakeEnum(Oid type, Maker* maker) {
  AppendEnum(&maker->name, type);
  return NewRule(Kind::kEnum, *maker);
}

ElementRule* MakeRule(Oid type, Oid collation, Maker* maker);

ElementRule** NewParts(int count, const Maker& maker) {
  return static_cast<ElementRule**>(
      MemoryContextAllocZero(maker.context, static_cast<Size>(count) * sizeof(ElementRule*)));
}

ElementRule* MakeArray(Oid element, Oid collation, Maker* maker) {
  ElementRule* rule = NewRule(Kind::kArray, *maker);
  rule->part_type = element;
  rule->parts = NewParts(1, *maker);
  rule->parts[0] = MakeRule(element, collation, maker);
  appendStringInfoString(&maker->name.text, "[]");
  return rule;
}

// Of a range or multirange, called by its own name; with the name of what it is made of where that
// isn't everybody's.
ElementRule* MakeOfRanges(Kind kind, Oid type, TypeCacheEntry* range, Maker* maker) {
  StringInfo text = &maker->name.text;
  AppendRange(&maker->name, type);
  ElementRule* rule = NewRule(kind, *maker);
  rule->range = range;
  rule->parts = NewParts(1, *maker);
  const int length = text->len;
  appendStringInfoChar(text, '(');
  rule->parts[0] = kind == Kind::kRange
                       ? MakeRule(range->rngelemtype->type_id, range->rng_collation, maker)
                       : MakeRule(range->type_id, InvalidOid, maker);
  appendStringInfoChar(text, ')');
  if (!IsBuiltIn(type)) return rule;
  text->len = length;
  text->data[length] = '\0';
  return rule;
}

void MakeColumns(Oid type, int32 typmod, Maker* maker, ElementRule* rule) {
  // First, since the columns may change while they are looked at.
  const uint64_t columns_id = assign_record_type_identifier(type, typmod);
  MemoryContext old = MemoryContextSwitchTo(maker->context);
  rule->columns = lookup_rowtype_tupdesc_copy(type, typmod);
  MemoryContextSwitchTo(old);
  rule->parts = NewParts(rule->columns->natts, *maker);
  StringInfo text = &maker->name.text;
  appendStringInfoString(text, "record(");
  const char* separator = "";
  for (int i = 0; i < rule->columns->natts; ++i) {
    const FormData_pg_attribute* column = TupleDescAttr(rule->columns, i);
    if (column->attisdropped) continue;
    appendStringInfoString(text, separator);
    rule->parts[i] = MakeRule(column->atttypid, column->attcollation, maker);
    separator = ",";
  }
  appendStringInfoChar(text, ')');
  rule->columns_id = columns_id;
}

// Whether values of both are hashed in the same way.
bool IsSameColumn(const FormData_pg_attribute& a, const FormData_pg_attribute& b) {
  if (a.attisdropped || b.attisdropped) return a.attisdropped && b.attisdropped;
  return a.atttypid == b.atttypid && a.attcollation == b.attcollation;
}

bool HasColumns(const ElementRule& rule, Oid type, int32 typmod) {
  TupleDesc now = lookup_rowtype_tupdesc(type, typmod);
  bool same = rule.columns->natts == now->natts;
  for (int i = 0; same && i < now->natts; ++i)
    same = IsSameColumn(*TupleDescAttr(rule.columns, i), *TupleDescAttr(now, i));
  ReleaseTupleDesc(now);
  return same;
}

// The rule of a type, whose name is put at the end of the maker's.
ElementRule* MakeRule(Oid type, Oid collation, Maker* maker) {
  check_stack_depth();
  type = getBaseType(type);
  if (const Oid element = get_element_type(type); OidIsValid(element))
    return MakeArray(element, collation, maker);
  TypeCacheEntry* entry = lookup_type_cache(type, TYPECACHE_RANGE_INFO | TYPECACHE_MULTIRANGE_INFO);
  switch (entry->typtype) {
    case TYPTYPE_ENUM:
      return MakeEnum(type, maker);
    case TYPTYPE_RANGE:
      return MakeOfRanges(Kind::kRange, type, entry, maker);
    case TYPTYPE_MULTIRANGE:
      return MakeOfRanges(Kind::kMultirange, type, entry->rngtype, maker);
    case TYPTYPE_COMPOSITE: {
      ElementRule* rule = NewRule(Kind::kRow, *maker);
      MakeColumns(type, -1, maker, rule);
      return rule;
    }
    default:
      return MakeScalar(type, collation, maker);
  }
}

Maker NewMaker(Oid function, MemoryContext context) {
  Maker maker = {};
  maker.function = function;
  maker.context = context;
  initStringInfo(&maker.name.text);
  return maker;
}

// Whether `type` is that of rows, of one composite type or of any columns.
bool IsRow(Oid type) { return type == RECORDOID || get_typtype(type) == TYPTYPE_COMPOSITE; }

}  // namespace

ElementRule* MakeElementRule(Oid type, Oid collation, Oid function, MemoryContext context) {
  if (!OidIsValid(type)) RaiseUnknownType();
  type = getBaseType(type);
  Maker maker = NewMaker(function, context);
  if (!IsRow(type)) {
    ElementRule* rule = MakeRule(type, collation, &maker);
    rule->family = FamilyOf(&maker.name);
    return rule;
  }
  ElementRule* rule = NewRule(Kind::kRow, maker);
  rule->row_context =
      AllocSetContextCreate(context, "columns of bloom filter's elements", ALLOCSET_SMALL_SIZES);
  if (type != RECORDOID) FollowColumns(rule, type, -1);
  return rule;
}

void FollowColumns(ElementRule* rule, Oid type, int32 typmod) {
  // PostgreSQL gives a named type another identifier whenever its relcache entry was invalidated.
  const uint64_t columns_id = assign_record_type_identifier(type, typmod);
  if (rule->columns_id == columns_id) return;
  if (rule->columns_id != 0 && HasColumns(*rule, type, typmod)) {
    rule->columns_id = columns_id;
    return;
  }
  if (rule->row_context == nullptr)
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("row type %s has changed", format_type_be(type))));
  rule->columns_id = 0;
  MemoryContextReset(rule->row_context);
  Maker maker = NewMaker(rule->function, rule->row_context);
  MakeColumns(type, typmod, &maker, rule);
  rule->family = FamilyOf(&maker.name);
}
