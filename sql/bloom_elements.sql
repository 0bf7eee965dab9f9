-- The elements of bloom filters: equal values of a kind are one element, and values of another kind
-- raise an error.
\pset format unaligned
\pset tuples_only on

CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (a numeric, b float8);
CREATE TYPE spanrange AS RANGE (subtype = interval);
CREATE TYPE textrange AS RANGE (subtype = text);
CREATE TYPE "настроение" AS ENUM ('грусть');
CREATE TYPE an_enumeration_with_a_long_name AS ENUM ('a');
CREATE TYPE deep AS (p pair[], m mood, r spanrange);
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
CREATE DOMAIN code AS char(5);
CREATE DOMAIN pairs AS pair;

-- The name of the kind that a filter holds.
CREATE FUNCTION pg_temp.kind(filter bloom) RETURNS text LANGUAGE sql AS $$
  SELECT convert_from(rtrim(substr(filter::bytea, 13, 32), '\x00'), 'SQL_ASCII')
$$;

-- Filters that hold one value each. They are equal if the values have the same hash and the same
-- kind.
CREATE FUNCTION pg_temp.filter(type text, value text) RETURNS bloom LANGUAGE plpgsql AS $$
DECLARE
  filter bloom;
BEGIN
  EXECUTE format('SELECT bloom_agg(%L::%s, 10, 1e-6)', value, type) INTO filter;
  RETURN filter;
END $$;

