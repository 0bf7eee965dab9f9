// Makes the rule by which the values of a type are hashed, and the name of its kind.
#include "pg/element.hpp"

#include "pg/element_kind.hpp"
#include "pg/type_identity.hpp"

namespace {

using Method = ElementRule::Method;

// What all parts of a rule need while it is made.
struct RuleBuilder {
  bool is_keyed;
  MemoryContext context;
  KindName name;
};

ElementRule* NewRule(Method method, const RuleBuilder& builder) {
  auto* rule =
      static_cast<ElementRule*>(MemoryContextAllocZero(builder.context, sizeof(ElementRule)));
  rule->method = method;
  rule->is_keyed = builder.is_keyed;
  return rule;
}

ElementRule* MakeHashed(Oid type, Oid collation, RuleBuilder* builder) {
  const bool is_real = type == FLOAT4OID;
  ElementRule* rule = NewRule(is_real ? Method::kReal : Method::kValue, *builder);
  MakeHashRule(is_real ? Oid{FLOAT8OID} : type, collation, builder->context, &rule->value);
  return rule;
}

ElementRule* MakeScalar(Oid type, Oid collation, RuleBuilder* builder) {
  if (IsOurs(type, "bloom_literal")) type = TEXTOID;
  CheckElementType(type, collation, builder->is_keyed);
  if (IsOurs(type, "hll_hashval")) {
    appendStringInfoString(&builder->name.text, "hll_hashval");
    return NewRule(Method::kHash, *builder);
  }
  ElementRule* rule = type == INT2OID   ? NewRule(Method::kSmallint, *builder)
                      : type == INT4OID ? NewRule(Method::kInteger, *builder)
                      : type == INT8OID ? NewRule(Method::kBigint, *builder)
                                        : MakeHashed(type, collation, builder);
  if (builder->is_keyed && rule->value.method == HashRule::Method::kHashFunction)
    RaiseTakesNoKey(type);
  AppendScalar(&builder->name, type, rule->value.method);
  return rule;
}

ElementRule* MakeEnum(Oid type, RuleBuilder* builder) {
  AppendEnum(&builder->name, type);
  return NewRule(Method::kEnum, *builder);
}

ElementRule* MakeRule(Oid type, Oid collation, RuleBuilder* builder);

ElementRule** NewParts(int count, const RuleBuilder& builder) {
  return static_cast<ElementRule**>(
      MemoryContextAllocZero(builder.context, static_cast<Size>(count) * sizeof(ElementRule*)));
}

ElementRule* MakeArray(Oid element, Oid collation, RuleBuilder* builder) {
  ElementRule* rule = NewRule(Method::kArray, *builder);
  rule->part_type = element;
  rule->parts = NewParts(1, *builder);
  rule->parts[0] = MakeRule(element, collation, builder);
  appendStringInfoString(&builder->name.text, "[]");
  return rule;
}

// The rule of a range or multirange type. Its kind is the name of the type. For a type that a user
// defined, the kind also names the subtype, since another database may define the type differently.
ElementRule* MakeOfRanges(Method method, Oid type, TypeCacheEntry* range, RuleBuilder* builder) {
  StringInfo text = &builder->name.text;
  AppendTypeName(&builder->name, type);
  ElementRule* rule = NewRule(method, *builder);
  rule->range = range;
  rule->parts = NewParts(1, *builder);
  const int length = text->len;
  appendStringInfoChar(text, '(');
  rule->parts[0] = method == Method::kRange
                       ? MakeRule(range->rngelemtype->type_id, range->rng_collation, builder)
                       : MakeRule(range->type_id, InvalidOid, builder);
  appendStringInfoChar(text, ')');
  if (!IsBuiltIn(type)) return rule;
  text->len = length;
  text->data[length] = '\0';
  return rule;
}

void MakeColumns(Oid type, int32 typmod, RuleBuilder* builder, ElementRule* rule) {
  // The identifier is taken first, because the columns may change while they are read.
  const uint64_t columns_id = assign_record_type_identifier(type, typmod);
  MemoryContext old = MemoryContextSwitchTo(builder->context);
  rule->columns = lookup_rowtype_tupdesc_copy(type, typmod);
  MemoryContextSwitchTo(old);
  rule->parts = NewParts(rule->columns->natts, *builder);
  StringInfo text = &builder->name.text;
  appendStringInfoString(text, "record(");
  const char* separator = "";
  for (int i = 0; i < rule->columns->natts; ++i) {
    const FormData_pg_attribute* column = TupleDescAttr(rule->columns, i);
    if (column->attisdropped) continue;
    appendStringInfoString(text, separator);
    rule->parts[i] = MakeRule(column->atttypid, column->attcollation, builder);
    separator = ",";
  }
  appendStringInfoChar(text, ')');
  rule->columns_id = columns_id;
}

// Whether both rules hash in the same way.
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

// The rule of a type. Appends the name of its kind to the builder's.
ElementRule* MakeRule(Oid type, Oid collation, RuleBuilder* builder) {
  check_stack_depth();
  type = getBaseType(type);
  if (const Oid element = get_element_type(type); OidIsValid(element))
    return MakeArray(element, collation, builder);
  TypeCacheEntry* entry = lookup_type_cache(type, TYPECACHE_RANGE_INFO | TYPECACHE_MULTIRANGE_INFO);
  switch (entry->typtype) {
    case TYPTYPE_ENUM:
      return MakeEnum(type, builder);
    case TYPTYPE_RANGE:
      return MakeOfRanges(Method::kRange, type, entry, builder);
    case TYPTYPE_MULTIRANGE:
      return MakeOfRanges(Method::kMultirange, type, entry->rngtype, builder);
    case TYPTYPE_COMPOSITE: {
      ElementRule* rule = NewRule(Method::kRow, *builder);
      MakeColumns(type, -1, builder, rule);
      return rule;
    }
    default:
      return MakeScalar(type, collation, builder);
  }
}

RuleBuilder NewBuilder(bool is_keyed, MemoryContext context) {
  RuleBuilder builder = {};
  builder.is_keyed = is_keyed;
  builder.context = context;
  initStringInfo(&builder.name.text);
  return builder;
}

// Whether values of the type are rows, of a composite type or anonymous.
bool IsRow(Oid type) { return type == RECORDOID || get_typtype(type) == TYPTYPE_COMPOSITE; }

}  // namespace

ElementRule* MakeElementRule(Oid type, Oid collation, MemoryContext context, bool is_keyed) {
  if (!OidIsValid(type)) RaiseUnknownType();
  type = getBaseType(type);
  RuleBuilder builder = NewBuilder(is_keyed, context);
  if (!IsRow(type)) {
    ElementRule* rule = MakeRule(type, collation, &builder);
    rule->kind = KindOf(&builder.name);
    return rule;
  }
  ElementRule* rule = NewRule(Method::kRow, builder);
  rule->row_context = AllocSetContextCreate(context, "columns of elements", ALLOCSET_SMALL_SIZES);
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
  RuleBuilder builder = NewBuilder(rule->is_keyed, rule->row_context);
  MakeColumns(type, typmod, &builder, rule);
  rule->kind = KindOf(&builder.name);
}

ElementRule* ArrayElementRuleOf(FunctionCallInfo fcinfo, int argument) {
  FmgrInfo* site = fcinfo->flinfo;
  if (site->fn_extra == nullptr)
    site->fn_extra = MakeElementRule(get_base_element_type(get_fn_expr_argtype(site, argument)),
                                     PG_GET_COLLATION(), site->fn_mcxt);
  return static_cast<ElementRule*>(site->fn_extra);
}
