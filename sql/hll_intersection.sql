-- What two sketches of any form have in common: hll_intersection, hll_difference, hll_jaccard,
-- hll_overlap and hll_intersection_bounds. hll_intersection_estimate.sql tests how good the figures
-- are.
\pset null NULL

-- EXPLICIT sets are compared value by value: sets of numbers of every size, against what arrays
-- say.
CREATE TEMP TABLE sets AS
SELECT id, hashes, test.image(hashes, 11, 5)::text::hll AS h
FROM generate_series(0, 60, 2) AS id,
     LATERAL (SELECT ARRAY(SELECT test.hash(i) FROM generate_series(1, 40) AS i
                           WHERE test.hash(1000 * id + i) % 61 <= id - 30)) AS v (hashes);
SELECT a.id, b.id
FROM sets AS a, sets AS b,
     LATERAL (SELECT cardinality(a.hashes), cardinality(b.hashes),
                     cardinality(ARRAY(SELECT unnest(a.hashes) INTERSECT SELECT unnest(b.hashes)))
              OFFSET 0) AS c (n, m, common)
WHERE hll_intersection(a.h, b.h) <> common OR hll_difference(a.h, b.h) <> n - common
   OR hll_jaccard(a.h, b.h) <> coalesce(common / nullif(n + m - common, 0)::float8, 0)
   OR hll_overlap(a.h, b.h) <> coalesce(common / nullif(least(n, m), 0)::float8, 0)
   OR hll_intersection_bounds(a.h, b.h)
      <> (common::float8, common::float8, common::float8, true);
SELECT count(DISTINCT cardinality(hashes)) > 15 AS many_sizes FROM sets;
-- The smallest and the largest values.
SELECT hll_intersection(a, b), hll_difference(a, b), hll_difference(b, a)
FROM (SELECT hll_empty() || x || y || z, hll_empty() || w || x || y
      FROM (VALUES ((-9223372036854775808)::hll_hashval, 9223372036854775807::hll_hashval,
                    0::hll_hashval, (-1)::hll_hashval)) AS v (w, x, y, z)) AS v (a, b);

-- All forms with each other. EMPTY, with any parameters, has nothing in common with anything, not
-- even with itself. With UNDEFINED all results are NULL.
CREATE TEMP TABLE forms (name text, h hll);
INSERT INTO forms VALUES
  ('EMPTY', hll_empty(8, 5, 16, 1)), ('EXPLICIT', test.sketch(1, 10, 8, 5, 16)),
  ('SPARSE', test.sketch(5, 30, 8, 5, 16)), ('FULL', test.sketch(1, 1000, 8, 5, 16)),
  ('UNDEFINED', test.header(0, 8, 5, 16, 1)::hll);
SELECT a.name AS a, b.name AS b, round(hll_intersection(a.h, b.h)) AS intersection,
       round(hll_difference(a.h, b.h)) AS difference,
       round(hll_jaccard(a.h, b.h)::numeric, 2) AS jaccard,
       round(hll_overlap(a.h, b.h)::numeric, 2) AS overlap,
       round(lower) AS lower, round(upper) AS upper, reliable
FROM forms AS a, forms AS b, hll_intersection_bounds(a.h, b.h)
ORDER BY hll_type(a.h), hll_type(b.h);
SELECT name FROM forms, unnest(ARRAY[hll_empty(4, 1, 0, 0), hll_empty(20, 8, 1, 1)]) AS e
WHERE name <> 'UNDEFINED'
  AND (hll_intersection(e, h) <> 0 OR hll_intersection(h, e) <> 0 OR hll_difference(h, e) <> # h
       OR hll_difference(e, h) <> 0 OR hll_jaccard(e, h) <> 0 OR hll_overlap(h, e) <> 0
       OR hll_intersection_bounds(e, h) <> (0::float8, 0::float8, 0::float8, true));
SELECT hll_intersection(NULL, h), hll_intersection(h, NULL), hll_difference(h, NULL),
       hll_jaccard(NULL, h), hll_overlap(h, NULL), hll_intersection_bounds(h, NULL) AS bounds,
       hll_intersection_bounds(h, h, NULL) AS bounds
FROM forms WHERE name = 'FULL';

-- SPARSE where FULL would be smaller, and FULL where SPARSE would be, give the same results.
CREATE FUNCTION pg_temp.as_form(h hll, max_sparse integer) RETURNS hll LANGUAGE plpgsql AS $$
BEGIN
  PERFORM hll_set_max_sparse(max_sparse);
  h := h || h;
  PERFORM hll_set_max_sparse(-1);
  RETURN h;
END $$;
CREATE TEMP TABLE registers AS
SELECT log2m, regwidth, h, pg_temp.as_form(h, 0) AS f, pg_temp.as_form(h, 2048) AS s
FROM (VALUES (4, 5), (6, 1), (8, 4), (11, 8)) AS r (log2m, regwidth),
     (VALUES (1, 1), (1, 40), (20, 50), (10, 1000)) AS v (first, last),
     test.sketch(first, last, log2m, regwidth, 0) AS h;
SELECT DISTINCT hll_type(f), hll_type(s) FROM registers;
SELECT log2m, regwidth
FROM registers AS a JOIN registers AS b USING (log2m, regwidth),
     LATERAL (VALUES (a.f, b.f), (a.s, b.s), (a.f, b.s), (a.s, b.f)) AS v (x, y)
WHERE hll_intersection(x, y) <> hll_intersection(a.h, b.h)
   OR hll_difference(x, y) <> hll_difference(a.h, b.h)
   OR hll_jaccard(x, y) <> hll_jaccard(a.h, b.h) OR hll_overlap(x, y) <> hll_overlap(a.h, b.h)
   OR hll_intersection_bounds(x, y) <> hll_intersection_bounds(a.h, b.h);

