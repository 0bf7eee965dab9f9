-- hll_add_agg and hll_union_agg in every place where an aggregate may stand. Each result is
-- compared with the sketch of the same values made in another way.
\pset null NULL

CREATE TEMP TABLE events AS
SELECT i AS id, (i % 4) AS site, (i % 3) AS kind, CASE WHEN i % 10 > 0 THEN i % 300 END AS visitor
FROM generate_series(1, 3000) AS i;
CREATE FUNCTION pg_temp.sketch(numbers integer[]) RETURNS hll LANGUAGE sql AS
$$ SELECT test.image(ARRAY(SELECT hll_hash_integer(i)::bigint FROM unnest(numbers) AS i
                           WHERE i IS NOT NULL), 11, 5)::text::hll $$;

-- No rows, only NULLs, and a FILTER that removes all rows give an EMPTY sketch, whose count is 0.
SELECT hll_type(a), #a AS a, hll_type(b), #b AS b, hll_type(u), #u AS u
FROM (SELECT hll_add_agg(hll_hash_integer(visitor)), hll_union_agg(hll_empty(12)),
             hll_add_agg(hll_hash_integer(visitor), 12, 4, 16, 0)
      FROM events WHERE false) AS v (a, u, b);
SELECT hll_add_agg(NULL), hll_add_agg(NULL, 12, 4, 16, 0), hll_union_agg(NULL),
       #hll_add_agg(hll_hash_integer(visitor)) FILTER (WHERE false) AS count
FROM events;
SELECT hll_union_agg(h) FROM (VALUES (NULL), (hll_empty(12, 4)), (NULL)) AS v (h);
SELECT count(*), count(hll_add_agg) FROM (
  SELECT hll_add_agg(NULL) FROM events WHERE false GROUP BY site) AS no_group;

-- NULLs among values; NULL sketches among others.
SELECT hll_add_agg(hll_hash_integer(visitor)) = pg_temp.sketch(array_agg(visitor)) AS "right",
       hll_cardinality(hll_add_agg(hll_hash_integer(visitor)) FILTER (WHERE visitor < 50)) AS count,
       count(DISTINCT visitor) FILTER (WHERE visitor < 50) AS exact
FROM events;

-- FILTER, DISTINCT, ORDER BY.
SELECT DISTINCT e.site FROM events AS e GROUP BY site HAVING
     hll_add_agg(hll_hash_integer(visitor)) FILTER (WHERE kind = 1)
       <> pg_temp.sketch(array_agg(visitor) FILTER (WHERE kind = 1))
  OR hll_add_agg(DISTINCT hll_hash_integer(visitor)) <> hll_add_agg(hll_hash_integer(visitor))
  OR hll_add_agg(hll_hash_integer(visitor) ORDER BY id DESC) <> pg_temp.sketch(array_agg(visitor))
  OR hll_add_agg(hll_hash_integer(visitor) ORDER BY visitor NULLS FIRST)
       <> pg_temp.sketch(array_agg(visitor));
SELECT hll_union_agg(DISTINCT h) = hll_union_agg(h) AS "distinct",
       hll_union_agg(h ORDER BY h DESC) = hll_union_agg(h) AS ordered
FROM (SELECT hll_add_agg(hll_hash_integer(visitor)) FROM events GROUP BY id % 7) AS v (h);

-- GROUP BY, HAVING, and a union of groups.
SELECT site, #hll_add_agg(hll_hash_integer(visitor)) AS count, count(DISTINCT visitor) AS exact
FROM events WHERE visitor < 200 GROUP BY site
HAVING #hll_add_agg(hll_hash_integer(visitor)) > 49 ORDER BY site;
SELECT hll_union_agg(h) = (SELECT hll_add_agg(hll_hash_integer(visitor)) FROM events) AS "right"
FROM (SELECT hll_add_agg(hll_hash_integer(visitor)) FROM events GROUP BY site, kind) AS v (h);

-- GROUPING SETS, ROLLUP, CUBE: every group is compared with the rows that it stands for.
CREATE TEMP TABLE cubed AS
SELECT site, kind, grouping(site) AS all_sites, grouping(kind) AS all_kinds,
       hll_add_agg(hll_hash_integer(visitor)) AS h
