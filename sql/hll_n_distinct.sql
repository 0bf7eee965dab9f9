-- hll_n_distinct: exact counts of small columns, beside what ANALYZE stored; which tables and columns, and for whom.
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
CREATE SCHEMA counted;
SET search_path = counted, public;
RESET client_min_messages;

-- Rows, nulls and distinct values are those of exact counts, for columns of every kind.
CREATE TYPE color AS ENUM ('red', 'green', 'blue');
CREATE TYPE pair AS (x numeric, y float8);
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
CREATE TABLE t (
  dropped_first int, i int NOT NULL, n numeric, "Odd "" name, with 'all'" text, c color, p pair, pr price, a int[],
  r int4range, j jsonb, dropped bytea, g int GENERATED ALWAYS AS (i % 5) STORED, q tsquery, nothing uuid, qs tsquery[]
);
INSERT INTO t (i, n, "Odd "" name, with 'all'", c, p, pr, a, r, j)
SELECT i, CASE WHEN i % 3 > 0 THEN (i % 20)::numeric END, 'v' || i % 30, (enum_range(NULL::color))[i % 3 + 1],
       ROW(i % 4, 0)::pair, i % 6, ARRAY[i % 7, NULL], int4range(0, i % 8), jsonb_build_object('i', i % 9)
FROM generate_series(1, 120) AS i;
INSERT INTO t (i, n, p) VALUES (121, 2.000, ROW(3.00, -0.0));
ALTER TABLE t DROP COLUMN dropped_first, DROP COLUMN dropped;
SELECT column_name, rows, nulls, n_distinct, analyzed, ratio, statement FROM hll_n_distinct('t');
SELECT d.* FROM hll_n_distinct('t', '{i,n,g,p}') AS d JOIN (
  SELECT 'i', count(*) - count(i), count(DISTINCT i) FROM t
  UNION ALL SELECT 'n', count(*) - count(n), count(DISTINCT n) FROM t
  UNION ALL SELECT 'g', count(*) - count(g), count(DISTINCT g) FROM t
  UNION ALL SELECT 'p', count(*) - count(p), count(DISTINCT p) FROM t) AS e (name, nulls, n_distinct)
ON column_name = name WHERE d.nulls <> e.nulls OR d.n_distinct <> e.n_distinct OR rows <> 121;

-- After ANALYZE: shares of the rows are numbers, and columns that ANALYZE counted right have the ratio 1.
ANALYZE t;
SELECT column_name, analyzed, ratio FROM hll_n_distinct('t', '{i,n,c,nothing}');
-- The statements work as they are printed, and the next ANALYZE takes them.
SELECT statement FROM hll_n_distinct('t', ARRAY['i', 'n', 'Odd " name, with ''all''']);
ALTER TABLE t ALTER n SET (n_distinct = 7);
ANALYZE t;
SELECT analyzed, round(ratio::numeric, 2) FROM hll_n_distinct('t', '{n}');
SELECT statement FROM hll_n_distinct('t', ARRAY['i', 'n', 'Odd " name, with ''all''']) \gexec
ANALYZE t;
SELECT attname, n_distinct FROM pg_stats WHERE tablename = 't' AND attname IN ('i', 'n', 'Odd " name, with ''all''')
ORDER BY attname;
-- A count becomes a share where more than a tenth of the rows are distinct, as in ANALYZE.
CREATE TABLE shares AS SELECT i % 10 AS tenth, i % 11 AS more FROM generate_series(0, 99) AS i;
SELECT statement FROM hll_n_distinct('shares');

-- Which columns: each once, in the order of the table.
SELECT string_agg(column_name, ' ') FROM hll_n_distinct('t', '{n,i,n,i}');
SELECT column_name FROM hll_n_distinct('t', '{}');
SELECT column_name FROM hll_n_distinct('t', '{q}');
SELECT column_name FROM hll_n_distinct(NULL);
SELECT test.error('SELECT hll_n_distinct(''t'', ''{i,absent}'')');
SELECT test.error('SELECT hll_n_distinct(''t'', ''{ctid}'')');
SELECT test.error('SELECT hll_n_distinct(''t'', ''{........pg.dropped.1........}'')');
SELECT test.error('SELECT hll_n_distinct(''t'', ''{i,NULL}'')');
SELECT test.error('SELECT hll_n_distinct(''t'', ''{I}'')');

-- Empty tables, and tables without columns.
CREATE TABLE empty (i int, x text);
ANALYZE empty;
SELECT * FROM hll_n_distinct('empty');
CREATE TABLE columnless ();
SELECT * FROM hll_n_distinct('columnless');

