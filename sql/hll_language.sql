-- Sketches in PL/pgSQL and SQL functions, domains, composite types, arrays and JSON.
\pset format unaligned
\pset tuples_only on

CREATE TABLE daily AS
SELECT day, hll_add_agg(hll_hash_integer(i)) AS users
FROM generate_series(1, 5) AS day, generate_series(1, day * 50) AS i GROUP BY day;

-- PL/pgSQL: variables of type hll, hll with a modifier, arrays, records, and expressions.
CREATE FUNCTION pg_temp.played() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  total hll := hll_empty();
  fixed hll(12, 4) := hll_empty();
  hash hll_hashval;
  list hll[] := '{}';
  r record;
BEGIN
  FOR r IN SELECT users FROM daily ORDER BY day LOOP
    total := total || r.users;
    list := list || total;
  END LOOP;
  FOR i IN 1 .. 100 LOOP
    hash := hll_hash_integer(i);
    fixed := fixed || hash;
  END LOOP;
  IF total <> list[5] OR list[1] = list[2] THEN RETURN 'wrong list'; END IF;
  IF #fixed <> 100 OR hll_log2m(fixed) <> 12 THEN RETURN 'wrong variable'; END IF;
  SELECT hll_union_agg(h) INTO total FROM unnest(list) AS h;
  RETURN CASE WHEN total = list[5] THEN 'right' ELSE 'wrong union' END;
END $$;
SELECT pg_temp.played();
SELECT test.error($$DO 'DECLARE h hll(12); BEGIN h := hll_empty(11) || 1::hll_hashval; END'$$);

-- SQL functions, inlined or not; a domain; a composite type; an array; JSON.
CREATE FUNCTION pg_temp.both(hll, hll) RETURNS hll LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
SELECT pg_temp.both(hll_empty(), hll_empty() || 5::hll_hashval);
CREATE DOMAIN audience AS hll(11) CHECK (hll_cardinality(VALUE) < 100);
SELECT hll_empty(5)::audience;
SELECT left(test.error('SELECT hll_union_agg(users)::audience FROM daily'), 5);
CREATE TYPE counted AS (name text, users hll);
SELECT ROW('a', hll_empty() || 5::hll_hashval)::counted, ARRAY[hll_empty(), NULL, hll_empty()];
SELECT to_jsonb(hll_empty()),
       (jsonb_populate_record(NULL::counted, '{"name": "a", "users": "\\x118b7f"}')).users;
SELECT format('%s %L', hll_empty(), hll_empty()), concat(hll_empty(), '!'),
       'x' || 5::hll_hashval::text;


-- Cursors, and a user's function that adds in a loop, compared with the aggregate.
DO $$
DECLARE
  total hll := hll_empty();
  days CURSOR FOR SELECT users FROM daily;
BEGIN
  FOR d IN days LOOP
    total := hll_union(total, d.users);
  END LOOP;
  IF total <> (SELECT hll_union_agg(users) FROM daily) THEN RAISE 'wrong'; END IF;
END $$;

DROP TABLE daily;
DROP TYPE counted;
DROP DOMAIN audience;
