-- Sketches in tables: however PostgreSQL stores a value (short header, compressed, out of line),
-- every function returns the same.
\pset format unaligned
\pset tuples_only on

SELECT typstorage, typlen, typbyval FROM pg_type WHERE typname = 'hll';

-- The same sketches in a column of each storage form: small ones, FULL ones of mostly zeros, which
-- compress well, and FULL ones of random content.
CREATE TABLE stored (id integer, main_ hll, extended_ hll, external_ hll);
ALTER TABLE stored ALTER main_ SET STORAGE MAIN, ALTER extended_ SET STORAGE EXTENDED,
  ALTER external_ SET STORAGE EXTERNAL;
CREATE TABLE made AS
SELECT row_number() OVER ()::integer AS id, h FROM (
  SELECT hll_add_agg(test.hash(i)::hll_hashval, log2m, 5, 64, 0)
  FROM unnest(ARRAY[11, 14]) AS log2m, unnest(ARRAY[1, 64, 65, 6000]) AS n,
       generate_series(1, n) AS i
  GROUP BY log2m, n
  UNION ALL SELECT '\x108b7f' UNION ALL SELECT '\x118b7f') AS v (h);
INSERT INTO stored (id, main_, extended_, external_) SELECT id, h, h, h FROM made;

-- Checks that they are stored in different ways: one compressed, one out of line.
SELECT bool_or(pg_column_size(extended_) < octet_length(extended_::bytea) / 2) AS compressed,
       bool_or(pg_column_size(main_) < octet_length(main_::bytea) / 2) AS compressed,
       bool_and(pg_column_size(external_) >= octet_length(external_::bytea)) AS plain
FROM stored;
SELECT pg_relation_size(reltoastrelid) > 10000 AS out_of_line
FROM pg_class WHERE relname = 'stored';
SELECT DISTINCT pg_column_size(external_) - octet_length(external_::bytea) AS header FROM stored
WHERE octet_length(external_::bytea) < 100;

-- All functions over all forms.
SELECT id, form FROM stored JOIN made USING (id),
     LATERAL (VALUES ('main', main_), ('extended', extended_),
                     ('external', external_)) AS v (form, s)
WHERE s <> h OR hll_cmp(s, h) <> 0 OR s::text <> h::text OR s::bytea <> h::bytea
   OR hll_send(s) <> h::bytea OR hll_cardinality(s) <> hll_cardinality(h)
   OR hll_cardinality_classic(s) <> hll_cardinality_classic(h)
   OR hll_print(s)::text <> hll_print(h)::text OR hll_type(s) <> hll_type(h)
   OR hll_log2m(s) <> hll_log2m(h) OR hll_expthresh(s) <> hll_expthresh(h)
   OR s || test.hash(7000)::hll_hashval <> h || test.hash(7000)::hll_hashval
   OR s || h <> h || h OR h || s <> h || h OR s || s <> h || h
   OR hll_error(s) <> hll_error(h) OR hll_cardinality_bounds(s) <> hll_cardinality_bounds(h)
   OR hll_intersection(s, h) <> # h OR hll_difference(h, s) <> 0 OR hll_fold(s, 9) <> hll_fold(h, 9)
   OR s::bytea::hll <> h OR hll_opclass_hash(s) <> hll_opclass_hash(h)
   OR hll_hash_any(s) <> hll_hash_any(h);
SELECT log2m FROM (SELECT hll_log2m(h), hll_union_agg(h), hll_union_agg(main_),
                          hll_union_agg(extended_), hll_union_agg(external_)
                   FROM stored JOIN made USING (id) WHERE hll_sparseon(h) = 0
                   GROUP BY hll_log2m(h)) AS u (log2m, h, m, t, x)
WHERE m <> h OR t <> h OR x <> h;

-- Updates of such values, and a column of fixed parameters.
UPDATE stored SET extended_ = extended_ || test.hash(8000)::hll_hashval,
                  external_ = external_ || test.hash(8000)::hll_hashval;
SELECT id FROM stored JOIN made USING (id)
WHERE extended_ <> h || test.hash(8000)::hll_hashval OR external_ <> extended_;
ALTER TABLE stored ADD fixed hll(14, 5, 64, 0);
UPDATE stored SET fixed = extended_ WHERE hll_log2m(extended_) = 14;
SELECT count(*) FROM stored WHERE fixed = external_ AND octet_length(fixed::bytea) > 10000;
VACUUM FULL stored;
SELECT id FROM stored JOIN made USING (id)
WHERE main_ <> h OR external_ <> h || test.hash(8000)::hll_hashval;

-- A sketch of 2^20 registers, 640 KiB.
CREATE TABLE large AS
SELECT hll_add_agg(test.hash(i)::hll_hashval, 20, 5, 0, 0) AS h FROM generate_series(1, 1000) AS i;
SELECT octet_length(h::bytea), hll_type(h), h = h || h, round(hll_cardinality(h)), h::text::hll = h
FROM large;
DROP TABLE stored, made, large;

-- An UPDATE that adds nothing new doesn't rewrite a value that is stored out of line.
CREATE TEMP TABLE kept AS
SELECT hll_add_agg(hll_hash_integer(i), 14, 5, 0) AS h FROM generate_series(1, 20000) AS i;
CREATE FUNCTION test.chunks() RETURNS oid[] LANGUAGE plpgsql AS $$
DECLARE
  chunks oid[];
BEGIN
  EXECUTE format('SELECT array_agg(DISTINCT chunk_id) FROM %s',
                 (SELECT reltoastrelid::regclass FROM pg_class WHERE oid = 'kept'::regclass)) INTO chunks;
  RETURN chunks;
END $$;
SELECT test.chunks() AS before \gset
UPDATE kept SET h = h || h;
UPDATE kept SET h = h || hll_hash_integer(1);
UPDATE kept SET h = hll_empty() || h || hll_empty();
SELECT test.chunks() = :'before' AS kept;
UPDATE kept SET h = h || (1::bigint << 62)::hll_hashval;
SELECT test.chunks() = :'before' AS kept;
