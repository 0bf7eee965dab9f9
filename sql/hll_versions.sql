-- Schema version 2, the form DENSE: what is written, that every function says the same of both versions, and that both
-- are equal. Tests return no rows if all is right.
CREATE SCHEMA hll_versions;
SET search_path = hll_versions, public;

-- Sketches of many parameters and sizes in both versions.
CREATE TABLE pairs (id serial, log2m integer, n integer, v1 hll, v2 hll);
INSERT INTO pairs (log2m, n, v1)
SELECT log2m, n, coalesce((SELECT hll_add_agg(hll_hash_integer(i * 7 + log2m + n), log2m, regwidth, expthresh, sparseon)
                           FROM generate_series(1, n) AS i), hll_empty(log2m, regwidth, expthresh, sparseon))
FROM unnest(ARRAY[4, 6, 8, 11, 12, 14]) AS log2m, unnest(ARRAY[3, 4, 5, 8]) AS regwidth,
     (VALUES (0, 1), (-1, 1), (16, 0)) AS p (expthresh, sparseon),
     unnest(ARRAY[0, 1, 5, 40, 300, 1500, 9000, 60000]) AS n
ORDER BY log2m, regwidth, expthresh, n;
UPDATE pairs SET v2 = hll_to_version(v1, 2);
SELECT hll_type(v1) AS was, hll_type(v2) AS is, count(*) > 0 AS many,
       bool_and(octet_length(v2::bytea) < octet_length(v1::bytea)) AS smaller
FROM pairs GROUP BY 1, 2 ORDER BY 1, 2;
-- Where version 2 has no form, the bytes stay; otherwise they come back.
SELECT id FROM pairs WHERE hll_to_version(v2, 1)::bytea <> v1::bytea OR hll_to_version(v2, 2)::bytea <> v2::bytea
                        OR (hll_type(v2) <> 5 AND v2::bytea <> v1::bytea) OR hll_to_version(v1, 1)::bytea <> v1::bytea;
-- No value is larger than with version 1, and where enough registers are set, it is DENSE.
SELECT id FROM pairs WHERE hll_log2m(v1) >= 8 AND hll_regwidth(v1) >= 5 AND hll_type(v1) >= 3 AND n >= 2 ^ log2m AND hll_type(v2) <> 5;

-- What a sketch says of itself.
SELECT id FROM pairs
WHERE #v1 IS DISTINCT FROM #v2 OR hll_cardinality_classic(v1) <> hll_cardinality_classic(v2) OR hll_error(v1) <> hll_error(v2)
   OR hll_cardinality_bounds(v1, 0.9) <> hll_cardinality_bounds(v2, 0.9)
   OR (hll_log2m(v1), hll_regwidth(v1), hll_expthresh(v1), hll_sparseon(v1)) <> (hll_log2m(v2), hll_regwidth(v2), hll_expthresh(v2), hll_sparseon(v2))
   OR hll_schema_version(v1) <> 1 OR hll_schema_version(v2) <> CASE hll_type(v2) WHEN 5 THEN 2 ELSE 1 END
   OR hll_print(v1)::text <> hll_print(v2)::text OR hll_registers(v1) <> hll_registers(v2)
   OR (SELECT row(i.log2m, filled, cardinality, error) FROM hll_info(v1) AS i) IS DISTINCT FROM (SELECT row(i.log2m, filled, cardinality, error) FROM hll_info(v2) AS i);
SELECT i.form, i.log2m, i.nbytes, i.filled FROM pairs, hll_info(v2) AS i WHERE hll_type(v2) = 5 ORDER BY id LIMIT 1;
-- Casts and type modifiers take both.
SELECT hll_to_version(hll_agg(i, 8), 2)::hll(8)::bytea = hll_to_version(hll_agg(i, 8), 2)::bytea AS kept,
       hll_schema_version(hll_to_version(hll_agg(i, 8), 2)::text::hll) AS version
FROM generate_series(1, 1000) AS i;
SELECT test.error('SELECT hll_to_version(hll_agg(i, 8), 2)::hll(9) FROM generate_series(1, 1000) AS i');

-- Two sketches, each in both versions: the first of a pair with the next ones of its parameters.
CREATE TABLE twos AS
SELECT a.id, a.v1 AS a1, a.v2 AS a2, b.v1 AS b1, b.v2 AS b2
FROM pairs AS a JOIN pairs AS b ON b.id BETWEEN a.id + 1 AND a.id + 3 AND a.log2m <= 12
 AND (hll_log2m(a.v1), hll_regwidth(a.v1), hll_expthresh(a.v1), hll_sparseon(a.v1))
   = (hll_log2m(b.v1), hll_regwidth(b.v1), hll_expthresh(b.v1), hll_sparseon(b.v1));
