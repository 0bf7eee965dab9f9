#include "pg/argument_type.hpp"

namespace {

// The aggregate that the running aggregate calls for: its first argument, a constant. InvalidOid if
// it has no such argument.
Oid WrappedAggregate(FunctionCallInfo fcinfo) {
  const Aggref* wrapper = AggGetAggref(fcinfo);
  if (wrapper == nullptr || wrapper->args == NIL) return InvalidOid;
  const Expr* first = linitial_node(TargetEntry, wrapper->args)->expr;
  if (!IsA(first, Const)) return InvalidOid;
  const auto* constant = reinterpret_cast<const Const*>(first);
  const bool names_function =
      constant->consttype == OIDOID || constant->consttype == REGPROCEDUREOID;
  return names_function && !constant->constisnull ? DatumGetObjectId(constant->constvalue)
                                                  : InvalidOid;
}

bool HasTransitionFunction(Oid aggregate, Oid function) {
  const HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
  if (!HeapTupleIsValid(tuple)) return false;
  const bool has = reinterpret_cast<Form_pg_aggregate>(GETSTRUCT(tuple))->aggtransfn == function;
  ReleaseSysCache(tuple);
  return has;
}

// The declared type; InvalidOid if it is polymorphic.
Oid DeclaredType(Oid function, int argument) {
  Oid* types = nullptr;
  int count = 0;
  get_func_signature(function, &types, &count);
  return argument < count && !IsPolymorphicType(types[argument]) ? types[argument] : InvalidOid;
}

}  // namespace

Oid ArgumentType(FunctionCallInfo fcinfo, int argument) {
  const Oid type = get_fn_expr_argtype(fcinfo->flinfo, argument);
  if (OidIsValid(type)) return type;
  const Oid aggregate = WrappedAggregate(fcinfo);
  // The first argument of a transition function is the state.
  return HasTransitionFunction(aggregate, fcinfo->flinfo->fn_oid)
             ? DeclaredType(aggregate, argument - 1)
             : InvalidOid;
}
