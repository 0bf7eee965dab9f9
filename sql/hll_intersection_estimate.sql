-- How good the figures about two sketches are: rules that hold for any content, the most likely
-- sizes, their error, and how often the bounds contain the truth.

-- Returns the rules that a pair breaks; every pair must keep all of them.
CREATE FUNCTION test.broken(a hll, b hll) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT rule
  FROM (SELECT # a, # b, hll_intersection(a, b), hll_difference(a, b), hll_difference(b, a),
               hll_jaccard(a, b), hll_overlap(a, b)) AS v (n, m, i, d, e, j, o),
       hll_intersection_bounds(a, b) AS at_95, hll_intersection_bounds(a, b, 0.5) AS at_50,
       hll_cardinality_bounds(a) AS bounds_a, hll_cardinality_bounds(b) AS bounds_b,
       LATERAL (SELECT 'infinity' NOT IN (i, d, e)) AS f (finite),
       LATERAL (VALUES
         ('no NaN', 'NaN' NOT IN (i, d, e, j, o, at_95.lower, at_95.upper)),
         ('nothing negative', least(i, d, e, j, o, at_95.lower) >= 0),
         ('at most the smaller', i <= least(n, m)),
         ('at most one', greatest(j, o) <= 1),
         ('symmetric',
          (hll_intersection(b, a), hll_jaccard(b, a), hll_overlap(b, a)) = (i, j, o)),
         ('bounds symmetric', hll_intersection_bounds(b, a) = at_95),
         ('one estimate', at_95.estimate = i AND at_50.estimate = i),
         ('bounds in order', at_95.lower <= i AND i <= at_95.upper),
         ('wider with confidence', at_95.lower <= at_50.lower AND at_50.upper <= at_95.upper),
         ('within the bounds of each', at_95.upper <= least(bounds_a.upper, bounds_b.upper)),
         ('Jaccard', NOT finite OR abs(j - coalesce(i / nullif(i + d + e, 0), 0)) < 1e-9),
         ('overlap', NOT finite OR abs(o - coalesce(i / nullif(i + least(d, e), 0), 0)) < 1e-9)
       ) AS r (rule, holds)
  WHERE holds IS NOT TRUE
$$;

-- Pairs of sets that overlap, as registers and, if they are small, as EXPLICIT.
CREATE TEMP TABLE pairs AS
SELECT row_number() OVER () AS id, *, n + m - common AS together,
       test.sketch(1, n, log2m, regwidth, expthresh) AS a,
       test.sketch(n - common + 1, n - common + m, log2m, regwidth, expthresh) AS b
FROM (VALUES (4, 5), (6, 1), (6, 3), (8, 5), (11, 8)) AS r (log2m, regwidth),
     unnest(ARRAY[0, 16]) AS expthresh,
     (VALUES (1, 1, 0), (1, 1, 1), (10, 10, 3), (12, 16, 12), (40, 15, 5), (15, 300, 0),
             (100, 100, 50), (100, 100, 99), (300, 300, 0), (30, 300, 30), (1000, 100, 10),
             (1000, 1000, 100), (3000, 20, 10)) AS v (n, m, common);
SELECT array_agg(DISTINCT hll_type(a) || ' ' || hll_type(b)) AS forms FROM pairs;
SELECT id, log2m, regwidth, expthresh, n, m, common, rule FROM pairs, test.broken(a, b) AS rule;

-- The estimates must be the most likely sizes. The likelihood is computed here in the plainest way:
-- a cell counts the registers that have k in one sketch and l in the other, and its probability is
-- known if the values of each part come to random registers.
CREATE TEMP TABLE registers AS
SELECT id, side, r.*
FROM pairs, LATERAL (VALUES ('a', 1, n), ('b', n - common + 1, together)) AS v (side, first, last),
     test.registers(ARRAY(SELECT test.hash(i) FROM generate_series(first, last) AS i),
                    log2m, regwidth) AS r;
CREATE TEMP TABLE cells AS
WITH set_in_either AS (
  SELECT id, coalesce(x.value, 0) AS k, coalesce(y.value, 0) AS l, count(*) AS times
  FROM (SELECT * FROM registers WHERE side = 'a') AS x
  FULL JOIN (SELECT * FROM registers WHERE side = 'b') AS y USING (id, index)
  GROUP BY 1, 2, 3)
TABLE set_in_either
UNION ALL
SELECT id, 0, 0, (1 << log2m) - (SELECT sum(times) FROM set_in_either AS s WHERE s.id = p.id)
FROM pairs AS p;
-- The probability that one of m registers has at most k in one sketch and l in the other, if a
-- values come to the first only, b to the second only and x to both. Registers above q are full.
CREATE FUNCTION pg_temp.at_most(k integer, l integer, m float8, q float8,
                                a float8, b float8, x float8) RETURNS float8 LANGUAGE sql AS $$
  SELECT CASE WHEN least(k, l) < 0 THEN 0 ELSE
    exp(greatest(-700, -(CASE WHEN k <= q THEN a * 2::float8 ^ -k ELSE 0 END
                         + CASE WHEN l <= q THEN b * 2::float8 ^ -l ELSE 0 END
                         + CASE WHEN least(k, l) <= q THEN x * 2::float8 ^ -least(k, l) ELSE 0 END
                        ) / m)) END
