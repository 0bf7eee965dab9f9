-- approx_count_distinct(x) gives the count of hll_add_agg(hll_hash_any(x)), for every type.
\pset format unaligned
\pset tuples_only on

CREATE TYPE color AS ENUM ('red', 'green', 'blue');
CREATE TYPE pair AS (x numeric, y float8);
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
CREATE TEMP TABLE events AS
SELECT i, i % 7 AS day, CASE WHEN i % 9 > 0 THEN i % 3000 END AS v
FROM generate_series(1, 9000) AS i;

-- Rows where they differ: over all rows or none, with log2m, in groups, in windows. Also whether
-- small counts are exact.
CREATE FUNCTION pg_temp.unequal(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  EXECUTE format('
    WITH e AS (SELECT i, day, %s AS x FROM events)
    SELECT concat_ws('', '',
      (SELECT ''all'' FROM e
       HAVING approx_count_distinct(x) <> round(# hll_add_agg(hll_hash_any(x)))),
      (SELECT ''none'' FROM e WHERE false HAVING approx_count_distinct(x) <> 0),
      (SELECT ''log2m'' FROM e
       HAVING approx_count_distinct(x, 14) <> round(# hll_add_agg(hll_hash_any(x), 14))),
      (SELECT ''groups'' FROM e GROUP BY day
       HAVING approx_count_distinct(x) <> round(# hll_add_agg(hll_hash_any(x))) LIMIT 1),
      (SELECT ''window'' FROM
         (SELECT approx_count_distinct(x) OVER w AS a, hll_add_agg(hll_hash_any(x)) OVER w AS u
          FROM e WHERE i < 200 WINDOW w AS (PARTITION BY day ORDER BY i ROWS 5 PRECEDING)) AS s
       WHERE a <> round(# u) LIMIT 1),
      (SELECT ''few'' FROM e WHERE i < 100
       HAVING approx_count_distinct(x) <> count(DISTINCT hll_hash_any(x))))', expression) INTO wrong;
  RETURN nullif(wrong, '');
END $$;
SELECT expression, wrong FROM unnest(ARRAY[
  'v % 2 = 0', 'v::smallint', 'v', 'v::bigint * 1000000007', '(v % 9)::text::"char"', 'v::text',
  'repeat(v::text, 1000)', 'v::text COLLATE "C"', 'v::varchar(10)', 'v::char(20)', 'v::text::name',
  'v::text::bytea', 'v::numeric', 'v::price', '(v % 100)::float4', 'v::float8 / 8',
  'date ''2026-01-01'' + v', 'timestamp ''2026-01-01'' + v * interval ''1 s''',
  'timestamptz ''2026-01-01'' + v * interval ''1 s''', 'time ''00:00'' + v * interval ''1 s''',
  'v * interval ''1 h''', 'md5(v::text)::uuid', '''10.0.0.0''::inet + v', 'v::bit(20)', 'v::money',
  'v::oid', 'lpad(to_hex(v), 12, ''0'')::macaddr', '(enum_range(NULL::color))[v % 3 + 1]',
  'ARRAY[v, NULL]', 'ARRAY[v::text]', 'int4range(v, v + 2)', 'numrange(v, NULL)',
  'ROW(v, v::float8)::pair', 'ROW(v, ''a''::text)', 'jsonb_build_object(''v'', v)',
  'to_tsvector(''simple'', v::text)', 'hll_hash_integer(v)', 'hll_empty() || hll_hash_integer(v)'
]) AS expression, pg_temp.unequal(expression) AS wrong
WHERE wrong IS NOT NULL;

-- Equal values count once, and NULL doesn't count.
SELECT approx_count_distinct(x) FROM (VALUES (1.0), (1.00), (NULL), (2)) AS v (x);
SELECT approx_count_distinct(NULL::integer), approx_count_distinct(NULL::integer, 12) FROM events;
SELECT approx_count_distinct(v) FILTER (WHERE v < 50), approx_count_distinct(DISTINCT v ORDER BY v)
FROM events WHERE v < 100;

-- Parameters that aren't given come from the settings; given ones come from the first row of a
-- group.
SET hll.expthresh = 8192;
SELECT approx_count_distinct(v), count(DISTINCT v) FROM events;
SET hll.expthresh = 0;
SELECT approx_count_distinct(i, 4), round(# hll_add_agg(hll_hash_any(i), 4)) FROM events;
RESET hll.expthresh;

-- Shared states, GROUPING SETS.
SELECT day FROM events GROUP BY GROUPING SETS ((day), ())
HAVING approx_count_distinct(v) <> approx_count_distinct(v, 11)
    OR approx_count_distinct(v) <> round(# hll_add_agg(hll_hash_any(v)));

-- Errors.
SELECT test.error('SELECT approx_count_distinct(''a'')');
SELECT test.error('SELECT approx_count_distinct(1, 3)');
SELECT test.error('SELECT approx_count_distinct(1, NULL)');
SELECT test.error('SELECT approx_count_distinct(''a & b''::tsquery)');

DROP TYPE color, pair;
DROP DOMAIN price;
