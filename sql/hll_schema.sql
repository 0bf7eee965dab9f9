-- The extension in a schema of its own, with an empty search_path; moved to another schema; created
-- by an ordinary role that may create objects in the database; and used by a role without any
-- privilege.
\pset format unaligned
\pset tuples_only on

SELECT current_database() AS db \gset
SET client_min_messages = warning;
DROP DATABASE IF EXISTS regression_hll_schema;
DROP ROLE IF EXISTS regress_hll_maker;
DROP ROLE IF EXISTS regress_hll_user;
RESET client_min_messages;
CREATE DATABASE regression_hll_schema TEMPLATE template0;
CREATE ROLE regress_hll_maker;
CREATE ROLE regress_hll_user;
\c regression_hll_schema

-- In schema "Odd Name" with an empty search_path: all names are qualified, operators too.
CREATE SCHEMA "Odd Name";
CREATE EXTENSION hll WITH SCHEMA "Odd Name";
SET search_path = '';
SELECT "Odd Name".hll_empty() OPERATOR("Odd Name".||) 5::"Odd Name".hll_hashval,
       5::"Odd Name".hll_hashval OPERATOR("Odd Name".||) "Odd Name".hll_empty(),
       OPERATOR("Odd Name".#) "Odd Name".hll_empty(),
       '\x118b7f'::"Odd Name".hll(12, 4), '\x118b7f'::bytea::"Odd Name".hll;
CREATE TABLE public.daily (
  day integer PRIMARY KEY, users "Odd Name".hll(11, 5) DEFAULT "Odd Name".hll_empty(),
  uniques float8 GENERATED ALWAYS AS ("Odd Name".hll_cardinality(users)) STORED);
CREATE INDEX ON public.daily (users);
INSERT INTO public.daily
SELECT day, "Odd Name".hll_add_agg("Odd Name".hll_hash_any(i))
FROM generate_series(1, 3) AS day, generate_series(1, day * 10) AS i GROUP BY day;
SELECT day, uniques, "Odd Name".hll_cardinality("Odd Name".hll_union_agg(users) OVER (ORDER BY day))
FROM public.daily ORDER BY day;
SELECT count(*)
FROM (SELECT DISTINCT users FROM public.daily UNION SELECT users FROM public.daily) AS u;
SELECT specified, effective FROM public.daily, "Odd Name".hll_expthresh(users) WHERE day = 1;
SELECT o_log2m FROM "Odd Name".hll_set_defaults(11, 5, -1, 1);
SELECT split_part("Odd Name".hll_print("Odd Name".hll_empty())::text, ',', 1);
-- In parallel workers, which have the same search_path.
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT "Odd Name".hll_cardinality("Odd Name".hll_union_agg(users)) FROM public.daily;
RESET max_parallel_workers_per_gather;

-- The extension can be moved, and objects that use it still work.
RESET search_path;
CREATE SCHEMA other;
ALTER EXTENSION hll SET SCHEMA other;
SELECT nspname FROM pg_depend AS d
JOIN pg_proc AS p ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass
JOIN pg_namespace AS n ON n.oid = pronamespace
WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll') GROUP BY nspname;
SELECT format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'daily'::regclass AND attname = 'users';
UPDATE daily SET users = users OPERATOR(other.||) other.hll_hash_text('x') WHERE day = 1
RETURNING uniques;
INSERT INTO daily (day) VALUES (4) RETURNING users, uniques;

-- Every object of the extension has a comment.
SELECT pg_describe_object(d.classid, d.objid, 0) FROM pg_depend AS d
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll')
  AND NOT EXISTS (SELECT FROM pg_description AS c
                  WHERE (c.classoid, c.objoid) = (d.classid, d.objid))
  -- Array types are members only since PostgreSQL 17.
  AND NOT EXISTS (SELECT FROM pg_type WHERE d.classid = 'pg_type'::regclass
                     AND oid = d.objid AND typcategory = 'A');

-- Dropping the extension leaves nothing behind.
DROP TABLE daily;
DROP EXTENSION hll;
SELECT count(*) FROM pg_proc WHERE proname LIKE 'hll%';
SELECT count(*) FROM pg_type WHERE typname LIKE '%hll%';
SELECT count(*) FROM pg_opfamily WHERE opfname LIKE 'hll%';

-- An ordinary role that may create objects in the database creates and drops the extension.
GRANT CREATE ON DATABASE regression_hll_schema TO regress_hll_maker;
SET ROLE regress_hll_user;
DO $$
BEGIN
  CREATE EXTENSION hll;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'not without the right to create';
END $$;
SET ROLE regress_hll_maker;
CREATE SCHEMA made;
CREATE EXTENSION hll WITH SCHEMA made;
SELECT extname, extowner::regrole FROM pg_extension WHERE extname = 'hll';
GRANT USAGE ON SCHEMA made TO regress_hll_user;

-- A role without any rights uses all of it: types, aggregates, windows, indexes, settings.
SET ROLE regress_hll_user;
SET search_path = made, pg_temp;
CREATE TEMP TABLE events AS SELECT i % 3 AS day, i AS visitor FROM generate_series(1, 90) AS i;
CREATE TEMP TABLE daily AS
SELECT day, hll_add_agg(hll_hash_integer(visitor)) AS users FROM events GROUP BY day;
SELECT day, #users, #hll_union_agg(users) OVER (ORDER BY day) FROM daily ORDER BY day;
CREATE INDEX ON daily (users);
SET hll.log2m = 12;
SELECT hll_empty(), hll_set_max_sparse(-1), hll_log2m(hll_add_agg(hll_hash_any(visitor)))
FROM events;
DROP TABLE events, daily;
SET ROLE regress_hll_maker;
DROP EXTENSION hll;

\c :"db"
DROP DATABASE regression_hll_schema;
DROP ROLE regress_hll_maker, regress_hll_user;
