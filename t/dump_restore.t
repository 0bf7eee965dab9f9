# pg_dump, plain and custom, keeps a database with sketches and filters whole, in whatever schema
# the extension lives: values, types, defaults, generated columns, indexes, views, materialised
# views and functions.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Definitions;
use HllTest;
use Test::More;

# The objects are in a schema of their own, so that all names are looked up from outside the
# extension's schema.
my $objects = <<'END';
CREATE SCHEMA app;
CREATE DOMAIN app.audience AS hll(12, 6) CHECK (# VALUE < 1e9);
CREATE TYPE app.pair AS (before hll(11, 5, 64), after hll);

CREATE TABLE app.daily (
  day date PRIMARY KEY,
  users hll NOT NULL DEFAULT hll_empty(),
  wide hll(15, 6, 128, 0) DEFAULT hll_empty(15, 6, 128, 0),
  registers hll(10, 4, 0) CHECK (hll_type(registers) <> 0),
  audience app.audience,
  parts hll(8)[],
  pair app.pair,
  last_seen hll_hashval DEFAULT 7::bigint::hll_hashval,
  uniques float8 GENERATED ALWAYS AS (hll_cardinality(users)) STORED
);
CREATE INDEX daily_users ON app.daily USING hash (users);
CREATE UNIQUE INDEX daily_users_order ON app.daily (users);
CREATE INDEX daily_last_seen ON app.daily (last_seen DESC) WHERE last_seen <> 0::hll_hashval;
CREATE INDEX daily_many ON app.daily ((# users)) WHERE # users > 5;

-- EXPLICIT, SPARSE and FULL, then UNDEFINED and the default, EMPTY.
INSERT INTO app.daily (day, users, wide, registers, audience, parts, pair, last_seen)
SELECT date '2024-01-01' + n,
       (SELECT hll_add_agg(hll_hash_integer(i), 9) FROM generate_series(1, size) i),
       (SELECT hll_add_agg(hll_hash_integer(i), 15, 6, 128, 0) FROM generate_series(1, size) i),
       (SELECT hll_add_agg(hll_hash_integer(i), 10, 4, 0) FROM generate_series(1, size) i),
       (SELECT hll_add_agg(hll_hash_integer(i), 12, 6) FROM generate_series(1, size) i),
       ARRAY[hll_empty(8) || hll_hash_integer(n), NULL, hll_empty(8)],
       (hll_empty(11, 5, 64), hll_empty(10) || hll_hash_text('é'))::app.pair,
       hll_hash_integer(n)
FROM (VALUES (0, 1), (1, 3), (2, 60), (3, 400), (4, 20000)) v (n, size);
INSERT INTO app.daily (day, users) VALUES ('2024-02-01', '\x108b7f');
INSERT INTO app.daily (day) VALUES ('2024-02-02');

CREATE TABLE app.hashes (h hll_hashval, note text) PARTITION BY HASH (h);
CREATE TABLE app.hashes_0 PARTITION OF app.hashes FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE app.hashes_1 PARTITION OF app.hashes FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO app.hashes SELECT hll_hash_integer(i), i::text FROM generate_series(-20, 20) i;
INSERT INTO app.hashes VALUES ('-9223372036854775808', 'least'), (NULL, 'none');

CREATE DOMAIN app.visitors AS bloom(1000, 0.001) CHECK (bloom_fpr(VALUE) <= 0.001);
CREATE TABLE app.seen (
  day int PRIMARY KEY,
  f bloom(20000, 0.015) NOT NULL DEFAULT bloom_empty(20000, 0.015) CHECK (bloom_fpr(f) <= 0.015),
  plain bloom,
  visitors app.visitors,
  parts bloom(50)[],
  uniques float8 GENERATED ALWAYS AS (bloom_cardinality(f)) STORED,
  has_one boolean GENERATED ALWAYS AS (f @> 1) STORED
);
CREATE INDEX seen_f ON app.seen USING hash (f);
CREATE INDEX seen_many ON app.seen ((round(# f))) WHERE bloom_contains(f, 1) OR 'x' <@ plain;
-- Filters that hold nothing, SPARSE, DENSE in the row and in TOAST, sized ones, EMPTY.
INSERT INTO app.seen
SELECT day, bloom_agg(i, 20000, 0.015), (SELECT bloom_agg('v' || i) FROM generate_series(1, n) i),
       (SELECT bloom_agg(i::numeric, 1000, 0.001) FROM generate_series(1, n / 20) i),
       ARRAY[bloom_empty(50), NULL, bloom_add(bloom_empty(50), date '2024-01-01' + day)]
FROM (VALUES (1, 1), (2, 200), (3, 5000), (4, 20000)) v (day, n), generate_series(1, n) i GROUP BY day, n;
INSERT INTO app.seen VALUES (5, DEFAULT, (SELECT bloom_agg(1) FILTER (WHERE false)));
CREATE TABLE app.filters (f bloom, note text) PARTITION BY HASH (f);
CREATE TABLE app.filters_0 PARTITION OF app.filters FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE app.filters_1 PARTITION OF app.filters FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO app.filters SELECT bloom_add(bloom_empty(100), i), i::text FROM generate_series(1, 20) i;

CREATE VIEW app.returning_ AS
SELECT day, f @> 1 AS one, 7 <@ f AS seven, plain @> 'v3' AS v3, f || bloom_empty(20000, 0.015) AS more, # f AS uniques,
       bloom_union_agg(f) OVER (ORDER BY day ROWS 2 PRECEDING) AS running, f <> bloom_empty(5) AS some
FROM app.seen WHERE NOT bloom_contains(f, -1);
CREATE MATERIALIZED VIEW app.everyone AS
SELECT bloom_union_agg(f) AS f, bloom_agg(day) AS days, bloom_agg_fpr(day, 0.001) AS rare, bloom_agg(day, 20) AS twenty, bloom_agg(day, 10, 0.1) AS ten FROM app.seen;
CREATE FUNCTION app.was_seen(e int, d int DEFAULT 1) RETURNS boolean LANGUAGE SQL STABLE
BEGIN ATOMIC SELECT f @> e FROM app.seen WHERE day = d; END;

CREATE VIEW app.report AS
SELECT day, # users AS uniques, users || hll_hash_integer(1) || hll_empty(9) AS more,
       5::bigint::hll_hashval || users AS first, users <> hll_empty(9) AS some,
       users::bytea AS bytes, users::hll(9) AS narrow,
       hll_union_agg(users) OVER w AS running, (hll_expthresh(users)).*
FROM app.daily WHERE hll_type(users) > 0 WINDOW w AS (ORDER BY day ROWS 2 PRECEDING);
CREATE VIEW app.sorted AS
SELECT DISTINCT users FROM app.daily WHERE users >= hll_empty(4) ORDER BY 1;
CREATE MATERIALIZED VIEW app.total AS
SELECT last_seen IS NULL AS unseen, hll_union_agg(wide) AS wide,
       hll_add_agg(last_seen, 12, 5, 0, 1) FILTER (WHERE day > '2024-01-02') AS seen
FROM app.daily GROUP BY 1;
CREATE FUNCTION app.uniques_of(d date) RETURNS float8 LANGUAGE SQL STABLE
BEGIN ATOMIC SELECT # users FROM app.daily WHERE day = d; END;
CREATE FUNCTION app.with_text(u hll, t text DEFAULT 'x', base hll DEFAULT hll_empty(12)) RETURNS hll
LANGUAGE SQL IMMUTABLE RETURN u || hll_hash_text(t);
END

# Queries that return all definitions and values as text.
my $state = definitions() . <<'END';
SELECT extname, extversion, nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
WHERE extname = 'hll';
TABLE app.daily ORDER BY day;
SELECT tableoid::regclass, h, note FROM app.hashes ORDER BY h, note;
TABLE app.report ORDER BY day;
TABLE app.seen ORDER BY day;
SELECT tableoid::regclass, * FROM app.filters ORDER BY note;
TABLE app.returning_ ORDER BY day;
TABLE app.everyone;
SELECT day, app.was_seen(day, day), bloom_contains_all(f, ARRAY(SELECT generate_series(1, (# plain)::int / 2))) FROM app.seen ORDER BY day;
SELECT count(*) FROM app.filters WHERE f = bloom_add(bloom_empty(100), 7);
TABLE app.sorted;
TABLE app.total ORDER BY unseen;
SELECT day, app.uniques_of(day), app.with_text(users), (pair).after FROM app.daily ORDER BY day;
SET enable_seqscan = off;
SELECT day FROM app.daily WHERE users = (SELECT users FROM app.daily WHERE day = '2024-01-03');
SELECT note FROM app.hashes WHERE h = hll_hash_integer(-3);
END

# Newer minor releases of pg_dump write a random key at the top and at the end.
sub dump_text {
    my ($database) = @_;
    my ($status, $out, $err) = run_command('', 'pg_dump', $database);
    die "pg_dump: $err" if $status;
    return $out =~ s/^\\(un)?restrict \w+$//gmr;
}

sub check_restored {
    my ($what, $source, $target, $path, $expected) = @_;
    same_text(sql($target, "$path $state"), $expected, "$what: definitions, values and queries");
    same_text(dump_text($target), dump_text($source), "$what: dumped again, it is the same text");
    is sqlstate($target, "$path BEGIN;" . <<'END'), '00000', "$what: the restored objects work";
INSERT INTO app.daily (day, users) VALUES ('2024-03-01', hll_empty(9) || hll_hash_integer(-1));
UPDATE app.daily SET users = users || hll_hash_integer(5) WHERE day = '2024-03-01';
REFRESH MATERIALIZED VIEW app.total;
DO $$ BEGIN ASSERT (SELECT uniques FROM app.daily WHERE day = '2024-03-01') = 2; END $$;
ROLLBACK;
END
    is sqlstate($target, "$path BEGIN;" . <<'END'), '00000', "$what: so do those with filters";
UPDATE app.seen SET f = bloom_add(f, -7) WHERE day = 5;
INSERT INTO app.seen (day) VALUES (6);
REFRESH MATERIALIZED VIEW app.everyone;
DO $$ BEGIN ASSERT (SELECT f @> -7 AND f @> 19999 FROM app.everyone); END $$;
ROLLBACK;
END
    is sqlstate($target, q(UPDATE app.seen SET visitors = f WHERE day = 3)), '22000',
        "$what: the type modifiers of filters are at work";
    is sqlstate($target, q(UPDATE app.daily SET registers = users)), '22000',
        "$what: the type modifiers are at work";
}

for my $schema ('public', 'My "sketches"') {
    my $quoted = '"' . $schema =~ s/"/""/gr . '"';
    my $word = $schema =~ s/\W//gr;
    my $path = "SET search_path = $quoted;";
    my $source = new_database($word);
    sql($source, "CREATE SCHEMA IF NOT EXISTS $quoted; CREATE EXTENSION hll SCHEMA $quoted;
        $path $objects");
    my $expected = sql($source, "$path $state");
    is sql($source, "$path SELECT DISTINCT hll_type(users) FROM app.daily ORDER BY 1"),
        "0\n1\n2\n3\n4", "$schema: the table holds values of every form";

    my $plain = new_database("$word\_plain");
    my ($status, $out, $err) = run_command('', 'pg_dump', $source);
    is "$status $err", '0 ', "$schema: pg_dump";
    ($status, undef, $err) = run_command($out, qw(psql -Xq -v ON_ERROR_STOP=1), $plain);
    is "$status $err", '0 ', "$schema: psql restores it";
    check_restored("$schema, plain", $source, $plain, $path, $expected);

    my $custom = new_database("$word\_custom");
    # Other settings don't change the restored database, because the dump writes type modifiers in
    # full.
    sql($custom, qq(ALTER DATABASE "$custom" SET hll.regwidth = 7;
        ALTER DATABASE "$custom" SET hll.sparseon = off));
    my $file = temp_dir() . "/$word.dump";
    ($status, undef, $err) = run_command('', qw(pg_dump -Fc -f), $file, $source);
    is "$status $err", '0 ', "$schema: pg_dump -Fc";
    ($status, undef, $err) = run_command('', qw(pg_restore -e -d), $custom, $file);
    is "$status $err", '0 ', "$schema: pg_restore";
    sql($custom, qq(ALTER DATABASE "$custom" RESET ALL));
    check_restored("$schema, custom", $source, $custom, $path, $expected);
}

done_testing;
