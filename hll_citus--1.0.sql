-- Overloads of the aggregates over values of any type, for the types below. Citus checks that an argument has the
-- declared type, which anyelement is for no value; and no release of Citus sends states of type internal. So these
-- aggregates have declared types, and states of type hll or bloom.
--
-- PostgreSQL runs this script as a superuser, for anybody who may create in the database. So no name is looked up in a
-- schema where others may create, except those that are written with the schema of hll; and the end makes sure that
-- these led to functions of the extensions.

\echo Use "CREATE EXTENSION hll_citus" to load this file. \quit

DO $make$
DECLARE
  home constant name := pg_catalog.current_schema();
  needed name;
  form record;
  element regtype;
  strange text;
BEGIN
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);

  -- PostgreSQL compares overloads with each other only if they are in the same schema, or in two of the search_path.
  SELECT nspname INTO needed FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'hll';
  IF needed <> home THEN
    RAISE 'extension hll_citus must be in schema "%", where hll is', needed
      USING ERRCODE = 'invalid_schema_name',
            HINT = format('Use "CREATE EXTENSION hll_citus SCHEMA %I".', needed);
  END IF;

  -- The transition functions. %1$I is the schema.
  FOR form IN
    VALUES ('hll', 'hll_expanded_agg_trans', '', 'STABLE', 'hll_agg'),
           ('hll', 'hll_expanded_agg_trans', ', integer', 'STABLE', 'hll_agg with a log2m'),
           ('hll', 'hll_expanded_agg_error_trans', ', float8', 'STABLE', 'hll_agg with a standard error'),
           ('hll', 'hll_expanded_count_trans', '', 'STABLE', 'approx_count_distinct'),
           ('hll', 'hll_expanded_count_trans', ', integer', 'STABLE', 'approx_count_distinct with a log2m'),
           ('hll', 'hll_expanded_count_error_trans', ', float8', 'STABLE', 'approx_count_distinct with a standard error'),
           ('bloom', 'bloom_expanded_agg_trans', ', bigint, float8', 'IMMUTABLE',
            'bloom_agg with a capacity and a false positive rate'),
           ('bloom', 'bloom_expanded_agg_trans', ', float8', 'IMMUTABLE', 'bloom_agg with a capacity')
  LOOP
    EXECUTE format($$
      CREATE FUNCTION %1$I.%2$s(%1$I.%3$s, anyelement%4$s) RETURNS %1$I.%3$s
        AS 'MODULE_PATHNAME'
        LANGUAGE C %5$s PARALLEL SAFE;
      COMMENT ON FUNCTION %1$I.%2$s(%1$I.%3$s, anyelement%4$s) IS 'transition function of %6$s'
    $$, home, form.column2, form.column1, form.column3, form.column4, form.column5);
  END LOOP;

  -- The aggregates. All numbers and "char" are among the types: without one of them, a call with it would be ambiguous.
  -- citext is among them if it is there: PostgreSQL would take the overload for text, which tells A from a. The comment
  -- is that of the aggregate over anyelement.
  FOR element IN
    SELECT format('%I.hll_hashval', home)::regtype
    UNION ALL
    SELECT unnest('{smallint, integer, bigint, numeric, real, float8, oid, text, "\"char\"", bytea, uuid, date, timestamp,
                    timestamptz}'::regtype[])
    UNION ALL
    SELECT objid FROM pg_depend JOIN pg_extension AS e ON refobjid = e.oid JOIN pg_type AS t ON objid = t.oid
    WHERE classid = 'pg_type'::regclass AND refclassid = 'pg_extension'::regclass AND deptype = 'e'
      AND extname = 'citext' AND typname = 'citext'
  LOOP
    FOR form IN
      WITH kinds (kind, definition) AS (
        VALUES ('sketch', 'STYPE = %1$I.hll, SSPACE = 1024, COMBINEFUNC = %1$I.hll_expanded_union_trans, '
                          'MSTYPE = internal, MSSPACE = 40960, MINVFUNC = %1$I.hll_sliding_trans_inv, '
                          'FINALFUNC = %1$I.hll_expanded_pack, MFINALFUNC = %1$I.hll_sliding_pack, '),
               ('count', 'STYPE = %1$I.hll, SSPACE = 1024, COMBINEFUNC = %1$I.hll_expanded_union_trans, '
                         'MSTYPE = internal, MSSPACE = 40960, MINVFUNC = %1$I.hll_sliding_trans_inv, '
                         'FINALFUNC = %1$I.hll_expanded_count_final, '
                         'MFINALFUNC = %1$I.approx_count_distinct_sliding_final, '),
               ('filter', 'STYPE = %1$I.bloom, SSPACE = 2048, COMBINEFUNC = %1$I.bloom_expanded_union_trans, '
                          'FINALFUNC = %1$I.bloom_expanded_final, '),
               ('self-sizing', 'STYPE = internal, SSPACE = 512, COMBINEFUNC = %1$I.bloom_self_sizing_combine, '
                               'SERIALFUNC = %1$I.bloom_self_sizing_serialize, '
                               'DESERIALFUNC = %1$I.bloom_self_sizing_deserialize, '
                               'FINALFUNC = %1$I.bloom_self_sizing_final, '))
      SELECT name, more, format(definition || functions || ', PARALLEL = SAFE', home) AS definition
      FROM (VALUES ('hll_agg', '', 'sketch', 'SFUNC = %1$I.hll_expanded_agg_trans, MSFUNC = %1$I.hll_agg_sliding_trans'),
                   ('hll_agg', ', integer', 'sketch',
                    'SFUNC = %1$I.hll_expanded_agg_trans, MSFUNC = %1$I.hll_agg_sliding_trans'),
                   ('hll_agg', ', float8', 'sketch',
                    'SFUNC = %1$I.hll_expanded_agg_error_trans, MSFUNC = %1$I.hll_agg_error_sliding_trans'),
                   ('approx_count_distinct', '', 'count',
                    'SFUNC = %1$I.hll_expanded_count_trans, MSFUNC = %1$I.approx_count_distinct_sliding_trans'),
                   ('approx_count_distinct', ', integer', 'count',
                    'SFUNC = %1$I.hll_expanded_count_trans, MSFUNC = %1$I.approx_count_distinct_sliding_trans'),
                   ('approx_count_distinct', ', float8', 'count',
                    'SFUNC = %1$I.hll_expanded_count_error_trans, MSFUNC = %1$I.approx_count_distinct_error_sliding_trans'),
                   ('bloom_agg', ', bigint, float8', 'filter', 'SFUNC = %1$I.bloom_expanded_agg_trans'),
                   ('bloom_agg', ', float8', 'filter', 'SFUNC = %1$I.bloom_expanded_agg_trans'),
                   ('bloom_agg', '', 'self-sizing', 'SFUNC = %1$I.bloom_self_sizing_trans'),
                   ('bloom_agg_fpr', ', float8', 'self-sizing', 'SFUNC = %1$I.bloom_self_sizing_trans'))
           AS aggregates (name, more, kind, functions) JOIN kinds USING (kind)
    LOOP
      EXECUTE format('CREATE AGGREGATE %I.%s(%s%s) (%s)', home, form.name, element, form.more, form.definition);
      EXECUTE format('COMMENT ON AGGREGATE %I.%s(%s%s) IS %L', home, form.name, element, form.more,
                     obj_description(to_regprocedure(format('%I.%s(anyelement%s)', home, form.name, form.more)), 'pg_proc'));
    END LOOP;
  END LOOP;

  -- PostgreSQL prefers a function over the type itself to one over anyelement, whoever made it.
  SELECT format('%s is in the way', function::regprocedure) INTO strange
  FROM pg_depend AS d JOIN pg_aggregate AS a ON objid = aggfnoid,
       unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn,
                    aggmfinalfn]) AS function
  WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
    AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll_citus')
    AND function <> 0 AND NOT EXISTS (
      SELECT FROM pg_depend AS o JOIN pg_extension AS e ON o.refobjid = e.oid
      WHERE o.classid = 'pg_proc'::regclass AND o.objid = function AND o.refclassid = 'pg_extension'::regclass
        AND o.deptype = 'e' AND extname IN ('hll', 'hll_citus'))
  LIMIT 1;
  IF strange IS NOT NULL THEN
    RAISE 'function %', strange
      USING ERRCODE = 'duplicate_function',
            DETAIL = 'An aggregate of hll_citus would call it in place of a function of the extension.',
            HINT = 'Drop it.';
  END IF;
END
$make$;
