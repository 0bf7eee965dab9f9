-- COPY to a file and back, in text, CSV and binary: the bytes of every form survive.
\pset format unaligned
\pset tuples_only on
\getenv abs_builddir PG_ABS_BUILDDIR
\set file :abs_builddir '/results/copy.data'

CREATE TABLE original (id integer, h hll, v hll_hashval, fixed hll(12, 4), list hll[]);
INSERT INTO original
SELECT n, hll_add_agg(test.hash(i)::hll_hashval, 7, 5, 4), test.hash(n)::hll_hashval,
       hll_add_agg(test.hash(i)::hll_hashval, 12, 4),
       ARRAY[hll_add_agg(test.hash(i)::hll_hashval), NULL]
FROM unnest(ARRAY[1, 4, 5, 20, 300]) AS n, generate_series(1, n) AS i GROUP BY n;
INSERT INTO original VALUES
  (0, '\x108b7f', 0::hll_hashval, hll_empty(), '{}'),
  (-1, hll_empty(4, 1, 0, 0), (-1)::hll_hashval, '\x106c7f', ARRAY[hll_empty()]),
  (-2, NULL, NULL, NULL, NULL);
CREATE TABLE copied (LIKE original);
CREATE FUNCTION different() RETURNS TABLE (id integer) LANGUAGE sql AS $$
  SELECT coalesce(o.id, c.id) FROM original AS o FULL JOIN copied AS c USING (id)
  WHERE ROW(o.*) IS DISTINCT FROM ROW(c.*)
$$;

COPY original TO STDOUT \g :file
\set load '\\copy copied from ' :'file'
:load
SELECT different();
TRUNCATE copied;
COPY original TO STDOUT (FORMAT csv, FORCE_QUOTE *) \g :file
\set load '\\copy copied from ' :'file' ' (format csv)'
:load
SELECT different();
TRUNCATE copied;
COPY original TO STDOUT (FORMAT binary) \g :file
\set load '\\copy copied from ' :'file' ' (format binary)'
:load
SELECT different();
SELECT count(*) FROM copied;

-- Binary COPY follows the column's modifier, too: EMPTY takes its parameters, and other sketches
-- must have them.
CREATE TABLE source (h hll);
CREATE TABLE target (h hll(12, 4, 16, 0));
INSERT INTO source VALUES (hll_empty());
COPY source TO STDOUT (FORMAT binary) \g :file
\set load '\\copy target from ' :'file' ' (format binary)'
:load
SELECT h FROM target;
UPDATE source SET h = h || 1::hll_hashval;
COPY source TO STDOUT (FORMAT binary) \g :file
:load

-- Binary COPY refuses bytes that are not a sketch.
CREATE TABLE bytes (b bytea);
INSERT INTO bytes VALUES ('\x13647f1112');
COPY bytes TO STDOUT (FORMAT binary) \g :file
\set load '\\copy source from ' :'file' ' (format binary)'
:load
UPDATE bytes SET b = '\x11';
COPY bytes TO STDOUT (FORMAT binary) \g :file
:load
SELECT count(*) FROM source;

-- COPY uses the usual text form; a hash is a number.
COPY (SELECT h, v FROM original WHERE id = 0) TO STDOUT;

DROP TABLE original, copied, source, target, bytes;
DROP FUNCTION different;
