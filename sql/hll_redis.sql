-- hll_from_redis, hll_to_redis, hll_hash_redis. The strings are built from the format alone, bit by
-- bit. t/redis.t compares with Redis itself.
\pset format unaligned
\pset tuples_only on

-- The registers that hashes set, as test.registers() says, as a dense string: six bits each, from
-- the low bit of a byte up, so four registers are three bytes.
CREATE FUNCTION pg_temp.dense(hashes bigint[]) RETURNS bytea LANGUAGE sql AS $$
  SELECT '\x48594c4c000000000000000000000080' || string_agg(test.little_endian(four, 3), '' ORDER BY n)
  FROM (SELECT i / 4 AS n, sum(coalesce(value, 0) << 6 * (i % 4)) AS four
        FROM generate_series(0, 16383) AS i LEFT JOIN test.registers(hashes, 14, 6) AS r ON r.index = i
        GROUP BY 1) AS fours
$$;
-- The same as a sparse string: each register alone, or each run of zeros.
CREATE FUNCTION pg_temp.sparse(hashes bigint[]) RETURNS bytea LANGUAGE sql AS $$
  SELECT '\x48594c4c0100000000000000000000' || '\x80'::bytea || string_agg(
           CASE WHEN zeros > 0 THEN substr(int4send(16384 + zeros - 1), 3) ELSE '' END
           || CASE WHEN index < 16384 THEN substr(int4send(128 + 4 * (value - 1)), 4) ELSE '' END, '' ORDER BY index)
  FROM (SELECT index, value, (index - 1 - coalesce(lag(index) OVER (ORDER BY index), -1))::integer AS zeros
        FROM (SELECT index, value FROM test.registers(hashes, 14, 6) UNION ALL SELECT 16384, 1) AS r) AS runs
$$;

-- Both encodings are read, and the result is the sketch of the same hashes.
CREATE TEMP TABLE sets AS
SELECT n, pg_temp.dense(hashes) AS dense, pg_temp.sparse(hashes) AS sparse,
       test.image(coalesce(hashes, '{}'), 14, 6, 0)::text::hll AS h
FROM unnest(ARRAY[0, 1, 2, 100, 1000, 3000, 9000]) AS n,
     LATERAL (SELECT array_agg(test.hash(i)) AS hashes FROM generate_series(1, n) AS i) AS s;
SELECT n FROM sets WHERE hll_from_redis(dense) <> h OR hll_from_redis(sparse) <> h;
-- Dense strings are written as they are; sparse ones are not longer than the plain ones above, and are
-- read as the same.
SELECT n, get_byte(string, 4) AS encoding, length(string) <= length(sparse) AS shorter, string = dense AS as_built,
       hll_from_redis(string) = h AS same
FROM sets, hll_to_redis(h) AS string ORDER BY n;
SELECT hll_to_redis(hll_empty(14, 6, 0)), hll_to_redis('\x13ae40'),
       hll_to_redis('\x13ae40000010');

-- NULL, UNDEFINED, and EMPTY of any parameters.
SELECT hll_from_redis(NULL) IS NULL, hll_to_redis(NULL) IS NULL, hll_hash_redis(NULL::text) IS NULL,
       hll_hash_redis(NULL::bytea) IS NULL, hll_to_redis('\x108b7f') IS NULL;
SELECT DISTINCT hll_to_redis(hll_empty(log2m)) FROM unnest(ARRAY[4, 11, 14, 20]) AS log2m;
-- EXPLICIT values become registers, of each regwidth.
SELECT n, regwidth FROM unnest(ARRAY[1, 100, 1000, 3000]) AS n, generate_series(5, 8) AS regwidth,
     LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, 14, regwidth, -1) AS any, hll_add_agg(test.hash(i)::hll_hashval, 14, 6, 0) AS h
              FROM generate_series(1, n) AS i) AS s
WHERE hll_to_redis("any") <> hll_to_redis(h);
-- Narrow registers remain at their largest value.
SELECT hll_to_redis(hll_empty(14, 3, 0) || (1::bigint << 40)::hll_hashval);
-- A string of all registers at the most, 51.
SELECT hll_to_redis(hll_from_redis(string)) = string, #hll_from_redis(string) > 1e18
FROM (SELECT '\x48594c4c000000000000000000000080' || decode(repeat('f33ccf', 4096), 'hex') AS string) AS s;

