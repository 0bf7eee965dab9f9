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
  List* foreign_tables;  // their OIDs
  List* inlined;         // the functions in whose queries the search is
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
  findings->foreign_tables = list_concat(findings->foreign_tables, more.foreign_tables);
  findings->names_catalogs |= more.names_catalogs;
  findings->names_others |= more.names_others;
}

bool IsInSql(Oid function) {
  HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
  if (!HeapTupleIsValid(tuple)) return false;
  const Oid language = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->prolang;
  ReleaseSysCache(tuple);
  return language == SQLlanguageId;
}

// The function in SQL that a call in FROM consists of, or InvalidOid.
Oid SqlFunctionOf(const RangeTblEntry* call) {
  if (list_length(call->functions) != 1) return InvalidOid;
  const Node* expression = linitial_node(RangeTblFunction, call->functions)->funcexpr;
  if (!IsA(expression, FuncExpr)) return InvalidOid;
  const Oid function = reinterpret_cast<const FuncExpr*>(expression)->funcid;
  return IsInSql(function) ? function : Oid{InvalidOid};
}

// The planner puts the query of some SQL functions in FROM in the place of their calls, at a time
// when nobody can change it any more. Does the same before, if the query has a count(DISTINCT x);
// returns whether. Leaves the calls of a function in its own query to the planner, which may learn
// from constants that they never run; inlining them here would not end.
bool Inline(RangeTblEntry* call, Findings* findings) {
  const Oid function = SqlFunctionOf(call);
  if (!OidIsValid(function) || list_member_oid(findings->inlined, function)) return false;
  List* functions = call->functions;
  call->functions = reinterpret_cast<List*>(
      eval_const_expressions(findings->planner, reinterpret_cast<Node*>(functions)));
  Query* body = inline_set_returning_function(findings->planner, call);
  Findings inside = {findings->planner, NIL, NIL, NIL, false, false};
  inside.inlined = lappend_oid(list_copy(findings->inlined), function);
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
  if (table->rtekind == RTE_RELATION && table->relkind == RELKIND_FOREIGN_TABLE)
    findings->foreign_tables = lappend_oid(findings->foreign_tables, table->relid);
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

// Whether a server has an option `extensions`, as those of postgres_fdw, that lists this one.
bool HasExtension(const ForeignServer* server, const char* extension) {
  ListCell* cell = nullptr;
  foreach (cell, server->options) {
    auto* option = lfirst_node(DefElem, cell);
    List* names = NIL;
    if (strcmp(option->defname, "extensions") != 0 ||
        !SplitIdentifierString(pstrdup(defGetString(option)), ',', &names))
      continue;
    ListCell* name = nullptr;
    foreach (name, names)
      if (strcmp(static_cast<const char*>(lfirst(name)), extension) == 0) return true;
  }
  return false;
}

// Whether the server of a foreign table can be asked for a count(DISTINCT x), but not for an
// estimate. Then all rows would be fetched for the estimate.
bool CountsElsewhere(Oid table) {
  const ForeignServer* server = GetForeignServer(GetForeignTable(table)->serverid);
  if (GetFdwRoutineByServerId(server->serverid)->GetForeignUpperPaths == nullptr) return false;
  const bool citus = OidIsValid(get_extension_oid("hll_citus", true));
  return !HasExtension(server, "hll") || (citus && !HasExtension(server, "hll_citus"));
}

bool AnyCountsElsewhere(const List* foreign_tables) {
  ListCell* cell = nullptr;
  foreach (cell, foreign_tables)
    if (CountsElsewhere(lfirst_oid(cell))) return true;
  return false;
}

void ApproximateCounts(const Findings& findings, double error) {
  if (findings.counts == NIL) return;
  if (ActsForAnother())
    return ReportExact("The statement runs on behalf of the owner of a function or a table.");
  if (findings.names_catalogs && !findings.names_others)
    return ReportExact("The statement reads no table but PostgreSQL's own.");
  if (AnyCountsElsewhere(findings.foreign_tables))
    return ReportExact("The server of a foreign table has no option extensions with hll.");
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
  Findings findings = {NewPlannerInfo(statement, parameters), NIL, NIL, NIL, false, false};
  FindInQuery(statement, &findings);
  ApproximateCounts(findings, error);
  PlannedStmt* plan = next_planner(statement, text, cursor_options, parameters);
  const PlannerGlobal* inlined = findings.planner->glob;
  plan->invalItems = list_concat(plan->invalItems, inlined->invalItems);
  // Whose rights the code has, and what the role may call, decide about counts, too.
  plan->dependsOnRole |= inlined->dependsOnRole || findings.counts != NIL;
  return plan;
}

}  // namespace

void InstallCountDistinctPlanner() {
  next_planner = planner_hook != nullptr ? planner_hook : standard_planner;
  planner_hook = PlanStatement;
}
