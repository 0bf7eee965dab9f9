-- hll_agg(x) is hll_add_agg(hll_hash(x)), byte for byte, for every type and wherever an aggregate may
-- stand. Its second argument is log2m if it is an integer, and otherwise a standard error;
-- approx_count_distinct and hll_log2m take such errors, too.
\pset format unaligned
\pset tuples_only on

CREATE TYPE color AS ENUM ('red', 'green', 'blue');
CREATE TYPE pair AS (x numeric, y float8);
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
CREATE TEMP TABLE events AS
SELECT i, i % 7 AS day, CASE WHEN i % 9 > 0 THEN i % 3000 END AS v
FROM generate_series(1, 9000) AS i;

-- Returns where they differ for an expression: over all rows or none, with log2m or an error, in
-- groups, in windows, with FILTER, DISTINCT and ORDER BY.
CREATE FUNCTION pg_temp.unequal(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  EXECUTE format('
    WITH e AS (SELECT i, day, %s AS x FROM events)
    SELECT concat_ws('', '',
      (SELECT ''all'' FROM e HAVING hll_agg(x) <> hll_add_agg(hll_hash(x))),
      (SELECT ''none'' FROM e WHERE false HAVING hll_agg(x) <> hll_empty()),
      (SELECT ''log2m'' FROM e HAVING hll_agg(x, 14) <> hll_add_agg(hll_hash(x), 14)),
      (SELECT ''error'' FROM e HAVING hll_agg(x, 0.02) <> hll_add_agg(hll_hash(x), 12)),
      (SELECT ''groups'' FROM e GROUP BY day HAVING hll_agg(x) <> hll_add_agg(hll_hash(x)) LIMIT 1),
      (SELECT ''filter'' FROM e
       HAVING hll_agg(x) FILTER (WHERE day < 2) <> hll_add_agg(hll_hash(x)) FILTER (WHERE day < 2)),
      (SELECT ''order'' FROM e HAVING hll_agg(x ORDER BY i DESC) <> hll_add_agg(hll_hash(x))),
      (SELECT ''window'' FROM
         (SELECT hll_agg(x) OVER w AS a, hll_agg(x, 0.5) OVER w AS b, hll_add_agg(hll_hash(x)) OVER w AS u
          FROM e WHERE i < 200 WINDOW w AS (PARTITION BY day ORDER BY i ROWS 5 PRECEDING)) AS s
       WHERE a <> u OR b <> hll_fold(u, 4) LIMIT 1))', expression) INTO wrong;
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
  'to_tsvector(''simple'', v::text)', 'hll_hash(v)', 'hll_empty() || hll_hash(v)'
]) AS expression, pg_temp.unequal(expression) AS wrong
WHERE wrong IS NOT NULL;

-- The width and the spelling of a value don't matter; a value of type hll_hashval is its own hash.
SELECT hll_agg(v) = hll_agg(v::bigint) AS bigint, hll_agg(v) = hll_agg(v::smallint) AS smallint,
       hll_agg(v) = hll_add_agg(hll_hash_bigint(v)) AS hash_bigint,
       hll_agg(v) <> hll_add_agg(hll_hash_integer(v)) AS hash_integer,
       hll_agg(v::text) = hll_add_agg(hll_hash_text(v::text)) AS hash_text,
       hll_agg(v::text) = hll_agg(v::char(9)) AS char, hll_agg(hll_hash_integer(v)) = hll_add_agg(hll_hash_integer(v)) AS hash,
       hll_agg(DISTINCT v) = hll_agg(v ORDER BY v) AS "distinct"
FROM events;
SELECT #hll_agg(x) FROM (VALUES (1.0), (1.00), (NULL), (2)) AS v (x);

-- NULL isn't a value. Over no rows, or only NULLs, the sketch is EMPTY, with the parameters that
-- hll_add_agg gives it.
SELECT hll_agg(NULL::integer) = hll_empty(), hll_agg(NULL::text, 12) = hll_empty(12),
       hll_agg(NULL::text, 0.01) = hll_empty(14), approx_count_distinct(NULL::text, 0.01)
FROM events;
SELECT hll_agg(v, 12) = hll_add_agg(hll_hash(v), 12), hll_agg(v, 0.01) = hll_empty(),
       approx_count_distinct(v, 0.01)
FROM events WHERE false;

-- Parameters that aren't given come from the settings. An error chooses log2m alone, as for the
-- default regwidth.
SET hll.log2m = 12;
SET hll.expthresh = 64;
SET hll.regwidth = 6;
SELECT hll_agg(v) = hll_empty(12, 6, 64, 1) || hll_agg(v), hll_log2m(hll_agg(v, 0.1)), hll_regwidth(hll_agg(v, 0.1)),
       (hll_expthresh(hll_agg(v, 0.1))).specified
FROM events;
RESET hll.log2m;
RESET hll.expthresh;
RESET hll.regwidth;

-- Parameters from columns that are equal in all rows of a group; if they vary, those of the first row
-- count.
SELECT hll_log2m(hll_agg(v, log2m)), hll_log2m(hll_agg(v, error)), log2m, error
FROM events, (VALUES (5, 0.1), (12, 0.01)) AS p (log2m, error) GROUP BY log2m, error ORDER BY log2m;
SELECT hll_agg(v, 4 + i) = hll_agg(v, 5), hll_agg(v, 1.0 / (1 + i)) = hll_agg(v, 0.5) FROM events WHERE i <= 12;

