-- SPARSE and FULL: which register a hash sets, to which value, and which form is written.
\pset format unaligned
\pset tuples_only on

-- A hash with a single bit k above the index bits sets its register to k + 1, clipped to regwidth
-- bits. SPARSE has one word: the index, then the value. For every bit, every regwidth, the first
-- and the last register.
SELECT log2m, regwidth, k, index, h
FROM unnest(ARRAY[4, 5, 11, 17, 24]) AS log2m, generate_series(1, 8) AS regwidth,
     generate_series(0, 63 - log2m) AS k, unnest(ARRAY[0, 5, (2 ^ log2m)::integer - 1]) AS index,
     LATERAL (SELECT hll_empty(log2m, regwidth, 0, 1)
                || ((1::bigint << log2m + k) | index)::hll_hashval) AS a (h)
WHERE h::bytea <> test.header(3, log2m, regwidth, 0, 1)
  || test.packed(right(index::bit(64)::text, log2m)
                 || right(least(k + 1, 2 ^ regwidth - 1)::integer::bit(64)::text, regwidth));

-- Bits above the lowest one make no difference, not even the sign bit.
SELECT hll_empty(4, 4, 0) || 16::hll_hashval, hll_empty(4, 4, 0) || (-16)::hll_hashval,
       hll_empty(4, 4, 0) || (-1)::hll_hashval,
       hll_empty(4, 6, 0) || (-9223372036854775808)::hll_hashval;

-- A hash without a bit above the index sets no register, but the sketch is no longer EMPTY.
SELECT hll_empty(4, 4, 0) || 15::hll_hashval, hll_empty(4, 4, 0, 0) || 0::hll_hashval;
SELECT DISTINCT hll_cardinality(hll_empty(4, 4, 0, sparseon) || i::hll_hashval)
FROM generate_series(0, 15) AS i, generate_series(0, 1) AS sparseon;
SELECT i
FROM generate_series(0, 15) AS i, LATERAL (SELECT hll_empty(4, 4, 0) || 18::hll_hashval) AS a (h)
WHERE h || i::hll_hashval <> h;
SELECT hll_empty(4, 4, 2) || 0::hll_hashval || 1::hll_hashval || 2::hll_hashval;

-- A register keeps its maximum, in whatever order values come.
SELECT DISTINCT hll_empty(4, 4, 0) || a::hll_hashval || b::hll_hashval || c::hll_hashval
FROM unnest(ARRAY[17, 33, 65]) AS a, unnest(ARRAY[17, 33, 65]) AS b, unnest(ARRAY[17, 33, 65]) AS c
WHERE a <> b AND b <> c AND a <> c;

-- SPARSE is written while filled * (log2m + regwidth) < 2^log2m * regwidth, else FULL. Tests the
-- last count below this limit and the next one, for each pair of parameters; each register is set
-- to 1.
SELECT log2m, regwidth, n, hll_type(h), octet_length(h::bytea)
FROM generate_series(4, 11) AS log2m, generate_series(1, 8) AS regwidth,
     LATERAL (SELECT ceil(2 ^ log2m * regwidth / (log2m + regwidth))::integer - 1) AS b (most),
     generate_series(most, most + 1) AS n,
     LATERAL (SELECT hll_add_agg((2 ^ log2m + i)::bigint::hll_hashval, log2m, regwidth, 0, 1)
              FROM generate_series(1, n) AS i) AS a (h)
WHERE (hll_type(h), octet_length(h::bytea))
      <> CASE n WHEN most THEN (3, 3 + (n * (log2m + regwidth) + 7) / 8)
                ELSE (4, 3 + (1 << log2m) * regwidth / 8) END;
-- Worked out by hand: words of 5 bits against 16 bits in all; words of 16 bits against 10240 bits
-- in all.
SELECT n, hll_add_agg((16 + i)::hll_hashval, 4, 1, 0)
FROM generate_series(3, 4) AS n, generate_series(1, n) AS i GROUP BY n ORDER BY n;
SELECT n, hll_type(hll_add_agg((2048 + i)::hll_hashval, 11, 5, 0))
FROM generate_series(639, 640) AS n, generate_series(1, n) AS i GROUP BY n ORDER BY n;

-- With sparse off FULL is always written.
SELECT DISTINCT n, hll_type(h), octet_length(h::bytea)
FROM unnest(ARRAY[1, 5, 500]) AS n,
     LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, 9, 6, 0, 0)
              FROM generate_series(1, n) AS i) AS a (h)
ORDER BY n;

-- Random content in every regwidth has the same bytes as the reference, also with 2^16 registers.
SELECT log2m, regwidth, sparseon, n
FROM unnest(ARRAY[4, 5, 8]) AS log2m, generate_series(1, 8) AS regwidth,
     generate_series(0, 1) AS sparseon, unnest(ARRAY[1, 3, 10, 33, 120, 500]) AS n,
     LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, 0, sparseon),
                     array_agg(test.hash(i)) FROM generate_series(1, n) AS i) AS a (h, hashes)
WHERE h::bytea <> test.image(hashes, log2m, regwidth, 0, sparseon)
   OR h::text::hll <> h;
SELECT n FROM unnest(ARRAY[300, 1000]) AS n,
     LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, 16, 5, 256), array_agg(test.hash(i))
              FROM generate_series(1, n) AS i) AS a (h, hashes)
WHERE h::bytea <> test.image(hashes, 16, 5, 256) OR hll_type(h) <> 3;
