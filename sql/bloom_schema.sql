-- Type bloom in a schema of its own, with an empty search_path; after a move to another schema; and
-- used by a role without any privilege.
\pset format unaligned
\pset tuples_only on

SELECT current_database() AS db \gset
SET client_min_messages = warning;
DROP DATABASE IF EXISTS regression_bloom_schema;
DROP ROLE IF EXISTS regress_bloom_user;
RESET client_min_messages;
CREATE DATABASE regression_bloom_schema TEMPLATE template0;
CREATE ROLE regress_bloom_user;
\c regression_bloom_schema

CREATE SCHEMA "Odd Name";
CREATE EXTENSION hll WITH SCHEMA "Odd Name";
SET search_path = '';
SELECT "Odd Name".bloom_empty(10) OPERATOR("Odd Name".||) "Odd Name".bloom_add("Odd Name".bloom_empty(10), 'alice') OPERATOR("Odd Name".@>) 'alice',
       'alice' OPERATOR("Odd Name".<@) "Odd Name".bloom_empty(10), OPERATOR("Odd Name".#) "Odd Name".bloom_empty(10),
       "Odd Name".bloom_contains_all("Odd Name".bloom_add_all("Odd Name".bloom_empty(10), ARRAY[1, 2]), ARRAY[2]);
CREATE TABLE public.daily (
  day integer PRIMARY KEY, seen "Odd Name".bloom(1000) DEFAULT "Odd Name".bloom_empty(1000),
  one boolean GENERATED ALWAYS AS ("Odd Name".bloom_contains(seen, 1)) STORED,
  CHECK ("Odd Name".bloom_fpr(seen) OPERATOR(pg_catalog.<=) 0.01));
INSERT INTO public.daily SELECT day, "Odd Name".bloom_agg(i, 1000, 0.01) FROM generate_series(0, 3) AS day, generate_series(day, day * 300) AS i GROUP BY day;
INSERT INTO public.daily VALUES (9);
CREATE INDEX ON public.daily USING hash (seen);
SELECT day, one, "Odd Name".bloom_capacity(seen), seen OPERATOR("Odd Name".@>) 2, "Odd Name".bloom_contains("Odd Name".bloom_union_agg(seen) OVER (ORDER BY day), 300)
FROM public.daily ORDER BY day;
SELECT format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute WHERE attrelid = 'public.daily'::pg_catalog.regclass AND attname = 'seen';
SELECT count(*) FROM (SELECT DISTINCT seen FROM public.daily UNION SELECT seen FROM public.daily) AS u;
SELECT "Odd Name".bloom_contains("Odd Name".bloom_agg(day), 3), "Odd Name".bloom_contains("Odd Name".bloom_agg_fpr(day, 0.1), 4) FROM public.daily;
SELECT kind, target_fpr FROM "Odd Name".bloom_info("Odd Name".bloom_add("Odd Name".bloom_empty(10), 1.5));

RESET search_path;
CREATE SCHEMA other;
ALTER EXTENSION hll SET SCHEMA other;
UPDATE daily SET seen = other.bloom_add(seen, 1) WHERE day = 9 RETURNING one;
INSERT INTO daily (day) VALUES (10) RETURNING one, other.bloom_info(seen);
GRANT USAGE ON SCHEMA other TO regress_bloom_user;
SET ROLE regress_bloom_user;
SET search_path = other, pg_temp;
CREATE TEMP TABLE mine (f bloom(10));
INSERT INTO mine SELECT bloom_agg(i, 10, 0.01) FROM generate_series(1, 10) AS i;
SELECT f @> 5, bloom_union_agg(f) OVER () = f, # f BETWEEN 5 AND 20 FROM mine;
RESET ROLE;
RESET search_path;
DROP TABLE daily;
DROP TABLE pg_temp.mine;
DROP EXTENSION hll;
SELECT count(*) FROM pg_proc WHERE proname LIKE 'bloom%';
SELECT count(*) FROM pg_type WHERE typname LIKE '%bloom%';

\c :"db"
DROP DATABASE regression_bloom_schema;
DROP ROLE regress_bloom_user;
