#include "pg/element_kind.hpp"

#include <bit>

#include "pg/type_identity.hpp"

namespace {

constexpr char kTryText[] = "Use an expression of another type, for example the value's text.";
constexpr char kTryHash[] = "Use the value's hll_hash_any(), which sketches and filters take.";
constexpr char kTryCollation[] = "Use a deterministic collation.";
constexpr char kTryCollationOrHash[] =
    "Use a deterministic collation, or the value's hll_hash_any(), which sketches and filters "
    "take.";

// Some types share values that are equal and have the same hash. Returns the name that such types
// have in common; nullptr for most types.
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

// Whether values contain text in the database's encoding. Types that aren't built in may.
bool DependsOnEncoding(Oid type) {
  char category = 0;
  bool is_preferred = false;
  get_type_category_preferred(type, &category, &is_preferred);
  return category == TYPCATEGORY_STRING || type == JSONBOID || type == TSVECTOROID ||
         !IsBuiltIn(type);
}

bool DependsOnByteOrder(Oid type, HashRule::Method method) {
  switch (method) {
    case HashRule::Method::kNumeric:
    case HashRule::Method::kHashFunction:
      return true;
    case HashRule::Method::kVarlena:
      return type != TEXTOID && type != VARCHAROID && type != BYTEAOID && type != INETOID &&
             type != CIDROID;
    case HashRule::Method::kBytes:
      return type != MACADDR8OID;
    default:
      return false;
  }
}

// Whether the name has characters that mean something else in the name of a kind.
bool HasSyntax(const char* name) { return strpbrk(name, " \"(),[]~") != nullptr; }

// Appends a name. It is quoted if it could be read as another type's name or as syntax.
void AppendName(StringInfo text, const char* name, bool is_quoted) {
  if (!is_quoted) return appendStringInfoString(text, name);
  appendStringInfoChar(text, '"');
  for (; *name != '\0'; ++name) {
    if (*name == '"') appendStringInfoChar(text, '"');
    appendStringInfoChar(text, *name);
  }
  appendStringInfoChar(text, '"');
}

// Whether the values are OIDs. Types such as regclass have the operators of oid; dumps keep their
// names.
bool HoldsLocalOids(Oid type, const TypeCacheEntry* entry) {
  return type == ACLITEMOID || (type != OIDOID && entry->btree_opintype == OIDOID);
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

[[noreturn]] void RaiseLocale(Oid type, bool is_keyed) {
  ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                  errmsg("elements of type %s are not supported", format_type_be(type)),
                  errdetail("Which of its values are equal may depend on the locale."),
                  errhint("%s", is_keyed ? kTryText : kTryHash)));
}

[[noreturn]] void RaiseNondeterministic(bool is_keyed) {
  ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                  errmsg("elements with nondeterministic collations are not supported"),
                  errhint("%s", is_keyed ? kTryCollation : kTryCollationOrHash)));
}

}  // namespace

void AppendScalar(KindName* name, Oid type, HashRule::Method method) {
  if (const char* shared = SharedName(type); shared != nullptr)
    appendStringInfoString(&name->text, shared);
  else
    AppendTypeName(name, type);
  name->depends_on_encoding |= DependsOnEncoding(type);
  name->depends_on_byte_order |= DependsOnByteOrder(type, method);
}

void AppendEnum(KindName* name, Oid type) {
  appendStringInfoString(&name->text, "enum ");
  const char* own = NameOfType(type);
  AppendName(&name->text, own, HasSyntax(own));
  name->depends_on_encoding = true;
}

void AppendTypeName(KindName* name, Oid type) {
  const char* own = NameOfType(type);
  AppendName(&name->text, own, HasSyntax(own) || (!IsBuiltIn(type) && IsNameOfBuiltInType(own)));
}

void RaiseUnknownType() {
  ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                  errmsg("could not determine the type of the element"),
                  errhint("Cast it to the type that it has.")));
}

void RaiseTakesNoKey(Oid type) {
  ereport(
      ERROR,
      (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
       errmsg("values of type %s can't be hashed with a key", format_type_be(type)),
       errdetail("PostgreSQL's own hash function of the type takes no key, so that anybody could "
                 "find values with equal hashes."),
       errhint(kTryText)));
}

void CheckElementType(Oid type, Oid collation, bool is_keyed) {
  if (type == UNKNOWNOID) RaiseUnknownType();
  if (type == RECORDOID) RaiseNestedRecord();
  const TypeCacheEntry* entry =
      lookup_type_cache(type, TYPECACHE_EQ_OPR | TYPECACHE_BTREE_OPFAMILY);
  if (!OidIsValid(entry->eq_opr)) RaiseNoEquality(type);
  if (HoldsLocalOids(type, entry)) RaiseLocalOids(type);
  if (!OidIsValid(get_typcollation(type))) return;
  if (!IsBuiltIn(type)) RaiseLocale(type, is_keyed);
  if (OidIsValid(collation) && !get_collation_isdeterministic(collation))
    RaiseNondeterministic(is_keyed);
}

bloom::Kind KindOf(KindName* name) {
  constexpr int kHashBytes = 17;
  StringInfo text = &name->text;
  if (name->depends_on_encoding) appendStringInfo(text, " %s", GetDatabaseEncodingName());
  if (std::endian::native == std::endian::big && name->depends_on_byte_order)
    appendStringInfoString(text, " BE");
  int printable = 0;
  while (text->data[printable] >= ' ' && text->data[printable] <= '~') ++printable;
  if (printable < text->len || text->len > static_cast<int>(bloom::Kind::kBytes)) {
    const uint64_t hash = MurmurHash3(reinterpret_cast<const uint8_t*>(text->data),
                                      static_cast<size_t>(text->len), 0);
    text->len = std::min(printable, static_cast<int>(bloom::Kind::kBytes) - kHashBytes);
    appendStringInfo(text, "~%016llx", static_cast<unsigned long long>(hash));
  }
  bloom::Kind kind;
  std::memcpy(kind.bytes, text->data, static_cast<size_t>(text->len));
  pfree(text->data);
  return kind;
}