-- GROUPING SETS, and states that are shared: no final function changes one.
SELECT day FROM events GROUP BY GROUPING SETS ((day), ())
HAVING hll_agg(v) <> hll_add_agg(hll_hash(v)) OR hll_agg(v) <> hll_agg(v, 11)
    OR approx_count_distinct(v, 0.023) <> approx_count_distinct(v);

-- hll_log2m of an error is the smallest log2m for which hll_error of large sets is at most that.
SELECT log2m, hll_log2m(error), hll_log2m(error * 1.001), hll_log2m(error * 0.999)
FROM (SELECT n AS log2m, hll_error(('\x' || to_hex(20 * 256 + 128 + n) || '7f'
             || repeat(encode(test.packed(repeat('01110', 8)), 'hex'), (2 ^ n / 8)::integer))::hll) AS error
      FROM generate_series(4, 17) AS n) AS large
WHERE hll_log2m(error * 1.001) <> log2m OR hll_log2m(error * 0.999) <> log2m + 1;
SELECT error, hll_log2m(error)
FROM unnest(ARRAY[0.999, 0.26, 0.065, 0.023, 0.02, 0.01, 0.0081, 0.0041, 0.0029, 0.001, 0.0001, 0.000032]) AS error;
SELECT hll_log2m(0.01), hll_log2m(0.01::float8), hll_log2m(0.01::real), hll_log2m(1e-2), hll_log2m('0.01'::hll_standard_error),
       hll_log2m(NULL::float8) IS NULL, hll_log2m(NULL::numeric) IS NULL, pg_typeof(hll_log2m(0.01));
SELECT hll_agg(v, 0.01) = hll_agg(v, hll_log2m(0.01)), hll_agg(v, 0.3) = hll_agg(v, 4),
       approx_count_distinct(v, 0.01) = approx_count_distinct(v, 14)
FROM events;

-- hll_log2m of an untyped literal or parameter is that of a sketch, as in postgresql-hll.
SELECT hll_log2m('\x118b7f'), hll_log2m(NULL) IS NULL, hll_log2m(hll_empty(9));
PREPARE of_sketch AS SELECT hll_log2m($1);
SELECT parameter_types FROM pg_prepared_statements WHERE name = 'of_sketch';
EXECUTE of_sketch('\x118c7f');
DEALLOCATE of_sketch;
SELECT left(test.error('SELECT hll_log2m(''0.01'')'), 33);

-- An untyped second argument is an error.
PREPARE with_error AS SELECT hll_log2m(hll_agg(v, $1)) FROM events;
EXECUTE with_error(0.01);
DEALLOCATE with_error;

-- What is neither a log2m nor an error: the hint explains both. Lists calls that raise another error.
SELECT test.error('SELECT hll_agg(1, 2)');
SELECT test.error('SELECT hll_agg(1, 14.0)');
SELECT call, error
FROM (VALUES ('3', 'log2m is 3; it must be between 4 and 31.'), ('32', 'log2m is 32; it must be between 4 and 31.'),
             ('-1', 'log2m is -1; it must be between 4 and 31.'), ('5::float8', 'It is 5.'), ('1.0', 'It is 1.'),
             ('0.0', 'It is 0.'), ('-0.01', 'It is -0.01.'), ('''NaN''::float8', 'It is NaN.'),
             ('''Infinity''::float8', 'It is Infinity.'), ('0.00003', 'It is 3e-05.'), ('14::smallint', 'It is 14.'),
             ('14::bigint', 'It is 14.'), ('''14''', 'It is 14.')) AS v (argument, detail),
     unnest(ARRAY['hll_agg(1, %s)', 'approx_count_distinct(1, %s)']) AS call,
     test.error(format('SELECT ' || call, argument)) AS error
WHERE NOT (error LIKE '22023: %' AND error LIKE '%DETAIL: ' || detail || '%'
           AND error LIKE '%HINT: A number of type integer is log2m%::integer)%');
SELECT argument, error
FROM unnest(ARRAY['14', '1', '0', '-0.01', '0.00003', '''NaN''::float8']) AS argument,
     test.error(format('SELECT hll_log2m(%s)', argument)) AS error
WHERE NOT (error LIKE '22023: %DETAIL: It is %HINT: %');

-- Other errors.
SELECT test.error('SELECT hll_agg(1, NULL)');
SELECT test.error('SELECT hll_agg(1, NULL::integer)');
SELECT test.error('SELECT approx_count_distinct(1, NULL::float8)');
SELECT test.error('SELECT hll_agg(1, 31)');
SELECT test.error('SELECT hll_agg(''a'')');
SELECT test.error('SELECT hll_agg(''a & b''::tsquery)');
SELECT test.error('SELECT hll_agg(''pg_class''::regclass)');
SELECT call FROM unnest(ARRAY['hll_agg_trans(NULL, 1)', 'hll_agg_trans(NULL, 1, 11)', 'hll_agg_error_trans(NULL, 1, 0.1)',
                              'approx_count_distinct_error_trans(NULL, 1, 0.1)']) AS call
WHERE left(test.error('SELECT ' || call), 5) NOT IN ('42883', '0A000');

DROP TYPE color, pair;
DROP DOMAIN price;
