-- hll_hash_any: equal values have equal hashes, whatever their bytes, for every type with an
-- equality. If equal values have equal bytes, the hash is postgresql-hll's.
\pset format unaligned
\pset tuples_only on

CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (a numeric, b float8);
CREATE TYPE spanrange AS RANGE (subtype = interval);
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
CREATE DOMAIN code AS char(5);

-- Returns whether two values are equal, and whether their hashes are, with and without a seed.
CREATE FUNCTION pg_temp.equal(type text, a text, b text, OUT equal boolean, OUT same boolean)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SELECT a = b, hll_hash_any(a) = hll_hash_any(b)
                                AND hll_hash_any(a, 7) = hll_hash_any(b, 7)
                  FROM (SELECT %1$L::%2$s, %3$L::%2$s) AS v (a, b)', a, type, b) INTO equal, same;
END $$;

CREATE FUNCTION pg_temp.hash(type text, value text) RETURNS hll_hashval LANGUAGE plpgsql AS $$
DECLARE
  hash hll_hashval;
BEGIN
  EXECUTE format('SELECT hll_hash_any(%L::%s)', value, type) INTO hash;
  RETURN hash;
END $$;

-- Pairs of equal values with different bytes.
SELECT v.*, e.* FROM (VALUES
  ('numeric', '1', '1.00'), ('numeric', '100', '1e2'), ('numeric', '100', '100.000'),
  ('numeric', '0', '-0.00'), ('numeric', '12345678901234567890.5', '12345678901234567890.50000'),
  ('numeric', '1e-20', '0.0000000000000000000100'), ('price', '5', '5.0'), ('float4', '0', '-0'),
  ('float8', '0', '-0'), ('float8', 'NaN', 'nan'), ('interval', '24 hours', '1 day'),
  ('interval', '30 days', '1 month'), ('interval', '1 year', '360 days'),
  ('interval', '1 day -1 hour', '23 hours'), ('interval', '-1 day', '-24 hours'),
  ('interval', '1 month -30 days', '0'), ('interval', '-1 month 31 days -24 hours', '0'),
  ('interval', '-1 day 1 hour', '-23 hours'), ('interval', '1 month -1 day', '29 days'),
  ('interval', '-1 month 1 hour', '-29 days -23 hours'),
  ('interval', '1 day -1 microsecond', '23:59:59.999999'),
  ('interval', '-2 days 49 hours', '1 hour'), ('char(5)', 'ab', 'ab  '),
  ('bpchar', 'ab', 'ab   '), ('bpchar', '', '   '), ('code', 'a', 'a    '),
  ('numeric[]', '{1,2}', '{1.0,2.00}'), ('float8[]', '{0,NaN}', '{-0,nan}'),
  ('interval[]', '{1 day}', '{24:00}'), ('bpchar[]', '{a,NULL}', '{"a  ",NULL}'),
  ('price[]', '{1}', '{1.0}'), ('int4[]', '[1:2]={1,2}', '{1,2}'),
  ('numrange', '[1,2)', '[1.0,2.00)'), ('int4range', '[1,2]', '[1,3)'),
  ('int4range', 'empty', '(1,1)'), ('spanrange', '[1 day,1 month)', '[24:00,30 days)'),
  ('nummultirange', '{[1,2)}', '{[1.0,1.5),[1.50,2.00)}'),
  ('int4multirange', '{[1,2],[3,4]}', '{[1,5)}'), ('pair', '(1,0)', '(1.00,-0)'),
  ('pair[]', '{"(1,0)"}', '{"(1.0,-0)"}'),
  ('jsonb', '{"a": 1, "b": [1.0]}', '{"b": [1], "a": 1.00}'),
  ('uuid', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '{a0eebc999c0b4ef8bb6d6bb9bd380a11}'),
  ('macaddr', '08:00:2b:01:02:03', '08002b-010203'), ('inet', '::1', '0:0::1'),
  ('bit(4)', '1010', '1010'), ('timestamptz', '2020-01-01 12:00+00', '2020-01-01 14:00+02'),
  ('name', 'ab', 'ab')
) AS v (type, a, b), pg_temp.equal(type, a, b) AS e
WHERE NOT (e.equal AND e.same);

