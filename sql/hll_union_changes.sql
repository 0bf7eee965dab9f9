-- hll_union_changes is true exactly if the union of two sketches differs from the first: sketches of
-- every form, with many sizes and parts in common.
\pset null NULL

CREATE TEMP TABLE parts AS
SELECT log2m, regwidth, expthresh, first, n, test.sketch(first, first + n - 1, log2m, regwidth, expthresh) AS h
FROM (VALUES (4, 5), (6, 1), (6, 8), (8, 5), (13, 5)) AS p (log2m, regwidth), unnest(ARRAY[-1, 0, 16]) AS expthresh,
     (VALUES (1, 1), (1, 2), (1, 15), (1, 16), (2, 15), (1, 17), (1, 60), (30, 20), (1, 4000), (40, 3000), (5000, 1),
             (5000, 300)) AS v (first, n);
INSERT INTO parts SELECT DISTINCT log2m, regwidth, expthresh, 0, 0, hll_empty(log2m, regwidth, expthresh) FROM parts;
SELECT a.log2m, a.regwidth, a.expthresh, a.first, a.n, b.first, b.n
FROM parts AS a JOIN parts AS b USING (log2m, regwidth, expthresh)
WHERE hll_union_changes(a.h, b.h) <> (a.h || b.h <> a.h);
SELECT hll_type(a.h) AS a, hll_type(b.h) AS b, count(*) FILTER (WHERE hll_union_changes(a.h, b.h)) > 0 AS changes,
       count(*) FILTER (WHERE NOT hll_union_changes(a.h, b.h)) > 0 AS keeps
FROM parts AS a JOIN parts AS b USING (log2m, regwidth, expthresh) GROUP BY 1, 2 ORDER BY 1, 2;
-- A part of a union doesn't change it, whatever its form is; one more value does.
SELECT a.log2m, a.n, b.n FROM parts AS a JOIN parts AS b USING (log2m, regwidth, expthresh),
     LATERAL (SELECT a.h || b.h) AS u (whole)
WHERE hll_union_changes(whole, a.h) OR hll_union_changes(whole, b.h);

-- EMPTY of other parameters, UNDEFINED, NULL.
SELECT a, b FROM unnest(ARRAY[hll_empty(8, 5, 0, 1), hll_empty(9, 4, -1, 0), hll_empty(31, 3, 1, 1)]) AS a,
     unnest(ARRAY[hll_empty(8, 5, 0, 1), hll_empty(9, 4, -1, 0), hll_empty(31, 3, 1, 1)]) AS b
WHERE hll_union_changes(a, b) <> (a || b <> a);
SELECT hll_union_changes(u, h) AS of_undefined, hll_union_changes(h, u) AS by_undefined,
       hll_union_changes(u, u) AS both, hll_union_changes(NULL, h), hll_union_changes(h, NULL),
       hll_union_changes(h, hll_empty(20, 8)) AS by_empty, hll_union_changes(hll_empty(20, 8), h) AS of_empty
FROM CAST(test.header(0, 8, 5, 16, 1) AS hll) AS u, test.sketch(1, 30, 8, 5, 16) AS h;

-- An EXPLICIT sketch of more values than its limit gets registers in every union. Forms in which a
-- sketch would not be written don't count as changes.
SELECT hll_union_changes(h, h) AS over_the_limit, h || h <> h AS bytes_differ
FROM CAST(test.header(2, 11, 5, 2, 1) || test.packed((SELECT string_agg(i::bit(64)::text, '' ORDER BY i)
                                                      FROM generate_series(5000, 5004) AS i)) AS hll) AS h;
SELECT hll_union_changes(h, h) AS sparse_where_full_is_smaller
FROM CAST(test.header(3, 4, 5, 0, 1) || test.packed((SELECT string_agg(i::bit(4)::text || (i + 1)::bit(5)::text, '' ORDER BY i)
                                                     FROM generate_series(0, 15) AS i)) AS hll) AS h;
SELECT hll_union_changes(z, z) AS no_register, hll_union_changes(hll_empty(6), z) AS of_empty,
       hll_union_changes(z, hll_empty(6)) AS by_empty
FROM CAST(test.header(4, 6, 5, 0, 1) || test.packed(repeat('0', 320)) AS hll) AS z;

-- Different parameters raise what a union raises.
SELECT test.error(format('SELECT hll_union_changes(%L, %L)', a, b)) = test.error(format('SELECT %L::hll || %L::hll', a, b)) AS same,
       test.error(format('SELECT hll_union_changes(%L, %L)', a, b))
FROM (VALUES (test.sketch(1, 5, 8, 5, 0), test.sketch(1, 5, 9, 5, 0)),
             (test.sketch(1, 5, 8, 5, 16), test.sketch(1, 5, 8, 5, 8))) AS v (a, b);

-- An UPDATE with it skips rows that wouldn't change. Values out of line.
CREATE TEMP TABLE daily AS SELECT day, test.sketch(1, day * 10000, 14, 5, 0) AS users FROM generate_series(1, 3) AS day;
UPDATE daily SET users = users || new FROM test.sketch(15000, 18000, 14, 5, 0) AS new
WHERE hll_union_changes(users, new) RETURNING day;
UPDATE daily SET users = users || new FROM test.sketch(15000, 18000, 14, 5, 0) AS new
WHERE hll_union_changes(users, new) RETURNING day;
