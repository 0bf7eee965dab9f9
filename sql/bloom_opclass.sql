-- Operator classes of bloom, which compare stored bytes. DISTINCT, GROUP BY, ORDER BY, set
-- operations, joins, indexes, windows and partitions give what the same query gives over bytea.
\pset format unaligned
\pset tuples_only on

CREATE TABLE filters AS
SELECT i AS id, bloom_add_all(bloom_empty(30), ARRAY(SELECT generate_series(1, i % 50))) AS f FROM generate_series(1, 200) AS i;
UPDATE filters SET f = NULL WHERE id % 41 = 0;
INSERT INTO filters VALUES (300, (SELECT bloom_agg(1) FILTER (WHERE false)));

SELECT opcname, amvalidate(oid), opcintype::regtype, opcdefault FROM pg_opclass WHERE opcname LIKE 'bloom%'
ORDER BY opcname COLLATE "C";
SELECT a.id, b.id FROM filters AS a, filters AS b
WHERE ((a.f < b.f), (a.f <= b.f), (a.f = b.f), (a.f <> b.f), (a.f >= b.f), (a.f > b.f))
      IS DISTINCT FROM
      ((a.f::bytea < b.f::bytea), (a.f::bytea <= b.f::bytea), (a.f::bytea = b.f::bytea),
       (a.f::bytea <> b.f::bytea), (a.f::bytea >= b.f::bytea), (a.f::bytea > b.f::bytea))
   OR bloom_cmp(a.f, b.f) IS DISTINCT FROM byteacmp(a.f::bytea, b.f::bytea);
SELECT count(*) FROM filters WHERE bloom_eq(f, f) AND NOT bloom_ne(f, f) AND bloom_cmp(f, f) = 0;
-- Commutators and negators are declared.
SELECT o.oprname, c.oprname AS commutator, n.oprname AS negator, o.oprcanmerge, o.oprcanhash
FROM pg_operator AS o LEFT JOIN pg_operator AS c ON c.oid = o.oprcom LEFT JOIN pg_operator AS n ON n.oid = o.oprnegate
WHERE (o.oprleft, o.oprright) = ('bloom'::regtype, 'bloom'::regtype) ORDER BY o.oprname COLLATE "C";
SELECT count(*) FROM filters AS a, filters AS b WHERE (a.f || b.f) IS DISTINCT FROM (b.f || a.f);
SELECT id FROM filters
WHERE bloom_opclass_hash(f::bytea::bloom) <> bloom_opclass_hash(f)
   OR bloom_opclass_hash_extended(f, 0) & 4294967295 <> bloom_opclass_hash(f)::bigint & 4294967295
   OR bloom_opclass_hash_extended(f, 7) = bloom_opclass_hash_extended(f, 0);

CREATE VIEW queries AS
SELECT (SELECT count(*) FROM (SELECT DISTINCT f FROM filters) AS q) AS d,
       (SELECT count(*) FROM (SELECT f FROM filters GROUP BY f HAVING count(*) > 1) AS q) AS g,
       (SELECT count(*) FROM (SELECT f FROM filters WHERE id < 30 UNION SELECT f FROM filters WHERE id > 20) AS q) AS u,
       (SELECT count(*) FROM (SELECT f FROM filters WHERE id <= 20 INTERSECT SELECT f FROM filters WHERE id > 55) AS q) AS i,
       (SELECT count(*) FROM (SELECT f FROM filters WHERE id < 30 EXCEPT SELECT f FROM filters WHERE id BETWEEN 60 AND 70) AS q) AS e,
       (SELECT count(*) FROM filters WHERE f IN (SELECT f FROM filters WHERE id < 10)) AS s,
       (SELECT count(*) FROM filters WHERE f = ANY (ARRAY(SELECT f FROM filters WHERE id < 10))) AS a,
       (SELECT count(*) FROM filters WHERE f NOT IN (SELECT f FROM filters WHERE id < 10)) AS n,
       (SELECT array_agg(f::bytea ORDER BY f) = array_agg(f::bytea ORDER BY f::bytea) FROM filters) AS o;
SELECT * FROM queries;
SET enable_hashagg = off;
SELECT * FROM queries;
RESET enable_hashagg;
SET enable_sort = off;
SELECT * FROM queries;
RESET enable_sort;
SELECT (SELECT count(DISTINCT f::bytea) + 1 FROM filters),
       (SELECT count(*) FROM (SELECT f::bytea FROM filters GROUP BY 1 HAVING count(*) > 1) AS q);
