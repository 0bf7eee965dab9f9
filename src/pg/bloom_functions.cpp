// Functions of filters and elements: make, add, look up, unite, fold.
#include "bloom/estimate.hpp"
#include "pg/array.hpp"
#include "pg/bloom_lookup.hpp"
#include "pg/bloom_value.hpp"
#include "pg/element.hpp"
#include "pg/varlena.hpp"

using bloom::Filter;
using bloom::Form;
using bloom::MutableFilter;

namespace {

// What a call site keeps in fn_extra.
struct CallSite {
  ElementRule* rule;
  FilterReader reader;
};

// `argument` is an element, or an array of elements.
CallSite* CallSiteOf(FunctionCallInfo fcinfo, int argument, bool is_array = false) {
  auto* site = static_cast<CallSite*>(fcinfo->flinfo->fn_extra);
  if (site != nullptr) return site;
  const Oid type = get_fn_expr_argtype(fcinfo->flinfo, argument);
  MemoryContext context = fcinfo->flinfo->fn_mcxt;
  site =
      new (MemoryContextAlloc(context, sizeof(CallSite))) CallSite{nullptr, FilterReader(context)};
  site->rule =
      MakeElementRule(is_array ? get_base_element_type(type) : type, PG_GET_COLLATION(), context);
  fcinfo->flinfo->fn_extra = site;
  return site;
}

bool Contains(CallSite* site, Datum bloom, Datum element) {
  const uint64_t hash = HashElement(site->rule, element);
  return site->reader.Contains(bloom, site->rule->kind, hash);
}

template <int kFilter, int kElement>
Datum Contains(FunctionCallInfo fcinfo) {
  CallSite* site = CallSiteOf(fcinfo, kElement);
  PG_RETURN_BOOL(Contains(site, fcinfo->args[kFilter].value, fcinfo->args[kElement].value));
}

// Prepares a value that is read many times: if it is compressed in its row, it is decompressed
// once.
Datum ForManyReads(Datum bloom) {
  if (VARATT_IS_EXTERNAL_ONDISK(reinterpret_cast<varlena*>(DatumGetPointer(bloom)))) return bloom;
  return PointerGetDatum(PG_DETOAST_DATUM_PACKED(bloom));
}

// Adds the element to `filter`, a copy of `bloom`, which is made when the first new element comes.
// If all elements are there already, the result is the value itself, so that an UPDATE keeps what
// is stored in TOAST.
void AddTo(CallSite* site, Datum bloom, Datum element, bool* is_copied, MutableFilter* filter) {
  const uint64_t hash = HashElement(site->rule, element);
  if (!*is_copied) {
    if (site->reader.Contains(bloom, site->rule->kind, hash)) return;
    *filter = FetchFilter(bloom);
    *is_copied = true;
  }
  AddElement(filter, site->rule->kind, hash);
}

// Returns an argument itself if it is the result.
Datum Union(Datum left, Datum right) {
  const Filter of_left = FilterOf(left);
  const Filter of_right = FilterOf(right);
  CheckCanUnite(of_left, of_right);
  if (Covers(of_left, of_right)) return left;
  if (Covers(of_right, of_left)) return right;
  MutableFilter united = CopyFilter(of_left, CurrentMemoryContext);
  UniteFilters(&united, of_right);
  return OwnBloomDatum(united);
}

[[noreturn]] void RaiseIndivisible(uint32_t blocks, uint32_t divisor) {
  const uint32_t power_of_two = blocks & -blocks;
  ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                  errmsg("a bloom filter of %u blocks can't be folded by %u", blocks, divisor),
                  errdetail("The divisor must divide the number of blocks."),
                  power_of_two > 1 ? errhint("Powers of two up to %u do.", power_of_two) : 0));
}

}  // namespace

// bloom_empty(capacity, fpr): a filter that holds nothing yet.
SQL_FUNCTION(bloom_empty) {
  const bloom::Params params = BloomParams(PG_GETARG_INT64(0), PG_GETARG_FLOAT8(1));
  PG_RETURN_DATUM(OwnBloomDatum(NewFilter(params, CurrentMemoryContext)));
}

SQL_FUNCTION(bloom_contains) { return Contains<0, 1>(fcinfo); }

SQL_FUNCTION(bloom_contained) { return Contains<1, 0>(fcinfo); }

// Like x = ALL: false if an element is certainly not there, else NULL if one is NULL.
SQL_FUNCTION(bloom_contains_all) {
  CallSite* site = CallSiteOf(fcinfo, 1, true);
  const Datum bloom = ForManyReads(PG_GETARG_DATUM(0));
  bool any_null = false;
  for (ArrayReader elements(PG_GETARG_ARRAYTYPE_P(1)); elements.Next();) {
    any_null |= elements.is_null();
    if (!elements.is_null() && !Contains(site, bloom, elements.element())) PG_RETURN_BOOL(false);
  }
  if (any_null) PG_RETURN_NULL();
  PG_RETURN_BOOL(true);
}

SQL_FUNCTION(bloom_add) {
  if (PG_ARGISNULL(0)) PG_RETURN_NULL();
  const Datum bloom = PG_GETARG_DATUM(0);
  if (PG_ARGISNULL(1)) PG_RETURN_DATUM(bloom);
  bool is_copied = false;
  MutableFilter filter({}, 0);
  AddTo(CallSiteOf(fcinfo, 1), bloom, PG_GETARG_DATUM(1), &is_copied, &filter);
  PG_RETURN_DATUM(is_copied ? OwnBloomDatum(filter) : bloom);
}

// Ignores NULL elements; an array that is NULL has no elements.
SQL_FUNCTION(bloom_add_all) {
  if (PG_ARGISNULL(0)) PG_RETURN_NULL();
  const Datum bloom = PG_GETARG_DATUM(0);
  if (PG_ARGISNULL(1)) PG_RETURN_DATUM(bloom);
  CallSite* site = CallSiteOf(fcinfo, 1, true);
  const Datum readable = ForManyReads(bloom);
  bool is_copied = false;
  MutableFilter filter({}, 0);
  for (ArrayReader elements(PG_GETARG_ARRAYTYPE_P(1)); elements.Next();)
    if (!elements.is_null()) AddTo(site, readable, elements.element(), &is_copied, &filter);
  PG_RETURN_DATUM(is_copied ? OwnBloomDatum(filter) : bloom);
}

SQL_FUNCTION(bloom_union) { PG_RETURN_DATUM(Union(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1))); }

SQL_FUNCTION(bloom_intersection_cardinality) {
  const Filter left = FilterOf(PG_GETARG_DATUM(0));
  const Filter right = FilterOf(PG_GETARG_DATUM(1));
  CheckCanUnite(left, right);
  PG_RETURN_FLOAT8(IntersectionCardinality(left, right));
}

SQL_FUNCTION(bloom_fold) {
  const Datum bloom = PG_GETARG_DATUM(0);
  const int32 divisor = PG_GETARG_INT32(1);
  if (divisor < 1)
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("a bloom filter can't be folded by %d", divisor)));
  const Filter header = HeaderOf(bloom);
  if (divisor == 1 || header.form() == Form::kEmpty) PG_RETURN_DATUM(bloom);
  const uint32_t blocks = header.shape().blocks;
  const auto by = static_cast<uint32_t>(divisor);
  if (blocks % by != 0) RaiseIndivisible(blocks, by);
  PG_RETURN_DATUM(FoldedBloomDatum(FilterOf(bloom), by));
}
