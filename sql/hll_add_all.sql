-- hll_add_all(sketch, array) gives the bytes that adding hll_hash(x) of each value in turn gives.
\pset format unaligned
\pset tuples_only on

CREATE TYPE pair AS (a numeric, b float8);
CREATE DOMAIN numbers AS integer[];

-- Adds the hashes one by one.
CREATE FUNCTION pg_temp.one_by_one(sketch hll, hashes hll_hashval[]) RETURNS hll LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1 .. cardinality(hashes) LOOP
    sketch := coalesce(sketch || hashes[i], sketch);
  END LOOP;
  RETURN sketch;
END $$;

-- Sketches of every form, and of other parameters. UNDEFINED stays as it is.
CREATE TEMP TABLE sketches AS
SELECT hll_empty(log2m, regwidth, expthresh, sparseon) || hll_add_agg(hll_hash(i), log2m, regwidth, expthresh, sparseon) AS s
FROM (VALUES (11, 5, -1, 1), (11, 5, 0, 1), (11, 5, 0, 0), (4, 1, 2, 1), (14, 6, 64, 1), (17, 8, -1, 1)) AS p (log2m, regwidth, expthresh, sparseon),
     unnest(ARRAY[0, 1, 50, 300, 20000]) AS n, generate_series(1, greatest(n, 1)) AS i
GROUP BY log2m, regwidth, expthresh, sparseon, n
UNION ALL SELECT hll_empty(log2m) FROM generate_series(4, 20, 4) AS log2m
UNION ALL SELECT '\x108b7f' UNION ALL SELECT '\x138b7f0021';
SELECT DISTINCT hll_type(s) FROM sketches ORDER BY 1;
SELECT hll_print(hll_fold(s, 4)), n
FROM sketches, unnest(ARRAY[1, 2, 200]) AS n,
     LATERAL (SELECT array_agg(CASE WHEN i % 10 < 9 THEN i * 7 END) FROM generate_series(1, n) AS i) AS v (a),
     LATERAL (SELECT array_agg(hll_hash(x)) FROM unnest(a) AS x) AS h (hashes)
WHERE hll_add_all(s, a) <> pg_temp.one_by_one(s, hashes) OR hll_add_all(s, a) <> hll_add_all(s, hashes)
   OR hll_add_all(s, a) <> hll_add_all(hll_add_all(s, a), a) OR hll_type(s) = 0 AND hll_add_all(s, a) <> s;

-- Values of every type are hashed as hll_hash does it, and hashes are taken as they are.
SELECT type, list FROM (VALUES
  ('smallint[]', '{1,-5}'), ('integer[]', '{1,NULL,-5}'), ('bigint[]', '{1,-5,9999999999}'), ('text[]', '{a,"",NULL}'),
  ('varchar[]', '{a,b}'), ('char(4)[]', '{a,"a ",b}'), ('name[]', '{a,b}'), ('numeric[]', '{1.0,1.00,2}'), ('real[]', '{0,-0,NaN}'),
  ('date[]', '{2026-01-01}'), ('uuid[]', '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'), ('bytea[]', '{"\\x61"}'),
  ('jsonb[]', '{1,1.0}'), ('int4range[]', '{"[1,2]","[1,3)"}'), ('pair[]', '{"(1,0)","(1.0,-0)"}'), ('numbers', '{1,2}'),
  ('hll_hashval[]', '{1,-5,NULL}'), ('bool[]', '{t,f,t}'), ('interval[]', '{1 day,24 hours}')) AS v (type, list)
WHERE test.error(format('DO $do$ BEGIN IF (hll_add_all(hll_empty(), %1$L::%2$s) = (SELECT hll_add_agg(hll_hash(x)) FROM unnest(%1$L::%2$s) AS x)) '
                        'IS NOT TRUE THEN RAISE ''different''; END IF; END $do$', list, type)) NOT LIKE 'no error%';

-- Arrays of several dimensions, other lower bounds, many or long values, in TOAST.
SELECT #hll_add_all(hll_empty(), '{{1,2},{3,NULL}}'::integer[]), #hll_add_all(hll_empty(), '[-5:-4]={7,8}'::integer[]),
       #hll_add_all(hll_empty(), ARRAY[[['a', 'b']], [['c', 'a']]]);
