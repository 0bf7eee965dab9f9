-- Text form of bloom: what is read, what is written, and which error each broken value raises. The
-- helpers of setup.sql derive the bytes from the storage rules.
\pset format unaligned
\pset tuples_only on

-- EMPTY, SPARSE without and with hashes, DENSE. Either text form of bytea can be read; hexadecimal
-- is always written, whatever bytea_output is.
CREATE TABLE good (what text, bytes bytea);
INSERT INTO good VALUES
  ('EMPTY', test.bloom_header(0, 0, 0, 0, 0, 0, 0, '')),
  ('nothing', test.bloom_header(1, 20, 7, 1000, 0, 1, 2, '')),
  ('nothing, the least', test.bloom_header(1, 1, 1, 1, 0, 1, 7, '')),
  ('SPARSE', test.bloom_image('{1, -1, 0}', 20, 7, 1000, 0, 1, 2, 'integer')),
  ('SPARSE, zero', test.bloom_image('{0}', 1, 20, 99999, 7, 5, 1, '~ a family of 32 characters !! ~')),
  ('SPARSE, full', test.bloom_image(ARRAY(SELECT test.hash(i) FROM generate_series(1, 40) AS i),
                                    20, 7, 1000, 0, 1, 2, 'integer')),
  ('SPARSE, the most', test.bloom_image(ARRAY(SELECT test.hash(i) FROM generate_series(1, 230) AS i),
                                        16777215, 7, 10000, 7, 99, 3, 'x')),
  ('DENSE', test.bloom_image(ARRAY(SELECT test.hash(i) FROM generate_series(1, 41) AS i),
                             20, 7, 1000, 0, 1, 2, 'integer')),
  ('DENSE, 20 probes', test.bloom_image('{1, 2, 3}', 1, 20, 3, 0, 1, 6, 'integer')),
  ('DENSE, no bit', test.bloom_header(2, 1, 20, 3, 0, 1, 6, 'integer') || decode(repeat('00', 64), 'hex')),
  ('DENSE, all bits', test.bloom_header(2, 2, 1, 3, 0, 5, 1, 'i') || decode(repeat('ff', 128), 'hex'));
SELECT what, (bloom_info(bytes::bloom)).form, length(bytes) FROM good;
SELECT what FROM good WHERE bytes::text::bloom::text <> bytes::text;
SET bytea_output = escape;
SELECT '\x0100010000000000000000000000000000000000000000000000000000000000000000000000000000000000'::bloom;
SELECT what FROM good
WHERE bytes::text::bloom::text <> '\x' || encode(bytes, 'hex') OR bytes::bloom::bytea <> bytes
   OR bloom_send(bytes::bloom) <> bytes OR bytes::bloom <> bytes::text::bloom;
RESET bytea_output;

-- Each broken value and its error.
CREATE TABLE broken (n serial, bytes bytea);
INSERT INTO broken (bytes) VALUES
  (''), ('\x01'), (substr(test.bloom_header(0, 0, 0, 0, 0, 0, 0, ''), 1, 43)),    -- no whole header
  (set_byte(test.bloom_header(0, 0, 0, 0, 0, 0, 0, ''), 0, 0)),                   -- version 0, 2
  (set_byte(test.bloom_header(0, 0, 0, 0, 0, 0, 0, ''), 0, 2)),
  (test.bloom_header(3, 20, 7, 1000, 0, 1, 2, '')),                               -- form 3
  (set_byte(test.bloom_header(1, 20, 7, 1000, 0, 1, 2, ''), 2, 0)),               -- hash function 0, 2
  (set_byte(test.bloom_header(1, 20, 7, 1000, 0, 1, 2, ''), 2, 2)),
  (test.bloom_header(1, 0, 7, 1000, 0, 1, 2, '')),                                -- blocks
  (test.bloom_header(1, 16777216, 7, 1000, 0, 1, 2, '')),
  (test.bloom_header(2, 4294967295, 7, 1000, 0, 1, 2, 'a')),
  (test.bloom_header(1, 20, 0, 1000, 0, 1, 2, '')),                               -- probes
  (test.bloom_header(1, 20, 21, 1000, 0, 1, 2, '')),
  (test.bloom_header(2, 1, 255, 1000, 0, 1, 2, 'a') || decode(repeat('00', 64), 'hex')),
  (test.bloom_header(0, 0, 0, 0, 0, 0, 0, '') || '\x00'),                         -- sizes
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 2, 'a') || decode(repeat('01', 7), 'hex')),
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 2, 'a') || decode(repeat('01', 9), 'hex')),
  (test.bloom_header(2, 20, 7, 1000, 0, 1, 2, 'a')),
  (test.bloom_header(2, 1, 7, 10, 0, 1, 2, 'a') || decode(repeat('01', 63), 'hex')),
  (test.bloom_header(2, 1, 7, 10, 0, 1, 2, 'a') || decode(repeat('01', 65), 'hex')),
  (test.bloom_header(1, 1, 7, 10, 0, 1, 2, 'a') || '\x010000000000000002000000000000000300000000000000'),
  (test.bloom_header(1, 1, 7, 10, 0, 1, 2, 'a') || '\x0100000000000000020000000000000003'),
  (test.bloom_header(1, 200, 7, 10000, 0, 1, 2, 'a') || decode(repeat('01', 8 * 231), 'hex')),
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 2, E'a\tb') || '\x0100000000000000'),  -- kind
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 2, 'é') || '\x0100000000000000'),
  (set_byte(test.bloom_header(1, 20, 7, 1000, 0, 1, 2, 'a'), 43, 97) || '\x0100000000000000'),
  (set_byte(test.bloom_header(1, 20, 7, 1000, 0, 1, 2, ''), 20, 97) || '\x0100000000000000'),
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 2, '') || '\x0100000000000000'),       -- of what is held
  (test.bloom_header(2, 1, 7, 10, 0, 1, 2, '') || decode(repeat('00', 64), 'hex')),
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 2, 'a')),
  (test.bloom_header(0, 1, 0, 0, 0, 0, 0, '')),                                   -- more than EMPTY
  (test.bloom_header(0, 0, 1, 0, 0, 0, 0, '')), (test.bloom_header(0, 0, 0, 0, 0, 0, 2, '')),
  (test.bloom_header(0, 0, 0, 0, 0, 0, 0, 'a')),
  (test.bloom_header(1, 20, 7, 0, 0, 1, 2, '')), (test.bloom_header(1, 20, 7, 100000, 0, 1, 2, '')),
  (test.bloom_header(1, 20, 7, 9999, 1, 1, 2, '')), (test.bloom_header(1, 20, 7, 1, 7, 1, 2, '')),
  (test.bloom_header(1, 20, 7, 1000, 0, 10, 3, '')), (test.bloom_header(1, 20, 7, 1000, 0, 0, 2, '')),
  (test.bloom_header(1, 20, 7, 1000, 0, 101, 3, '')), (test.bloom_header(1, 20, 7, 1000, 0, 6, 1, '')),
  (test.bloom_header(1, 20, 7, 1000, 0, 51, 2, '')), (test.bloom_header(1, 20, 7, 1000, 0, 9, 8, '')),
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 0, '')), (test.bloom_header(1, 20, 7, 1000, 0, 1, 9, '')),
  (set_byte(test.bloom_header(1, 20, 7, 1000, 0, 1, 2, ''), 11, 128)),
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 2, 'a') || '\x01000000000000000100000000000000'),
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 2, 'a') || '\x00000000000000000000000000000080ffffffffffffff7f'),
  (test.bloom_header(1, 20, 7, 1000, 0, 1, 2, 'a') || '\x01000000000000020200000000000001');
