-- hll_hash: the hash that filters take of their elements. Equal values have equal hashes, whatever
-- their width, spelling or type among those that share a kind; and one column of hashes serves
-- sketches and filters.
\pset format unaligned
\pset tuples_only on

CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (a numeric, b float8);
CREATE TYPE spanrange AS RANGE (subtype = interval);
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
CREATE DOMAIN code AS char(5);
CREATE DOMAIN known AS hll_hashval;

CREATE FUNCTION pg_temp.hash(type text, value text) RETURNS hll_hashval LANGUAGE plpgsql AS $$
DECLARE
  hash hll_hashval;
BEGIN
  EXECUTE format('SELECT hll_hash(%L::%s)', value, type) INTO hash;
  RETURN hash;
END $$;

-- The bytes of a filter of this one expression, without its kind.
CREATE FUNCTION pg_temp.filter(expression text) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
  filter bloom;
BEGIN
  EXECUTE format('SELECT bloom_agg(%s, 10, 1e-6)', expression) INTO filter;
  RETURN overlay(filter::bytea PLACING repeat('0', 32)::bytea FROM 13);
END $$;

-- Equal values: they have equal hashes, which are those that a filter takes.
CREATE TEMP TABLE pairs (type_a text, a text, type_b text, b text);
INSERT INTO pairs VALUES
  ('smallint', '-5', 'integer', '-5'), ('integer', '-5', 'bigint', '-5'), ('smallint', '7', 'bigint', '7'),
  ('real', '-0.5', 'float8', '-0.5'), ('float8', '0', 'real', '-0'), ('float8', 'NaN', 'real', 'nan'),
  ('numeric', '1.0', 'numeric', '1.00'), ('numeric', '100', 'price', '1e2'), ('numeric', '0', 'numeric', '-0.00'),
  ('text', 'ab', 'varchar(5)', 'ab'), ('text', 'ab', 'name', 'ab'), ('text', 'ab', 'char(5)', 'ab '),
  ('code', 'a', 'text', 'a'), ('bpchar', '', 'bpchar', '   '), ('text', '', 'varchar', ''),
  ('interval', '24 hours', 'interval', '1 day'), ('interval', '30 days', 'interval', '1 month'),
  ('date', '2026-01-01', 'date', 'Jan 1 2026'), ('time', '24:00', 'time', '23:59:60'),
  ('timestamptz', '2020-01-01 12:00+00', 'timestamptz', '2020-01-01 14:00+02'),
  ('timetz', '12:00+02', 'timetz', '12:00:00+02:00'), ('bytea', '\x61', 'bytea', 'a'),
  ('uuid', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'uuid', '{a0eebc999c0b4ef8bb6d6bb9bd380a11}'),
  ('inet', '10.0.0.0/8', 'cidr', '10.0.0.0/8'), ('bit(4)', '1010', 'varbit', '1010'), ('bool', 't', 'bool', 'yes'),
  ('jsonb', '{"a": 1, "b": [1.0]}', 'jsonb', '{"b": [1], "a": 1.00}'), ('mood', 'ok', 'mood', 'ok'),
  ('int2[]', '{1,NULL}', 'int8[]', '[1:2]={1,NULL}'), ('price[]', '{1,2}', 'numeric[]', '{1.0,2.00}'),
  ('name[]', '{a}', 'text[]', '{a}'), ('mood[]', '{ok,sad}', 'mood[]', '{"ok",sad}'),
  ('int4range', '[1,2]', 'int4range', '[1,3)'), ('numrange', '[1,2)', 'numrange', '[1.0,2.00)'),
  ('int8range', '[1,2]', 'int4range', '[1,3)'), ('spanrange', '[1 day,1 month)', 'spanrange', '[24:00,30 days)'),
  ('nummultirange', '{[1,2)}', 'nummultirange', '{[1.0,1.5),[1.50,2.00)}'),
  ('pair', '(1,0)', 'pair', '(1.00,-0)'), ('pair[]', '{"(1,0)"}', 'pair[]', '{"(1.0,-0)"}'),
  ('hll_hashval', '42', 'known', '042'), ('hll', '\x118b7f', 'hll', '\x118B7F');
SELECT p.*
FROM pairs AS p, pg_temp.hash(type_a, a) AS hash
WHERE (hash = pg_temp.hash(type_b, b)) IS NOT TRUE
   OR pg_temp.filter(format('%L::%s', a, type_a)) <> pg_temp.filter(format('%L::hll_hashval', hash));

