-- Type modifiers bloom(capacity [, fpr]). A filter that holds nothing takes the modifier's
-- parameters; any other filter must have them.
\pset format unaligned
\pset tuples_only on

-- What format_type prints, and the code that stores the modifier: digits of the capacity, zeros,
-- digits of the rate, decimal places.
CREATE TABLE filters (
  plain bloom, a bloom(1000), b bloom(1000, 0.001), c bloom(1, 0.5), d bloom(99999, 1e-7),
  e bloom(100000, 0.01), f bloom(1000000, 0.015), many bloom(10, 0.1)[]);
SELECT attname, format_type(atttypid, atttypmod), attstorage,
       array_to_string(ARRAY[atttypmod >> 14, atttypmod >> 11 & 7, atttypmod >> 4 & 127, atttypmod & 15], ' ')
FROM pg_attribute WHERE attrelid = 'filters'::regclass AND attnum > 0 ORDER BY attnum;

-- If more digits are given than are kept, the capacity is rounded up, the rate down, and a NOTICE
-- says so.
CREATE TEMP TABLE rounded (a bloom(123456), b bloom(1000000001, 0.0199), c bloom(1000, 0.123), d bloom(1000, 1.04e-7));
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'rounded'::regclass AND attnum > 0 ORDER BY attnum;
-- There is no NOTICE if nothing is rounded.
CREATE TEMP TABLE exact (a bloom(99999), b bloom(780000000), c bloom(12345000, 0.0099), d bloom(7, 0.070));

-- Every modifier can be read back from its text form: all rates of two digits.
SELECT capacity, fpr
FROM unnest('{1, 9, 10, 12345, 99999, 100000, 123450}'::bigint[]) AS capacity,
     generate_series(10, 99) AS digits, generate_series(2, 8) AS places,
     LATERAL (SELECT (digits || 'e-' || places)::float8) AS r (fpr),
     LATERAL (SELECT bloom_typmod_in(ARRAY[capacity::text, fpr::text]::cstring[])
              WHERE fpr BETWEEN 1e-7 AND 0.5) AS t (code),
     LATERAL (SELECT string_to_array(trim(bloom_typmod_out(code)::text, '()'), ',')) AS o (texts)
WHERE texts[1]::bigint <> capacity OR texts[2]::float8 <> fpr
   OR bloom_typmod_in(texts::cstring[]) <> code;

-- Wrong modifiers.
SELECT modifiers || ' -> ' || test.error(format('CREATE TEMP TABLE wrong (f bloom%s)', modifiers))
FROM (VALUES ('(0)'), ('(-1)'), ('(1, 0)'), ('(1, 0.50001)'), ('(1, 1e-8)'), ('(1, -1)'), ('(1, ''nan'')'),
  ('(1, ''inf'')'), ('(999990000001)'), ('(9223372036854775807)'), ('(9223372036854775808)'),
  ('(900000000)'), ('(60000000000, 0.5)'), ('(10, 0.1, 1)'), ('(0.01, 10)'), ('(x)'), ('(1, x)'), ('(0.01)'),
  ('(1e6)'), ('(''10 elements'')'), ('('''', 0.1)'), ('(10, ''1 %'')'), ('(10, '''')')) AS v (modifiers);
SELECT bloom_typmod_in('{10, 0.01}') = bloom_typmod_in('{" +10 "," 1e-2 "}');
SELECT test.error('SELECT bloom_typmod_in(''{}'')'), test.error('SELECT bloom_typmod_in(''{1, NULL}'')'),
       test.error('SELECT bloom_typmod_out(-1)'), test.error('SELECT bloom_typmod_out(5)'),
       test.error('SELECT bloom_coerce(bloom_empty(1), 5, true)');
SELECT bloom_coerce(bloom_empty(1), -1, true) = bloom_empty(1);

-- A filter that holds nothing takes the column's parameters: on INSERT, on UPDATE, by cast, in
-- arrays, from COPY, from an aggregate over no rows, as a default.
INSERT INTO filters (plain, a, b, many)
VALUES (bloom_empty(7), bloom_empty(7), (SELECT bloom_agg(i) FROM generate_series(1, 0) AS i),
        ARRAY[bloom_empty(7), NULL, bloom_empty(7, 0.2)]);
UPDATE filters SET c = plain, d = plain, e = plain, f = bloom_empty(7, 0.5);
COPY filters (b) FROM stdin;
\\x0100010000000000000000000000000000000000000000000000000000000000000000000000000000000000
\.
SELECT v.* FROM filters, LATERAL (VALUES
  (bloom_capacity(plain), bloom_target_fpr(plain)), (bloom_capacity(a), bloom_target_fpr(a)),
  (bloom_capacity(b), bloom_target_fpr(b)), (bloom_capacity(c), bloom_target_fpr(c)),
  (bloom_capacity(d), bloom_target_fpr(d)), (bloom_capacity(e), bloom_target_fpr(e)),
  (bloom_capacity(f), bloom_target_fpr(f)), (bloom_capacity(many[1]), bloom_target_fpr(many[3])))
  AS v (capacity, fpr) WHERE plain IS NOT NULL;