SELECT n || ' -> ' || test.error(format('SELECT %L::bloom', bytes)) FROM broken ORDER BY n;
-- The cast from bytea raises the same errors with another SQLSTATE; so does the cast that applies a
-- modifier.
SELECT n, a, b FROM broken,
     LATERAL (SELECT test.error(format('SELECT %L::bloom', bytes)),
                     test.error(format('SELECT %L::bytea::bloom', bytes)),
                     test.error(format('SELECT %L::bloom(10)', bytes))) AS e (a, b, c)
WHERE a <> c OR a NOT LIKE '22P02: invalid value for type bloom%'
   OR b <> replace(a, '22P02: invalid value', '22P03: invalid binary value');
SELECT test.error($$SELECT '\x0'::bloom$$), test.error($$SELECT '\xzz'::bloom$$);
-- Text that isn't any bytes, such as may stand beside a bloom; and bytes from Redis.
SELECT text || ' -> ' || test.error(format('SELECT %L::bloom', text)) FROM (VALUES
  ('abc'), ('42'), ('HYLL\x01\x00'), ('\x48594c4c01000000'), ('\x48594c')) AS v (text);
SELECT split_part(test.error($$SELECT bloom_empty(10) || 'hello'$$), E'\n', 2),
       test.error($$SELECT 'HYLL\001'::bytea::bloom$$);
-- Bytes in the escape format can be read.
SELECT bloom_empty(10) = ('\001\001\001' || substr(encode(bloom_empty(10)::bytea, 'escape'), 4))::bloom;

SELECT typstorage, typlen, typbyval, typalign FROM pg_type WHERE typname = 'bloom';

-- Broken values with a whole header that got into a table unchecked: every function that reads one
-- raises XX001, or takes the bytes as they are.
CREATE FUNCTION pg_temp.unchecked(bytea) RETURNS bloom LANGUAGE internal IMMUTABLE STRICT AS 'byteasend';
CREATE TABLE readers (call text);
INSERT INTO readers VALUES
  ('bloom_cardinality(%s)'), ('#%s'), ('bloom_fpr(%s)'), ('bloom_fill(%s)'), ('bloom_capacity(%s)'),
  ('bloom_target_fpr(%s)'), ('bloom_info(%s)'), ('%s @> 1'), ('1 <@ %s'), ('bloom_contains(%s, 1)'),
  ('bloom_contains_all(%s, ARRAY[1, 2])'), ('bloom_add(%s, 1)'), ('bloom_add_all(%s, ARRAY[1, 2])'),
  ('%s || bloom_empty(10)'), ('bloom_empty(10) || %s'), ('bloom_union_agg(%s)'), ('bloom_fold(%s, 1)'),
  ('bloom_fold(%s, 2)'), ('bloom_intersection_cardinality(%s, %1$s)'), ('%s::bloom(10)'),
  ('bloom_intersection_cardinality(bloom_empty(10), %s)');
SELECT call, n, e FROM readers, broken,
     LATERAL (SELECT test.error(format('SELECT ' || replace(call, '%s', '%1$s'),
                                       format('pg_temp.unchecked(%L)', bytes)))) AS t (e)
WHERE n <= 23 AND e NOT LIKE 'XX001: stored value of type bloom is corrupt%';
SELECT left(e, 5), count(*) > 0 FROM readers, broken,
     LATERAL (SELECT test.error(format('SELECT ' || replace(call, '%s', '%1$s'),
                                       format('pg_temp.unchecked(%L)', bytes)))) AS t (e)
WHERE n > 23 GROUP BY 1 ORDER BY 1;

-- Output and equality don't parse the value, so that it can be found and deleted.
SELECT pg_temp.unchecked('\x02'), pg_temp.unchecked('\x02') = bloom_empty(10);
DROP TABLE good, broken, readers;