CREATE FUNCTION pg_temp.equal(type_a text, a text, type_b text, b text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  equal boolean;
BEGIN
  EXECUTE format('SELECT %L::%s = %L::%s', a, type_a, b, type_b) INTO equal;
  RETURN equal;
END $$;

-- Values that are equal but have different bytes or types.
SELECT v.* FROM (VALUES
  ('smallint', '-5', 'integer', '-5'), ('integer', '-5', 'bigint', '-5'),
  ('smallint', '7', 'bigint', '7'), ('real', '-0.5', 'float8', '-0.5'), ('real', '0', 'real', '-0'),
  ('float8', '0', 'real', '-0'), ('float8', 'NaN', 'real', 'nan'), ('float8', 'inf', 'real', 'inf'),
  ('numeric', '1', 'numeric', '1.00'), ('numeric', '100', 'price', '1e2'),
  ('numeric', '0', 'numeric', '-0.00'), ('numeric', 'NaN', 'numeric', 'nan'),
  ('text', 'ab', 'varchar(5)', 'ab'), ('text', 'ab', 'name', 'ab'), ('text', 'ab', 'char(5)', 'ab '),
  ('char(5)', 'ab', 'char(9)', 'ab  '), ('bpchar', '', 'bpchar', '   '), ('code', 'a', 'text', 'a'),
  ('interval', '24 hours', 'interval', '1 day'), ('interval', '30 days', 'interval', '1 month'),
  ('interval', '1 day -1 hour', 'interval', '23 hours'),
  ('timestamptz', '2020-01-01 12:00+00', 'timestamptz', '2020-01-01 14:00+02'),
  ('timetz', '12:00+02', 'timetz', '12:00:00+02:00'), ('time', '24:00', 'time', '23:59:60'),
  ('date', 'infinity', 'date', 'infinity'), ('bytea', '\x61', 'bytea', 'a'),
  ('uuid', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'uuid', '{a0eebc999c0b4ef8bb6d6bb9bd380a11}'),
  ('inet', '10.0.0.0/8', 'cidr', '10.0.0.0/8'), ('inet', '::1', 'inet', '0:0::1'),
  ('macaddr', '08:00:2b:01:02:03', 'macaddr', '08002b-010203'),
  ('macaddr8', '08:00:2b:01:02:03:04:05', 'macaddr8', '08002b0102030405'),
  ('bit(4)', '1010', 'varbit', '1010'), ('money', '1.5', 'money', '1.50'),
  ('bool', 't', 'bool', 'yes'), ('"char"', 'a', '"char"', 'a'), ('oid', '5', 'oid', '05'),
  ('pg_lsn', '0/A', 'pg_lsn', '0/a'), ('tsvector', 'b a', 'tsvector', 'a b'),
  ('jsonb', '{"a": 1, "b": [1.0]}', 'jsonb', '{"b": [1], "a": 1.00}'), ('mood', 'ok', 'mood', 'ok'),
  ('int4[]', '[1:2]={1,2}', 'int4[]', '{1,2}'), ('price[]', '{1,2}', 'price[]', '{1.0,2.00}'),
  ('float8[]', '{0,NaN}', 'float8[]', '{-0,nan}'), ('interval[]', '{1 day}', 'interval[]', '{24:00}'),
  ('bpchar[]', '{a,NULL}', 'bpchar[]', '{"a  ",NULL}'), ('bit(3)[]', '{101}', 'bit(3)[]', '{101}'),
  ('money[]', '{1}', 'money[]', '{1.00}'), ('mood[]', '{ok,sad}', 'mood[]', '{"ok",sad}'),
  ('int4range', '[1,2]', 'int4range', '[1,3)'), ('int4range', 'empty', 'int4range', '(1,1)'),
  ('numrange', '[1,2)', 'numrange', '[1.0,2.00)'), ('numrange', '(,2)', 'numrange', '[,2.0)'),
  ('spanrange', '[1 day,1 month)', 'spanrange', '[24:00,30 days)'),
  ('textrange', '[a,b)', 'textrange', '["a",b)'),
  ('nummultirange', '{[1,2)}', 'nummultirange', '{[1.0,1.5),[1.50,2.00)}'),
  ('int4multirange', '{}', 'int4multirange', '{empty}'),
  ('pair', '(1,0)', 'pair', '(1.00,-0)'), ('pairs', '(1,)', 'pair', '(1.00,)'), ('int2[]', '{1,NULL}', 'int2[]', '[1:2]={1,NULL}'),
  ('pairs[]', '{"(1,0)"}', 'pairs[]', '{"(1.0,-0)"}'),
  ('deep', '("{""(1,0)""}",ok,"[1 day,)")', 'deep', '("{""(1.0,-0)""}",ok,"[24:00,)")')
) AS v (type_a, a, type_b, b)
WHERE NOT (pg_temp.equal(type_a, a, type_b, b)
           AND pg_temp.filter(type_a, a) = pg_temp.filter(type_b, b));

-- Different values make different filters.
SELECT v.* FROM (VALUES
  ('integer', '1', '-1'), ('float8', '0', '1e-300'), ('numeric', '1', '10'), ('text', 'a', 'a '),
  ('varchar(5)', 'a', 'a '), ('char(5)', 'a', ' a'), ('interval', '1 day', '1 month'),
  ('timetz', '12:00+00', '14:00+02'), ('inet', '10.0.0.1', '10.0.0.1/8'), ('bytea', '\x00', '\x'),
  ('varbit', '101', '1010'), ('mood', 'sad', 'ok'), ('jsonb', '1', '"1"'),
  ('int4[]', '{1,2}', '{{1,2}}'), ('int4[]', '{1,2}', '[0:1]={1,2}'), ('int4[]', '{1,2}', '{2,1}'),
  ('int4[]', '{1,NULL}', '{1}'), ('int4[]', '{1,NULL}', '{NULL,1}'), ('int4[]', '{}', '{NULL}'),
  ('int4[]', '{0}', '{NULL}'), ('text[]', '{a,b}', '{ab}'), ('text[]', '{a,""}', '{"",a}'),
  ('numrange', '[1,2)', '[1,2]'), ('numrange', '[1,2)', '(1,2)'), ('numrange', '[1,)', '(,1)'),
  ('numrange', '(,)', 'empty'), ('int4multirange', '{[1,2)}', '{[1,2),[3,4)}'),
  ('int4multirange', '{}', '{(,)}'), ('pair', '(1,)', '(,1)'), ('pair', '(1,2)', '(2,1)'),
  ('pair', '(,)', '(0,0)'), ('mood[]', '{ok}', '{sad}')
) AS v (type, a, b)
WHERE pg_temp.filter(type, a) = pg_temp.filter(type, b)
   OR pg_temp.kind(pg_temp.filter(type, a)) <> pg_temp.kind(pg_temp.filter(type, b));

-- The names of kinds.
SELECT type || ' -> ' || pg_temp.kind(pg_temp.filter(type, value))
FROM (VALUES
  ('smallint', '1'), ('real', '1'), ('name', 'a'), ('code', 'a'), ('price', '1'), ('cidr', '::1'),
  ('bit', '1'), ('"char"', 'a'), ('timestamptz', '2020-01-01'), ('jsonb', '1'),
  ('mood', 'ok'), ('int8[]', '{}'), ('name[]', '{}'), ('mood[]', '{}'), ('int4range', 'empty'),
  ('int8multirange', '{}'), ('spanrange', 'empty'), ('textmultirange', '{}'), ('pair', '(,)'),
  ('pairs[]', '{}'), ('deep', '(,,)'), ('"настроение"', 'грусть'),
  ('an_enumeration_with_a_long_name', 'a'), ('hll_hashval', '1'), ('hll_hashval[]', '{}'),
  ('hll', '\x118b7f'), ('int2vector', '1'), ('oidvector', '1')
) AS v (type, value);

-- Integers are hashed by hll_hash_bigint; an hll_hashval, made elsewhere, is taken as it is.
SELECT overlay(bloom_agg(i, 100, 1e-6)::bytea PLACING repeat('0', 32)::bytea FROM 13)
         = overlay(bloom_agg(hll_hash_bigint(i), 100, 1e-6)::bytea
                   PLACING repeat('0', 32)::bytea FROM 13) AS integer,
       overlay(bloom_agg(i::text, 100, 1e-6)::bytea PLACING repeat('0', 32)::bytea FROM 13)
         = overlay(bloom_agg(hll_hash_text(i::text), 100, 1e-6)::bytea
                   PLACING repeat('0', 32)::bytea FROM 13) AS text
FROM generate_series(1, 50) AS i;

-- Anonymous rows: their columns make the kind, wherever they come from.
SELECT pg_temp.kind(bloom_agg(ROW(1, 'x'::text), 10, 1e-6)),
       bloom_agg(ROW(1, 2::float8), 10, 1e-6) = bloom_agg(ROW(1::bigint, 2::real), 10, 1e-6) AS same,
       bloom_agg(ROW(1.0, 0::float8), 10, 1e-6) = pg_temp.filter('pair', '(1,-0)') AS named,
       bloom_agg(ROW(1, NULL::text), 10, 1e-6) <> bloom_agg(ROW(NULL::integer, '1'::text), 10, 1e-6);
SELECT test.error($$
  SELECT bloom_agg(r, 10, 1e-6) FROM (SELECT ROW(1, 2) UNION ALL SELECT ROW(1, 'a'::text)) AS v (r)
$$);

-- One call site gets a variable that has other columns each time, and adapts.
DO $$
DECLARE
  row record;
  filter bloom;
BEGIN
  FOR i IN 1..4 LOOP
    IF i % 2 = 0 THEN row := ROW(i); ELSE row := ROW(i::numeric, i); END IF;
    filter := bloom_add(bloom_empty(10), row);
    RAISE NOTICE '%, same as in a new filter: %', pg_temp.kind(filter),
      filter = CASE i % 2 WHEN 0 THEN bloom_add(bloom_empty(10), ROW(i))
                          ELSE bloom_add(bloom_empty(10), ROW(i::numeric, i)) END;
  END LOOP;
END $$;

-- Rows of a named type inside arrays and rows, while PostgreSQL drops its cached entries for the
-- type. They are an error only if the columns have changed.
CREATE TABLE kin (id integer, name text);
CREATE TYPE clan AS (head kin, members kin[]);
CREATE FUNCTION forget(i integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  CASE i % 3 WHEN 0 THEN GRANT SELECT ON kin TO PUBLIC;
             WHEN 1 THEN EXECUTE format('CREATE INDEX ON kin (id, (id + %s))', i);
             ELSE ALTER TABLE kin SET (fillfactor = 90); END CASE;
  RETURN i;
END $$;
DO $$
DECLARE
  filter bloom := bloom_empty(100, 1e-6);
BEGIN
  FOR i IN 1..10 LOOP
    filter := bloom_add(filter, ARRAY[ROW(forget(i), 'x')::kin]);
  END LOOP;
  IF #filter <> 10 OR NOT filter @> ARRAY[ROW(10, 'x')::kin] OR filter @> ARRAY[ROW(10, 'y')::kin] THEN
    RAISE 'array of rows: %', #filter;
  END IF;
END $$;
SELECT v.*
FROM (SELECT #bloom_agg(ROW(ROW(forget(i), 'x')::kin, NULL)::clan, 100, 1e-6) AS row_in_row,
             #bloom_agg(ROW(NULL, ARRAY[ROW(forget(i), 'x')::kin])::clan, 100, 1e-6) AS array_in_row,
             #bloom_agg(ROW(ROW(forget(i), 'x')::kin), 100, 1e-6) AS in_anonymous_row,
             #bloom_agg(ARRAY[ROW(ROW(forget(i), 'x')::kin, NULL)::clan], 100, 1e-6) AS in_array
      FROM generate_series(1, 10) AS i) AS v
WHERE (row_in_row, array_in_row, in_anonymous_row, in_array) IS DISTINCT FROM (10, 10, 10, 10);
CREATE TYPE growing AS (id integer);
CREATE FUNCTION grow(i integer) RETURNS growing[] LANGUAGE plpgsql AS $$
DECLARE
  grown growing[];
BEGIN
  IF i = 3 THEN ALTER TYPE growing ADD ATTRIBUTE name text; END IF;
  EXECUTE format('SELECT ARRAY[ROW(%s)::growing]', CASE WHEN i < 3 THEN i::text ELSE i || ', ''x''' END) INTO grown;
  RETURN grown;
END $$;
SELECT test.error('SELECT bloom_agg(grow(i), 100, 1e-6) FROM generate_series(1, 4) AS i');
DROP FUNCTION forget, grow;
DROP TYPE clan, growing;
DROP TABLE kin;

-- Types whose names look like other kinds.
CREATE TYPE public.record AS RANGE (subtype = int4);
CREATE TYPE "mood[]" AS ENUM ('ok');
CREATE TYPE "mood UTF8" AS ENUM ('ok');
CREATE TYPE "a,b" AS ENUM ('a');
CREATE TYPE "say ""it""" AS ENUM ('it');
CREATE TYPE "integer,integer" AS RANGE (subtype = int4);
CREATE TYPE public.date AS ENUM ('today');
SELECT kind || ' -> ' || pg_temp.kind(pg_temp.filter(kind, value))
FROM (VALUES ('public.record', '(1,2)'), ('public.record[]', '{}'), ('"mood[]"', 'ok'), ('mood[]', '{ok}'),
             ('"mood UTF8"', 'ok'), ('"say ""it"""', 'it'), ('"integer,integer"', '(1,2)'), ('public.date', 'today'),
             ('pg_catalog.date', 'today')) AS v (kind, value);
SELECT pg_temp.kind(bloom_agg(ROW('a'::"a,b"), 10, 0.01));
SELECT test.error($$SELECT bloom_agg(ROW(5), 10, 0.01) @> '(1,2)'::public.record$$);
DROP TYPE public.record, "mood[]", "mood UTF8", "a,b", "say ""it""", "integer,integer", public.date;

-- Array elements of which a single one has to be there.
SELECT filter @> ANY (ARRAY[7, 2]), filter @> ANY (ARRAY[7::bigint, 8]), 2 <@ ANY (ARRAY[filter])
FROM (SELECT bloom_agg(i, 10, 1e-6) AS filter FROM generate_series(1, 3) AS i) AS v;

-- An array keeps its null bitmap after its NULL has been replaced; such arrays are equal to arrays
-- without one.
CREATE TEMP TABLE arrays (i integer[]);
INSERT INTO arrays VALUES ('{1,NULL,3}');
UPDATE arrays SET i[2] = 2;
SELECT bloom_agg(i, 10, 1e-6) = bloom_agg('{1,2,3}'::integer[], 10, 1e-6) FROM arrays;

-- Enum values are hashed by their labels, because a dump and restore changes their OIDs.
CREATE TEMP TABLE kept AS
SELECT pg_temp.filter('mood', 'ok') AS one, pg_temp.filter('mood[]', '{ok}') AS many;
ALTER TYPE mood RENAME TO old_mood;
CREATE TYPE mood AS ENUM ('ok', 'sad');
SELECT one @> 'ok'::mood, one @> 'sad'::mood, many @> '{ok}'::mood[] FROM kept;

-- Using another kind raises an error that names both kinds.
SELECT test.error(format($$SELECT bloom_contains(bloom_agg(%s, 10, 0.01), %s)$$, a, b))
FROM (VALUES
  ('1', '1.0'), ('1', '1::float8'), ('1', '''1'''), ('''1''::text', '1'), ('1', '1::oid'),
  ('current_date', 'now()'), ('''ok''::mood', '''ok'''), ('ARRAY[1]', 'ARRAY[1.0]'),
  ('ROW(1, 2)', 'ROW(1, 2.0)'), ('int4range(1, 2)', 'numrange(1, 2)'),
  ('hll_hash_bigint(1)', '1'), ('1', 'hll_hash_bigint(1)')
) AS v (a, b);

-- Types that can't be elements.
SELECT test.error(format($$SELECT bloom_agg(%s, 10, 0.01)$$, value))
FROM (VALUES
  ('''{}''::json'), ('''{}''::xml[]'), ('point(1, 2)'), ('''a & b''::tsquery'), ('''{}''::json[]'),
  ('box(point(1, 2), point(3, 4))'),
  ('''pg_class''::regclass'), ('''{}''::regtype[]'), ('ROW(1, ''pg_class''::regclass)'),
  ('''postgres=r/postgres''::aclitem'), ('ROW(1, ROW(1, 2))'), ('ARRAY[ROW(1, 2)]'), ('ROW(1, ''a'')'),
  ('ROW(1, ''{}''::json)')
) AS v (value);

-- Lists those of PostgreSQL's own types with an operator = that can't be elements. The test uses
-- arrays, because it has no value of each type.
SELECT type || ': ' || error
FROM (SELECT DISTINCT oprleft::regtype AS type FROM pg_operator JOIN pg_type AS t ON t.oid = oprleft
      WHERE oprname = '=' AND typarray <> 0 AND t.oid < 16384) AS v,
     test.error(format('SELECT bloom_agg(%L::%s[], 10, 0.01)', '{}', type)) AS error
WHERE error NOT LIKE 'no error%'
ORDER BY type::text COLLATE "C";

-- Collations: a nondeterministic collation calls texts equal that would be different elements.
-- Without ICU this test returns nothing.
DO $$
DECLARE
  error text;
  statement text;
BEGIN
  CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE TEMP TABLE folded (a text COLLATE any_case, n name COLLATE any_case, c char(3) COLLATE any_case);
  CREATE TYPE foldrange AS RANGE (subtype = text, collation = any_case);
  CREATE TYPE foldrow AS (a text COLLATE any_case);
  INSERT INTO folded VALUES ('abc', 'abc', 'abc');
  FOREACH statement IN ARRAY ARRAY[
      'bloom_agg(a, 10, 0.01)', 'bloom_agg(n, 10, 0.01)', 'bloom_agg(c, 10, 0.01)', 'bloom_agg(ARRAY[a], 10, 0.01)',
      'bloom_agg(ROW(a), 10, 0.01)', 'bloom_agg(ROW(a)::foldrow, 10, 0.01)', 'bloom_agg(foldrange(a, a), 10, 0.01)',
      'max(bloom_add(bloom_empty(10), a)::text)', 'max(bloom_add_all(bloom_empty(10), ARRAY[a])::text)',
      'bool_or(bloom_empty(10) @> a)', 'bool_or(c <@ bloom_empty(10))'] LOOP
    error := test.error(format('SELECT %s FROM folded', statement));
    IF error NOT LIKE '0A000: elements with nondeterministic collations are not supported%HINT:%' THEN
      RAISE '%: %', statement, error;
    END IF;
  END LOOP;
  error := test.error('SELECT bloom_agg(hll_hash_any(a), 10, 0.01), bloom_agg(a COLLATE "C", 10, 0.01) FROM folded');
  IF error NOT LIKE 'no error%' THEN
    RAISE '%', error;
  END IF;
  DROP TYPE foldrange, foldrow;
  DROP TABLE folded;
  DROP COLLATION any_case;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR undefined_object
            OR invalid_object_definition THEN
  NULL;
END $$;

-- Types of contrib. The equality of citext follows the locale, so citext is refused; it must not
-- become text silently, as literals do. Other types of contrib can be elements. Without contrib
-- this test returns nothing.
DO $$
DECLARE
  contrib text;
  a text;
  b text;
  statement text;
  error text;
  same boolean;
BEGIN
  FOR contrib, a, b IN VALUES ('hstore', 'a=>1,b=>2', 'b=>2,a=>1'), ('ltree', 'a.b', 'a.b'),
                              ('isn', '9780262011532', '978-0-262-01153-2') LOOP
    CONTINUE WHEN NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = contrib);
    EXECUTE format('CREATE EXTENSION %I', contrib);
    EXECUTE format('SELECT bloom_agg(%2$L::%1$I, 10, 0.01) = bloom_agg(%3$L::%1$I, 10, 0.01)',
                   CASE contrib WHEN 'isn' THEN 'isbn13' ELSE contrib END, a, b) INTO same;
    IF NOT same THEN RAISE '%', contrib; END IF;
    EXECUTE format('DROP EXTENSION %I', contrib);
  END LOOP;
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citext') THEN
    CREATE EXTENSION citext;
    CREATE TEMP TABLE names (x citext);
    INSERT INTO names VALUES ('Ann');
    FOREACH statement IN ARRAY ARRAY[
        'bloom_agg(x, 10, 0.01)', 'bloom_agg(ARRAY[x], 10, 0.01)', 'max(bloom_add(bloom_empty(10), x)::text)',
        'bool_or(bloom_contains(bloom_empty(10), x))', 'bool_or(bloom_empty(10) @> x)',
        'bool_or(x <@ bloom_empty(10))', 'bool_or(bloom_empty(10) @> ANY (ARRAY[x]))',
        $q$bool_or(bloom_empty(10) @> 'Ann'::citext)$q$, $q$bool_or(bloom_add(bloom_empty(10), 'Ann'::citext) @> 'Ann')$q$] LOOP
      error := test.error(format('SELECT %s FROM names', statement));
      IF error NOT LIKE '0A000: elements of type citext are not supported%HINT:%' THEN
        RAISE '%: %', statement, error;
      END IF;
    END LOOP;
    SELECT bloom_agg(hll_hash_any(x), 10, 0.01) @> hll_hash_any('ANN'::citext)
       AND bloom_agg(x::text, 10, 0.01) @> 'Ann'
       AND bool_and(bloom_add(bloom_empty(10), x::varchar) @> (x::text COLLATE "C")) INTO same FROM names;
    IF NOT same THEN RAISE 'hashes of citext'; END IF;
    DROP TABLE names;
    DROP EXTENSION citext;
  END IF;
END $$;

DROP TABLE kept;
DROP TYPE deep, mood, old_mood, "настроение", an_enumeration_with_a_long_name, spanrange, textrange;
DROP DOMAIN price, code, pairs;
DROP TYPE pair;
