-- Daily sketches for three years. Each day a tenth of the users is replaced.
CREATE TABLE days (day date NOT NULL, users hll NOT NULL);
\if :fill
INSERT INTO days
SELECT date '2023-01-01' + day, hll_add_agg(hll_hash_bigint(day * 500 + i))
FROM generate_series(0, 1095) AS day, generate_series(1, 5000) AS i
GROUP BY day;
\endif
