-- hll.count_distinct_error: which count(DISTINCT x) become estimates, and that small counts don't
-- change. t/count_distinct.t has sessions, roles, schemas, plans and other modules.
\pset format unaligned
\pset tuples_only on

SELECT hll_empty() IS NOT NULL AS loaded;
SELECT test.error('SET hll.count_distinct_error = ' || value) FROM unnest(
  '{0, 0.01, 0.999, 0.000032, 1, 1.5, -0.1, 0.00001, NaN, x}'::text[]) AS value;
RESET hll.count_distinct_error;
SHOW hll.count_distinct_error;

CREATE SCHEMA dashboard;
SET search_path = dashboard, public;
CREATE TABLE events AS
SELECT i, i % 3 AS site, i % 7 AS day, CASE WHEN i % 11 > 0 THEN i % 40 END AS visitor,
       (i % 30)::text AS page
FROM generate_series(1, 500) AS i;
CREATE TABLE sites AS SELECT s AS site, 'site ' || s AS name FROM generate_series(0, 3) AS s;
ANALYZE events, sites;
CREATE VIEW daily AS SELECT day, count(DISTINCT visitor) AS visitors FROM events GROUP BY day;

-- "estimate", "exact" or "both": what the plan of a query has.
CREATE FUNCTION way(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  plan text;
BEGIN
  EXECUTE 'EXPLAIN (VERBOSE, COSTS off, FORMAT json) ' || query INTO plan;
  RETURN CASE WHEN plan !~ 'count\(DISTINCT' THEN CASE WHEN plan ~ 'approx_count_distinct\(' THEN 'estimate' ELSE 'none' END
    WHEN plan ~ 'approx_count_distinct\(' THEN 'both' ELSE 'exact' END;
END $$;
-- The rows with the names of their columns, or the error.
CREATE FUNCTION rows_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  EXECUTE format('SELECT string_agg(row_to_json(q)::text, E''\n'') FROM (%s) AS q', query) INTO result;
  RETURN result;
EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE;
END $$;
-- NULL if a query has the same rows with the setting as without, and a plan of this kind.
CREATE FUNCTION differs(query text, expected text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  without text;
  with_it text;
  its_way text;
BEGIN
  SET LOCAL hll.count_distinct_error = 0;
  without := rows_of(query);
  SET LOCAL hll.count_distinct_error = 0.01;
  with_it := rows_of(query);
  its_way := CASE WHEN length(with_it) = 5 THEN with_it ELSE way(query) END;
  SET LOCAL hll.count_distinct_error = 0;
  RETURN CASE WHEN without IS DISTINCT FROM with_it THEN concat(query, E'\n', without, E'\n', with_it)
    WHEN its_way <> expected THEN concat(query, ': ', its_way) END;
END $$;

-- Wherever it stands.
SELECT differs(query, 'estimate') FROM (VALUES
  ('SELECT count(DISTINCT visitor) FROM events'),
  ('SELECT count(DISTINCT visitor) AS visitors, count(*), sum(i), count(visitor), count(DISTINCT page) FROM events'),
  ('SELECT count(DISTINCT visitor), count(DISTINCT visitor) FROM events WHERE false'),
  ('SELECT day, count(DISTINCT visitor) FROM events GROUP BY day ORDER BY day'),
  ('SELECT day, count(DISTINCT visitor) FROM events GROUP BY 1 ORDER BY 2 DESC, 1'),
  ('SELECT day, count(DISTINCT visitor) + 1 AS n FROM events GROUP BY day ORDER BY count(DISTINCT visitor) + 1, day'),
  ('SELECT day FROM events GROUP BY day HAVING count(DISTINCT visitor) > 30 ORDER BY count(DISTINCT page), day'),
  ('SELECT day, count(DISTINCT visitor) FILTER (WHERE i > 100), count(DISTINCT visitor) FILTER (WHERE i < 0) FROM events GROUP BY day ORDER BY 1'),
  ('SELECT site, day, count(DISTINCT visitor), grouping(site, day) FROM events GROUP BY GROUPING SETS ((site, day), (site), ()) ORDER BY 1, 2'),
  ('SELECT site, day, count(DISTINCT visitor) FROM events GROUP BY CUBE (site, day) ORDER BY 1, 2'),
  ('SELECT site, day, count(DISTINCT visitor) FROM events GROUP BY ROLLUP (site, day) HAVING count(DISTINCT visitor) > 2 ORDER BY 1, 2'),
  ('SELECT DISTINCT ON (count(DISTINCT visitor)) day, count(DISTINCT visitor) FROM events GROUP BY day ORDER BY count(DISTINCT visitor), day'),
  ('SELECT DISTINCT count(DISTINCT visitor) FROM events GROUP BY day ORDER BY 1'),
  ('SELECT count(DISTINCT visitor % 10), count(DISTINCT coalesce(page, ''none'')), count(DISTINCT CASE WHEN day = 1 THEN visitor END) FROM events'),
  ('SELECT (SELECT count(DISTINCT e.visitor) FROM events AS e WHERE e.site = s.site) AS visitors FROM sites AS s ORDER BY 1'),
  ('SELECT site FROM sites AS s WHERE 5 < (SELECT count(DISTINCT visitor) FROM events AS e WHERE e.site = s.site) ORDER BY 1'),
  ('SELECT site FROM sites AS s WHERE site IN (SELECT count(DISTINCT site) FROM events)'),
  ('SELECT site FROM sites AS s WHERE EXISTS (SELECT FROM events AS e WHERE e.site = s.site HAVING count(DISTINCT visitor) > 2) ORDER BY 1'),
  ('SELECT ARRAY(SELECT count(DISTINCT visitor) FROM events GROUP BY day ORDER BY day)'),
  ('WITH d AS (SELECT day, count(DISTINCT visitor) AS n FROM events GROUP BY day) SELECT max(n), min(n) FROM d'),
  ('WITH d AS MATERIALIZED (SELECT day, count(DISTINCT visitor) AS n FROM events GROUP BY day) SELECT a.n, b.n FROM d AS a JOIN d AS b USING (day) ORDER BY day'),
  ('WITH RECURSIVE r AS (SELECT 1 AS n, count(DISTINCT visitor) AS c FROM events UNION ALL SELECT n + 1, c FROM r WHERE n < 3) SELECT * FROM r'),
  ('SELECT * FROM daily ORDER BY day'),
  ('SELECT sum(visitors) FROM daily'),
  ('SELECT name, v.n FROM sites AS s, LATERAL (SELECT count(DISTINCT visitor) AS n FROM events AS e WHERE e.site = s.site) AS v ORDER BY 1'),
  ('SELECT s.name, count(DISTINCT e.visitor) FROM sites AS s LEFT JOIN events AS e USING (site) GROUP BY s.name ORDER BY 1'),
  ('SELECT count(DISTINCT visitor) FROM events UNION ALL SELECT count(DISTINCT page) FROM events'),
  ('SELECT count(DISTINCT visitor) FROM events INTERSECT SELECT count(DISTINCT visitor) FROM events'),
  ('SELECT day FROM events EXCEPT SELECT count(DISTINCT site) FROM events ORDER BY 1'),
  ('SELECT day, count(DISTINCT visitor), sum(count(DISTINCT visitor)) OVER (ORDER BY day), rank() OVER (ORDER BY count(DISTINCT visitor)) FROM events GROUP BY day ORDER BY 1'),
  ('SELECT s.site, (SELECT count(DISTINCT s.name) FROM events LIMIT 1) AS outer_count FROM sites AS s GROUP BY s.site ORDER BY 1'),
  ('SELECT count(DISTINCT (SELECT count(DISTINCT e.page) FROM events AS e WHERE e.site = s.site)) FROM sites AS s'),
  ('SELECT count(DISTINCT visitor) FROM events TABLESAMPLE BERNOULLI (100)'),
  ('SELECT count(DISTINCT x) FROM generate_series(1, 20) AS x'),
  ('SELECT count(DISTINCT column1) FROM (VALUES (1), (2), (2)) AS v'),
  ('SELECT to_jsonb(count(DISTINCT visitor)) AS j, count(DISTINCT visitor) / count(*)::numeric AS share FROM events'),
  ('SELECT count(DISTINCT e.visitor) FROM events AS e, pg_class AS c WHERE c.relname = ''events'''),
  ('SELECT pg_typeof(count(DISTINCT visitor)), coalesce(count(DISTINCT visitor), 0) FROM events'),
  ('SELECT count(DISTINCT (visitor, page)), count(DISTINCT ROW(day, NULL::int)) FROM events')
) AS q (query) WHERE differs(query, 'estimate') IS NOT NULL;

-- Functions in FROM whose query PostgreSQL puts in the place of the call, also through each other, with parameters of
-- a row, with defaults; and those that it calls.
CREATE FUNCTION by_day(above integer DEFAULT 0) RETURNS TABLE (day integer, visitors bigint) LANGUAGE sql STABLE AS
$$ SELECT day, count(DISTINCT visitor) FROM events WHERE i > above GROUP BY day $$;
CREATE FUNCTION by_day_too() RETURNS TABLE (day integer, visitors bigint) LANGUAGE sql STABLE
BEGIN ATOMIC SELECT day + 1, visitors FROM by_day(above => 5); END;
CREATE FUNCTION of_site(integer) RETURNS SETOF bigint LANGUAGE sql STABLE AS
$$ SELECT count(DISTINCT visitor) FROM events AS e WHERE e.site = $1 $$;
SELECT differs(query, kind) FROM (VALUES
  ('SELECT * FROM by_day() ORDER BY day', 'estimate'), ('SELECT * FROM by_day_too() ORDER BY day', 'estimate'),
  ('SELECT a.day, b.visitors FROM by_day(7) AS a JOIN LATERAL by_day(a.day) AS b USING (day) ORDER BY 1', 'estimate'),
  ('SELECT site, n FROM sites AS s, of_site(s.site) AS n ORDER BY 1', 'estimate'),
  ('SELECT site, (SELECT n FROM of_site(s.site) AS n) FROM sites AS s ORDER BY 1', 'estimate'),
  ('SELECT sum(visitors), max(ordinality) FROM by_day() WITH ORDINALITY', 'none'), ('SELECT of_site(1)', 'none'),
  ('SELECT * FROM ROWS FROM (of_site(1), of_site(2)) AS r', 'none'), ('SELECT * FROM generate_series(1, 3) AS g', 'none')
) AS q (query, kind) WHERE differs(query, kind) IS NOT NULL;

-- What stays as it is.
SELECT differs(query, 'exact') FROM (VALUES
  ('SELECT count(DISTINCT visitor ORDER BY visitor) FROM events'),
  ('SELECT count(DISTINCT relname) FROM pg_class'),
  ('SELECT n.nspname, count(DISTINCT c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace GROUP BY 1 ORDER BY 1'),
  ('SELECT count(DISTINCT table_name) FROM information_schema.tables'),
  ('SELECT count(DISTINCT feature_id) FROM information_schema.sql_features')
) AS q (query) WHERE differs(query, 'exact') IS NOT NULL;
SELECT differs('SELECT count(DISTINCT visitor), count(DISTINCT page ORDER BY page) FROM events', 'both');
SELECT differs('SELECT count(visitor), count(*), sum(DISTINCT visitor), array_agg(DISTINCT day) FROM events', 'none');
SET hll.count_distinct_error = 0.01;
SELECT test.error('SELECT count(DISTINCT visitor, page) FROM events');
SELECT test.error('SELECT count(DISTINCT visitor) OVER () FROM events');
RESET hll.count_distinct_error;

-- Types: values that are equal count once, others don't.
CREATE TYPE color AS ENUM ('red', 'green');
CREATE TYPE pair AS (x numeric, y float8);
CREATE TYPE with_money AS (x numeric, m money);
CREATE TYPE with_array AS (a int[]);
CREATE TYPE text_range AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE DOMAIN price AS numeric;
CREATE DOMAIN prices AS numeric[];
CREATE TYPE bit_range AS RANGE (SUBTYPE = varbit);
CREATE TYPE with_jsonb AS (j jsonb);
CREATE TYPE int_arrays AS RANGE (SUBTYPE = int[]);
CREATE TYPE with_int_arrays AS (r int_arrays);
CREATE TYPE numeric_arrays AS RANGE (SUBTYPE = numeric[], MULTIRANGE_TYPE_NAME = numeric_multiarrays);
CREATE COLLATION caseless (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
SELECT differs(query, kind) FROM (VALUES
  ('estimate', ARRAY['0.0::float8', '''-0''::float8', '''NaN''', '''NaN''::float8', '1', 'NULL']),
  ('estimate', ARRAY['0.0::real', '''-0''::real', '''NaN''::real', '1.5::real']),
  ('estimate', ARRAY['1.0::numeric', '1.00', '''NaN''', '1e3', '1000', '1e-9']),
  ('estimate', ARRAY['1::smallint', '2::smallint']), ('estimate', ARRAY['1::bigint', '2']),
  ('estimate', ARRAY['1.0::price', '1.00::price', '2::price']),
  ('exact', ARRAY['''{1.0, 2}''::numeric[]', '''{1.00, 2.0}''', '''{1, NULL}''', '''{{1, 2}}''']),
  ('exact', ARRAY['''{1.0}''::prices', '''{1.00}''::prices']), ('exact', ARRAY['ROW(''{1, 2}'')::with_array', 'ROW(''{{1, 2}}'')::with_array']),
  ('estimate', ARRAY['''{1, 2}''::int[]', '''{{1, 2}}''', '''[0:1]={1, 2}''', '''{}''', '''{1}''', 'NULL']),
  ('estimate', ARRAY['''{a,b}''::text[]', '''{{a,b}}''', '''{b,a}''']), ('estimate', ARRAY['''1 2''::oidvector', '''1 2''', '''2 1''']),
  ('estimate', ARRAY['array_replace(''{1, NULL}''::int[], NULL, 2)', '''{1, 2}''']),
  ('estimate', ARRAY['''a''::text', '''A''', '''a ''', 'NULL', '''''']),
  ('estimate', ARRAY['''a''::varchar', '''A''']), ('estimate', ARRAY['''a''::varchar(9) COLLATE "C"', '''A''']),
  ('estimate', ARRAY['''a''::bpchar', '''a  ''', '''b''']), ('estimate', ARRAY['''a''::name', '''b''']),
  ('estimate', ARRAY['''a'' COLLATE caseless', '''A'' COLLATE caseless', '''b'' COLLATE caseless']),
  ('exact', ARRAY['''{a}''::text[] COLLATE caseless', '''{A}''::text[] COLLATE caseless', '''{b}''::text[] COLLATE caseless']),
  ('estimate', ARRAY['''a''::"char"', '''b''::"char"']), ('estimate', ARRAY['''\x01''::bytea', '''\x02''', '''\x01''']),
  ('estimate', ARRAY['''1 day''::interval', '''24 hours''', '''30 days''', '''1 month''']),
  ('estimate', ARRAY['''12:00+00''::timetz', '''13:00+01''::timetz', '''12:00+00''::timetz']),
  ('estimate', ARRAY['date ''2026-01-01''', 'date ''2026-01-02''']),
  ('estimate', ARRAY['timestamptz ''2026-01-01 00:00+00''', 'timestamptz ''2026-01-01 01:00+01''', '''infinity''']),
  ('exact', ARRAY['''{"a": 1, "b": 2}''::jsonb', '''{"b": 2, "a": 1.0}''', '''1''', '''1.0''']),
  ('exact', ARRAY['''{"a": {"b": 1}, "c": 2}''::jsonb', '''{"a": {"b": 1, "c": 2}}''', '''[1, [2], 3]''', '''[1, [2, 3]]''']),
  ('exact', ARRAY['ROW(''[1, [2], 3]'')::with_jsonb', 'ROW(''[1, [2, 3]]'')::with_jsonb']),
  ('estimate', ARRAY['int_arrays(''{1, 2}'', ''{9}'')', 'int_arrays(''{{1, 2}}'', ''{9}'')', 'int_arrays(''{1, 2}'', ''{9}'')']),
  ('exact', ARRAY['ROW(int_arrays(''{1, 2}'', ''{9}''))::with_int_arrays', 'ROW(int_arrays(''{{1, 2}}'', ''{9}''))::with_int_arrays']),
  ('exact', ARRAY['numeric_arrays(''{1, 2}'', ''{9}'')', 'numeric_arrays(''{{1, 2}}'', ''{9}'')', 'numeric_arrays(''{1.0, 2}'', ''{9}'')']),
  ('exact', ARRAY['''{["{1}","{9}")}''::numeric_multiarrays', '''{["{{1}}","{9}")}''']),
  ('estimate', ARRAY['''2f1e9ac0-7d3c-4c8e-9d7f-1b0d5a3c0001''::uuid', '''2F1E9AC0-7D3C-4C8E-9D7F-1B0D5A3C0001''']),
  ('estimate', ARRAY['inet ''10.0.0.1''', 'inet ''10.0.0.1/32''', 'inet ''10.0.0.1/8''']),
  ('estimate', ARRAY['macaddr ''08:00:2b:01:02:03''', 'macaddr ''08-00-2b-01-02-03''']),
  ('estimate', ARRAY['true', 'false', 'true']), ('estimate', ARRAY['''red''::color', '''green''', '''red''']),
  ('estimate', ARRAY['''pg_class''::regclass', '''pg_type''']), ('estimate', ARRAY['1::oid', '2']),
  ('estimate', ARRAY['int4range(1, 3)', 'int4range(1, 2, ''[]'')', '''empty''']),
  ('estimate', ARRAY['numrange(1.0, 3)', 'numrange(1.00, 3.0)', 'numrange(NULL, NULL)']),
  ('estimate', ARRAY['''[a,b)''::text_range', '''[A,b)''']),
  ('estimate', ARRAY['''{[1,3), [7,9)}''::int4multirange', '''{[1,2], [7,8]}''']),
  ('estimate', ARRAY['ROW(1.0, 0)::pair', 'ROW(1.00, ''-0'')::pair', 'ROW(NULL, NULL)::pair', 'NULL']),
  ('estimate', ARRAY['''0/1''::pg_lsn', '''0/2''']), ('estimate', ARRAY['''5''::xid8', '''6''']),
  ('estimate', ARRAY['''(0,1)''::tid', '''(0,2)''']),
  ('estimate', ARRAY['hll_empty(9)', 'hll_empty(9)', 'hll_empty(10)']), ('estimate', ARRAY['5::hll_hashval', '6::hll_hashval']),
  ('exact', ARRAY['''1''::money', '''1.00''', '''2''']), ('exact', ARRAY['B''1''', 'B''01''', 'B''1''']),
  ('exact', ARRAY['''a b''::tsvector', '''b a''']), ('exact', ARRAY['''a & b''::tsquery', '''a''']),
  ('exact', ARRAY['''{1, 2}''::money[]', '''{1.00, 2}''']), ('exact', ARRAY['ROW(1.0, 1)::with_money', 'ROW(1.00, ''1.0'')::with_money']),
  ('exact', ARRAY['''[1,10]''::bit_range', '''[1,11]''']), ('exact', ARRAY['ROW(1, 2)', 'ROW(1, 2)', 'ROW(1, 3)']),
  ('42883', ARRAY['''1''::json', '''2''']), ('42883', ARRAY['point ''(1,1)''', 'point ''(1,2)''']), ('42883', ARRAY['''1''::xid', '''2'''])
) AS t (kind, vals), format('SELECT count(DISTINCT x), count(DISTINCT x) FILTER (WHERE n > 1), pg_typeof(count(DISTINCT x)) FROM (VALUES %s) AS v (n, x)',
    (SELECT string_agg(format('(%s, %s)', n, value), ', ') FROM unnest(vals) WITH ORDINALITY AS u (value, n))) AS query
WHERE differs(query, kind) IS NOT NULL;
-- Anonymous rows by their columns; constants of no type; whole rows.
SELECT differs(query, kind) FROM (VALUES
  ('SELECT count(DISTINCT (visitor, page)), count(DISTINCT e), count(DISTINCT ''x''), count(DISTINCT NULL) FROM events AS e', 'estimate'),
  ('SELECT count(DISTINCT ROW(visitor, day::text::money)) FROM events', 'exact'),
  ('SELECT count(DISTINCT ROW(visitor, ROW(day, 1))) FROM events', 'exact'),
  ('SELECT count(DISTINCT ROW(visitor, ARRAY[day, 1])) FROM events', 'exact'),
  ('SELECT count(DISTINCT s) FROM (SELECT visitor, page FROM events) AS s', 'exact'),
  ('SELECT count(DISTINCT a COLLATE "C" || b) FROM (VALUES (''a'' COLLATE "C", ''b'' COLLATE caseless)) AS v (a, b)', 'estimate'),
  ('SELECT count(DISTINCT a || b) FROM (VALUES (''a'' COLLATE "C", ''b'' COLLATE caseless)) AS v (a, b)', '42P21')
) AS q (query, kind) WHERE differs(query, kind) IS NOT NULL;

-- Plans that are kept follow the setting, whoever sets it.
CREATE TABLE many AS SELECT i, 1 AS part FROM generate_series(1, 20000) AS i;
CREATE FUNCTION visitors(which integer) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN RETURN (SELECT count(DISTINCT i) FROM many WHERE part <= which); END $$;
CREATE FUNCTION visitors_sql(which integer) RETURNS bigint LANGUAGE sql AS
$$ SELECT count(DISTINCT i) FROM many WHERE part <= which $$;
CREATE FUNCTION visitors_in_from() RETURNS TABLE (n bigint) LANGUAGE sql STABLE AS $$ SELECT count(DISTINCT i) FROM many $$;
CREATE FUNCTION visitors_atomic() RETURNS bigint BEGIN ATOMIC SELECT count(DISTINCT i) FROM many; END;
CREATE FUNCTION visitors_set() RETURNS bigint LANGUAGE plpgsql SET hll.count_distinct_error = 0.1 AS $$
BEGIN RETURN (SELECT count(DISTINCT i) FROM many); END $$;
CREATE FUNCTION visitors_exact() RETURNS bigint LANGUAGE plpgsql SET hll.count_distinct_error = 0 AS $$
BEGIN RETURN visitors(1); END $$;
CREATE FUNCTION visitors_definer() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN RETURN (SELECT count(DISTINCT i) FROM many); END $$;
CREATE FUNCTION answers() RETURNS text LANGUAGE sql AS
$$ SELECT concat_ws(' ', visitors(1) = 20000, visitors_sql(1) = 20000, visitors_atomic() = 20000, visitors_set() = 20000, visitors_exact() = 20000,
                    visitors_definer() = 20000) $$;
SET plan_cache_mode = force_generic_plan;
PREPARE prepared(int) AS SELECT count(DISTINCT i) = 20000 FROM many WHERE part <= $1;
SELECT answers();
EXECUTE prepared(1);
SET hll.count_distinct_error = 0.02;
SELECT answers();
EXECUTE prepared(1);
RESET hll.count_distinct_error;
SELECT answers();
EXECUTE prepared(1);
BEGIN;
SET LOCAL hll.count_distinct_error = 0.02;
EXECUTE prepared(1);
SAVEPOINT s;
SET LOCAL hll.count_distinct_error = 0;
EXECUTE prepared(1);
SELECT answers();
ROLLBACK TO s;
EXECUTE prepared(1);
SELECT answers();
DECLARE c CURSOR FOR SELECT count(DISTINCT i) = 20000 FROM many;
SET LOCAL hll.count_distinct_error = 0;
FETCH c;
COMMIT;
EXECUTE prepared(1);
SELECT answers();
BEGIN;
SET hll.count_distinct_error = 0.02;
EXECUTE prepared(1);
ROLLBACK;
EXECUTE prepared(1);
-- A function that was inlined is known to the plan.
SET hll.count_distinct_error = 0.02;
PREPARE inlined AS SELECT n = 20000 FROM visitors_in_from();
EXECUTE inlined;
CREATE OR REPLACE FUNCTION visitors_in_from() RETURNS TABLE (n bigint) LANGUAGE sql STABLE AS $$ SELECT 20000::bigint $$;
EXECUTE inlined;
-- The error is the one of the moment.
SET hll.count_distinct_error = 0.2;
PREPARE of_error AS SELECT count(DISTINCT i) = (SELECT approx_count_distinct(i, e) FROM many) AS same FROM many, (VALUES (0.2::float8), (0.01)) AS v (e) GROUP BY e ORDER BY e;
EXECUTE of_error;
SET hll.count_distinct_error = 0.01;
EXECUTE of_error;
RESET plan_cache_mode;

-- Statements that write; what is stored as a definition; what another role's rights compute.
CREATE TABLE written AS SELECT count(DISTINCT i) AS n, 'CREATE TABLE AS' AS how FROM many;
SELECT count(DISTINCT i) AS n, 'SELECT INTO' AS how INTO written_too FROM many;
INSERT INTO written SELECT count(DISTINCT i), 'INSERT' FROM many;
INSERT INTO written VALUES ((SELECT count(DISTINCT i) FROM many), 'VALUES');
INSERT INTO written VALUES (0, 'UPDATE'), (0, 'MERGE');
UPDATE written SET n = (SELECT count(DISTINCT i) FROM many) WHERE how = 'UPDATE';
MERGE INTO written USING (SELECT count(DISTINCT i) AS c FROM many) AS m ON how = 'MERGE' WHEN MATCHED THEN UPDATE SET n = c;
WITH gone AS (DELETE FROM written WHERE n = (SELECT -count(DISTINCT i) FROM many) RETURNING n) SELECT * FROM gone;
SELECT how, n = 20000 AS exact FROM (TABLE written UNION ALL TABLE written_too) AS w ORDER BY 1;
COPY (SELECT count(DISTINCT i) = 20000 FROM many) TO STDOUT;
-- A function that is inlined, and whose whole row is kept for a statement that writes.
CREATE FUNCTION of_many() RETURNS TABLE (part integer, n bigint) LANGUAGE sql STABLE AS $$ SELECT part, count(DISTINCT i) FROM many GROUP BY part $$;
CREATE FUNCTION number_of_many() RETURNS SETOF bigint LANGUAGE sql STABLE AS $$ SELECT count(DISTINCT i) FROM many $$;
UPDATE written_too SET n = m.n FROM of_many() AS m RETURNING written_too.n = 20000 AS exact, m IS NULL;
UPDATE written_too SET n = m FROM number_of_many() AS m RETURNING written_too.n = 20000 AS exact, m = 20000;
SELECT m.n = 20000, w.n = m.n FROM written_too AS w, of_many() AS m FOR UPDATE OF w;
SELECT row_to_json(m)::text <> '{"part":1,"n":20000}', m::text <> '(1,20000)' FROM of_many() AS m;
CREATE MATERIALIZED VIEW kept AS SELECT count(DISTINCT i) AS n FROM many;
SELECT n FROM kept;
REFRESH MATERIALIZED VIEW kept;
SELECT n FROM kept;
CREATE VIEW live AS SELECT count(DISTINCT i) AS n FROM many;
CREATE VIEW live_too AS SELECT n FROM live WHERE n > (SELECT count(DISTINCT part) FROM many);
SELECT n = 20000 FROM live;
SELECT n = 20000 FROM live_too;
SELECT pg_get_viewdef('live'::regclass) ~ 'count\(DISTINCT (many\.)?i\)', pg_get_viewdef('kept'::regclass) ~ 'count\(DISTINCT',
       pg_get_functiondef('visitors_atomic'::regproc) ~ 'count\(DISTINCT';
-- Policies decide who sees a row. No setting of a user changes them.
CREATE TABLE guarded AS SELECT n FROM generate_series(1, 3) AS n;
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY enough ON guarded USING ((SELECT count(DISTINCT i) FROM many) = 20000)
  WITH CHECK ((SELECT count(DISTINCT i) FROM many) = 20000);
CREATE ROLE regress_hll_reader;
GRANT USAGE ON SCHEMA dashboard TO regress_hll_reader;
GRANT SELECT, INSERT ON guarded, many TO regress_hll_reader;
SET ROLE regress_hll_reader;
SELECT count(*), count(DISTINCT n) FROM guarded;
INSERT INTO guarded VALUES (4);
SELECT way('SELECT count(DISTINCT n) FROM guarded'), way('SELECT count(*) FROM guarded');
RESET ROLE;

RESET hll.count_distinct_error;
SET client_min_messages = warning;
DROP SCHEMA dashboard CASCADE;
DROP ROLE regress_hll_reader;