SELECT bloom_capacity(b), bloom_target_fpr(b) FROM filters WHERE plain IS NULL;
SELECT bloom_empty(7)::bloom(1000, 0.001) = bloom_empty(1000, 0.001),
       bloom_empty(7)::bloom(10)::bloom(20, 0.1) = bloom_empty(20, 0.1),
       bloom_empty(7)::bloom(10)::bloom = bloom_empty(10), NULL::bloom(10) IS NULL,
       bloom_add(bloom_empty(10), 1)::bloom(10) = bloom_add(bloom_empty(10), 1);

-- A filter with elements must have both parameters of the column.
INSERT INTO filters (b) VALUES (bloom_add(bloom_empty(1000, 0.001), 1)) RETURNING b @> 1;
SELECT value || ' -> ' || test.error(format('INSERT INTO filters (b) VALUES (%s)', value))
FROM (VALUES ('bloom_add(bloom_empty(1000), 1)'), ('bloom_add(bloom_empty(1001, 0.001), 1)'),
             ('bloom_add(bloom_empty(1000, 0.0011), 1)')) AS v (value);
SELECT left(test.error(statement), 5) FROM (VALUES
  ('UPDATE filters SET a = bloom_add(bloom_empty(10), 1)'),
  ('SELECT bloom_add(bloom_empty(10), 1)::bloom(11)'),
  ('UPDATE filters SET many = ARRAY[bloom_add(bloom_empty(11, 0.1), 1)]'),
  ('UPDATE filters SET many[3] = bloom_add(bloom_empty(11, 0.1), 1)'),
  ('SELECT $$' || bloom_add(bloom_empty(10), 1)::text || '$$::bloom(11)'),
  ('DO $$ DECLARE f bloom(11); BEGIN f := bloom_add(bloom_empty(10), 1); END $$'),
  ('DO $$ DECLARE f bloom(11) := bloom_empty(5); BEGIN f := bloom_add(f, 1); END $$')) AS v (statement);
-- A folded filter fits a type if it has the type's parameters and size.
SELECT bloom_fold(bloom_add(bloom_empty(200000, 0.001), 1), 2)::bloom(100000, 0.001)
       = bloom_add(bloom_empty(100000, 0.001), 1);
CREATE TABLE copied (f bloom(10));
COPY copied FROM stdin;
\\x010101120100000012800200696e7465676572000000000000000000000000000000000000000000000000004ac405fbb7034400
\.
SELECT count(*) FROM copied;
DROP TABLE copied;

-- CREATE TABLE AS, views, functions, and set operations keep or drop the modifier, as with any
-- type.
CREATE TABLE made AS SELECT a, b, plain, a::bloom AS cast_, bloom_add(a, 1) AS added FROM filters;
CREATE VIEW seen AS SELECT a, b::bloom(10) AS narrow FROM filters;
CREATE TABLE like_ (LIKE filters);
SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid IN ('made'::regclass, 'seen'::regclass, 'like_'::regclass) AND attnum > 0
ORDER BY attrelid::regclass::text, attnum;
DROP VIEW seen;
DROP TABLE made, like_;

-- Changing a column's type checks the values in it.
CREATE TABLE plain (f bloom);
INSERT INTO plain VALUES (bloom_empty(9)), (bloom_add(bloom_empty(10), 1)), (NULL);
ALTER TABLE plain ALTER f TYPE bloom(10);
SELECT bloom_capacity(f) FROM plain;
SELECT left(test.error('ALTER TABLE plain ALTER f TYPE bloom(11)'), 5);
ALTER TABLE plain ALTER f TYPE bloom;
INSERT INTO plain VALUES (bloom_empty(11));
SELECT count(*) FROM plain;

-- Arrays and domains.
CREATE DOMAIN visitors AS bloom(1000) CHECK (bloom_fpr(VALUE) <= 0.01);
CREATE DOMAIN nonempty AS visitors NOT NULL CHECK (bloom_cardinality(VALUE) > 0);
CREATE TABLE domains (v visitors, s nonempty, vs visitors[]);
INSERT INTO domains VALUES (bloom_empty(5), bloom_add(bloom_empty(1000), 1), ARRAY[bloom_empty(7)]);
SELECT bloom_capacity(v), s @> 1, v @> 1, bloom_contains(s, 2), # s, bloom_capacity(vs[1]),
       pg_typeof(v || s), bloom_capacity(bloom_union_agg(v) OVER ()) FROM domains;
UPDATE domains SET v = bloom_add(v, 5), s = v || s;
SELECT v @> 5, s @> 1, s @> 5 FROM domains;
SELECT test.error('UPDATE domains SET s = bloom_empty(1000)');
SELECT test.error('UPDATE domains SET v = (SELECT bloom_agg(i, 1000, 0.01) FROM generate_series(1, 3000) AS i)');
SELECT left(test.error('UPDATE domains SET v = bloom_add(bloom_empty(10), 1)'), 5);
SELECT test.error($$SELECT bloom_add(bloom_empty(10), 'a') @> ANY (ARRAY['a', 'b'])$$) LIKE 'no error%';
DROP TABLE domains, filters, plain;
DROP DOMAIN nonempty, visitors;
