-- Aggregates that make or unite filters: parameters, NULLs, no rows, groups, frames, and filters
-- that size themselves, within work_mem.
\pset format unaligned
\pset tuples_only on

-- All forms of bloom_agg give the same filter as adding one by one.
SELECT n FROM unnest('{1, 2, 3, 40, 41, 1000, 5000}'::integer[]) AS n,
     LATERAL (SELECT bloom_agg(i, 1000, 0.001), bloom_agg(i), bloom_agg_fpr(i, 0.001), count(*), ARRAY(SELECT generate_series(1, n))
              FROM generate_series(1, n) AS i) AS a (given, sized, rated, n_, elements)
WHERE given <> bloom_add_all(bloom_empty(1000, 0.001), elements) OR sized <> bloom_add_all(bloom_empty(n), elements)
   OR rated <> bloom_add_all(bloom_empty(n, 0.001), elements) OR NOT bloom_contains_all(given, elements);
-- A capacity alone, as any type of number, means a rate of 1 %.
SELECT bloom_agg(i, 1000, 0.01) = ALL (ARRAY[bloom_agg(i, 1000), bloom_agg(i, 1000::smallint), bloom_agg(i, 1000::bigint), bloom_agg(i, 1000.0),
                                             bloom_agg(i, '1000'), bloom_agg(i, 1e3::float8), bloom_agg(i, 1000::real)])
