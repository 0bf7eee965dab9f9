-- hll_union_count(x) is the rounded #hll_union_agg(x), as a group, in any plan and over any frame.
\pset format unaligned
\pset tuples_only on
\pset null NULL

-- Sketches in every form, also NULL and EMPTY ones with other parameters.
CREATE TABLE rows AS
SELECT n, n % 4 AS site,
       CASE WHEN n % 9 = 0 THEN hll_empty(12) WHEN n % 7 > 0 THEN
         (SELECT hll_add_agg(test.hash(i)::hll_hashval, 8, 5)
          FROM generate_series(n * 7, n * 7 + (ARRAY[1, 5, 30, 300])[1 + n % 4]) AS i) END AS h
FROM generate_series(1, 400) AS n;
ANALYZE rows;
SELECT hll_type(h), count(*) FROM rows GROUP BY 1 ORDER BY 1;

SELECT site FROM rows GROUP BY GROUPING SETS ((site), (site, n), ())
HAVING hll_union_count(h) IS DISTINCT FROM round(#hll_union_agg(h))::bigint
    OR hll_union_count(DISTINCT h) IS DISTINCT FROM round(#hll_union_agg(h))::bigint
    OR hll_union_count(h) FILTER (WHERE n % 3 = 0)
       IS DISTINCT FROM round(#hll_union_agg(h) FILTER (WHERE n % 3 = 0))::bigint;

-- It rounds as approx_count_distinct does.
SELECT approx_count_distinct(i, 8), hll_union_count(s) AS same, pg_typeof(hll_union_count(s))
FROM (SELECT i, hll_empty(8) || hll_hash_any(i) AS s FROM generate_series(1, 1000) AS i) AS v;

-- No rows, NULLs, EMPTY: 0. UNDEFINED: NULL. A count that is too large for a bigint.
SELECT hll_union_count(h), hll_union_count(NULL), count(*) FROM rows WHERE false;
SELECT hll_union_count(NULL::hll), hll_union_count(h) FILTER (WHERE false),
       hll_union_count(hll_empty(n % 9 + 4)) FROM rows;
SELECT hll_union_count(CASE n WHEN 1 THEN '\x10887f' ELSE h END),
       hll_union_count(CASE WHEN n = 1 THEN '\x10887f'::hll END) FROM rows;
SELECT test.error($$SELECT hll_union_count(('\x14843f' || repeat('ff', 10))::hll)$$);
SELECT test.error($$SELECT hll_union_count(h) OVER (ORDER BY n ROWS 1 PRECEDING)
                    FROM (VALUES (1, ('\x14843f' || repeat('ff', 10))::hll)) AS v (n, h)$$);
-- Parameters that differ.
SELECT test.error('SELECT hll_union_count(hll_empty(8 + n) || 1::hll_hashval)
                   FROM generate_series(1, 2) AS n');

-- In parallel.
SET max_parallel_workers_per_gather = 2;
SET parallel_leader_participation = off;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT test.plan_has('SELECT site, hll_union_count(h) FROM rows GROUP BY site',
                     'Gather') AS parallel;
SELECT site FROM rows GROUP BY site HAVING hll_union_count(h) <> round(#hll_union_agg(h));
RESET max_parallel_workers_per_gather;
RESET parallel_leader_participation;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- Over frames: it moves as hll_union_agg does.
SELECT DISTINCT aggmtransfn, aggminvtransfn, aggmtransspace FROM pg_aggregate
WHERE aggfnoid IN ('hll_union_agg'::regproc, 'hll_union_count'::regproc);
ALTER TABLE rows ADD u hll;
UPDATE rows SET u = CASE WHEN n % 50 = 3 THEN '\x10887f' ELSE h END;
CREATE FUNCTION pg_temp.wrong(frame text, value text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  wrong bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT hll_union_count(%2$s) OVER w AS count,
                                               round(#hll_union_agg(%2$s) OVER w) AS expected
                                        FROM rows WINDOW w AS (%1$s)) AS frames
                  WHERE count IS DISTINCT FROM expected', frame, value) INTO wrong;
  RETURN wrong;
END $$;
CREATE FUNCTION pg_temp.wrong_frames() RETURNS TABLE (frame text, value text, wrong bigint)
LANGUAGE sql AS $$
  SELECT frame, value, pg_temp.wrong(frame, value)
  FROM unnest(ARRAY['', 'ORDER BY n', 'ORDER BY n ROWS 6 PRECEDING', 'ORDER BY n ROWS 99 PRECEDING',
                    'ORDER BY n DESC ROWS BETWEEN 9 PRECEDING AND 3 PRECEDING',
                    'ORDER BY n RANGE BETWEEN 5 PRECEDING AND 5 FOLLOWING',
                    'PARTITION BY site ORDER BY n / 9 GROUPS 2 PRECEDING EXCLUDE TIES']) AS frame,
       unnest(ARRAY['h', 'u', 'NULL::hll']) AS value
  WHERE pg_temp.wrong(frame, value) <> 0
$$;
SELECT * FROM pg_temp.wrong_frames();
SET work_mem = '64kB';
SELECT * FROM pg_temp.wrong_frames();
RESET work_mem;
DROP TABLE rows;
