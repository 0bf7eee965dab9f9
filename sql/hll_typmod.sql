-- Type modifiers hll(log2m, regwidth, expthresh, sparseon): any prefix, the settings give the rest.
-- An EMPTY value takes the parameters of its column; any other value must have them.
\pset format unaligned
\pset tuples_only on

-- 1 to 4 modifiers, and how format_type prints them.
CREATE TABLE sketches (
  plain hll, a hll(12), b hll(12, 4), c hll(12, 4, 16), d hll(12, 4, 16, 0),
  none hll(10, 6, 0, 1), top hll(31, 3, 1073741824), tiny hll(4, 1, 1, 0), many hll(9, 8)[]);
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'sketches'::regclass AND attnum > 0 ORDER BY attnum;

-- The settings at the time of CREATE TABLE complete the modifier; later changes don't affect the
-- column.
SET hll.regwidth = 6;
SET hll.expthresh = 64;
SET hll.sparseon = off;
CREATE TABLE from_settings (a hll(12), b hll(12, 4));
RESET hll.regwidth;
RESET hll.expthresh;
RESET hll.sparseon;
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'from_settings'::regclass AND attnum > 0 ORDER BY attnum;
DROP TABLE from_settings;

-- Every modifier can be read back from its text form: all thresholds, sparse on and off.
SELECT expthresh, sparseon
FROM (VALUES (-1), (0) UNION SELECT 2 ^ k FROM generate_series(0, 30) AS k) AS t (expthresh),
     generate_series(0, 1) AS sparseon,
     LATERAL (SELECT ARRAY[13::text, '7', expthresh::text, sparseon::text]) AS m (modifiers)
WHERE hll_typmod_out(hll_typmod_in(modifiers::cstring[]))::text
      <> format('(13,7,%s,%s)', expthresh, sparseon);

-- The bits of every modifier are those of postgresql-hll: (log2m << 10) + (regwidth << 7) + (expthresh << 1) + sparseon,
-- where regwidth 8 is 0, and expthresh is its code in the stored header. No number is read as another modifier.
SELECT log2m, regwidth, code, sparseon
FROM generate_series(4, 31) AS log2m, generate_series(1, 8) AS regwidth,
     (SELECT 0 UNION ALL SELECT 63 UNION ALL SELECT generate_series(1, 31)) AS e (code), generate_series(0, 1) AS sparseon,
     LATERAL (SELECT CASE code WHEN 0 THEN 0 WHEN 63 THEN -1 ELSE 1::bigint << (code - 1) END) AS t (expthresh),
     LATERAL (SELECT (log2m << 10) + (regwidth % 8 << 7) + (code << 1) + sparseon) AS m (bits)
WHERE (regwidth::bigint << (log2m - 3)) < 1073741800
  AND (hll_typmod_in(ARRAY[log2m, regwidth, expthresh, sparseon]::text[]::cstring[]) <> bits
       OR hll_typmod_out(bits)::text <> format('(%s,%s,%s,%s)', log2m, regwidth, expthresh, sparseon));
SELECT test.error(format('SELECT hll_typmod_out(%s)', bits))
FROM (VALUES ((3 << 10) + (5 << 7) + 127), ((11 << 10) + (5 << 7) + (32 << 1)), ((31 << 10) + (4 << 7) + 127),
  ((1 << 15) + (11 << 10) + (5 << 7) + 127), (-2)) AS v (bits);