-- Pairs of different values, whose hashes must differ.
SELECT v.*, e.* FROM (VALUES
  ('numeric', '1', '1.01'), ('numeric', '1', '10'), ('numeric', '1', '-1'),
  ('numeric', 'NaN', 'Infinity'), ('numeric', '10000', '1'), ('float8', '1', '-1'),
  ('float8', 'NaN', 'inf'), ('float4', '0', '1e-45'), ('interval', '1 day', '1 month'),
  ('interval', '1 hour', '-1 hour'), ('interval', '1 day -1 hour', '1 day 1 hour'),
  ('interval', '0', '1 microsecond'), ('interval', '31 days', '1 month'), ('text', 'a', 'a '),
  ('varchar(5)', 'a', 'a '), ('char(5)', 'a', ' a'), ('int4[]', '{1,2}', '{{1,2}}'),
  ('int4[]', '{1,2}', '[0:1]={1,2}'), ('int4[]', '{1,NULL}', '{1}'), ('int4[]', '{}', '{NULL}'),
  ('int4[]', '{1,NULL}', '{NULL,1}'), ('int4range', '[1,5)', '[1,6)'),
  ('int4range', 'empty', '(,)'), ('numrange', '[1,2)', '[1,2]'), ('jsonb', '1', '"1"'),
  ('mood', 'sad', 'ok'), ('timetz', '12:00+00', '14:00+02'), ('inet', '10.0.0.1', '10.0.0.1/8'),
  ('varbit', '101', '1010'), ('macaddr8', '08:00:2b:01:02:03:04:05', '08:00:2b:01:02:03:04:06'),
  ('bytea', '\x00', '\x0000'), ('boolean', 't', 'f'), ('"char"', 'a', 'b')
) AS v (type, a, b), pg_temp.equal(type, a, b) AS e
WHERE e.equal OR e.same;