-- A sketch and itself have everything in common.
SELECT log2m, regwidth, # h FROM registers, hll_intersection_bounds(h, f) AS b
WHERE hll_intersection(h, s) <> # h OR hll_difference(h, f) <> 0 OR hll_jaccard(h, s) <> 1
   OR hll_overlap(h, f) <> 1 OR b.estimate <> # h;
-- The few values of an EXPLICIT set are all among many others: all of them are common.
SELECT DISTINCT hll_type(a), hll_type(b), hll_intersection(a, b), hll_difference(b, a), hll_overlap(a, b),
       hll_jaccard(a, b) < 0.06 AS jaccard, estimate, upper, reliable
FROM unnest(ARRAY[16, 24, 31]) AS log2m, test.sketch(1, 1000, log2m, 3, 64) AS a,
     test.sketch(301, 350, log2m, 3, 64) AS b, hll_intersection_bounds(a, b);
-- No register is set in both sketches: nothing is common.
SELECT hll_intersection(a, b), hll_difference(a, b) = # a AS "all", hll_jaccard(a, b), lower,
       round(upper) AS upper, reliable
FROM (SELECT hll_add_agg((2048 + i)::hll_hashval, 11, 5, 0) FILTER (WHERE i <= 40),
             hll_add_agg((2048 + i)::hll_hashval, 11, 5, 0) FILTER (WHERE i > 40)
      FROM generate_series(1, 70) AS i) AS v (a, b), hll_intersection_bounds(a, b);

-- All registers of one sketch are above the other's, or saturated, and tell nothing about what is
-- common. The estimate is half of what is possible, and the bounds show this.
CREATE FUNCTION pg_temp.uniform(value integer, regwidth integer DEFAULT 5) RETURNS hll
LANGUAGE sql AS $$
  SELECT (test.header(4, 6, regwidth, 0, 1)
          || test.packed(repeat(right(value::bit(32)::text, regwidth), 64)))::hll
$$;
SELECT name, hll_intersection(a, b) = least(# a, # b) / 2 AS half, lower,
       upper = least((hll_cardinality_bounds(a)).upper, (hll_cardinality_bounds(b)).upper)
         AS upper_is_least, reliable
FROM (VALUES ('above', pg_temp.uniform(7), pg_temp.uniform(3)),
             ('just above', pg_temp.uniform(4), pg_temp.uniform(3)),
             ('one is full', pg_temp.uniform(3, 2), test.sketch(1, 100, 6, 2, 0)),
             ('both are full', pg_temp.uniform(3, 2), pg_temp.uniform(3, 2)),
             ('above one value', pg_temp.uniform(31),
              (test.header(2, 6, 5, 0, 1) || '\x0000000000000040')::hll)
     ) AS v (name, a, b), hll_intersection_bounds(a, b);

-- More confidence gives wider bounds; the default is 95 %.
SELECT common, confidence, lower, upper FROM (
  SELECT *, lag(lower) OVER by_confidence < lower OR lag(upper) OVER by_confidence > upper AS wrong
  FROM unnest(ARRAY[0, 5, 50, 190, 200]) AS common,
       unnest(ARRAY[1e-9, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999999, 1 - 1e-15]) AS confidence,
       hll_intersection_bounds(test.sketch(1, 200, 6, 4, 0),
                               test.sketch(201 - common, 500 - common, 6, 4, 0), confidence)
  WINDOW by_confidence AS (PARTITION BY common ORDER BY confidence)) AS b
WHERE wrong OR NOT (0 <= lower AND lower <= estimate AND estimate <= upper) OR upper = 'NaN';
SELECT DISTINCT hll_intersection_bounds(a.h, b.h)
                = hll_intersection_bounds(a.h, b.h, confidence => 0.95) AS default_is_95
FROM registers AS a JOIN registers AS b USING (log2m, regwidth);
SELECT confidence,
       test.error(format('SELECT hll_intersection_bounds(h, h, %L) FROM hll_empty() AS h', confidence))
FROM unnest(ARRAY[0, 1, -0.5, 95, 'NaN', 'infinity', '-infinity']::float8[]) AS confidence;

-- Sketches of different parameters are folded; hll_sizes.sql tests it.
\pset format unaligned
\pset tuples_only on
SELECT hll_intersection(a, b) = hll_intersection(hll_fold(a, 10, 5), hll_fold(b, 10, 5)),
       hll_intersection(hll_fold(a, 10, 5), hll_fold(b, 10, 5))
       = hll_intersection(test.sketch(1, 500, 10, 5, 0), test.sketch(301, 900, 10, 5, 0)) AS folded
FROM (SELECT test.sketch(1, 500, 12, 5, 0), test.sketch(301, 900, 10, 6, 0)) AS v (a, b);

-- A matrix of overlaps in one query, with values out of line. Its two halves are equal.
CREATE TEMP TABLE sites AS
SELECT site, test.sketch(site * 1000, site * 2000, 14, 5, 0) AS users
FROM generate_series(1, 4) AS site;
SELECT max(pg_column_size(users)) > 3000 AS out_of_line FROM sites;
SELECT a.site, b.site, overlap, exact
FROM sites AS a, sites AS b, hll_overlap(a.users, b.users) AS overlap,
     LATERAL (SELECT count(*)::float8 / (least(a.site, b.site) * 1000 + 1)
              FROM generate_series(1000, 8000) AS i
              WHERE i BETWEEN a.site * 1000 AND a.site * 2000
                AND i BETWEEN b.site * 1000 AND b.site * 2000) AS e (exact)
WHERE abs(overlap - exact) > 0.03 OR overlap <> hll_overlap(b.users, a.users);
