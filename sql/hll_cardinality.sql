-- The count: exact for small sets, the improved raw estimator for registers, NULL for UNDEFINED,
-- infinity if every register is saturated, never NaN.
\pset null NULL

SELECT hll_cardinality(hll_empty()), hll_cardinality('\x108b7f'), #hll_empty() AS op,
       #'\x108b7f'::hll AS op, hll_cardinality(NULL),
       hll_cardinality_classic('\x108b7f') AS classic;
SELECT n FROM generate_series(1, 300) AS n,
     LATERAL (SELECT hll_add_agg(hll_hash_integer(i), 11, 5, 512)
              FROM generate_series(1, n) AS i) AS a (h)
WHERE hll_cardinality(h) <> n OR hll_cardinality_classic(h) <> n OR #h <> n;

-- Computes the estimator term by term as its paper states it (Ertl 2017, "improved raw
-- estimation"), and the correction of its bias, which goes from 1/2 to 3 ln 2 - 1, divided by the
-- number of registers.
CREATE FUNCTION pg_temp.estimate(hashes bigint[], log2m integer, regwidth integer) RETURNS float8
LANGUAGE plpgsql AS $$
DECLARE
  m float8 := 2 ^ log2m;
  q integer := least(2 ^ regwidth - 2, 64 - log2m);
  filled float8 := 0;
  saturated float8 := 0;
  z float8 := 0;  -- sum of C_k 2^-k for k = 1 .. q
  sigma float8;
  tau float8;
  estimate float8;
BEGIN
  SELECT count(*), count(*) FILTER (WHERE value > q),
         coalesce(sum(2::float8 ^ -value) FILTER (WHERE value <= q), 0)
  INTO filled, saturated, z FROM test.registers(hashes, log2m, regwidth);
  IF filled = 0 THEN RETURN 0; END IF;
  IF saturated = m THEN RETURN 'infinity'; END IF;
  sigma := 1 - filled / m;
  FOR k IN 1 .. 40 LOOP
    sigma := sigma + exp(greatest(2 ^ k * ln(greatest(1 - filled / m, 1e-30)), -700)) * 2 ^ (k - 1);
  END LOOP;
  IF filled = m THEN sigma := 0; END IF;
  tau := saturated / m;
  FOR k IN 1 .. 60 LOOP
    tau := tau - (1 - (1 - saturated / m) ^ (2::float8 ^ -k)) ^ 2 * 2::float8 ^ -k;
  END LOOP;
  IF saturated = 0 THEN tau := 0; END IF;
  estimate := m * m / (2 * ln(2::float8)) / (m * sigma + z + m * tau / 3 * 2::float8 ^ -q);
  RETURN estimate / (1 + (1.07944 - 0.57944 * exp(-estimate / (2 * m))) / m);
END $$;
SELECT log2m, regwidth, n, hll_cardinality(h), expected
FROM unnest(ARRAY[4, 5, 8, 11]) AS log2m, generate_series(1, 8) AS regwidth,
     unnest(ARRAY[1, 2, 5, 10, 30, 100, 300, 1000, 3000]) AS n,
     LATERAL (SELECT hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, 0),
                     array_agg(test.hash(i)) FROM generate_series(1, n) AS i) AS a (h, hashes),
     LATERAL (SELECT pg_temp.estimate(hashes, log2m, regwidth)) AS e (expected)
WHERE NOT (hll_cardinality(h) = expected OR abs(hll_cardinality(h) / expected - 1) < 1e-9)
   OR #h <> hll_cardinality(h);

-- FULL sketches whose registers all have the same value: never NaN, growing with the value, finite
-- below saturation (which is at 2^regwidth - 1, or at 65 - log2m where that is less), then
-- infinity.
CREATE FUNCTION pg_temp.uniform(log2m integer, regwidth integer, value integer) RETURNS hll
LANGUAGE sql AS $$
  SELECT (test.header(4, log2m, regwidth, 0, 1)
          || test.packed(repeat(right(value::bit(32)::text, regwidth), (2 ^ log2m)::integer))
         )::text::hll
$$;
CREATE TEMP TABLE uniform AS
SELECT log2m, regwidth, value, hll_cardinality(h) AS count, hll_cardinality_classic(h) AS classic,
       value >= least(2 ^ regwidth - 1, 65 - log2m) AS saturated
