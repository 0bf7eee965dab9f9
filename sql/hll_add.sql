-- hll_add and || change a copy of the bytes where they can. The results have the bytes of a union of
-- an array, which unpacks its sketches.
\pset format unaligned
\pset tuples_only on

-- Sketches of every form around each change of form, of words and registers of other widths, and
-- UNDEFINED.
CREATE TEMP TABLE sketches AS
SELECT hll_empty(log2m, regwidth, expthresh, sparseon) || hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh, sparseon) AS s
FROM (VALUES (11, 5, -1, 1), (11, 5, 0, 1), (11, 5, 0, 0), (4, 1, 2, 1), (9, 3, 16, 1), (10, 8, -1, 1)) AS p (log2m, regwidth, expthresh, sparseon),
     unnest(ARRAY[1, 2, 15, 16, 50, 160, 300, 900, 9000]) AS n, generate_series(1, n) AS i
GROUP BY log2m, regwidth, expthresh, sparseon, n
UNION ALL SELECT hll_empty(log2m, 5, expthresh) FROM unnest(ARRAY[4, 11]) AS log2m, unnest(ARRAY[-1, 0, 1]) AS expthresh
UNION ALL SELECT '\x108b7f' UNION ALL SELECT '\x138b7f0021' UNION ALL SELECT '\x128b01000000000000000100000000000000020000000000000003';
CREATE TEMP TABLE hashes AS
SELECT test.hash(i)::hll_hashval AS h FROM generate_series(1, 2000, 150) AS i
UNION ALL SELECT i::bigint::hll_hashval FROM generate_series(-3, 3) AS i
UNION ALL SELECT (1::bigint << i)::hll_hashval FROM generate_series(10, 63, 5) AS i;
SELECT DISTINCT hll_type(s) FROM sketches ORDER BY 1;

-- Under each setting; a sketch that was written under another one changes its form.
CREATE FUNCTION pg_temp.wrong() RETURNS TABLE (what text, max_sparse text, sketch text) LANGUAGE sql AS $$
  SELECT 'add', current_setting('hll.max_sparse'), left(s::text, 40) FROM sketches, hashes,
    LATERAL (SELECT hll_empty(hll_log2m(s), hll_regwidth(s), (hll_expthresh(s)).specified, hll_sparseon(s)::integer) || h) AS o (one),
    LATERAL (SELECT hll_union(ARRAY[s, one])) AS u (expected)
  WHERE hll_type(s) <> 0 AND (s || one <> expected OR one || s <> expected OR hll_union_fold(s, one) <> expected)
     OR s <> '\x128b01000000000000000100000000000000020000000000000003' AND hll_type(s) <> 0 AND (s || h <> expected OR h || s <> expected)
     OR s || h <> hll_add_all(s, ARRAY[NULL, h, h]) OR hll_type(s) = 0 AND s || h <> s
  UNION ALL
  SELECT 'union', current_setting('hll.max_sparse'), left(s::text, 40) FROM sketches, unnest(ARRAY[1, 2, 20, 300]) AS n,
    LATERAL (SELECT hll_add_agg(test.hash(i * n)::hll_hashval, hll_log2m(s), hll_regwidth(s), (hll_expthresh(s)).specified, hll_sparseon(s)::integer)
             FROM generate_series(1, n) AS i) AS f (few)
  WHERE hll_type(s) <> 0 AND (s || few <> hll_union(ARRAY[s, few]) OR few || s <> hll_union(ARRAY[s, few]))
$$;
SELECT DISTINCT * FROM pg_temp.wrong();
SET hll.max_sparse = 0;
SELECT DISTINCT * FROM pg_temp.wrong();
SET hll.max_sparse = 100;
SELECT DISTINCT * FROM pg_temp.wrong();
SET hll.max_sparse = 1000000;
SELECT DISTINCT * FROM pg_temp.wrong();
RESET hll.max_sparse;

-- Other parameters raise the errors of every union.
SELECT test.error('SELECT hll_empty(11, 5, 0) || 4096::hll_hashval || (hll_empty(12, 5, 0) || 4096::hll_hashval)');

-- If nothing is new, the UPDATE keeps what is stored in TOAST; else the value is another one.
CREATE TABLE stored AS SELECT hll_agg(i, 14) AS s FROM generate_series(1, 100000) AS i;
SELECT reltoastrelid::regclass AS toast FROM pg_class WHERE relname = 'stored' \gset
SELECT array_agg(DISTINCT chunk_id) AS chunk FROM :toast \gset
UPDATE stored SET s = s || hll_hash_integer(1);
UPDATE stored SET s = s || (hll_empty(14) || hll_hash_integer(1));
UPDATE stored SET s = (hll_empty(14) || hll_hash_integer(1)) || s;
SELECT array_agg(DISTINCT chunk_id) = :'chunk' AS kept FROM :toast;
UPDATE stored SET s = s || h FROM (SELECT hll_hash_integer(-i) AS h FROM generate_series(1, 1000) AS i) AS v
WHERE hll_add_changes(s, h);
SELECT array_agg(DISTINCT chunk_id) = :'chunk' AS kept FROM :toast;
DROP TABLE stored;