-- Partitioned tables, parents, children, materialized views, temporary and unlogged tables.
CREATE TABLE parts (k int, v int) PARTITION BY RANGE (k);
CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (50);
CREATE TABLE part_2 (v int, k int);
ALTER TABLE parts ATTACH PARTITION part_2 FOR VALUES FROM (50) TO (100);
SELECT column_name, rows, n_distinct, statement FROM hll_n_distinct('parts');
INSERT INTO parts SELECT i % 100, i % 20 FROM generate_series(0, 199) AS i;
ANALYZE parts;
SELECT 'parts', column_name, rows, n_distinct, analyzed, statement FROM hll_n_distinct('parts')
UNION ALL SELECT 'part_2', column_name, rows, n_distinct, analyzed, statement FROM hll_n_distinct('part_2');
SELECT statement FROM hll_n_distinct('parts', '{k}') \gexec
SELECT 'n_distinct_inherited=-0.5' = ANY (attoptions) FROM pg_attribute WHERE attrelid = 'parts'::regclass AND attname = 'k';
CREATE TABLE parent (k int);
INSERT INTO parent VALUES (1), (1), (2);
CREATE TABLE child () INHERITS (parent);
INSERT INTO child VALUES (3), (4);
ANALYZE parent, child;
SELECT rows, n_distinct, analyzed, statement FROM hll_n_distinct('parent');
SELECT rows, n_distinct, analyzed, statement FROM hll_n_distinct('child');
CREATE MATERIALIZED VIEW m AS SELECT k % 3 AS k FROM parts;
ANALYZE m;
SELECT rows, n_distinct, analyzed, statement FROM hll_n_distinct('m');
SELECT statement FROM hll_n_distinct('m') \gexec
CREATE UNLOGGED TABLE u AS SELECT 1 AS k;
CREATE TEMP TABLE temporary AS SELECT 1 AS k;
SELECT rows, n_distinct FROM hll_n_distinct('u') UNION ALL SELECT rows, n_distinct FROM hll_n_distinct('temporary');
-- Catalogs can be counted, but their n_distinct can't be set.
SELECT count(*) > 10, count(statement), bool_and(rows > 100) FROM hll_n_distinct('pg_class');
SELECT column_name FROM hll_n_distinct('pg_statistic', '{stavalues1}');

-- What isn't a table.
CREATE VIEW v AS SELECT * FROM t;
CREATE SEQUENCE s;
CREATE INDEX t_i ON t (i);
SELECT test.error(format('SELECT hll_n_distinct(%L)', name)) FROM unnest(ARRAY['v', 's', 't_i', 'pair']) AS name;
SELECT test.error('SELECT hll_n_distinct(''absent'')');
SELECT test.error('SELECT hll_n_distinct(1::oid)');

-- In a query of the same table, for each row, and prepared, when the table has changed.
SELECT count(*), count(DISTINCT d) FROM part_1, hll_n_distinct('part_1', ARRAY['k', 'v']) AS d;
SELECT name, n_distinct FROM unnest(ARRAY['u', 'child', 'm']) AS name, hll_n_distinct(name::regclass);
PREPARE again AS SELECT column_name, n_distinct FROM hll_n_distinct('child');
EXECUTE again;
ALTER TABLE child ADD COLUMN more text DEFAULT 'x';
INSERT INTO child VALUES (5, 'y');
EXECUTE again;

-- Settings choose how exact the counts are.
CREATE TABLE many AS SELECT i FROM generate_series(1, 20000) AS i;
SELECT n_distinct = (SELECT approx_count_distinct(i) FROM many) FROM hll_n_distinct('many');
SET hll.log2m = 16;
SELECT n_distinct = (SELECT approx_count_distinct(i, 16) FROM many), abs(n_distinct - 20000) < 400 FROM hll_n_distinct('many');
SET hll.expthresh = 65536;
SELECT n_distinct, statement FROM hll_n_distinct('many');
RESET ALL;

-- 1,600 columns, the most that a table has: two scans, whose results are in order.
DO $$ BEGIN
  EXECUTE (SELECT format('CREATE TABLE counted.wide AS SELECT %s FROM generate_series(0, 99) AS i',
                         string_agg(format('(i %% %s)::smallint AS c%s', c % 50 + 1, c), ', ' ORDER BY c))
           FROM generate_series(1, 1600) AS c);
END $$;
SELECT count(*) FROM hll_n_distinct('counted.wide');
SELECT * FROM (SELECT row_number() OVER (), * FROM hll_n_distinct('counted.wide')) AS d
WHERE column_name <> 'c' || row_number OR rows <> 100 OR nulls <> 0 OR n_distinct <> row_number % 50 + 1;

-- Any search_path, also one in which operators, functions and tables of the same names come first.
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.count("any") RETURNS bigint LANGUAGE internal AS 'int8inc_any';
CREATE FUNCTION hostile.approx_count_distinct(int) RETURNS bigint LANGUAGE sql AS 'SELECT 1 / 0';
CREATE FUNCTION public.approx_count_distinct(int) RETURNS bigint LANGUAGE sql AS 'SELECT 1 / 0';
CREATE TABLE hostile.t AS SELECT 1 AS x;
SET search_path = hostile, counted, pg_catalog, public;
SELECT n_distinct FROM hll_n_distinct('counted.t', '{i}');
SET search_path = '';
SELECT n_distinct FROM public.hll_n_distinct('counted.t', '{i}');
RESET search_path;
DROP FUNCTION public.approx_count_distinct(int);

-- Names are quoted.
CREATE SCHEMA "a.b; DROP SCHEMA counted";
CREATE TABLE "a.b; DROP SCHEMA counted"."x""; SELECT 1 / 0; --" (") FROM counted.t; --" int, "count" int, "%s" int);
INSERT INTO "a.b; DROP SCHEMA counted"."x""; SELECT 1 / 0; --" SELECT i, i, i FROM generate_series(1, 3) AS i;
SELECT column_name, n_distinct, statement FROM hll_n_distinct('"a.b; DROP SCHEMA counted"."x""; SELECT 1 / 0; --"');
SELECT statement FROM hll_n_distinct('"a.b; DROP SCHEMA counted"."x""; SELECT 1 / 0; --"') \gexec

SET client_min_messages = warning;
DROP SCHEMA counted, hostile, "a.b; DROP SCHEMA counted" CASCADE;
