-- A stored value that is not a sketch, such as a broken disk or a careless cast could leave. Every
-- function that reads it raises XX001; none reads past its end.
\pset format unaligned
\pset tuples_only on

-- Takes any bytes as an hll. Only a superuser can create such a function.
CREATE FUNCTION pg_temp.unchecked(bytea) RETURNS hll
LANGUAGE internal IMMUTABLE STRICT AS 'byteasend';

CREATE TEMP TABLE corrupt (image bytea);
INSERT INTO corrupt VALUES
  (''), ('\x118b'), ('\x218b7f'), ('\x158b7f'), ('\x11837f'), ('\x118bff'), ('\x118b60'),
  ('\x11ff7f'), ('\x118b7f00'), ('\x108b7f00'), ('\x14043f80'), ('\x148b7f'),
  ('\x128b7f00000000000001'),
  ('\x128b7f00000000000000020000000000000001'), ('\x13647f2111'), ('\x13647f10'), ('\x13847f0881'),
  ('\x13847f08'), ('\x138b7f00');
SELECT image::text || ' -> ' || test.error(format('SELECT hll_type(pg_temp.unchecked(%L))', image))
FROM corrupt;

-- All functions and aggregates that parse a sketch.
CREATE TEMP TABLE readers (call text);
INSERT INTO readers VALUES
  ('hll_cardinality(%s)'), ('hll_cardinality_classic(%s)'), ('#%s'), ('hll_print(%s)'),
  ('hll_type(%s)'), ('hll_schema_version(%s)'), ('hll_log2m(%s)'), ('hll_regwidth(%s)'),
  ('hll_sparseon(%s)'), ('hll_error(%s)'), ('hll_cardinality_bounds(%s)'),
  ('hll_intersection(%s, hll_empty())'), ('hll_intersection(hll_empty(), %s)'),
  ('hll_difference(hll_empty(), %s)'), ('hll_difference_bounds(hll_empty(), %s)'),
  ('hll_union_changes(%s, hll_empty())'), ('hll_union_changes(hll_empty(), %s)'),
  ('hll_union_cardinality(%s, hll_empty())'), ('hll_union_bounds(hll_empty(), %s)'), ('hll_jaccard(%s, hll_empty())'),
  ('hll_overlap(hll_empty(), %s)'), ('hll_intersection_bounds(%s, hll_empty())'),
  ('hll_intersection_bounds(hll_empty(), %s)'), ('hll_change(%s, hll_empty())'),
  ('hll_change(hll_empty(), %s)'), ('hll_fold(%s, 4)'), ('hll_fold(%s, 4, 1)'),
  ('hll_expthresh(%s)'), ('%s || hll_empty()'), ('hll_empty() || %s'), ('%s || 1::hll_hashval'),
  ('1::hll_hashval || %s'), ('hll_add_all(%s, ARRAY[1])'), ('hll_union_agg(%s)'), ('%s::hll(11)'),
  ('hll_union_fold(%s, hll_empty())'), ('hll_union_fold(hll_empty(), %s)'),
  ('hll_union_fold_agg(%s)'), ('hll_union_count(%s)'), ('hll_info(%s)');
SELECT call, image FROM readers, corrupt
WHERE test.error(format('SELECT ' || call, format('pg_temp.unchecked(%L)', image)))
      NOT LIKE 'XX001%';

-- Output and equality don't parse the value, so that it can be found and deleted.
SELECT pg_temp.unchecked('\x218b7f'), pg_temp.unchecked('\x218b7f') = hll_empty();

-- Random bytes behind a valid header: each value is either read in full or refused.
SELECT left(test.error(format('SELECT hll_print(pg_temp.unchecked(%L))', image)), 8) AS outcome,
       count(*) > 20 AS many
FROM generate_series(1, 2000) AS i,
     LATERAL (SELECT set_byte(set_byte(set_byte(decode(repeat(md5(i::text), 1 + i % 3), 'hex'),
                0, 16 + i % 5), 1, 4 + i % 4 + i % 8 * 32), 2, 63 + i % 2 * 64)) AS v (long),
     LATERAL (SELECT substr(long, 1, 3 + i % 40)) AS s (image)
GROUP BY 1 ORDER BY count(*);
