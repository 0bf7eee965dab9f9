-- Casts of hll and hll_hashval, and which of them are implicit.
\pset format unaligned
\pset tuples_only on

-- i: implicit, a: on assignment, e: explicit only. There are no others.
SELECT castsource::regtype, casttarget::regtype, castcontext
FROM pg_cast
WHERE castsource IN ('hll'::regtype, 'hll_hashval'::regtype)
   OR casttarget IN ('hll'::regtype, 'hll_hashval'::regtype)
ORDER BY castsource::regtype::text COLLATE "C", casttarget::regtype::text COLLATE "C";

-- bytea -> hll checks the bytes, whichever form they have; hll -> bytea returns them.
SELECT image::bytea::hll::bytea FROM (VALUES
  ('\x118b7f'), ('\x108b7f'), ('\x128b7f0000000000000001'), ('\x13647f1121'), ('\x14043f8001')
) AS v (image);
SELECT image || ' -> ' || test.error(format('SELECT %L::bytea::hll', image)) FROM (VALUES
  (''), ('\x118b'), ('\x218b7f'), ('\x158b7f'), ('\x11837f'), ('\x118bff'), ('\x118b60'),
  ('\x118b7f00'), ('\x14043f80'), ('\x128b7f00'), ('\x13647f2111'), ('\x13647f10'),
  ('\x13847f0881'), ('\x11ff7f')) AS v (image);
-- An untyped literal beside an hll is an hll, too.
SELECT hll_empty() || '\x128b7f0000000000000001', '\x128b7f0000000000000001' || hll_empty();

-- Casts with a modifier behave like those of any type.
SELECT '\x118b7f'::bytea::hll(12, 4), '\x126c7f0000000000000001'::bytea::hll(12, 4);
SELECT test.error($$SELECT '\x128b7f0000000000000001'::bytea::hll(12, 4)$$);

-- Casting a number to a hash value doesn't hash it: the bits stay, with sign extension for smaller
-- integers.
SELECT 1::hll_hashval, (-1)::hll_hashval, 2147483647::hll_hashval, (-2147483648)::hll_hashval;
SELECT 1::bigint::hll_hashval, (-9223372036854775808)::hll_hashval,
       9223372036854775807::hll_hashval;
SELECT hll_hashval(5), hll_hashval(-5::bigint), hll_hashval_int4(-5);
SELECT 5::hll_hashval::bigint, (-9223372036854775808)::hll_hashval::bigint;
SELECT test.error('SELECT 1::smallint::hll_hashval');
SELECT test.error('SELECT 1.5::hll_hashval');

-- Numbers aren't cast implicitly, so that nobody adds unhashed numbers by mistake.
SELECT split_part(test.error('SELECT hll_add(hll_empty(), 1)'), E'\n', 1);
SELECT split_part(test.error('SELECT hll_add_agg(1)'), E'\n', 1);
CREATE TEMP TABLE hashes (h hll_hashval);
SELECT split_part(test.error('INSERT INTO hashes VALUES (1::bigint)'), E'\n', 1);

-- PostgreSQL's hint "add explicit type casts" leads to casts that don't hash. The comments on these
-- casts and on the aggregate name hll_hash, which does.
SELECT pg_describe_object(classid, objid, 0), description
FROM (SELECT 'pg_cast'::regclass, oid FROM pg_cast WHERE casttarget = 'hll_hashval'::regtype
      UNION ALL SELECT 'pg_proc'::regclass, oid FROM pg_proc
                WHERE proname IN ('hll_hashval', 'hll_hashval_int4', 'hll_add_agg')
      UNION ALL SELECT 'pg_type'::regclass, 'hll_hashval'::regtype) AS o (classid, objid),
     obj_description(objid, classid::regclass::name) AS description
WHERE description !~ 'hll_hash\(x\)';
-- How wrong this is: registers keep none of a thousand small numbers.
SELECT hll_cardinality(hll_add_agg(hll_hash_integer(i))) BETWEEN 900 AND 1100, #hll_add_agg(i::hll_hashval)
FROM generate_series(1, 1000) AS i;

-- NULL stays NULL.
SELECT NULL::bytea::hll IS NULL AND NULL::hll::bytea IS NULL AND NULL::hll(12) IS NULL
  AND NULL::integer::hll_hashval IS NULL AND NULL::bigint::hll_hashval IS NULL;
