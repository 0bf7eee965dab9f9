-- Functions that only count take sketches of different parameters: hll_union_cardinality and
-- hll_union_bounds count both together, the others fold by themselves. hll_difference_bounds.
\pset null NULL

-- All forms with each other, of different parameters. EMPTY adds nothing, UNDEFINED gives NULL.
CREATE TEMP TABLE forms (name text, h hll);
INSERT INTO forms VALUES
  ('EMPTY', hll_empty(20, 8, 1, 0)), ('EXPLICIT', test.sketch(1, 10, 8, 5, 16)),
  ('SPARSE', test.sketch(5, 30, 9, 4, 0)), ('FULL', test.sketch(1, 1000, 10, 6, 0)),
  ('UNDEFINED', test.header(0, 8, 5, 16, 1)::hll);
SELECT a.name AS a, b.name AS b, round(hll_union_cardinality(a.h, b.h)) AS together,
       round(u.lower) AS lower, round(u.upper) AS upper, round(d.estimate) AS difference,
       round(d.lower) AS lower, round(d.upper) AS upper, reliable
FROM forms AS a, forms AS b, hll_union_bounds(a.h, b.h) AS u, hll_difference_bounds(a.h, b.h) AS d
ORDER BY hll_type(a.h), hll_type(b.h);
SELECT hll_union_cardinality(NULL, h), hll_union_cardinality(h, NULL), hll_union_bounds(h, NULL),
       hll_union_bounds(h, h, NULL), hll_difference_bounds(NULL, h), hll_difference_bounds(h, h, NULL)
FROM forms WHERE name = 'FULL';

-- EXPLICIT sets of different parameters are compared value by value.
SELECT n, m, common
FROM unnest(ARRAY[1, 5, 40]) AS n, unnest(ARRAY[1, 7, 60]) AS m, unnest(ARRAY[0, 1, 5]) AS common,
     test.sketch(1, n, 11, 5, 64) AS a, test.sketch(n - common + 1, n - common + m, 14, 4, 128) AS b
WHERE common <= least(n, m)
  AND (hll_union_cardinality(a, b) <> n + m - common OR hll_difference(a, b) <> n - common
       OR hll_intersection(a, b) <> common OR hll_intersection(a, b, a) <> common
       OR hll_jaccard(b, a) <> common / (n + m - common)::float8
       OR hll_union_bounds(a, b) <> (n + m - common::float8, n + m - common::float8, n + m - common::float8)
       OR hll_difference_bounds(b, a) <> (m - common::float8, m - common::float8, m - common::float8, true)
       OR (hll_change(a, b)).ratio <> m::float8 / n);

-- Sketches with registers of every size, that have something in common.
CREATE TEMP TABLE sets AS
SELECT log2m, regwidth, expthresh, n, test.sketch(first, first + n - 1, log2m, regwidth, expthresh) AS h
FROM (VALUES (4, 8), (6, 1), (6, 5), (9, 5), (11, 6)) AS r (log2m, regwidth),
     (VALUES (1, 1), (1, 12), (7, 300), (200, 4000)) AS v (first, n), unnest(ARRAY[0, 16]) AS expthresh;
CREATE TEMP TABLE pairs AS
SELECT a.h AS a, b.h AS b, hll_type(a.h) = 2 AS a_is_explicit, hll_type(b.h) = 2 AS b_is_explicit,
       least(a.log2m, b.log2m) AS log2m, least(a.regwidth, b.regwidth) AS regwidth
FROM sets AS a, sets AS b;
SELECT count(*), count(DISTINCT (hll_type(a), hll_type(b))) AS forms FROM pairs;
-- They give what their folds give. EXPLICIT sets take the parameters of the other sketch.
CREATE TEMP TABLE folded AS
SELECT *, CASE WHEN a_is_explicit THEN hll_fold(a, hll_log2m(b), hll_regwidth(b))
               WHEN b_is_explicit THEN a ELSE hll_fold(a, log2m, regwidth) END AS fold_a,
          CASE WHEN b_is_explicit THEN hll_fold(b, hll_log2m(a), hll_regwidth(a))
               WHEN a_is_explicit THEN b ELSE hll_fold(b, log2m, regwidth) END AS fold_b
FROM pairs;
CREATE FUNCTION test.figures(a hll, b hll) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', hll_intersection(a, b), hll_difference(a, b), hll_jaccard(a, b), hll_overlap(a, b),
                   hll_intersection_bounds(a, b), hll_difference_bounds(a, b), hll_change(a, b),
                   hll_intersection(a, b, hll_empty(5)))
