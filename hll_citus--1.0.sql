-- Overloads of the aggregates over values of any type, for the types below. Citus checks that an argument has the
-- declared type, which anyelement is for no value; and no release of Citus sends states of type internal. So these
-- aggregates have declared types, and states of type hll or bloom.

\echo Use "CREATE EXTENSION hll_citus" to load this file. \quit

-- PostgreSQL compares overloads with each other only if they are in the same schema, or in two of the search_path.
DO $check$
DECLARE
  needed text;
BEGIN
  SELECT nspname INTO needed FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'hll';
  IF needed <> current_schema() THEN
    RAISE 'extension hll_citus must be in schema "%", where hll is', needed
      USING ERRCODE = 'invalid_schema_name',
            HINT = format('Use "CREATE EXTENSION hll_citus SCHEMA %I".', needed);
  END IF;
END
$check$;

CREATE FUNCTION hll_expanded_agg_trans(hll, anyelement) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_agg_trans(hll, anyelement) IS 'transition function of hll_agg';

CREATE FUNCTION hll_expanded_agg_trans(hll, anyelement, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_agg_trans(hll, anyelement, integer) IS 'transition function of hll_agg with a log2m';

CREATE FUNCTION hll_expanded_agg_error_trans(hll, anyelement, float8) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_agg_error_trans(hll, anyelement, float8) IS 'transition function of hll_agg with a standard error';

CREATE FUNCTION hll_expanded_count_trans(hll, anyelement) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_count_trans(hll, anyelement) IS 'transition function of approx_count_distinct';

CREATE FUNCTION hll_expanded_count_trans(hll, anyelement, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_count_trans(hll, anyelement, integer) IS 'transition function of approx_count_distinct with a log2m';

CREATE FUNCTION hll_expanded_count_error_trans(hll, anyelement, float8) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_count_error_trans(hll, anyelement, float8) IS 'transition function of approx_count_distinct with a standard error';

CREATE FUNCTION bloom_expanded_agg_trans(bloom, anyelement, bigint, float8) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_expanded_agg_trans(bloom, anyelement, bigint, float8) IS 'transition function of bloom_agg with a capacity and a false positive rate';

CREATE FUNCTION bloom_expanded_agg_trans(bloom, anyelement, float8) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_expanded_agg_trans(bloom, anyelement, float8) IS 'transition function of bloom_agg with a capacity';

-- The aggregates. All numbers and "char" are among the types: without one of them, a call with it would be ambiguous. citext is
-- among them if it is there: PostgreSQL would take the overload for text, which tells A from a. The comment is that of
-- the aggregate over anyelement.
DO $make$
DECLARE
  sketch constant text := 'STYPE = hll, SSPACE = 1024, COMBINEFUNC = hll_expanded_union_trans, '
    'MSTYPE = internal, MSSPACE = 40960, MINVFUNC = hll_sliding_trans_inv, ';
  uniques constant text := sketch || 'FINALFUNC = hll_expanded_pack, MFINALFUNC = hll_sliding_pack, ';
  counts constant text := sketch
    || 'FINALFUNC = hll_expanded_count_final, MFINALFUNC = approx_count_distinct_sliding_final, ';
  filter constant text := 'STYPE = bloom, SSPACE = 2048, COMBINEFUNC = bloom_expanded_union_trans, FINALFUNC = bloom_expanded_final, '
    'SFUNC = bloom_expanded_agg_trans';
  self_sizing constant text := 'STYPE = internal, SSPACE = 512, COMBINEFUNC = bloom_self_sizing_combine, '
    'SERIALFUNC = bloom_self_sizing_serialize, DESERIALFUNC = bloom_self_sizing_deserialize, '
    'FINALFUNC = bloom_self_sizing_final, SFUNC = bloom_self_sizing_trans';
  element regtype;
  form record;
BEGIN
  FOR element IN
    SELECT unnest('{hll_hashval, smallint, integer, bigint, numeric, real, float8, oid, text, "\"char\"", bytea, uuid,
                    date, timestamp, timestamptz}'::regtype[])
    UNION ALL
    SELECT objid FROM pg_depend JOIN pg_extension AS e ON refobjid = e.oid JOIN pg_type AS t ON objid = t.oid
    WHERE classid = 'pg_type'::regclass AND refclassid = 'pg_extension'::regclass AND deptype = 'e'
      AND extname = 'citext' AND typname = 'citext'
  LOOP
    FOR form IN
      VALUES ('hll_agg', '', uniques || 'SFUNC = hll_expanded_agg_trans, MSFUNC = hll_agg_sliding_trans'),
             ('hll_agg', ', integer', uniques || 'SFUNC = hll_expanded_agg_trans, MSFUNC = hll_agg_sliding_trans'),
             ('hll_agg', ', float8', uniques || 'SFUNC = hll_expanded_agg_error_trans, MSFUNC = hll_agg_error_sliding_trans'),
             ('approx_count_distinct', '', counts || 'SFUNC = hll_expanded_count_trans, '
               'MSFUNC = approx_count_distinct_sliding_trans'),
             ('approx_count_distinct', ', integer', counts || 'SFUNC = hll_expanded_count_trans, '
               'MSFUNC = approx_count_distinct_sliding_trans'),
             ('approx_count_distinct', ', float8', counts || 'SFUNC = hll_expanded_count_error_trans, '
               'MSFUNC = approx_count_distinct_error_sliding_trans'),
             ('bloom_agg', ', bigint, float8', filter),
             ('bloom_agg', ', float8', filter),
             ('bloom_agg', '', self_sizing),
             ('bloom_agg_fpr', ', float8', self_sizing)
    LOOP
      EXECUTE format('CREATE AGGREGATE %s(%s%s) (%s, PARALLEL = SAFE)', form.column1, element, form.column2,
                     form.column3);
      EXECUTE format('COMMENT ON AGGREGATE %s(%s%s) IS %L', form.column1, element, form.column2,
                     obj_description(to_regprocedure(format('%s(anyelement%s)', form.column1, form.column2)),
                                     'pg_proc'));
    END LOOP;
  END LOOP;
END
$make$;
