-- hll_union_fold and hll_union_fold_agg unite sketches of different parameters. The result is, byte
-- for byte, the sketch that all values would have made with the parameters that all parts can have,
-- in any order, grouping, plan and frame.
\pset format unaligned
\pset tuples_only on

-- Groups of up to six parts: random parameters, and random ranges of values that overlap.
CREATE TABLE parts AS
SELECT g, k, log2m, regwidth, expthresh, sparseon, first, first + n - 1 AS last,
       hll_empty(log2m, regwidth, expthresh, sparseon)
       || (SELECT hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh, sparseon)
           FROM generate_series(first, first + n - 1) AS i) AS h
FROM generate_series(1, 300) AS g, generate_series(1, 1 + g % 6) AS k,
     LATERAL (SELECT test.hash(g * 10 + k)) AS r (r),
     LATERAL (SELECT (4 + (r & 7))::integer, (1 + (r >> 3 & 7))::integer,
                     (ARRAY[-1, -1, -1, 0, 1, 16, 128, 1024])[1 + (r >> 6 & 7)],
                     least(r >> 9 & 3, 1)::integer, (r >> 11 & 255)::integer,
                     (ARRAY[0, 0, 1, 3, 20, 100, 200, 2000])[1 + (r >> 19 & 7)])
       AS p (log2m, regwidth, expthresh, sparseon, first, n);
ANALYZE parts;
SELECT array_agg(DISTINCT hll_type(h) ORDER BY hll_type(h)) AS forms FROM parts;

-- The rule of REFERENCE, and the sketch of all values. EMPTY parts count only beside EMPTY ones.
CREATE TEMP TABLE expected AS
SELECT g, hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh, sparseon) AS h
FROM (SELECT g, min(log2m), min(regwidth), min(sparseon),
             CASE WHEN max(expthresh) = -1 THEN -1
                  ELSE min(CASE WHEN expthresh <> -1 THEN expthresh WHEN regwidth < 4 THEN 0
                                ELSE 2 ^ (log2m - 4) END)::bigint END
      FROM parts WHERE first <= last GROUP BY g) AS p (g, log2m, regwidth, sparseon, expthresh)
JOIN LATERAL (SELECT DISTINCT generate_series(first, last) FROM parts
              WHERE parts.g = p.g AND first <= last) AS v (i) ON true
GROUP BY g;
INSERT INTO expected
SELECT g, hll_union_agg(h) FILTER (WHERE first > last) FROM parts GROUP BY g
HAVING bool_and(first > last);
SELECT hll_type(h), count(*) > 3 AS often FROM expected GROUP BY 1 ORDER BY 1;

-- In any order, with parts twice, in groups of groups, through || where it works.
SELECT g, a.h, e.h FROM (SELECT g, hll_union_fold_agg(h) AS h FROM parts GROUP BY g) AS a
JOIN expected AS e USING (g) WHERE a.h <> e.h;
SELECT g FROM parts JOIN expected AS e USING (g) GROUP BY g, e.h
HAVING hll_union_fold_agg(parts.h ORDER BY k DESC) <> e.h
    OR hll_union_fold_agg(parts.h ORDER BY test.hash(k)) <> e.h
    OR hll_union_fold_agg(DISTINCT parts.h) <> e.h;
SELECT g FROM parts JOIN expected AS e USING (g), generate_series(1, 2)
GROUP BY g, e.h HAVING hll_union_fold_agg(parts.h) <> e.h;
SELECT g, m FROM (SELECT g, m, hll_union_fold_agg(h) AS h FROM parts, unnest(ARRAY[2, 3]) AS m
                  GROUP BY g, m, k % m) AS p
JOIN expected AS e USING (g) GROUP BY g, m, e.h HAVING hll_union_fold_agg(p.h) <> e.h;
CREATE AGGREGATE pg_temp.one_by_one(hll) (SFUNC = hll_union_fold, STYPE = hll);
SELECT g FROM parts JOIN expected AS e USING (g)
GROUP BY g, e.h HAVING pg_temp.one_by_one(parts.h) <> e.h;
SELECT a.g, a.k, b.k, hll_union_fold(a.h, b.h), hll_union_fold(b.h, a.h)
FROM parts AS a JOIN parts AS b USING (g)
WHERE hll_union_fold(a.h, b.h) <> hll_union_fold(b.h, a.h)
   OR hll_union_fold(a.h, a.h) <> a.h
   OR hll_union_fold(hll_union_fold(a.h, b.h), b.h) <> hll_union_fold(a.h, b.h);
