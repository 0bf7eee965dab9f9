-- Functions and operators of bloom: results, NULLs, forms, kinds, errors.
\pset format unaligned
\pset tuples_only on

-- NULL rules: looking up NULL gives NULL; adding NULL leaves the filter as it is.
SELECT call FROM (VALUES
  ('bloom_contains(NULL::bloom, 1)'), ('bloom_contains(bloom_empty(10), NULL::integer)'),
  ('bloom_empty(10) @> NULL'), ('NULL::integer <@ bloom_empty(10)'), ('1 <@ NULL::bloom'),
  ('bloom_contains_all(NULL, ARRAY[1])'), ('bloom_contains_all(bloom_empty(10), NULL::integer[])'),
  ('bloom_add(NULL, 1)'), ('bloom_add(NULL, NULL)'), ('bloom_add_all(NULL, ARRAY[1])'),
  ('bloom_union(NULL, bloom_empty(10))'), ('bloom_empty(10) || NULL'), ('# NULL::bloom'),
  ('bloom_fold(NULL, 1)'), ('bloom_fold(bloom_empty(10), NULL)'), ('bloom_fpr(NULL)'), ('bloom_fill(NULL)'),
  ('bloom_cardinality(NULL)'), ('bloom_capacity(NULL)'), ('bloom_target_fpr(NULL)'),
  ('bloom_intersection_cardinality(NULL, bloom_empty(10))'), ('bloom_info(NULL)'), ('bloom_empty(NULL)'),
  ('bloom_empty(10, NULL)'), ('bloom_nbytes(NULL)'), ('bloom_nbytes(10, NULL)'),
  -- bloom_contains_all treats NULL like x = ALL: FALSE wins over NULL, NULL over TRUE.
  ('bloom_contains_all(bloom_add(bloom_empty(10), 1), ARRAY[1, NULL])')) AS v (call)
WHERE test.error(format('DO $do$ BEGIN IF (%s) IS NOT NULL THEN RAISE ''%%'', 1; END IF; END $do$', call)) NOT LIKE 'no error%';
SELECT bloom_add(f, NULL::integer) = f, bloom_add(f, NULL) = f, bloom_add_all(f, NULL::integer[]) = f,
       bloom_add_all(f, ARRAY[NULL, NULL]::integer[]) = f, bloom_add_all(f, '{}'::text[]) = f,
       bloom_add_all(f, ARRAY[NULL, 2, NULL]) = bloom_add(f, 2), bloom_contains_all(f, '{}'::integer[]),
       bloom_contains_all(f, ARRAY[1, 1]), bloom_contains_all(f, ARRAY[1, NULL, 3])
FROM bloom_add(bloom_empty(10), 1) AS f;
-- The same rules hold for a filter without parameters.
SELECT bloom_add(f, NULL::integer) = f, bloom_add_all(f, '{}'::text[]) = f, f @> 1, f @> 'a', 'a' <@ f,
       f @> NULL IS NULL, bloom_contains_all(f, ARRAY[1]), bloom_contains_all(f, '{}'::integer[]),
       bloom_cardinality(f), bloom_fpr(f), bloom_fill(f), bloom_capacity(f) IS NULL,
       bloom_target_fpr(f) IS NULL, bloom_fold(f, 7) = f, f || f = f,
       bloom_intersection_cardinality(f, f), f || bloom_empty(5) = bloom_empty(5),
       bloom_empty(5) || f = bloom_empty(5), bloom_info(f)
FROM (SELECT bloom_union_agg(NULL::bloom)) AS v (f);

-- Adds elements one by one, through all forms: every added element is found.
DO $$
DECLARE
  f bloom;
  capacity integer;
BEGIN
  FOREACH capacity IN ARRAY '{1, 25, 26, 100, 2800, 3000}'::integer[] LOOP
    f := bloom_empty(capacity);
    FOR i IN 1 .. least(2 * capacity, 600) LOOP
      f := bloom_add(f, i);
      IF NOT bloom_contains_all(f, ARRAY(SELECT generate_series(1, i))) OR NOT f @> i OR NOT i <@ f
         OR f <> bloom_add(f, i) THEN RAISE '% of % lost', i, capacity; END IF;
    END LOOP;
    IF f <> bloom_add_all(bloom_empty(capacity), ARRAY(SELECT generate_series(least(2 * capacity, 600), 1, -1)))
    THEN RAISE 'the order changes the bytes, capacity %', capacity; END IF;
  END LOOP;
END $$;

-- The limits of the SPARSE form: 2 hashes for each block, and 230 hashes.
SELECT n, form, cardinality = n AS exact, nbytes FROM (VALUES (2), (3)) AS v (n),
     bloom_info(bloom_add_all(bloom_empty(10), ARRAY(SELECT generate_series(1, n))));
