-- hll_fold returns, byte for byte, the sketch that the same values would have made with a smaller
-- log2m or regwidth. The expected bytes come from the values themselves, in smaller sketches.
\pset format unaligned
\pset tuples_only on

CREATE TEMP TABLE direct AS
SELECT log2m, regwidth, expthresh, sparseon, n,
       hll_add_agg(hash::hll_hashval, log2m, regwidth, expthresh, sparseon) AS h
FROM (SELECT i, test.hash(i) FROM generate_series(1, 3000) AS i) AS t (i, hash),
     unnest(ARRAY[1, 3, 20, 200, 3000]) AS n, generate_series(4, 13) AS log2m,
     unnest(ARRAY[1, 2, 5, 8]) AS regwidth,
     (VALUES (-1, 1), (0, 1), (0, 0), (128, 1)) AS e (expthresh, sparseon)
WHERE i <= n GROUP BY 1, 2, 3, 4, 5;

-- From every log2m to every smaller one, and to narrower registers at the same time.
SELECT h.log2m, h.regwidth, expthresh, sparseon, n, d.log2m, d.regwidth
FROM direct AS h JOIN direct AS d USING (expthresh, sparseon, n)
WHERE d.log2m <= h.log2m AND d.regwidth <= h.regwidth
  AND hll_fold(h.h, d.log2m, d.regwidth) <> d.h;
SELECT h.log2m, regwidth, expthresh, sparseon, n, d.log2m
FROM direct AS h JOIN direct AS d USING (regwidth, expthresh, sparseon, n)
WHERE d.log2m <= h.log2m AND hll_fold(h.h, d.log2m) <> d.h;
-- The forms before and after folding.
SELECT hll_type(h.h), hll_type(d.h), count(*) > 10 AS often
FROM direct AS h JOIN direct AS d USING (expthresh, sparseon, n)
WHERE d.log2m < h.log2m AND d.regwidth <= h.regwidth GROUP BY 1, 2 ORDER BY 1, 2;

-- From every regwidth to every smaller one. The expected bytes are made from the storage rules
-- alone.
SELECT log2m, regwidth, lower_log2m, lower_regwidth, n
FROM (VALUES (7, 7), (7, 5), (9, 4)) AS v (log2m, lower_log2m),
     unnest(ARRAY[2, 30, 600]) AS n, generate_series(1, 8) AS lower_regwidth,
     LATERAL (SELECT array_agg(test.hash(i)) FROM generate_series(1, n) AS i) AS a (hashes),
     LATERAL (SELECT test.image(hashes, lower_log2m, lower_regwidth, 16)::text::hll) AS d (direct),
     generate_series(lower_regwidth, 8) AS regwidth,
     LATERAL (SELECT hll_add_agg(hash::hll_hashval, log2m, regwidth, 16)
              FROM unnest(hashes) AS hash) AS s (h)
WHERE hll_fold(h, lower_log2m, lower_regwidth) <> direct;

-- From many registers to few: with each of the lost index bits set, and with none of them set.
SELECT log2m, bit
FROM unnest(ARRAY[17, 24, 31]) AS log2m, generate_series(4, 63) AS bit,
     LATERAL (SELECT (5 | (1::bigint << bit) | (1::bigint << 63))::hll_hashval) AS v (hash)
WHERE hll_fold(hll_empty(log2m, 3, 0) || hash, 4) <> hll_empty(4, 3, 0) || hash;

-- Folding twice equals folding once; the fold of a union is the union of the folds.
SELECT log2m, regwidth, expthresh, sparseon, n, m
FROM direct, generate_series(4, log2m - 1) AS m, generate_series(m + 1, log2m - 1) AS middle
WHERE log2m IN (9, 13) AND regwidth IN (5, 8)
  AND (hll_fold(hll_fold(h, middle), m) <> hll_fold(h, m)
       OR hll_fold(hll_fold(h, middle, 3), m, 2) <> hll_fold(h, m, 2));
