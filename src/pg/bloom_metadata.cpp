// Functions that tell about a filter: its parameters, its size, and what its bits tell.
#include "bloom/estimate.hpp"
#include "pg/bloom_value.hpp"
#include "pg/row.hpp"
#include "pg/varlena.hpp"

using bloom::Filter;
using bloom::Form;

namespace {

const char* NameOf(Form form) {
  switch (form) {
    case Form::kEmpty:
      return "EMPTY";
    case Form::kSparse:
      return "SPARSE";
    case Form::kDense:
      return "DENSE";
  }
  pg_unreachable();
}

template <double (*kEstimate)(const Filter&)>
Datum Estimate(FunctionCallInfo fcinfo) {
  PG_RETURN_FLOAT8(kEstimate(FilterOf(PG_GETARG_DATUM(0))));
}

Datum Text(std::string_view text) {
  return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
}

}  // namespace

SQL_FUNCTION(bloom_cardinality) { return Estimate<bloom::Cardinality>(fcinfo); }

SQL_FUNCTION(bloom_fpr) { return Estimate<bloom::FalsePositiveRate>(fcinfo); }

SQL_FUNCTION(bloom_fill) { return Estimate<bloom::Fill>(fcinfo); }

// NULL if the filter has no parameters.
SQL_FUNCTION(bloom_capacity) {
  const Filter filter = HeaderOf(PG_GETARG_DATUM(0));
  if (filter.form() == Form::kEmpty) PG_RETURN_NULL();
  PG_RETURN_INT64(static_cast<int64>(filter.params().capacity()));
}

SQL_FUNCTION(bloom_target_fpr) {
  const Filter filter = HeaderOf(PG_GETARG_DATUM(0));
  if (filter.form() == Form::kEmpty) PG_RETURN_NULL();
  PG_RETURN_FLOAT8(filter.params().fpr());
}

// bloom_nbytes(capacity, fpr): what pg_column_size returns for a DENSE filter in memory.
SQL_FUNCTION(bloom_nbytes) {
  const bloom::Shape shape = ShapeOf(BloomParams(PG_GETARG_INT64(0), PG_GETARG_FLOAT8(1)));
  PG_RETURN_INT64(static_cast<int64>(VARHDRSZ + bloom::DenseBytes(shape.blocks)));
}

SQL_FUNCTION(bloom_info) {
  const Filter filter = FilterOf(PG_GETARG_DATUM(0));
  const bloom::Kind kind = filter.kind();
  const bool is_empty = filter.form() == Form::kEmpty;
  const bloom::Params params = is_empty ? bloom::Params() : filter.params();
  const Datum values[] = {
      Text(NameOf(filter.form())),
      Text(kind.name()),
      Int64GetDatum(static_cast<int64>(params.capacity())),
      Float8GetDatum(params.fpr()),
      Int32GetDatum(static_cast<int32>(filter.shape().blocks)),
      Int32GetDatum(filter.shape().probes),
      Int64GetDatum(static_cast<int64>(VARHDRSZ + filter.bytes().size())),
      Float8GetDatum(bloom::Fill(filter)),
      Float8GetDatum(bloom::Cardinality(filter)),
      Float8GetDatum(bloom::FalsePositiveRate(filter)),
  };
  const bool nulls[] = {false,    kind.empty(), is_empty, is_empty, is_empty,
                        is_empty, false,        false,    false,    false};
  return RowDatum(fcinfo, values, nulls);
}
