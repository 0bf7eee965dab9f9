-- hll_hash_keyed: SipHash-2-4 with a key over the bytes that hll_hash hashes.
\pset format unaligned
\pset tuples_only on

CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (a numeric, b float8);
CREATE TYPE nested AS (a integer, p pair, m mood[]);
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
\set key '\'\\x000102030405060708090a0b0c0d0e0f\''
\set other '\'\\x000102030405060708090a0b0c0d0e10\''

-- Hashes from OpenSSL (openssl mac SIPHASH) over the bytes of the value: the numbers with the least
-- significant byte first. Arrays, rows and ranges are hashed from the keyed hashes of their parts.
SELECT value, hash, expected FROM (VALUES
  ('bigint', hll_hash_keyed(5::bigint, :key), 670393385786677320), ('integer', hll_hash_keyed(5, :key), 670393385786677320),
  ('smallint', hll_hash_keyed(5::smallint, :key), 670393385786677320),
  ('negative', hll_hash_keyed(-1, :key), 3055972931543358004), ('literal', hll_hash_keyed('alice', :key), 8167813390513493923),
  ('text', hll_hash_keyed('alice'::text, :key), 8167813390513493923),
  ('name', hll_hash_keyed('alice'::name, :key), 8167813390513493923),
  ('char', hll_hash_keyed('alice'::char(9), :key), 8167813390513493923),
  ('empty', hll_hash_keyed(''::text, :key), 8246050544436514353), ('boolean', hll_hash_keyed(true, :key), 7949783270536452002),
  ('float8', hll_hash_keyed(1.5::float8, :key), 4080158677436307633), ('real', hll_hash_keyed(1.5::real, :key), 4080158677436307633),
  ('date', hll_hash_keyed(date '2026-01-01', :key), -7737559835854216575),
  ('uuid', hll_hash_keyed('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, :key), 4200422415074850057),
  ('array', hll_hash_keyed(ARRAY[1, 2], :key), -6391229292067607518),
  ('row', hll_hash_keyed(ROW(1, 'a'::text), :key), -3761003743833713865),
  ('range', hll_hash_keyed(int4range(1, 3), :key), -205995362960552762),
  -- A hash is hashed as a number: nobody can choose what comes out.
  ('hll_hashval', hll_hash_keyed(5::hll_hashval, :key), 670393385786677320)
) AS v (value, hash, expected)
WHERE hash <> expected::hll_hashval;

-- Equal values have equal hashes under one key, and other hashes under another key or none.
CREATE FUNCTION pg_temp.hash(type text, value text, key bytea) RETURNS hll_hashval LANGUAGE plpgsql AS $$
DECLARE
  hash hll_hashval;
BEGIN
  EXECUTE format('SELECT hll_hash_keyed(%L::%s, $1)', value, type) INTO hash USING key;
  RETURN hash;
END $$;
CREATE FUNCTION pg_temp.unkeyed(type text, value text) RETURNS hll_hashval LANGUAGE plpgsql AS $$
DECLARE
  hash hll_hashval;
BEGIN
  EXECUTE format('SELECT hll_hash(%L::%s)', value, type) INTO hash;
  RETURN hash;
END $$;
SELECT v.*
FROM (VALUES
  ('smallint', '-5', 'bigint', '-5'), ('float8', '0', 'real', '-0'), ('float8', 'NaN', 'real', 'nan'),
  ('numeric', '1.0', 'price', '1.00'), ('text', 'ab', 'char(5)', 'ab '), ('interval', '24 hours', 'interval', '1 day'),
  ('timestamptz', '2020-01-01 12:00+00', 'timestamptz', '2020-01-01 14:00+02'), ('bytea', '\x61', 'bytea', 'a'),
  ('inet', '10.0.0.0/8', 'cidr', '10.0.0.0/8'), ('bit(4)', '1010', 'varbit', '1010'), ('mood', 'ok', 'mood', 'ok'),
  ('macaddr8', '08:00:2b:01:02:03:04:05', 'macaddr8', '08002b0102030405'), ('tsvector', 'b a', 'tsvector', 'a b'),
  ('int2[]', '{1,NULL}', 'int8[]', '[1:2]={1,NULL}'), ('price[]', '{1,2}', 'numeric[]', '{1.0,2.00}'),
  ('numrange', '[1,2)', 'numrange', '[1.0,2.00)'), ('int8range', 'empty', 'int4range', 'empty'),
  ('nummultirange', '{[1,2)}', 'nummultirange', '{[1.0,1.5),[1.50,2.00)}'), ('pair', '(1,0)', 'pair', '(1.00,-0)'),
  ('nested', '(1,"(1,0)",{ok})', 'nested', '(1,"(1.00,-0)","{""ok""}")'), ('pair[]', '{"(1,)"}', 'pair[]', '{"(1.0,)"}'),
  ('hll_hashval', '5', 'hll_hashval', '05'), ('hll_hashval[]', '{5}', 'hll_hashval[]', '{05}')
) AS v (type_a, a, type_b, b), pg_temp.hash(type_a, a, :key) AS hash
WHERE (hash = pg_temp.hash(type_b, b, :key)) IS NOT TRUE
   OR (hash <> pg_temp.hash(type_a, a, :other)) IS NOT TRUE
   OR (hash <> pg_temp.unkeyed(type_a, a)) IS NOT TRUE;

-- One call site, keys that change by row, and a key from a table.
CREATE TEMP TABLE keys (key bytea);
ALTER TABLE keys ALTER key SET STORAGE EXTERNAL;
INSERT INTO keys VALUES (:key), (:other);
SELECT count(DISTINCT hll_hash_keyed(i % 10, key)), count(DISTINCT hll_hash_keyed(ROW(i % 10), key)) FROM keys, generate_series(1, 100) AS i;

-- Sketches and filters take the hashes. Those of two keys have nothing in common.
SELECT #hll_add_agg(hll_hash_keyed(i, :key)) AS users,
       #(hll_add_agg(hll_hash_keyed(i, :key)) || hll_add_agg(hll_hash_keyed(i, :other))) AS of_two_keys,
       bloom_agg(hll_hash_keyed(i, :key), 100) @> hll_hash_keyed(7::bigint, :key) AS same_key,
       bloom_agg(hll_hash_keyed(i, :key), 100) @> hll_hash_keyed(7, :other) AS other_key,
       bloom_agg(hll_hash_keyed(i, :key), 100) @> hll_hash(7) AS no_key
FROM generate_series(1, 50) AS i;

-- NULLs; an untyped literal and parameter; generated columns.
SELECT num_nulls(hll_hash_keyed(NULL, :key), hll_hash_keyed(NULL::integer, :key), hll_hash_keyed(5, NULL), hll_hash_keyed('a', NULL));
CREATE TEMP TABLE visits (user_id bigint, hash hll_hashval GENERATED ALWAYS AS (hll_hash_keyed(user_id, :key)) STORED);
INSERT INTO visits VALUES (5) RETURNING hash;

-- Keys of other lengths.
SELECT test.error(format('SELECT hll_hash_keyed(5, %L::bytea)', key))
FROM (VALUES ('\x'), ('\x000102030405060708090a0b0c0d0e'), ('\x000102030405060708090a0b0c0d0e0f10'), ('secret')) AS v (key);
SELECT test.error('SELECT hll_hash_keyed(''a'', decode(repeat(''00'', 100000), ''hex''))');

-- Types that are hashed by PostgreSQL's own hash function are refused, also inside of others, and
-- what hll_hash refuses is refused as well.
SELECT test.error(format('SELECT hll_hash_keyed(%s, decode(repeat(''00'', 16), ''hex''))', value))
FROM (VALUES ('''{}''::jsonb'), ('ARRAY[''{}''::jsonb]'), ('ROW(1, ''{}''::jsonb)'), ('''{}''::json'), ('''pg_class''::regclass')) AS v (value);
SELECT string_agg(DISTINCT type::text, ' ' ORDER BY type::text)
FROM (SELECT DISTINCT oprleft::regtype AS type FROM pg_operator JOIN pg_type AS t ON t.oid = oprleft
      WHERE oprname = '=' AND typarray <> 0 AND t.oid < 16384) AS v,
     test.error(format('SELECT hll_hash_keyed(%L::%s[], decode(repeat(''00'', 16), ''hex''))', '{}', type)) AS error
WHERE error LIKE '0A000: values of type % can''t be hashed with a key%';

-- The hints don't lead to hll_hash_any, which takes no key. Without ICU and contrib this test
-- returns nothing.
DO $$
DECLARE
  error text;
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citext') THEN
    CREATE EXTENSION citext;
    error := test.error('SELECT hll_hash_keyed(''Ann''::citext, decode(repeat(''00'', 16), ''hex''))');
    DROP EXTENSION citext;
    IF error NOT LIKE '0A000: elements of type citext are not supported%HINT: %text.' THEN RAISE '%', error; END IF;
  END IF;
  CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  error := test.error('SELECT hll_hash_keyed(''abc''::text COLLATE any_case, decode(repeat(''00'', 16), ''hex''))');
  DROP COLLATION any_case;
  IF error NOT LIKE '0A000: elements with nondeterministic collations are not supported%HINT: Use a deterministic collation.' THEN
    RAISE '%', error;
  END IF;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR undefined_object
            OR invalid_object_definition THEN
  NULL;
END $$;

-- Rows whose columns change from row to row: a type without a keyed hash is found where it comes.
DO $$
DECLARE
  row record;
  hash hll_hashval;
BEGIN
  FOR i IN 1..4 LOOP
    IF i = 4 THEN row := ROW(i, '{}'::jsonb); ELSIF i % 2 = 0 THEN row := ROW(i); ELSE row := ROW(i::numeric, i); END IF;
    hash := hll_hash_keyed(row, decode(repeat('00', 16), 'hex'));
    RAISE NOTICE 'row %: %', i, hash = (CASE i % 2
      WHEN 0 THEN hll_hash_keyed(ROW(i), decode(repeat('00', 16), 'hex'))
      ELSE hll_hash_keyed(ROW(i::numeric, i), decode(repeat('00', 16), 'hex')) END);
  END LOOP;
EXCEPTION WHEN feature_not_supported THEN
  RAISE NOTICE '%', sqlerrm;
END $$;

DROP TABLE keys, visits;
DROP TYPE nested, mood, pair;
DROP DOMAIN price;
