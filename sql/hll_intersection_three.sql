-- What three sketches of any form have in common: hll_intersection and hll_intersection_bounds with
-- three sketches.
\pset null NULL

-- EXPLICIT sets are compared value by value, against what arrays say.
CREATE TEMP TABLE sets AS
SELECT id, hashes, test.image(hashes, 11, 5)::text::hll AS h
FROM generate_series(0, 60, 4) AS id,
     LATERAL (SELECT ARRAY(SELECT test.hash(i) FROM generate_series(1, 40) AS i
                           WHERE test.hash(1000 * id + i) % 61 <= id - 30)) AS v (hashes);
SELECT a.id, b.id, c.id
FROM sets AS a, sets AS b, sets AS c,
     LATERAL (SELECT count(*)::float8 FROM unnest(a.hashes) AS hash
              WHERE hash = ANY (b.hashes) AND hash = ANY (c.hashes)) AS e (common)
WHERE hll_intersection(a.h, b.h, c.h) <> common
   OR hll_intersection_bounds(a.h, b.h, c.h, 0.95) <> (common, common, common, true);
SELECT count(DISTINCT hll_intersection(a.h, b.h, c.h)) > 15 AS many_results
FROM sets AS a, sets AS b, sets AS c;

-- All forms with each other, whichever comes first. EMPTY, with any parameters, has nothing in
-- common with anything. With UNDEFINED all results are NULL, and so they are with NULL.
CREATE TEMP TABLE forms (name text, h hll);
INSERT INTO forms VALUES
  ('EMPTY', hll_empty(8, 5, 16, 1)), ('EXPLICIT', test.sketch(1, 10, 8, 5, 16)),
  ('SPARSE', test.sketch(5, 30, 8, 5, 16)), ('FULL', test.sketch(1, 1000, 8, 5, 16)),
  ('UNDEFINED', test.header(0, 8, 5, 16, 1)::hll);
SELECT a.name AS a, b.name AS b, c.name AS c, round(hll_intersection(a.h, b.h, c.h)) AS common,
       round(lower) AS lower, round(upper) AS upper, reliable
FROM forms AS a, forms AS b, forms AS c, hll_intersection_bounds(a.h, b.h, c.h, 0.95)
WHERE hll_type(a.h) <= hll_type(b.h) AND hll_type(b.h) <= hll_type(c.h)
ORDER BY hll_type(a.h), hll_type(b.h), hll_type(c.h);
SELECT a.name, b.name, c.name
FROM forms AS a, forms AS b, forms AS c,
     LATERAL (VALUES (hll_intersection(a.h, b.h, c.h), hll_intersection_bounds(a.h, b.h, c.h, 0.9)))
       AS x (common, bounds)
WHERE (common, bounds) IS DISTINCT FROM
        (hll_intersection(b.h, c.h, a.h), hll_intersection_bounds(b.h, c.h, a.h, 0.9))
   OR (common, bounds) IS DISTINCT FROM
        (hll_intersection(b.h, a.h, c.h), hll_intersection_bounds(b.h, a.h, c.h, 0.9));
SELECT name FROM forms, unnest(ARRAY[hll_empty(4, 1, 0, 0), hll_empty(20, 8, 1, 1)]) AS e
WHERE name <> 'UNDEFINED'
  AND (hll_intersection(e, h, h) <> 0 OR hll_intersection(h, h, e) <> 0
       OR hll_intersection_bounds(h, e, h, 0.95) <> (0::float8, 0::float8, 0::float8, true));
SELECT hll_intersection(NULL, h, h), hll_intersection(h, h, NULL),
       hll_intersection_bounds(h, NULL, h, 0.95) AS bounds,
       hll_intersection_bounds(h, h, h, NULL) AS bounds
FROM forms WHERE name = 'FULL';

