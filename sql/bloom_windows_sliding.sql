-- bloom_union_agg over frames from whose start rows leave (PostgreSQL's moving aggregates). It is
-- compared with an aggregate that lacks the inverse function, so that PostgreSQL unites each frame
-- from its beginning.
CREATE AGGREGATE pg_temp.plain_union_agg(bloom) (
  SFUNC = bloom_expanded_union_trans, STYPE = bloom, FINALFUNC = bloom_expanded_final);
SELECT aggmtransfn, aggminvtransfn, aggmfinalfn, aggmtranstype::regtype
FROM pg_aggregate WHERE aggfnoid = 'bloom_union_agg'::regproc;

-- Columns of filters: `mixed` has NULL, EMPTY, and filters that hold nothing, few and many elements;
-- `dense` only DENSE ones and NULL; those of `capacities` have one shape, but different capacities.
CREATE TEMP TABLE rows AS
SELECT n, n / 4 * 2 AS g, n % 3 AS site,
       CASE test.hash(n) & 7 WHEN 0 THEN (SELECT bloom_union_agg(NULL)) WHEN 1 THEN NULL WHEN 2 THEN bloom_empty(300) ELSE any_form
       END AS mixed,
       CASE WHEN n % 7 <> 0 THEN dense END AS dense,
       CASE WHEN n % 7 <> 0 THEN capacities END AS capacities
FROM (SELECT n, bloom_agg(n * 1000 + i, 300, 0.01) FILTER (WHERE i <= (ARRAY[1, 3, 12, 90])[n % 4 + 1]) AS any_form,
             bloom_agg(n * 1000 + i, 300, 0.01) AS dense, bloom_agg(n * 1000 + i, 296 + n % 5, 0.01) AS capacities
      FROM generate_series(1, 60) AS n, generate_series(1, 90) AS i GROUP BY n) AS s;
SELECT (bloom_info(mixed)).form AS mixed, (bloom_info(dense)).form AS dense, bloom_capacity(capacities) AS capacity, count(*)
FROM rows GROUP BY GROUPING SETS (1, 2, 3) ORDER BY 1, 2, 3, 4;

-- Returns in how many frames of a column the two aggregates differ.
CREATE FUNCTION pg_temp.differences(definition text, source text, value text,
                                    filter text DEFAULT 'true') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  differences bigint;
BEGIN
  EXECUTE format('
    SELECT count(*) FROM (
      SELECT bloom_union_agg(%3$s) FILTER (WHERE %4$s) OVER w AS moving,
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
       unnest('{mixed,dense,capacities}'::text[]) AS value,
       unnest(ARRAY['true', 'n % 7 < 5']) AS filter,
       pg_temp.differences(definition, 'rows', value, filter) AS d
  WHERE d <> 0
$$;
SELECT * FROM pg_temp.random_differences(1, 80);
SET work_mem = '64kB';
SELECT * FROM pg_temp.random_differences(81, 40);
RESET work_mem;

-- The amount of work: how often an argument is evaluated for each row. It is twice, when the row
-- comes and when it leaves, if work_mem has room for the frame's filters (`small` ones have 84 bytes,
-- `large` ones and unions 1.3 kB). If the unions don't fit, PostgreSQL starts over once or twice, and
-- then fewer unions are made at a time. If the filters don't fit, it starts over for each row.
CREATE TEMP TABLE long AS
SELECT n, n % 2 AS half, bloom_agg(n * 1000 + i, 1000) FILTER (WHERE i <= 5) AS small, bloom_agg(n * 1000 + i, 1000) AS large
FROM generate_series(1, 400) AS n, generate_series(1, 200) AS i GROUP BY n;
SELECT DISTINCT length(small::bytea) AS small, length(large::bytea) AS large FROM long;
CREATE TEMP SEQUENCE evaluations;
CREATE FUNCTION pg_temp.seen(filter bloom) RETURNS bloom LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  PERFORM nextval('evaluations');
  RETURN filter;
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
                  FROM (SELECT bloom_union_agg(pg_temp.seen(%s)) OVER (%s) AS u FROM long) AS v',
                 value, definition) INTO evaluations;
  work := CASE WHEN evaluations <= 2 THEN 'moving' WHEN evaluations < 4 THEN 'moving after a while'
               WHEN evaluations < rows * 0.6 THEN 'moving at times' ELSE 'plain' END;
  differences := pg_temp.differences(definition, 'long', value);
  RETURN NEXT;
END $$;
SELECT memory, value, definition, work.*
FROM (VALUES
  ('4MB', 'large', 'ORDER BY n ROWS CURRENT ROW'),
  ('4MB', 'large', 'ORDER BY n ROWS 29 PRECEDING'),
  ('4MB', 'large', 'ORDER BY n ROWS 199 PRECEDING'),
  ('4MB', 'large', 'ORDER BY n ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING'),
  ('4MB', 'large', 'PARTITION BY half ORDER BY n ROWS 99 PRECEDING'),
  ('4MB', 'large', 'ORDER BY n ROWS 29 PRECEDING EXCLUDE CURRENT ROW'),
  ('4MB', 'CASE WHEN n % 29 = 0 THEN large END', 'ORDER BY n ROWS 19 PRECEDING'),
  ('64kB', 'large', 'ORDER BY n ROWS 9 PRECEDING'),
  ('64kB', 'large', 'ORDER BY n ROWS 99 PRECEDING'),
  ('64kB', 'small', 'ORDER BY n ROWS 69 PRECEDING')
) AS v (memory, value, definition), pg_temp.work(memory, value, definition);
RESET work_mem;

-- Filters that don't unite raise an error at the same row, with the same words.
CREATE FUNCTION pg_temp.errors(aggregate text, definition text) RETURNS text LANGUAGE sql AS $$
  SELECT format('row %s: %s', min(n), error)
  FROM generate_series(1, 40) AS n, test.error(format(
    'DO $do$ BEGIN
       PERFORM %s(CASE i / 10 WHEN 1 THEN NULL WHEN 4 THEN bloom_add(bloom_empty(500), ''a''::text)
                              ELSE bloom_add(bloom_empty(i / 10 * 100 + 100), 1) END) OVER (ORDER BY i %s)
       FROM generate_series(1, 60) AS i LIMIT %s;
     END $do$', aggregate, definition, n)) AS error
  WHERE error NOT LIKE 'no error%' GROUP BY error
$$;
SELECT definition, moving IS NOT DISTINCT FROM plain AS same, moving
FROM unnest(ARRAY['ROWS 4 PRECEDING', 'ROWS 12 PRECEDING', 'ROWS CURRENT ROW', 'ROWS BETWEEN 3 FOLLOWING AND 5 FOLLOWING']) AS definition,
     pg_temp.errors('bloom_union_agg', definition) AS moving,
     pg_temp.errors('pg_temp.plain_union_agg', definition) AS plain;

-- The functions in other places: as a plain aggregate, and the inverse function called before any
-- row came.
CREATE AGGREGATE pg_temp.own_union_agg(bloom) (
  SFUNC = bloom_moving_trans, STYPE = internal, FINALFUNC = bloom_moving_final);
CREATE AGGREGATE pg_temp.nothing(bloom) (
  SFUNC = bloom_moving_trans_inv, STYPE = internal, FINALFUNC = bloom_moving_final);
SELECT pg_temp.own_union_agg(mixed) = bloom_union_agg(mixed) AS own,
       (bloom_info(pg_temp.own_union_agg(NULL))).form AS nulls,
       (bloom_info(pg_temp.nothing(mixed))).form AS nothing
FROM rows;
