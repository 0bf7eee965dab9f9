-- States of bloom_agg(element) as bytes. If parts of an aggregate are computed elsewhere, as in
-- Citus, anybody can pass any bytes. Bytes that the serialize function can't have written are
-- refused.
\pset format unaligned
\pset tuples_only on

-- Returns a state as bytes; and reads bytes as a state, which is shown as a number, its address.
CREATE AGGREGATE test.state_of(anyelement) (SFUNC = bloom_self_sizing_trans, STYPE = internal, FINALFUNC = bloom_self_sizing_serialize);
CREATE FUNCTION test.read_state(bytea) RETURNS bigint AS '$libdir/hll', 'bloom_self_sizing_deserialize' LANGUAGE C STRICT;
CREATE FUNCTION test.last(bytea, bytea) RETURNS bytea LANGUAGE sql IMMUTABLE RETURN $2;
CREATE AGGREGATE test.read_state_of(bytea) (SFUNC = test.last, STYPE = bytea, FINALFUNC = test.read_state);

-- Builds the same bytes from the specification: rate, kind, size of the filter; then the filter, or
-- the hashes in any order.
CREATE FUNCTION test.state(rate float8, kind text, filter bytea, VARIADIC hashes bigint[]) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT float8send(rate) || substr(convert_to(kind, 'UTF8') || decode(repeat('00', 32), 'hex'), 1, 32) || int4send(length(filter)) || filter
         || coalesce((SELECT string_agg(int8send(h), '' ORDER BY i) FROM unnest(hashes) WITH ORDINALITY AS u (h, i)), '')
$$;
SELECT test.state_of(i::bigint::hll_hashval) = test.state(0.01, 'hll_hashval', '', 0, 3) OR test.state_of(i::bigint::hll_hashval) = test.state(0.01, 'hll_hashval', '', 3, 0)
FROM unnest('{0, 3, 0}'::integer[]) AS i;
SELECT test.state_of(NULL::integer) = test.state(0.01, '', '', VARIADIC '{}') FROM generate_series(1, 2);

-- Every state that is written can be read: with no element, with some, with the hash zero, and with
-- so many that it is a filter.
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
CREATE TABLE states AS
SELECT n, test.state_of(i) AS state FROM unnest('{1, 5, 14, 15, 230, 3000, 6000, 20000}'::integer[]) AS n, generate_series(1, n) AS i GROUP BY n
UNION ALL SELECT 0, test.state_of(NULL::integer) FROM generate_series(1, 2)
UNION ALL SELECT -1, test.state_of((i - 1)::bigint::hll_hashval) FROM generate_series(1, 10000) AS i;
SELECT n, length(state) = 44 + 8 * abs(n) AS hashes, test.read_state_of(state) <> 0 FROM states GROUP BY n, state ORDER BY n;
-- The reader may have more or less memory than the writer.
RESET work_mem;
SELECT count(*) FROM (SELECT test.read_state_of(state) FROM states GROUP BY n) AS s;
SELECT test.read_state_of(state) <> 0 FROM (SELECT test.state_of(i) FROM generate_series(1, 30000) AS i) AS s (state);
CREATE TABLE large AS SELECT test.state_of(i) AS state FROM generate_series(1, 30000) AS i;
SET work_mem = '64kB';
SELECT length(state), test.read_state_of(state) <> 0 FROM large GROUP BY state;
RESET work_mem;
RESET hash_mem_multiplier;

-- All other bytes are refused.
CREATE TABLE bad (id integer GENERATED ALWAYS AS IDENTITY, state bytea);
INSERT INTO bad (state) VALUES
  (''), (substr(test.state(0.01, 'integer', '', 1), 1, 43)),
  (test.state('NaN', 'integer', '', 1)), (test.state(0, 'integer', '', 1)), (test.state('-Infinity', 'integer', '', 1)), (test.state(0.0123, 'integer', '', 1)),
  (test.state(0.01, 'intégre', '', 1)), (set_byte(test.state(0.01, 'integer', '', 1), 20, 65)),
  (test.state(0.01, '', '', 1)), (test.state(0.01, 'integer', '', VARIADIC '{}')),
  (test.state(0.01, 'integer', '', 1, 2) || '\x00'), (substr(test.state(0.01, 'integer', '', 1, 2), 1, 59)),
  (test.state(0.01, 'integer', '', 5, 1, 5)), (test.state(0.01, 'integer', '', 0, 1, 0)),
  ((SELECT test.state(0.01, 'integer', '', VARIADIC array_agg(test.hash(i % 9999))) FROM generate_series(1, 10000) AS i));
-- Filters that a state can't have are refused, too.
INSERT INTO bad (state)
SELECT test.state(rate, kind, filter, VARIADIC hashes) FROM (SELECT bloom_agg(i, 1000, 0.01)::bytea FROM generate_series(1, 1000) AS i) AS v (f),
  LATERAL (VALUES (0.01, 'integer', f, '{7}'::bigint[]), (0.01, 'integer', substr(f, 1, 300), '{}'), (0.01, 'integer', f || '\x00', '{}'), (0.02, 'integer', f, '{}'), (0.01, 'float', f, '{}'),
                  (0.01, 'integer', bloom_add(bloom_empty(1000), 1)::bytea, '{}'), (0.01, 'integer', bloom_empty(1000)::bytea, '{}'),
                  (0.01, '', (SELECT bloom_agg(1) FILTER (WHERE false))::bytea, '{}')) AS w (rate, kind, filter, hashes);
INSERT INTO bad (state) SELECT set_byte(test.state(0.01, 'integer', '', 1), 40, n) FROM unnest('{1, 127, 128, 255}'::integer[]) AS n;
SELECT id, left(test.error(format('SELECT test.read_state_of(%L)', state)), 200) FROM bad ORDER BY id;

-- The state of a sketch is stored as the sketch's bytes, which the same parser reads.
CREATE FUNCTION test.read_sketch(bytea) RETURNS bigint AS '$libdir/hll', 'hll_deserialize' LANGUAGE C STRICT;
CREATE AGGREGATE test.read_sketch_of(bytea) (SFUNC = test.last, STYPE = bytea, FINALFUNC = test.read_sketch);
SELECT test.read_sketch_of(hll_empty()::bytea) <> 0;
SELECT test.error($$SELECT test.read_sketch_of('\x128b7f00000000000000020000000000000001')$$);
DROP TABLE states, large, bad;