SELECT n, form, cardinality = n AS exact, nbytes FROM (VALUES (230), (231)) AS v (n),
     bloom_info(bloom_add_all(bloom_empty(100000), ARRAY(SELECT generate_series(1, n))));

-- Kinds. These all are text: an untyped literal, varchar, char without its padding, name, and
-- domains over text.
CREATE DOMAIN test.word AS text;
CREATE DOMAIN test.number AS integer;
SELECT f @> 'alice', f @> 'alice'::varchar, f @> 'alice'::varchar(9), f @> 'alice'::char(9), f @> 'alice'::bpchar,
       f @> 'alice'::name, f @> 'alice'::test.word, 'alice' <@ f, 'alice'::varchar <@ f, 'alice'::char(7) <@ f,
       bloom_contains(f, 'alice'), bloom_contains(f, 'alice'::name), f @> 'bob', f @> 'alice ',
       bloom_contains_all(f, '{alice}'::varchar[]), bloom_contains_all(f, ARRAY['alice', 'bob']),
       bloom_contains_all(f, '{alice}'::name[]), bloom_contains_all(f, '{alice}'::char(8)[]),
       bloom_contains_all(f, '{alice}'::test.word[])
FROM bloom_add(bloom_empty(10), 'alice') AS f;
SELECT DISTINCT bloom_add(bloom_empty(10), 'alice') = f
FROM (VALUES (bloom_add(bloom_empty(10), 'alice'::varchar)), (bloom_add(bloom_empty(10), 'alice'::char(9))),
             (bloom_add(bloom_empty(10), 'alice'::name)), (bloom_add(bloom_empty(10), 'alice'::test.word)),
             (bloom_add_all(bloom_empty(10), '{alice}'::varchar[])),
             (bloom_add_all(bloom_empty(10), '{alice, alice}'::char(7)[])),
             (bloom_add_all(bloom_empty(10), '{NULL, alice}'::name[])),
             (bloom_add_all(bloom_empty(10), '{alice}'::test.word[]))) AS v (f);
-- smallint, integer and bigint are one kind.
SELECT DISTINCT f @> 7::smallint AND f @> 7 AND f @> 7::bigint AND f @> (-1)::smallint AND f @> -1
       AND f @> (-1)::bigint AND f @> 7::test.number AND NOT f @> 8 AND 7::smallint <@ f
       AND bloom_contains_all(f, '{7, -1}'::smallint[]) AND bloom_contains_all(f, '{7, -1}'::bigint[])
FROM (VALUES (bloom_add(bloom_add(bloom_empty(10), 7), -1)),
             (bloom_add(bloom_add(bloom_empty(10), 7::smallint), (-1)::smallint)),
             (bloom_add(bloom_add(bloom_empty(10), 7::bigint), (-1)::bigint)),
             (bloom_add_all(bloom_empty(10), '{7, -1}'::smallint[])),
             (bloom_add_all(bloom_empty(10), '{7, -1}'::bigint[]))) AS v (f);
SELECT bloom_add(bloom_empty(10), 7)
       = test.bloom_image(ARRAY[hll_hash_bigint(7)::bigint], 1, 18, 10, 0, 1, 2, 'integer')::bloom;
-- An hll_hashval is taken as it is, so that one column of hashes serves both types.
SELECT f @> hll_hash_bigint(7), f @> hll_hash_bigint(8), (bloom_info(f)).kind,
       f = test.bloom_image(ARRAY[hll_hash_bigint(7)::bigint], 1, 18, 10, 0, 1, 2, 'hll_hashval')::bloom