-- With little memory, groups are spilled to disk.
SET work_mem = '64kB';
SELECT * FROM queries;
SELECT count(*), count(DISTINCT bytes) FROM (SELECT f, f::bytea FROM (SELECT bloom_add(bloom_empty(5), i % 3000) FROM generate_series(1, 9000) AS i) AS v (f) GROUP BY f) AS g (f, bytes);
RESET work_mem;
-- Aggregates with and without DISTINCT in one query; windows; max of a group.
SELECT count(DISTINCT f) = count(DISTINCT f::bytea), bloom_union_agg(DISTINCT f) = bloom_union_agg(f),
       bloom_union_agg(f ORDER BY f DESC) = bloom_union_agg(f) FROM filters;
SELECT count(*), sum(n), sum(d) FROM (SELECT f, count(*), count(DISTINCT id) FROM filters GROUP BY f) AS g (f, n, d);
SELECT count(*), bool_and(r = s AND n = m) FROM (
  SELECT rank() OVER (ORDER BY f), rank() OVER (ORDER BY f::bytea), count(*) OVER (PARTITION BY f), count(*) OVER (PARTITION BY f::bytea) FROM filters) AS w (r, s, n, m);
SELECT count(*) FROM (SELECT DISTINCT ON (f) id, f FROM filters ORDER BY f, id) AS q;
SELECT id FROM filters GROUP BY GROUPING SETS ((f, id), (f)) HAVING count(DISTINCT f) > 1;
-- Filters can be elements of filters.
SELECT bloom_agg(DISTINCT f) = bloom_agg(f) FROM filters;

SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT count(*), test.plan_has('SELECT FROM filters AS a JOIN filters AS b ON a.f = b.f', 'Hash Join')
FROM filters AS a JOIN filters AS b ON a.f = b.f;
SET enable_mergejoin = on;
SET enable_hashjoin = off;
SELECT count(*), test.plan_has('SELECT FROM filters AS a JOIN filters AS b ON a.f = b.f', 'Merge Join')
FROM filters AS a JOIN filters AS b ON a.f = b.f;
SET enable_mergejoin = off;
SET enable_nestloop = on;
SELECT count(*) FROM filters AS a JOIN filters AS b ON a.f = b.f;
RESET enable_hashjoin;
RESET enable_mergejoin;

CREATE INDEX filters_hash ON filters USING hash (f);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT count(*), test.plan_has('SELECT FROM filters WHERE f = bloom_empty(30)', 'Index Scan') FROM filters WHERE f = bloom_empty(30);
SELECT count(*) FROM filters WHERE f = (SELECT f FROM filters WHERE id = 49);
RESET enable_seqscan;
RESET enable_bitmapscan;
ALTER TABLE filters ADD EXCLUDE USING hash (f WITH =) WHERE (id > 250);
INSERT INTO filters VALUES (301, bloom_empty(30));
SELECT left(test.error('INSERT INTO filters VALUES (302, bloom_empty(30))'), 5);

DROP INDEX filters_hash;
CREATE UNIQUE INDEX filters_btree ON filters (f, id);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT test.plan_has('SELECT FROM filters WHERE f > bloom_empty(30)', 'Seq Scan'), test.plan_has('SELECT f FROM filters ORDER BY f', 'Sort');
SELECT (SELECT count(*) FROM filters WHERE f > bloom_empty(30)), (SELECT count(*) FROM filters WHERE f::bytea > bloom_empty(30)::bytea),
       (SELECT count(*) FROM filters WHERE f = bloom_empty(30)), (SELECT min(id) FROM filters WHERE f IN (SELECT f FROM filters WHERE id = 149));
RESET enable_seqscan;
RESET enable_bitmapscan;
SELECT left(test.error('INSERT INTO filters SELECT * FROM filters WHERE id = 5'), 5);

CREATE TABLE parts (f bloom, id integer) PARTITION BY HASH (f);
CREATE TABLE parts0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parts1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parts SELECT f, id FROM filters;
SELECT count(*), count(DISTINCT tableoid) FROM parts;
SELECT count(*) FROM parts WHERE f = bloom_empty(30);
ANALYZE filters;
SELECT attname, n_distinct <> 0, null_frac > 0 FROM pg_stats WHERE tablename = 'filters' AND attname = 'f';
DROP VIEW queries;
DROP TABLE filters, parts;
