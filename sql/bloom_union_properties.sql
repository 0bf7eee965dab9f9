-- Equal sets of elements give equal filters, however they were made; no added element is ever
-- missed; and the false positive rate is the one that was asked for.
\pset format unaligned
\pset tuples_only on

-- Compares the bytes with those of a slow implementation of the storage rules, for all forms and
-- many shapes and numbers of probes.
CREATE TEMP TABLE shapes AS
SELECT v.capacity, digits, places, (digits || 'e-' || places)::float8 AS fpr, blocks, probes
FROM (VALUES (1, 5, 1), (10, 1, 2), (30, 99, 3), (100, 1, 7), (500, 1, 5), (1000, 3, 2)) AS v (capacity, digits, places),
     bloom_info(bloom_empty(v.capacity, (digits || 'e-' || places)::float8)) AS i;
SELECT array_agg(DISTINCT probes ORDER BY probes) AS probes, array_agg(DISTINCT blocks ORDER BY blocks) AS blocks FROM shapes;
SELECT capacity, fpr, n FROM shapes, unnest('{0, 1, 2, 3, 40, 200}'::integer[]) AS n,
     LATERAL (SELECT ARRAY(SELECT test.hash(i) FROM generate_series(1, n) AS i)) AS h (hashes)
WHERE n <= capacity + 2
  AND bloom_add_all(bloom_empty(capacity, fpr), hashes::hll_hashval[])::bytea
      <> test.bloom_image(hashes, blocks, probes, capacity, 0, digits, places, 'hll_hashval');

-- Random sets are cut into parts in several ways. The union of the parts must have the same bytes
-- as the filter that was built at once, and hold every element.
CREATE TEMP TABLE whole AS
SELECT n, capacity, bloom_agg(test.hash(i), capacity, 0.01) AS f, array_agg(test.hash(i)) AS elements
FROM unnest('{1, 3, 30, 300, 4000}'::integer[]) AS n, unnest('{1, 50, 1000, 20000}'::integer[]) AS capacity, generate_series(1, n) AS i
GROUP BY n, capacity;
SELECT array_agg(DISTINCT (bloom_info(f)).form) FROM whole;
CREATE FUNCTION pg_temp.cut(way text, i integer, n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE way WHEN 'remainder 2' THEN i % 2 WHEN 'remainder 17' THEN i % 17 WHEN 'ranges' THEN i * 7 / (n + 1)
                  WHEN 'random' THEN abs(test.hash(-i) % 5) WHEN 'skewed' THEN ceil(log(2, i)) ELSE (i = 1)::integer END
$$;
SELECT way, n, capacity FROM whole, unnest('{remainder 2, remainder 17, ranges, random, skewed, all but one}'::text[]) AS way,
     LATERAL (SELECT bloom_union_agg(part), bloom_union_agg(part || first)
              FROM (SELECT bloom_agg(test.hash(i), capacity, 0.01), bloom_empty(capacity) FROM generate_series(1, n) AS i
                    GROUP BY pg_temp.cut(way, i, n)) AS p (part, first)) AS u (a, b)
WHERE a <> f OR b <> f;
SELECT n, capacity FROM whole
WHERE NOT bloom_contains_all(f, elements)
   OR NOT (SELECT bool_and(f @> e AND e <@ f AND bloom_contains(f, e)) FROM unnest(elements) AS e)
   OR NOT bloom_contains_all(f || bloom_add(bloom_empty(capacity), 7), elements || 7::bigint)
   OR NOT bloom_contains_all(f::text::bloom, elements) OR NOT bloom_contains_all(f::bytea::bloom, elements);
-- The same after folding by every possible divisor.
SELECT n, capacity, d FROM whole, generate_series(1, 130) AS d
WHERE (bloom_info(f)).blocks % d = 0 AND NOT bloom_contains_all(bloom_fold(f, d), elements);
-- Folding and uniting, and folding and adding, can be exchanged; folding in steps equals folding at
-- once.
SELECT a.n, b.n, d FROM whole AS a JOIN whole AS b USING (capacity), unnest('{2, 4}'::integer[]) AS d
WHERE capacity = 20000 AND (bloom_info(a.f)).blocks % 4 = 0
  AND (bloom_fold(a.f, d) || bloom_fold(b.f, d) <> bloom_fold(a.f || b.f, d) OR bloom_fold(bloom_fold(a.f, 2), 2) <> bloom_fold(a.f, 4)
       OR bloom_add(bloom_fold(a.f, d), 5::bigint) <> bloom_fold(bloom_add(a.f, 5::bigint), d));
SELECT DISTINCT (bloom_info(f)).blocks % 4 = 0 FROM whole WHERE capacity = 20000;

-- a || b = b || a, (a || b) || c = a || (b || c), a || a = a, a || (a || b) = a || b.
SELECT a.n, b.n, c.n FROM whole AS a JOIN whole AS b USING (capacity) JOIN whole AS c USING (capacity),
     LATERAL (SELECT a.f || b.f AS ab) AS u
WHERE ab <> b.f || a.f OR a.f || a.f <> a.f OR a.f || ab <> ab OR ab || c.f <> a.f || (b.f || c.f);

-- At capacity, elements that were not added are found at most 1.1 times as often as the asked rate
-- says, less six standard errors of the measurement; and bloom_fpr agrees with the measurement.
CREATE FUNCTION pg_temp.measured(f bloom, probes integer) RETURNS float8 LANGUAGE sql AS
$$ SELECT count(*) / probes::float8 FROM generate_series(1, probes) AS i WHERE bloom_contains(f, -i) $$;
SELECT n, fpr, measured, said FROM (
  SELECT n, fpr, sum(pg_temp.measured(f, probes)) / count(*) AS measured, avg(bloom_fpr(f)) AS said, sum(probes) AS probes
  FROM (VALUES (10, 100, 500), (100, 50, 1000), (1000, 10, 5000), (100000, 1, 50000)) AS v (n, filters, probes),
       unnest('{0.05, 0.01, 0.001}'::float8[]) AS fpr, generate_series(1, filters) AS k,
       LATERAL (SELECT bloom_agg(i + k * 100000, n, fpr) FROM generate_series(1, n) AS i) AS b (f)
  GROUP BY n, fpr) AS m
WHERE measured > 1.1 * fpr + 6 * sqrt(fpr / probes) OR said > 1.1 * fpr OR abs(measured - said) > 6 * sqrt(fpr / probes) + 0.03 * fpr;
