-- The hll.* settings with SET, RESET, SET LOCAL, in transactions, for databases, roles and
-- functions; and the functions that set them. hll_empty, hll_add_agg and the type modifier follow
-- all of them.
\pset format unaligned
\pset tuples_only on

-- A new session accepts a setting before and after the library is loaded.
\c
SET hll.log2m = 12;
SET hll.regwidth = 99;  -- the library that would refuse it isn't loaded yet
SELECT hll_empty();
SHOW hll.log2m;
SHOW hll.regwidth;
RESET hll.log2m;

-- Defaults and ranges.
SELECT name, setting, boot_val, min_val, max_val, vartype, context
FROM pg_settings WHERE name LIKE 'hll.%' ORDER BY name COLLATE "C";
SELECT assignment || ' -> ' || test.error('SET ' || assignment) FROM (VALUES
  ('hll.log2m = 3'), ('hll.log2m = 32'), ('hll.log2m = x'), ('hll.regwidth = 0'),
  ('hll.regwidth = 9'), ('hll.expthresh = -2'), ('hll.expthresh = 3'),
  ('hll.expthresh = 1073741825'), ('hll.sparseon = 2'), ('hll.max_sparse = -2'),
  ('hll.output_version = 0'), ('hll.output_version = 3'), ('hll.nothing = 1')
) AS v (assignment);

-- The settings decide the parameters that aren't given.
SET hll.log2m = 12;
SET hll.regwidth = 4;
SET hll.expthresh = 16;
SET hll.sparseon = off;
SELECT hll_empty(), hll_empty(10), hll_empty(10, 6), hll_empty(10, 6, 0), hll_empty(10, 6, 0, 1);
SELECT hll_add_agg(h), hll_add_agg(h, 10), hll_add_agg(h, 10, 6), hll_add_agg(h, 10, 6, 1),
       hll_add_agg(h, 10, 6, 0, 1)
FROM (SELECT 4097::hll_hashval) AS v (h);
CREATE TEMP TABLE typed (a hll(10), b hll(10, 6), c hll(10, 6, 0));
SELECT format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'typed'::regclass AND attnum > 0 ORDER BY attnum;
SELECT hll_union_agg(NULL), hll_add_agg(NULL);
-- They don't change existing sketches.
SELECT '\x118b7f'::hll, '\x128b7f0000000000000001' || 2::hll_hashval;
-- Parameters that are valid one by one can be invalid together.
SET hll.log2m = 31;
SET hll.regwidth = 8;
SELECT test.error('SELECT hll_empty()');
RESET hll.log2m;
RESET hll.regwidth;
RESET hll.expthresh;
RESET hll.sparseon;
SELECT hll_empty();

-- hll_set_defaults, hll_set_max_sparse and hll_set_output_version set them and return the old
-- values.
SELECT hll_set_defaults(12, 4, 16, 0);
SELECT * FROM hll_set_defaults(10, 6, -1, 1);
SELECT name, setting FROM pg_settings WHERE name LIKE 'hll.%' ORDER BY name COLLATE "C";
SELECT hll_set_defaults(11, 5, -1, 1);
SELECT hll_set_output_version(1), hll_set_max_sparse(7);
SELECT hll_set_max_sparse(-1);
SELECT call || ' -> ' || test.error('SELECT ' || call) FROM (VALUES
  ('hll_set_defaults(3, 5, -1, 1)'), ('hll_set_defaults(11, 0, -1, 1)'),
  ('hll_set_defaults(12, 6, 3, 1)'), ('hll_set_defaults(12, 6, 4294967296, 1)'),
  ('hll_set_defaults(12, 6, -1, 2)'), ('hll_set_defaults(31, 8, -1, 1)'),
  ('hll_set_output_version(3)'), ('hll_set_max_sparse(-2)')) AS v (call);
SELECT hll_set_defaults(NULL, 5, -1, 1) IS NULL, hll_set_max_sparse(NULL) IS NULL;
-- If they fail, nothing is set.
SELECT hll_empty();

-- What they set follows transactions and savepoints, like SET.
BEGIN;
SELECT hll_set_defaults(12, 4, 16, 0);
SAVEPOINT s;
SELECT hll_set_defaults(13, 4, 16, 0), hll_set_max_sparse(5);
ROLLBACK TO s;
SELECT hll_empty(), hll_set_max_sparse(6);
ROLLBACK;
SELECT hll_empty(), current_setting('hll.max_sparse');
BEGIN;
SET LOCAL hll.log2m = 15;
SELECT hll_empty();
COMMIT;
SELECT hll_empty();
CREATE FUNCTION pg_temp.fifteen() RETURNS hll LANGUAGE plpgsql SET hll.log2m = 15
AS 'BEGIN RETURN hll_empty(); END';
SELECT pg_temp.fifteen(), hll_empty();
-- A prepared plan uses the settings at the time of its execution.
PREPARE empty AS SELECT hll_empty(), hll_add_agg(NULL), hll_empty(12);
EXECUTE empty;
SET hll.regwidth = 6;
EXECUTE empty;
RESET hll.regwidth;

-- ALTER DATABASE and ALTER ROLE, which ordinary roles may use for themselves.
SELECT current_database() AS db \gset
CREATE ROLE regress_hll_settings;
ALTER DATABASE :"db" SET hll.log2m = 13;
ALTER DATABASE :"db" SET hll.max_sparse = 0;
ALTER ROLE CURRENT_USER IN DATABASE :"db" SET hll.regwidth = 6;
SELECT test.error(format('ALTER DATABASE %I SET hll.log2m = 99', :'db'));
SET ROLE regress_hll_settings;
ALTER ROLE regress_hll_settings SET hll.log2m = 14;
SET hll.log2m = 9;
SELECT hll_empty();
\c
SELECT hll_empty(), hll_type(hll_empty(11, 5, 0) || 5000::hll_hashval);
SHOW hll.max_sparse;
SET hll.log2m = 10;
RESET hll.log2m;
SHOW hll.log2m;
SELECT setconfig FROM pg_db_role_setting WHERE setrole = 'regress_hll_settings'::regrole;
ALTER DATABASE :"db" RESET hll.log2m;
ALTER DATABASE :"db" RESET hll.max_sparse;
ALTER ROLE CURRENT_USER IN DATABASE :"db" RESET hll.regwidth;
DROP ROLE regress_hll_settings;
\c
SELECT hll_empty();

-- Settings that configurations for postgresql-hll may contain do no harm.
SET hll.force_groupagg = on;
SELECT hll_add_agg(1::hll_hashval) FROM generate_series(1, 2) AS i GROUP BY i % 2;
RESET hll.force_groupagg;
