// What the planner hears of "may the filter hold this?": which share of rows passes.
#include "bloom/estimate.hpp"
#include "pg/bloom_value.hpp"

using bloom::Filter;

namespace {

// Where the filter, or how many different elements there are, is not known when the query is
// planned.
constexpr double kUnknownShare = 0.1;

// Of rows whose elements are `distinct` different values, as many pass as the filter holds, and of
// the others those that it takes for its own.
double ShareOfKnown(const Filter& filter, double distinct) {
  const double held = std::min(1.0, bloom::Cardinality(filter) / std::max(distinct, 1.0));
  return held + (1 - held) * FalsePositiveRate(filter);
}

// `filter` and `element` are the expressions that are compared.
double Selectivity(PlannerInfo* root, Node* filter, Node* element, int relation) {
  filter = estimate_expression_value(root, filter);
  if (!IsA(filter, Const)) return kUnknownShare;
  const auto* constant = reinterpret_cast<const Const*>(filter);
  if (constant->constisnull) return 0;
  VariableStatData variable;
  examine_variable(root, element, relation, &variable);
  bool is_default = false;
  const double distinct = get_variable_numdistinct(&variable, &is_default);
  ReleaseVariableStats(variable);
  const Filter known = FilterOf(constant->constvalue);
  return is_default && !known.holds_nothing() ? kUnknownShare : ShareOfKnown(known, distinct);
}

double SelectivityOfArguments(PlannerInfo* root, List* arguments, bool filter_first, int relation) {
  auto* first = static_cast<Node*>(linitial(arguments));
  auto* second = static_cast<Node*>(lsecond(arguments));
  return filter_first ? Selectivity(root, first, second, relation)
                      : Selectivity(root, second, first, relation);
}

template <bool kFilterFirst>
Datum OperatorSelectivity(FunctionCallInfo fcinfo) {
  PG_RETURN_FLOAT8(SelectivityOfArguments(reinterpret_cast<PlannerInfo*>(PG_GETARG_POINTER(0)),
                                          reinterpret_cast<List*>(PG_GETARG_POINTER(2)),
                                          kFilterFirst, PG_GETARG_INT32(3)));
}

}  // namespace

// The planner support function of bloom_contains.
SQL_FUNCTION(bloom_contains_support) {
  Node* request = reinterpret_cast<Node*>(PG_GETARG_POINTER(0));
  if (!IsA(request, SupportRequestSelectivity)) PG_RETURN_POINTER(nullptr);
  auto* asked = reinterpret_cast<SupportRequestSelectivity*>(request);
  asked->selectivity = SelectivityOfArguments(asked->root, asked->args, true, asked->varRelid);
  PG_RETURN_POINTER(asked);
}

// Restriction estimators of the operators @> and <@.
SQL_FUNCTION(bloom_contains_sel) { return OperatorSelectivity<true>(fcinfo); }

SQL_FUNCTION(bloom_contained_sel) { return OperatorSelectivity<false>(fcinfo); }

// Their join estimator.
SQL_FUNCTION(bloom_joinsel) { PG_RETURN_FLOAT8(kUnknownShare); }
