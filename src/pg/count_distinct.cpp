// Which counts of a statement become estimates. This happens before the statement is planned: the
// parser's trees, which views store, stay as they are, and plans can use what the new aggregate
// can.
#include "pg/count_distinct.hpp"

#include "pg/hll_settings.hpp"
#include "pg/type_identity.hpp"

namespace {

planner_hook_type next_planner = nullptr;

struct Findings {
  PlannerInfo* planner;  // Inline notes in its `glob` on which functions the plan depends
  List* counts;          // every count(DISTINCT x)
  bool names_catalogs;   // whether the statement names a table that initdb made
  bool names_others;     // whether it names another one
};

bool IsCountDistinct(const Node* node) {
  if (!IsA(node, Aggref)) return false;
  const auto* call = reinterpret_cast<const Aggref*>(node);
  return call->aggfnoid == F_COUNT_ANY && call->aggdistinct != NIL;
}

void FindInQuery(Query* query, Findings* findings);

bool Find(Node* node, void* findings) {
  if (node == nullptr) return false;
  if (IsA(node, Query)) {
    FindInQuery(reinterpret_cast<Query*>(node), static_cast<Findings*>(findings));
    return false;
  }
  if (IsCountDistinct(node)) {
    List** counts = &static_cast<Findings*>(findings)->counts;
    *counts = lappend(*counts, node);
  }
  return expression_tree_walker(node, PassWalker(Find), findings);
}

void Add(const Findings& more, Findings* findings) {
  findings->counts = list_concat(findings->counts, more.counts);
  findings->names_catalogs |= more.names_catalogs;
  findings->names_others |= more.names_others;
}

// The planner puts the query of some SQL functions in FROM in the place of their calls, at a time
// when nobody can change it any more. Does the same before, if the query has a count(DISTINCT x);
// returns whether.
bool Inline(RangeTblEntry* call, Findings* findings) {
  List* functions = call->functions;
  call->functions = reinterpret_cast<List*>(
      eval_const_expressions(findings->planner, reinterpret_cast<Node*>(functions)));
  Query* body = inline_set_returning_function(findings->planner, call);
  Findings inside = {findings->planner, NIL, false, false};
  if (body != nullptr) FindInQuery(body, &inside);
  if (inside.counts == NIL) {
    call->functions = functions;
    return false;
  }
  // Newer planners take the type of a whole row from the functions, which they clear at the end.
  call->rtekind = RTE_SUBQUERY;
  call->subquery = body;
  call->security_barrier = false;
  Add(inside, findings);
  return true;
}

// Policies of row-level security are not searched: no user's setting may change who sees a row.
void FindInTable(RangeTblEntry* table, Findings* findings) {
  // The tables of a view stand beside it.
  if (table->rtekind == RTE_RELATION && table->relkind != RELKIND_VIEW)
    (IsBuiltIn(table->relid) ? findings->names_catalogs : findings->names_others) = true;
  if (table->rtekind == RTE_FUNCTION && Inline(table, findings)) return;
  List* policies = table->securityQuals;
  table->securityQuals = NIL;
  range_table_entry_walker(table, PassWalker(Find), findings, 0);
  table->securityQuals = policies;
}

void FindInQuery(Query* query, Findings* findings) {
  ListCell* cell = nullptr;
  foreach (cell, query->rtable) FindInTable(lfirst_node(RangeTblEntry, cell), findings);
  List* checks = query->withCheckOptions;
  query->withCheckOptions = NIL;
  query_tree_walker(query, PassWalker(Find), findings, QTW_IGNORE_RANGE_TABLE);
  query->withCheckOptions = checks;
}

// Whether the code that runs has the rights of somebody else than the session: a function with
// SECURITY DEFINER, REFRESH MATERIALIZED VIEW, ANALYZE, an index that is being built.
bool ActsForAnother() {
  Oid user = InvalidOid;
  int context = 0;
  GetUserIdAndSecContext(&user, &context);
  return context != 0;
}

void ApproximateCounts(const Findings& findings, double error) {
  if (findings.counts == NIL) return;
  if (ActsForAnother())
    return ReportExact("The statement runs on behalf of the owner of a function or a table.");
  if (findings.names_catalogs && !findings.names_others)
    return ReportExact("The statement reads no table but PostgreSQL's own.");
  ListCell* cell = nullptr;
  foreach (cell, findings.counts) ApproximateCount(lfirst_node(Aggref, cell), error);
}

// What the planner's functions need to know for Inline.
PlannerInfo* NewPlannerInfo(Query* statement, ParamListInfo parameters) {
  PlannerInfo* planner = makeNode(PlannerInfo);
  planner->parse = statement;
  planner->glob = makeNode(PlannerGlobal);
  planner->glob->boundParams = parameters;
  return planner;
}

PlannedStmt* PlanStatement(Query* statement, const char* text, int cursor_options,
                           ParamListInfo parameters) {
  const double error = CountDistinctErrorSetting();
  if (error == 0) return next_planner(statement, text, cursor_options, parameters);
  Findings findings = {NewPlannerInfo(statement, parameters), NIL, false, false};
  FindInQuery(statement, &findings);
  ApproximateCounts(findings, error);
  PlannedStmt* plan = next_planner(statement, text, cursor_options, parameters);
  const PlannerGlobal* inlined = findings.planner->glob;
  plan->invalItems = list_concat(plan->invalItems, inlined->invalItems);
  plan->dependsOnRole |= inlined->dependsOnRole;
  return plan;
}

}  // namespace

void InstallCountDistinctPlanner() {
  next_planner = planner_hook != nullptr ? planner_hook : standard_planner;
  planner_hook = PlanStatement;
}
