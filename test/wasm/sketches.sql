-- 10,000 sketches and 2,500 pairs, and what the server says of them, for sketches.mjs. The sketches are those that
-- scripts/check-interop takes, and some that no writer here makes: UNDEFINED, EXPLICIT beyond its own limit or without
-- values, SPARSE where FULL is smaller, and registers that no hash gives.
CREATE TABLE vectors (line int, fields text[]);
SELECT setseed(0.18);
\set pool 200000
\o /dev/null
\i test/interop/sketches.sql
\o
INSERT INTO sketches (id, sketch) VALUES
  (200001, '\x108b7f'), (200002, '\x128b7f'), (200003, '\x138b7f'), (200004, '\x128b4100000000000000010000000000000002'),
  (200005, '\x12844000000000000000010000000000000002'), (200006, '\x138440012840'), (200007, '\x13044008c0'),
  (200008, '\x118b40'), (200009, '\x11e47f'), (200010, '\x118440');
INSERT INTO sketches (id, sketch)
SELECT 200100 + n, (set_byte('\x140040'::bytea, 1, (regwidth - 1) * 32 + log2m) || registers)::hll
FROM generate_series(1, 200) AS n, LATERAL (SELECT 1 + n % 8 AS regwidth, 4 + n / 8 % 7 AS log2m) AS p,
     LATERAL (SELECT string_agg(set_byte('\x00', 0, CASE WHEN n > 180 THEN 255 ELSE byte END), '') AS registers
              FROM (SELECT floor(random() * 256)::int AS byte
                    FROM generate_series(1, (regwidth * 2 ^ log2m / 8)::int)) AS b) AS r;
-- The same sets in schema version 2, where it has a form for them.
INSERT INTO sketches (id, sketch)
SELECT 300000 + id, hll_to_version(sketch, 2) FROM sketches WHERE hll_type(hll_to_version(sketch, 2)) = 5 AND id % 5 = 0;

CREATE FUNCTION hex(hll) RETURNS text LANGUAGE sql AS $$ SELECT encode($1::bytea, 'hex') $$;

\set hashes 'ARRAY[0, -1, id * 7919, (random() * 1e18)::bigint, -(random() * 9e18)::bigint]::bigint[]'
CREATE TABLE added AS SELECT id, :hashes AS hashes FROM sketches;

SELECT 'sketch', hex(sketch), i.form, i.log2m, i.regwidth, i.expthresh, i.sparseon, i.filled, hll_cardinality(sketch),
       hll_error(sketch), confidence, b.lower, b.upper, to_log2m, to_regwidth, hex(hll_fold(sketch, to_log2m, to_regwidth)),
       array_to_string(a.hashes, ','), hex(hll_add_all(sketch, a.hashes::hll_hashval[])),
       hex(hll_to_version(sketch, 1)), hex(hll_to_version(sketch, 2))
FROM sketches AS s JOIN added AS a USING (id), hll_info(sketch) AS i,
     LATERAL (SELECT (ARRAY[0.5, 0.95, 0.999])[1 + s.id % 3] AS confidence) AS chosen,
     hll_cardinality_bounds(sketch, confidence) AS b,
     LATERAL (SELECT greatest(4, i.log2m - s.id % 4)::int AS to_log2m, greatest(1, i.regwidth - s.id / 4 % 3)::int AS to_regwidth) AS f
ORDER BY s.id;

-- The third sketch, and every third second one, have other parameters.
CREATE TABLE pairs AS
SELECT id, a, CASE WHEN id % 3 = 0 THEN c ELSE b END AS b, c
FROM (SELECT id, sketch AS a, lead(sketch) OVER (PARTITION BY substr(sketch::bytea, 2, 2) ORDER BY id) AS b,
             lead(sketch, 31) OVER (ORDER BY id) AS c FROM sketches) AS p
WHERE b IS NOT NULL AND c IS NOT NULL AND (id % 11 < 3 OR id > 200000);

SELECT 'pair', hex(a), hex(b), hex(c),
       CASE WHEN id % 3 > 0 THEN hex(a || b) END, hex(hll_union_fold(a, b)),
       (SELECT hll_cardinality(hll_union_fold_agg(v)) FROM unnest(ARRAY[a, b, c]) AS v),
       hll_intersection(a, b), two.estimate, two.lower, two.upper, two.reliable,
       hll_intersection(a, b, c), three.estimate, three.lower, three.upper, three.reliable,
       change.ratio, change.lower, change.upper, change.significant
FROM pairs, hll_intersection_bounds(a, b) AS two, hll_intersection_bounds(a, b, c, 0.9) AS three, hll_change(a, b) AS change
ORDER BY id;
