// The argument `confidence` of functions that give bounds.
#pragma once

#include "pg/pg.hpp"

// Raises 22023 unless it is between 0 and 1.
inline double ConfidenceArgument(FunctionCallInfo fcinfo, int argument) {
  const double confidence = PG_GETARG_FLOAT8(argument);
  if (!(confidence > 0.0 && confidence < 1.0))  // catches NaN as well
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("confidence must be greater than 0 and less than 1")));
  return confidence;
}
