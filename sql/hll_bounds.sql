-- How far off a count may be: hll_error and hll_cardinality_bounds.
\pset null NULL

-- An exact sketch has an error of 0, and its bounds are the count. For UNDEFINED both are NULL.
SELECT DISTINCT hll_type(h), hll_error(h), # h AS count, b.*
FROM unnest(ARRAY[hll_empty(), hll_empty(4, 1), '\x128b7f0000000000000001', '\x108b7f',
                  test.sketch(1, 160, 11, 5, -1)]) AS h,
     hll_cardinality_bounds(h) AS b
ORDER BY 3;
SELECT hll_error(NULL), hll_cardinality_bounds(NULL), hll_cardinality_bounds(hll_empty(), NULL);

-- Computes the error in another way: from the Fisher information of the registers. A register has
-- each value k with a probability p, and tells the sum of p'^2 / p about the number of values that
-- came to it. No estimate can have a smaller error. In the model the number of values is random;
-- here it isn't, so its variance is subtracted.
CREATE FUNCTION pg_temp.error(log2m integer, regwidth integer, n float8) RETURNS float8
LANGUAGE sql AS $$
  SELECT sqrt((1 / (x * sum(CASE WHEN p > 1e-300 THEN slope ^ 2 / p ELSE 0 END)) - 1) / n)
  FROM (SELECT n / 2 ^ log2m, least(2 ^ regwidth - 2, 64 - log2m)) AS v (x, q),
       generate_series(0, q::integer + 1) AS k,
       -- A register has no value above k with the probability e^-xs, and not k with e^-xr.
       LATERAL (SELECT CASE WHEN k <= q THEN 2::float8 ^ -k ELSE 0 END,
                       2::float8 ^ -(k - 1)) AS s (s, r),
       LATERAL (SELECT exp(greatest(-x * s, -700)), exp(greatest(-x * r, -700))) AS e (above, here),
       LATERAL (SELECT CASE k WHEN 0 THEN above ELSE above - here END,
                       CASE k WHEN 0 THEN -s * above ELSE r * here - s * above END) AS p (p, slope)
  GROUP BY x
$$;
CREATE TEMP TABLE sketches AS
SELECT log2m, regwidth, n, h, # h AS count, hll_error(h) AS error,
       (SELECT count(*) FROM test.registers(hashes, log2m, regwidth)) AS filled
FROM unnest(ARRAY[4, 8, 11]) AS log2m, generate_series(1, 8) AS regwidth,
     unnest(ARRAY[1, 2, 5, 10, 30, 100, 300, 1000, 3000]) AS n,
     LATERAL (SELECT ARRAY(SELECT test.hash(i) FROM generate_series(1, n) AS i)) AS v (hashes),
     LATERAL (SELECT hll_add_agg(hash::hll_hashval, log2m, regwidth, 0)
              FROM unnest(hashes) AS hash) AS a (h);
SELECT log2m, regwidth, n, error, expected
FROM sketches, LATERAL (SELECT count = 'infinity') AS i (infinite),
     pg_temp.error(log2m, regwidth, CASE WHEN infinite THEN 1 ELSE count END) AS expected
WHERE CASE WHEN infinite THEN error <> 'infinity' ELSE abs(error / expected - 1) > 1e-6 END;
-- For many values the error is sqrt(ln 2 / (pi^2 / 6 - 1) / 2^log2m), for few sqrt(1 / 2 /
-- 2^log2m).
SELECT n, round((hll_error(h) * sqrt(2 ^ hll_log2m(h)))::numeric, 2) AS error,
       round(limit_of::numeric, 2) AS theory
FROM (VALUES (30000, 5, sqrt(ln(2) / (pi() ^ 2 / 6 - 1))), (100, 17, sqrt(0.5)))
       AS v (n, log2m, limit_of), test.sketch(1, n, log2m, 6, 0) AS h;
-- A sketch whose registers are all 0 has a count and an error of 0.
SELECT hll_error(h), # h AS count, b.*
FROM (SELECT '\x138b7f'::hll) AS v (h), hll_cardinality_bounds(h) AS b;