-- Runs may be split in any way, and what the header says besides is ignored.
SELECT string, hll_type(hll_from_redis(string::bytea)), #hll_from_redis(string::bytea)
FROM (VALUES ('\x48594c4c0100000000000000000000007fff'), ('\x48594c4c01ffffff01020304050607087fff'),
  ('\x48594c4c010000000000000000000080' || repeat('3f', 256)),
  ('\x48594c4c010000000000000000000080' || repeat('00', 16384)),
  ('\x48594c4c010000000000000000000080' || repeat('4000', 16384))) AS v (full_string),
  LATERAL (SELECT full_string AS string) AS s
WHERE hll_from_redis(string::bytea) <> hll_empty(14, 6, 0, 1);

-- The hash of PFADD, computed by another program; the last two are those of the longest runs of zeros,
-- whose registers are 5 and 9.
SELECT hll_hash_redis(''), hll_hash_redis('foo'), hll_hash_redis('12345678'), hll_hash_redis('123456789abcdefgh'),
       hll_hash_redis('grüße'), hll_hash_redis('\x666f6f'::bytea), hll_hash_redis('foo'::name),
       hll_hash_redis('foo'::varchar(9));
SELECT test.registers(ARRAY[hll_hash_redis('\xf42fd7008e528712'::bytea)::bigint,
                            hll_hash_redis('\x73341e1a3af8a5c4'::bytea)::bigint], 14, 6) ORDER BY 1;
SELECT test.error('SELECT hll_hash_redis(1)');

-- Wrong strings: what is wrong, and where.
SELECT left(string, 44), length(string) / 2 - 1, test.error(format('SELECT hll_from_redis(%L)', string))
FROM (VALUES ('\x'), ('\x48594c'), ('\x48594c4d'), ('\x118b7f'), ('\x48594c4c'), ('\x48594c4c0100000000000000000000'),
  ('\x48594c4c020000000000000000000080'), ('\x48594c4cff0000000000000000000080'), ('\x48594c4c000000000000000000000080'),
  ('\x48594c4c000000000000000000000080' || repeat('00', 12287)),
  ('\x48594c4c000000000000000000000080' || repeat('00', 12289)),
  ('\x48594c4c000000000000000000000080340000' || repeat('00', 12285)),
  ('\x48594c4c000000000000000000000080' || repeat('00', 12287) || 'fc'),
  ('\x48594c4c010000000000000000000080'), ('\x48594c4c0100000000000000000000807ffe'),
  ('\x48594c4c0100000000000000000000807fff80'), ('\x48594c4c010000000000000000000080837fff'),
  ('\x48594c4c0100000000000000000000807f'), ('\x48594c4c0100000000000000000000803f40'),
  ('\x48594c4c010000000000000000000080' || repeat('80', 100000))) AS v (string);
-- Sketches that don't fit, and bytes that are none.
SELECT test.error(statement) FROM (VALUES
  ($$SELECT hll_to_redis(hll_empty(15) || hll_hash(1))$$), ($$SELECT hll_to_redis(hll_empty(13) || hll_hash(1))$$),
  ($$SELECT hll_to_redis(hll_empty(14, 8, 0) || hll_hash(1) || hll_from_registers(array_fill(52::smallint, ARRAY[16384]), 8))$$),
  ($$SELECT hll_from_redis('HYLL\001'::text)$$), ($$SELECT 'HYLL'::hll$$), ($$SELECT '\x48594c4c01'::bytea::hll$$)) AS v (statement);
SELECT hll_to_redis(hll_fold(hll_empty(15, 6, 0) || hll_hash(1), 14)) = hll_to_redis(hll_empty(14, 6, 0) || hll_hash(1));

-- The guard against sketches of another hash: the parameters. Functions that fold don't raise.
CREATE DOMAIN pg_temp.redis_users AS hll(14, 6, 0, 1);
CREATE TEMP TABLE mixed AS
SELECT hll_add_agg(hll_hash_redis(i::text), 14, 6, 0)::pg_temp.redis_users AS redis, hll_agg(i::text) AS usual, hll_agg(i::text, 14) AS large
FROM generate_series(1, 5000) AS i;
SELECT test.error(statement) FROM (VALUES ('SELECT redis || usual FROM mixed'), ('SELECT redis || large FROM mixed'),
  ('SELECT hll_union_agg(h) FROM (SELECT redis::hll AS h FROM mixed UNION ALL SELECT large FROM mixed) AS u'),
  ('INSERT INTO mixed (redis) SELECT large FROM mixed')) AS v (statement);
SELECT #hll_union_fold(redis, large) > 9000, hll_intersection(redis, large) < 500 FROM mixed;
-- What || and hll_union_agg make fits the domain.
UPDATE mixed SET redis = redis || hll_hash_redis('x') RETURNING round(#redis);
INSERT INTO mixed (redis) SELECT hll_union_agg(redis) FROM mixed RETURNING round(#redis);
