// Which bytes of a value are hashed. If equal values of the type have equal bytes, they are the
// bytes that postgresql-hll hashes. If not (numeric, float, interval, ...), a canonical value is
// made first; values that are canonical already keep their bytes.
#include "pg/hash_datum.hpp"

#include <cmath>
#include <limits>

#include "pg/argument_type.hpp"
#include "pg/hll_value.hpp"
#include "pg/type_identity.hpp"
#include "pg/varlena.hpp"

namespace {

constexpr int kVarlenaLength = -1;
constexpr int kCStringLength = -2;

template <class Hasher>
uint64_t HashBytes(std::span<const uint8_t> bytes, Hasher hasher) {
  return hasher.Hash(bytes.data(), bytes.size());
}

// Types whose equality compares bytes, although their operator classes don't say so.
bool HasByteEquality(Oid type_oid) {
  if (type_oid == TSVECTOROID) return true;
  return IsOfExtension(type_oid, "ltree", "ltree");
}

// Whether equal values of the type have equal bytes. If a type has no operator class, its equality
// doesn't count, and its bytes are hashed.
bool EqualMeansSameBytes(Oid type_oid, Oid collation) {
  type_oid = getBaseType(type_oid);
  if (const Oid element = get_element_type(type_oid); OidIsValid(element))
    return EqualMeansSameBytes(element, collation);

  const TypeCacheEntry* type = lookup_type_cache(
      type_oid, TYPECACHE_BTREE_OPFAMILY | TYPECACHE_HASH_OPFAMILY | TYPECACHE_HASH_EXTENDED_PROC |
                    TYPECACHE_RANGE_INFO | TYPECACHE_MULTIRANGE_INFO);
  if (type->typtype == TYPTYPE_RANGE)
    return EqualMeansSameBytes(type->rngelemtype->type_id, type->rng_collation);
  if (type->typtype == TYPTYPE_MULTIRANGE)
    return EqualMeansSameBytes(type->rngtype->type_id, collation);
  // Its operator class says yes, but values may be padded to different lengths.
  if (type_oid == BPCHAROID) return false;

  const bool hashed = OidIsValid(type->hash_extended_proc);
  // Numbers: xid and cid have no order; isbn and similar types have no 64-bit hash.
  if (type->typbyval && (!OidIsValid(type->btree_opf) || !hashed)) return true;
  if (!OidIsValid(type->btree_opf)) return !OidIsValid(type->hash_opf);
  const Oid same_image = get_opfamily_proc(type->btree_opf, type->btree_opintype,
                                           type->btree_opintype, BTEQUALIMAGE_PROC);
  if (OidIsValid(same_image))
    return DatumGetBool(
        OidFunctionCall1Coll(same_image, collation, ObjectIdGetDatum(type->btree_opintype)));
  return HasByteEquality(type_oid);
}

// InvalidOid if there is none.
Oid HashFunctionOf(Oid type_oid) {
  const TypeCacheEntry* type = lookup_type_cache(type_oid, TYPECACHE_HASH_EXTENDED_PROC);
  // The type cache doesn't say whether anonymous rows can be hashed. That is found out at run time.
  return type_oid == RECORDOID ? Oid{F_HASH_RECORD_EXTENDED} : type->hash_extended_proc;
}

void UseHashFunction(Oid type_oid, MemoryContext context, HashRule* rule) {
  const Oid function = HashFunctionOf(type_oid);
  if (!OidIsValid(function))
    ereport(ERROR, (errcode(ERRCODE_UNDEFINED_FUNCTION),
                    errmsg("could not identify an extended hash function for type %s",
                           format_type_be(type_oid)),
                    errhint("Hash an expression of another type, for example its text.")));
  fmgr_info_cxt(function, &rule->function, context);
}

bool HasBinaryForm(Oid type_oid) {
  int16 length = 0;
  bool by_value = false;
  char alignment = 0;
  char delimiter = 0;
  Oid parameter = InvalidOid;
  Oid function = InvalidOid;
  get_type_io_data(type_oid, IOFunc_send, &length, &by_value, &alignment, &delimiter, &parameter,
                   &function);
  return OidIsValid(function);
}

void UseBinaryForm(Oid type_oid, MemoryContext context, HashRule* rule) {
  Oid function = InvalidOid;
  bool is_varlena = false;
  getTypeBinaryOutputInfo(type_oid, &function, &is_varlena);
  fmgr_info_cxt(function, &rule->function, context);
}

// Sets `method` for types whose canonical value this file makes; returns false for others.
bool KnownMethod(Oid type_oid, HashRule::Method* method) {
  switch (type_oid) {
    case FLOAT4OID:
    case FLOAT8OID:
      *method = HashRule::Method::kFloat;
      return true;
    case NUMERICOID:
      *method = HashRule::Method::kNumeric;
      return true;
    case INTERVALOID:
      *method = HashRule::Method::kInterval;
      return true;
    case BPCHAROID:
      *method = HashRule::Method::kPaddedText;
      return true;
    case NAMEOID:
      *method = HashRule::Method::kName;
      return true;
    default:
      return false;
  }
}

template <class Bits, class Float, class Hasher>
uint64_t HashFloat(Float value, Hasher hasher) {
  if (value == 0) value = 0;  // covers -0.0 as well
  if (std::isnan(value)) value = std::numeric_limits<Float>::quiet_NaN();
  return hasher.Hash(std::bit_cast<Bits>(value));
}

template <class Hasher>
uint64_t HashInteger(Datum value, int length, Hasher hasher) {
  switch (length) {
    case 1:
      return hasher.Hash(static_cast<uint8_t>(value));
    case 2:
      return hasher.Hash(static_cast<uint16_t>(value));
    default:
      return hasher.Hash(static_cast<uint32_t>(value));
  }
}

// Hashes microseconds, days, months, in the order of postgresql-hll's binary form.
template <class Hasher>
uint64_t HashInterval(const Interval* interval, Hasher hasher) {
  int64_t days = interval->day + interval->time / USECS_PER_DAY;
  const int64_t time = interval->time % USECS_PER_DAY;
  // All parts get the sign of the whole interval, so that equal intervals have equal parts.
  days += int64_t{interval->month} * DAYS_PER_MONTH;
  int64_t micros = time;
  if (days > 0 && micros < 0) {
    --days;
    micros += USECS_PER_DAY;
  } else if (days < 0 && micros > 0) {
    ++days;
    micros -= USECS_PER_DAY;
  }
  uint8_t bytes[16];
  StoreBigEndian(static_cast<uint64_t>(micros), bytes);
  StoreBigEndian(static_cast<uint32_t>(days % DAYS_PER_MONTH), bytes + 8);
  StoreBigEndian(static_cast<uint32_t>(days / DAYS_PER_MONTH), bytes + 12);
  return hasher.Hash(bytes, sizeof bytes);
}

// An array that once held a NULL may have a null bitmap without a NULL. Equality ignores such a
// bitmap.
Datum WithoutSuperfluousBitmap(Datum value) {
  ArrayType* array = DatumGetArrayTypeP(value);
  if (!ARR_HASNULL(array) || array_contains_nulls(array)) return PointerGetDatum(array);
  int16 length = 0;
  bool by_value = false;
  char alignment = 0;
  get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &alignment);
  Datum* elements = nullptr;
  int count = 0;
  deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, alignment, &elements, nullptr,
                    &count);
  return PointerGetDatum(construct_md_array(elements, nullptr, ARR_NDIM(array), ARR_DIMS(array),
                                            ARR_LBOUND(array), ARR_ELEMTYPE(array), length,
                                            by_value, alignment));
}

