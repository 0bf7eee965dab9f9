// The C functions of postgresql-hll whose names aren't those of functions here. Nothing that
// CREATE EXTENSION makes calls them. The catalogs of postgresql-hll do:
//
// - sessions between the exchange of the files and ALTER EXTENSION hll UPDATE;
// - pg_upgrade, which makes the old server's catalogs anew beside this module.
//
// scripts/check-takeover calls all functions of the old catalogs.
#include "pg/pg.hpp"

// Defines `old_name` as another name of `present`, a function of this module or of the server. The
// functions look at PG_NARGS() where their old names differ by the number of arguments.
#define OLD_NAME(old_name, present)           \
  extern "C" Datum present(FunctionCallInfo); \
  SQL_FUNCTION(old_name) { return present(fcinfo); }

OLD_NAME(hll, hll_coerce)

OLD_NAME(hll_hashval, int8up)
OLD_NAME(hll_hashval_in, int8in)
OLD_NAME(hll_hashval_out, int8out)
OLD_NAME(hll_hashval_eq, int8eq)
OLD_NAME(hll_hashval_ne, int8ne)

OLD_NAME(hll_hash_1byte, hll_hash_boolean)
OLD_NAME(hll_hash_2byte, hll_hash_smallint)
OLD_NAME(hll_hash_4byte, hll_hash_integer)
OLD_NAME(hll_hash_8byte, hll_hash_bigint)
OLD_NAME(hll_hash_varlena, hll_hash_bytea)

OLD_NAME(hll_empty0, hll_empty)
OLD_NAME(hll_empty1, hll_empty)
OLD_NAME(hll_empty2, hll_empty)
OLD_NAME(hll_empty3, hll_empty)
OLD_NAME(hll_empty4, hll_empty)

OLD_NAME(hll_add_trans0, hll_add_trans)
OLD_NAME(hll_add_trans1, hll_add_trans)
OLD_NAME(hll_add_trans2, hll_add_trans)
OLD_NAME(hll_add_trans3, hll_add_trans)
OLD_NAME(hll_add_trans4, hll_add_trans)
