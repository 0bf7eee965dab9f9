// How one count(DISTINCT x) becomes a call of approx_count_distinct: the node that the parser would
// have made of that call.
#include "pg/count_distinct.hpp"
#include "pg/hash_datum.hpp"
#include "pg/type_identity.hpp"

namespace {

constexpr char kName[] = "approx_count_distinct";

TargetEntry* ArgumentOf(const Aggref* count) { return linitial_node(TargetEntry, count->args); }

// Whether the equality of an anonymous row can be followed depends on its columns, which only the
// expression tells.
const char* WhyNotHashedRow(const Expr* row) {
  if (!IsA(row, RowExpr)) return "The columns of an anonymous row aren't known.";
  ListCell* cell = nullptr;
  foreach (cell, reinterpret_cast<const RowExpr*>(row)->args) {
    auto* column = static_cast<const Node*>(lfirst(cell));
    const Oid type = exprType(column);
    if (!ColumnFollowsEquality(type, exprCollation(column)))
      return psprintf("The hash of a row doesn't follow the equality of a column of type %s.",
                      format_type_be(type));
  }
  return nullptr;
}

const char* WhyNotHashed(const Aggref* count) {
  const Expr* value = ArgumentOf(count)->expr;
  const Oid type = exprType(reinterpret_cast<const Node*>(value));
  if (type == RECORDOID) return WhyNotHashedRow(value);
  if (HashFollowsEquality(type, count->inputcollid)) return nullptr;
  return psprintf("No hash follows the equality of type %s.", format_type_be(type));
}

// Whether this is approx_count_distinct(type, float8) of this extension. Membership alone doesn't
// say it: who owns an extension may add functions of their own to it. But nobody can make a
// function that belongs to a superuser.
bool IsOurAggregate(Form_pg_proc function, Oid type, const char* extension) {
  return function->prokind == PROKIND_AGGREGATE && function->pronargs == 2 &&
         function->proargtypes.values[0] == type && function->proargtypes.values[1] == FLOAT8OID &&
         superuser_arg(function->proowner) &&
         IsMember(ProcedureRelationId, function->oid, extension);
}

// InvalidOid if there is none. Its schema doesn't matter, and so the search_path doesn't, either.
Oid FindAggregate(Oid type, const char* extension) {
  CatCList* functions = SearchSysCacheList1(PROCNAMEARGSNSP, CStringGetDatum(kName));
  Oid found = InvalidOid;
  for (int i = 0; i < functions->n_members && !OidIsValid(found); ++i) {
    auto* function = reinterpret_cast<Form_pg_proc>(GETSTRUCT(&functions->members[i]->tuple));
    if (IsOurAggregate(function, type, extension)) found = function->oid;
  }
  ReleaseCatCacheList(functions);
  return found;
}

struct Callee {
  Oid aggregate;
  Oid type;  // of its first argument
};

// As the parser does, prefers an aggregate of hll_citus, which Citus can run on its workers, to
// ours of any type. varchar has the hash of text, and becomes text for it.
Callee FindCallee(Oid type) {
  const Oid declared = type == VARCHAROID ? Oid{TEXTOID} : type;
  if (const Oid found = FindAggregate(declared, "hll_citus"); OidIsValid(found))
    return {found, declared};
  return {FindAggregate(ANYELEMENTOID, "hll"), type};
}

TargetEntry* Constant(double number) {
  Const* constant = makeConst(FLOAT8OID, -1, InvalidOid, sizeof(float8), Float8GetDatum(number),
                              false, FLOAT8PASSBYVAL);
  return makeTargetEntry(reinterpret_cast<Expr*>(constant), 2, nullptr, false);
}

void Call(const Callee& callee, double error, Aggref* count) {
  TargetEntry* argument = ArgumentOf(count);
  argument->ressortgroupref = 0;
  if (exprType(reinterpret_cast<Node*>(argument->expr)) != callee.type)
    argument->expr = reinterpret_cast<Expr*>(
        makeRelabelType(argument->expr, callee.type, -1, count->inputcollid, COERCE_IMPLICIT_CAST));
  count->aggfnoid = callee.aggregate;
  count->aggdistinct = NIL;
  count->args = list_make2(argument, Constant(error));
  count->aggargtypes = list_make2_oid(callee.type, FLOAT8OID);
}

}  // namespace

void ApproximateCount(Aggref* count, double error) {
  if (count->aggdistinct == NIL) return;  // it stands at two places of the statement
  if (count->aggorder != NIL) return ReportExact("It has an ORDER BY.");
  if (const char* reason = WhyNotHashed(count); reason != nullptr) return ReportExact(reason);
  const Callee callee = FindCallee(exprType(reinterpret_cast<Node*>(ArgumentOf(count)->expr)));
  if (!OidIsValid(callee.aggregate))
    return ReportExact(
        "This database has no approx_count_distinct(anyelement, double precision) of a superuser's "
        "extension hll.");
  if (!MayExecute(callee.aggregate))
    return ReportExact("The role has no EXECUTE privilege on approx_count_distinct.");
  Call(callee, error, count);
}

void ReportExact(const char* reason) {
  ereport(DEBUG1, (errmsg("count(DISTINCT) stays exact"), errdetail_internal("%s", reason)));
}
