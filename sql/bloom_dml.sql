-- Filters in tables that change: adding new elements, leaving the row alone if there are none,
-- asking "was it new?", and batches.
\pset format unaligned
\pset tuples_only on

CREATE TABLE seen (id integer PRIMARY KEY, f bloom(20000) DEFAULT bloom_empty(20000) CHECK (bloom_fpr(f) <= 0.01));
INSERT INTO seen VALUES (1, (SELECT bloom_agg(i, 20000, 0.01) FROM generate_series(1, 10000) AS i));
INSERT INTO seen VALUES (2);
CREATE FUNCTION test.chunks(class regclass) RETURNS oid[] LANGUAGE plpgsql AS $$
DECLARE
  chunks oid[];
BEGIN
  EXECUTE format('SELECT array_agg(DISTINCT chunk_id) FROM %s',
                 (SELECT reltoastrelid::regclass FROM pg_class WHERE oid = class)) INTO chunks;
  RETURN chunks;
END $$;

-- A statement that adds nothing new doesn't rewrite a value that is stored out of line.
SELECT test.chunks('seen') AS before \gset
UPDATE seen SET f = bloom_add(f, 7);
UPDATE seen SET f = bloom_add(f, NULL::integer);
UPDATE seen SET f = bloom_add_all(f, ARRAY[1, NULL, 10000]) WHERE id = 1;
UPDATE seen SET f = bloom_add_all(f, '{}'::integer[]);
UPDATE seen SET f = bloom_fold(f, 1), id = id;
UPDATE seen SET f = f || f;
UPDATE seen SET f = f || bloom_empty(20000) WHERE id = 1;
UPDATE seen SET f = bloom_empty(20000) || f WHERE id = 1;
UPDATE seen SET f = f || (SELECT bloom_agg(i, 20000, 0.01) FROM generate_series(5, 2000) AS i) WHERE id = 1;
UPDATE seen SET f = (SELECT bloom_agg(i, 20000, 0.01) FROM generate_series(5, 2000) AS i) || f WHERE id = 1;
UPDATE seen SET f = (SELECT bloom_agg(NULL::integer)) || f || (SELECT bloom_agg(NULL::integer));
INSERT INTO seen VALUES (1) ON CONFLICT (id) DO UPDATE SET f = seen.f || EXCLUDED.f;
SELECT test.chunks('seen') = :'before' AS kept, f @> 7 FROM seen ORDER BY id;
UPDATE seen SET f = bloom_add(f, -1);
SELECT test.chunks('seen') = :'before' AS kept, f @> -1, f @> 7 FROM seen ORDER BY id;

-- "Was it new?" in one statement: it changes exactly the rows whose filter lacked the element.
UPDATE seen SET f = bloom_add(f, 123456) WHERE id = 2 AND NOT bloom_contains(f, 123456) RETURNING id;
UPDATE seen SET f = bloom_add(f, 123456) WHERE id = 2 AND NOT bloom_contains(f, 123456) RETURNING id;
UPDATE seen SET f = bloom_add(f, 123457) WHERE id = 2 AND NOT f @> 123457 RETURNING id;
UPDATE seen SET f = bloom_add(f, 123457) WHERE id = 2 AND NOT f @> 123457 RETURNING id;
WITH new AS (UPDATE seen SET f = bloom_add(f, 123458) WHERE id = 2 AND NOT f @> 123458 RETURNING id)
SELECT count(*) FROM new;

-- A batch: returns the elements that were not there before.
WITH batch AS (SELECT generate_series(9990, 10005) AS e),
     new AS (SELECT e FROM batch, seen WHERE id = 1 AND NOT f @> e),
     added AS (UPDATE seen SET f = bloom_add_all(f, ARRAY(SELECT e FROM new)) WHERE id = 1 RETURNING bloom_contains_all(f, ARRAY(SELECT e FROM new)))
SELECT array_agg(e), (SELECT array_agg(added) FROM added) FROM new;
WITH batch AS (SELECT i, bloom_add_all(bloom_empty(20000), ARRAY[i, i + 1]) AS f FROM generate_series(3, 5) AS i)
INSERT INTO seen SELECT * FROM batch ON CONFLICT (id) DO UPDATE SET f = seen.f || EXCLUDED.f;
WITH batch AS (SELECT i, bloom_add_all(bloom_empty(20000), ARRAY[i * 10, i * 10 + 1]) AS f FROM generate_series(4, 6) AS i)
INSERT INTO seen AS s SELECT * FROM batch ON CONFLICT (id) DO UPDATE SET f = s.f || EXCLUDED.f
RETURNING id, # f, f @> id, f @> id * 10 + 1;
MERGE INTO seen AS s USING (VALUES (6, 1), (7, 2)) AS n (id, e) ON s.id = n.id
WHEN MATCHED THEN UPDATE SET f = bloom_add(f, e)
WHEN NOT MATCHED THEN INSERT VALUES (n.id, bloom_add(bloom_empty(20000), e));
SELECT id, # f FROM seen WHERE id > 5 ORDER BY id;

-- The CHECK refuses a filter that exceeds its rate, and the row stays as it was.
SELECT left(test.error('UPDATE seen SET f = bloom_add_all(f, ARRAY(SELECT generate_series(1, 40000))) WHERE id = 1'), 5);
SELECT bloom_fpr(f) <= 0.01, f @> 1 FROM seen WHERE id = 1;

-- Generated columns, triggers, RETURNING, and indexes over properties of a filter.
CREATE TABLE counted (k integer, f bloom, n float8 GENERATED ALWAYS AS (bloom_cardinality(f)) STORED);
CREATE INDEX ON counted ((round(# f)));
CREATE INDEX ON counted (k) WHERE bloom_contains(f, 'a') OR NOT bloom_contains(f, 'a');
INSERT INTO counted VALUES (1, bloom_empty(10)), (2, NULL), (3, (SELECT bloom_agg(1) FILTER (WHERE false)));
UPDATE counted SET f = bloom_add(f, 'a') WHERE k = 1 RETURNING n;
SELECT left(test.error('UPDATE counted SET f = bloom_add(bloom_empty(5), 1)'), 5);
DROP TABLE counted;
CREATE TABLE counted (k integer, f bloom, has_one boolean GENERATED ALWAYS AS (f @> 1) STORED);
INSERT INTO counted VALUES (1, bloom_empty(10)), (2, NULL), (3, bloom_add(bloom_empty(10), 1));
UPDATE counted SET f = bloom_add(f, 1) WHERE k = 1;
SELECT k, has_one FROM counted ORDER BY k;
CREATE FUNCTION test.remember() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT f @> NEW.e FROM counted WHERE k = 3) THEN RETURN NULL; END IF;
  UPDATE counted SET f = bloom_add(f, NEW.e) WHERE k = 3;
  RETURN NEW;
END $$;
CREATE TABLE events (e integer);
CREATE TRIGGER once BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION test.remember();
INSERT INTO events SELECT i % 7 FROM generate_series(1, 20) AS i;
SELECT count(*), count(DISTINCT e) FROM events;
DROP TABLE counted, events, seen;
DROP FUNCTION test.remember();