CREATE TEMP TABLE long AS
SELECT array_agg(i) AS a, array_agg(repeat(i::text, 100)) AS t FROM generate_series(1, 20000) AS i;
SELECT hll_add_all(hll_empty(), a) = (SELECT hll_agg(x) FROM unnest(a) AS x),
       hll_add_all(hll_empty(14), t) = (SELECT hll_agg(x, 14) FROM unnest(t) AS x) FROM long;

-- NULL: a NULL sketch gives NULL; NULL values, or a NULL or empty array, add nothing. Nor does the
-- form change then, whatever hll.max_sparse says.
SELECT num_nulls(hll_add_all(NULL, ARRAY[1]), hll_add_all(NULL, NULL::integer[]), hll_add_all(NULL, '{}'::text[]));
SET hll.max_sparse = 0;
SELECT hll_type(s), a FROM sketches, (VALUES ('{}'::integer[]), ('{NULL,NULL}'), ('{{NULL}}'), (NULL)) AS v (a)
WHERE hll_add_all(s, a) <> s;
RESET hll.max_sparse;

-- EMPTY keeps its parameters. A column's type modifier holds.
SELECT hll_log2m(u), hll_regwidth(u), (hll_expthresh(u)).specified, hll_sparseon(u), #u
FROM hll_add_all(hll_empty(12, 6, 64, 0), ARRAY[1, 2]) AS u;

-- The recipe for writers: many values, one change of the row.
CREATE TABLE counters (key text PRIMARY KEY, users hll(12) NOT NULL);
PREPARE visit(text, bigint[]) AS
INSERT INTO counters AS t VALUES ($1, hll_add_all(hll_empty(12), $2))
ON CONFLICT (key) DO UPDATE SET users = hll_add_all(t.users, $2);
EXECUTE visit('a', '{1,2,3}');
EXECUTE visit('a', '{3,4,NULL}');
EXECUTE visit('b', '{}');
SELECT key, #users FROM counters ORDER BY key;
SELECT test.error('INSERT INTO counters VALUES (''c'', hll_add_all(hll_empty(11), ARRAY[1]))');

-- If nothing is new, the UPDATE keeps what is stored in TOAST.
UPDATE counters SET users = hll_add_all(users, ARRAY(SELECT generate_series(1, 20000))) WHERE key = 'a';
SELECT reltoastrelid::regclass AS toast FROM pg_class WHERE relname = 'counters' \gset
SELECT array_agg(DISTINCT chunk_id) AS stored FROM :toast \gset
UPDATE counters SET users = hll_add_all(users, ARRAY(SELECT generate_series(1, 1000))) WHERE key = 'a';
UPDATE counters SET users = hll_add_all(users, '{}'::text[]) WHERE key = 'a';
SELECT array_agg(DISTINCT chunk_id) = :'stored' AS kept FROM :toast;
UPDATE counters SET users = hll_add_all(users, ARRAY(SELECT generate_series(20001, 30000))) WHERE key = 'a';
SELECT array_agg(DISTINCT chunk_id) = :'stored' AS kept FROM :toast;
DROP TABLE counters;

-- Errors, which are those of hll_hash and bloom_add_all.
SELECT test.error('SELECT hll_add_all(hll_empty(), ''{1,2}'')');
SELECT test.error('SELECT hll_add_all(hll_empty(), 5)');
SELECT test.error('SELECT hll_add_all(hll_empty(), ARRAY[''a & b''::tsquery])');
SELECT expression, of_sketch, of_filter
FROM unnest(ARRAY['''{}''::json[]', '''{}''::regclass[]', '''{pg_class}''::regclass[]', 'ARRAY[ROW(1, 2)]', 'ARRAY[ROW(1, ''a'')]',
                  'ARRAY[point(1, 2)]', 'NULL', 'NULL::text[]', '''{}''::text[]', 'ARRAY[ROW(1, ROW(1, 2))]']) AS expression,
     test.error(format('SELECT hll_add_all(hll_empty(), %s)', expression)) AS of_sketch,
     test.error(format('SELECT bloom_add_all(bloom_empty(10), %s)', expression)) AS of_filter
WHERE of_sketch <> of_filter AND of_sketch || of_filter NOT LIKE 'no error%no error%';

DROP TYPE pair;
DROP DOMAIN numbers;
