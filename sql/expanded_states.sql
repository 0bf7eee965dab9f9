-- The states of hll_union_count, hll_union_fold_agg and bloom_union_agg are expanded objects. Whatever plan runs them,
-- the results are those of aggregates that call the plain unions of two values, without an expanded object.
SELECT aggfnoid::regprocedure, aggtranstype::regtype, aggserialfn, aggcombinefn = aggtransfn AS combines_as_it_adds
FROM pg_aggregate
WHERE aggfnoid IN ('hll_union_count'::regproc, 'hll_union_fold_agg'::regproc, 'bloom_union_agg'::regproc)
ORDER BY 1;

CREATE SCHEMA expanded_states;
SET search_path = expanded_states, public;
CREATE AGGREGATE plain_fold(hll) (SFUNC = hll_union_fold, STYPE = hll);
CREATE AGGREGATE plain_union(bloom) (SFUNC = bloom_union, STYPE = bloom);

-- All forms, and NULL; the filters of each group are sparse and dense.
CREATE TABLE parts (k integer, p integer, u hll, f bloom) PARTITION BY LIST (p);
CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE part_2 PARTITION OF parts FOR VALUES IN (2);
CREATE TABLE part_3 PARTITION OF parts FOR VALUES IN (3);
INSERT INTO parts
SELECT k % 50, k % 3 + 1,
       CASE WHEN k % 7 > 0 THEN (SELECT hll_agg(k * 7 + i) FROM generate_series(1, 8 * (k % 5) * (k % 5) * (k % 5)) AS i) END,
       CASE WHEN k % 7 > 0 THEN (SELECT bloom_agg(k * 7 + i, 5000, 0.01) FROM generate_series(1, (k % 5) * (k % 5) * 9) AS i) END
FROM generate_series(1, 600) AS k;
ANALYZE parts;

-- Returns how many groups are different; `by` says which groups there are.
CREATE FUNCTION differences(by text, OUT groups bigint, OUT wrong bigint) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($query$
    SELECT count(*), count(*) FILTER (
             WHERE uniques <> round(hll_cardinality(u)) OR u::bytea <> folded::bytea OR f::bytea <> united::bytea
                OR hll_cardinality(u) IS NULL <> (folded IS NULL))
    FROM (SELECT hll_union_count(u) AS uniques, hll_union_fold_agg(u) AS u, plain_fold(u) AS folded,
                 bloom_union_agg(f) AS f, plain_union(f) AS united
          FROM parts %s) AS g
    WHERE folded IS NOT NULL
  $query$, by) INTO groups, wrong;
END $$;

-- A row for each grouping, or the error.
CREATE VIEW all_groupings AS
SELECT by, d.* FROM (VALUES ('GROUP BY k'), ('GROUP BY k, p'), ('GROUP BY p'), (''),
                                  ('GROUP BY GROUPING SETS ((k), (p), ())'),
                                  ('WHERE k < 0 GROUP BY k')) AS v (by), differences(by) AS d;
SELECT * FROM all_groupings;
SET enable_hashagg = off;
TABLE all_groupings EXCEPT ALL SELECT by, groups, 0 FROM all_groupings;
RESET enable_hashagg;
SET enable_sort = off;
SET work_mem = '64kB';
TABLE all_groupings EXCEPT ALL SELECT by, groups, 0 FROM all_groupings;
RESET work_mem;
RESET enable_sort;
SET enable_partitionwise_aggregate = on;
TABLE all_groupings EXCEPT ALL SELECT by, groups, 0 FROM all_groupings;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
TABLE all_groupings EXCEPT ALL SELECT by, groups, 0 FROM all_groupings;
SET jit_above_cost = 0;
SET jit_inline_above_cost = 0;
TABLE all_groupings EXCEPT ALL SELECT by, groups, 0 FROM all_groupings;
RESET ALL;
SET search_path = expanded_states, public;

-- Window frames that only grow continue with one state, whose value is read after each row.
SELECT count(*) AS rows,
       count(*) FILTER (WHERE uniques IS DISTINCT FROM coalesce(round(hll_cardinality(folded))::bigint, 0)
                           OR u::bytea IS DISTINCT FROM coalesce(folded, hll_empty())::bytea
                           OR f::bytea IS DISTINCT FROM coalesce(united, (SELECT bloom_union_agg(f) FROM parts WHERE false))::bytea) AS wrong