SELECT a.log2m, regwidth, expthresh, sparseon, a.n, b.n, m
FROM direct AS a JOIN direct AS b USING (log2m, regwidth, expthresh, sparseon),
     unnest(ARRAY[4, 6, 9]) AS m,
     LATERAL (SELECT hll_fold(a.h, m), hll_fold(b.h, m), hll_fold(a.h || b.h, m)) AS f (a, b, ab)
WHERE log2m IN (9, 12) AND f.a || f.b <> f.ab;

-- Folding to the same parameters returns the value itself, even in a form in which it would not be
-- written.
SELECT log2m FROM direct WHERE hll_fold(h, log2m) <> h OR hll_fold(h, log2m, regwidth) <> h;
CREATE TEMP TABLE forms AS SELECT * FROM (VALUES
  ('EXPLICIT, more than its limit', test.header(2, 11, 5, 2, 1)
    || test.packed((SELECT string_agg(i::bit(64)::text, '' ORDER BY i)
                    FROM generate_series(5000, 5004) AS i))),
  ('SPARSE where FULL is smaller', test.header(3, 4, 5, 0, 1)
    || test.packed((SELECT string_agg(i::bit(4)::text || (i + 1)::bit(5)::text, '' ORDER BY i)
                    FROM generate_series(0, 15) AS i))),
  ('FULL where SPARSE is smaller', test.header(4, 5, 8, 0, 1)
    || test.packed(7::bit(8)::text || repeat('0', 31 * 8))),
  ('FULL, sparse off', test.header(4, 5, 4, 0, 0) || test.packed(repeat('0110', 32))),
  ('SPARSE, no word', test.header(3, 11, 5, 0, 1)),
  ('FULL, nothing set', test.header(4, 11, 5, 0, 1) || test.packed(repeat('0', 2048 * 5))),
  ('FULL, all saturated', test.header(4, 6, 8, 0, 1) || test.packed(repeat('1', 64 * 8))),
  ('EMPTY', test.header(1, 11, 5, 128, 1)), ('UNDEFINED', test.header(0, 11, 5, -1, 0))
) AS v (name, image);
ALTER TABLE forms ADD h hll;
UPDATE forms SET h = image::text::hll;
SELECT name FROM forms WHERE hll_fold(h, hll_log2m(h)) <> h
   OR hll_fold(h, hll_log2m(h), hll_regwidth(h)) <> h;
-- A value that was folded to smaller parameters is written in the usual form.
SELECT name || ' -> ' || hll_fold(h, 4, 3)::text FROM forms;
-- An EXPLICIT value that exceeds the limit of its new parameters becomes registers.
SELECT n, hll_type(h), hll_type(hll_fold(h, 8)), hll_fold(h, 8) = test.sketch(1, n, 8, 5, -1)
FROM unnest(ARRAY[20, 21, 160]) AS n, test.sketch(1, n, 11, 5, -1) AS h;

-- Folding has one exception: registers keep nothing of a hash below 2^log2m. With a smaller log2m
-- it might have set a register. EXPLICIT still has the hash.
SELECT hash, hll_fold(hll_empty(11, 5, expthresh) || hash::hll_hashval, 8)
             = hll_empty(8, 5, expthresh) || hash::hll_hashval AS equal
FROM unnest(ARRAY[0, 255, 256, 2047, 2048, 4095]) AS hash, unnest(ARRAY[0, 1]) AS expthresh
ORDER BY expthresh, hash;

-- Register values that no 64-bit hash gives are kept if they fit.
SELECT hll_print(hll_fold(h, 4)), hll_print(hll_fold(h, 4, 6))
FROM CAST(test.header(4, 5, 8, 0, 0) || decode(repeat('ff3d00fe', 8), 'hex') AS hll) AS h;

-- hll.max_sparse decides the form that is written.
CREATE FUNCTION pg_temp.wrong(max_sparse integer) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM hll_set_max_sparse(max_sparse);
  RETURN QUERY
  SELECT format('max_sparse %s, n %s', max_sparse, n)
  FROM unnest(ARRAY[2, 5, 6, 20, 200]) AS n,
       LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, 8, 6, 0),
                       array_agg(test.hash(i)) FROM generate_series(1, n) AS i) AS a (h, hashes)
  WHERE hll_fold(h, 6, 5)::bytea <> test.image(hashes, 6, 5, 0, 1, max_sparse);
