-- The error of an intersection of three sets, by joint estimates of two sets each
-- (docs/cookbook.md) and by inclusion and exclusion, over 200 simulated triples of each shape at
-- log2m 11. Takes half a minute:
--
--     scripts/with-server psql -X -f bench/accuracy/three_sets.sql
--
-- Columns: the root mean square error of both, in percent of what all three sets have in common;
-- the error that the recipe states for itself; and how many of 100 of its intervals at 95 % contain
-- the truth.
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS hll;
SET max_parallel_workers_per_gather = 0;

-- The numbers of values in A alone, B alone, A and B, C alone, A and C, B and C, and all three. The
-- bits of `part` say which sets a value is in.
CREATE TEMP TABLE shapes AS
SELECT shape, part, n
FROM (VALUES (1, ARRAY[5000, 5000, 0, 5000, 0, 0, 5000]),
             (2, ARRAY[7000, 7000, 1000, 7000, 1000, 1000, 1000]),
             (3, ARRAY[8500, 8500, 500, 8500, 500, 500, 500]),
             (4, ARRAY[1000, 9000, 0, 9000, 0, 0, 1000]),
             (5, ARRAY[1000, 35000, 300, 35000, 300, 14600, 400]),
             (6, ARRAY[9000, 0, 0, 0, 0, 9000, 1000])) AS s (shape, counts),
     unnest(counts) WITH ORDINALITY AS p (n, part);

CREATE TEMP TABLE triples AS
SELECT shape, trial,
       hll_add_agg(hash, 11, 5, 0) FILTER (WHERE part & 1 > 0) AS a,
       hll_add_agg(hash, 11, 5, 0) FILTER (WHERE part & 2 > 0) AS b,
       hll_add_agg(hash, 11, 5, 0) FILTER (WHERE part & 4 > 0) AS c
FROM shapes, generate_series(1, 200) AS trial, generate_series(1, n) AS i,
     hll_hash_bigint(((shape * 8 + part) * 1000 + trial) * 1000000 + i) AS hash
GROUP BY shape, trial;

CREATE TEMP TABLE estimates AS
SELECT shape, x.estimate + y.estimate - z.estimate AS joint,
       sqrt((x.upper - x.lower) ^ 2 + (y.upper - y.lower) ^ 2 + (z.upper - z.lower) ^ 2) / 2 AS off,
       (# a) + (# b) + (# c) - (# (a || b)) - (# (a || c)) - (# (b || c)) + # (a || b || c) AS counts
FROM triples, hll_intersection_bounds(a, b) AS x, hll_intersection_bounds(a, c) AS y,
     hll_intersection_bounds(a, b || c) AS z;

SELECT sizes.*, round(100 * sqrt(avg((joint / truth - 1) ^ 2))) AS joint,
       round(100 * sqrt(avg((counts / truth - 1) ^ 2))) AS inclusion_exclusion,
       round(100 * avg(off) / 1.96 / truth) AS said,
       round(100 * avg((abs(joint - truth) <= off)::integer), 1) AS held
FROM estimates
JOIN (SELECT shape, sum(n) FILTER (WHERE part & 1 > 0) AS a, sum(n) FILTER (WHERE part & 2 > 0) AS b,
             sum(n) FILTER (WHERE part & 4 > 0) AS c, sum(n) FILTER (WHERE part = 7) AS truth
      FROM shapes GROUP BY shape) AS sizes USING (shape)
GROUP BY shape, sizes.shape, a, b, c, truth ORDER BY shape;
