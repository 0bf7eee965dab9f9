-- Equality and hashing of bloom, by stored bytes: DISTINCT, GROUP BY, set operations, joins, hash
-- indexes and partitions give what the same query gives over bytea.
\pset format unaligned
\pset tuples_only on

CREATE TABLE filters AS
SELECT i AS id, bloom_add_all(bloom_empty(30), ARRAY(SELECT generate_series(1, i % 50))) AS f FROM generate_series(1, 200) AS i;
UPDATE filters SET f = NULL WHERE id % 41 = 0;
INSERT INTO filters VALUES (300, (SELECT bloom_agg(1) FILTER (WHERE false)));

SELECT opcname, amvalidate(oid), opcintype::regtype, opcdefault FROM pg_opclass WHERE opcname LIKE 'bloom%';
SELECT a.id, b.id FROM filters AS a, filters AS b
WHERE ((a.f = b.f), (a.f <> b.f)) IS DISTINCT FROM ((a.f::bytea = b.f::bytea), (a.f::bytea <> b.f::bytea));
SELECT count(*) FROM filters WHERE bloom_eq(f, f) AND NOT bloom_ne(f, f);
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
       (SELECT count(*) FROM filters WHERE f NOT IN (SELECT f FROM filters WHERE id < 10)) AS n;
SELECT * FROM queries;
SELECT (SELECT count(DISTINCT f::bytea) + 1 FROM filters),
       (SELECT count(*) FROM (SELECT f::bytea FROM filters GROUP BY 1 HAVING count(*) > 1) AS q);
-- With little memory, in parts on disk.
SET work_mem = '64kB';
SELECT * FROM queries;
SELECT count(*), count(DISTINCT bytes) FROM (SELECT f, f::bytea FROM (SELECT bloom_add(bloom_empty(5), i % 3000) FROM generate_series(1, 9000) AS i) AS v (f) GROUP BY f) AS g (f, bytes);
RESET work_mem;

SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT count(*), test.plan_has('SELECT FROM filters AS a JOIN filters AS b ON a.f = b.f', 'Hash Join')
FROM filters AS a JOIN filters AS b ON a.f = b.f;
SET enable_nestloop = on;
SET enable_hashjoin = off;
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

CREATE TABLE parts (f bloom, id integer) PARTITION BY HASH (f);
CREATE TABLE parts0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parts1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parts SELECT f, id FROM filters;
SELECT count(*), count(DISTINCT tableoid) FROM parts;
SELECT count(*) FROM parts WHERE f = bloom_empty(30);
ANALYZE filters;
SELECT attname, n_distinct <> 0, null_frac > 0 FROM pg_stats WHERE tablename = 'filters' AND attname = 'f';
-- There is no order.
SELECT left(test.error('SELECT f FROM filters ORDER BY f'), 5), left(test.error('SELECT bloom_empty(1) < bloom_empty(2)'), 5);
DROP VIEW queries;
DROP TABLE filters, parts;
