-- hll_add_agg and hll_union_agg as window functions, with all sorts of frames. array_agg collects
-- each frame a second time from the same definition, and its values are added one by one; a query
-- returns the rows where the two differ.
CREATE TEMP TABLE days AS
SELECT day, day % 3 AS site, test.hash(day % 17)::hll_hashval AS visitor,
       hll_add_agg(test.hash(v)::hll_hashval) AS users
FROM generate_series(1, 40) AS day, LATERAL generate_series(day, day + day % 5 * 30) AS v
WHERE day % 11 <> 0
GROUP BY day;
UPDATE days SET users = NULL, visitor = NULL WHERE day % 13 = 0;

-- Returns the sketch of some hashes, and the union of some sketches, without an aggregate.
CREATE FUNCTION pg_temp.added(hashes hll_hashval[]) RETURNS hll LANGUAGE plpgsql AS $$
DECLARE
  h hll := hll_empty();
BEGIN
  FOR i IN 1 .. coalesce(cardinality(hashes), 0) LOOP
    h := h || coalesce(hll_empty() || hashes[i], hll_empty());
  END LOOP;
  RETURN h;
END $$;
CREATE FUNCTION pg_temp.united(sketches hll[]) RETURNS hll LANGUAGE plpgsql AS $$
DECLARE
  h hll := hll_empty();
BEGIN
  FOR i IN 1 .. coalesce(cardinality(sketches), 0) LOOP
    h := h || coalesce(sketches[i], hll_empty());
  END LOOP;
  RETURN h;
END $$;

-- For each definition: how many frames there are, how many are empty, and how many are wrong.
CREATE FUNCTION pg_temp.check(definition text, OUT rows bigint, OUT empty bigint, OUT wrong bigint)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('
    SELECT count(*), count(*) FILTER (WHERE hashes IS NULL),
           count(*) FILTER (WHERE a IS DISTINCT FROM pg_temp.added(hashes)
                               OR u IS DISTINCT FROM pg_temp.united(sketches))
    FROM (SELECT hll_add_agg(visitor) OVER w AS a, array_agg(visitor) OVER w AS hashes,
                 hll_union_agg(users) OVER w AS u, array_agg(users) OVER w AS sketches
          FROM days WINDOW w AS (%s)) AS frames', definition) INTO rows, empty, wrong;
END $$;

SELECT definition, c.* FROM unnest(ARRAY[
  '', 'PARTITION BY site', 'ORDER BY day', 'ORDER BY day DESC', 'PARTITION BY site ORDER BY day',
  'ORDER BY site',  -- peers share a frame
  'ORDER BY day ROWS UNBOUNDED PRECEDING',
  'ORDER BY day ROWS 6 PRECEDING',
  'ORDER BY day ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING',
  'ORDER BY day ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING',
  'ORDER BY day ROWS BETWEEN 5 PRECEDING AND 2 PRECEDING',
  'ORDER BY day ROWS BETWEEN 3 FOLLOWING AND 5 FOLLOWING',
  'ORDER BY day ROWS BETWEEN 2 FOLLOWING AND 1 FOLLOWING',
  'ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING',
  'ORDER BY day RANGE 6 PRECEDING',
  'ORDER BY day RANGE BETWEEN 3 PRECEDING AND 3 FOLLOWING',
  'ORDER BY day RANGE BETWEEN 100 FOLLOWING AND UNBOUNDED FOLLOWING',
  'ORDER BY site RANGE BETWEEN CURRENT ROW AND CURRENT ROW',
  'ORDER BY day DESC RANGE BETWEEN 7 PRECEDING AND 1 PRECEDING',
  'ORDER BY day / 7 GROUPS 1 PRECEDING',
  'ORDER BY day / 7 GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING',
  'PARTITION BY site ORDER BY day / 10 GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW',
  'ORDER BY day ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING EXCLUDE CURRENT ROW',
  'ORDER BY day / 7 ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP',
  'ORDER BY day / 7 RANGE BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES',
  'ORDER BY day / 7 GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE NO OTHERS',
  'ORDER BY day ROWS BETWEEN CURRENT ROW AND CURRENT ROW EXCLUDE CURRENT ROW'
]) AS definition, pg_temp.check(definition) AS c;

-- Counts of frames as in people's reports: cumulative, and sliding over seven days.
SELECT day FROM (
  SELECT day, #hll_union_agg(users) OVER (ORDER BY day) AS so_far,
         #hll_union_agg(users) OVER (ORDER BY day RANGE 6 PRECEDING) AS week
  FROM days) AS report
WHERE so_far <> (SELECT #hll_union_agg(users) FROM days AS d WHERE d.day <= report.day)
   OR week <> (SELECT #hll_union_agg(users) FROM days AS d
               WHERE d.day BETWEEN report.day - 6 AND report.day);

-- FILTER; parameters; several windows in one query; a window over an aggregate.
SELECT day FROM (
  SELECT day, hll_add_agg(visitor, 9, 6, 0, 0) FILTER (WHERE site = 1)
                OVER (ORDER BY day ROWS 9 PRECEDING) AS f
  FROM days) AS v
WHERE f || hll_empty(9, 6, 0, 0)
      <> (SELECT hll_add_agg(visitor, 9, 6, 0, 0) FILTER (WHERE site = 1)
          FROM (SELECT * FROM days AS d WHERE d.day <= v.day ORDER BY d.day DESC LIMIT 10) AS d)
         || hll_empty(9, 6, 0, 0);
SELECT site FROM (
  SELECT site, hll_union_agg(hll_add_agg(visitor)) OVER (ORDER BY site) AS up,
         hll_union_agg(hll_add_agg(visitor)) OVER (ORDER BY site DESC) AS down
  FROM days GROUP BY site) AS v
WHERE up <> (SELECT hll_add_agg(visitor) FROM days AS d WHERE d.site <= v.site)
   OR down <> (SELECT hll_add_agg(visitor) FROM days AS d WHERE d.site >= v.site);

-- Final functions that count don't change the state of a growing frame.
CREATE AGGREGATE pg_temp.count_union(hll) (
  SFUNC = hll_union_trans, STYPE = internal, FINALFUNC = hll_card_unpacked);
SELECT day FROM (
  SELECT day, pg_temp.count_union(users) OVER w AS c, #hll_union_agg(users) OVER w AS u
  FROM days WINDOW w AS (ORDER BY day)) AS v WHERE c <> u;
