// Which rule and which family a type has, and the hashes of values that are made of values. Those
// are made here from the hashes of their parts rather than by PostgreSQL's hash functions: the
// bytes of arrays, rows and ranges hold OIDs of types, and not each type of part has a hash
// function.
#include "pg/bloom_element.hpp"

#include <bit>

namespace {

using Kind = ElementRule::Kind;

// The family's name while it is put together.
struct FamilyName {
  StringInfoData text;
  bool depends_on_encoding;
  bool depends_on_byte_order;
};

struct TypeInfo {
  char* name;
  char category;
};

// What is told down while a rule and the rules of its parts are made.
struct Maker {
  Oid function;
  MemoryContext context;
  FamilyName name;
};

constexpr char kTryText[] = "Use an expression of another type, for example the value's text.";
constexpr char kTryHash[] = "Use the value's hll_hash_any(), which can be an element.";

TypeInfo InfoOf(Oid type) {
  HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
  if (!HeapTupleIsValid(tuple)) elog(ERROR, "cache lookup failed for type %u", type);
  const auto* row = reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple));
  const TypeInfo info = {pstrdup(NameStr(row->typname)), row->typcategory};
  ReleaseSysCache(tuple);
  return info;
}

bool IsBuiltIn(Oid type) { return type < Oid{FirstNormalObjectId}; }

// What a type is called together with others that have some equal values and the same hashes of
// them; nullptr for most.
const char* SharedName(Oid type) {
  switch (type) {
    case INT2OID:
    case INT4OID:
    case INT8OID:
      return "integer";
    case FLOAT4OID:
    case FLOAT8OID:
      return "float";
    case TEXTOID:
    case VARCHAROID:
    case BPCHAROID:
    case NAMEOID:
      return "text";
    case CIDROID:
      return "inet";
    case BITOID:
      return "varbit";
    default:
      return nullptr;
  }
}

// Whether the type is ours under this name. The extension is relocatable, so that its schema says
// nothing.
bool IsOurs(Oid type, const char* name, const char* wanted, Oid function) {
  return strcmp(name, wanted) == 0 && !IsBuiltIn(type) &&
         getExtensionOfObject(TypeRelationId, type) ==
             getExtensionOfObject(ProcedureRelationId, function);
}

// Whether the bytes of text in the value, or what they mean, follow the database's encoding. Of
// types that aren't built in nothing is known.
bool DependsOnEncoding(Oid type, char category) {
  return category == TYPCATEGORY_STRING || type == JSONBOID || type == TSVECTOROID ||
         !IsBuiltIn(type);
}

bool DependsOnByteOrder(Oid type, HashRule::Kind kind) {
  switch (kind) {
    case HashRule::Kind::kNumeric:
    case HashRule::Kind::kHashFunction:
      return true;
    case HashRule::Kind::kVarlena:
      return type != TEXTOID && type != VARCHAROID && type != BYTEAOID && type != INETOID &&
             type != CIDROID;
    case HashRule::Kind::kBytes:
      return type != MACADDR8OID;
    default:
      return false;
  }
}

// regclass and the like have oid's operators and are kept in dumps as names.
bool HoldsLocalOids(Oid type, const TypeCacheEntry* entry) {
  return type == ACLITEMOID || (type != OIDOID && entry->btree_opintype == OIDOID);
}

[[noreturn]] void RaiseUnknownType() {
  ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                  errmsg("could not determine the type of the element"),
                  errhint("Cast it to the type that it has.")));
}

[[noreturn]] void RaiseNestedRecord() {
  ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                  errmsg("anonymous rows inside of other elements are not supported"),
                  errhint("Cast the row to a named composite type.")));
}

[[noreturn]] void RaiseNoEquality(Oid type) {
  ereport(ERROR,
          (errcode(ERRCODE_UNDEFINED_FUNCTION),
           errmsg("could not identify an equality operator for type %s", format_type_be(type)),
           errhint(kTryText)));
}

[[noreturn]] void RaiseLocalOids(Oid type) {
  ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                  errmsg("elements of type %s are not supported", format_type_be(type)),
                  errdetail("Its values hold OIDs, which may change in a dump and restore."),
                  errhint(kTryText)));
}

[[noreturn]] void RaiseLocale(Oid type) {
  ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                  errmsg("elements of type %s are not supported", format_type_be(type)),
                  errdetail("Which of its values are equal may depend on the locale."),
                  errhint(kTryHash)));
}