-- Different values of one type have different hashes.
SELECT v.* FROM (VALUES
  ('integer', '1', '-1'), ('float8', '0', '1e-300'), ('numeric', '1', '10'), ('text', 'a', 'a '), ('text', 'a', 'A'),
  ('char(5)', 'a', ' a'), ('interval', '1 day', '1 month'), ('inet', '10.0.0.1', '10.0.0.1/8'),
  ('mood', 'sad', 'ok'), ('jsonb', '1', '"1"'), ('int4[]', '{1,2}', '{{1,2}}'), ('int4[]', '{1,NULL}', '{NULL,1}'),
  ('int4[]', '{}', '{NULL}'), ('numrange', '[1,2)', '[1,2]'), ('pair', '(1,)', '(,1)'), ('hll_hashval', '1', '2')
) AS v (type, a, b)
WHERE pg_temp.hash(type, a) = pg_temp.hash(type, b);

-- The named functions whose hash it is. A value of type hll_hashval is its own hash.
SELECT hll_hash(5::smallint) = hll_hash_bigint(5) AS smallint, hll_hash(5) = hll_hash_bigint(5) AS integer,
       hll_hash(5::bigint) = hll_hash_bigint(5) AS bigint, hll_hash((-1)::smallint) = hll_hash_bigint(-1) AS negative,
       hll_hash('ab'::text) = hll_hash_text('ab') AS text, hll_hash('ab'::varchar(9)) = hll_hash_text('ab') AS varchar,
       hll_hash('ab'::name) = hll_hash_text('ab') AS name, hll_hash('ab'::char(9)) = hll_hash_text('ab') AS char,
       hll_hash('\x61'::bytea) = hll_hash_text('a') AS bytea, hll_hash(true) = hll_hash_boolean(true) AS boolean,
       hll_hash(hll_hash(5)) = hll_hash(5) AS hash, hll_hash(7::hll_hashval) = 7::hll_hashval AS hashval;

-- An untyped literal is text; its NULL and every other NULL have no hash.
SELECT hll_hash('ab') = hll_hash_text('ab'), hll_hash('5') <> hll_hash(5), pg_typeof(hll_hash('5')),
       num_nulls(hll_hash(NULL), hll_hash(NULL::integer), hll_hash(NULL::jsonb), hll_hash(NULL::hll_hashval));
PREPARE of_parameter AS SELECT hll_hash($1) = hll_hash_text('ab');
EXECUTE of_parameter('ab');
SELECT parameter_types FROM pg_prepared_statements WHERE name = 'of_parameter';
DEALLOCATE of_parameter;

-- Anonymous rows; long values, compressed or not; several calls in one statement.
SELECT hll_hash(ROW(1, 'x'::text)) = hll_hash(ROW(1::bigint, 'x'::name)) AS anonymous,
       hll_hash(ROW(1.0, 0::float8)) = hll_hash(ROW(1, -0.0)::pair) AS named,
       hll_hash(ROW(1, NULL::text)) <> hll_hash(ROW(NULL::integer, '1'::text)) AS nulls;
SELECT hll_hash(t) = hll_hash_text(repeat('x', 100000)), hll_hash(t) = hll_hash(t::varchar), hll_hash(r) = hll_hash(ROW(t)),
       hll_hash(10::numeric ^ 5000) = hll_hash(10::numeric ^ 5000 + 0.000)
FROM (SELECT repeat('x', 100000), ROW(repeat('x', 100000))) AS v (t, r);
SELECT count(DISTINCT hll_hash(i)), count(DISTINCT hll_hash(i / 2.0)), count(DISTINCT hll_hash((i % 3)::text)),
       count(DISTINCT hll_hash(ROW(i % 7, i % 2))), count(DISTINCT hll_hash(hll_hash(i)))
FROM generate_series(1, 100) AS i;

