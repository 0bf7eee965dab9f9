#include "pg/column_counts.hpp"

#include <algorithm>

namespace {

// A target list has at most 1,664 entries. A column needs two, and the rows need one.
constexpr int kMostColumns = 800;

// auto_explain shows this as the text of the query.
constexpr char kText[] = "the scan of hll_n_distinct";

// Takes the only row of the query, whose columns are of type bigint.
struct Receiver {
  DestReceiver base;  // first, because PostgreSQL knows only this part
  int64 counts[2 * kMostColumns + 1];
};

bool Receive(TupleTableSlot* row, DestReceiver* self) {
  auto* receiver = reinterpret_cast<Receiver*>(self);
  slot_getallattrs(row);
  for (int i = 0; i < row->tts_tupleDescriptor->natts; ++i)
    receiver->counts[i] = DatumGetInt64(row->tts_values[i]);
  return true;
}

Receiver* NewReceiver() {
  auto* receiver = static_cast<Receiver*>(palloc0(sizeof(Receiver)));
  receiver->base.receiveSlot = Receive;
  receiver->base.rStartup = [](DestReceiver*, int, TupleDesc) {};
  receiver->base.rShutdown = [](DestReceiver*) {};
  receiver->base.rDestroy = [](DestReceiver*) {};
  receiver->base.mydest = DestNone;
  return receiver;
}

// The call of an aggregate that returns bigint; of no argument if `column` is null. PostgreSQL's
// planner fills in what is left out here.
Aggref* CallOf(Oid aggregate, Var* column) {
  auto* call = makeNode(Aggref);
  call->aggfnoid = aggregate;
  call->aggtype = INT8OID;
  call->aggkind = AGGKIND_NORMAL;
  call->aggsplit = AGGSPLIT_SIMPLE;
  call->aggno = call->aggtransno = call->location = -1;
  call->aggstar = column == nullptr;
  if (column == nullptr) return call;
  call->inputcollid = column->varcollid;
  call->aggargtypes = list_make1_oid(column->vartype);
  call->args = list_make1(makeTargetEntry(reinterpret_cast<Expr*>(column), 1, nullptr, false));
  return call;
}

void AddCall(Query* query, Oid aggregate, Node* column) {
  Aggref* call = CallOf(aggregate, reinterpret_cast<Var*>(column));
  const auto position = static_cast<AttrNumber>(list_length(query->targetList) + 1);
  query->targetList = lappend(
      query->targetList, makeTargetEntry(reinterpret_cast<Expr*>(call), position, nullptr, false));
}

// SELECT count(*), count(a), approx_count_distinct(a), count(b), ... FROM relation.
Query* QueryOf(Relation relation, Oid distinct_values, const ColumnCount* columns, int count) {
  ParseState* parse = make_parsestate(nullptr);
  ParseNamespaceItem* table =
      addRangeTableEntryForRelation(parse, relation, AccessShareLock, nullptr, true, true);
  addNSItemToQuery(parse, table, true, true, true);
  auto* query = makeNode(Query);
  query->commandType = CMD_SELECT;
  query->canSetTag = true;
  query->hasAggs = true;
  AddCall(query, F_COUNT_, nullptr);
  for (int i = 0; i < count; ++i) {
    char* name = NameStr(TupleDescAttr(RelationGetDescr(relation), columns[i].number - 1)->attname);
    // Each call needs a Var of its own. Making it asks for the permission to read the column.
    AddCall(query, F_COUNT_ANY, scanNSItemForColumn(parse, table, 0, name, -1));
    AddCall(query, distinct_values, scanNSItemForColumn(parse, table, 0, name, -1));
  }
  TakeTables(query, parse);
  query->jointree = makeFromExpr(parse->p_joinlist, nullptr);
  free_parsestate(parse);
  return query;
}

void Run(Query* query, DestReceiver* receiver) {
  query = linitial_node(Query, QueryRewrite(query));  // adds row security
  PlannedStmt* plan = pg_plan_query(query, kText, CURSOR_OPT_PARALLEL_OK, nullptr);
  QueryDesc* running = CreateQueryDesc(plan, kText, GetActiveSnapshot(), InvalidSnapshot, receiver,
                                       nullptr, nullptr, 0);
  ExecutorStart(running, 0);
  RunOnce(running);
  ExecutorFinish(running);
  ExecutorEnd(running);
  FreeQueryDesc(running);
}

}  // namespace

int64 CountColumns(Relation relation, Oid distinct_values, ColumnCount* columns, int count) {
  Receiver* receiver = NewReceiver();
  for (int first = 0; first < count; first += kMostColumns) {
    const int last = std::min(first + kMostColumns, count);
    Run(QueryOf(relation, distinct_values, columns + first, last - first), &receiver->base);
    const int64* counts = receiver->counts + 1;
    for (int i = first; i < last; ++i, counts += 2) {
      columns[i].nulls = receiver->counts[0] - counts[0];
      // An estimate may exceed what is possible.
      columns[i].distinct = std::min(counts[0], counts[1]);
    }
  }
  return receiver->counts[0];
}
