// hll_n_distinct: the number of distinct values of a table's columns, beside what ANALYZE believes,
// and the statement that tells it.
#include <cmath>

#include "pg/array.hpp"
#include "pg/column_counts.hpp"
#include "pg/hash_datum.hpp"

namespace {

// ANALYZE stores a share of the rows, and not a number, above this share: it expects that such a
// column gets new values as the table grows.
constexpr double kGrowingShare = 0.1;

// Raises 42P01 if there is no such relation, and 42809 if it is not one that ANALYZE reads.
Relation OpenTable(Oid oid) {
  Relation relation = try_relation_open(oid, AccessShareLock);
  if (relation == nullptr)
    ereport(ERROR,
            (errcode(ERRCODE_UNDEFINED_TABLE), errmsg("relation with OID %u does not exist", oid)));
  const char kind = relation->rd_rel->relkind;
  if (kind == RELKIND_RELATION || kind == RELKIND_PARTITIONED_TABLE || kind == RELKIND_MATVIEW ||
      kind == RELKIND_FOREIGN_TABLE)
    return relation;
  ereport(
      ERROR,
      (errcode(ERRCODE_WRONG_OBJECT_TYPE),
       errmsg("cannot count the columns of relation \"%s\"", RelationGetRelationName(relation)),
       errdetail_relkind_not_supported(kind),
       kind != RELKIND_VIEW ? 0 : errhint("Count the columns of the tables that the view reads.")));
}

// The numbers of the columns in the array; of all columns if it is null.
Bitmapset* WantedColumns(Relation relation, ArrayType* names) {
  Bitmapset* wanted = nullptr;
  const TupleDesc type = RelationGetDescr(relation);
  if (names == nullptr) {
    for (int i = 0; i < type->natts; ++i)
      if (!TupleDescAttr(type, i)->attisdropped) wanted = bms_add_member(wanted, i + 1);
    return wanted;
  }
  ArrayReader reader(names);
  while (reader.Next()) {
    if (reader.is_null())
      ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                      errmsg("names of columns must not be null")));
    const char* name = NameStr(*DatumGetName(reader.element()));
    const AttrNumber number = get_attnum(RelationGetRelid(relation), name);
    if (number <= 0)
      ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
                      errmsg("column \"%s\" of relation \"%s\" does not exist", name,
                             RelationGetRelationName(relation))));
    wanted = bms_add_member(wanted, number);
  }
  return wanted;
}

// Keeps the wanted columns that can be hashed, and says which can't.
int TakeColumns(Relation relation, const Bitmapset* wanted, ColumnCount* columns) {
  StringInfoData left_out;
  initStringInfo(&left_out);
  int count = 0;
  for (int number = -1; (number = bms_next_member(wanted, number)) >= 0;) {
    const FormData_pg_attribute* column = TupleDescAttr(RelationGetDescr(relation), number - 1);
    if (CanHash(column->atttypid, column->attcollation))
      columns[count++] = {column->attnum, 0, 0};
    else
      appendStringInfo(&left_out, "%s\"%s\" of type %s", left_out.len == 0 ? "" : ", ",
                       NameStr(column->attname), format_type_be(column->atttypid));
  }
  if (left_out.len > 0)
    ereport(NOTICE, (errmsg("columns whose type has no hash function are left out"),
                     errdetail("They are %s.", left_out.data)));
  return count;
}

// The aggregate of the extension that this function belongs to.
Oid ApproxCountDistinct(FunctionCallInfo fcinfo) {
  const Oid argument = ANYELEMENTOID;
  const Oid aggregate =
      GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum("approx_count_distinct"),
                      PointerGetDatum(buildoidvector(&argument, 1)),
                      ObjectIdGetDatum(get_func_namespace(fcinfo->flinfo->fn_oid)));
  if (!OidIsValid(aggregate)) elog(ERROR, "approx_count_distinct(anyelement) is missing");
  return aggregate;
}

// What the rows of the result have in common.
struct Table {
  Oid oid;
  const char* name;  // qualified and quoted
  bool inherited;    // ANALYZE keeps apart what it finds in a table and in its children
  bool all_rows;     // false if row security may hide some from the caller
  bool can_alter;
  int64 rows;
};

