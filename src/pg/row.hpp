// Results of functions that return a row.
#pragma once

#include <cstddef>

#include "pg/pg.hpp"

// A row of the type that the running function was declared with.
// REQUIRES: that type has kColumns columns.
template <size_t kColumns>
Datum RowDatum(FunctionCallInfo fcinfo, const Datum (&values)[kColumns],
               const bool (&nulls)[kColumns] = {}) {
  TupleDesc type;
  if (get_call_result_type(fcinfo, nullptr, &type) != TYPEFUNC_COMPOSITE)
    elog(ERROR, "return type must be a row type");
  return HeapTupleGetDatum(
      heap_form_tuple(BlessTupleDesc(type), const_cast<Datum*>(values), const_cast<bool*>(nulls)));
}
