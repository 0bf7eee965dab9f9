-- hll_union_agg over frames from whose start rows leave (PostgreSQL's moving aggregates). It is
-- compared with an aggregate that lacks the inverse function, so that PostgreSQL unites each frame
-- from its beginning.
CREATE AGGREGATE pg_temp.plain_union_agg(hll) (
  SFUNC = hll_union_trans, STYPE = internal, FINALFUNC = hll_pack);
SELECT aggmtransfn, aggminvtransfn, aggmfinalfn, aggmtranstype::regtype
FROM pg_aggregate WHERE aggfnoid = 'hll_union_agg'::regproc;

-- Columns of sketches: `mixed` has NULL, EMPTY, EXPLICIT, SPARSE and FULL ones; unions of
-- `some_explicit` stay EXPLICIT for a while; a few of `undefined` are UNDEFINED; EXPLICIT ones in
-- `foreign_values` hold more values than their parameters allow. EMPTY ones have other parameters.
CREATE TEMP TABLE rows AS
SELECT n, n / 4 * 2 AS g, n % 3 AS site, some_explicit,
       CASE test.hash(n) & 7 WHEN 0 THEN hll_empty(n % 3 + 5, 5, -1, 1) WHEN 1 THEN NULL ELSE any_form
       END AS mixed,
       CASE WHEN n % 19 = 0 THEN '\x10867f' WHEN n % 7 <> 0 THEN any_form END AS undefined,
       CASE WHEN n % 5 = 0 THEN set_byte(seven::bytea, 2, 127)::hll
            WHEN n % 3 = 0 THEN hll_empty(n % 2 + 7, 5, -1, 1) END AS foreign_values
FROM (SELECT n, hll_add_agg(v, 6, 5, -1, 1) FILTER (WHERE i <= (ARRAY[3, 12, 12, 200])[n % 4 + 1])
                  AS any_form,
             hll_add_agg(v, 6, 5, 8, 0) FILTER (WHERE i <= n % 3) AS some_explicit,
             hll_add_agg(v, 6, 5, 64, 1) FILTER (WHERE i <= 7) AS seven
      FROM generate_series(1, 60) AS n, generate_series(1, 200) AS i,
           LATERAL (SELECT test.hash(n * 1000 + i)::hll_hashval) AS h (v)
      GROUP BY n) AS s;
SELECT hll_type(mixed) AS mixed, hll_type(some_explicit) AS explicit,
       hll_type(undefined) AS undefined,
       hll_type(foreign_values) AS foreign_values, count(*)
FROM rows GROUP BY GROUPING SETS (1, 2, 3, 4) ORDER BY 1, 2, 3, 4, 5;

-- Returns in how many frames of a column the two aggregates differ.
CREATE FUNCTION pg_temp.differences(definition text, source text, value text,
                                    filter text DEFAULT 'true') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  differences bigint;
BEGIN
  EXECUTE format('
    SELECT count(*) FROM (
      SELECT hll_union_agg(%3$s) FILTER (WHERE %4$s) OVER w AS moving,
             pg_temp.plain_union_agg(%3$s) FILTER (WHERE %4$s) OVER w AS plain
      FROM %2$s WINDOW w AS (%1$s)) AS frames
    WHERE moving::bytea IS DISTINCT FROM plain::bytea', definition, source, value, filter)
  INTO differences;
  RETURN differences;
END $$;

CREATE FUNCTION pg_temp.random_differences(seed bigint, trials bigint)
RETURNS TABLE (definition text, value text, filter text, differences bigint) LANGUAGE sql AS $$
  SELECT definition, value, filter, d
  FROM generate_series(seed, seed + trials - 1) AS i, test.window_definition(i, 9) AS definition,
       unnest('{mixed,some_explicit,undefined,foreign_values}'::text[]) AS value,
       unnest(ARRAY['true', 'n % 7 < 5']) AS filter,
       pg_temp.differences(definition, 'rows', value, filter) AS d
  WHERE d <> 0
$$;
SELECT count(DISTINCT test.window_definition(i, 9)) FROM generate_series(1, 200) AS i;
SELECT * FROM pg_temp.random_differences(1, 120);
SET hll.max_sparse = 0;
SELECT * FROM pg_temp.random_differences(121, 40);
SET hll.max_sparse = 20;
SELECT * FROM pg_temp.random_differences(161, 40);
RESET hll.max_sparse;

-- The amount of work: how often an argument is evaluated for each row. It is twice, when the row
-- comes and when it leaves, for frames of any length, if work_mem has room for the frame's sketches
-- (`small` ones have 163 bytes, `large` ones and unions 1,283, `huge` ones 81,923). If the unions
-- don't fit, PostgreSQL starts over once or twice, and then fewer unions are made at a time. If the
-- sketches don't fit, it starts over for each row, as with the plain aggregate.
CREATE TEMP TABLE long AS
SELECT n, n % 2 AS half, hll_add_agg(v, 11, 5, -1, 0) FILTER (WHERE i <= 20) AS small,
       hll_add_agg(v, 11, 5, -1, 0) AS large,
       hll_add_agg(v, 17, 5, 0, 0) FILTER (WHERE n <= 20) AS huge
FROM generate_series(1, 400) AS n, generate_series(1, 200) AS i,
LATERAL (SELECT test.hash(n * 1000 + i)::hll_hashval) AS h (v)
GROUP BY n;
CREATE TEMP SEQUENCE evaluations;
CREATE FUNCTION pg_temp.seen(sketch hll) RETURNS hll LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  PERFORM nextval('evaluations');
  RETURN sketch;
END $$;
CREATE FUNCTION pg_temp.work(memory text, value text, definition text)
RETURNS TABLE (work text, differences bigint) LANGUAGE plpgsql AS $$
DECLARE
  rows numeric;
  evaluations numeric;
BEGIN
  PERFORM set_config('work_mem', memory, false), setval('evaluations', 1, false);
  EXECUTE format('SELECT avg(c) FROM (SELECT count(*) OVER (%s) AS c FROM long) AS v', definition)
  INTO rows;
  EXECUTE format('SELECT nextval(''evaluations'') / count(u)::numeric
                  FROM (SELECT hll_union_agg(pg_temp.seen(%s)) OVER (%s) AS u FROM long) AS v',
                 value, definition) INTO evaluations;
  work := CASE WHEN evaluations <= 2 THEN 'moving' WHEN evaluations < 4 THEN 'moving after a while'
               WHEN evaluations < rows * 0.6 THEN 'moving at times' ELSE 'plain' END;
  differences := pg_temp.differences(definition, 'long', value);
  RETURN NEXT;
END $$;
SELECT memory, value, definition, work.*
FROM (VALUES
  ('4MB', 'large', 'ORDER BY n ROWS CURRENT ROW'),
  ('4MB', 'large', 'ORDER BY n ROWS 1 PRECEDING'),
  ('4MB', 'large', 'ORDER BY n ROWS 29 PRECEDING'),
  ('4MB', 'large', 'ORDER BY n ROWS 199 PRECEDING'),
  ('4MB', 'large', 'ORDER BY n ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING'),
  ('4MB', 'large', 'PARTITION BY n < 200 ORDER BY n ROWS BETWEEN 50 FOLLOWING AND 99 FOLLOWING'),
  ('4MB', 'large', 'PARTITION BY half ORDER BY n ROWS 99 PRECEDING'),
  ('4MB', 'large', 'PARTITION BY least(n / 5, 20) ORDER BY n ROWS 9 PRECEDING'),
  ('4MB', 'large', 'ORDER BY n ROWS 29 PRECEDING EXCLUDE CURRENT ROW'),
  ('4MB', 'CASE WHEN n % 29 = 0 THEN large END', 'ORDER BY n ROWS 19 PRECEDING'),
  ('4MB', 'huge', 'ORDER BY n ROWS 9 PRECEDING'),
  ('64kB', 'large', 'ORDER BY n ROWS 1 PRECEDING'),
  ('64kB', 'large', 'ORDER BY n ROWS 29 PRECEDING'),
  ('64kB', 'large', 'ORDER BY n ROWS 99 PRECEDING'),
  ('64kB', 'large', 'PARTITION BY n < 200 ORDER BY n ROWS BETWEEN 50 PRECEDING AND 49 FOLLOWING'),
  ('64kB', 'huge', 'ORDER BY n ROWS 9 PRECEDING'),
  ('64kB', 'small', 'ORDER BY n ROWS 29 PRECEDING'),
  ('64kB', 'small', 'ORDER BY n ROWS BETWEEN 60 PRECEDING AND 89 FOLLOWING'),
  ('64kB', 'large', 'ORDER BY n ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING'),
  ('64kB', 'CASE WHEN n % 40 < 20 THEN small ELSE large END', 'ORDER BY n ROWS 49 PRECEDING'),
  ('64kB', 'CASE WHEN n / 100 = 1 THEN large ELSE small END', 'ORDER BY n ROWS 99 PRECEDING')
) AS v (memory, value, definition), pg_temp.work(memory, value, definition);
RESET work_mem;

-- Parameters that don't fit raise an error at the same row, with the same words.
CREATE FUNCTION pg_temp.errors(aggregate text, definition text) RETURNS text LANGUAGE sql AS $$
  SELECT format('row %s: %s', min(n), error)
  FROM generate_series(1, 40) AS n, test.error(format(
    'DO $do$ BEGIN
       PERFORM %s(CASE i / 10 WHEN 1 THEN NULL WHEN 3 THEN ''\x10867f''
                              ELSE hll_empty(i / 10 + 4) || 1::hll_hashval END) OVER (ORDER BY i %s)
       FROM generate_series(1, 60) AS i LIMIT %s;
     END $do$', aggregate, definition, n)) AS error
  WHERE error NOT LIKE 'no error%' GROUP BY error
$$;
SELECT definition, moving IS NOT DISTINCT FROM plain AS same, moving
FROM unnest(ARRAY['ROWS 4 PRECEDING', 'ROWS 12 PRECEDING', 'ROWS CURRENT ROW',
                  'ROWS BETWEEN 3 FOLLOWING AND 5 FOLLOWING',
                  'RANGE BETWEEN 1 PRECEDING AND 11 FOLLOWING']) AS definition,
     pg_temp.errors('hll_union_agg', definition) AS moving,
     pg_temp.errors('pg_temp.plain_union_agg', definition) AS plain;

-- The functions in other places: as a plain aggregate, and the inverse function called before any
-- row came.
CREATE AGGREGATE pg_temp.own_union_agg(hll) (
  SFUNC = hll_moving_trans, STYPE = internal, FINALFUNC = hll_moving_pack);
CREATE AGGREGATE pg_temp.nothing(hll) (
  SFUNC = hll_moving_trans_inv, STYPE = internal, FINALFUNC = hll_moving_pack);
SELECT pg_temp.own_union_agg(mixed) = hll_union_agg(mixed) AS own,
       pg_temp.own_union_agg(NULL) = hll_empty() AS nulls,
       pg_temp.nothing(mixed) = hll_empty() AS nothing
FROM rows;