-- Rules that hold for any three sketches.
CREATE FUNCTION pg_temp.broken(a hll, b hll, c hll) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT rule
  FROM hll_intersection(a, b, c) AS common, hll_intersection_bounds(a, b, c, 0.95) AS at_95,
       hll_intersection_bounds(a, b, c, 0.5) AS at_50,
       LATERAL (SELECT least(hll_cardinality(a), hll_cardinality(b), hll_cardinality(c)),
                       least((hll_cardinality_bounds(a)).upper, (hll_cardinality_bounds(b)).upper,
                             (hll_cardinality_bounds(c)).upper)) AS m (most, most_at_95),
       LATERAL (VALUES
         ('no NaN', 'NaN' NOT IN (common, at_95.lower, at_95.upper)),
         ('nothing negative', least(common, at_95.lower) >= 0),
         ('at most the smallest', common <= most),
         ('one estimate', at_95.estimate = common AND at_50.estimate = common),
         ('bounds in order', at_95.lower <= common AND common <= at_95.upper),
         ('wider with confidence', at_95.lower <= at_50.lower AND at_50.upper <= at_95.upper),
         ('within the bounds of each', at_95.upper <= most_at_95),
         ('in any order', hll_intersection_bounds(b, c, a, 0.95) = at_95
                          AND hll_intersection_bounds(b, a, c, 0.95) = at_95
                          AND hll_intersection(c, b, a) = common),
         ('equal ones count as one', hll_intersection(a, a, b) = hll_intersection(a, b)
            AND hll_intersection_bounds(b, a, b, 0.9) = hll_intersection_bounds(a, b, 0.9))
       ) AS r (rule, holds)
  WHERE holds IS NOT TRUE
$$;
SELECT log2m, regwidth, expthresh, n, rule
FROM (VALUES (4, 5), (6, 1), (8, 5), (11, 8)) AS r (log2m, regwidth), unnest(ARRAY[0, 16]) AS expthresh,
     unnest(ARRAY[1, 10, 16, 40, 300, 2000]) AS n,
     pg_temp.broken(test.sketch(1, n, log2m, regwidth, expthresh),
                    test.sketch(n / 2, 2 * n, log2m, regwidth, expthresh),
                    test.sketch(n / 3, n / 3 + 200, log2m, regwidth, expthresh)) AS rule;
-- Registers that hardly any values make: values above what a 64-bit hash gives, saturated ones, ones
-- that are all equal.
CREATE TEMP TABLE strange AS
SELECT regwidth, kind, (test.header(4, 4, regwidth, 0, 1) || test.packed(
         (SELECT string_agg(right((value & top)::bit(32)::text, regwidth), '' ORDER BY i)
          FROM generate_series(1, 16) AS i,
               LATERAL (SELECT CASE kind WHEN 'any' THEN abs(test.hash(i * 8 + regwidth) % 256)::integer
                                         WHEN 'other' THEN abs(test.hash(i * 9 + regwidth) % 256)::integer
                                         WHEN 'flat' THEN (top + 1) / 2 WHEN 'full' THEN top
                                         WHEN 'one' THEN CASE i WHEN 3 THEN top ELSE 0 END
                                         ELSE 0 END) AS v (value))))::text::hll AS h
FROM unnest(ARRAY[1, 2, 5, 8]) AS regwidth, CAST((1 << regwidth) - 1 AS integer) AS top,
     unnest(ARRAY['any', 'other', 'flat', 'full', 'one', 'zero']) AS kind;
SELECT regwidth, a.kind, b.kind, c.kind, rule
FROM strange AS a JOIN strange AS b USING (regwidth) JOIN strange AS c USING (regwidth),
     pg_temp.broken(a.h, b.h, c.h) AS rule
WHERE a.kind <= b.kind AND b.kind <= c.kind;

-- An EXPLICIT set knows its size, also if all its registers are saturated. Then they tell nothing of
-- what it has in common with others. The set of four values sets one register only, and a sketch that
-- has the same registers counts one value.
CREATE TEMP TABLE beside_explicit (a hll, b hll, c hll);
INSERT INTO beside_explicit VALUES
  ('\x14043f1045', '\x14043f0006', test.sketch(1, 77, 12, 2, 65536)),
  ('\x140500cc943f9e', '\x14050060000000', test.sketch(1, 399, 14, 5, 32768)),
  ('\x14844508000000000000000000', '\x148445a5294a5294a5294a5294',
   test.image('{16, 48, 80, 112}', 4, 5, 16)::text::hll);
