-- The extension hll_citus: the same aggregates over declared types. On a server without Citus they give what the ones
-- over anyelement give, which views made before hll_citus still call. scripts/check-citus tests them with Citus.
CREATE TABLE events AS
SELECT i % 10 AS k, CASE WHEN i % 5 > 0 THEN i / 3 END AS n, (i / 3)::text AS t, i / 7.0 AS d,
       now() + i * '1 minute'::interval AS at, hll_hash(i) AS h
FROM generate_series(1, 20000) AS i;
ANALYZE events;
\set query 'SELECT k, hll_agg(n) AS a, hll_agg(t, 9) AS b, hll_agg(d, 0.01) AS c, approx_count_distinct(at) AS d, approx_count_distinct(h, 9) AS e, approx_count_distinct(at::date, 0.01) AS f, bloom_agg(n, 20000, 0.001) AS g, bloom_agg(t, 20000) AS h, bloom_agg(d) AS i, bloom_agg_fpr(md5(t)::uuid, 0.05) AS j, approx_count_distinct(n) FILTER (WHERE n > 10) AS l, hll_agg(h) AS m, hll_agg(h, 0.01) AS o, bloom_agg(h, 20000, 0.01) AS p FROM events GROUP BY GROUPING SETS ((k), ()) UNION ALL SELECT -1, hll_agg(n), hll_agg(t), hll_agg(d), approx_count_distinct(n), approx_count_distinct(t), approx_count_distinct(d), bloom_agg(n, 5), bloom_agg(t, 5), bloom_agg(d), bloom_agg(at), 0, hll_agg(h), hll_agg(h), bloom_agg(h, 5) FROM events WHERE k < 0'
\set windows 'SELECT k, n, approx_count_distinct(n) OVER w AS a, hll_agg(n) OVER w AS b, approx_count_distinct(t) OVER (PARTITION BY k ORDER BY at) AS c, bloom_agg(n, 100, 0.1) OVER (PARTITION BY k ORDER BY at) AS d, hll_agg(h) OVER w AS e, hll_agg(h) OVER (PARTITION BY k ORDER BY at) AS f FROM events WHERE n < 300 WINDOW w AS (ORDER BY at ROWS 20 PRECEDING)'
CREATE VIEW over_anyelement AS :query;
CREATE VIEW windows_over_anyelement AS :windows;

SELECT count(*) AS before FROM pg_proc \gset

-- It has to be where hll is. It takes citext with it.
CREATE SCHEMA elsewhere;
SELECT test.error('CREATE EXTENSION hll_citus SCHEMA elsewhere');
CREATE EXTENSION citext SCHEMA elsewhere;
CREATE EXTENSION hll_citus;

-- Each aggregate over values of any type has an overload for each type, with its comment.
SELECT proname, oidvectortypes(proargtypes) AS arguments, (SELECT string_agg(o.proargtypes[0]::regtype::text, ' ' ORDER BY o.oid)
  FROM pg_proc AS o WHERE o.proname = p.proname AND o.pronargs = p.pronargs AND o.oid <> p.oid
                      AND (o.pronargs = 1 OR o.proargtypes[1] = p.proargtypes[1])
                      AND obj_description(o.oid, 'pg_proc') = obj_description(p.oid, 'pg_proc')) AS overloads
FROM pg_proc AS p WHERE prokind = 'a' AND proargtypes[0] = 'anyelement'::regtype AND pronamespace = 'public'::regnamespace
ORDER BY 1, 2;
SELECT classid::regclass, count(*) FROM pg_depend
WHERE refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll_citus') AND deptype = 'e' GROUP BY 1;

-- Which overload a value takes.
CREATE FUNCTION chosen(value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  signature text;
BEGIN
  EXECUTE format('CREATE TEMP VIEW chosen AS SELECT approx_count_distinct(%s)', value);
  SELECT oidvectortypes(proargtypes) INTO signature
  FROM pg_depend AS d JOIN pg_rewrite AS r ON r.oid = d.objid JOIN pg_proc AS p ON p.oid = d.refobjid
  WHERE r.ev_class = 'chosen'::regclass AND refclassid = 'pg_proc'::regclass AND proname = 'approx_count_distinct';
  DROP VIEW chosen;
  RETURN signature;
EXCEPTION WHEN ambiguous_function THEN
  RETURN 'ambiguous';
END $$;
CREATE DOMAIN percent AS smallint;
CREATE TYPE color AS ENUM ('red');
-- The types of PostgreSQL that don't take the one over anyelement. Those in doubt are PostgreSQL's own and have no
-- equality.
SELECT chosen('NULL::' || format_type(oid, NULL)) AS chosen, string_agg(format_type(oid, NULL), ', ' ORDER BY oid) AS types
FROM pg_type WHERE oid < 16384 AND typtype IN ('b', 'r', 'm') AND typsubscript <> 'array_subscript_handler'::regproc
GROUP BY 1 HAVING chosen('NULL::' || min(format_type(oid, NULL))) <> 'anyelement' ORDER BY 1;
SELECT value, chosen(value) FROM unnest(ARRAY['hll_hash(1)', 'hll_empty()', '1::percent', $v$'red'::color$v$, $v$'a'$v$,
  'NULL', 'ARRAY[1]', 'ROW(1, 2)', $v$'A'::elsewhere.citext$v$, '1::smallint, 9', '1, 9', '1, 9::smallint', '1, 0.01',
  '1.5, 0.01', $v$'a', 0.01$v$, '1, 0.01::real']) AS value;

-- The same results, in groups, windows and parallel plans, with NULLs and without rows.
CREATE VIEW over_types AS :query;
CREATE VIEW windows_over_types AS :windows;
SELECT viewname, count(DISTINCT p.oid) FILTER (WHERE proargtypes[0] = 'anyelement'::regtype) AS over_anyelement
FROM pg_views JOIN pg_rewrite AS r ON r.ev_class = viewname::regclass JOIN pg_depend AS d ON r.oid = d.objid
     JOIN pg_proc AS p ON p.oid = d.refobjid AND refclassid = 'pg_proc'::regclass AND prokind = 'a'
WHERE viewname LIKE '%over\_%' GROUP BY 1 ORDER BY 1;
CREATE FUNCTION differences() RETURNS TABLE (rows bigint, wrong bigint, frames bigint, wrong_frames bigint) LANGUAGE sql AS $$
  SELECT (SELECT count(*) FROM over_types), (SELECT count(*) FROM (TABLE over_types EXCEPT ALL TABLE over_anyelement) AS a),
         (SELECT count(*) FROM windows_over_types),
         (SELECT count(*) FROM (TABLE windows_over_types EXCEPT ALL TABLE windows_over_anyelement) AS a)
$$;
SELECT * FROM differences();
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT * FROM differences();

-- Parameters are checked as always. If they vary, the parts of a parallel plan can't be united.
SELECT test.error('SELECT approx_count_distinct(n, 3) FROM events'), test.error('SELECT hll_agg(n, NULL::float8) FROM events'),
       test.error('SELECT bloom_agg(n, 0, 0.01) FROM events'), test.error('SELECT bloom_agg(n, NULL) FROM events');

-- Without a parent to say the type, the functions behind them refuse a value.
SELECT test.error('SELECT hll_expanded_count_trans(hll_empty(), 1)');
SET client_min_messages = warning;
DROP TABLE events CASCADE;
DROP EXTENSION hll_citus, citext;
DROP TYPE color;
DROP DOMAIN percent;
DROP FUNCTION chosen, differences;
DROP SCHEMA elsewhere;
SELECT count(*) - :before AS left_over FROM pg_proc;
