-- hll_add_agg, hll_agg and approx_count_distinct over frames from whose start rows leave
-- (PostgreSQL's moving aggregates). array_agg collects the rows of each frame, and the same
-- aggregate over these rows alone must give the same bytes and the same count.
SELECT aggfnoid::regprocedure, aggmtransfn::regproc, aggminvtransfn::regproc, aggmfinalfn::regproc, aggmtranstype::regtype
FROM pg_aggregate JOIN pg_proc p ON p.oid = aggfnoid
WHERE proname IN ('hll_add_agg', 'hll_agg', 'approx_count_distinct') ORDER BY aggfnoid::regprocedure::text COLLATE "C";

-- Rows with NULLs and ties; `v` has few values, `h` many, `hostile` one for each register value in two
-- registers, and some that set no register.
CREATE TYPE pg_temp.event AS (n int, g int, site int, v int, t text, h hll_hashval, hostile hll_hashval);
CREATE TEMP TABLE rows OF pg_temp.event;
INSERT INTO rows
SELECT n, n / 4 * 2, n % 3, CASE WHEN n % 7 > 0 THEN test.hash(n) & 15 END, nullif(n % 12, 5)::text,
       CASE WHEN n % 11 > 0 THEN test.hash(n * 7)::hll_hashval END,
       CASE WHEN n % 13 > 0 THEN ((1::bigint << (test.hash(n * 3) & 63)::int) | n % 2)::hll_hashval END
FROM generate_series(1, 70) AS n;
-- Frames of RANGE grow and shrink around 160 values, the limit of the default parameters.
CREATE TEMP TABLE bursts OF pg_temp.event;
INSERT INTO bursts
SELECT n, n + n / 60 % 2 * (n % 60) * 3 + n / 60 * 40, n % 3, n % 250, (n % 40)::text,
       CASE WHEN n % 17 > 0 THEN test.hash(n % 400)::hll_hashval END,
       ((1::bigint << (n % 64)) | test.hash(n) & 3)::hll_hashval
FROM generate_series(1, 700) AS n;

-- The calls that are compared. In the last ones the parameters vary by row.
CREATE TEMP TABLE calls AS
SELECT row_number() OVER () AS id, call FROM unnest(ARRAY[
  'hll_add_agg(h)', 'hll_add_agg(h, 6)', 'hll_add_agg(h, 5, 2)', 'hll_add_agg(h, 4, 1, 0)', 'hll_add_agg(h, 6, 5, 8, 0)',
  'hll_add_agg(h, 8, 5, 65536, 1)', 'hll_add_agg(h, 17, 5, 0, 1)', 'hll_add_agg(hostile, 4, 6, 2)', 'hll_add_agg(hostile, 4, 3, 0, 0)',
  'hll_agg(v)', 'hll_agg(v, 4)', 'hll_agg(t, 0.2)', 'hll_agg(ROW(v, t), 5)', 'approx_count_distinct(v)',
  'approx_count_distinct(h)', 'approx_count_distinct(h, 4)', 'approx_count_distinct(hostile, 5)', 'approx_count_distinct(t, 0.25)',
  'approx_count_distinct(NULL::text)', 'hll_add_agg(NULL, 6)',
  'hll_add_agg(h, 4 + n / 20 % 2)', 'approx_count_distinct(v, 4 + site)', 'hll_add_agg(h, 5, 5, 1 << (g % 5))',
  'hll_agg(v, 1.0 / (4 + n / 30))', 'hll_add_agg(CASE WHEN n % 9 > 5 THEN h END, 5, 1 + n / 9 % 2)'
]) AS call;

-- Returns the calls that differ in a frame.
CREATE FUNCTION pg_temp.differences(definition text, source text, filter text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  EXECUTE (SELECT format('SELECT nullif(concat_ws('', '', %s), '''') FROM (SELECT %s, array_agg(s) OVER w AS frame FROM %s AS s WINDOW w AS (%s)) AS f',
    string_agg(format('max(%L) FILTER (WHERE c%s::text IS DISTINCT FROM (SELECT %s FILTER (WHERE %s) FROM unnest(frame))::text)', call, id, call, filter), ', '),
    string_agg(format('%s FILTER (WHERE %s) OVER w AS c%s', call, filter, id), ', '), source, definition) FROM calls)
  INTO wrong;
  RETURN wrong;
END $$;
CREATE FUNCTION pg_temp.random_differences(seed bigint, trials bigint, source text, width bigint)
RETURNS TABLE (definition text, filter text, differences text) LANGUAGE sql AS $$
  SELECT definition, filter, d
  FROM generate_series(seed, seed + trials - 1) AS i, test.window_definition(i, width) AS definition,
       unnest(ARRAY['true', 'n % 7 < 5']) AS filter, pg_temp.differences(definition, source, filter) AS d
  WHERE d IS NOT NULL
$$;
SELECT count(DISTINCT test.window_definition(i, 9)) FROM generate_series(1, 100) AS i;
SELECT * FROM pg_temp.random_differences(1, 40, 'rows', 9);
SET hll.max_sparse = 0;
SELECT * FROM pg_temp.random_differences(61, 10, 'rows', 9);
SET hll.max_sparse = 10;
SET hll.expthresh = 4;
SELECT * FROM pg_temp.random_differences(81, 10, 'rows', 9);
RESET hll.max_sparse;
RESET hll.expthresh;
SELECT * FROM pg_temp.random_differences(101, 2, 'bursts', 170);
SET work_mem = '64kB';
SELECT * FROM pg_temp.random_differences(201, 8, 'rows', 9);
SELECT * FROM pg_temp.random_differences(303, 1, 'bursts', 170);
RESET work_mem;

-- The amount of work: how often an argument is evaluated for each row. It is twice, when the row
-- comes and when it leaves, for frames of any length, if work_mem has room for the lists of
-- registers. If not, if the parameters vary by row, with EXCLUDE and with volatile arguments, it is
-- once for each row of the frame.
CREATE TEMP TABLE long AS
SELECT n, n / 50 % 2 AS half, test.hash(n)::hll_hashval AS h, (1::bigint << (63 - n % 60))::hll_hashval AS hostile
FROM generate_series(1, 1000) AS n;
CREATE TEMP SEQUENCE evaluations;
CREATE FUNCTION pg_temp.seen(h anyelement) RETURNS anyelement LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  PERFORM nextval('evaluations');
  RETURN h;
END $$;
CREATE FUNCTION pg_temp.work(memory text, call text, definition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  rows numeric;
  evaluations numeric;
BEGIN
  PERFORM set_config('work_mem', memory, false), setval('evaluations', 1, false);
  EXECUTE format('SELECT avg(c) FROM (SELECT count(*) OVER (%s) AS c FROM long) AS v', definition) INTO rows;
  EXECUTE format('SELECT nextval(''evaluations'') / count(u)::numeric FROM (SELECT %s OVER (%s) AS u FROM long) AS v',
                 call, definition) INTO evaluations;
  RETURN CASE WHEN evaluations <= 2 THEN 'moving' WHEN evaluations < 6 THEN 'moving after a while'
              WHEN evaluations < rows * 0.6 THEN 'moving at times' ELSE 'plain' END;
END $$;
SELECT memory, call, definition, pg_temp.work(memory, call, definition)
FROM (VALUES
  ('4MB', 'hll_add_agg(pg_temp.seen(h))', 'ORDER BY n ROWS CURRENT ROW'),
  ('4MB', 'hll_add_agg(pg_temp.seen(h))', 'ORDER BY n ROWS 29 PRECEDING'),
  ('4MB', 'hll_add_agg(pg_temp.seen(h))', 'ORDER BY n ROWS 499 PRECEDING'),
  ('4MB', 'approx_count_distinct(pg_temp.seen(h))', 'ORDER BY n ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING'),
  ('4MB', 'approx_count_distinct(pg_temp.seen(h), 14)', 'PARTITION BY half ORDER BY n ROWS 99 PRECEDING'),
  ('4MB', 'approx_count_distinct(pg_temp.seen(n))', 'PARTITION BY n / 20 ORDER BY n RANGE 9 PRECEDING'),
  ('4MB', 'hll_agg(pg_temp.seen(n), 0.01)', 'ORDER BY n / 10 GROUPS 9 PRECEDING'),
  ('4MB', 'hll_add_agg(pg_temp.seen(h))', 'ORDER BY n ROWS 29 PRECEDING EXCLUDE CURRENT ROW'),
  ('4MB', 'hll_add_agg(pg_temp.seen(h), 6 + n % 2)', 'ORDER BY n ROWS 49 PRECEDING'),
  ('4MB', 'hll_add_agg(pg_temp.seen(h), 6 + half)', 'ORDER BY n ROWS 9 PRECEDING'),
  ('4MB', 'hll_agg(pg_temp.seen(n), 11 + (random() * 0)::int)', 'ORDER BY n ROWS 29 PRECEDING'),
  ('64kB', 'hll_add_agg(pg_temp.seen(h))', 'ORDER BY n ROWS 499 PRECEDING'),
  ('64kB', 'hll_add_agg(pg_temp.seen(h), 11, 5, 0)', 'ORDER BY n ROWS 499 PRECEDING'),
  ('64kB', 'hll_add_agg(pg_temp.seen(hostile), 4, 8, 0)', 'ORDER BY n ROWS 499 PRECEDING'),
  ('64kB', 'approx_count_distinct(pg_temp.seen(h), 17)', 'ORDER BY n ROWS 499 PRECEDING'),
  ('64kB', 'hll_add_agg(pg_temp.seen(h), 17, 5, 0)', 'ORDER BY n ROWS 1 PRECEDING'),
  ('64kB', 'hll_add_agg(pg_temp.seen(h), 17, 5, 0)', 'ORDER BY n ROWS 199 PRECEDING'),
  ('64kB', 'hll_add_agg(pg_temp.seen(h), 11, 5, 65536)', 'ORDER BY n ROWS 899 PRECEDING')
) AS v (memory, call, definition);
RESET work_mem;

-- Parameters that are wrong raise an error when their row is the first of a frame, as in a plain
-- aggregate.
CREATE AGGREGATE pg_temp.plain(hll_hashval, integer) (SFUNC = hll_add_trans1, STYPE = internal, FINALFUNC = hll_pack);
CREATE FUNCTION pg_temp.errors(aggregate text, log2m text, definition text) RETURNS text LANGUAGE sql AS $$
  SELECT format('row %s: %s', min(n), error)
  FROM generate_series(1, 40) AS n, test.error(format(
    'DO $do$ BEGIN PERFORM %s(CASE WHEN i %% 5 > 0 THEN i::hll_hashval END, %s) OVER (ORDER BY i %s)
     FROM generate_series(1, 60) AS i LIMIT %s; END $do$', aggregate, log2m, definition, n)) AS error
  WHERE error NOT LIKE 'no error%' GROUP BY error
$$;
SELECT log2m, definition, moving IS NOT DISTINCT FROM plain AS same, moving
FROM unnest(ARRAY['CASE i WHEN 20 THEN 3 ELSE 6 END', 'CASE WHEN i <> 25 THEN 6 END']) AS log2m,
     unnest(ARRAY['ROWS 4 PRECEDING', 'ROWS CURRENT ROW', 'ROWS BETWEEN 3 FOLLOWING AND 5 FOLLOWING']) AS definition,
     pg_temp.errors('hll_add_agg', log2m, definition) AS moving, pg_temp.errors('pg_temp.plain', log2m, definition) AS plain;

-- Settings that change while the query runs hold for each frame whose start has moved.
CREATE AGGREGATE pg_temp.plain(hll_hashval) (SFUNC = hll_add_trans0, STYPE = internal, FINALFUNC = hll_pack);
SELECT count(*), count(DISTINCT hll_log2m(moving)) AS log2ms, count(*) FILTER (WHERE moving <> plain) AS wrong
FROM (SELECT hll_add_agg(h) OVER w AS moving, pg_temp.plain(h) OVER w AS plain,
             set_config('hll.log2m', (5 + n / 100)::text, true)
      FROM long WINDOW w AS (ORDER BY n ROWS 4 PRECEDING)) AS frames;
RESET hll.log2m;

-- The functions in other places: as a plain aggregate, and the inverse function before any row came.
CREATE AGGREGATE pg_temp.own(anyelement, integer) (
  SFUNC = hll_agg_sliding_trans, STYPE = internal, FINALFUNC = hll_sliding_pack);
CREATE AGGREGATE pg_temp.nothing(hll_hashval) (
  SFUNC = hll_sliding_trans_inv, STYPE = internal, FINALFUNC = approx_count_distinct_sliding_final);
SELECT pg_temp.own(v, 5) = hll_agg(v, 5) AS own, pg_temp.own(NULL::int, 5) = hll_empty(5) AS nulls, pg_temp.nothing(h) = 0 AS nothing FROM rows;