-- Hashes of types whose equal values have equal bytes, compared with those of postgresql-hll 2.17.
SELECT type, value, hash, e.expected FROM (VALUES
  ('date', '2020-01-02', 4425278247192261828), ('time', '12:34:56.789', -1027873071682993382),
  ('timetz', '12:34:56.789+02', 6377008681695500102),
  ('timestamp', '2020-01-02 03:04:05', -9134652613008806758),
  ('timestamptz', '2020-01-02 03:04:05+00', -9134652613008806758),
  ('interval', '1 month 2 days 03:04:05', 6120499436403096747),
  ('interval', '0', 5457549051747178710), ('interval', '29 days 23 hours', 1461515448657610865),
  ('interval', '-1 month -2 days', -4417883891564134041), ('float4', '1.5', -5635888024348523178),
  ('float4', 'NaN', 5878955659542167992), ('float4', 'inf', 4843612860080396912),
  ('float8', '1.5', -981000774749194061), ('float8', 'NaN', 3958114705316880442),
  ('float8', '-inf', 796547275549774552), ('float8', '0', 2945182322382062539),
  ('numeric', '1.5', 2922243053111139450), ('numeric', '100', -2623040343250248237),
  ('numeric', '0', -2299130481193603884), ('numeric', '-1.25', -8731062152468335977),
  ('numeric', '12345678901234567890.12345', 8898021430194840553),
  ('numeric', 'NaN', 4872243305652628322), ('varchar(5)', 'ab', -7815133031266706642),
  ('bpchar', 'ab', -7815133031266706642), ('name', 'ab', -7815133031266706642),
  ('"char"', 'a', -8839064797231613815),
  ('uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', -874653215435296113),
  ('macaddr', '08:00:2b:01:02:03', -4883882473551067169),
  ('inet', '10.0.0.1', -360304941729278459), ('inet', '10.0.0.0/8', 356301493537597162),
  ('inet', '::1', 2019479209200832416), ('cidr', '10.0.0.0/8', 356301493537597162),
  ('money', '1.25', -6962042916358901363), ('oid', '5', 6655367218388208063),
  ('regtype', 'int4', -2184744822785943355), ('tid', '(1,2)', -1998614925970695692),
  ('xid', '5', 6655367218388208063), ('xid8', '5', 1140754268591781659),
  ('pg_lsn', '1/2', -299917362950738636), ('bit(3)', '101', -1190881657254900070),
  ('varbit', '1010000', -218189783967728537), ('point', '(1,2)', -6669654747439022997),
  ('box', '(1,2),(3,4)', 5596904425705292138), ('lseg', '(1,2),(3,4)', 3201915303663330739),
  ('circle', '<(1,2),3>', -9017971902396276497), ('path', '((1,2),(3,4))', -4968100586512922078),
  ('polygon', '((1,2),(3,4))', -2161853622041891348), ('json', '{"a":1}', 8481619807106398368),
  ('tsvector', 'a b', -4994598559495568593), ('int4[]', '{1,2,3}', -3623273975584810719),
  ('int4[]', '{}', 5786436585302912086), ('int4[]', '{{1,2},{3,4}}', 817875742441641642),
  ('int4[]', '[0:1]={1,2}', -7495306506149565655), ('int4[]', '{1,NULL}', -4650051883971540957),
  ('text[]', '{a,b}', -5175572069728142211), ('int4range', '[1,3)', -1289187358947364856),
  ('int4range', 'empty', 7403834135186558515),
  ('datemultirange', '{[2020-01-01,2020-02-01)}', -6600003961331772080),
  ('hll', '\x118b7f', 3084486703693738535), ('hll_hashval', '5', 1140754268591781659)
) AS e (type, value, expected),
pg_temp.hash(type, value) AS hash
WHERE hash <> e.expected::hll_hashval;

-- An array keeps its null bitmap after its NULL has been replaced; such arrays are equal to arrays
-- without one.
CREATE TEMP TABLE arrays (i integer[], t text[], n numeric[], m integer[][]);
INSERT INTO arrays VALUES ('{1,NULL,3}', '{a,NULL}', '{1,NULL}', '{{1,2},{3,NULL}}');
UPDATE arrays SET i[2] = 2, t[2] = 'b', n[2] = 2, m[2][2] = 4;
SELECT pg_column_size(i) > pg_column_size('{1,2,3}'::integer[]) AS has_bitmap,
       hll_hash_any(i) = hll_hash_any('{1,2,3}'::integer[]) AS i,
       hll_hash_any(t) = hll_hash_any('{a,b}'::text[]) AS t,
       hll_hash_any(n) = hll_hash_any('{1.0,2.0}'::numeric[]) AS n,
       hll_hash_any(m) = hll_hash_any('{{1,2},{3,4}}'::integer[]) AS m
FROM arrays;

-- Rows, anonymous or not; a domain hashes like its base type; a long value in any storage.
SELECT hll_hash_any(ROW(1, 'x'::text)) = hll_hash_any(ROW(1, 'x'::text)) AS same,
       hll_hash_any(ROW(1.0, 2.0::float8)) = hll_hash_any(ROW(1, 2)::pair) AS named,
       hll_hash_any(ROW(1, NULL::text)) <> hll_hash_any(ROW(NULL::integer, 'x'::text)) AS nulls,
       hll_hash_any(5::price) = hll_hash_any(5.00) AS domain,
       hll_hash_any('ab'::code) = hll_hash_text('ab') AS padded;