-- Where || doesn't raise an error, hll_union_fold gives the same.
SELECT count(*) > 100 AS often,
       count(*) FILTER (WHERE hll_union_fold(a.h, b.h) <> a.h || b.h) AS wrong
FROM parts AS a JOIN parts AS b USING (g)
WHERE (a.log2m, a.regwidth, a.expthresh, a.sparseon)
      = (b.log2m, b.regwidth, b.expthresh, b.sparseon) OR 1 IN (hll_type(a.h), hll_type(b.h));

-- By the storage rules alone.
SELECT log2m, a, b
FROM (VALUES (7, 5, 16, 1), (5, 8, -1, 0)) AS r (log2m, regwidth, expthresh, sparseon),
     (VALUES (1, 4), (10, 12), (10, 16), (11, 17), (1, 300)) AS n (a, b),
     LATERAL (SELECT array_agg(test.hash(i)) FILTER (WHERE i <= a),
                     array_agg(test.hash(i)) FILTER (WHERE i > a), array_agg(test.hash(i))
              FROM generate_series(1, b) AS i) AS h (first, second, hashes),
     LATERAL (SELECT test.image(first, log2m + 3, regwidth, expthresh, sparseon)::text::hll,
                     test.image(second, log2m, 8, expthresh, 1)::text::hll) AS i (x, y)
WHERE hll_union_fold(x, y)::bytea <> test.image(hashes, log2m, regwidth, expthresh, sparseon);

-- In parallel, and serially.
SET max_parallel_workers_per_gather = 2;
SET parallel_leader_participation = off;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT test.plan_has('SELECT g, hll_union_fold_agg(h) FROM parts GROUP BY g', 'Gather') AS parallel;
SELECT g FROM (SELECT g, hll_union_fold_agg(h) AS h FROM parts GROUP BY g) AS a
JOIN expected AS e USING (g) WHERE a.h <> e.h;
SELECT hll_union_fold_agg(h) AS h FROM parts \gset parallel_
SET max_parallel_workers_per_gather = 0;
SELECT hll_union_fold_agg(h) = :'parallel_h' AS same FROM parts;
RESET max_parallel_workers_per_gather;
RESET parallel_leader_participation;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- Over frames, beside an aggregate without the inverse function. A few UNDEFINED, NULL and foreign
-- values (more EXPLICIT values than their parameters allow) are among the rows.
CREATE AGGREGATE pg_temp.plain(hll) (
  SFUNC = hll_expanded_fold_trans, STYPE = hll, FINALFUNC = hll_expanded_pack);
CREATE TEMP TABLE rows AS
SELECT row_number() OVER (ORDER BY g, k) AS n, g,
       CASE WHEN g % 40 = 7 THEN '\x10867f' WHEN g % 11 > 0 THEN h END AS h,
       CASE WHEN hll_type(h) = 2 THEN set_byte(h::bytea, 2, 66)::hll ELSE h END AS too_many
FROM parts WHERE g <= 120;
CREATE FUNCTION pg_temp.differences(frame text, value text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  differences bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT hll_union_fold_agg(%2$s) OVER w AS moving,
                                               pg_temp.plain(%2$s) OVER w AS plain
                                        FROM rows WINDOW w AS (%1$s)) AS frames
                  WHERE moving::bytea IS DISTINCT FROM plain::bytea', frame, value)
  INTO differences;
  RETURN differences;
END $$;
CREATE FUNCTION pg_temp.wrong_frames() RETURNS TABLE (frame text, value text, wrong bigint)
LANGUAGE sql AS $$
  SELECT frame, value, pg_temp.differences(frame, value)
  FROM unnest(ARRAY['ORDER BY n', 'ORDER BY n ROWS 3 PRECEDING', 'ORDER BY n ROWS 40 PRECEDING',
                    'ORDER BY n DESC ROWS BETWEEN 5 PRECEDING AND 2 PRECEDING',
                    'ORDER BY g RANGE BETWEEN 2 PRECEDING AND 4 FOLLOWING',
                    'ORDER BY g GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING',
                    'PARTITION BY g % 3 ORDER BY n ROWS 9 PRECEDING EXCLUDE CURRENT ROW']) AS frame,
       unnest(ARRAY['h', 'too_many']) AS value
  WHERE pg_temp.differences(frame, value) <> 0
$$;
SELECT * FROM pg_temp.wrong_frames();
SET work_mem = '64kB';
SELECT * FROM pg_temp.wrong_frames();
RESET work_mem;