FROM generate_series(1, 1000) AS i;
SELECT bloom_agg(w, 10, 0.01) = bloom_add_all(bloom_empty(10), ARRAY['a', 'b']), bloom_agg(w) @> 'b', bloom_agg(w) @> 'c'
FROM (VALUES ('a'), ('b'), (NULL), ('a')) AS v (w);
-- The size follows the number of distinct elements, not the number of rows; the capacity is rounded
-- up.
SELECT bloom_capacity(bloom_agg(i % 777)), bloom_capacity(bloom_agg(i)), bloom_target_fpr(bloom_agg_fpr(i, 0.0255)), round(# bloom_agg(i % 100))
FROM generate_series(1, 123456) AS i;

-- No rows, or only NULLs: the filter contains nothing, so that NOT keeps every row.
SELECT f, f = empty, sized = empty, rated = empty, u = empty, f @> 1, NOT sized @> 1, NOT sized @> 'a', NOT bloom_contains(u, 2.5)
FROM (SELECT bloom_agg(i, 1000, 0.01), bloom_agg(i), bloom_agg_fpr(i, 0.001), bloom_union_agg(bloom_empty(5))
      FROM generate_series(1, 0) AS i) AS a (f, sized, rated, u),
     CAST('\x0100010000000000000000000000000000000000000000000000000000000000000000000000000000000000' AS bloom) AS empty;
SELECT f = bloom_empty(1000), sized = empty, rated = empty, u = empty, f @> 1
FROM (SELECT bloom_agg(NULL::integer, 1000, 0.01), bloom_agg(NULL::integer), bloom_agg_fpr(NULL::text, 0.001), bloom_union_agg(NULL)
      FROM generate_series(1, 3) AS i) AS a (f, sized, rated, u),
     CAST('\x0100010000000000000000000000000000000000000000000000000000000000000000000000000000000000' AS bloom) AS empty;
SELECT count(*) FROM generate_series(1, 10) AS i
WHERE NOT bloom_contains((SELECT bloom_agg(j) FROM generate_series(1, 0) AS j), i);
SELECT count(*) FROM generate_series(1, 10) AS i WHERE NOT (SELECT bloom_agg(j) FROM generate_series(1, 0) AS j) @> i;

-- FILTER, DISTINCT, ORDER BY, and GROUP BY with groups that have no elements.
SELECT bloom_agg(i) FILTER (WHERE i % 2 = 0) = bloom_agg(i * 2) FILTER (WHERE i <= 50),
       bloom_agg(DISTINCT i % 10) = bloom_agg(i % 10), bloom_agg_fpr(i % 10, 0.1) = bloom_agg_fpr(DISTINCT i % 10, 0.1),
       bloom_agg(i, 200, 0.01 ORDER BY -i) = bloom_agg(i, 200, 0.01), bloom_agg(i ORDER BY test.hash(i)) = bloom_agg(i),
       bloom_agg(DISTINCT i % 10, 200, 0.01) = bloom_agg(i % 10, 200, 0.01)
FROM generate_series(1, 100) AS i;
SELECT g, round(# f), f @> g, f @> g + 3, bloom_capacity(f) FROM (
  SELECT i % 3, bloom_agg(CASE WHEN i % 3 > 0 THEN i END) FROM generate_series(1, 90) AS i GROUP BY 1) AS v (g, f) ORDER BY g;
SELECT grouping(a, b), round(# bloom_agg(a * 10 + b)) FROM generate_series(0, 2) AS a, generate_series(0, 3) AS b
GROUP BY CUBE (a, b) ORDER BY 1, 2;

-- Parameters come from the first row of a group, even if its element is NULL; later rows don't
-- change them.
SELECT bloom_capacity(f), bloom_target_fpr(f) FROM (
  SELECT bloom_agg(e, c, r ORDER BY o) FROM (VALUES (1, NULL, 100, 0.05), (2, 5, 200, 0.01), (3, 6, NULL, NULL)) AS v (o, e, c, r)) AS a (f);
SELECT test.error('SELECT bloom_agg(i, NULL, 0.01) FROM generate_series(1, 3) AS i'),
       test.error('SELECT bloom_agg(i, 100, NULL) FROM generate_series(1, 3) AS i'),
       test.error('SELECT bloom_agg_fpr(i, NULL) FROM generate_series(1, 3) AS i'),
       test.error('SELECT bloom_agg(i, NULL) FROM generate_series(1, 3) AS i');
SELECT test.error('SELECT bloom_agg(i, 0, 0.01) FROM generate_series(1, 3) AS i'),
       test.error('SELECT bloom_agg_fpr(i, 10) FROM generate_series(1, 3) AS i'),
       test.error('SELECT bloom_agg(i, 100, 2) FROM generate_series(1, 3) AS i');
-- An error tells users who passed the rate as the capacity, or the capacity as the rate.
SELECT test.error(format('SELECT bloom_agg(1, %L)', capacity)) FROM unnest('{0.01, 0, -5, 1000000.5, NaN, -Infinity, Infinity, 1e300, 999990000001}'::float8[]) AS capacity;
SELECT test.error(format('SELECT bloom_agg_fpr(1, %L)', rate)) FROM unnest('{100000, 1, 0, NaN}'::float8[]) AS rate;
SELECT DISTINCT left(test.error(format('SELECT bloom_agg(1, %s)', rate)), 5) FROM unnest('{0.01, 1e-6, .5, 1/2.0, ''0.01''}'::text[]) AS rate;
SELECT bloom_agg(i, NULL, NULL) FILTER (WHERE false) = bloom_union_agg(NULL) FROM generate_series(1, 3) AS i;

-- More elements than the capacity raise no error, but the rate grows.
SELECT bloom_capacity(f), bloom_fpr(f) > 0.9, abs(bloom_cardinality(f) / n - 1) < 0.1, bloom_contains_all(f, ARRAY(SELECT generate_series(1, n)))
FROM (VALUES (3000)) AS v (n), LATERAL (SELECT bloom_agg(i, 300, 0.01) FROM generate_series(1, n) AS i) AS a (f);

-- Union: order, repetition, NULL and EMPTY make no difference.
CREATE TEMP TABLE parts AS
SELECT k, bloom_agg(i, 2000, 0.01) AS f FROM generate_series(0, 39) AS k, generate_series(k * k, k * k + 60 + k * k / 2) AS i GROUP BY k;
INSERT INTO parts VALUES (-1, NULL), (-2, bloom_empty(2000)), (-3, (SELECT bloom_union_agg(NULL)));
SELECT bool_and(f = first) FROM (
  SELECT bloom_union_agg(f) FROM parts UNION ALL SELECT bloom_union_agg(f ORDER BY k) FROM parts
  UNION ALL SELECT bloom_union_agg(f ORDER BY -k) FROM parts
  UNION ALL SELECT bloom_union_agg(f) FROM (TABLE parts UNION ALL TABLE parts) AS t
  UNION ALL SELECT bloom_union_agg(u) FROM (SELECT bloom_union_agg(f) FROM parts GROUP BY k % 7) AS t (u)
  UNION ALL SELECT bloom_agg(i, 2000, 0.01) FROM generate_series(0, 39) AS k, generate_series(k * k, k * k + 60 + k * k / 2) AS i) AS v (f),
  LATERAL (SELECT bloom_union_agg(p.f) FROM parts AS p) AS w (first);
SELECT test.error('SELECT bloom_union_agg(bloom_empty(k * 1000)) FROM generate_series(1, 2) AS k'),
       left(test.error('SELECT bloom_union_agg(f) FROM (VALUES (bloom_add(bloom_empty(10), 1)), (bloom_add(bloom_empty(10), ''a''))) AS v (f)'), 5);

-- Windows: growing and sliding frames, each compared with the plain aggregate over its rows.
SELECT k FROM (
  SELECT k, f, bloom_union_agg(f) OVER a AS ua, bloom_union_agg(f) OVER b AS ub, bloom_agg(k) OVER b AS sb, bloom_agg(k, 50, 0.01) OVER a AS ga
  FROM parts WINDOW a AS (ORDER BY k), b AS (ORDER BY k ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING)) AS w,
  LATERAL (SELECT bloom_union_agg(f), bloom_agg(k, 50, 0.01) FROM parts WHERE k <= w.k) AS x (xu, xg),
  LATERAL (SELECT bloom_union_agg(f), bloom_agg(k) FROM parts WHERE k BETWEEN w.k - 2 AND w.k + 1) AS y (yu, ys)
WHERE ua <> xu OR ub <> yu OR sb <> ys OR ga <> xg;
SELECT bloom_union_agg(f) OVER (ORDER BY k ROWS BETWEEN 1 FOLLOWING AND 0 FOLLOWING) = bloom_union_agg(NULL) OVER () FROM parts LIMIT 1;

-- More elements than work_mem has room for: the rate can't be kept, and a WARNING says what it is.
-- 128 kB are enough for 100,000 elements at 1 %. The bytes don't depend on the order of the rows.
SET work_mem = '64kB';
SET hash_mem_multiplier = 2;
CREATE TEMP TABLE sized AS
SELECT n, bloom_agg(i) AS f FROM unnest('{5000, 20000, 60000, 100000}'::integer[]) AS n, generate_series(1, n) AS i GROUP BY n;
SELECT n, form, kind, blocks, probes, nbytes <= 132000 AS small, capacity >= n * 0.98 AS room, abs(cardinality / n - 1) < 0.01 AS near,
       fpr <= 0.01 AS kept, nbytes * 8 / n < 2 * 9.93 AS fits, target_fpr FROM sized, bloom_info(f) ORDER BY n;
SELECT n FROM sized, LATERAL (SELECT bloom_agg(i ORDER BY i DESC), bloom_agg(i ORDER BY test.hash(i)) FROM generate_series(1, n) AS i) AS o (a, b)
WHERE a <> f OR b <> f OR NOT bloom_contains_all(f, ARRAY(SELECT generate_series(1, n)));
SELECT n, form, blocks, capacity, round(fpr::numeric, 2) AS fpr, target_fpr FROM (VALUES (300000)) AS v (n),
     LATERAL (SELECT bloom_info(bloom_agg(i)) FROM generate_series(1, n) AS i) AS a (i), LATERAL (SELECT (i).*) AS b;
SELECT form, blocks, capacity, round(fpr::numeric, 4) AS fpr FROM (
  SELECT (bloom_info(bloom_agg_fpr(i, 0.0001))).* FROM generate_series(1, 60000) AS i) AS a;
-- The same in frames and groups.
SELECT g, # f BETWEEN 19700 AND 20300, bloom_contains_all(f, ARRAY(SELECT generate_series(g, 60000, 3) OFFSET 1)) FROM (SELECT i % 3, bloom_agg(i) FROM generate_series(1, 60000) AS i GROUP BY 1) AS v (g, f)
ORDER BY g;
-- The WARNING comes once for each call in a statement, not for each row of a window or each group.
SET hash_mem_multiplier = 1;
SELECT max(# f) BETWEEN 79000 AND 81000 FROM (SELECT bloom_agg(i) OVER (ORDER BY i / 1000) AS f FROM generate_series(1, 80000) AS i) AS w;
SELECT count(*), bool_and(# f > 60000) FROM (SELECT bloom_agg(i) AS f FROM generate_series(1, 280000) AS i GROUP BY i % 4) AS g;
SELECT bool_and(# a > 60000 AND # b > 60000) FROM (SELECT bloom_agg(i), bloom_agg_fpr(i, 0.001) FROM generate_series(1, 140000) AS i GROUP BY i % 2) AS g (a, b);
SELECT max(# f) > 60000 FROM generate_series(1, 3) AS k, LATERAL (SELECT bloom_agg(i * k) AS f FROM generate_series(1, 70000) AS i) AS s;
RESET work_mem;
RESET hash_mem_multiplier;

-- The hash zero, which tables of hashes can't hold as a word.
SELECT # f, f @> 0::bigint::hll_hashval, f @> 1::bigint::hll_hashval, # zero, zero @> 0::bigint::hll_hashval
FROM (SELECT bloom_agg(i::hll_hashval), bloom_agg(0::bigint::hll_hashval) FROM generate_series(-1::bigint, 0) AS i) AS v (f, zero);
-- Aggregates with equal arguments share a state, and final functions don't change it.
SELECT bloom_agg(i, 100, 0.01) = bloom_agg(i, 100, 0.01), bloom_agg(i) = bloom_agg(i) FROM generate_series(1, 50) AS i;
-- Calling the support functions directly is refused.
SELECT left(test.error('SELECT bloom_final(NULL)'), 5) IN ('42883', '0A000');