Table Describe(Relation relation) {
  const Oid oid = RelationGetRelid(relation);
  return {oid,
          quote_qualified_identifier(get_namespace_name(RelationGetNamespace(relation)),
                                     RelationGetRelationName(relation)),
          find_inheritance_children(oid, NoLock) != NIL ||
              relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE,
          check_enable_rls(oid, InvalidOid, true) != RLS_ENABLED,
          !IsCatalogRelation(relation),
          0};
}

// The number of distinct values that the last ANALYZE stored, NAN if it stored none. Like the view
// pg_stats, says nothing about tables whose rows may be hidden from the caller.
double Analyzed(const Table& table, AttrNumber column) {
  if (!table.all_rows) return NAN;
  const HeapTuple tuple = SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(table.oid),
                                          Int16GetDatum(column), BoolGetDatum(table.inherited));
  if (!HeapTupleIsValid(tuple)) return NAN;
  const double stored = reinterpret_cast<Form_pg_statistic>(GETSTRUCT(tuple))->stadistinct;
  ReleaseSysCache(tuple);
  if (stored == 0 || table.rows == 0) return NAN;
  return std::fmax(1, std::rint(stored < 0 ? -stored * static_cast<double>(table.rows) : stored));
}

// What n_distinct becomes: a share of the rows, or a number.
char* SettingOf(const Table& table, int64 distinct) {
  const double share = static_cast<double>(distinct) / static_cast<double>(table.rows);
  return share > kGrowingShare ? psprintf("-%.4g", share) : psprintf(INT64_FORMAT, distinct);
}

// Null if there is nothing to tell ANALYZE, or nobody can.
char* StatementOf(const Table& table, const char* column, int64 distinct) {
  if (!table.all_rows || !table.can_alter || distinct == 0) return nullptr;
  return psprintf("ALTER TABLE %s ALTER COLUMN %s SET (%s = %s);", table.name,
                  quote_identifier(column), table.inherited ? "n_distinct_inherited" : "n_distinct",
                  SettingOf(table, distinct));
}

void PutRow(ReturnSetInfo* result, const Table& table, Name column, const ColumnCount& counts) {
  const double analyzed = Analyzed(table, counts.number);
  const char* statement = StatementOf(table, NameStr(*column), counts.distinct);
  const Datum values[] = {
      NameGetDatum(column),
      Int64GetDatum(table.rows),
      Int64GetDatum(counts.nulls),
      Int64GetDatum(counts.distinct),
      Float8GetDatum(analyzed),
      Float8GetDatum(static_cast<double>(counts.distinct) / analyzed),
      statement == nullptr ? Datum{0} : CStringGetTextDatum(statement),
  };
  const bool unknown = std::isnan(analyzed);
  const bool nulls[] = {false, false, false, false, unknown, unknown, statement == nullptr};
  tuplestore_putvalues(result->setResult, result->setDesc, const_cast<Datum*>(values),
                       const_cast<bool*>(nulls));
}

}  // namespace

// (relation regclass, columns name[]).
SQL_FUNCTION(hll_n_distinct) {
  InitMaterializedSRF(fcinfo, 0);
  if (PG_ARGISNULL(0)) PG_RETURN_VOID();
  Relation relation = OpenTable(PG_GETARG_OID(0));
  const TupleDesc type = RelationGetDescr(relation);
  const Bitmapset* wanted =
      WantedColumns(relation, PG_ARGISNULL(1) ? nullptr : PG_GETARG_ARRAYTYPE_P(1));
  auto* columns = static_cast<ColumnCount*>(palloc(sizeof(ColumnCount) * MaxAttrNumber));
  const int count = TakeColumns(relation, wanted, columns);
  Table table = Describe(relation);
  table.rows = CountColumns(relation, ApproxCountDistinct(fcinfo), columns, count);
  for (int i = 0; i < count; ++i)
    PutRow(reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo), table,
           &TupleDescAttr(type, columns[i].number - 1)->attname, columns[i]);
  relation_close(relation, NoLock);  // a lock on a table ends with its transaction
  PG_RETURN_VOID();
}
