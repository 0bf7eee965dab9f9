-- hll_info: all properties of a sketch in one row; hll_nbytes: how large sketches become.
\pset format unaligned
\pset null NULL

SELECT i.* FROM unnest(ARRAY['\x108b7f', '\x118b7f', '\x128b7f0000000000000001', '\x13647f1121',
                             '\x14043f8001', '\x116c05', '\x110c40']::hll[]) AS h, hll_info(h) AS i;
SELECT hll_info(NULL) IS NULL AS null;

-- The columns are what the functions of the same name give, for every form and all parameters.
CREATE TEMP TABLE sketches AS
SELECT log2m, regwidth, expthresh, sparseon, n,
       hll_empty(log2m, regwidth, expthresh, sparseon)
       || (SELECT hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh, sparseon)
           FROM generate_series(1, n) AS i) AS h
FROM unnest(ARRAY[4, 9, 12]) AS log2m, unnest(ARRAY[1, 5, 8]) AS regwidth,
     unnest(ARRAY[-1, 0, 16, 1024]) AS expthresh, generate_series(0, 1) AS sparseon,
     unnest(ARRAY[0, 1, 16, 17, 200, 1000, 20000]) AS n;
SELECT i.form, count(*) FROM sketches, hll_info(h) AS i GROUP BY 1 ORDER BY 1;
SELECT s.*, i FROM sketches AS s, hll_info(h) AS i
WHERE i.form <> (ARRAY['EMPTY', 'EXPLICIT', 'SPARSE', 'FULL'])[hll_type(h)]
   OR (i.log2m, i.regwidth, i.expthresh, i.sparseon)
      <> (hll_log2m(h), hll_regwidth(h), (hll_expthresh(h)).specified, hll_sparseon(h))
   OR i.nbytes <> length(h::bytea) + 4 OR i.cardinality <> #h OR i.error <> hll_error(h);
SELECT s.*, i FROM sketches AS s, hll_info(h) AS i
WHERE n < 20000 AND i.filled <> CASE WHEN hll_type(h) < 3 THEN n
  ELSE (SELECT count(*)
        FROM test.registers(ARRAY(SELECT test.hash(j) FROM generate_series(1, n) AS j),
                            i.log2m, i.regwidth)) END;
SELECT test.error($$SELECT hll_info('\x15')$$);

-- No sketch exceeds hll_nbytes, and the largest has so many.
SELECT log2m, regwidth, expthresh, max(i.nbytes), hll_nbytes(log2m, regwidth, expthresh)
FROM sketches AS s, LATERAL (SELECT nbytes FROM hll_info(h)) AS i
GROUP BY log2m, regwidth, expthresh HAVING max(i.nbytes) > hll_nbytes(log2m, regwidth, expthresh);
SELECT count(*) AS combinations
FROM generate_series(4, 16) AS log2m, generate_series(1, 8) AS regwidth
WHERE hll_nbytes(log2m, regwidth)
      = (hll_info(hll_empty(log2m, regwidth, 0, 0) || test.hash(1)::hll_hashval)).nbytes;
SELECT expthresh, hll_nbytes(11, 5, expthresh), (hll_info(h)).form
FROM unnest(ARRAY[256, 1024]) AS expthresh,
     LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, 11, 5, expthresh)
              FROM generate_series(1, expthresh) AS i) AS s (h)
WHERE (hll_info(h)).nbytes = hll_nbytes(11, 5, expthresh);
SELECT hll_nbytes(11), hll_nbytes(11, 5) AS regwidth_5, hll_nbytes(11, expthresh => 0) AS registers,
       hll_nbytes(30, 7) AS large, hll_nbytes(4, 1) AS least, hll_nbytes(11, 5, 1073741824) AS most;
SELECT num_nulls(hll_nbytes(NULL), hll_nbytes(11, NULL), hll_nbytes(11, 5, NULL)) AS nulls;
-- The same errors as elsewhere.
SELECT test.error('SELECT hll_nbytes' || arguments) AS error,
       test.error('SELECT hll_nbytes' || arguments)
         = test.error('SELECT hll_empty' || arguments) AS same
FROM unnest(ARRAY['(3)', '(32)', '(11, 0)', '(11, 9)', '(11, 5, -2)', '(11, 5, 3)',
                  '(11, 5, 2147483648)', '(31, 8)']) AS arguments;
