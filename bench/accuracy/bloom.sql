-- Measures filters of 1,000,000 elements at three rates: bits for each element beside those that
-- the layout needs, the error of bloom_cardinality, the false positive rate among 10,000,000 other
-- elements beside bloom_fpr and the target rate, and how many elements are not found. Takes 15
-- seconds; fails if a figure misses its target:
--
--     scripts/with-server psql -X -f bench/accuracy/bloom.sql
--
-- bloom_fpr may differ from the measured rate by its four standard errors, or by 3 % if that is
-- more.
\set QUIET on
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS hll;
SET max_parallel_workers_per_gather = 0;
SET jit = off;

-- `bits` is what blocks of 512 bits need for each element at this rate.
CREATE TEMP TABLE filters AS
SELECT asked, bits, filter
FROM (VALUES (1e-2::float8, 9.92), (1e-3, 15.55), (1e-4, 22.03)) AS rates (asked, bits),
     LATERAL (SELECT bloom_agg(i, 1000000, asked) AS filter FROM generate_series(1::bigint, 1000000) AS i) AS agg;

CREATE TEMP TABLE probed AS
SELECT filters.*, lost, hits, hits / 1e7 AS measured
FROM filters,
     LATERAL (SELECT count(*) FILTER (WHERE i <= 1000000 AND NOT filter @> i) AS lost,
                     count(*) FILTER (WHERE i > 1000000 AND filter @> i) AS hits
              FROM (SELECT generate_series(1::bigint, 11000000) AS i) AS elements) AS probes;

CREATE TEMP TABLE figures AS
SELECT asked, figure, found, at_most, found <= at_most AS met
FROM probed,
     LATERAL (VALUES
       ('elements not found', lost, 0),
       ('size off ' || bits || ' bits an element, %', 100 * abs(octet_length(filter::bytea) * 8 / 1e6 / bits - 1), 1),
       ('bloom_cardinality off, %', 100 * abs((# filter) / 1e6 - 1), 0.2),
       ('bloom_fpr off measured, %', 100 * abs(bloom_fpr(filter) / measured - 1), greatest(3, 400 / sqrt(hits))),
       ('measured by asked', measured / asked, 1.1)
     ) AS f (figure, found, at_most);

SELECT asked, figure, round(found::numeric, 3) AS found, round(at_most::numeric, 3) AS at_most, met FROM figures;

SELECT bool_and(met) AS all_met FROM figures \gset
\if :all_met
\else
  DO $$BEGIN RAISE 'a figure misses its target'; END$$;
\endif
