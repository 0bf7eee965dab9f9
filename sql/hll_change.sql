-- hll_change: how many times as large as one sketch another one is, and with which certainty.
\pset null NULL

-- EXPLICIT sets: the ratio of their sizes, exactly. It is significant unless it is 1.
CREATE TEMP TABLE sets AS
SELECT n, first, test.sketch(first, first + n - 1, 11, 5, 64) AS h
FROM unnest(ARRAY[1, 2, 3, 63, 64]) AS n, unnest(ARRAY[1, 3, 1000]) AS first;
SELECT a.n, a.first, b.n, b.first FROM sets AS a, sets AS b,
     LATERAL (SELECT b.n::float8 / a.n OFFSET 0) AS r (ratio)
WHERE hll_change(a.h, b.h) <> (ratio, ratio, ratio, a.n <> b.n);

-- All forms with each other. Two EMPTY sketches, whatever their parameters are, have no ratio. With
-- UNDEFINED all results are NULL.
CREATE TEMP TABLE forms (name text, h hll);
INSERT INTO forms VALUES
  ('EMPTY', hll_empty(8, 5, 16, 1)), ('EXPLICIT', test.sketch(1, 10, 8, 5, 16)),
  ('SPARSE', test.sketch(5, 30, 8, 5, 16)), ('FULL', test.sketch(1, 1000, 8, 5, 16)),
  ('UNDEFINED', test.header(0, 8, 5, 16, 1)::hll);
SELECT a.name AS before, b.name AS after, round(ratio::numeric, 3) AS ratio,
       round(lower::numeric, 3) AS lower, round(upper::numeric, 3) AS upper, significant
FROM forms AS a, forms AS b, hll_change(a.h, b.h)
ORDER BY hll_type(a.h), hll_type(b.h);
SELECT name, hll_change(e, h), hll_change(h, e) FROM forms, hll_empty(20, 8, 1, 1) AS e;
SELECT hll_change(NULL, h), hll_change(h, NULL), hll_change(h, h, NULL)
FROM forms WHERE name = 'FULL';
-- Registers that are all 0 are an empty set, too.
SELECT hll_change(z, z), hll_change(z, hll_empty()), hll_change(z, test.sketch(1, 100, 6, 5, 0)),
       hll_change(test.sketch(1, 2, 6, 5, 0), z)
FROM CAST(test.header(4, 6, 5, 0, 1) || test.packed(repeat('0', 320)) AS hll) AS z;

-- SPARSE where FULL would be smaller, and FULL where SPARSE would be, give the same.
CREATE FUNCTION pg_temp.as_form(h hll, max_sparse integer) RETURNS hll LANGUAGE plpgsql AS $$
BEGIN
  PERFORM hll_set_max_sparse(max_sparse);
  h := h || h;
  PERFORM hll_set_max_sparse(-1);
  RETURN h;
END $$;
CREATE TEMP TABLE registers AS
SELECT log2m, regwidth, h, pg_temp.as_form(h, 0) AS f, pg_temp.as_form(h, 2048) AS s
FROM (VALUES (4, 5), (6, 1), (8, 4), (11, 8)) AS r (log2m, regwidth),
     (VALUES (1, 1), (1, 40), (20, 50), (10, 1000)) AS v (first, last),
     test.sketch(first, last, log2m, regwidth, 0) AS h;
SELECT DISTINCT hll_type(f), hll_type(s) FROM registers;
SELECT log2m, regwidth
FROM registers AS a JOIN registers AS b USING (log2m, regwidth),
     LATERAL (VALUES (a.f, b.f), (a.s, b.s), (a.f, b.s), (a.s, b.f)) AS v (x, y)
WHERE hll_change(x, y) <> hll_change(a.h, b.h);

-- Rules for any two sketches; every pair must keep all of them. The search for a bound ends when it
-- changes by less than a thousandth.
CREATE FUNCTION pg_temp.near(a float8, b float8) RETURNS boolean LANGUAGE sql AS $$
  SELECT a = b OR abs(ln(a / b)) <= 0.002 * greatest(1, abs(ln(b)))
$$;
CREATE FUNCTION pg_temp.inverse(x float8) RETURNS float8 LANGUAGE sql AS $$
  SELECT CASE WHEN x = 0 THEN 'infinity' ELSE 1 / x END
$$;
CREATE FUNCTION test.broken_change(a hll, b hll) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT rule
  FROM hll_change(a, b) AS c, hll_change(a, b, 0.5) AS at_50, hll_change(a, b, 0.999) AS at_999,
       hll_change(b, a) AS back,
       LATERAL (VALUES
         ('no NaN', 'NaN' NOT IN (c.ratio, c.lower, c.upper)),
         ('nothing negative', c.lower >= 0),
         ('bounds in order', c.lower <= c.ratio AND c.ratio <= c.upper),
         ('wider with confidence', at_999.lower <= c.lower AND c.lower <= at_50.lower
                                   AND at_50.upper <= c.upper AND c.upper <= at_999.upper),
         ('one estimate', c.ratio = at_50.ratio AND c.ratio = at_999.ratio),
         ('significant', c.significant = (c.lower > 1 OR c.upper < 1)),
         ('reciprocals', pg_temp.near(back.ratio, pg_temp.inverse(c.ratio))
                         AND pg_temp.near(back.lower, pg_temp.inverse(c.upper))
                         AND pg_temp.near(back.upper, pg_temp.inverse(c.lower)))
       ) AS r (rule, holds)
  WHERE holds IS NOT TRUE