SELECT count(*) > 500 AS many, count(*) FILTER (WHERE hll_type(a2) = 5 AND hll_type(b2) = 5) > 50 AS dense FROM twos;
SELECT t.id FROM twos AS t, (VALUES (true, true), (true, false), (false, true)) AS v (left_2, right_2),
     LATERAL (SELECT CASE WHEN left_2 THEN a2 ELSE a1 END, CASE WHEN right_2 THEN b2 ELSE b1 END) AS s (a, b)
WHERE (a || b)::bytea <> (a1 || b1)::bytea OR hll_union_fold(a, b)::bytea <> (a1 || b1)::bytea
   OR hll_union_changes(a, b) <> hll_union_changes(a1, b1)
   OR hll_intersection(a, b) <> hll_intersection(a1, b1) OR hll_difference(a, b) <> hll_difference(a1, b1)
   OR hll_jaccard(a, b) <> hll_jaccard(a1, b1) OR hll_union_cardinality(a, b) <> hll_union_cardinality(a1, b1)
   OR hll_union_bounds(a, b) <> hll_union_bounds(a1, b1) OR hll_intersection(a, b, a) <> hll_intersection(a1, b1, a1)
   OR hll_change(a, b)::text <> hll_change(a1, b1)::text OR hll_union(ARRAY[a, b, NULL])::bytea <> (a1 || b1)::bytea
   OR (a || 77::hll_hashval)::bytea <> (a1 || 77::hll_hashval)::bytea
   OR (77777777777777::hll_hashval || b)::bytea <> (77777777777777::hll_hashval || b1)::bytea
   OR hll_add_all(a, ARRAY[1, 2, 3])::bytea <> hll_add_all(a1, ARRAY[1, 2, 3])::bytea
   OR hll_add_changes(a, 99999999999::hll_hashval) <> hll_add_changes(a1, 99999999999::hll_hashval)
   OR hll_fold(a, 4)::bytea <> hll_fold(a1, 4)::bytea;

-- Aggregates and windows over a column that has both.
CREATE TABLE mixed AS SELECT id, id % 10 AS k, hll_fold(CASE id % 2 WHEN 0 THEN v1 ELSE v2 END, 11) AS folded, v1, CASE id % 2 WHEN 0 THEN v1 ELSE v2 END AS v
FROM pairs WHERE log2m = 11 AND hll_regwidth(v1) = 5 AND hll_expthresh(v1)::text LIKE '(0,%';
SELECT k FROM mixed GROUP BY k HAVING hll_union_agg(v)::bytea <> hll_union_agg(v1)::bytea OR hll_union_count(v) <> hll_union_count(v1)
                                   OR hll_union_fold_agg(v)::bytea <> hll_union_agg(v1)::bytea;
SELECT id FROM (SELECT id, hll_union_agg(v) OVER w AS a, hll_union_agg(v1) OVER w AS b FROM mixed WINDOW w AS (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)) AS f
WHERE a::bytea <> b::bytea;

-- Under the setting, everything that makes a sketch writes what hll_to_version gives.
SET hll.output_version = 2;
SELECT id FROM twos
WHERE (a1 || b1)::bytea <> (a2 || b2)::bytea OR hll_to_version(a1 || b1, 2)::bytea <> (a1 || b1)::bytea
   OR hll_to_version(a2 || b1, 1)::bytea <> hll_to_version(a1 || b1, 1)::bytea
   OR hll_add_all(a1, ARRAY[1, 2, 3])::bytea <> hll_add_all(a2, ARRAY[1, 2, 3])::bytea
   OR (a1 || 77::hll_hashval)::bytea <> hll_to_version(a2 || 77::hll_hashval, 2)::bytea;
SELECT k FROM mixed GROUP BY k
HAVING hll_union_agg(v)::bytea <> hll_to_version(hll_union_fold_agg(v1), 2)::bytea;
SELECT id FROM (SELECT id, hll_union_agg(v) OVER w AS a, hll_union_fold_agg(v1) OVER w AS b FROM mixed WINDOW w AS (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)) AS f
WHERE a::bytea <> hll_to_version(b, 2)::bytea;
SELECT hll_schema_version(hll_agg(i)), hll_schema_version(hll_add_agg(hll_hash_integer(i))), hll_schema_version(hll_agg(i) FILTER (WHERE i < 100)),
       hll_schema_version(hll_from_registers(array_fill(3::smallint, ARRAY[2048]), 5)), hll_schema_version(hll_fold(hll_agg(i), 10))