-- The bounds lie around the count, farther apart with more confidence, and never below the number
-- of registers that are set.
CREATE TEMP TABLE bounds AS
SELECT log2m, regwidth, n, h, count, filled, confidence, b.*
FROM unnest(ARRAY[1e-9, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999999, 1 - 1e-15]) AS confidence,
     sketches, hll_cardinality_bounds(h, confidence) AS b;
SELECT log2m, regwidth, n, confidence, count, estimate, lower, upper FROM bounds
WHERE estimate <> count OR NOT (0 < lower AND lower <= estimate AND estimate <= upper)
   OR lower < least(filled, count) OR 'NaN' IN (lower, upper)
   OR (upper = 'infinity') <> (count = 'infinity') OR lower = 'infinity';
SELECT log2m, regwidth, n, confidence FROM (
  SELECT *, lag(lower) OVER by_confidence < lower OR lag(upper) OVER by_confidence > upper AS wrong
  FROM bounds WINDOW by_confidence AS (PARTITION BY log2m, regwidth, n ORDER BY confidence)) AS b
WHERE wrong;
-- The default confidence is 95 %.
SELECT log2m, regwidth, n FROM bounds
WHERE confidence = 0.95 AND hll_cardinality_bounds(h) <> (estimate, lower, upper);
SELECT hll_cardinality_bounds(h, confidence => 0.5) = hll_cardinality_bounds(h, 0.5) AS named
FROM test.sketch(1, 100, 8, 5, 0) AS h;
-- When all registers are full, the upper bound is infinite. The lower bound is the number of values
-- that fill all registers with the probability left on one side: 16 registers, each not full with
-- e^-(n / 16 / 2^2).
SELECT confidence, # h AS count, round(((1 - exp(-lower / 16 / 4)) ^ 16)::numeric, 6) AS chance,
       upper
FROM test.sketch(1, 3000, 4, 2, 0) AS h, unnest(ARRAY[0.1, 0.95, 0.999]) AS confidence, hll_cardinality_bounds(h, confidence);

-- The bounds hold the true number about as often as the confidence says; for small sets more often,
-- because counts are whole numbers. The limit for 600 sketches is 4 standard errors.
SELECT n, confidence, coverage
FROM (SELECT n, confidence, avg((n BETWEEN lower AND upper)::integer) AS coverage
      FROM (SELECT n, hll_add_agg(test.hash(-1000 * sketch - i)::hll_hashval, 8, 5, 0) AS h
            FROM unnest(ARRAY[30, 300]) AS n, generate_series(1, 600) AS sketch,
                 generate_series(1, n) AS i
            GROUP BY n, sketch) AS s, unnest(ARRAY[0.5, 0.8, 0.95]) AS confidence,
           hll_cardinality_bounds(h, confidence)
      GROUP BY n, confidence) AS c,
     LATERAL (SELECT 4 * sqrt(confidence * (1 - confidence) / 600)) AS e (allowed)
WHERE coverage < confidence - allowed OR (n = 300 AND coverage > confidence + allowed);

-- Registers that no set of values can make: the bounds still lie around the count.
SELECT regwidth, image
FROM generate_series(1, 8) AS regwidth, generate_series(1, 200) AS i,
     decode(md5(i::text) || md5((-i)::text), 'hex') AS random,
     LATERAL (SELECT test.header(4, 4 + i % 2, regwidth, 0, i % 3 % 2)
                     || substr(random, 1, (2 << i % 2) * regwidth)) AS v (image),
     LATERAL (SELECT image::text::hll) AS s (h), hll_cardinality_bounds(h) AS b
WHERE NOT (estimate = # h AND 0 <= lower AND lower <= estimate AND estimate <= upper)
   OR 'NaN' IN (lower, upper, hll_error(h)) OR hll_error(h) < 0;

-- Invalid confidences.
SELECT confidence, test.error(format('SELECT hll_cardinality_bounds(hll_empty(), %L)', confidence))
FROM unnest(ARRAY[0, 1, -0.5, 95, 'NaN', 'infinity', '-infinity']::float8[]) AS confidence;