[[noreturn]] void RaiseNondeterministic() {
  ereport(ERROR,
          (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
           errmsg("elements with nondeterministic collations are not supported"),
           errhint("Use a deterministic collation, or the value's hll_hash_any(), which can be an "
                   "element.")));
}

void CheckType(Oid type, Oid collation) {
  if (type == UNKNOWNOID) RaiseUnknownType();
  if (type == RECORDOID) RaiseNestedRecord();
  const TypeCacheEntry* entry =
      lookup_type_cache(type, TYPECACHE_EQ_OPR | TYPECACHE_BTREE_OPFAMILY);
  if (!OidIsValid(entry->eq_opr)) RaiseNoEquality(type);
  if (HoldsLocalOids(type, entry)) RaiseLocalOids(type);
  if (!OidIsValid(get_typcollation(type))) return;
  if (!IsBuiltIn(type)) RaiseLocale(type);
  if (OidIsValid(collation) && !get_collation_isdeterministic(collation)) RaiseNondeterministic();
}

ElementRule* NewRule(Kind kind, const Maker& maker) {
  auto* rule =
      static_cast<ElementRule*>(MemoryContextAllocZero(maker.context, sizeof(ElementRule)));
  rule->kind = kind;
  rule->function = maker.function;
  return rule;
}

ElementRule* MakeScalar(Oid type, Oid collation, Maker* maker) {
  const TypeInfo info = InfoOf(type);
  if (IsOurs(type, info.name, "bloom_literal", maker->function)) type = TEXTOID;
  CheckType(type, collation);
  const char* shared = SharedName(type);
  appendStringInfoString(&maker->name.text, shared != nullptr ? shared : info.name);
  if (type == INT2OID) return NewRule(Kind::kSmallint, *maker);
  if (type == INT4OID) return NewRule(Kind::kInteger, *maker);
  if (type == INT8OID) return NewRule(Kind::kBigint, *maker);
  if (IsOurs(type, info.name, "hll_hashval", maker->function)) return NewRule(Kind::kHash, *maker);

  const bool is_real = type == FLOAT4OID;
  ElementRule* rule = NewRule(is_real ? Kind::kReal : Kind::kValue, *maker);
  MakeHashRule(is_real ? Oid{FLOAT8OID} : type, collation, maker->context, &rule->value);
  maker->name.depends_on_encoding |= DependsOnEncoding(type, info.category);
  maker->name.depends_on_byte_order |= DependsOnByteOrder(type, rule->value.kind);
  return rule;
}

ElementRule* MakeEnum(Oid type, Maker* maker) {
  appendStringInfo(&maker->name.text, "enum %s", InfoOf(type).name);
  maker->name.depends_on_encoding = true;
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
  appendStringInfoString(text, InfoOf(type).name);
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
  rule->columns_id = assign_record_type_identifier(type, typmod);
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

// A name that has no room, or isn't printable ASCII, is cut off and told from others by its hash.
bloom::Family FamilyOf(FamilyName* name) {
  constexpr int kHashBytes = 17;
  StringInfo text = &name->text;
  if (name->depends_on_encoding) appendStringInfo(text, " %s", GetDatabaseEncodingName());
  if (std::endian::native == std::endian::big && name->depends_on_byte_order)
    appendStringInfoString(text, " BE");
  int printable = 0;
  while (text->data[printable] >= ' ' && text->data[printable] <= '~') ++printable;
  if (printable < text->len || text->len > static_cast<int>(bloom::Family::kBytes)) {
    const uint64_t hash = MurmurHash3(reinterpret_cast<const uint8_t*>(text->data),
                                      static_cast<size_t>(text->len), 0);
    text->len = std::min(printable, static_cast<int>(bloom::Family::kBytes) - kHashBytes);
    appendStringInfo(text, "~%016llx", static_cast<unsigned long long>(hash));
  }
  bloom::Family family;
  std::memcpy(family.bytes, text->data, static_cast<size_t>(text->len));
  pfree(text->data);
  return family;
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
  if (rule->columns_id == assign_record_type_identifier(type, typmod)) return;
  if (rule->row_context == nullptr)
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("row type %s has changed", format_type_be(type))));
  rule->columns_id = 0;
  MemoryContextReset(rule->row_context);
  Maker maker = NewMaker(rule->function, rule->row_context);
  MakeColumns(type, typmod, &maker, rule);
  rule->family = FamilyOf(&maker.name);
}
