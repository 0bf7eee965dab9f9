// The type of an argument of the running function, for functions that take values of any type.
#pragma once

#include "pg/pg.hpp"

// InvalidOid if nobody says it. Looks also behind Citus' aggregate worker_partial_agg, which calls
// the transition function of the aggregate that is its first argument without an expression.
Oid ArgumentType(FunctionCallInfo fcinfo, int argument);