END $$;
SELECT pg_temp.wrong(max_sparse) FROM unnest(ARRAY[-1, 0, 5, 6, 1000]) AS max_sparse;
RESET hll.max_sparse;

-- Invalid arguments.
SELECT args || ' -> ' || test.error(format('SELECT hll_fold(test.sketch(1, 5, 11, 5, 0), %s)', args))
FROM (VALUES ('12'), ('11, 6'), ('12, 6'), ('10, 8'), ('31'), ('3'), ('32'), ('-1'),
  ('-2147483648'), ('2147483647'), ('11, 0'), ('11, 9'), ('3, 0')) AS v (args);
-- Only registers can't be raised; what has none takes any parameters that a value has room for.
SELECT name, hll_type(h) > 2 AS has_registers, left(test.error(format('SELECT hll_fold(%L, 12, 6)', h)), 5)
FROM forms WHERE hll_log2m(h) <= 12 ORDER BY 2, 1;
SELECT a.log2m, a.regwidth, a.expthresh, a.n, b.log2m, b.regwidth
FROM direct AS a JOIN direct AS b USING (expthresh, sparseon, n)
WHERE hll_type(a.h) = 2 AND hll_fold(a.h, b.log2m, b.regwidth) <> b.h;
SELECT args || ' -> ' || test.error(format('SELECT hll_fold(%s)', args))
FROM (VALUES ('test.sketch(1, 5, 11, 5, 64), 31'), ('hll_empty(11, 5, 0), 3'), ('hll_empty(11, 5, 0), 31, 8'),
  ('hll_empty(11, 5, 0), 11, 9')) AS v (args);
SELECT hll_fold(h, 31, 3) = hll_empty(31, 3, 64) || 7::hll_hashval || (-7)::hll_hashval AS largest
FROM CAST(hll_empty(4, 8, 64) || 7::hll_hashval || (-7)::hll_hashval AS hll) AS h;
SELECT hll_fold(NULL, 10) IS NULL AND hll_fold(NULL, 10, 5) IS NULL
  AND hll_fold(hll_empty(), NULL) IS NULL AND hll_fold(hll_empty(), NULL, 5) IS NULL
  AND hll_fold(hll_empty(), 10, NULL) IS NULL AS nulls;

-- Sketches of different sizes: the union of their folds is the sketch of all values.
SELECT hll_union_agg(hll_fold(test.sketch(log2m * 100, log2m * 100 + 99, log2m, 6, 8), 9, 5))
       = test.sketch(900, 1499, 9, 5, 8) AS equal
FROM generate_series(9, 14) AS log2m;

-- Values are folded into a column of the smaller parameters, and read from out of line. An UPDATE
-- whose fold changes nothing doesn't rewrite the value.
CREATE TEMP TABLE large AS SELECT test.sketch(1, 20000, 14, 5, 0) AS h;
CREATE TEMP TABLE small (h hll(10, 5, 0));
INSERT INTO small SELECT hll_fold(h, 10) FROM large;
SELECT test.error('INSERT INTO small SELECT hll_fold(h, 11) FROM large');
SELECT h = test.sketch(1, 20000, 10, 5, 0) AS equal FROM small;
CREATE FUNCTION pg_temp.chunks() RETURNS oid[] LANGUAGE plpgsql AS $$
DECLARE
  chunks oid[];
BEGIN
  EXECUTE 'SELECT array_agg(DISTINCT chunk_id) FROM '
    || (SELECT reltoastrelid::regclass FROM pg_class WHERE oid = 'large'::regclass) INTO chunks;
  RETURN chunks;
END $$;
SELECT pg_temp.chunks() AS before \gset
UPDATE large SET h = hll_fold(h, 14);
SELECT pg_temp.chunks() = :'before' AS kept;
UPDATE large SET h = hll_fold(h, 13);
SELECT pg_temp.chunks() = :'before' AS kept, pg_column_size(h) FROM large;