std::span<const uint8_t> WithoutTrailingSpaces(std::span<const uint8_t> bytes) {
  size_t size = bytes.size();
  while (size > 0 && bytes[size - 1] == ' ') --size;
  return bytes.first(size);
}

Oid CollationOrDefault(Oid collation) {
  return OidIsValid(collation) ? collation : Oid{DEFAULT_COLLATION_OID};
}

HashRule::Method MethodOf(Oid type_oid, Oid collation) {
  using Method = HashRule::Method;
  const bool by_bytes = get_collation_isdeterministic(collation);
  const int16 length = get_typlen(type_oid);
  Method method;
  if (type_oid == NAMEOID && !by_bytes) return Method::kCollatedName;
  if (KnownMethod(type_oid, &method) && (type_oid != BPCHAROID || by_bytes)) return method;
  if (IsOurs(type_oid, "hll")) return Method::kSketch;
  if (!EqualMeansSameBytes(type_oid, collation)) return Method::kHashFunction;
  if (OidIsValid(get_element_type(type_oid))) return Method::kArray;
  if (length == kVarlenaLength) return Method::kVarlena;
  if (length == kCStringLength) return Method::kCString;
  if (get_typbyval(type_oid)) return length == sizeof(int64) ? Method::kBigint : Method::kInteger;
  return length == sizeof(int64) ? Method::kBytes : Method::kBinaryForm;
}

// The type of the bounds of a range or multirange, or InvalidOid.
Oid BoundType(Oid type) {
  const Oid range = get_multirange_range(type);
  return get_range_subtype(OidIsValid(range) ? range : type);
}

bool ColumnsFollowEquality(Oid type) {
  TupleDesc columns = lookup_rowtype_tupdesc(type, -1);
  bool all = true;
  for (int i = 0; all && i < columns->natts; ++i) {
    const FormData_pg_attribute* column = TupleDescAttr(columns, i);
    all = column->attisdropped || ColumnFollowsEquality(column->atttypid, column->attcollation);
  }
  ReleaseTupleDesc(columns);
  return all;
}

}  // namespace

bool CanHash(Oid type_oid, Oid collation) {
  type_oid = getBaseType(type_oid);
  switch (MethodOf(type_oid, CollationOrDefault(collation))) {
    case HashRule::Method::kHashFunction:
      return OidIsValid(HashFunctionOf(type_oid));
    case HashRule::Method::kBinaryForm:
      return HasBinaryForm(type_oid);
    default:
      return true;
  }
}

