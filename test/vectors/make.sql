-- Prints the lines of hll.tsv or bloom.tsv, after `\set file hll` or `\set file bloom`. test/vectors/make runs it.
SET hll.log2m = 11;
SET TimeZone = 'UTC';
CREATE TEMP TABLE line (at serial, text text);

-- Hashes for one line: a list of plain hashes, or FUNCTION:FIRST..LAST, as in the files.
CREATE FUNCTION pg_temp.hashes(list text) RETURNS hll_hashval[] LANGUAGE plpgsql AS $$
DECLARE
  range text[] := regexp_match(list, '^(\w+):(\d+)\.\.(\d+)$');
  found hll_hashval[];
BEGIN
  IF list = '-' THEN
    RETURN '{}';
  ELSIF range IS NULL THEN
    RETURN string_to_array(list, ',')::bigint[]::hll_hashval[];
  END IF;
  EXECUTE format('SELECT array_agg(%I(i)) FROM generate_series(%s, %s) AS i', range[1], range[2], range[3]) INTO found;
  RETURN found;
END $$;
CREATE FUNCTION pg_temp.sketch(log2m int, regwidth int, expthresh bigint, sparseon int, hashes text) RETURNS hll
LANGUAGE sql AS 'SELECT hll_add_all(hll_empty($1, $2, $3, $4), pg_temp.hashes($5))';
CREATE FUNCTION pg_temp.hex(bytea) RETURNS text LANGUAGE sql AS $$ SELECT encode($1, 'hex') $$;
CREATE FUNCTION pg_temp.call(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  EXECUTE 'SELECT ' || expression INTO result;
  RETURN result;
END $$;

CREATE FUNCTION pg_temp.hll_lines() RETURNS void LANGUAGE plpgsql AS $make$
BEGIN
  -- Hash functions: of postgresql-hll's catalogue, with seeds; and hll_hash of values of many types.
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'hash', function, seed, type, value,
                   pg_temp.call(format('%s(%L::%s, %s)::bigint', function, value, type, seed)))
  FROM (VALUES ('hll_hash_boolean', 'boolean', '{f,t}'), ('hll_hash_smallint', 'smallint', '{0,1,-1,32767,-32768}'),
               ('hll_hash_integer', 'integer', '{0,1,-1,1000000,2147483647,-2147483648}'),
               ('hll_hash_bigint', 'bigint', '{0,1,-1,1000000,9223372036854775807,-9223372036854775808}'),
               ('hll_hash_bytea', 'bytea', $v${"\\x","\\x00","\\x000102030405060708090a0b0c0d0e","\\x000102030405060708090a0b0c0d0e0f10"}$v$),
               ('hll_hash_text', 'text', '{"",a,abc,"The quick brown fox","0123456789abcdef","0123456789abcdef0"}')) AS f (function, type, list),
       unnest(list::text[]) WITH ORDINALITY AS v (value, n), unnest('{0,1,2147483647}'::int[]) AS seed
  ORDER BY function, n, seed;
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'hash', 'hll_hash', '-', type, value,
                   pg_temp.call(format('hll_hash(%L::%s)::bigint', value, type)))
  FROM (VALUES ('smallint', '5'), ('integer', '5'), ('bigint', '5'), ('text', 'abc'), ('varchar', 'abc'), ('char(8)', 'abc'),
               ('numeric', '1.5'), ('numeric', '1.50'), ('numeric', '123456789012345678901234567890'), ('numeric', 'NaN'),
               ('real', '1.5'), ('float8', '1.5'), ('float8', '-0'), ('boolean', 't'), ('date', '2026-01-31'),
               ('timestamp', '2026-01-31 12:00:00.000001'), ('timestamptz', '2026-01-31 12:00:00+02'),
               ('uuid', '00112233-4455-6677-8899-aabbccddeeff'), ('bytea', '\x0102'), ('inet', '192.168.0.1'), ('macaddr', '08:00:2b:01:02:03'))
       AS v (type, value);
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'keyed', key, type, value, pg_temp.call(format('hll_hash_keyed(%L::%s, decode(%L, ''hex''))::bigint', value, type, key)))
  FROM (VALUES ('000102030405060708090a0b0c0d0e0f'), ('ffffffffffffffffffffffffffffffff')) AS k (key),
       (VALUES ('bigint', '5'), ('text', ''), ('text', 'abc'), ('text', '0123456789abcdef0'), ('uuid', '00112233-4455-6677-8899-aabbccddeeff')) AS v (type, value);

  -- Sketches of hashes: every form, the limits between forms, every register width, the largest and smallest log2m.
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'sketch', log2m, regwidth, expthresh, sparseon, hashes, pg_temp.hex(hll::bytea), #hll)
  FROM (VALUES (11, 5, -1, 1, '-'), (4, 1, 0, 0, '-'), (29, 8, 1073741824, 1, '-'), (11, 5, -1, 1, '1'), (11, 5, -1, 1, '3,-1,2,2,0,-9223372036854775808'),
               (11, 5, -1, 1, 'hll_hash_bigint:1..3'), (5, 5, 4, 1, '1,2,3,4'), (5, 5, 4, 1, '1,2,3,4,5'), (5, 5, 0, 1, '0'), (5, 5, 0, 1, '1'), (5, 5, 0, 1, '32'), (5, 5, 0, 1, '-1,31'),
               (5, 5, 0, 0, '32'), (4, 1, 0, 1, '16,33,-1'), (4, 8, 0, 0, '16,-9223372036854775808,0'), (4, 6, 0, 0, '-9223372036854775808,4611686018427387904'),
               (4, 5, 0, 0, '-9223372036854775808,4611686018427387904'), (8, 5, 1, 1, 'hll_hash_integer:1..2'),
               (30, 5, 0, 1, 'hll_hash_bigint:1..3'), (20, 6, 0, 1, 'hll_hash_bigint:1..20'),
               (11, 5, 16, 1, 'hll_hash_bigint:1..16'), (11, 5, 16, 1, 'hll_hash_bigint:1..17'),
               (4, 4, 0, 1, '16,17,18,19,20,21,22'), (4, 4, 0, 1, '16,17,18,19,20,21,22,23')) AS v (log2m, regwidth, expthresh, sparseon, hashes),
       pg_temp.sketch(log2m, regwidth, expthresh, sparseon, hashes) AS hll;
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'sketch', log2m, regwidth, 0, 1, hashes, pg_temp.hex(hll::bytea), #hll)
  FROM unnest('{4,5,6,7,8}'::int[]) AS log2m, unnest('{1,2,3,4,5,6,7,8}'::int[]) AS regwidth,
       unnest(ARRAY['hll_hash_bigint:1..10', 'hll_hash_bigint:1..1000']) AS hashes,
       pg_temp.sketch(log2m, regwidth, 0, 1, hashes) AS hll
  WHERE log2m IN (4, 8) OR regwidth IN (4, 5, 6);
  -- Around the limit of SPARSE with log2m 8, and large sets.
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'sketch', 8, 5, 0, 1, hashes, pg_temp.hex(hll::bytea), #hll)
  FROM generate_series(90, 125, 5) AS n, format('hll_hash_bigint:1..%s', n) AS hashes, pg_temp.sketch(8, 5, 0, 1, hashes) AS hll;
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'sketch', 6, width, 0, 1, hashes, pg_temp.hex(hll::bytea), #hll)
  FROM unnest('{5,6}'::int[]) AS width, format('hll_hash_bigint:1..%s', 20000) AS hashes, pg_temp.sketch(6, width, 0, 1, hashes) AS hll;

  -- Unions and folds, of every pair of forms.
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'union', pg_temp.hex(a::bytea), pg_temp.hex(b::bytea), pg_temp.hex((a || b)::bytea))
  FROM (SELECT n, pg_temp.sketch(6, 5, 4, 1, list) AS a FROM unnest(ARRAY['-', '64,65', 'hll_hash_bigint:1..7', 'hll_hash_bigint:1..200']) WITH ORDINALITY AS l (list, n)) AS a,
       (SELECT n, pg_temp.sketch(6, 5, 4, 1, list) AS b FROM unnest(ARRAY['-', '65,1000,-1', 'hll_hash_bigint:5..12', 'hll_hash_bigint:150..300']) WITH ORDINALITY AS l (list, n)) AS b
  ORDER BY a.n, b.n;
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'fold', pg_temp.hex(a::bytea), log2m, regwidth, pg_temp.hex(hll_fold(a, log2m, regwidth)::bytea))
  FROM unnest(ARRAY['-', '64,65', 'hll_hash_bigint:1..7', 'hll_hash_bigint:1..200']) WITH ORDINALITY AS l (list, n), pg_temp.sketch(7, 6, 4, 1, list) AS a,
       (VALUES (7, 5), (6, 6), (4, 3)) AS f (log2m, regwidth)
  ORDER BY n, log2m;
  -- Registers in both schema versions: each width that DENSE has, few registers and many.
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'version2', pg_temp.hex(a::bytea), pg_temp.hex(hll_to_version(a, 2)::bytea))
  FROM unnest(ARRAY[6, 7, 8]) AS log2m, unnest(ARRAY[4, 5, 6, 8]) AS regwidth,
       unnest(ARRAY['hll_hash_bigint:1..30', 'hll_hash_bigint:1..120', 'hll_hash_bigint:1..2000']) WITH ORDINALITY AS l (list, n),
       pg_temp.sketch(log2m, regwidth, 0, 1, list) AS a
  WHERE hll_type(hll_to_version(a, 2)) = 5
  ORDER BY log2m, regwidth, n;

  -- Bytes that no reader accepts.
  INSERT INTO line (text)
  SELECT E'invalid\t' || bytes
  FROM unnest('{"",11,118b,218b7f,158b7f,11837f,118bff,118b60,118b7f00,108b7f00,14043f80,148b7f,128b7f00000000000001,128b7f00000000000000020000000000000001,
                13647f2111,13647f10,13847f0881,13847f08,138b7f00,018b7f,258740,
                2547400000000aaac00000000001001000040000126767676712131213121312131213121312131213121312131213121312131213,
                2587400000000aaac0000001000100100004000012676767671213121312131213121312131213121312131213121312131213121312131213,
                2587400000000aaac0000000000100100004000012676767671213121312131213121312131213121312131213121312131213121312131212,
                2587400000000aaac000000000010010000400001267676767121312131213121312131213121312131213121312131213121312131213121300}'::text[]) WITH ORDINALITY AS v (bytes, n) ORDER BY n;