$$;
-- The logarithm of the probability that a pair has all these registers.
CREATE FUNCTION pg_temp.likelihood(pair bigint, m float8, q float8, a float8, b float8, x float8)
RETURNS float8 LANGUAGE sql AS $$
  SELECT sum(times * ln(pg_temp.at_most(k, l, m, q, a, b, x)
                        - pg_temp.at_most(k - 1, l, m, q, a, b, x)
                        - pg_temp.at_most(k, l - 1, m, q, a, b, x)
                        + pg_temp.at_most(k - 1, l - 1, m, q, a, b, x)))
  FROM cells WHERE id = pair
$$;
-- The estimates before the bias of the union is corrected (EXPLICIT has none). Pairs for which
-- other rules hold are left out: no register is set in both, all are equal, all of one sketch are
-- above the other's, or the whole smaller set is common.
CREATE TEMP TABLE fits AS
SELECT id, log2m, regwidth, n, m, common, 2 ^ log2m AS of,
       least(2 ^ regwidth - 2, 64 - log2m) AS q, a_known, b_known,
       greatest(1e-3, d * bias) AS only_a, greatest(1e-3, e * bias) AS only_b,
       greatest(1e-3, i * bias) AS x
FROM pairs,
     LATERAL (SELECT hll_type(a) = 2, hll_type(b) = 2, hll_intersection(a, b),
                     hll_difference(a, b), hll_difference(b, a)) AS v (a_known, b_known, i, d, e),
     LATERAL (SELECT CASE WHEN a_known OR b_known OR 'infinity' IN (i, d, e) THEN 1 ELSE
       1 + (1.07944 - 0.57944 * exp(-(i + d + e) / 2 ^ log2m / 2)) / 2 ^ log2m END) AS c (bias)
