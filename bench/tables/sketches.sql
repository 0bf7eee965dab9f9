-- 10,000 stored sketches.
CREATE TABLE sketches (id integer NOT NULL, users hll NOT NULL);
\if :fill
INSERT INTO sketches
SELECT id, hll_add_agg(hll_hash_bigint(id * 100 + i))
FROM generate_series(1, 10000) AS id, generate_series(1, 2000) AS i
GROUP BY id;
\endif