-- Wrong modifiers.
SELECT modifiers || ' -> ' || test.error(format('CREATE TEMP TABLE wrong (h hll%s)', modifiers))
FROM (VALUES ('(3)'), ('(32)'), ('(-1)'), ('(11, 0)'), ('(11, 9)'), ('(11, 5, -2)'), ('(11, 5, 3)'),
  ('(11, 5, 1073741825)'), ('(11, 5, 2147483647)'), ('(11, 5, -1, 2)'), ('(11, 5, -1, -1)'),
  ('(31, 4)'), ('(30, 8)'), ('(11, 5, -1, 1, 0)'), ('(x)'), ('(2.3)'), ('(''a'')'), ('('''')'), ('(11, 5x)'),
  ('(''12 a'')'), ('(99999999999)'), ('(9223372036854775808)'), ('(11, 5, -1, true)')) AS v (modifiers);
SELECT hll_typmod_in('{12, 5, -1, 1}') = hll_typmod_in('{" +12 "}');
SELECT test.error('SELECT hll_typmod_in(''{}'')'), test.error('SELECT hll_typmod_in(''{11, NULL}'')');

-- EMPTY takes the column's parameters: on INSERT, on UPDATE, by cast, in arrays, from COPY.
INSERT INTO sketches (plain, a, b, c, d, many)
VALUES (hll_empty(7), hll_empty(7), hll_empty(), '\x118b7f', hll_empty(4, 1, 1, 0),
        ARRAY[hll_empty()]);
UPDATE sketches SET none = hll_empty(7), top = plain, tiny = plain;
COPY sketches (d) FROM stdin;
\\x118b7f
\.
SELECT plain, a, b, c, d, none, top, tiny, many FROM sketches;
SELECT hll_empty()::hll(12, 4), '\x118b7f'::hll(12, 4), hll_empty()::hll(12, 4)::hll(5);

-- A sketch with content must have all four parameters of the column; so must UNDEFINED.
INSERT INTO sketches (d) VALUES (hll_empty(12, 4, 16, 0) || 1::hll_hashval) RETURNING d;
INSERT INTO sketches (d) VALUES ('\x106c05') RETURNING d;
SELECT value || ' -> ' || test.error(format('INSERT INTO sketches (d) VALUES (%s)', value))
FROM (VALUES
  ('hll_empty(11, 4, 16, 0) || 1::hll_hashval'), ('hll_empty(12, 5, 16, 0) || 1::hll_hashval'),
  ('hll_empty(12, 4, 32, 0) || 1::hll_hashval'), ('hll_empty(12, 4, 16, 1) || 1::hll_hashval'),
  ($$'\x106c45'$$)) AS v (value);
SELECT test.error('UPDATE sketches SET a = hll_empty(11) || 1::hll_hashval');
-- The hint says how to make a value of the type: with log2m alone if the settings give the rest,
-- else with all four parameters; and with hll_fold if that helps.
CREATE TABLE typed (fourteen hll(14), wide hll(14, 6), nine hll(9, 5, -1, 1));
SELECT statement || ' -> ' || test.error(statement) FROM (VALUES
  ('INSERT INTO typed (fourteen) SELECT hll_add_agg(1::hll_hashval)'),
  ('INSERT INTO typed (wide) SELECT hll_add_agg(1::hll_hashval)'),
  ('INSERT INTO typed (nine) SELECT hll_add_agg(1::hll_hashval)'),
  ('INSERT INTO typed (nine) SELECT hll_add_agg(1::hll_hashval, 9, 4)')) AS v (statement);
SET hll.regwidth = 6;
SELECT column_ || ' -> ' || test.error(format('INSERT INTO typed (%I) SELECT hll_add_agg(1::hll_hashval)', column_))
FROM (VALUES ('fourteen'), ('wide')) AS v (column_);
RESET hll.regwidth;
-- Following the hint works.
INSERT INTO typed SELECT hll_add_agg(1::hll_hashval, 14), hll_add_agg(1::hll_hashval, 14, 6, -1, 1);
SET hll.log2m = 14;
INSERT INTO typed SELECT hll_add_agg(1::hll_hashval);
RESET hll.log2m;
SELECT hll_set_defaults(14, 6, -1, 1);
INSERT INTO typed (wide) SELECT hll_add_agg(1::hll_hashval);
SELECT hll_set_defaults(11, 5, -1, 1);
SELECT count(*) FROM typed;
DROP TABLE typed;
SELECT test.error($$SELECT ('\x128b7f0000000000000001')::hll(12)$$);
SELECT test.error('UPDATE sketches SET many = ARRAY[hll_empty(11) || 1::hll_hashval]');
COPY sketches (d) FROM stdin;
\\x128b7f0000000000000001
\.

-- A plain column takes every sketch; changing its type checks or converts the values.
CREATE TABLE plain (h hll);
INSERT INTO plain VALUES (hll_empty(9)), (hll_empty(12, 4) || 1::hll_hashval);
ALTER TABLE plain ALTER h TYPE hll(12, 4);
SELECT h FROM plain;
SELECT test.error('ALTER TABLE plain ALTER h TYPE hll(12, 5)');
DROP TABLE plain, sketches;
