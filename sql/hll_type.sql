-- Text form of hll and hll_hashval: what is read, what is written, and which error each broken
-- image raises. The bytes are derived by hand from the storage rules.
\pset format unaligned
\pset tuples_only on

-- Either text form of bytea can be read; hexadecimal is always written, whatever bytea_output is.
-- EMPTY, UNDEFINED, EXPLICIT {-1, 0, 1}, SPARSE {register 1: 1, register 2: 1}, FULL, and registers
-- of which none is set.
SET bytea_output = escape;
SELECT image::hll FROM (VALUES
  ('\x118b7f'), ('\021\213\177'), ('\x108b7f'),
  ('\x128b7fffffffffffffffff00000000000000000000000000000001'),
  ('\x13647f1121'), ('\x14043f8001'), ('\x138b7f')) AS v (image);
RESET bytea_output;

-- Every cutoff code of the specification, with sparse on and off, comes back as it was written. So
-- does each pair of log2m and regwidth whose FULL form fits a value: 28 * 8 - 6.
SELECT code
FROM generate_series(0, 127) AS code, format('\x118b%s', lpad(to_hex(code), 2, '0')) AS image
WHERE code % 64 NOT BETWEEN 32 AND 62 AND image::hll::text <> image;
SELECT count(*) FROM generate_series(4, 31) AS log2m, generate_series(1, 8) AS regwidth
WHERE regwidth * 2 ^ log2m / 8 + 3 + 4 < 2 ^ 30
  AND test.header(1, log2m, regwidth, -1, 1)::text::hll::text
      = test.header(1, log2m, regwidth, -1, 1)::text;

-- Each broken image and its error.
SELECT image || ' -> ' || test.error(format('SELECT %L::hll', image)) FROM (VALUES
  (''), ('\x11'), ('\x118b'),                 -- no whole header
  ('\x018b7f'), ('\x218b7f'), ('\x616263'),   -- schema version 0, 2, 6
  ('\x158b7f'), ('\x1f8b7f'),                 -- type 5, 15
  ('\x11837f'), ('\x11807f'),                 -- log2m 3, 0
  ('\x118bff'),                               -- padding bit of the header
  ('\x118b60'), ('\x118b3e'),                 -- cutoff code 32, 62
  ('\x11ff7f'), ('\x11fe7f'), ('\x117f7f'),   -- (31, 8), (30, 8), (31, 4): FULL would not fit
  ('\x118b7f00'), ('\x108b7f00'),             -- EMPTY and UNDEFINED with data
  ('\x14043f80'), ('\x14043f800100'),         -- FULL of 16 one-bit registers in 1 and 3 bytes
  ('\x128b7f00000000000001'),                 -- EXPLICIT: 7 bytes
  ('\x128b7f00000000000000020000000000000001'),                 -- descending
  ('\x128b7f0000000000000000ffffffffffffffff'),                 -- descending as signed numbers
  ('\x128b7f00000000000000010000000000000001'),                 -- the same twice
  ('\x13647f2111'), ('\x13647f1112'),         -- SPARSE: descending, a register twice
  ('\x13647f10'), ('\x13647f1120'),           -- SPARSE: value 0
  ('\x13847f0881'), ('\x13847f08c0'),         -- SPARSE, words of 9 bits: padding set
  ('\x13847f08'),                             -- SPARSE, a word of 9 bits in 8
  ('\x138b7f002100'), ('\x138b7f00'),         -- SPARSE, words of 16 bits in 24 and 8
  ('\x13047f0800'), ('\x13047f08c000'),       -- SPARSE, words of 5 bits: a byte too many
  ('\x13447f1e00'),                           -- SPARSE, words of 7 bits: a byte too many
  ('\x118')) AS v (image);

-- Text that isn't any bytes, such as may stand beside an hll; bytes from Redis, written in all
-- ways; and a Redis string in the escape format that redis-cli prints, which bytea doesn't know.
SELECT text || ' -> ' || test.error(format('SELECT %L::hll', text)) FROM (VALUES
  ('hello'), ('42'), (' \x118b7f'), ('é'), ('{"version": 1}'), ('HYLL'), ('HYLL\001\000'), ('HYLL\x01\x00'),
  ('\x48594c4c01000000'), ('\110YLL\001'), ('\x48594c'), ('HYL')) AS v (text);
SELECT split_part(test.error($$SELECT hll_empty() || 'hello'$$), E'\n', 2);
SELECT test.error($$SELECT 'HYLL\001'::bytea::hll$$);
-- Bytes in the escape format can be read, as octal digits or as characters.
SELECT '\021\213\177'::hll, hll_type((E'\x12' || '\213\177' || E'\x01' || repeat('\000', 6) || 'A')::hll);

-- All codes between 32 and 62 are refused; 31 and 63 aren't.
SELECT DISTINCT left(test.error(format('SELECT %L::hll', '\x118b' || to_hex(64 + code))), 5)
FROM generate_series(32, 62) AS code;

-- Narrow SPARSE words of 5, 6 and 7 bits, for which the padding of the last byte can be as long as
-- a word. The first 1 to 16 registers are set to 1.
SELECT regwidth, n, image
FROM generate_series(1, 3) AS regwidth, generate_series(1, 16) AS n,
     LATERAL (SELECT test.header(3, 4, regwidth, 0, 1)
                || test.packed(string_agg((i - 1)::bit(4)::text || right('001', regwidth), ''))
              FROM generate_series(1, n) AS i) AS s (image)
WHERE image::text::hll::text <> image::text
   OR hll_print(image::hll)::text NOT LIKE format('COMPRESSED, %s filled%%', n);

-- An hll_hashval is written as a signed number of 64 bits.
SELECT h::hll_hashval
FROM (VALUES ('0'), (' -1 '), ('9223372036854775807'), ('-9223372036854775808')) AS v (h);
SELECT test.error($$SELECT '9223372036854775808'::hll_hashval$$);
SELECT test.error($$SELECT 'abc'::hll_hashval$$);
