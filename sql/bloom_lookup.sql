-- Repeated look-ups in filters that are stored in all possible ways. What was read of one filter
-- must never be used for another filter, nor after the filter has changed.
\pset format unaligned
\pset tuples_only on

-- Filters of the multiples of k up to 40,000, in each storage form; and the numbers to look up.
CREATE TABLE stored (k integer PRIMARY KEY, external_ bloom, extended_ bloom, main_ bloom, empty_ bloom);
ALTER TABLE stored ALTER extended_ SET STORAGE EXTENDED, ALTER main_ SET STORAGE MAIN;
CREATE TABLE elements AS SELECT i AS e FROM generate_series(1, 400) AS i;
INSERT INTO stored
SELECT k, f, f, f, (SELECT bloom_agg(e) FROM elements WHERE e < 0)
FROM generate_series(1, 40) AS k,
     LATERAL (SELECT bloom_agg(i, CASE k % 3 WHEN 0 THEN 40000 ELSE 8000 END, 1e-6) FROM generate_series(k, 8000, k) AS i) AS b (f);
-- A filter of mostly zeros, which compression makes small enough for its row.
INSERT INTO stored SELECT 100 + k, f, f, f, NULL FROM generate_series(1, 2) AS k,
     LATERAL (SELECT bloom_add(bloom_add((test.bloom_header(2, 1500, 7, 7000, 0, 1, 3, 'integer')
                || decode(repeat('00', 96000), 'hex'))::bloom, k), 2 * k)) AS b (f);
SELECT k > 100 AS zeros, bool_and(pg_column_size(extended_) < octet_length(extended_::bytea) / 2) AS compressed,
       bool_or(pg_column_size(external_) < octet_length(external_::bytea)) AS external_compressed, max(pg_column_size(extended_)) < 2000 AS inline
FROM stored GROUP BY 1 ORDER BY 1;
VACUUM ANALYZE stored, elements;

-- True if a function's answers are right: it always finds added numbers, and rarely other ones.
CREATE VIEW answers AS
SELECT k, e, CASE WHEN k < 100 THEN e % k = 0 ELSE e IN (k - 100, 2 * k - 200) END AS added,
       external_ @> e AS x, extended_ @> e AS t, e <@ main_ AS m, bloom_contains(external_, e) AS c, bloom_contains(empty_, e) AS n
FROM stored, elements WHERE e <= 100 OFFSET 0;
-- Look-ups filter by filter, and in all filters in turn, with memory for all of them and for a few.
SELECT count(*), count(*) FILTER (WHERE added AND NOT (x AND t AND m AND c)) AS missed,
       count(*) FILTER (WHERE NOT added AND (x OR t OR m OR c)) < 5 AS rarely, bool_or(n), bool_and(x = t AND t = m AND m = c) AS same
FROM answers;
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off;
CREATE FUNCTION test.in_turn(filters integer, times integer) RETURNS text LANGUAGE sql AS $$
  SELECT format('%s missed, %s', count(*) FILTER (WHERE i % k = 0 AND NOT external_ @> i),
                count(*) FILTER (WHERE i % k <> 0 AND external_ @> i) < 5)
  FROM (SELECT i, i % filters + 1 AS k FROM generate_series(1, times) AS i OFFSET 0) AS s JOIN stored USING (k)
$$;
SELECT n, test.in_turn(n, 8000) FROM unnest('{1, 2, 15, 16, 17, 33, 40}'::integer[]) AS n;
SET work_mem = '64kB';
SELECT n, test.in_turn(n, 8000) FROM unnest('{1, 2, 15, 16, 17, 33, 40}'::integer[]) AS n;
SELECT count(*) FILTER (WHERE added AND NOT (x AND t AND m AND c)) AS missed, bool_and(x = t AND t = m AND m = c) AS same FROM answers;
RESET work_mem;
RESET enable_hashjoin; RESET enable_mergejoin; RESET enable_material;

