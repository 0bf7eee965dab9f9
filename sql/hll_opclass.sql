-- Operator classes of hll (compares bytes) and hll_hashval (compares numbers): everything that
-- needs equality, hashing or an order works, and gives what the same query gives over bytea and
-- bigint.
\pset format unaligned
\pset tuples_only on

CREATE TABLE sketches AS
SELECT i AS id, test.hash(i % 60)::hll_hashval AS v,
       CASE i % 50 WHEN 0 THEN hll_empty(6, 5, 4)
                   ELSE (SELECT hll_add_agg(test.hash(j)::hll_hashval, 6, 5, 4)
                         FROM generate_series(1, i % 50) AS j) END AS h
FROM generate_series(1, 200) AS i;
UPDATE sketches SET h = NULL, v = NULL WHERE id % 41 = 0;

-- The catalogs are consistent.
SELECT opcname, amvalidate(oid) FROM pg_opclass WHERE opcname LIKE 'hll%'
ORDER BY opcname COLLATE "C";
SELECT opcname, opcintype::regtype, opcdefault FROM pg_opclass WHERE opcname LIKE 'hll%'
ORDER BY opcname COLLATE "C";

-- Comparison operators agree with bytea and bigint.
SELECT a.id, b.id FROM sketches AS a, sketches AS b
WHERE ((a.h < b.h), (a.h <= b.h), (a.h = b.h), (a.h <> b.h), (a.h >= b.h), (a.h > b.h))
      IS DISTINCT FROM
      ((a.h::bytea < b.h::bytea), (a.h::bytea <= b.h::bytea), (a.h::bytea = b.h::bytea),
       (a.h::bytea <> b.h::bytea), (a.h::bytea >= b.h::bytea), (a.h::bytea > b.h::bytea))
   OR ((a.v < b.v), (a.v <= b.v), (a.v = b.v), (a.v <> b.v), (a.v >= b.v), (a.v > b.v))
      IS DISTINCT FROM
      ((a.v::bigint < b.v::bigint), (a.v::bigint <= b.v::bigint), (a.v::bigint = b.v::bigint),
       (a.v::bigint <> b.v::bigint), (a.v::bigint >= b.v::bigint), (a.v::bigint > b.v::bigint));
SELECT count(*) FROM sketches WHERE hll_eq(h, h) AND NOT hll_ne(h, h) AND hll_cmp(h, h) = 0
  AND hll_hashval_eq(v, v) AND NOT hll_hashval_ne(v, v) AND hll_hashval_cmp(v, v) = 0;

-- Hash functions: those of bigint for hll_hashval; equal for equal sketches, and the 64-bit hash
-- extends the 32-bit one.
SELECT id FROM sketches
WHERE hll_hashval_opclass_hash(v) <> hashint8(v::bigint)
   OR hll_hashval_opclass_hash_extended(v, 7) <> hashint8extended(v::bigint, 7)
   OR hll_opclass_hash(h::bytea::hll) <> hll_opclass_hash(h)
   OR hll_opclass_hash_extended(h, 0) & 4294967295 <> hll_opclass_hash(h)::bigint & 4294967295
   OR hll_opclass_hash_extended(h, 7) = hll_opclass_hash_extended(h, 0);

-- DISTINCT, GROUP BY, UNION, INTERSECT, EXCEPT, ORDER BY, by hashing and by sorting.
CREATE VIEW queries AS
SELECT (SELECT array_agg(h ORDER BY h) FROM (SELECT DISTINCT h FROM sketches) AS q) AS d,
       (SELECT count(*) FROM (SELECT h FROM sketches GROUP BY h) AS q) AS g,
       (SELECT count(*) FROM (SELECT h FROM sketches WHERE id < 30
                              UNION SELECT h FROM sketches WHERE id > 20) AS q) AS u,
       (SELECT count(*) FROM (SELECT h FROM sketches WHERE id <= 20
                              INTERSECT SELECT h FROM sketches WHERE id > 55) AS q) AS i,
       (SELECT count(*) FROM (SELECT h FROM sketches WHERE id < 30
                              EXCEPT SELECT h FROM sketches WHERE id BETWEEN 60 AND 70) AS q) AS e,
       (SELECT count(DISTINCT v) FROM sketches) AS dv,
       (SELECT count(*) FROM (SELECT v FROM sketches GROUP BY v) AS q) AS gv,
       (SELECT md5(string_agg(v::text, ',' ORDER BY v DESC)) FROM sketches) AS o;
SELECT cardinality(d), g, u, i, e, dv, gv,
       d = (SELECT array_agg(b::hll ORDER BY b)
            FROM (SELECT DISTINCT h::bytea FROM sketches) AS q (b)),
       o = (SELECT md5(string_agg(v::text, ',' ORDER BY v::bigint DESC)) FROM sketches)
