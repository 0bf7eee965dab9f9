-- Sketches of 200 sites; neighbouring sites share users.
CREATE TABLE sites (site integer NOT NULL, users hll NOT NULL);
\if :fill
INSERT INTO sites
SELECT site, hll_add_agg(hll_hash_bigint(site * 500 + i))
FROM generate_series(1, 200) AS site, generate_series(1, 10000) AS i
GROUP BY site;
\endif