WHERE NOT (a_known AND b_known) AND i < least(# a, # b) - 1e-6 AND 'infinity' NOT IN (# a, # b)
  AND (SELECT bool_or(k > 0 AND l > 0) AND bool_or(k <= l) AND bool_or(k >= l)
       FROM cells WHERE cells.id = pairs.id);
SELECT a_known, b_known, count(*) FROM fits GROUP BY 1, 2 ORDER BY 1, 2;
-- Sizes near the estimates must not be more likely. The size of an EXPLICIT sketch is certain.
SELECT id, log2m, regwidth, n, m, common, only_a, only_b, x, fa, fb, y, here, there
FROM fits, LATERAL (SELECT pg_temp.likelihood(id, of, q, only_a, only_b, x) OFFSET 0) AS l (here),
     (VALUES (0.9, 1, 1, 0), (1.1, 1, 1, 0), (1, 0.9, 1, 0), (1, 1.1, 1, 0), (1, 1, 0.9, 0),
             (1, 1, 1.1, 0), (0.97, 0.97, 1.1, 0), (1.03, 1.03, 0.9, 0), (0.9, 0.9, 0.9, 0),
             (1, 1, 0.5, 0), (1, 1, 2, 0), (1, 1, 1, 0.5)) AS f (fa, fb, fx, more),
     LATERAL (SELECT x * fx + more) AS w (y),
     pg_temp.likelihood(id, of, q, CASE WHEN a_known THEN only_a + x - y ELSE fa * only_a END,
                        CASE WHEN b_known THEN only_b + x - y ELSE fb * only_b END, y) AS there
WHERE y >= 1e-3 AND NOT (a_known AND only_a + x < y) AND NOT (b_known AND only_b + x < y)
  AND there > here + 1e-4;

-- If more is common, the estimate is greater: two sets of the same size, moved over each other.
SELECT common, before, i FROM (
  SELECT common, i, lag(i) OVER (ORDER BY common) AS before
  FROM generate_series(0, 500, 50) AS common,
       hll_intersection(test.sketch(1, 500, 11, 5, 0),
                        test.sketch(501 - common, 1000 - common, 11, 5, 0)) AS i) AS m
WHERE i < before + 25 OR abs(i - common) > 25;

-- Over 120 pairs, the root mean square error in percent of the intersection agrees with theory, and
-- is smaller than that of inclusion and exclusion. The bounds contain the truth about as often as
-- they promise.
SELECT * FROM (
  SELECT n, common, theory, 100 * sqrt(avg((hll_intersection(a, b) / common - 1) ^ 2)) AS joint,
         100 * sqrt(avg((((# a) + (# b) - # (a || b)) / common - 1) ^ 2)) AS exclusion,
         avg((common BETWEEN x.lower AND x.upper)::integer) AS at_95,
         avg((common BETWEEN y.lower AND y.upper)::integer) AS at_50
  FROM (SELECT n, common, theory, s, hll_add_agg(hash, 8, 5, 0) FILTER (WHERE i <= n) AS a,
               hll_add_agg(hash, 8, 5, 0) FILTER (WHERE i > n - common) AS b
        FROM (VALUES (300, 30, 38.7), (600, 200, 13.2)) AS v (n, common, theory),
             generate_series(1, 120) AS s, generate_series(1, 2 * n - common) AS i,
             LATERAL (SELECT test.hash(-5000 * s - i)::hll_hashval) AS h (hash)
        GROUP BY 1, 2, 3, 4) AS p,
       hll_intersection_bounds(a, b) AS x, hll_intersection_bounds(a, b, 0.5) AS y
  GROUP BY 1, 2, 3) AS c
WHERE joint NOT BETWEEN 0.75 * theory AND 1.25 * theory OR exclusion < 1.4 * joint
   OR at_95 NOT BETWEEN 0.89 AND 0.995 OR at_50 NOT BETWEEN 0.35 AND 0.65;

-- Registers that no set of values can make must not break anything: values above what a 64-bit hash
-- gives, SPARSE where FULL would be smaller, EXPLICIT beyond its limit and with hashes that set no
-- register.
CREATE TEMP TABLE strange AS
WITH contents AS (
  SELECT log2m, regwidth, kind,
         ARRAY(SELECT CASE kind
                 WHEN 'any' THEN random WHEN 'other' THEN random # 85 WHEN 'low' THEN random % 3
                 WHEN 'few' THEN CASE WHEN random % 7 = 0 THEN random ELSE 0 END
                 WHEN 'one' THEN CASE i WHEN 3 THEN top ELSE 0 END
                 WHEN 'flat' THEN (top + 1) / 2 WHEN 'full' THEN top
                 WHEN 'nearly full' THEN CASE i WHEN 3 THEN 1 ELSE top END ELSE 0 END & top
               FROM generate_series(0, (1 << log2m) - 1) AS i,
                    abs(test.hash(i * 64 + log2m * 8 + regwidth) % 256) AS r,
                    CAST(r AS integer) AS random
               ORDER BY i) AS registers
  FROM generate_series(4, 5) AS log2m, generate_series(1, 8) AS regwidth,
       CAST((1 << regwidth) - 1 AS integer) AS top,
       unnest(ARRAY['any', 'other', 'low', 'few', 'one', 'flat', 'full', 'nearly full', 'zero'])
         AS kind
  WHERE log2m = 4 OR regwidth IN (1, 4, 8)),
images AS (
  SELECT log2m, regwidth, kind || ', FULL' AS name, test.header(4, log2m, regwidth, 0, 1)
    || test.packed((SELECT string_agg(right(value::bit(32)::text, regwidth), '' ORDER BY i)
                    FROM unnest(registers) WITH ORDINALITY AS r (value, i))) AS image
  FROM contents
  UNION ALL
  SELECT log2m, regwidth, kind || ', SPARSE', test.header(3, log2m, regwidth, 0, 1)
    || test.packed((SELECT string_agg(right((i - 1)::integer::bit(32)::text, log2m)
                                      || right(value::bit(32)::text, regwidth), '' ORDER BY i)
                    FROM unnest(registers) WITH ORDINALITY AS r (value, i) WHERE value > 0))
  FROM contents WHERE kind IN ('other', 'full', 'few')
  UNION ALL
  SELECT log2m, regwidth, 'EXPLICIT, ' || n || ' >> ' || shift,
         test.header(2, log2m, regwidth, 0, 1)
    || test.packed((SELECT string_agg(value::bit(64)::text, '' ORDER BY value)
                    FROM (SELECT DISTINCT test.hash(i) >> shift FROM generate_series(1, n) AS i)
                      AS v (value)))
  FROM (SELECT DISTINCT log2m, regwidth FROM contents) AS p,
       (VALUES (1, 0), (40, 0), (9, 61), (30, 57)) AS e (n, shift))
SELECT row_number() OVER () AS id, log2m, regwidth, name, image::text::hll AS h FROM images;
SELECT log2m, regwidth, a.name, b.name, rule
FROM strange AS a JOIN strange AS b USING (log2m, regwidth), test.broken(a.h, b.h) AS rule
WHERE a.id <= b.id;
-- If the registers compare alike in both directions, the order of the sketches makes no difference.
SELECT test.broken('\x1404405080',
                   '\x120440a87ff679a2f3e71dd9d4f495e875a2e002e74f10e0327ad8');