-- One column of hashes serves sketches and filters. It can be generated, and indexed.
CREATE TEMP TABLE visits (user_id bigint, hash hll_hashval GENERATED ALWAYS AS (hll_hash(user_id)) STORED);
CREATE INDEX ON visits (hll_hash(user_id));
INSERT INTO visits SELECT i % 1000 FROM generate_series(1, 5000) AS i;
CREATE TEMP TABLE made AS
SELECT hll_add_agg(hash) AS users, bloom_agg(hash, 1000) AS seen FROM visits;
SELECT users = (SELECT hll_add_agg(hll_hash_bigint(user_id)) FROM visits) AS same_sketch,
       overlay(seen::bytea PLACING repeat('0', 32)::bytea FROM 13)
         = (SELECT overlay(bloom_agg(user_id, 1000)::bytea PLACING repeat('0', 32)::bytea FROM 13) FROM visits) AS same_bits,
       seen @> hll_hash(7) AS integer, seen @> hll_hash(7::smallint) AS smallint, seen @> hll_hash(-7) AS stranger,
       hll_add_changes(users, hll_hash(7::smallint)) AS changes, (bloom_info(seen)).kind
FROM made;
SELECT bool_and(bloom_agg @> hll_hash(x)) FROM (SELECT bloom_agg(hll_hash(x), 10) FROM unnest('{a,b}'::text[]) AS x) AS f,
     unnest('{a,b}'::varchar[]) AS x;

-- What filters refuse is refused with the same words. Lists expressions for which that isn't so.
SELECT expression, of_hash, of_filter
FROM (SELECT expression FROM (VALUES
        ('''{}''::json'), ('''{}''::xml[]'), ('point(1, 2)'), ('''a & b''::tsquery'), ('''pg_class''::regclass'),
        ('''{}''::regtype[]'), ('ROW(1, ''pg_class''::regclass)'), ('''postgres=r/postgres''::aclitem'),
        ('ROW(1, ROW(1, 2))'), ('ARRAY[ROW(1, 2)]'), ('ROW(1, ''a'')'), ('ROW(1, ''{}''::json)')) AS v (expression)
      UNION ALL
      SELECT DISTINCT format('%L::%s[]', '{}', oprleft::regtype)
      FROM pg_operator JOIN pg_type AS t ON t.oid = oprleft
      WHERE oprname = '=' AND typarray <> 0 AND t.oid < 16384) AS e,
     test.error(format('SELECT hll_hash(%s)', expression)) AS of_hash,
     test.error(format('SELECT bloom_agg(%s, 10, 0.01)', expression)) AS of_filter
WHERE of_hash <> of_filter AND of_hash || of_filter NOT LIKE 'no error%no error%'
   OR expression IN ('point(1, 2)', 'ROW(1, ''a'')') AND of_hash LIKE 'no error%';
SELECT test.error('SELECT hll_hash(''pg_class''::regclass)');

-- So are nondeterministic collations and citext, by all that hash as hll_hash does. Without ICU and contrib this test
-- returns nothing.
CREATE FUNCTION pg_temp.not_refused(value text, kind text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(error, E'\n')
  FROM unnest(ARRAY['hll_hash(%s)', 'hll_hash(ARRAY[%s])', 'hll_agg(%s)', 'hll_agg(%s, 0.01)',
                    'hll_add_all(hll_empty(), ARRAY[%s])']) AS call,
       test.error(format('SELECT ' || call, value)) AS error
  WHERE error NOT LIKE '0A000: elements ' || kind || ' are not supported%HINT:%'
$$;
DO $$
DECLARE
  wrong text;
BEGIN
  CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  wrong := pg_temp.not_refused('''abc''::text COLLATE any_case', 'with nondeterministic collations');
  IF wrong IS NOT NULL THEN RAISE '%', wrong; END IF;
  DROP COLLATION any_case;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR undefined_object
            OR invalid_object_definition THEN
  NULL;
END $$;
DO $$
DECLARE
  wrong text;
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citext') THEN
    CREATE EXTENSION citext;
    wrong := pg_temp.not_refused('''Ann''::citext', 'of type citext');
    DROP EXTENSION citext;
    IF wrong IS NOT NULL THEN RAISE '%', wrong; END IF;
  END IF;
END $$;

-- Enum values are hashed by their labels, whatever their OIDs are.
CREATE TEMP TABLE kept AS SELECT hll_hash('ok'::mood) AS one, hll_hash('{ok}'::mood[]) AS many;
ALTER TYPE mood RENAME TO old_mood;
CREATE TYPE mood AS ENUM ('ok', 'sad');
SELECT one = hll_hash('ok'::mood), one = hll_hash_text('ok'), many = hll_hash('{ok}'::mood[]) FROM kept;

DROP TABLE kept, made, visits, pairs;
DROP TYPE mood, old_mood, pair, spanrange;
DROP DOMAIN price, code, known;