FROM events GROUP BY CUBE (site, kind)
UNION ALL
SELECT site, kind, grouping(site), grouping(kind),
       hll_add_agg(hll_hash_integer(visitor) ORDER BY id)
FROM events GROUP BY GROUPING SETS ((site), (site, kind), (kind), ());
SELECT count(*) FROM cubed;
SELECT site, kind FROM cubed AS c
WHERE h <> (SELECT pg_temp.sketch(array_agg(visitor)) FROM events AS e
            WHERE (all_sites = 1 OR e.site = c.site) AND (all_kinds = 1 OR e.kind = c.kind));
SELECT site, hll_type(hll_add_agg(hll_hash_integer(visitor))) FROM events WHERE site = 9
GROUP BY GROUPING SETS ((site), ());

-- Aggregates that share one state: no final function changes it.
CREATE AGGREGATE pg_temp.add_count(hll_hashval) (
  SFUNC = hll_add_trans0, STYPE = internal, FINALFUNC = hll_card_unpacked);
SELECT site FROM events GROUP BY site HAVING
     hll_add_agg(hll_hash_integer(visitor)) <> pg_temp.sketch(array_agg(visitor))
  OR pg_temp.add_count(hll_hash_integer(visitor)) <> #hll_add_agg(hll_hash_integer(visitor))
  OR hll_add_agg(hll_hash_integer(visitor)) || hll_add_agg(hll_hash_integer(visitor))
     <> pg_temp.sketch(array_agg(visitor));

-- Different arguments in one query have different states; nested aggregates, subqueries, correlated
-- ones.
SELECT hll_log2m(hll_add_agg(hll_hash_integer(visitor), 10)) AS ten,
       hll_log2m(hll_add_agg(hll_hash_integer(visitor), 12)) AS twelve
FROM events;
SELECT site FROM (SELECT DISTINCT site FROM events) AS s
WHERE (SELECT hll_add_agg(hll_hash_integer(e.visitor)) FROM events AS e WHERE e.site = s.site)
      <> (SELECT hll_union_agg(h)
          FROM (SELECT hll_add_agg(hll_hash_integer(visitor)) FROM events AS e
                WHERE e.site = s.site GROUP BY kind) AS parts (h));

-- The parameters may come from columns that are equal in all rows of a group.
SELECT log2m, regwidth, h FROM (
  SELECT log2m, regwidth, hll_add_agg(hll_hash_integer(1), log2m, regwidth, 64, 0) AS h
  FROM (VALUES (5, 4), (12, 6)) AS p (log2m, regwidth), generate_series(1, 3)
  GROUP BY log2m, regwidth) AS g ORDER BY log2m;

-- Support functions can't be called directly: SQL has no values of type internal.
SELECT call, error FROM (VALUES
  ('hll_add_trans0(NULL, 1::hll_hashval)'), ('hll_add_trans1(NULL, NULL, 11)'),
  ('hll_add_trans2(NULL, NULL, 11, 5)'), ('hll_add_trans3(NULL, NULL, 11, 5, -1)'),
  ('hll_add_trans4(NULL, NULL, 11, 5, -1, 1)'), ('hll_union_trans(NULL, hll_empty())'),
  ('hll_moving_trans(NULL, hll_empty())'), ('hll_moving_trans_inv(NULL, hll_empty())'),
  ('hll_moving_pack(NULL)'), ('hll_moving_fold_trans(NULL, hll_empty())'),
  ('hll_moving_count_final(NULL)'), ('hll_union_fold_trans(NULL, hll_empty())'),
  ('hll_union_fold_combine(NULL, NULL)'), ('hll_union_internal(NULL, NULL)'),
  ('hll_pack(NULL)'), ('hll_card_unpacked(NULL)'),
  ('hll_floor_card_unpacked(NULL)'), ('hll_ceil_card_unpacked(NULL)'), ('hll_serialize(NULL)'),
  ($$hll_deserialize('\x118b7f', NULL)$$)) AS v (call), test.error(format('SELECT %s', call)) AS error
WHERE left(error, 5) NOT IN ('42883', '0A000');
