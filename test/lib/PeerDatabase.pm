# A database that uses postgresql-hll in every way that leaves something in the catalogs, and queries
# for its definitions, values and results. All tests that move such a database use it.
package PeerDatabase;

use strict;
use warnings;
use Exporter 'import';
use Definitions;

our @EXPORT = qw(peer_objects peer_queries);

# Statements for a database that has the extension in the schema public.
sub peer_objects {
    return <<'END';
ALTER DATABASE :"DBNAME" SET work_mem = '7MB';
ALTER DATABASE :"DBNAME" SET hll.force_groupagg = on;
CREATE SCHEMA app;
CREATE DOMAIN app.audience AS hll(12, 6) CHECK (hll_log2m(VALUE) = 12);
CREATE TYPE app.pair AS (before hll(11, 5, 64), after hll);

CREATE TABLE app.daily (
  day date PRIMARY KEY,
  users hll NOT NULL DEFAULT hll_empty(),
  exact hll(10) DEFAULT hll_empty(10),
  wide hll(15, 6, 128, 0) DEFAULT hll_empty(15, 6, 128, 0),
  registers hll(9, 4, 0) CHECK (hll_type(registers) <> 0),
  large hll(17, 7, 8192),
  audience app.audience,
  parts hll(8)[],
  pair app.pair,
  last_seen hll_hashval DEFAULT 7::bigint::hll_hashval,
  estimate float8 GENERATED ALWAYS AS (hll_cardinality(users)) STORED
);
COMMENT ON COLUMN app.daily.users IS 'who was there';
ALTER TABLE app.daily ALTER registers SET STORAGE MAIN;
CREATE INDEX daily_many ON app.daily ((# exact)) WHERE # exact > 5;
CREATE INDEX daily_estimate ON app.daily (hll_cardinality(wide) DESC);
CREATE UNIQUE INDEX daily_bytes ON app.daily (md5(hll_send(users)), day);
CREATE INDEX daily_more ON app.daily (hll_type(hll_empty(11, 5, -1, 1) || users));

-- EXPLICIT, SPARSE and FULL, then UNDEFINED and the default, EMPTY.
INSERT INTO app.daily (day, users, exact, wide, registers, large, audience, parts, pair, last_seen)
SELECT date '2024-01-01' + n,
       (SELECT hll_add_agg(hll_hash_integer(i)) FROM generate_series(1, size) i),
       (SELECT hll_add_agg(hll_hash_text('é' || i), 10) FROM generate_series(1, n + 1) i),
       (SELECT hll_add_agg(hll_hash_integer(i), 15, 6, 128, 0) FROM generate_series(1, size) i),
       (SELECT hll_add_agg(hll_hash_bigint(i), 9, 4, 0) FROM generate_series(1, size) i),
       (SELECT hll_add_agg(hll_hash_bigint(-i), 17, 7, 8192) FROM generate_series(1, size) i),
       (SELECT hll_add_agg(hll_hash_integer(i), 12, 6) FROM generate_series(1, size) i),
       ARRAY[hll_empty(8) || hll_hash_integer(n), NULL, hll_empty(8)],
       (hll_empty(11, 5, 64), hll_empty(10) || hll_hash_text('é'))::app.pair,
       hll_hash_integer(n)
FROM (VALUES (0, 1), (1, 3), (2, 60), (3, 400), (4, 3000), (5, 20000), (6, 100000)) v (n, size);
INSERT INTO app.daily (day, users) VALUES ('2024-02-01', '\x108b7f');
INSERT INTO app.daily (day) VALUES ('2024-02-02');

CREATE TABLE app.visits (day date, site text, users hll(11, 5, 0)) PARTITION BY RANGE (day);
CREATE TABLE app.visits_1 PARTITION OF app.visits FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE app.visits_2 PARTITION OF app.visits DEFAULT;
INSERT INTO app.visits
SELECT date '2024-01-20' + n, site, hll_add_agg(hll_hash_text(site || i % (n * 40 + 9), n), 11, 5, 0)
FROM generate_series(0, 30) n, unnest(ARRAY['a', 'b', 'c']) site, generate_series(1, 500) i GROUP BY n, site;

-- Users' own aggregates on the support functions
CREATE AGGREGATE app.uniques(hll_hashval) (
  SFUNC = hll_add_trans0, STYPE = internal, FINALFUNC = hll_floor_card_unpacked);
CREATE AGGREGATE app.uniques_up(hll_hashval, integer) (
  SFUNC = hll_add_trans1, STYPE = internal, FINALFUNC = hll_ceil_card_unpacked);
CREATE AGGREGATE app.union_count(hll) (
  SFUNC = hll_union_trans, STYPE = internal, SSPACE = 131120, FINALFUNC = hll_card_unpacked,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE);
CREATE AGGREGATE app.sketch(hll_hashval, integer, integer, bigint, integer) (
  SFUNC = hll_add_trans4, STYPE = internal, FINALFUNC = hll_pack);

CREATE VIEW app.report AS
SELECT day, # exact AS uniques, exact || hll_hash_integer(1) || hll_empty(10) AS more,
       5::bigint::hll_hashval || users AS first, users <> hll_empty(11) AS some, users = users AS same,
       hll_union(users, users::hll(11)) AS narrow, hll_print(exact)::text AS printed,
       hll_union_agg(users) OVER w AS running, (hll_expthresh(large)).*, hll_schema_version(wide)
FROM app.daily WHERE hll_type(users) > 0 WINDOW w AS (ORDER BY day ROWS 2 PRECEDING);
CREATE VIEW app.estimates AS
SELECT day, # hll_union_agg(users) OVER (ORDER BY day) AS estimate FROM app.daily WHERE hll_type(users) > 0;
CREATE MATERIALIZED VIEW app.total AS
SELECT site, hll_union_agg(users) AS users, hll_add_agg(hll_hash_any(day), 12, 5, 0, 1) AS days,
       app.uniques(hll_hash_any(day)) AS uniques
FROM app.visits GROUP BY site;
CREATE UNIQUE INDEX total_site ON app.total (site);

CREATE FUNCTION app.uniques_of(d date) RETURNS float8 LANGUAGE SQL STABLE
BEGIN ATOMIC SELECT # exact FROM app.daily WHERE day = d; END;
CREATE FUNCTION app.with_text(u hll, t text DEFAULT 'x', base hll DEFAULT hll_empty(11)) RETURNS hll
LANGUAGE SQL IMMUTABLE AS 'SELECT base || u || hll_hash_text(t)';
CREATE FUNCTION app.grouped() RETURNS TABLE (site text, users hll) LANGUAGE plpgsql
SET hll.force_groupagg = on SET search_path = public, pg_temp
AS $$ BEGIN RETURN QUERY SELECT v.site, hll_union_agg(v.users) FROM app.visits v GROUP BY 1; END $$;
CREATE FUNCTION app.count_up() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN NEW.users := OLD.users || NEW.last_seen; RETURN NEW; END $$;
CREATE TRIGGER count_up BEFORE UPDATE OF last_seen ON app.daily FOR EACH ROW EXECUTE FUNCTION app.count_up();

-- Policies, rules, statistics, own operators, arrays in composites, grants
ALTER TABLE app.visits ENABLE ROW LEVEL SECURITY;
CREATE POLICY enough ON app.visits USING (hll_cardinality(users) > 0);
CREATE RULE silent AS ON DELETE TO app.report DO INSTEAD
  UPDATE app.daily SET exact = hll_empty(10) WHERE day = OLD.day;
CREATE STATISTICS app.statistics ON day, (# users) FROM app.daily;
CREATE FUNCTION app.contains(hll, hll) RETURNS bool LANGUAGE sql IMMUTABLE RETURN $1 || $2 = $1;
CREATE OPERATOR app.@> (LEFTARG = hll, RIGHTARG = hll, FUNCTION = app.contains);
CREATE VIEW app.contained AS SELECT a.day FROM app.daily a, app.daily b
WHERE b.day = '2024-01-01' AND a.users OPERATOR(app.@>) b.users AND hll_type(a.users) > 0;
CREATE TYPE app.pairs AS (list app.pair[], domains app.audience[]);
CREATE DOMAIN app.hash AS hll_hashval CHECK (VALUE <> '0');
CREATE TABLE app.nested (id int, p app.pairs, hashes hll_hashval[], h app.hash DEFAULT hll_hash_text('x', 3));
INSERT INTO app.nested SELECT 1, (ARRAY[pair], ARRAY[audience])::app.pairs, ARRAY[last_seen]
FROM app.daily WHERE day = '2024-01-03';
GRANT SELECT ON app.daily TO PUBLIC;
ANALYZE;
END
}

# A column named estimate may differ by the estimator. The last queries change the database.
sub peer_queries {
    return split /;\n/, definitions() . <<'END';
TABLE app.nested;
TABLE app.contained ORDER BY day;
SELECT polname, pg_get_expr(polqual, polrelid) FROM pg_policy;
SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename = 'silent';
SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext;
SELECT aggfnoid::regprocedure, aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggtransspace
FROM pg_aggregate JOIN pg_proc p ON p.oid = aggfnoid WHERE pronamespace = 'app'::regnamespace ORDER BY proname;
SELECT day, users, exact, wide, registers, audience, parts, pair, last_seen FROM app.daily ORDER BY day;
SELECT day, md5(large::text), hll_print(registers), hll_expthresh(large) FROM app.daily ORDER BY day;
SELECT day, estimate FROM app.daily WHERE hll_type(users) > 0 ORDER BY day;
SELECT tableoid::regclass, day, site, users FROM app.visits ORDER BY day, site;
TABLE app.report ORDER BY day;
TABLE app.estimates ORDER BY day;
TABLE app.total ORDER BY site;
SELECT day, app.uniques_of(day), app.with_text(users), (pair).after, parts[1] FROM app.daily ORDER BY day;
SELECT * FROM app.grouped() ORDER BY site;
SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase
WHERE datname = current_database() ORDER BY 1;
SELECT app.uniques(hll_hash_integer(i)), app.uniques_up(hll_hash_integer(i), 12),
  app.sketch(hll_hash_integer(i), 12, 5, 0, 1) FROM generate_series(1, 150) i;
SELECT site, app.union_count(users) AS estimate FROM app.visits GROUP BY site ORDER BY site;
SET enable_seqscan = off;
SELECT day FROM app.daily WHERE # exact > 5 ORDER BY # exact;
INSERT INTO app.daily (day, users) VALUES ('2024-03-01', hll_empty() || hll_hash_integer(-1))
RETURNING users, exact, wide;
UPDATE app.daily SET last_seen = hll_hash_integer(5) WHERE day > '2024-01-02' RETURNING day, users;
INSERT INTO app.daily (day, registers) VALUES ('2024-03-02', hll_empty(9, 4, 0) || 7::hll_hashval)
ON CONFLICT (day) DO NOTHING RETURNING registers;
REFRESH MATERIALIZED VIEW CONCURRENTLY app.total;
TABLE app.total ORDER BY site
END
}

1;