FROM generate_series(1, 3000) AS i;
-- A value that isn't changed keeps what it has.
SELECT id FROM pairs WHERE v2::bytea <> (v2 || (SELECT hll_empty(log2m)))::bytea AND hll_type(v2) = 5 AND log2m = 11 AND hll_regwidth(v2) = 5;
RESET hll.output_version;

-- Both versions are equal, in every operator, in DISTINCT, GROUP BY, joins and indexes.
SELECT id FROM pairs WHERE NOT (v1 = v2 AND v2 = v1 AND v2 = v2) OR v1 <> v2 OR v1 < v2 OR v1 > v2 OR NOT v1 <= v2 OR NOT v2 >= v1 OR hll_cmp(v1, v2) <> 0
                        OR hll_opclass_hash(v1) <> hll_opclass_hash(v2) OR hll_opclass_hash_extended(v1, 7) <> hll_opclass_hash_extended(v2, 7)
                        OR hll_hash_any(v1) <> hll_hash_any(v2) OR hll_hash_any(ARRAY[v1]) <> hll_hash_any(ARRAY[v2]);
SELECT id FROM twos WHERE hll_cmp(a1, b1) <> hll_cmp(a2, b2) OR hll_cmp(a1, b1) <> hll_cmp(a1, b2) OR hll_cmp(a1, b1) <> hll_cmp(a2, b1) OR (a1 = b1) <> (a2 = b2);
CREATE TABLE both_versions AS SELECT id, v1 AS v FROM pairs UNION ALL SELECT id, v2 FROM pairs;
SET enable_sort = off;
SELECT count(*) = (SELECT count(*) FROM (SELECT DISTINCT v1::bytea FROM pairs) AS p) AS hashed FROM (SELECT DISTINCT v FROM both_versions) AS d;
RESET enable_sort;
SET enable_hashagg = off;
SELECT count(*) = (SELECT count(*) FROM (SELECT DISTINCT v1::bytea FROM pairs) AS p) AS sorted FROM (SELECT DISTINCT v FROM both_versions) AS d;
RESET enable_hashagg;
CREATE TABLE small AS SELECT id, v1 AS v FROM pairs WHERE octet_length(v1::bytea) < 2000;
CREATE INDEX ON small (v);
CREATE INDEX ON small USING hash (v);
INSERT INTO small SELECT id, v2 FROM pairs WHERE octet_length(v1::bytea) < 2000 AND hll_type(v2) = 5;
SET enable_seqscan = off;
SELECT id FROM pairs AS p WHERE hll_type(v2) = 5 AND octet_length(v1::bytea) < 2000
  AND ((SELECT count(*) FROM small AS s WHERE s.v = p.v1) <> (SELECT count(*) FROM small AS s WHERE s.v = p.v2) OR NOT EXISTS (SELECT FROM small AS s WHERE s.v = p.v2 AND hll_type(s.v) < 5));
RESET enable_seqscan;

-- NULL, UNDEFINED, errors.
SELECT hll_to_version(NULL, 2) IS NULL AS "null", hll_to_version('\x108b7f', 2) AS undefined, hll_to_version('\x118b7f', 2) AS empty;
SELECT test.error('SELECT hll_to_version(hll_empty(), 3)');
SELECT test.error('SELECT hll_to_version(hll_empty(), 0)');
SELECT bytes || ' -> ' || test.error(format('SELECT %L::hll', bytes)) FROM (VALUES
  ('\x2587400000000aaac0000000000100100004000012676767671213121312131213121312131213121312131213121312131213121312131213'),
  ('\x2547400000000aaac0000000000100100004000012676767671213121312131213121312131213121312131213121312131213121312131213'),
  ('\x2587400000000aaac0000001000100100004000012676767671213121312131213121312131213121312131213121312131213121312131213'),
  ('\x2587400000000aaac0000000002000100004000012676767671213121312131213121312131213121312131213121312131213121312131213'),
  ('\x2587400000000aaac0000000000100110004000012676767671213121312131213121312131213121312131213121312131213121312131213'),
  ('\x2587400000000aaac00000000001001000040000126767676712131213121312131213121312131213121312131213121312131213121312'),
  ('\x2587400000000aaac000000000010010000400001267676767121312131213121312131213121312131213121312131213121312131213121300'),
  ('\x25874000000003e2000000600080002010000100004000000000c000000088888888888888888888888888888888'),
  ('\x258740'), ('\x2587400000000aaac0'), ('\x268740'), ('\x248740')) AS v (bytes);
DROP SCHEMA hll_versions CASCADE;