-- expthresh: the smaller limit. -1 stays if all have it.
SELECT a, b, (hll_expthresh(u)).*, hll_log2m(u), hll_regwidth(u), hll_sparseon(u)
FROM (VALUES (-1, -1), (64, 1024), (-1, 1024), (1024, -1), (-1, 64), (0, -1), (1, 0)) AS v (a, b),
     LATERAL (SELECT hll_union_fold(hll_empty(11, 5, a, 1) || 1::hll_hashval,
                                    hll_empty(12, 4, b, 0) || 2::hll_hashval)) AS u (u);
SELECT (hll_expthresh(hll_union_fold(hll_empty(11, 3) || 1::hll_hashval,
                                     hll_empty(11, 3, 8) || 1::hll_hashval))).specified;

-- EXPLICIT sketches stay EXPLICIT up to the limit of the result; common values count once.
SELECT last, hll_type(u), u = test.sketch(1, last, 11, 5, 128) AS equal
FROM unnest(ARRAY[128, 129]) AS last,
     LATERAL (SELECT hll_union_fold(test.sketch(1, 100, 12, 5, -1),
                                    test.sketch(90, last, 11, 6, 128))) AS v (u);

-- EMPTY has no say in the parameters, unless all are EMPTY, as with ||; no rows, NULLs.
SELECT hll_union_fold(hll_empty(8, 3, 4, 0), h) = h AS left,
       hll_union_fold(h, hll_empty(14, 6)) = h AS right,
       (SELECT hll_union_fold_agg(x)
        FROM unnest(ARRAY[hll_empty(8), NULL, h, hll_empty(15)]) AS x) = h AS agg
FROM test.sketch(1, 1000, 11, 5, -1) AS h;
SELECT hll_union_fold(hll_empty(9), hll_empty(12)) = hll_empty(9) || hll_empty(12) AS empty,
       hll_union_fold(NULL, hll_empty()) IS NULL
         AND hll_union_fold(hll_empty(), NULL) IS NULL AS nulls;
SELECT hll_union_fold_agg(h), hll_union_fold_agg(NULL), #hll_union_fold_agg(h)
FROM parts WHERE false;
SELECT hll_union_fold_agg(h) FILTER (WHERE false), hll_union_fold_agg(NULL::hll) FROM parts;

-- UNDEFINED stays so, and its parameters count.
SELECT hll_union_fold('\x108b7f', h), hll_union_fold(h, '\x108b7f'),
       (SELECT hll_union_fold_agg(x) FROM unnest(ARRAY[h, '\x108b7f', h]) AS x)
FROM (VALUES (hll_empty(9, 6, 16) || 1::hll_hashval), (test.sketch(1, 5000, 12, 4, -1)),
             (hll_empty(4, 1)), ('\x10847f')) AS v (h);

-- The largest and the smallest parameters.
SELECT hll_union_fold(hll_empty(31, 3, 1, 1) || test.hash(1)::hll_hashval,
                      hll_empty(4, 8, 1073741824, 0) || test.hash(2)::hll_hashval)
       = hll_empty(4, 3, 1, 0) || test.hash(1)::hll_hashval || test.hash(2)::hll_hashval AS equal;

-- A result with the bytes of an argument is that argument: the UPDATE keeps what is in TOAST.
CREATE TEMP TABLE large AS SELECT test.sketch(1, 50000, 14, 5, 0) AS h;
CREATE FUNCTION pg_temp.chunks() RETURNS oid[] LANGUAGE plpgsql AS $$
DECLARE
  chunks oid[];
BEGIN
  EXECUTE 'SELECT array_agg(DISTINCT chunk_id) FROM '
    || (SELECT reltoastrelid::regclass FROM pg_class WHERE oid = 'large'::regclass) INTO chunks;
  RETURN chunks;
END $$;
SELECT pg_temp.chunks() AS before \gset
UPDATE large SET h = hll_union_fold(h, test.sketch(1, 10, 15, 6, 0));
SELECT pg_temp.chunks() = :'before' AS kept;
UPDATE large SET h = hll_union_fold(h, test.sketch(1, 10, 13, 5, 0));
SELECT pg_temp.chunks() = :'before' AS kept, h = test.sketch(1, 50000, 13, 5, 0) AS equal
FROM large;

-- || and hll_union_agg stay strict.
SELECT test.error('SELECT hll_empty(11) || 1::hll_hashval || (hll_empty(12) || 1::hll_hashval)');
SELECT left(test.error('SELECT hll_union_agg(h) FROM parts'), 5);
DROP TABLE parts;