$$;
SELECT log2m, regwidth, rule
FROM registers AS a JOIN registers AS b USING (log2m, regwidth), test.broken_change(a.f, b.s) AS rule;
SELECT a.name, b.name, rule
FROM forms AS a, forms AS b, test.broken_change(a.h, b.h) AS rule
WHERE 'UNDEFINED' NOT IN (a.name, b.name) AND 'EMPTY' <> ALL (ARRAY[a.name, b.name]);
-- Registers with any content, of every width, beside sets of 1 to 64,000 values, and beside others.
CREATE FUNCTION pg_temp.any_registers(seed integer, regwidth integer) RETURNS hll LANGUAGE sql AS $$
  SELECT (test.header(4, 5, regwidth, 0, 1) || substr(string_agg(int8send(test.hash(10 * seed + j)), ''),
                                                      1, 4 * regwidth))::hll
  FROM generate_series(1, 4) AS j
$$;
SELECT count(*) AS pairs, count(rule) AS broken
FROM generate_series(1, 8) AS regwidth, generate_series(1, 40, 3) AS i,
     LATERAL (VALUES (test.sketch(1, i * i * i, 5, regwidth, 0)),
                     (pg_temp.any_registers(i + 50, regwidth))) AS v (other)
     LEFT JOIN LATERAL test.broken_change(pg_temp.any_registers(i, regwidth), other) AS rule ON true;

-- What both sets have counts: the same sizes, with less and less in common. Where all registers are
-- equal, the ratio is 1, and the bounds allow for values that left no trace.
SELECT common, round(ratio::numeric, 3) AS ratio, round(lower::numeric, 3) AS lower,
       round(upper::numeric, 3) AS upper, significant
FROM unnest(ARRAY[10000, 9000, 5000, 0]) AS common, test.sketch(1, 10000, 11, 5, 0) AS a,
     hll_change(a, test.sketch(10001 - common, 20000 - common, 11, 5, 0))
ORDER BY common DESC;
-- A growth of 3 % is seen if all old values are still there, and not if none is.
SELECT common, round(ratio::numeric, 3) AS ratio, round(lower::numeric, 3) AS lower,
       round(upper::numeric, 3) AS upper, significant
FROM unnest(ARRAY[10000, 0]) AS common, test.sketch(1, 10000, 11, 5, 0) AS a,
     hll_change(a, test.sketch(10001 - common, 20300 - common, 11, 5, 0))
ORDER BY common DESC;

-- Sketches whose registers are all above the other's, or saturated. A saturated sketch sets a bound
-- on one side.
CREATE FUNCTION pg_temp.uniform(value integer, regwidth integer DEFAULT 5) RETURNS hll
LANGUAGE sql AS $$
  SELECT (test.header(4, 6, regwidth, 0, 1)
          || test.packed(repeat(right(value::bit(32)::text, regwidth), 64)))::hll
$$;
SELECT name, ratio = (# b) / hll_cardinality(a) AS of_counts, round(ratio::numeric, 1) AS ratio,
       round(lower::numeric, 1) AS lower, round(upper::numeric, 1) AS upper, significant
FROM (VALUES ('above', pg_temp.uniform(3), pg_temp.uniform(7)),
             ('below', pg_temp.uniform(7), pg_temp.uniform(3)),
             ('after is full', test.sketch(1, 100, 6, 2, 0), pg_temp.uniform(3, 2)),
             ('before is full', pg_temp.uniform(3, 2), test.sketch(1, 100, 6, 2, 0)),
             ('both are full', pg_temp.uniform(3, 2), pg_temp.uniform(3, 2))
     ) AS v (name, a, b), hll_change(a, b);

-- How often bounds hold the truth, and how often equal sizes are called different, of 300 pairs.
SELECT growth, common, covered, significant
FROM (SELECT growth, common, count(*) FILTER (WHERE lower <= growth AND growth <= upper) AS covered,
             count(*) FILTER (WHERE significant) AS significant
      FROM (VALUES (1.0, 0), (1.0, 350), (1.0, 500), (1.2, 350), (1.2, 500), (3.0, 0))
             AS c (growth, common),
           generate_series(3000, 900000, 3000) AS first,
           LATERAL (SELECT first + 500 - common) AS v (second),
           hll_change(test.sketch(first, first + 499, 8, 5, 0),
                      test.sketch(second, second + (500 * growth)::integer - 1, 8, 5, 0))
      GROUP BY growth, common) AS c
WHERE covered < 279 OR growth = 1 AND significant > 21 OR growth = 3 AND significant < 300;

-- The arguments have names, and the default confidence is 95 %.
SELECT count(*) FROM registers AS a JOIN registers AS b USING (log2m, regwidth)
WHERE hll_change(before => a.h, after => b.h) <> hll_change(a.h, b.h, confidence => 0.95);
SELECT confidence,
       test.error(format('SELECT hll_change(h, h, %L) FROM hll_empty() AS h', confidence))
FROM unnest(ARRAY[0, 1, -0.5, 95, 'NaN', 'infinity', '-infinity']::float8[]) AS confidence;
