// Results of functions that return a row.
#pragma once

#include <cstddef>

#include "pg/pg.hpp"

// A row of the type that the running function was declared with, without NULLs.
// REQUIRES: that type has kColumns columns.
template <size_t kColumns>
Datum RowDatum(FunctionCallInfo fcinfo, const Datum (&values)[kColumns]) {
  TupleDesc type;
  if (get_call_result_type(fcinfo, nullptr, &type) != TYPEFUNC_COMPOSITE)
    elog(ERROR, "return type must be a row type");
  bool nulls[kColumns] = {};
  return HeapTupleGetDatum(
      heap_form_tuple(BlessTupleDesc(type), const_cast<Datum*>(values), nulls));
}