-- The filter comes from an InitPlan, a correlated subquery, a lateral one, a join, a CTE, a cursor,
-- or a prepared statement.
SELECT count(*) FROM elements WHERE (SELECT external_ FROM stored WHERE k = 7) @> e;
SELECT count(*) FROM elements WHERE bloom_contains((SELECT extended_ FROM stored WHERE k = 8), e);
SELECT count(*) FROM elements WHERE bloom_contains((SELECT external_ FROM stored WHERE k = e % 10 + 1), e);
SELECT sum(n) FROM stored, LATERAL (SELECT count(*) FROM elements WHERE external_ @> e AND e <= 100) AS l (n) WHERE k <= 10;
SELECT count(*) FROM elements JOIN stored ON e <@ external_ WHERE k BETWEEN 5 AND 30 AND e % k <> 0;
WITH f AS MATERIALIZED (SELECT k, external_ AS f FROM stored WHERE k <= 20) SELECT count(*) FROM f, elements WHERE f @> e AND e <= 20;
SELECT count(*) FROM elements WHERE bloom_contains((SELECT bloom_union_agg(external_) FROM stored WHERE k IN (9, 12)), e);
PREPARE probe (integer, integer) AS SELECT external_ @> $2 FROM stored WHERE k = $1;
EXECUTE probe (7, 14); EXECUTE probe (8, 14); EXECUTE probe (7, 15); EXECUTE probe (7, 8000 / 7 * 7);
BEGIN;
DECLARE c CURSOR FOR SELECT external_ @> 14 FROM stored WHERE k IN (7, 8, 9) ORDER BY k;
FETCH 1 FROM c;
UPDATE stored SET external_ = bloom_add(external_, 14) WHERE k = 8;
FETCH 1 FROM c;
SELECT external_ @> 14 FROM stored WHERE k = 8;
ROLLBACK;
-- Many elements in one value, and a value that changes while it is read.
SELECT bloom_contains_all(external_, ARRAY(SELECT generate_series(k, 8000, k))), bloom_contains_all(extended_, ARRAY(SELECT generate_series(k, 8000, k))),
       bloom_contains_all(main_, ARRAY(SELECT generate_series(k, 8000, k))), bloom_contains_all(external_, ARRAY[k, k + 1])
FROM stored WHERE k IN (2, 7) ORDER BY k;

