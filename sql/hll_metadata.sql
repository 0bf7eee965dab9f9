-- hll_print, and the functions for a sketch's parameters and form.
\pset format unaligned
\pset null NULL
SELECT h, hll_schema_version(h), hll_type(h), hll_log2m(h), hll_regwidth(h), hll_sparseon(h),
       (hll_expthresh(h)).*
FROM unnest(ARRAY['\x108b7f', '\x118b7f', '\x128b7f0000000000000001', '\x13647f1121',
                  '\x14043f8001', '\x116c05', '\x110c40']::hll[]) AS h;

-- Every combination of parameters can be read back.
SELECT log2m, regwidth, expthresh, sparseon
FROM generate_series(4, 31) AS log2m, generate_series(1, 8) AS regwidth,
     unnest(ARRAY[-1, 0, 1, 128, 1073741824]) AS expthresh, generate_series(0, 1) AS sparseon,
     LATERAL (SELECT CASE WHEN log2m + ceil(log(2, regwidth)) < 33
                          THEN hll_empty(log2m, regwidth, expthresh, sparseon) END) AS v (h)
WHERE (hll_log2m(h), hll_regwidth(h), (hll_expthresh(h)).specified, hll_sparseon(h), hll_type(h))
      <> (log2m, regwidth, expthresh, sparseon, 1);

-- NULL.
SELECT num_nulls(hll_schema_version(NULL), hll_type(NULL), hll_log2m(NULL), hll_regwidth(NULL),
                 hll_sparseon(NULL), hll_expthresh(NULL)::text, hll_print(NULL)::text) AS nulls;

-- hll_print returns what postgresql-hll 2.17 returns.
\pset tuples_only on
SELECT hll_print(hll_empty());
SELECT hll_print(hll_empty(12, 4, 16, 0));
SELECT hll_print(hll_empty(12, 4, 0, 0));
SELECT hll_print('\x108b7f'::hll);
SELECT hll_print(hll_empty(5, 5, 4) || (-1)::hll_hashval || 7::hll_hashval
                 || 9223372036854775807::hll_hashval);
SELECT hll_print(hll_add_agg(test.hash(i)::hll_hashval, 6, 5, 0)) FROM generate_series(1, 5) AS i;
SELECT hll_print(hll_add_agg(test.hash(i)::hll_hashval, 6, 5, -1, 0))
FROM generate_series(1, 500) AS i;
SELECT hll_print(hll_add_agg(test.hash(i)::hll_hashval, 5, 3, 2)) FROM generate_series(1, 100) AS i;
SELECT md5(hll_print(hll_add_agg(test.hash(i)::hll_hashval))::text)
       = '7059bac6b09884dec45641add80399cc'
FROM generate_series(1, 5000) AS i;

-- 16 registers fill half a row.
SELECT hll_print(hll_empty(4, 7, 0) || 16::hll_hashval || (-9223372036854775808)::hll_hashval);

-- So many registers that a text has no room for them.
SELECT test.error('SELECT hll_print(hll_empty(29, 1, 0) || 1::bigint::hll_hashval)');
