-- Aggregation by hashing, by sorting and in parallel gives the same sketches, and the planner may
-- choose any of them. Aggregates that users define over the documented support functions work, too.
\pset null NULL

CREATE TABLE events (site integer, kind integer, visitor hll_hashval) PARTITION BY RANGE (kind);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (1);
CREATE TABLE events_b PARTITION OF events FOR VALUES FROM (1) TO (4);
CREATE TABLE events_c PARTITION OF events FOR VALUES FROM (4) TO (7);
INSERT INTO events
SELECT i % 500, i % 7, test.hash(i % 4000)::hll_hashval FROM generate_series(1, 20000) AS i;
ANALYZE events;
CREATE TABLE expected AS
SELECT site, test.image(array_agg(visitor::bigint), 11, 5)::text::hll AS h
FROM events GROUP BY site;

-- By hashing and by sorting.
SET max_parallel_workers_per_gather = 0;
SET enable_sort = off;
CREATE VIEW grouped AS SELECT site, hll_add_agg(visitor) AS a FROM events GROUP BY site;
SELECT test.plan_has('SELECT * FROM grouped', 'Hashed') AS hashed;
SELECT site FROM expected JOIN grouped USING (site) WHERE a <> h;
RESET enable_sort;
SET enable_hashagg = off;
SELECT test.plan_has('SELECT * FROM grouped', 'Sorted') AS sorted;
SELECT site FROM expected JOIN grouped USING (site) WHERE a <> h;
RESET enable_hashagg;
-- By hashing in so little memory that groups are spilled to disk.
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SET enable_sort = off;
WITH kinds AS (SELECT site, kind, hll_add_agg(visitor) AS a FROM events GROUP BY site, kind)
SELECT site FROM expected JOIN (SELECT site, hll_union_agg(a) AS u FROM kinds GROUP BY site) AS g
USING (site) WHERE u <> h;
RESET enable_sort;
RESET work_mem;
RESET hash_mem_multiplier;

-- Partial aggregates, which are combined: one state for each partition of the table; and parallel
-- ones, whose states are passed between processes.
CREATE TABLE calls (call text);
INSERT INTO calls VALUES
  ('hll_add_agg(visitor)'), ('hll_add_agg(visitor, 11)'), ('hll_add_agg(visitor, 11, 5)'),
  ('hll_add_agg(visitor, 11, 5, -1)'), ('hll_add_agg(visitor, 11, 5, -1, 1)'),
  ('hll_union_agg(hll_empty() || visitor)'), ('hll_add_agg(visitor) FILTER (WHERE kind >= 0)');
CREATE FUNCTION wrong(call text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM expected
                  JOIN (SELECT site, %s AS a FROM events GROUP BY site) AS g USING (site)
                  WHERE a <> h', call) INTO n;
  RETURN n;
END $$;
SET enable_partitionwise_aggregate = on;
SELECT call FROM calls WHERE NOT test.plan_has(format('SELECT %s FROM events', call), 'Partial');
SELECT call, wrong(call) FROM calls WHERE wrong(call) <> 0;
SET max_parallel_workers_per_gather = 2;
SET parallel_leader_participation = off;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT call, wrong(call) FROM calls WHERE wrong(call) <> 0;
-- Partial states are united only if their parameters allow it.
SELECT left(test.error('SELECT hll_union_agg(hll_empty(CASE WHEN kind < 4 THEN 9 ELSE 10 END) || visitor) FROM events'), 5);
RESET enable_partitionwise_aggregate;
SELECT call FROM calls
WHERE NOT test.plan_has(format('SELECT %s FROM events', call), 'Gather')
   OR NOT test.plan_has(format('SELECT %s FROM events', call), 'Partial');
SELECT call, wrong(call) FROM calls WHERE wrong(call) <> 0;
SELECT hll_add_agg(visitor) = (SELECT hll_union_agg(h) FROM expected) AS whole,
       hll_union_agg(hll_empty() || visitor) = hll_add_agg(visitor) AS united,
       hll_add_agg(visitor) FILTER (WHERE false) = hll_empty() AS nothing FROM events;
-- Parameters that a session has set hold in its workers, too.
SET hll.log2m = 13;
SET hll.expthresh = 0;
SET hll.max_sparse = 0;
SELECT hll_log2m(h), hll_type(h),
       h = (SELECT hll_add_agg(visitor, 13, 5, 0, 1)
            FROM (SELECT * FROM events OFFSET 0) AS e) AS "right"
FROM (SELECT hll_add_agg(visitor) FROM events) AS v (h);
RESET hll.log2m;
RESET hll.expthresh;
RESET hll.max_sparse;

-- All functions and aggregates may run in workers, except those that change settings or run a query.
SELECT proname, proparallel FROM pg_proc AS p
JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'hll'
WHERE proparallel <> 's' ORDER BY proname COLLATE "C";

-- Users' aggregates that return the count instead of the sketch, rounded down or up; some are
-- partial.
CREATE AGGREGATE count_add(hll_hashval) (
  SFUNC = hll_add_trans0, STYPE = internal, FINALFUNC = hll_card_unpacked);
CREATE AGGREGATE count_union(hll) (
  SFUNC = hll_union_trans, STYPE = internal, FINALFUNC = hll_card_unpacked,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE);
CREATE AGGREGATE count_floor(hll_hashval, integer, integer, bigint, integer) (
  SFUNC = hll_add_trans4, STYPE = internal, FINALFUNC = hll_floor_card_unpacked,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE);
CREATE AGGREGATE count_ceil(hll_hashval, integer) (
  SFUNC = hll_add_trans1, STYPE = internal, FINALFUNC = hll_ceil_card_unpacked);
SELECT site FROM expected JOIN (
  SELECT site, count_add(visitor) AS a, count_union(hll_empty() || visitor) AS u,
         count_floor(visitor, 11, 5, -1, 1) AS f, count_ceil(visitor, 11) AS c
  FROM events GROUP BY site) AS g USING (site)
WHERE (a, u, f, c) <> (#h, #h, floor(#h), ceil(#h));
SELECT count_add(visitor) = #h AS add, count_union(hll_empty() || visitor) = #h AS union,
       count_floor(visitor, 11, 5, -1, 1) = floor(#h) AS floor,
       count_ceil(visitor, 11) = ceil(#h) AS ceil
FROM events, (SELECT hll_union_agg(h) FROM expected) AS v (h) GROUP BY h;
-- These aggregates over no rows, EMPTY, UNDEFINED, and registers that are all saturated.
SELECT count_add(visitor), count_union(NULL), count_floor(visitor, 11, 5, -1, 1),
       count_ceil(visitor, 11)
FROM events WHERE false;
SELECT count_union(h) FROM (VALUES (hll_empty())) AS v (h);
SELECT count_union(h) FROM (VALUES (hll_empty()), ('\x108b7f')) AS v (h);
SELECT count_union('\x140440ffff') FROM generate_series(1, 2);
SELECT test.error('SELECT count_floor(i::hll_hashval, 4, 1, 0, 1)
                   FROM generate_series(16, 31) AS i');

DROP VIEW grouped;
DROP TABLE events, expected, calls;
DROP FUNCTION wrong;
DROP AGGREGATE count_add(hll_hashval), count_union(hll),
  count_floor(hll_hashval, integer, integer, bigint, integer), count_ceil(hll_hashval, integer);