FROM (SELECT hll_union_count(u) OVER w AS uniques, hll_union_fold_agg(u) OVER w AS u, plain_fold(u) OVER w AS folded,
             bloom_union_agg(f) OVER w AS f, plain_union(f) OVER w AS united
      FROM parts WINDOW w AS (PARTITION BY p ORDER BY k)) AS frames;

-- Sketches of different parameters are folded on both levels of an aggregation; hll_union_count refuses them.
SELECT hll_union_fold_agg(u) = (SELECT plain_fold(u) FROM (SELECT u FROM parts UNION ALL SELECT hll_agg(i, 9)
                                                           FROM generate_series(1, 3000) AS i) AS a) AS same
FROM (SELECT hll_union_fold_agg(u) AS u FROM parts GROUP BY k
      UNION ALL SELECT hll_agg(i, 9) FROM generate_series(1, 3000) AS i) AS a;
SELECT test.error('SELECT hll_union_count(u) FROM (VALUES (hll_empty(12) || hll_hash_integer(1)),
                                                          (hll_empty(11) || hll_hash_integer(1))) AS v (u)');
SELECT test.error('SELECT bloom_union_agg(f) FROM (VALUES (bloom_add(bloom_empty(100), 1)),
                                                          (bloom_add(bloom_empty(9000), 1))) AS v (f)');

-- Anybody may make aggregates with these functions, because their states aren't internal. A state may begin with a flat
-- value, which stays as it is.
CREATE ROLE expanded_user;
GRANT ALL ON SCHEMA expanded_states TO expanded_user;
GRANT SELECT ON parts TO expanded_user;
SET ROLE expanded_user;
CREATE AGGREGATE from_nothing(hll) (SFUNC = hll_expanded_union_trans, STYPE = hll, COMBINEFUNC = hll_expanded_union_trans, PARALLEL = SAFE);
DO $$
BEGIN
  EXECUTE format('CREATE AGGREGATE from_one(hll) (SFUNC = hll_expanded_union_trans, STYPE = hll, INITCOND = %L, FINALFUNC = hll_expanded_pack)',
                 hll_empty() || hll_hash_integer(-1));
  EXECUTE format('CREATE AGGREGATE from_one(bloom) (SFUNC = bloom_expanded_union_trans, STYPE = bloom, INITCOND = %L)',
                 bloom_add(bloom_empty(5000, 0.01), -1));
END $$;
SELECT k, from_nothing(u) = plain_fold(u) AS from_nothing,
       from_one(u) = plain_fold(u) || hll_hash_integer(-1) AS from_one,
       from_one(f) = bloom_add(plain_union(f), -1) AS from_one_filter
FROM parts WHERE k BETWEEN 1 AND 3 GROUP BY k ORDER BY k;
-- No row: the state is what it began with, or NULL.
SELECT from_nothing(u) IS NULL AS from_nothing, from_one(u) = hll_empty() || hll_hash_integer(-1) AS from_one,
       from_one(f) = bloom_add(bloom_empty(5000, 0.01), -1) AS from_one_filter
FROM parts WHERE k < 0;
-- An invalid state is refused, and a function outside of an aggregate is, too.
SELECT test.error($$CREATE AGGREGATE from_garbage(hll) (SFUNC = hll_expanded_union_trans, STYPE = hll, INITCOND = '\x1234')$$);
SELECT DISTINCT test.error('SELECT ' || call)
FROM (VALUES ('hll_expanded_union_trans(hll_empty(), hll_empty())'), ('hll_expanded_fold_trans(NULL::hll, hll_empty())'),
             ('hll_expanded_pack(hll_empty())'), ('hll_expanded_count_final(hll_empty())'),
             ('bloom_expanded_union_trans(bloom_empty(9), bloom_empty(9))'), ('bloom_expanded_final(bloom_empty(9))')) AS v (call);
RESET ROLE;
DROP OWNED BY expanded_user;
DROP ROLE expanded_user;
SET client_min_messages = warning;
DROP SCHEMA expanded_states CASCADE;
