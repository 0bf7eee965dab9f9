// The door to PostgreSQL: the only file that includes its headers, and the home of every test of
// the server's version.
//
// Everything behind this door may leave by longjmp, so code in src/pg holds only trivially
// destructible locals.
#pragma once

extern "C" {
#include "postgres.h"

#include "access/detoast.h"
#include "access/heaptoast.h"
#include "access/htup_details.h"
#include "access/nbtree.h"
#include "access/relation.h"
#include "catalog/catalog.h"
#include "catalog/dependency.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_language.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "commands/extension.h"
#include "common/hashfn.h"
#include "executor/executor.h"
#include "executor/nodeHash.h"
#include "fmgr.h"
#include "foreign/fdwapi.h"
#include "foreign/foreign.h"
#include "funcapi.h"
#include "lib/ilist.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "optimizer/planner.h"
#include "parser/parse_node.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteHandler.h"
#include "tcop/dest.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/expandeddatum.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/multirangetypes.h"
#include "utils/plancache.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/selfuncs.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"
#include "utils/varlena.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif
}

#if PG_VERSION_NUM < 150000
#error "hll needs PostgreSQL 15 or later"
#endif

#if PG_VERSION_NUM < 160000
// Soft errors came with PostgreSQL 16. In older versions such an error is raised.
#define errsave(context, ...)      \
  do {                             \
    static_cast<void>(context);    \
    ereport(ERROR, (__VA_ARGS__)); \
  } while (0)

inline bool DirectInputFunctionCallSafe(PGFunction function, char* text, Oid, int32, fmNodePtr,
                                        Datum* result) {
  *result = DirectFunctionCall1(function, CStringGetDatum(text));
  return true;
}
#endif

// The permissions of a query's tables are a list of their own since PostgreSQL 16.
inline void TakeTables(Query* query, ParseState* parse) {
  query->rtable = parse->p_rtable;
#if PG_VERSION_NUM >= 160000
  query->rteperminfos = parse->p_rteperminfos;
#endif
}

inline void RunOnce(QueryDesc* query) {
#if PG_VERSION_NUM >= 180000
  ExecutorRun(query, ForwardScanDirection, 0);
#else
  ExecutorRun(query, ForwardScanDirection, 0, true);
#endif
}

// A function that the tree walkers call for each node. Before version 16 they take it without its
// arguments, as C may.
using TreeWalker = bool (*)(Node*, void*);
#if PG_VERSION_NUM < 160000
inline auto PassWalker(TreeWalker walker) {
  return reinterpret_cast<bool (*)()>(reinterpret_cast<void (*)()>(walker));
}
#else
inline TreeWalker PassWalker(TreeWalker walker) { return walker; }
#endif

// Whether the current user may call a function.
inline bool MayExecute(Oid function) {
#if PG_VERSION_NUM < 160000
  return pg_proc_aclcheck(function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK;
#else
  return object_aclcheck(ProcedureRelationId, function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK;
#endif
}

// Says who we are to pg_get_loaded_modules(), which came with PostgreSQL 18.
#if PG_VERSION_NUM >= 180000
#define HLL_MODULE_MAGIC(VERSION) PG_MODULE_MAGIC_EXT(.name = "hll", .version = VERSION)
#else
#define HLL_MODULE_MAGIC(VERSION) PG_MODULE_MAGIC
#endif

#define HLL_EXPORT extern "C" __attribute__((visibility("default")))

// Begins the definition of a function that SQL calls by the same name. The module is built with
// hidden visibility; the declaration in this macro makes the function visible.
#define SQL_FUNCTION(name)                                 \
  HLL_EXPORT const Pg_finfo_record* pg_finfo_##name(void); \
  HLL_EXPORT Datum name(PG_FUNCTION_ARGS);                 \
  extern "C" {                                             \
  PG_FUNCTION_INFO_V1(name);                               \
  }                                                        \
  Datum name([[maybe_unused]] FunctionCallInfo fcinfo)