END $make$;

CREATE FUNCTION pg_temp.bloom_lines() RETURNS void LANGUAGE plpgsql AS $make$
BEGIN
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'filter', capacity, fpr, type, list, pg_temp.hex(filter::bytea), #filter)
  FROM (VALUES (10, 0.2, 'hll_hashval', '-'), (10, 0.2, 'hll_hashval', '1'), (10, 0.2, 'hll_hashval', '2,1,-1'), (100, 0.2, 'hll_hashval', '1,2'), (100, 0.2, 'hll_hashval', '1,2,3'),
               (100, 0.01, 'bigint', '1,2,3,4'), (100, 0.01, 'bigint', '1,2,3,4,5'), (100, 0.01, 'integer', '5,4,3,2,1'), (1, 0.5, 'bigint', '-7'),
               (1, 0.0000001, 'bigint', '-7,8,9'), (20, 0.001, 'text', 'a,b,abc'), (20, 0.001, 'text', 'user 1,user 2,user 3,user 4,user 5,user 6'),
               (50, 0.05, 'uuid', '00112233-4455-6677-8899-aabbccddeeff'), (50, 0.05, 'date', '2026-01-31,2026-02-01'), (50, 0.05, 'numeric', '1.5,1.50,2')) AS v (capacity, fpr, type, list),
       LATERAL (SELECT pg_temp.call(format('bloom_add_all(bloom_empty(%s, %s), %L::%s[])', capacity, fpr,
                                           CASE list WHEN '-' THEN '{}' ELSE '{' || list || '}' END, type))::bloom AS filter) AS f;
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'holds', pg_temp.hex(filter::bytea), type, value, pg_temp.call(format('%L::bloom @> %L::%s', filter, value, type)))
  FROM (SELECT 'bigint' AS type, bloom_add_all(bloom_empty(30, 0.1), ARRAY[1, 2, 3]::bigint[]) AS filter
        UNION ALL SELECT 'bigint', bloom_add_all(bloom_empty(30, 0.1), ARRAY[1]::bigint[])
        UNION ALL SELECT 'hll_hashval', bloom_add_all(bloom_empty(300, 0.00001), ARRAY[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]::bigint[]::hll_hashval[])) AS f,
       unnest('{1,2,3,4,5,6,7,8,9,10,11,12,13,100,-1}'::text[]) AS value;
  INSERT INTO line (text)
  SELECT concat_ws(E'\t', 'union', pg_temp.hex(a::bytea), pg_temp.hex(b::bytea), pg_temp.hex((a || b)::bytea))
  FROM (SELECT n, bloom_add_all(bloom_empty(100, 0.1), list::bigint[]) AS a FROM unnest(ARRAY['{}', '{1}', '{1,2,3,4,5}']) WITH ORDINALITY AS l (list, n)) AS a,
       (SELECT n, bloom_add_all(bloom_empty(100, 0.1), list::bigint[]) AS b FROM unnest(ARRAY['{}', '{1,9}', '{5,6,7,8,9}']) WITH ORDINALITY AS l (list, n)) AS b
  ORDER BY a.n, b.n;
  -- One byte of a valid filter is another one, or the value has another length.
  INSERT INTO line (text)
  SELECT E'invalid\t' || pg_temp.hex(bytes)
  FROM (SELECT bloom_add_all(bloom_empty(100, 0.2), ARRAY[1, 2]::bigint[])::bytea AS valid) AS f,
       unnest(ARRAY[overlay(valid PLACING '\x02' FROM 1), overlay(valid PLACING '\x03' FROM 2), overlay(valid PLACING '\x02' FROM 3), overlay(valid PLACING '\x15' FROM 4),
                    overlay(valid PLACING '\x00' FROM 5), overlay(valid PLACING '\x00' FROM 9), overlay(valid PLACING '\x07' FROM 13), overlay(valid PLACING '\x00' FROM 14),
                    substr(valid, 1, length(valid) - 1), valid || '\x00', substr(valid, 1, 43), substr(valid, 1, 44), substr(valid, 1, 44) || substr(valid, 45, 8) || substr(valid, 45, 8), '']) WITH ORDINALITY AS v (bytes, n) ORDER BY n;
END $make$;

SELECT FROM pg_temp.call(format('pg_temp.%s_lines()', :'file'));
\copy (SELECT text FROM line ORDER BY at) TO STDOUT WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
