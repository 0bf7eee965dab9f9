-- hll.max_sparse and hll_set_max_sparse(n). With n >= 0, registers are written SPARSE exactly if
-- sparse is on and at most n of them are set; -1 chooses the smaller form.
\pset format unaligned
\pset tuples_only on

CREATE FUNCTION pg_temp.filled(n integer, sparseon integer DEFAULT 1) RETURNS hll LANGUAGE sql AS
$$ SELECT hll_add_agg((64 + i)::hll_hashval, 6, 5, 0, sparseon) FROM generate_series(1, n) AS i $$;

-- 64 registers of 5 bits take 320 bits: 29 words of 11 bits are smaller, 30 are not.
SELECT n, hll_type(pg_temp.filled(n)) FROM generate_series(28, 31) AS n;
SET hll.max_sparse = 5;
SELECT n, hll_type(pg_temp.filled(n)) FROM generate_series(4, 7) AS n;
SET hll.max_sparse = 40;
SELECT n, hll_type(pg_temp.filled(n)) FROM generate_series(39, 42) AS n;
SET hll.max_sparse = 2147483647;
SELECT hll_type(pg_temp.filled(64)), octet_length(pg_temp.filled(64)::bytea) = 3 + 64 * 11 / 8;
SELECT hll_type(pg_temp.filled(64, 0));
SET hll.max_sparse = 0;
SELECT hll_type(pg_temp.filled(1)), hll_type(hll_empty(6, 5, 0) || 1::hll_hashval);
SET hll.max_sparse = 1;
SELECT hll_type(pg_temp.filled(1)), hll_type(pg_temp.filled(2));
RESET hll.max_sparse;
SELECT n, hll_type(pg_temp.filled(n)) FROM generate_series(29, 30) AS n;

-- The bytes are those of the reference, whether an aggregate, an addition or a union made them.
CREATE FUNCTION pg_temp.wrong(max_sparse integer) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM hll_set_max_sparse(max_sparse);
  RETURN QUERY
  SELECT format('max_sparse %s, n %s', max_sparse, n)
  FROM unnest(ARRAY[2, 3, 5, 6, 7, 20, 60, 200]) AS n,
       LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, 6, 5, 0),
                       hll_add_agg(test.hash(i)::hll_hashval, 6, 5, 0) FILTER (WHERE i < n),
                       array_agg(test.hash(i))
                FROM generate_series(1, n) AS i) AS a (h, less, hashes)
  WHERE h::bytea <> test.image(hashes, 6, 5, 0, 1, max_sparse)
     OR less || test.hash(n)::hll_hashval <> h OR less || h <> h OR h || h <> h;
END $$;
SELECT pg_temp.wrong(max_sparse) FROM unnest(ARRAY[-1, 0, 1, 5, 6, 40, 64, 1000]) AS max_sparse;
RESET hll.max_sparse;

-- It changes what is written, not what is read; EXPLICIT and EMPTY ignore it.
CREATE TEMP TABLE written (h hll);
SET hll.max_sparse = 0;
INSERT INTO written VALUES (pg_temp.filled(3));
SELECT hll_type(hll_empty()), hll_type(hll_empty() || 1::hll_hashval);
RESET hll.max_sparse;
SELECT hll_type(h), hll_type(h || hll_empty()), h <> pg_temp.filled(3), h || h = pg_temp.filled(3),
       hll_cardinality(h) = hll_cardinality(pg_temp.filled(3)) FROM written;

-- hll_set_max_sparse returns the old value; everything from -1 up is allowed.
SELECT hll_set_max_sparse(100), hll_set_max_sparse(0), hll_set_max_sparse(-1),
       hll_set_max_sparse(-1);
SELECT test.error('SELECT hll_set_max_sparse(-2)');
SELECT test.error('SET hll.max_sparse = -2');
SHOW hll.max_sparse;
