-- A union of parts equals the sketch of the whole, byte for byte, however the parts are cut. Union
-- is commutative, associative and idempotent.
\pset format unaligned
\pset tuples_only on

CREATE TEMP TABLE params AS SELECT * FROM (VALUES
  (4, 1, 0, 1), (4, 8, -1, 1), (5, 3, 1, 0), (8, 5, -1, 1), (8, 5, 0, 0), (10, 6, 32, 1),
  (11, 5, -1, 1), (12, 4, 1024, 0), (15, 5, 128, 1)
) AS p (log2m, regwidth, expthresh, sparseon);
CREATE TEMP TABLE whole AS
SELECT *, (SELECT hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh, sparseon)
           FROM generate_series(1, n) AS i) AS h
FROM params, unnest(ARRAY[1, 2, 20, 150, 1000, 4000]) AS n;
SELECT array_agg(DISTINCT hll_type(h) ORDER BY hll_type(h)) AS forms FROM whole;

-- Ways to cut the numbers 1 to n into parts: by remainder, in ranges, at random, unevenly, each
-- number alone.
CREATE FUNCTION pg_temp.cut(way text, i integer, n integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE way
    WHEN 'remainder 2' THEN i % 2
    WHEN 'remainder 17' THEN i % 17
    WHEN 'ranges' THEN i * 7 / (n + 1)
    WHEN 'random' THEN abs(test.hash(-i) % 5)
    WHEN 'skewed' THEN ceil(log(2, i))
    WHEN 'all but one' THEN (i = 1)::integer
    ELSE i % 1000 END
$$;
SELECT way, log2m, regwidth, expthresh, sparseon, n
FROM whole, unnest(ARRAY['remainder 2', 'remainder 17', 'ranges', 'random', 'skewed', 'all but one',
                         'small']) AS way,
     LATERAL (SELECT hll_union_agg(part)
              FROM (SELECT hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh,
                                       sparseon)
                    FROM generate_series(1, n) AS i
                    GROUP BY pg_temp.cut(way, i, n)) AS p (part)) AS u (h2)
WHERE h <> h2;

-- Parts that overlap, repeated parts, and parts of parts.
SELECT log2m, regwidth, expthresh, sparseon, n
FROM whole,
     LATERAL (SELECT hll_union_agg(part)
              FROM (SELECT hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh,
                                       sparseon)
                    FROM generate_series(0, n + 9, 10) AS start,
                         generate_series(greatest(start - 25, 1), least(start, n)) AS i
                    GROUP BY start) AS p (part)) AS u (h2)
WHERE n <= 1000 AND h <> h2;
SELECT log2m, regwidth, expthresh, sparseon, n
FROM whole,
     LATERAL (SELECT hll_union_agg(half)
              FROM (SELECT hll_union_agg(part)
                    FROM (SELECT i % 10 AS k, hll_add_agg(test.hash(i)::hll_hashval, log2m,
                                                          regwidth, expthresh, sparseon)
                          FROM generate_series(1, n) AS i GROUP BY i % 10) AS p (k, part)
                    GROUP BY k % 3) AS q (half)) AS u (h2)
WHERE h <> h2;

-- Any order of the values, and repeated values.
SELECT log2m, regwidth, expthresh, sparseon, n
FROM whole,
     LATERAL (SELECT hll_add_agg(hash, log2m, regwidth, expthresh, sparseon ORDER BY i DESC),
                     hll_add_agg(hash, log2m, regwidth, expthresh, sparseon ORDER BY test.hash(-i)),
                     hll_add_agg(hash, log2m, regwidth, expthresh, sparseon ORDER BY hash)
              FROM generate_series(1, n) AS i, generate_series(1, 2),
                   LATERAL (SELECT test.hash(i)::hll_hashval) AS t (hash)) AS u (a, b, c)
WHERE n <= 1000 AND (h <> a OR h <> b OR h <> c);

-- a || b = b || a, (a || b) || c = a || (b || c), a || a = a, a || (a || b) = a || b.
CREATE TEMP TABLE parts AS
SELECT p.*, k, hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh, sparseon)
                 FILTER (WHERE i % 7 < k) AS h
FROM params AS p, unnest(ARRAY[1, 15, 200, 2000]) AS n, generate_series(0, 3, 3) AS k,
     generate_series(n, 3 * n) AS i
GROUP BY p.log2m, p.regwidth, p.expthresh, p.sparseon, n, k;
SELECT log2m, regwidth, expthresh, sparseon
FROM parts AS a JOIN parts AS b USING (log2m, regwidth, expthresh, sparseon)
WHERE a.h || b.h <> b.h || a.h OR a.h || a.h <> a.h OR a.h || (a.h || b.h) <> a.h || b.h;
SELECT log2m, regwidth, expthresh, sparseon
FROM parts AS a JOIN parts AS b USING (log2m, regwidth, expthresh, sparseon)
JOIN parts AS c USING (log2m, regwidth, expthresh, sparseon)
WHERE (a.h || b.h) || c.h <> a.h || (b.h || c.h);

-- Counts never shrink by a union, and differ from the exact count by less than 6 standard errors.
SELECT log2m, regwidth, expthresh, sparseon
FROM parts AS a JOIN parts AS b USING (log2m, regwidth, expthresh, sparseon)
WHERE hll_cardinality(a.h || b.h)
      < greatest(hll_cardinality(a.h), hll_cardinality(b.h)) * (1 - 1e-12);
SELECT log2m, regwidth, n, hll_cardinality(h) FROM whole
WHERE regwidth >= 4 AND abs(hll_cardinality(h) / n - 1) > 6 * 1.04 / sqrt(2 ^ log2m);