FROM queries;
SET enable_hashagg = off;
SELECT cardinality(d), g, u, i, e, dv, gv FROM queries;
RESET enable_hashagg;
SET enable_sort = off;
SELECT cardinality(d), g, u, i, e, dv, gv FROM queries;
RESET enable_sort;

-- Joins: nested loop, hash, merge.
CREATE FUNCTION joins(condition text, node text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  query text := 'SELECT count(*) FROM sketches AS a JOIN sketches AS b ON ' || condition;
  n bigint;
BEGIN
  EXECUTE query INTO n;
  RETURN n || CASE WHEN test.plan_has(query, node) THEN '' ELSE ', but no ' || node END;
END $$;
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT joins('a.h = b.h', 'Hash Join'), joins('a.v = b.v', 'Hash Join');
SET enable_hashjoin = off;
SET enable_mergejoin = on;
SELECT joins('a.h = b.h', 'Merge Join'), joins('a.v = b.v', 'Merge Join');
SET enable_nestloop = on;
SET enable_mergejoin = off;
SELECT joins('a.h = b.h', 'Nested Loop'), joins('a.v = b.v', 'Nested Loop');
RESET enable_hashjoin;
RESET enable_mergejoin;

-- Indexes: btree and hash, unique, ranges, IN, IS NULL.
CREATE INDEX h_btree ON sketches (h);
CREATE INDEX v_btree ON sketches (v);
CREATE INDEX h_hash ON sketches USING hash (h);
CREATE INDEX v_hash ON sketches USING hash (v);
CREATE TABLE lookups (condition text, indexed bigint, plain bigint);
INSERT INTO lookups (condition) VALUES
  ($$h = '\x118643'$$), ('h = (SELECT h FROM sketches WHERE id = 30)'),
  ($$h < '\x138643'$$), ('h IN (SELECT h FROM sketches WHERE id IN (3, 30, 77))'),
  ($$h >= '\x118643'$$), ('h IS NULL'),
  ('v = test.hash(7)::hll_hashval'), ('v > 5::hll_hashval'), ('v IS NULL'),
  ('v BETWEEN (-1000000000000000000)::hll_hashval AND 1000000000000000000::hll_hashval'),
  ('v = ANY (ARRAY[test.hash(1)::hll_hashval, test.hash(2)::hll_hashval])');
CREATE FUNCTION count_of(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
BEGIN
  EXECUTE 'SELECT count(*) FROM sketches WHERE ' || condition INTO n;
  RETURN n;
END $$;
SET enable_seqscan = off;
UPDATE lookups SET indexed = count_of(condition);
SELECT test.plan_has($$SELECT id FROM sketches WHERE h = '\x118643'$$, 'Seq Scan'),
       test.plan_has('SELECT id FROM sketches WHERE v > 5::hll_hashval', 'Seq Scan'),
       test.plan_has('SELECT h FROM sketches ORDER BY h', 'Sort');
RESET enable_seqscan;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET enable_indexonlyscan = off;
UPDATE lookups SET plain = count_of(condition);
RESET enable_indexscan;
RESET enable_bitmapscan;
RESET enable_indexonlyscan;
SELECT condition, indexed, plain FROM lookups WHERE indexed <> plain;
SELECT condition FROM lookups WHERE indexed = 0;
CREATE TABLE seen (v hll_hashval PRIMARY KEY, h hll UNIQUE);
INSERT INTO seen SELECT DISTINCT v FROM sketches WHERE v IS NOT NULL;
INSERT INTO seen VALUES (test.hash(7)::hll_hashval) ON CONFLICT DO NOTHING;
SELECT left(test.error('INSERT INTO seen VALUES (test.hash(7)::hll_hashval)'), 5);
INSERT INTO seen VALUES (1::hll_hashval, hll_empty());
SELECT left(test.error('INSERT INTO seen VALUES (2::hll_hashval, hll_empty())'), 5);

-- MERGE, hash partitions, statistics.
MERGE INTO seen AS s USING (SELECT DISTINCT v FROM sketches WHERE id < 10) AS n ON s.v = n.v
WHEN MATCHED THEN UPDATE SET h = hll_empty(11, 5) || n.v
WHEN NOT MATCHED THEN INSERT VALUES (n.v);
SELECT count(h), count(*) FROM seen;
CREATE TABLE parts (v hll_hashval, h hll) PARTITION BY HASH (v, h);
CREATE TABLE parts0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parts1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parts SELECT v, h FROM sketches;
SELECT count(*), count(DISTINCT tableoid) FROM parts;
ANALYZE sketches;
SELECT attname, n_distinct <> 0 FROM pg_stats WHERE tablename = 'sketches' AND attname IN ('h', 'v')
ORDER BY attname;

DROP VIEW queries;
DROP TABLE sketches, lookups, seen, parts;
DROP FUNCTION joins, count_of;