FROM bloom_add(bloom_empty(10), hll_hash_bigint(7)) AS f;
-- Using another kind raises an error that names both kinds, even if the hash would be that of an
-- element.
SELECT call || ' -> ' || test.error('SELECT ' || call) FROM (VALUES
  ('bloom_add(bloom_empty(10), 1) @> ''1'''), ('''1'' <@ bloom_add(bloom_empty(10), 1)'),
  ('bloom_contains(bloom_add(bloom_empty(10), 1), hll_hash_bigint(1))'),
  ('bloom_add(bloom_add(bloom_empty(10), 1), ''1'')'),
  ('bloom_add_all(bloom_add(bloom_empty(10), 1), ARRAY[''1''])'),
  ('bloom_contains_all(bloom_add(bloom_empty(10), 1), ARRAY[''1''])'),
  ('bloom_union(bloom_add(bloom_empty(10), 1), bloom_add(bloom_empty(10), ''1''))'),
  ('bloom_intersection_cardinality(bloom_add(bloom_empty(10), 1), bloom_add(bloom_empty(10), ''1''))'))
  AS v (call);
SELECT test.error($$SELECT bloom_add_all(bloom_add(bloom_empty(10), 1), '{}'::text[])$$) LIKE 'no error%';

-- In arrays, each element or filter is checked.
SELECT f @> ANY (ARRAY[1, 5]), f @> ALL (ARRAY[1, 5]), f @> ANY (ARRAY[5, NULL]), f @> ALL ('{}'::integer[]),
       1 <@ ANY (ARRAY[f, g]), 2 <@ ALL (ARRAY[f, g]), 9 <@ ANY (ARRAY[f, g]), 'a' <@ ANY (ARRAY[bloom_empty(5), NULL]),
       f @> ANY (ARRAY(SELECT generate_series(3, 20))), f IN (f, g), f = ANY (ARRAY[g, g])
FROM bloom_add_all(bloom_empty(10), ARRAY[1, 2]) AS f, bloom_add(bloom_empty(10), 2) AS g;

-- Parameters out of range, and functions on a filter that has no parameters.
SELECT call || ' -> ' || test.error('SELECT ' || call) FROM (VALUES
  ('bloom_empty(0)'), ('bloom_empty(-5)'), ('bloom_empty(1000, 1)'), ('bloom_empty(1000, ''nan'')'),
  ('bloom_empty(9223372036854775807)'), ('bloom_nbytes(9000000000)'), ('bloom_nbytes(0)'),
  ('bloom_add(bloom_union_agg(NULL), 1)'), ('bloom_add_all(bloom_union_agg(NULL), ARRAY[1])')) AS v (call);
-- A filter of capacity 12345678 reports 12346000, and has the size for it.
SELECT bloom_capacity(f), bloom_target_fpr(f), bloom_nbytes(12345678, 0.0123) = bloom_nbytes(12346000, 0.012)
FROM bloom_empty(12345678, 0.0123) AS f;

-- Sizes: for a million elements, the bits for each element are within 1 % of what blocks of 512
-- bits need.
SELECT fpr, round(bloom_nbytes(1000000, fpr) * 8 / 1e6, 2) BETWEEN bits * 0.99 AND bits * 1.01 AS as_said
FROM (VALUES (0.01, 9.92), (0.001, 15.55), (0.0001, 22.03)) AS v (fpr, bits);
SELECT capacity, fpr FROM unnest('{1, 40, 1000, 33333}'::bigint[]) AS capacity, unnest('{0.5, 0.01, 1e-7}'::float8[]) AS fpr
WHERE bloom_nbytes(capacity, fpr) <> (SELECT pg_column_size(bloom_agg(i, capacity, fpr)) FROM generate_series(1, capacity + 9) AS i)
  AND (SELECT (bloom_info(bloom_agg(i, capacity, fpr))).form FROM generate_series(1, capacity + 9) AS i) = 'DENSE';

-- The union of parts equals the filter that was built at once, in every form. If one operand
-- contains all of the other, it is the result.
CREATE TEMP TABLE parts AS
SELECT n, bloom_agg(i, 3000, 0.01) AS f, bloom_agg(i, 3000, 0.01) FILTER (WHERE i % 2 = 0) AS even,
       bloom_agg(i, 3000, 0.01) FILTER (WHERE i % 2 = 1) AS odd
FROM unnest('{1, 2, 50, 118, 119, 120, 236, 238, 3000}'::integer[]) AS n, generate_series(1, n) AS i GROUP BY n;
SELECT string_agg(DISTINCT (bloom_info(even)).form || ' ' || (bloom_info(odd)).form || ' ' || (bloom_info(f)).form, ', ') FROM parts;
SELECT n FROM parts
WHERE even || odd <> f OR odd || even <> f OR f || even <> f OR odd || f <> f OR f || f <> f
   OR bloom_union(f, bloom_empty(3000)) <> f OR bloom_empty(3000) || f <> f;
-- A union has the greater capacity and the greater rate; its size is that of both operands.
SELECT bloom_capacity(u), bloom_target_fpr(u), u @> 1, u @> 2, (bloom_info(u)).nbytes
FROM (SELECT bloom_add(bloom_empty(1000, 0.01), 1) || bloom_add(bloom_empty(1005, 0.0099), 2)) AS v (u)
WHERE bloom_nbytes(1000, 0.01) = bloom_nbytes(1005, 0.0099);
SELECT test.error(format('SELECT bloom_empty(%s) || bloom_empty(%s)', a, b))
FROM (VALUES ('100000', '200000'), ('400000', '100000'), ('1000', '1000, 0.001'), ('1000', '1700')) AS v (a, b);
SELECT test.error('SELECT bloom_intersection_cardinality(bloom_empty(1000), bloom_empty(7000))');

-- Folding gives a filter of the same elements with fewer blocks. It has the same bytes as a filter
-- built with that size, if the sizes are doubles of each other.
SELECT n, divisor FROM unnest('{0, 1, 230, 231, 5000, 20000}'::integer[]) AS n, unnest('{1, 2, 4, 8, 16}'::integer[]) AS divisor,
     LATERAL (SELECT bloom_add_all(bloom_empty(160000, 0.001), ARRAY(SELECT generate_series(1, n)))) AS v (f)
WHERE bloom_fold(f, divisor) <> bloom_add_all(bloom_empty(160000 / divisor, 0.001), ARRAY(SELECT generate_series(1, n)));
SELECT form, kind, capacity, target_fpr, blocks, cardinality
FROM bloom_info(bloom_fold(bloom_add_all(bloom_empty(160000), ARRAY[1, 2, 3]), 3104));
SELECT blocks, test.error(format('SELECT bloom_fold(bloom_empty(%s), %s)', capacity, divisor))
FROM (VALUES (160000, 0), (160000, -1), (160000, 2147483647), (160000, 3), (160000, 11), (1, 2), (2000, 64)) AS v (capacity, divisor),
     LATERAL (SELECT (bloom_info(bloom_empty(capacity))).blocks) AS b;

-- Estimates are close to the true numbers; their standard errors are below 0.01.
CREATE TEMP TABLE estimated AS
SELECT n, bloom_agg(i, 20000, 0.01) AS f, bloom_agg(i + 10000, 20000, 0.01) AS g, bloom_agg(-i, 20000, 0.01) AS h
FROM unnest('{1, 200, 1000, 10000, 20000}'::integer[]) AS n, generate_series(1, n) AS i GROUP BY n;
SELECT n FROM estimated
WHERE abs((# f) / n - 1) > 0.01 OR abs(bloom_cardinality(f || h) / (2 * n) - 1) > 0.01
   OR abs(bloom_intersection_cardinality(f, f) / n - 1) > 0.01
   OR abs(bloom_intersection_cardinality(f, g) - greatest(n - 10000, 0)) > 100
   OR bloom_intersection_cardinality(f, h) > 100
   OR bloom_intersection_cardinality(f, g) IS DISTINCT FROM bloom_intersection_cardinality(g, f)
   OR (bloom_info(f)).cardinality <> # f OR (bloom_info(f)).fpr <> bloom_fpr(f) OR (bloom_info(f)).fill <> bloom_fill(f)
   OR bloom_fill(f) NOT BETWEEN 0 AND 0.52 OR bloom_fpr(f) NOT BETWEEN 0 AND 0.01;
SELECT round(abs(bloom_intersection_cardinality(a.f, b.f) - least(a.n, b.n))::numeric / least(a.n, b.n), 2) < 0.05
FROM estimated AS a, estimated AS b WHERE a.n < b.n GROUP BY 1;
-- All bits are set: infinitely many elements, a rate of 1, and NaN where nothing is known.
SELECT # f, bloom_fpr(f), bloom_fill(f), f @> 1, bloom_intersection_cardinality(f, f),
       bloom_intersection_cardinality(f, bloom_add(bloom_empty(1, 0.5), 1)), f || f = f, bloom_add(f, 5) = f
FROM bloom_add_all(bloom_empty(1, 0.5), ARRAY(SELECT generate_series(1, 3000))) AS f;

DROP DOMAIN test.word, test.number;
-- A typed value is an element of its type; an untyped literal is text.
SELECT f @> 'a', f @> any('{b,a}'), f @> ('a' || ''), f @> 'a'::varchar, f @> NULL FROM bloom_add(bloom_empty(10), 'a') AS f;
SELECT bloom_add(bloom_empty(10), 'a'::"char") @> 'a'::"char", bloom_contains(bloom_add(bloom_empty(10), 'a'::"char"), 'a'::"char");
SELECT test.error('SELECT bloom_add(bloom_empty(10), ''a'') @> ''a''::"char"'), test.error('SELECT bloom_add(bloom_empty(10), 1) @> ARRAY[1]');
PREPARE held AS SELECT bloom_add(bloom_empty(10), 'a') @> $1, 'a' <@ bloom_add(bloom_empty(10), $1);
EXECUTE held('a');
SELECT parameter_types FROM pg_prepared_statements WHERE name = 'held';
DEALLOCATE held;
-- Filters with equal parameters but different shapes.
SELECT test.error('SELECT bloom_union(bloom_fold(bloom_empty(74784), 3), bloom_empty(24928))');
