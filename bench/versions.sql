-- Run by bench/versions.
\pset footer off
CREATE EXTENSION hll;
CREATE FUNCTION as_version(name text, version int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TABLE %s_%s AS SELECT * FROM %1$s', name, version);
  EXECUTE format('UPDATE %s_%s SET users = hll_to_version(users, %2$s)', name, version);
  EXECUTE format('CREATE TABLE %s_v%s AS SELECT * FROM %1$s_%2$s', name, version);
  RETURN format('%s_v%s', name, version);
END $$;
CREATE FUNCTION make(name text, query text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TABLE %s AS %s', name, query);
  PERFORM as_version(name, 1), as_version(name, 2);
END $$;

-- Bytes by the number of values: means of 8 sketches.
SELECT log2m, n, round(avg(octet_length(x::bytea))) AS version_1, round(avg(octet_length(hll_to_version(x, 2)::bytea))) AS version_2
FROM unnest(ARRAY[8, 11, 12, 14, 16, 17]) AS log2m, unnest(ARRAY[100, 300, 1000, 3000, 10000, 100000, 1000000]) AS n,
     generate_series(1, 8) AS g, LATERAL (SELECT hll_agg(n::bigint * g * 10 + i, log2m) FROM generate_series(1, n) AS i) AS t (x)
GROUP BY 1, 2 ORDER BY 1, 2
\crosstabview log2m n version_2
SELECT make('sketches', 'SELECT id, hll_agg(id * 100 + i) AS users FROM generate_series(1, 10000) AS id, generate_series(1, 2000) AS i GROUP BY id'),
       make('sites', 'SELECT site, hll_agg(site * 500 + i) AS users FROM generate_series(1, 200) AS site, generate_series(1, 10000) AS i GROUP BY site'),
       make('days', $$SELECT date '2023-01-01' + day AS day, hll_agg(day * 500 + i) AS users FROM generate_series(0, 1095) AS day, generate_series(1, 5000) AS i GROUP BY day$$),
       make('days_12', $$SELECT date '2023-01-01' + day AS day, hll_agg(day * 500 + i, 12) AS users FROM generate_series(0, 1095) AS day, generate_series(1, 10000) AS i GROUP BY day$$),
       make('at_12', 'SELECT id, hll_agg(id * 100 + i, 12) AS users FROM generate_series(1, 10000) AS id, generate_series(1, 5000) AS i GROUP BY id') \gset
-- Larger ones by folding random registers: each is one of 50, so that they are made in time.
SELECT make('at_14', 'SELECT id, u AS users FROM (SELECT g, hll_agg(g * 1000000 + i, 14) AS u FROM generate_series(1, 50) AS g, generate_series(1, 100000) AS i GROUP BY g) AS s, generate_series(1, 10000) AS id WHERE id % 50 + 1 = g'),
       make('at_16', 'SELECT id, u AS users FROM (SELECT g, hll_agg(g * 1000000 + i, 16) AS u FROM generate_series(1, 20) AS g, generate_series(1, 300000) AS i GROUP BY g) AS s, generate_series(1, 3000) AS id WHERE id % 20 + 1 = g') \gset
VACUUM ANALYZE;
SELECT name, pg_table_size(name || '_v1') / 8192 AS pages_1, pg_table_size(name || '_v2') / 8192 AS pages_2
FROM unnest(ARRAY['sketches', 'at_12', 'at_14', 'at_16']) AS name;

CREATE FUNCTION milliseconds(statement text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
  began timestamptz := clock_timestamp();
BEGIN
  EXECUTE statement;
  RETURN extract(epoch FROM clock_timestamp() - began) * 1000;
END $$;
CREATE TABLE cases (at serial, name text, statement text);
INSERT INTO cases (name, statement) VALUES
  ('base: count(users), 10,000 values', 'SELECT count(users) FROM sketches_vN'),
  ('E hll_union_agg, log2m 11', 'SELECT # hll_union_agg(users) FROM sketches_vN'),
  ('E, log2m 12', 'SELECT # hll_union_agg(users) FROM at_12_vN'),
  ('E, log2m 14', 'SELECT # hll_union_agg(users) FROM at_14_vN'),
  ('E, log2m 16, 3,000 values', 'SELECT # hll_union_agg(users) FROM at_16_vN'),
  ('F #, log2m 11', 'SELECT sum(# users) FROM sketches_vN'),
  ('F, log2m 12', 'SELECT sum(# users) FROM at_12_vN'),
  ('F, log2m 14', 'SELECT sum(# users) FROM at_14_vN'),
  ('F, log2m 16, 3,000 values', 'SELECT sum(# users) FROM at_16_vN'),
  ('G cumulative, log2m 11', 'SELECT sum(# u) FROM (SELECT hll_union_agg(users) OVER (ORDER BY day) AS u FROM days_vN) AS w'),
  ('G, log2m 12', 'SELECT sum(# u) FROM (SELECT hll_union_agg(users) OVER (ORDER BY day) AS u FROM days_12_vN) AS w'),
  ('H window of 30, log2m 11', 'SELECT sum(# u) FROM (SELECT hll_union_agg(users) OVER (ORDER BY day ROWS 29 PRECEDING) AS u FROM days_vN) AS w'),
  ('H, log2m 12', 'SELECT sum(# u) FROM (SELECT hll_union_agg(users) OVER (ORDER BY day ROWS 29 PRECEDING) AS u FROM days_12_vN) AS w'),
  ('I window of 365, log2m 11', 'SELECT sum(# u) FROM (SELECT hll_union_agg(users) OVER (ORDER BY day ROWS 364 PRECEDING) AS u FROM days_vN) AS w'),
  ('J overlaps of 200 x 200', 'SELECT sum((# a.users) + (# b.users) - (# (a.users || b.users))) FROM sites_vN AS a, sites_vN AS b'),
  ('building 10,000, log2m 11', 'SELECT count(u) FROM (SELECT hll_agg(id * 100 + i) AS u FROM generate_series(1, 1000) AS id, generate_series(1, 1000) AS i GROUP BY id) AS g');
CREATE TABLE timings (at int, version int, both_write int, ms float8);
-- Twice: version 2 is only read, and it is read and written.
SELECT format('SET hll.output_version = %s; INSERT INTO timings SELECT %s, %s, %s, milliseconds(%L)',
              CASE written WHEN 2 THEN version ELSE 1 END, at, version, written, replace(statement, 'vN', 'v' || version))
FROM generate_series(0, :rounds) AS round, cases, unnest(ARRAY[1, 2]) AS written, unnest(ARRAY[1, 2]) AS version
ORDER BY round, at, written, version
\gexec
SELECT name, m1 AS ms_1, r2 AS ms_2_read, round((r2 / m1)::numeric, 2) AS ratio, w2 AS ms_2_written, round((w2 / m1)::numeric, 2) AS ratio_written
FROM (SELECT name, at,
             round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE version = 1))::numeric, 2) AS m1,
             round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE version = 2 AND both_write = 1))::numeric, 2) AS r2,
             round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE version = 2 AND both_write = 2))::numeric, 2) AS w2
      FROM cases JOIN timings USING (at) GROUP BY name, at) AS t
ORDER BY at;
