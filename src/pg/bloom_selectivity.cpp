// The selectivity of @> and <@ for the planner: which share of rows passes.
//
// PostgreSQL calls these functions with any expressions that stand in a query. A superuser (before
// the minor releases of February 2026: anybody) can name them as estimators of an operator of other
// types. So each function checks its arguments.
#include "bloom/estimate.hpp"
#include "pg/bloom_value.hpp"
#include "pg/type_identity.hpp"

using bloom::Filter;

namespace {

// The share if the filter, or the number of distinct elements, isn't known at planning time.
constexpr double kUnknownShare = 0.1;

// Of `distinct` different elements in the rows, those pass that the filter holds, and the false
// positives among the others.
double ShareOfKnown(const Filter& filter, double distinct) {
  const double held = std::min(1.0, bloom::Cardinality(filter) / std::max(distinct, 1.0));
  return held + (1 - held) * FalsePositiveRate(filter);
}

// What the planner asks about: the expressions that are compared.
struct Question {
  PlannerInfo* root;
  Node* filter;
  Node* element;
  int relation;
};

double Selectivity(const Question& question) {
  Node* filter = estimate_expression_value(question.root, question.filter);
  if (!IsA(filter, Const)) return kUnknownShare;
  const auto* constant = reinterpret_cast<const Const*>(filter);
  if (!IsOurs(getBaseType(constant->consttype), "bloom")) return kUnknownShare;
  if (constant->constisnull) return 0;
  VariableStatData variable;
  examine_variable(question.root, question.element, question.relation, &variable);
  bool is_default = false;
  const double distinct = get_variable_numdistinct(&variable, &is_default);
  ReleaseVariableStats(variable);
  const Filter known = FilterOf(constant->constvalue);
  return is_default && !known.holds_nothing() ? kUnknownShare : ShareOfKnown(known, distinct);
}

// `arguments` belong to an operator or function whose argument kFilter is the filter. If there
// aren't two, there is nothing to compare.
template <int kFilter>
double SelectivityOfArguments(PlannerInfo* root, List* arguments, int relation) {
  if (list_length(arguments) != 2) return kUnknownShare;
  return Selectivity({root, static_cast<Node*>(list_nth(arguments, kFilter)),
                      static_cast<Node*>(list_nth(arguments, 1 - kFilter)), relation});
}

template <int kFilter>
Datum OperatorSelectivity(FunctionCallInfo fcinfo) {
  PG_RETURN_FLOAT8(SelectivityOfArguments<kFilter>(
      reinterpret_cast<PlannerInfo*>(PG_GETARG_POINTER(0)),
      reinterpret_cast<List*>(PG_GETARG_POINTER(2)), PG_GETARG_INT32(3)));
}

// Whether the function's first argument is the filter, as in bloom_contains, or its second one, as
// in bloom_contained.
bool TakesFilterFirst(Oid asked) {
  Oid* types = nullptr;
  int count = 0;
  get_func_signature(asked, &types, &count);
  return count > 0 && IsOurs(types[0], "bloom");
}

}  // namespace

// The planner support function of bloom_contains and bloom_contained.
SQL_FUNCTION(bloom_contains_support) {
  Node* request = reinterpret_cast<Node*>(PG_GETARG_POINTER(0));
  if (!IsA(request, SupportRequestSelectivity)) PG_RETURN_POINTER(nullptr);
  auto* asked = reinterpret_cast<SupportRequestSelectivity*>(request);
  const auto selectivity =
      TakesFilterFirst(asked->funcid) ? SelectivityOfArguments<0> : SelectivityOfArguments<1>;
  asked->selectivity = selectivity(asked->root, asked->args, asked->varRelid);
  PG_RETURN_POINTER(asked);
}

// Restriction estimators of the operators @> and <@.
SQL_FUNCTION(bloom_contains_sel) { return OperatorSelectivity<0>(fcinfo); }

SQL_FUNCTION(bloom_contained_sel) { return OperatorSelectivity<1>(fcinfo); }

// Their join estimator.
SQL_FUNCTION(bloom_joinsel) { PG_RETURN_FLOAT8(kUnknownShare); }