CREATE TEMP TABLE long (j jsonb, a integer[], n numeric, c char(3000));
INSERT INTO long
SELECT jsonb_agg(i), array_agg(1), 10::numeric ^ 5000, repeat('ab ', 1000)
FROM generate_series(1, 5000) AS i;
SELECT hll_hash_any(j) = hll_hash_any(j || '[]'), hll_hash_any(a) = hll_hash_any(a || '{}'),
       hll_hash_any(n) = hll_hash_any(n + 0.0), hll_hash_any(c) = hll_hash_text(rtrim(c)) FROM long;

-- Texts that a nondeterministic collation calls equal have equal hashes. Without ICU this test
-- returns nothing.
DO $$
BEGIN
  CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE TEMP TABLE folded (a text COLLATE any_case, b text COLLATE any_case);
  INSERT INTO folded VALUES ('Straße', 'STRASSE'), ('abc', 'ABC'), ('abc', 'abd');
  IF EXISTS (SELECT FROM folded WHERE (a = b) <> (hll_hash_any(a) = hll_hash_any(b))
                OR (a = b) <> (hll_hash_any(ARRAY[a]) = hll_hash_any(ARRAY[b]))
                OR (a = b) <> (hll_hash_any(a::char(9)) = hll_hash_any(b::char(9)))
                OR (a = b) <> (hll_hash_any(a::name COLLATE any_case)
                             = hll_hash_any(b::name COLLATE any_case))) THEN
    RAISE 'equality and hash differ';
  END IF;
  DROP TABLE folded;
  DROP COLLATION any_case;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR undefined_object
            OR invalid_object_definition THEN
  NULL;
END $$;

-- Types of contrib whose equality compares bytes or numbers have the hashes of postgresql-hll.
-- Without contrib this test returns nothing.
DO $$
DECLARE
  contrib text;
  literal text;
  expected bigint;
  got bigint;
BEGIN
  FOR contrib, literal, expected IN VALUES ('ltree', $l$ltree 'a.b'$l$, -89325008033239469),
                                           ('isn', $l$isbn13 '9780262011532'$l$, -727615737364997285) LOOP
    CONTINUE WHEN NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = contrib);
    EXECUTE format('CREATE EXTENSION %I', contrib);
    EXECUTE format('SELECT hll_hash_any(%s)::bigint', literal) INTO got;
    EXECUTE format('DROP EXTENSION %I', contrib);
    IF got <> expected THEN
      RAISE '% hashes to %', literal, got;
    END IF;
  END LOOP;
END $$;

-- A type isn't treated as one of contrib only because it has its name.
CREATE TYPE ltree AS (a numeric);
SELECT count(DISTINCT hll_hash_any(r)), approx_count_distinct(r)
FROM (VALUES (ROW(1.0)::ltree), (ROW(1.00)::ltree), (ROW(1.000)::ltree)) AS v (r);
DROP TYPE ltree;

-- A type is refused if its equality doesn't compare bytes and it has no 64-bit hash function.
SELECT test.error($$SELECT hll_hash_any('a & b'::tsquery)$$);
SELECT test.error($$SELECT hll_hash_any(ARRAY['a & b'::tsquery])$$);
SELECT test.error($$SELECT hll_hash_any(ROW('a & b'::tsquery))$$);

-- In a query with many types and rows, each call keeps its own rule.
SELECT count(DISTINCT hll_hash_any(i)), count(DISTINCT hll_hash_any(i / 2.0)),
       count(DISTINCT hll_hash_any(i / 2 * '1 hour'::interval)),
       count(DISTINCT hll_hash_any(repeat(' ', i)::bpchar)),
       count(DISTINCT hll_hash_any((i % 3)::text))
FROM generate_series(1, 100) AS i;

DROP DOMAIN price, code;
DROP TYPE mood, pair, spanrange;

-- The seed changes the hash in each way in which types are hashed.
SELECT hll_hash_any('{"a": 1}'::jsonb) <> hll_hash_any('{"a": 1}'::jsonb, 7) AS jsonb,
       hll_hash_any(1.5) <> hll_hash_any(1.5, 7) AS numeric, hll_hash_any(1) <> hll_hash_any(1, 7) AS integer;