$$;
SELECT a, b FROM folded WHERE test.figures(a, b) <> test.figures(fold_a, fold_b);
-- If one sketch is EXPLICIT, nothing is folded, so both together are counted as by a union.
SELECT a, b FROM folded
WHERE (a_is_explicit OR b_is_explicit)
  AND hll_union_cardinality(a, b) <> hll_union_cardinality(fold_a, fold_b);
-- expthresh and sparseon make no difference to registers.
SELECT DISTINCT test.figures(a, b) = test.figures(a, c)
  AND hll_union_bounds(a, b) = hll_union_bounds(a, c) AS equal
FROM test.sketch(1, 3000, 9, 5, 0) AS a, test.sketch(1001, 5000, 9, 5, 0) AS b,
     (VALUES (64, 1), (-1, 0), (1, 0)) AS e (expthresh, sparseon),
     LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, 9, 5, expthresh, sparseon)
              FROM generate_series(1001, 5000) AS i) AS s (c);
-- Three sketches.
SELECT hll_intersection(a, b, c) = hll_intersection(hll_fold(a, 9, 4), hll_fold(b, 9, 4), c) AS equal,
       hll_intersection(a, b, d) = hll_intersection(hll_fold(a, 10, 4), b, hll_fold(d, 10, 4)) AS explicit,
       hll_intersection_bounds(c, a, b, 0.9)
       = hll_intersection_bounds(hll_fold(a, 9, 4), hll_fold(b, 9, 4), c, 0.9) AS bounds
FROM test.sketch(1, 3000, 12, 5, 0) AS a, test.sketch(1001, 5000, 10, 4, 0) AS b,
     test.sketch(2001, 4000, 9, 6, 0) AS x, hll_fold(x, 9, 4) AS c, test.sketch(1500, 1520, 4, 8, 64) AS d;

-- Rules for any two sketches; every pair must keep all of them.
CREATE FUNCTION test.broken_union(a hll, b hll) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT rule
  FROM hll_union_cardinality(a, b) AS u, hll_union_bounds(a, b) AS at_95,
       hll_union_bounds(a, b, 0.5) AS at_50, hll_difference(a, b) AS d,
       hll_difference_bounds(a, b) AS d_95, hll_difference_bounds(a, b, 0.5) AS d_50,
       LATERAL (SELECT hll_cardinality(a), hll_cardinality(b)) AS c (n, m),
       LATERAL (VALUES
         ('no NaN', 'NaN' NOT IN (u, at_95.lower, at_95.upper, d, d_95.lower, d_95.upper)),
         ('symmetric', hll_union_cardinality(b, a) = u AND hll_union_bounds(b, a) = at_95),
         ('one estimate', at_95.estimate = u AND at_50.estimate = u),
         ('bounds in order', 0 <= at_95.lower AND at_95.lower <= u AND u <= at_95.upper),
         ('wider with confidence', at_95.lower <= at_50.lower AND at_50.upper <= at_95.upper),
         ('at least the finer one',
          u >= CASE WHEN (hll_log2m(a), hll_regwidth(a)) > (hll_log2m(b), hll_regwidth(b)) THEN n
                    WHEN (hll_log2m(a), hll_regwidth(a)) < (hll_log2m(b), hll_regwidth(b)) THEN m
                    ELSE 0 END - 1e-9 OR 2 IN (hll_type(a), hll_type(b))),
         ('at most the sum', u <= 1.2 * (n + m)),
         ('one difference', d_95.estimate = d AND d_50.estimate = d),
         ('difference in order', 0 <= d_95.lower AND d_95.lower <= d AND d <= d_95.upper),
         ('difference wider', d_95.lower <= d_50.lower AND d_50.upper <= d_95.upper)
       ) AS r (rule, holds)
  WHERE holds IS NOT TRUE
