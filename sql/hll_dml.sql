-- Sketches in INSERT, UPDATE, ON CONFLICT, DELETE, generated columns and materialised views.
\pset format unaligned
\pset tuples_only on

CREATE TABLE events (day integer, visitor integer);
INSERT INTO events SELECT i % 5, i % 1000 * (i % 3) FROM generate_series(1, 6000) AS i;

-- A roll-up one row at a time: INSERT ... ON CONFLICT DO UPDATE with ||.
CREATE TABLE daily (
  day integer PRIMARY KEY, users hll NOT NULL DEFAULT hll_empty(),
  uniques float8 GENERATED ALWAYS AS (hll_cardinality(users)) STORED);
DO $$
DECLARE
  e events;
BEGIN
  FOR e IN SELECT * FROM events LOOP
    INSERT INTO daily AS d VALUES (e.day, hll_empty() || hll_hash_integer(e.visitor))
    ON CONFLICT (day) DO UPDATE SET users = d.users || EXCLUDED.users;
  END LOOP;
END $$;
CREATE VIEW rolled_up AS
SELECT day, hll_add_agg(hll_hash_integer(visitor)) AS users, count(DISTINCT visitor) AS exact
FROM events GROUP BY day;
SELECT day FROM daily JOIN rolled_up AS r USING (day)
WHERE daily.users <> r.users OR uniques <> #r.users OR abs(uniques / exact - 1) > 0.1;
SELECT count(*) FROM daily;

-- UPDATE with a hash, a sketch, a subquery, RETURNING; DEFAULT; a default that is EMPTY.
INSERT INTO daily (day) VALUES (10), (11) RETURNING users, uniques;
UPDATE daily SET users = users || hll_hash_integer(1) WHERE day >= 10
RETURNING users = hll_empty() || hll_hash_integer(1), uniques;
UPDATE daily SET users = (SELECT hll_union_agg(users) FROM daily WHERE day < 5) WHERE day = 11;
SELECT users = (SELECT hll_add_agg(hll_hash_integer(visitor)) FROM events)
FROM daily WHERE day = 11;
UPDATE daily SET users = DEFAULT WHERE day = 11 RETURNING uniques;
DELETE FROM daily WHERE users = hll_empty() RETURNING day;
SELECT left(test.error('UPDATE daily SET users = NULL'), 5);

-- hll_add_changes is true exactly if hll_add changes the sketch: sketches of every form, with
-- hashes that they have and others, also ones that set no register.
SELECT hll_type(h), x FROM (
  SELECT hll_add_agg(test.hash(i)::hll_hashval, 11, 5, expthresh, 1) AS h
  FROM unnest(ARRAY[0, 64]) AS expthresh, unnest(ARRAY[1, 50, 300, 20000]) AS n,
       generate_series(1, n) AS i
  GROUP BY expthresh, n
  UNION ALL SELECT hll_empty() UNION ALL SELECT hll_empty(4, 1, 0) UNION ALL SELECT '\x108b7f'
) AS sketches (h), LATERAL (
  SELECT test.hash(i * 20)::hll_hashval FROM generate_series(1, 1500) AS i
  UNION ALL SELECT i::bigint::hll_hashval FROM generate_series(-5, 5) AS i
) AS hashes (x)
WHERE hll_add_changes(h, x) <> (hll_add(h, x) <> h);
SELECT hll_add_changes(NULL, 1::hll_hashval) IS NULL, hll_add_changes(hll_empty(), NULL) IS NULL;

-- With hll_add_changes an UPDATE skips rows that wouldn't change.
UPDATE daily SET users = users || hll_hash_text('new')
WHERE day = 1 AND hll_add_changes(users, hll_hash_text('new')) RETURNING day;
UPDATE daily SET users = users || hll_hash_text('new')
WHERE day = 1 AND hll_add_changes(users, hll_hash_text('new')) RETURNING day;
DELETE FROM daily WHERE day = 1;
INSERT INTO daily SELECT day, users FROM rolled_up WHERE day = 1;

-- Materialised views, and a view over a view.
CREATE MATERIALIZED VIEW weekly AS
SELECT day / 3 AS week, hll_union_agg(users) AS users FROM daily WHERE day < 5 GROUP BY 1;
CREATE UNIQUE INDEX ON weekly (week);
CREATE VIEW weekly_count AS SELECT week, #users AS uniques FROM weekly;
INSERT INTO events VALUES (4, -1);
UPDATE daily SET users = users || hll_hash_integer(-1) WHERE day = 4;
REFRESH MATERIALIZED VIEW CONCURRENTLY weekly;
SELECT week FROM weekly_count
WHERE uniques <> (SELECT #hll_add_agg(hll_hash_integer(visitor)) FROM events WHERE day / 3 = week);
SELECT count(*) FROM weekly;

DROP VIEW weekly_count, rolled_up;
DROP MATERIALIZED VIEW weekly;
DROP TABLE events, daily;