void MakeHashRule(Oid type_oid, Oid collation, MemoryContext context, HashRule* rule) {
  type_oid = getBaseType(type_oid);
  rule->length = get_typlen(type_oid);
  rule->collation = CollationOrDefault(collation);
  rule->method = MethodOf(type_oid, rule->collation);
  switch (rule->method) {
    case HashRule::Method::kHashFunction:
      return UseHashFunction(type_oid, context, rule);
    case HashRule::Method::kBinaryForm:
      return UseBinaryForm(type_oid, context, rule);
    case HashRule::Method::kCollatedName:
      // The hash function of type name ignores the collation; that of text follows it.
      return fmgr_info_cxt(F_HASHTEXTEXTENDED, &rule->function, context);
    default:
      return;
  }
}

// The hash of a row or of a range takes that of an array from PostgreSQL.
bool ColumnFollowsEquality(Oid type, Oid collation) {
  check_stack_depth();
  type = getBaseType(type);
  if (OidIsValid(get_element_type(type))) return false;
  if (const Oid bound = BoundType(type); OidIsValid(bound))
    return ColumnFollowsEquality(bound, collation);
  return HashFollowsEquality(type, collation);
}

bool HashFollowsEquality(Oid type, Oid collation) {
  check_stack_depth();
  type = getBaseType(type);
  const TypeCacheEntry* entry = lookup_type_cache(type, TYPECACHE_HASH_EXTENDED_PROC);
  // PostgreSQL's hash of jsonb leaves out where arrays and objects end.
  if (!OidIsValid(entry->hash_extended_proc) || type == JSONBOID) return false;
  // PostgreSQL's hash of an array leaves out its dimensions.
  if (OidIsValid(get_element_type(type))) return EqualMeansSameBytes(type, collation);
  if (OidIsValid(BoundType(type)))
    return EqualMeansSameBytes(type, collation) || ColumnFollowsEquality(type, collation);
  return entry->typtype != TYPTYPE_COMPOSITE || ColumnsFollowEquality(type);
}

HashRule* MakeHashRule(FunctionCallInfo fcinfo, int argument) {
  const Oid type = ArgumentType(fcinfo, argument);
  if (!OidIsValid(type))
    ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                    errmsg("could not determine the type of the value to hash")));
  MemoryContext context = fcinfo->flinfo->fn_mcxt;
  auto* rule = static_cast<HashRule*>(MemoryContextAllocZero(context, sizeof(HashRule)));
  MakeHashRule(type, PG_GET_COLLATION(), context, rule);
  return rule;
}

template <class Hasher>
uint64_t HashByRule(HashRule* rule, Datum value, Hasher hasher) {
  switch (rule->method) {
    case HashRule::Method::kBigint:
      return hasher.Hash(DatumGetUInt64(value));
    case HashRule::Method::kInteger:
      return HashInteger(value, rule->length, hasher);
    case HashRule::Method::kFloat:
      return rule->length == sizeof(float4) ? HashFloat<uint32_t>(DatumGetFloat4(value), hasher)
                                            : HashFloat<uint64_t>(DatumGetFloat8(value), hasher);
    case HashRule::Method::kBytes:
      return hasher.Hash(reinterpret_cast<const uint8_t*>(DatumGetPointer(value)),
                         static_cast<size_t>(rule->length));
    case HashRule::Method::kVarlena:
      return HashBytes(BytesOf(value), hasher);
    case HashRule::Method::kSketch:
      return HashBytes(BytesOf(ComparedHll(value)), hasher);
    case HashRule::Method::kCString:
    case HashRule::Method::kName: {
      const char* text = DatumGetCString(value);
      return hasher.Hash(reinterpret_cast<const uint8_t*>(text), strlen(text));
    }
    case HashRule::Method::kPaddedText:
      return HashBytes(WithoutTrailingSpaces(BytesOf(value)), hasher);
    case HashRule::Method::kNumeric:
      return HashBytes(BytesOf(DirectFunctionCall1(numeric_trim_scale, value)), hasher);
    case HashRule::Method::kInterval:
      return HashInterval(DatumGetIntervalP(value), hasher);
    case HashRule::Method::kArray:
      return HashBytes(BytesOf(WithoutSuperfluousBitmap(value)), hasher);
    case HashRule::Method::kBinaryForm:
      return HashBytes(BytesOf(FunctionCall1(&rule->function, value)), hasher);
    case HashRule::Method::kCollatedName:
      value = DirectFunctionCall1(name_text, value);
      break;
    case HashRule::Method::kHashFunction:
      break;
  }
  const Datum hash = FunctionCall2Coll(&rule->function, rule->collation, value, Int64GetDatum(0));
  return hasher.Hash(DatumGetUInt64(hash));
}

template uint64_t HashByRule(HashRule* rule, Datum value, SeededHasher hasher);
template uint64_t HashByRule(HashRule* rule, Datum value, KeyedHasher hasher);