FROM unnest(ARRAY[4, 6]) AS log2m, generate_series(1, 8) AS regwidth,
     generate_series(0, (2 ^ regwidth - 1)::integer) AS value,
     pg_temp.uniform(log2m, regwidth, value) AS h;
SELECT regwidth, max(count) FILTER (WHERE saturated) AS saturated,
       count(*) FILTER (WHERE count = 'NaN') AS nan,
       count(*) FILTER (WHERE (count = 'Infinity') <> saturated) AS wrong
FROM uniform GROUP BY regwidth ORDER BY regwidth;
SELECT log2m, regwidth, value FROM (
  SELECT *, lag(count) OVER (PARTITION BY log2m, regwidth ORDER BY value) AS before
  FROM uniform) AS u
WHERE count < before OR (NOT saturated AND count <= before) OR classic = 'NaN' OR classic < 0;
-- The count is finite if all but a few registers are saturated.
SELECT regwidth
FROM generate_series(1, 8) AS regwidth,
     pg_temp.uniform(6, regwidth, (2 ^ regwidth - 1)::integer) AS u,
     LATERAL (SELECT set_byte(u::bytea, 3, 0)::hll) AS v (h)
WHERE hll_cardinality(h) IN ('NaN', 'Infinity') OR hll_cardinality(h) IS NULL;

-- regwidth 6 to 8 give the count of regwidth 5 as long as registers stay below 31; any content
-- gives a count within 5 standard errors.
SELECT regwidth, n FROM generate_series(5, 8) AS regwidth, unnest(ARRAY[1000, 5000, 20000]) AS n,
     LATERAL (SELECT hll_cardinality(hll_add_agg(test.hash(i)::hll_hashval, 11, regwidth, 0)),
                     hll_cardinality(hll_add_agg(test.hash(i)::hll_hashval, 11, 5, 0))
              FROM generate_series(1, n) AS i) AS a (count, five)
WHERE abs(count / five - 1) > 1e-9 OR abs(count / n - 1) > 5 * 1.04 / sqrt(2048);

-- hll_cardinality_classic returns what postgresql-hll 2.17 returns, but infinity instead of NaN.
SELECT log2m, regwidth, n, classic, expected
FROM (VALUES
  (4, 5, 1, 1.032616), (4, 5, 10, 13.226857), (4, 5, 100, 90.939645), (4, 5, 20000, 14292.489073),
  (5, 3, 10, 10.567734), (5, 3, 1000, 886.167023), (5, 3, 3000, 9713.983343),
  (5, 3, 5000, 'infinity'),
  (6, 5, 100, 112.703220), (6, 5, 20000, 20356.655990), (9, 3, 5000, 5586.835864),
  (11, 5, 1000, 1002.963220), (11, 5, 5000, 5261.325886), (11, 5, 20000, 20222.642412),
  (11, 4, 20000, 20222.642412), (14, 5, 20000, 20100.814351)) AS v (log2m, regwidth, n, expected),
  LATERAL (SELECT hll_cardinality_classic(
                    hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, 0))
           FROM generate_series(1, n) AS i) AS a (classic)
WHERE round(classic::numeric, 6) <> expected;

-- It does so on both sides of the end of linear counting, 2.5 * 2^11 = 5120.
SELECT n, classic, expected
FROM (VALUES (4700, 4654.614226), (5000, 4991.453553), (5200, 5142.604252)) AS v (n, expected),
  LATERAL (SELECT hll_cardinality_classic(hll_add_agg(hll_hash_integer(i), 11, 5, 0))
           FROM generate_series(1, n) AS i) AS a (classic)
WHERE round(classic::numeric, 6) <> expected;

-- The function is IMMUTABLE, so that generated columns and indexes may use it.
CREATE TEMP TABLE daily (
  day integer, users hll, uniques float8 GENERATED ALWAYS AS (hll_cardinality(users)) STORED);
CREATE INDEX ON daily (hll_cardinality(users));
INSERT INTO daily SELECT day, hll_add_agg(hll_hash_integer(i))
FROM generate_series(1, 3) AS day, generate_series(1, day * 10) AS i GROUP BY day;
UPDATE daily SET users = users || hll_hash_integer(1000) WHERE day = 2;
SELECT day, uniques FROM daily ORDER BY day;