$$;
SELECT a, b, rule FROM pairs, test.broken_union(a, b) AS rule;
-- A sketch with itself, and with its own fold: the count of the larger one.
SELECT log2m, regwidth, n FROM sets, hll_fold(h, 4, 1) AS f
WHERE hll_type(h) > 2 AND (hll_union_cardinality(h, h) <> # h OR hll_union_cardinality(f, h) <> # h);

-- Saturated sketches, and registers that are all above the other's.
CREATE FUNCTION pg_temp.uniform(value integer, regwidth integer DEFAULT 5) RETURNS hll
LANGUAGE sql AS $$
  SELECT (test.header(4, 6, regwidth, 0, 1)
          || test.packed(repeat(right(value::bit(32)::text, regwidth), 64)))::hll
$$;
SELECT name, round(u.estimate) AS together, round(u.lower) AS lower, round(u.upper) AS upper,
       round(d.estimate) AS difference, round(d.lower) AS lower, round(d.upper) AS upper, reliable
FROM (VALUES ('above', pg_temp.uniform(7), pg_temp.uniform(3)),
             ('below', pg_temp.uniform(3), pg_temp.uniform(7)),
             ('the coarser is full', pg_temp.uniform(3, 2), test.sketch(1, 500, 9, 2, 0)),
             ('the finer is full', test.sketch(1, 100, 4, 5, 0), pg_temp.uniform(3, 2)),
             ('the narrower is full', pg_temp.uniform(3, 2), test.sketch(1, 500, 6, 5, 0)),
             ('the folds are full', test.sketch(1, 3000, 5, 5, 0), test.sketch(2901, 3500, 10, 1, 0)),
             ('both are full', pg_temp.uniform(3, 2), pg_temp.uniform(7, 3)),
             ('one value', pg_temp.uniform(31), (test.header(2, 4, 5, 0, 1) || '\x0000000000000040')::hll),
             ('no register', pg_temp.uniform(0), pg_temp.uniform(3)),
             ('nothing', pg_temp.uniform(0), hll_empty(4, 8))
     ) AS v (name, a, b), hll_union_bounds(a, b) AS u, hll_difference_bounds(a, b) AS d;

-- Over 200 pairs the error is much smaller than that of folding both, and the bounds hold the truth
-- about as often as they promise.
SELECT common, error, folded, covered
FROM (SELECT common, sqrt(avg((u.estimate / (2000 - common) - 1) ^ 2)) AS error,
             sqrt(avg((hll_cardinality(hll_union_fold(a, b)) / (2000 - common) - 1) ^ 2)) AS folded,
             count(*) FILTER (WHERE 2000 - common BETWEEN u.lower AND u.upper) AS covered
      FROM unnest(ARRAY[0, 500, 1000]) AS common, generate_series(3000, 600000, 3000) AS first,
           test.sketch(first, first + 999, 6, 5, 0) AS a,
           test.sketch(first + 1000 - common, first + 1999 - common, 9, 5, 0) AS b,
           hll_union_bounds(a, b) AS u
      GROUP BY common) AS s
WHERE error > 0.75 * folded OR covered NOT BETWEEN 183 AND 199;
SELECT common, covered, reliable
FROM (SELECT common, count(*) FILTER (WHERE 500 - common BETWEEN lower AND upper) AS covered,
             count(*) FILTER (WHERE reliable) AS reliable
      FROM unnest(ARRAY[0, 250, 400, 500]) AS common, generate_series(3000, 900000, 3000) AS first,
           hll_difference_bounds(test.sketch(first, first + 499, 8, 5, 0),
                                 test.sketch(first + 500 - common, first + 1499 - common, 7, 5, 0))
      GROUP BY common) AS c
WHERE covered < 275 OR common < 400 AND reliable < 290 OR common = 500 AND reliable > 0;

-- The arguments have names, the default confidence is 95 %, and others are errors.
SELECT DISTINCT hll_union_bounds(a, b) = hll_union_bounds(a, b, confidence => 0.95)
  AND hll_difference_bounds(a, b) = hll_difference_bounds(a, b, confidence => 0.95) AS default_is_95
FROM pairs;
SELECT confidence, test.error(format('SELECT %s(h, h, %L) FROM hll_empty() AS h', call, confidence))
FROM unnest(ARRAY['hll_union_bounds', 'hll_difference_bounds']) AS call,
     unnest(ARRAY[0, 1, 95, 'NaN']::float8[]) AS confidence;
-- `||` doesn't fold by itself, and its hint says what does.
SELECT test.error(format('SELECT %L::hll || %L::hll', a, b))
FROM (SELECT test.sketch(1, 5, 4, 5, 0), test.sketch(1, 5, 5, 5, 0)) AS v (a, b);

-- Values out of line.
CREATE TEMP TABLE large AS
SELECT test.sketch(1, 20000, 14, 5, 0) AS a, test.sketch(15001, 30000, 13, 6, 0) AS b;
SELECT abs(hll_union_cardinality(a, b) / 30000 - 1) < 0.03 AS near, pg_column_size(a) > 3000 AS out_of_line
FROM large;
