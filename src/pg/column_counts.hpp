// Counts the rows of a table, and the NULLs and the distinct values of its columns.
#pragma once

#include "pg/pg.hpp"

struct ColumnCount {
  AttrNumber number;
  int64 nulls;
  int64 distinct;
};

// Counts `count` columns, of which `number` is given, in one scan for each 800 of them, and returns
// the number of rows; 0 if there is no column. `distinct_values` is the aggregate
// approx_count_distinct(anyelement).
//
// The scan does what a SELECT of the current user does: parallel plans, children, partitions,
// permissions, row security. No name is looked up and no query text parsed, so that nobody's
// functions, operators or renamed tables can come between.
// REQUIRES: the relation is locked.
int64 CountColumns(Relation relation, Oid distinct_values, ColumnCount* columns, int count);
