-- EMPTY and EXPLICIT: the values themselves, up to a threshold of 0, 1, 2^k or "automatic"; beyond
-- it they become registers. test.image makes the expected bytes from the storage rules.
\pset format unaligned
\pset tuples_only on

-- Values are written big-endian, in ascending order as signed numbers, each once; 0 is allowed.
SELECT hll_empty() || 5::hll_hashval;
SELECT hll_empty() || 1::hll_hashval || 0::hll_hashval || (-1)::hll_hashval || 1::hll_hashval;
SELECT hll_add_agg(h::hll_hashval)
FROM unnest(ARRAY[9223372036854775807, -9223372036854775808, 0, -1, 0, 1]) AS h;

-- The automatic threshold is floor(ceil(regwidth * 2^log2m / 8) / 8), or 0 if that is less than 1.
-- Other thresholds are what was specified.
SELECT log2m, regwidth, e.*
FROM generate_series(4, 20) AS log2m, generate_series(1, 8) AS regwidth,
     hll_expthresh(hll_empty(log2m, regwidth, -1)) AS e
WHERE (specified, effective) <> (-1, floor(ceil(regwidth * 2 ^ log2m / 8) / 8));
SELECT specified, effective FROM hll_expthresh(hll_empty(11, 5, -1));
SELECT specified, effective FROM hll_expthresh(hll_empty(4, 3, -1));
SELECT k, e.*
FROM generate_series(0, 26) AS k, hll_expthresh(hll_empty(11, 5, (2 ^ k)::bigint)) AS e
WHERE (specified, effective) <> (2 ^ k, 2 ^ k);
SELECT specified, effective FROM hll_expthresh(hll_empty(11, 5, 0));

-- Just below, at and just above each threshold: the form, the bytes, and an exact count.
CREATE TEMP TABLE edges AS
SELECT log2m, regwidth, expthresh, sparseon, effective, n, hashes,
       test.image(hashes, log2m, regwidth, expthresh, sparseon)::text::hll AS expected
FROM (VALUES (4, 1), (4, 5), (5, 8), (7, 3), (9, 6)) AS r (log2m, regwidth),
     unnest(ARRAY[-1, 0, 1, 2, 64]) AS expthresh, generate_series(0, 1) AS sparseon,
     hll_expthresh(hll_empty(log2m, regwidth, expthresh)) AS e,
     generate_series(greatest(effective - 1, 1), effective + 1) AS n,
     LATERAL (SELECT ARRAY(SELECT test.hash(i) FROM generate_series(1, n) AS i)) AS v (hashes);
SELECT log2m, regwidth, expthresh, sparseon, n, h
FROM edges, LATERAL (SELECT hll_add_agg(hash::hll_hashval, log2m, regwidth, expthresh, sparseon)
                     FROM unnest(hashes) AS hash) AS a (h)
WHERE h <> expected
   OR CASE WHEN n <= effective THEN hll_type(h) <> 2 OR hll_cardinality(h) <> n
           ELSE hll_type(h) NOT IN (3, 4) END;
SELECT count(*) >= 100 AS enough FROM edges;

-- Adding values one at a time, from the left and from the right, gives the same bytes.
CREATE FUNCTION pg_temp.added(hashes bigint[], empty hll, from_left boolean) RETURNS hll
LANGUAGE plpgsql AS $$
DECLARE
  h hll := empty;
  hash bigint;
BEGIN
  FOREACH hash IN ARRAY hashes LOOP
    h := CASE WHEN from_left THEN hash::hll_hashval || h ELSE h || hash::hll_hashval END;
  END LOOP;
  RETURN h;
END $$;
SELECT log2m, regwidth, expthresh, sparseon, n
FROM edges, LATERAL (SELECT hll_empty(log2m, regwidth, expthresh, sparseon)) AS e (empty)
WHERE pg_temp.added(hashes, empty, false) <> expected
   OR pg_temp.added(hashes, empty, true) <> expected;

-- A set at its threshold still accepts values that it has.
SELECT hll_type(h || 2::hll_hashval), hll_type(h || 3::hll_hashval), h || 2::hll_hashval = h
FROM (SELECT hll_add_agg(i::hll_hashval, 11, 5, 2) FROM unnest(ARRAY[1, 2, 1, 2]) AS i) AS a (h);

-- Registers never become EXPLICIT again: not by adding a known value, and not by a union.
SELECT DISTINCT hll_type(h || test.hash(1)::hll_hashval), hll_type(h || e), hll_type(e || h)
FROM (SELECT hll_add_agg(test.hash(i)::hll_hashval, 11, 5, 2),
             hll_empty(11, 5, 2) || test.hash(1)::hll_hashval
      FROM generate_series(1, 3) AS i) AS a (h, e);

-- Adding to UNDEFINED changes nothing.
SELECT '\x108b7f'::hll || 1::hll_hashval, 1::hll_hashval || '\x108b7f'::hll;
