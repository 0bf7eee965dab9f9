-- Sketches of different parameters can't be united, unless one is EMPTY: it holds nothing and takes
-- the other's parameters. Parameters out of range are refused wherever they are given.
\pset format unaligned
\pset tuples_only on

-- All four parameters must be equal; the error names both sides, in each form.
CREATE TEMP TABLE sketches (name text, h hll);
INSERT INTO sketches VALUES
  ('base', hll_empty(11, 5, 64, 1) || 1::hll_hashval),
  ('log2m', hll_empty(12, 5, 64, 1) || 1::hll_hashval),
  ('regwidth', hll_empty(11, 6, 64, 1) || 1::hll_hashval),
  ('expthresh', hll_empty(11, 5, 128, 1) || 1::hll_hashval),
  ('automatic', hll_empty(11, 5, -1, 1) || 1::hll_hashval),
  ('sparseon', hll_empty(11, 5, 64, 0) || 1::hll_hashval),
  ('undefined', '\x108b7f'), ('registers', hll_empty(10, 5, 0) || 1025::hll_hashval);
SELECT b.name || ' -> ' || test.error(format('SELECT %L::hll || %L::hll', a.h, b.h))
FROM sketches AS a, sketches AS b WHERE a.name = 'base' AND b.name <> 'base';

-- Function, operator and aggregate raise the same SQLSTATE in both orders.
SELECT DISTINCT left(test.error(format(template, a.h, b.h)), 5)
FROM sketches AS a, sketches AS b, unnest(ARRAY[
  'SELECT %L::hll || %L::hll', 'SELECT hll_union(%L, %L)',
  'SELECT hll_union_agg(h) FROM unnest(ARRAY[%L, %L]::hll[]) AS h']) AS template
WHERE a.name <> b.name AND NOT (a.name = 'undefined' AND b.name = 'automatic')
  AND NOT (b.name = 'undefined' AND a.name = 'automatic');

-- An EMPTY sketch with other parameters, on either side of every form.
SELECT name FROM sketches, unnest(ARRAY[hll_empty(4, 1, 0, 0), hll_empty(20, 8, 1, 1)]) AS e
WHERE h || e <> h OR e || h <> h OR hll_union(e, h) <> h
   OR (SELECT hll_union_agg(x) FROM unnest(ARRAY[e, h, e]) AS x) <> h
   OR (SELECT hll_union_agg(x) FROM unnest(ARRAY[h, e, h]) AS x) <> h;
-- The union of EMPTY sketches is one of them, always the same one in any order and with
-- repetitions.
CREATE TEMP TABLE empties AS
SELECT h FROM unnest(ARRAY[hll_empty(4), hll_empty(5, 1), hll_empty(5, 1, 0),
                           hll_empty(5, 1, 0, 0)]) AS h;
SELECT a, b FROM empties AS x (a), empties AS y (b)
WHERE a || b NOT IN (a, b) OR a || b <> b || a
   OR (SELECT hll_union_agg(x) FROM unnest(ARRAY[a, b, a]) AS x) <> a || b;
-- A hash added to EMPTY leaves its parameters as they are.
SELECT hll_empty(12, 4, 16, 0) || 1::hll_hashval;

-- hll_empty and hll_add_agg: all prefixes of the parameters, and the ends of all ranges.
SELECT hll_empty(), hll_empty(12), hll_empty(12, 4), hll_empty(12, 4, 16), hll_empty(12, 4, 16, 0);
SELECT hll_add_agg(h), hll_add_agg(h, 12), hll_add_agg(h, 12, 4), hll_add_agg(h, 12, 4, 16),
       hll_add_agg(h, 12, 4, 16, 0) FROM (SELECT 1::hll_hashval) AS v (h);
SELECT args || ' -> ' || test.error(format('SELECT hll_empty(%s)', args))
FROM (VALUES ('3'), ('32'), ('11, 0'), ('11, 9'), ('11, 5, -2'), ('11, 5, 3'),
  ('11, 5, 2147483648'), ('11, 5, 9223372036854775807'), ('11, 5, -1, 2'), ('11, 5, -1, -1'),
  ('31, 4'), ('30, 8')) AS v (args);
SELECT args FROM (VALUES ('3'), ('32'), ('11, 0'), ('11, 9'), ('11, 5, -2'), ('11, 5, 3'),
  ('11, 5, 2147483648'), ('11, 5, -1, 2'), ('11, 5, -1, -1'), ('31, 4'), ('30, 8')) AS v (args)
WHERE test.error(format('SELECT hll_add_agg(1::hll_hashval, %s)', args))
      <> test.error(format('SELECT hll_empty(%s)', args));
SELECT hll_empty(NULL) IS NULL AND hll_empty(11, NULL) IS NULL AND hll_empty(11, 5, NULL) IS NULL
  AND hll_empty(11, 5, -1, NULL) IS NULL;
SELECT test.error('SELECT hll_add_agg(1::hll_hashval, NULL)');
SELECT test.error('SELECT hll_add_agg(1::hll_hashval, 11, 5, -1, NULL)');

-- The union of two EMPTY sketches has the greater parameters, in either order.
SELECT hll_empty(4) || hll_empty(5) = hll_empty(5), hll_empty(5) || hll_empty(4) = hll_empty(5);

-- hll_add_agg takes its parameters from the first row of a group; those of other rows are not read.
SELECT hll_log2m(hll_add_agg(hll_hash_integer(log2m), log2m ORDER BY n))
FROM (VALUES (1, 11), (2, NULL), (3, 99)) AS v (n, log2m);

-- The smallest and the largest parameters. Only the first values are cheap with the largest.
SELECT hll_empty(4, 1, 0, 0) || 16::hll_hashval;
SELECT h, hll_cardinality(h) FROM (SELECT hll_empty(31, 3, 1073741824) || 1::hll_hashval) AS v (h);
SELECT hll_add_agg(i::hll_hashval, 31, 3) = hll_empty(31, 3) || 1::hll_hashval || 2::hll_hashval
FROM generate_series(1, 2) AS i;
