-- Union of every pair of forms, in both orders, by operator, function and aggregate. The expected
-- bytes are those of the reference (test.image) for all hashes together.
\pset format unaligned
\pset tuples_only on

-- Sketches of the same parameters in every form; those with content overlap.
CREATE TEMP TABLE params AS SELECT * FROM (VALUES
  (4, 1, 0, 1), (4, 4, -1, 1), (5, 8, 2, 0), (7, 5, 4, 1), (9, 6, -1, 1)
) AS p (log2m, regwidth, expthresh, sparseon);
CREATE TEMP TABLE ranges AS SELECT * FROM (VALUES
  (1, 0), (1, 1), (2, 4), (3, 5), (4, 12), (1, 30), (20, 60), (1, 200), (100, 600)
) AS r (first, last);
CREATE TEMP TABLE sketches AS
SELECT *, log2m || ',' || regwidth || ': ' || first || '-' || last AS name,
       test.image(hashes, log2m, regwidth, expthresh, sparseon)::text::hll AS h
FROM params, ranges,
     LATERAL (SELECT ARRAY(SELECT test.hash(i)
                           FROM generate_series(first, last) AS i)) AS v (hashes);
SELECT array_agg(DISTINCT hll_type(h) ORDER BY hll_type(h)) AS forms FROM sketches;
-- The same registers as FULL, even where SPARSE would be smaller.
SET hll.max_sparse = 0;
ALTER TABLE sketches ADD f hll;
UPDATE sketches SET f = h || h;
RESET hll.max_sparse;
SELECT hll_type(h), hll_type(f), count(*) FROM sketches GROUP BY 1, 2 ORDER BY 1, 2;

CREATE TEMP TABLE pairs AS
SELECT a.name || ' + ' || b.name AS name, a.h AS a, b.h AS b, a.f AS fa, b.f AS fb,
       test.image(a.hashes || b.hashes, log2m, regwidth, expthresh, sparseon)::text::hll AS expected
FROM sketches AS a JOIN sketches AS b USING (log2m, regwidth, expthresh, sparseon);
SELECT name, a, b, a || b, expected FROM pairs WHERE a || b <> expected;
SELECT name FROM pairs WHERE hll_union(a, b) <> expected;
SELECT name FROM pairs WHERE fa || b <> expected OR a || fb <> expected OR fa || fb <> expected;
SELECT name FROM pairs
WHERE (SELECT hll_union_agg(h) FROM unnest(ARRAY[a, b]) AS h) <> expected
   OR (SELECT hll_union_agg(h) FROM unnest(ARRAY[b, NULL, a, b]) AS h) <> expected;
-- The forms of both operands and of the result.
SELECT hll_type(a) AS a, hll_type(b) AS b, array_agg(DISTINCT hll_type(a || b)) AS union
FROM pairs GROUP BY 1, 2 ORDER BY 1, 2;

-- A union with UNDEFINED is UNDEFINED, also for EMPTY; a union with EMPTY changes nothing.
SELECT DISTINCT h || u, u || h, (SELECT hll_union_agg(x) FROM unnest(ARRAY[h, u, h]) AS x)
FROM sketches,
     LATERAL (SELECT test.header(0, log2m, regwidth, expthresh, sparseon)::text::hll) AS v (u)
WHERE log2m = 9;
SELECT '\x108b7f'::hll || '\x108b7f'::hll;
SELECT name FROM sketches, LATERAL (SELECT hll_empty(log2m, regwidth, expthresh, sparseon)) AS v (e)
WHERE h || e <> h OR e || h <> h;

-- EXPLICIT with EXPLICIT around the threshold of 8: common values count once.
SELECT common, hll_type(a || b), a || b = h
FROM generate_series(0, 8) AS common,
     LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, 11, 5, 8) FILTER (WHERE i <= 8),
                     hll_add_agg(test.hash(i)::hll_hashval, 11, 5, 8) FILTER (WHERE i > 8 - common),
                     hll_add_agg(test.hash(i)::hll_hashval, 11, 5, 8)
              FROM generate_series(1, 16 - common) AS i) AS v (a, b, h);

-- NULL.
SELECT hll_empty() || NULL::hll IS NULL AND NULL::hll || hll_empty() IS NULL
  AND hll_empty() || NULL::hll_hashval IS NULL AND NULL::hll_hashval || hll_empty() IS NULL;

-- The union of an array equals hll_union_agg over its elements: with NULLs, without elements, with
-- several dimensions.
SELECT hll_log2m(f), hll_union(array_agg(f)) = hll_union_agg(f),
       hll_union(VARIADIC array_agg(NULL::hll) || array_agg(f)) = hll_union_agg(f)
FROM sketches GROUP BY hll_log2m(f), hll_regwidth(f) ORDER BY 1;
SELECT hll_union('{}'::hll[]), hll_union(ARRAY[NULL]::hll[]), hll_union(NULL::hll[]) IS NULL,
       # hll_union(ARRAY[[hll_empty() || 1::hll_hashval, NULL],
                         [hll_empty() || 2::hll_hashval, hll_empty() || 1::hll_hashval]]);
SELECT test.error('SELECT hll_union(ARRAY[hll_empty(9) || 1::hll_hashval, hll_empty(8) || 1::hll_hashval])');

-- Three or more sketches, one by one or as an array. The union of two is the function behind ||;
-- NULL in any place gives NULL. The array may be passed by VARIADIC or not.
SELECT hll_union(a, b, c) = all_three, hll_union(a, b, c, a, c) = all_three,
       hll_union(a, b, VARIADIC ARRAY[c]) = all_three, hll_union(a, b, VARIADIC '{}') = (a || b),
       hll_union(ARRAY[a, b, c]) = all_three, hll_union(VARIADIC ARRAY[a, b, c]) = all_three,
       hll_union(NULL, a, b) IS NULL, hll_union(a, NULL, b) IS NULL, hll_union(a, b, NULL, c) IS NULL,
       hll_union(a, b, VARIADIC NULL) IS NULL, hll_union(NULL) IS NULL, hll_union(a, NULL) IS NULL
FROM (SELECT test.sketch(1, 100, 11, 5, -1), test.sketch(50, 200, 11, 5, -1),
             test.sketch(1000, 3000, 11, 5, -1)) AS v (a, b, c),
     LATERAL (SELECT a || b || c) AS u (all_three);
SELECT pg_describe_object(refclassid, refobjid, 0) FROM pg_depend
WHERE classid = 'pg_operator'::regclass AND objid = '||(hll,hll)'::regoperator
  AND refclassid = 'pg_proc'::regclass;
SELECT test.error($$SELECT hll_union(hll_empty(9) || 1::hll_hashval, hll_empty(9) || 2::hll_hashval,
                                     hll_empty(8) || 1::hll_hashval)$$);