SELECT hll_type(c) AS type, # c AS size, round(common::numeric, 3) AS common,
       round(lower::numeric, 3) AS lower, round(upper::numeric, 3) AS upper, reliable
FROM beside_explicit, hll_intersection(a, b, c) AS common, hll_intersection_bounds(a, b, c, 0.95)
ORDER BY # c;
SELECT a, rule FROM beside_explicit, pg_temp.broken(a, b, c) AS rule;

-- If more is common to all three, the estimate is greater: a third set is moved over two others.
SELECT common, before, estimate FROM (
  SELECT common, estimate, lag(estimate) OVER (ORDER BY common) AS before
  FROM generate_series(0, 500, 50) AS common,
       hll_intersection(test.sketch(1, 1000, 11, 5, 0), test.sketch(501, 1500, 11, 5, 0),
                        test.sketch(1001 - common, 2000 - common, 11, 5, 0)) AS estimate) AS m
WHERE estimate < before + 15 OR abs(estimate - common) > 40;

-- Over 120 triples the error is at most that of three intersections of two, and much smaller than
-- that of inclusion and exclusion. The bounds contain the truth about as often as they promise, and
-- are less than half as wide as those of three intersections.
SELECT * FROM (
  SELECT sqrt(avg((common.estimate - 100) ^ 2)) AS joint,
         sqrt(avg((x.estimate + y.estimate - z.estimate - 100) ^ 2)) AS three_intersections,
         sqrt(avg(((# a) + (# b) + (# c) - (# (a || b)) - (# (a || c)) - (# (b || c)) + (# (a || b || c))
                   - 100) ^ 2)) AS inclusion_exclusion,
         avg((100 BETWEEN common.lower AND common.upper)::integer) AS at_95,
         avg((common.upper - common.lower)
             / sqrt((x.upper - x.lower) ^ 2 + (y.upper - y.lower) ^ 2 + (z.upper - z.lower) ^ 2))
           AS width
  FROM (SELECT s, hll_add_agg(hash, 8, 5, 0) FILTER (WHERE i <= 100 OR i % 6 IN (0, 1, 2)) AS a,
               hll_add_agg(hash, 8, 5, 0) FILTER (WHERE i <= 100 OR i % 6 IN (0, 3, 4)) AS b,
               hll_add_agg(hash, 8, 5, 0) FILTER (WHERE i <= 100 OR i % 6 IN (1, 3, 5)) AS c
        FROM generate_series(1, 120) AS s, generate_series(1, 700) AS i,
             LATERAL (SELECT test.hash(-5000 * s - i)::hll_hashval) AS h (hash)
        GROUP BY s) AS p,
       hll_intersection_bounds(a, b, c, 0.95) AS common, hll_intersection_bounds(a, b) AS x,
       hll_intersection_bounds(a, c) AS y, hll_intersection_bounds(a, b || c) AS z) AS s
WHERE joint > three_intersections OR joint > 0.7 * inclusion_exclusion
   OR at_95 NOT BETWEEN 0.89 AND 0.995 OR width > 0.5;

-- Errors.
SELECT confidence,
       test.error(format('SELECT hll_intersection_bounds(h, h, h, %L) FROM hll_empty() AS h', confidence))
FROM unnest(ARRAY[0, 1, 95, 'NaN']::float8[]) AS confidence;
-- Three sketches need a confidence, so that an argument without a type is still one.
SELECT hll_intersection_bounds(h, h, '0.9') = hll_intersection_bounds(h, h, 0.9) AS is_confidence
FROM forms WHERE name = 'FULL';
PREPARE with_confidence AS SELECT (hll_intersection_bounds(h, h, $1)).reliable FROM forms WHERE name = 'FULL';
EXECUTE with_confidence (0.9);