-- Filters are updated between the statements of a transaction, of a function, of a loop.
CREATE TABLE live (id integer PRIMARY KEY, f bloom);
INSERT INTO live SELECT id, (SELECT bloom_agg(i * 3, 20000, 1e-6) FROM generate_series(1, 3000) AS i) FROM generate_series(1, 3) AS id;
CREATE FUNCTION test.has(e integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN (SELECT f @> e FROM live WHERE id = 1); END $$;
CREATE FUNCTION test.has_now(e integer) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  current bloom := (SELECT f FROM live WHERE id = 1);
BEGIN
  RETURN bloom_contains(current, e) AND (SELECT bloom_contains(f, e) FROM live WHERE id = 1);
END $$;
DO $$
DECLARE
  n integer := 0;
BEGIN
  FOR i IN 1 .. 400 LOOP
    IF test.has(3 * i - 1) OR test.has_now(3 * i - 1) OR NOT test.has(3 * i) THEN RAISE 'before %', i; END IF;
    UPDATE live SET f = bloom_add(f, 3 * i - 1) WHERE id = 1;
    IF NOT test.has(3 * i - 1) OR NOT test.has_now(3 * i - 1) OR NOT test.has_now(3) THEN RAISE 'after %', i; END IF;
    IF i % 100 = 0 THEN
      UPDATE live SET f = (SELECT f FROM live WHERE id = 2) WHERE id = 1;
      IF test.has(3 * i - 1) OR test.has_now(2) THEN RAISE 'back at %', i; END IF;
    END IF;
    -- A value that a rolled back subtransaction wrote is never seen again.
    BEGIN
      UPDATE live SET f = bloom_add(f, -i) WHERE id = 1;
      IF NOT test.has(-i) OR NOT test.has_now(-i) THEN RAISE 'inside %', i; END IF;
      RAISE division_by_zero;
    EXCEPTION WHEN division_by_zero THEN n := n + 1;
    END;
    IF test.has(-i) OR test.has_now(-i) THEN RAISE 'rolled back %', i; END IF;
  END LOOP;
  RAISE NOTICE '%', n;
END $$;
-- PL/pgSQL variables that hold the filter in memory, or only its TOAST pointer.
DO $$
DECLARE
  f bloom := (SELECT live.f FROM live WHERE id = 2);
  g bloom;
BEGIN
  FOR i IN 1 .. 300 LOOP
    IF f @> -i THEN RAISE 'before %', i; END IF;
    g := f;
    f := bloom_add(f, -i);
    IF NOT f @> -i OR g @> -i OR NOT f @> 3 THEN RAISE 'after %', i; END IF;
  END LOOP;
END $$;
BEGIN;
SELECT f @> -5, f @> -6 FROM live WHERE id = 3;
SAVEPOINT s;
UPDATE live SET f = bloom_add(f, -5) WHERE id = 3;
SELECT f @> -5, f @> -6 FROM live WHERE id = 3;
ROLLBACK TO SAVEPOINT s;
SELECT f @> -5, f @> -6 FROM live WHERE id = 3;
UPDATE live SET f = bloom_add(f, -6) WHERE id = 3;
SELECT f @> -5, f @> -6 FROM live WHERE id = 3;
TRUNCATE live;
INSERT INTO live SELECT 3, external_ FROM stored WHERE k = 3;
SELECT f @> -5, f @> -6, f @> 3 FROM live WHERE id = 3;
ROLLBACK;
SELECT f @> -5, f @> -6, f @> 3 FROM live WHERE id = 3;
-- A WITH HOLD cursor outlives its transaction.
BEGIN;
DECLARE h CURSOR WITH HOLD FOR SELECT id, f FROM live ORDER BY id;
COMMIT;
UPDATE live SET f = bloom_add(f, -1);
VACUUM FULL live;
FETCH 1 FROM h \gset held_
CLOSE h;
SELECT :'held_f'::bloom @> -1, :'held_f'::bloom @> 3, (SELECT f @> -1 FROM live WHERE id = 1);

-- A temporary table, a rewritten table, and a value moved to another table.
CREATE TEMP TABLE temp AS SELECT * FROM live;
UPDATE temp SET f = bloom_add(f, -2) WHERE id = 2;
SELECT id, t.f @> -2, l.f @> -2, count(*) FILTER (WHERE t.f @> e), count(*) FILTER (WHERE l.f @> e)
FROM temp AS t JOIN live AS l USING (id), elements GROUP BY id, t.f, l.f ORDER BY id;
CREATE TABLE moved AS SELECT id + 10 AS id, f FROM temp;
INSERT INTO moved SELECT * FROM live;
ALTER TABLE moved ALTER id TYPE bigint;
SELECT id, f @> -2, count(*) FILTER (WHERE f @> e) FROM moved, elements GROUP BY id, f ORDER BY id;

-- A few look-ups in a filter of 12 MB read a few pages of TOAST, not all of its 6000 chunks.
CREATE TABLE large AS SELECT bloom_add_all(bloom_empty(10000000), ARRAY(SELECT generate_series(1, 231))) AS f;
CREATE FUNCTION test.pages(query text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE query;
  EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON, TIMING OFF) ' || query INTO plan;
  RETURN (plan->0->'Plan'->>'Shared Hit Blocks')::integer + (plan->0->'Plan'->>'Shared Read Blocks')::integer;
END $$;
SELECT octet_length(f::bytea) > 12000000, f @> 1 FROM large;
SELECT test.pages(format('SELECT %s FROM large', call)) <= 20 FROM (VALUES
  ('f @> 1'), ('1000 <@ f'), ('bloom_contains(f, 5)'), ('bloom_add(f, 7)'), ('bloom_add(f, NULL::integer)'), ('bloom_capacity(f)'),
  ('bloom_contains_all(f, ARRAY[1000, 1])'), ('bloom_target_fpr(f)')) AS v (call);
-- Small filters are read whole, once.
CREATE TABLE small AS SELECT k, bloom_agg(i, 2000, 0.01) AS f FROM generate_series(1, 10) AS k, generate_series(k, k + 500) AS i GROUP BY k;
SELECT test.pages('SELECT count(*) FROM small WHERE f @> k') <= 30;
-- Any number of filters that are asked in turn are read once, if memory has room for all.
CREATE TABLE several AS SELECT k, bloom_agg(i, 2000, 0.01) AS f FROM generate_series(1, 100) AS k, generate_series(k, k + 500) AS i GROUP BY k;
ANALYZE several;
SET enable_nestloop = off; SET enable_mergejoin = off;
SELECT n, test.pages(format('SELECT count(*) FROM generate_series(1, 5000) AS i JOIN several ON k = i %% %s + 1 WHERE f @> i', n)) <= 60 + 8 * n
FROM unnest('{1, 16, 17, 24, 100}'::integer[]) AS n;
-- Otherwise the filters that were not used for the longest time are forgotten and read again; a
-- filter that every second look-up uses never is.
SET work_mem = '64kB'; SET hash_mem_multiplier = 1;
SELECT cold > 3000, cold_and_hot - cold <= 20
FROM test.pages('SELECT count(*) FROM generate_series(1, 2000) AS i JOIN several ON k = i % 99 + 2 WHERE f @> i') AS a (cold),
     test.pages('SELECT count(*) FROM generate_series(1, 4000) AS i JOIN several ON k = CASE i % 2 WHEN 0 THEN 1 ELSE i / 2 % 99 + 2 END WHERE f @> i') AS b (cold_and_hot);
-- Kept filters take less than work_mem * hash_mem_multiplier, here 1 MB of 4.
SET work_mem = '1MB';
CREATE FUNCTION test.kept() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  f bloom;
  before bigint := (SELECT sum(total_bytes) FROM pg_backend_memory_contexts);
BEGIN
  FOR i IN 0 .. 999 LOOP
    SELECT external_ INTO f FROM stored WHERE k = i / 25 + 1;
    IF f @> i < (i > 0 AND i % (i / 25 + 1) = 0) THEN RAISE '% is missed', i; END IF;
  END LOOP;
  RETURN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts) - before;
END $$;
SELECT test.kept() BETWEEN 500 * 1024 AND 1300 * 1024;
RESET work_mem; RESET hash_mem_multiplier; RESET enable_nestloop; RESET enable_mergejoin;
DROP VIEW answers;
DROP TABLE small, several, stored, elements, live, moved, large;
