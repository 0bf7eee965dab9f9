-- What other implementations are asked about. run.pl sets the random seed, and :pool, how many integers
-- there are. HASHES are what drivers take.
--
--   sketches    10,000 sketches of all forms, 20 for each of 500 choices of parameters, and those of
--               test/vectors/hll.tsv, which run.pl has put into "vectors"
--   unions      unions of two of them with equal parameters, and those of hll.tsv
CREATE FUNCTION pick(numbers int[]) RETURNS int LANGUAGE sql VOLATILE AS
$$ SELECT numbers[1 + floor(random() * cardinality(numbers))::int] $$;

CREATE TABLE choices AS
SELECT c, pick('{4, 5, 6, 7, 8, 9, 10, 11, 11, 12, 13, 14}') AS log2m,
       pick('{1, 2, 3, 4, 5, 5, 5, 6, 6, 7, 8}') AS regwidth,
       CASE pick('{1, 2, 3}') WHEN 1 THEN -1 WHEN 2 THEN 0 ELSE 2 ^ floor(random() * 18) END::bigint AS expthresh,
       pick('{0, 1, 1}') AS sparseon
FROM generate_series(1, 500) AS c;

-- The hashes of the integers a to b; none if b is below a.
CREATE TABLE ranges AS
SELECT row_number() OVER (ORDER BY c) AS id, c, a, a + size - 1 AS b
FROM (SELECT c, 1 + floor(random() * (:pool - size))::int AS a, size
      FROM choices, LATERAL (
        SELECT CASE WHEN random() < 0.03 THEN 0 ELSE round(0.5 + 10 ^ (5 * random() ^ 3))::int END AS size
        FROM generate_series(1, 20) WHERE c IS NOT NULL) AS sizes) AS sized;

CREATE TABLE sketches AS
SELECT id, c, log2m, regwidth, expthresh, sparseon, CASE WHEN b < a THEN '-' ELSE a || '..' || b END AS hashes,
       (SELECT CASE WHEN b < a THEN hll_empty(log2m, regwidth, expthresh, sparseon)
                    ELSE hll_add_agg(hll_hash_bigint(i), log2m, regwidth, expthresh, sparseon) END
        FROM generate_series(a, b) AS i) AS sketch
FROM ranges JOIN choices USING (c);

CREATE TABLE unions AS
SELECT id, a, b, a || b AS sketch, NULL AS hashes
FROM (SELECT id, sketch AS a, lead(sketch) OVER (PARTITION BY c ORDER BY id) AS b FROM sketches) AS pairs
WHERE b IS NOT NULL;

-- The pool begins with the hashes of hll_hash_bigint. Sketches with more than 2^20 registers would take minutes to count.
INSERT INTO sketches
SELECT 100000 + line, NULL, fields[2]::int, fields[3]::int, fields[4]::bigint, fields[5]::int, CASE
         WHEN fields[6] ~ '^hll_hash_bigint:' THEN split_part(fields[6], ':', 2)
         WHEN fields[6] = 'hll_hash_integer:1..2' THEN concat_ws(',', hll_hash_integer(1)::bigint, hll_hash_integer(2)::bigint)
         ELSE fields[6] END, ('\x' || fields[7])::hll
FROM vectors WHERE fields[1] = 'sketch' AND fields[2]::int <= 20;
INSERT INTO unions
SELECT 100000 + line, ('\x' || fields[2])::hll, ('\x' || fields[3])::hll, ('\x' || fields[4])::hll, NULL
FROM vectors WHERE fields[1] = 'union';

ALTER TABLE sketches ADD PRIMARY KEY (id);
ALTER TABLE unions ADD PRIMARY KEY (id);

-- The same set as this extension writes it: other writers choose SPARSE and FULL differently.
CREATE FUNCTION rewritten(sketch hll) RETURNS hll LANGUAGE sql IMMUTABLE AS
$$ SELECT sketch || hll_empty(hll_log2m(sketch), hll_regwidth(sketch), (hll_expthresh(sketch)).specified, hll_sparseon(sketch)) $$;

-- The bytes with another byte 2, which has expthresh and sparseon.
CREATE FUNCTION with_cutoff(bytes bytea, cutoff int) RETURNS hll LANGUAGE sql IMMUTABLE AS
$$ SELECT set_byte(bytes, 2, cutoff)::hll $$;

-- All registers, without the forms EXPLICIT and SPARSE: expthresh 0 and sparseon 0. The hash 0 changes no
-- register, but EXPLICIT values become registers with it.
CREATE FUNCTION registers(sketch hll) RETURNS hll LANGUAGE sql IMMUTABLE AS
$$ SELECT rewritten(with_cutoff(sketch::bytea, 0) || 0::bigint::hll_hashval) $$;
