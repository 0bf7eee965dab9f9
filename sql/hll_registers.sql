-- hll_registers and hll_from_registers. docs/interop.md has the recipes for other systems.
\pset format unaligned
\pset tuples_only on

-- The registers of every form are those that the rules of storage give.
CREATE TEMP TABLE sketches AS
SELECT log2m, regwidth, expthresh, n, array_agg(hash) AS hashes,
       hll_add_agg(hash::hll_hashval, log2m, regwidth, expthresh) AS h
FROM unnest(ARRAY[4, 7, 11]) AS log2m, generate_series(1, 8) AS regwidth, unnest(ARRAY[-1, 0, 128]) AS expthresh,
     unnest(ARRAY[1, 3, 20, 100, 3000]) AS n, generate_series(1, 3000) AS i, test.hash(i) AS hash
WHERE i <= n GROUP BY 1, 2, 3, 4;
SELECT DISTINCT hll_type(h) FROM sketches ORDER BY 1;
SELECT log2m, regwidth, expthresh, n FROM sketches AS s
WHERE hll_registers(h) IS DISTINCT FROM
      (SELECT array_agg(coalesce(value, 0)::smallint ORDER BY i)
       FROM generate_series(0, (1 << log2m) - 1) AS i
       LEFT JOIN test.registers(hashes, log2m, regwidth) AS r ON r.index = i);
-- They come back: as the same registers, and as the sketch of the same hashes with expthresh 0.
SELECT log2m, regwidth, expthresh, n FROM sketches, hll_registers(h) AS r
WHERE hll_registers(hll_from_registers(r, regwidth)) <> r
   OR hll_from_registers(r, regwidth)::bytea <> test.image(hashes, log2m, regwidth, 0)
   OR hll_from_registers(r, 8) <> hll_from_registers(hll_registers(hll_from_registers(r, 8)), 8);

-- NULL, UNDEFINED, EMPTY; a hash that sets no register.
SELECT hll_registers(NULL) IS NULL, hll_from_registers(NULL, 5) IS NULL, hll_from_registers('{}', NULL) IS NULL,
       hll_registers('\x108b7f') IS NULL;
SELECT hll_registers(hll_empty(4)), hll_registers(hll_empty(4) || 3::hll_hashval), hll_registers('\x138440');
SELECT hll_from_registers(array_fill(0::smallint, ARRAY[16]), 5), hll_print(hll_from_registers(array_fill(255::smallint, ARRAY[16]), 8)),
       array_dims(hll_registers(hll_empty(17))), pg_typeof(hll_registers(hll_empty(4)));
-- The array's lower bound doesn't matter; toasted and large arrays.
SELECT hll_from_registers('[0:15]={0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15}', 4) = hll_from_registers('{0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15}', 4);
CREATE TEMP TABLE arrays AS
SELECT array_agg((i % 60)::smallint ORDER BY i) AS r FROM generate_series(1, 1 << 18) AS i;
SELECT hll_registers(hll_from_registers(r, 6)) = r, hll_log2m(hll_from_registers(r, 6)) FROM arrays;
-- hll.max_sparse decides on the form, as everywhere.
SET hll.max_sparse = 0;
SELECT hll_type(hll_from_registers('{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1}', 5));
RESET hll.max_sparse;
SELECT hll_type(hll_from_registers('{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1}', 5));

-- Wrong arrays and parameters.
SELECT test.error(statement) FROM (VALUES
  ($$SELECT hll_from_registers('{}', 5)$$), ($$SELECT hll_from_registers('{1}', 5)$$),
  ($$SELECT hll_from_registers(array_fill(1::smallint, ARRAY[8]), 5)$$),
  ($$SELECT hll_from_registers(array_fill(1::smallint, ARRAY[17]), 5)$$),
  ($$SELECT hll_from_registers(array_fill(1::smallint, ARRAY[4, 4]), 5)$$),
  ($$SELECT hll_from_registers(array_fill(NULL::smallint, ARRAY[16]), 5)$$),
  ($$SELECT hll_from_registers(array_fill(32::smallint, ARRAY[16]), 5)$$),
  ($$SELECT hll_from_registers(array_fill(0::smallint, ARRAY[15]) || (-1)::smallint, 8)$$),
  ($$SELECT hll_from_registers(array_fill(0::smallint, ARRAY[16]) || array_fill(256::smallint, ARRAY[16]), 8)$$),
  ($$SELECT hll_from_registers(array_fill(1::smallint, ARRAY[16]), 0)$$),
  ($$SELECT hll_from_registers(array_fill(1::smallint, ARRAY[16]), 9)$$),
  ($$SELECT hll_registers(hll_empty(27))$$), ($$SELECT hll_registers(hll_empty(29, 5) || hll_hash(1))$$)) AS v (statement);
