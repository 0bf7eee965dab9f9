# Tests docs/migrating/check.sql in a database of postgresql-hll. It must list exactly those objects
# that pg_restore can't create in a server with this extension. After its advice has been followed,
# pg_restore must run without an error.
package Conflicts;

use strict;
use warnings;
use Exporter 'import';
use FindBin;
use Pair;
use WayOver 'take_over';

our @EXPORT = qw(check_conflicts);

# Objects that pg_restore can't create. Each entry: the SQL that makes the object, the line that the
# check prints, and the beginnings of the statements of the restore that fail.
my @conflicts = (
    ['CREATE TABLE bloom (a int); INSERT INTO bloom VALUES (1)', 'table bloom|rename it', 'CREATE TABLE public.bloom (',
        'COPY public.bloom '],
    ['CREATE DOMAIN bloom_literal AS text', 'type bloom_literal|rename it', 'CREATE DOMAIN public.bloom_literal '],
    ['CREATE FUNCTION hll_intersection(hll, hll) RETURNS float8 LANGUAGE sql RETURN (# $1) + (# $2) - # ($1 || $2)',
        'function hll_intersection(hll,hll)|rename it', 'CREATE FUNCTION public.hll_intersection(public.hll, public.hll)'],
    [q(CREATE PROCEDURE hll_fold(hll, int) LANGUAGE sql AS ''), 'function hll_fold(hll,integer)|rename it',
        'CREATE PROCEDURE public.hll_fold(IN public.hll, IN integer)'],
    ['CREATE AGGREGATE approx_count_distinct(anyelement) (SFUNC = app.next, STYPE = bigint, INITCOND = 0)',
        'function approx_count_distinct(anyelement)|rename it', 'CREATE AGGREGATE public.approx_count_distinct(anyelement)'],
    ['CREATE OPERATOR < (LEFTARG = hll, RIGHTARG = hll, FUNCTION = app.less)', 'operator <(hll,hll)|rename it',
        'CREATE OPERATOR public.<'],
    ['CREATE OPERATOR CLASS hll_ops FOR TYPE hll USING btree AS
        OPERATOR 1 app.< (hll, hll), FUNCTION 1 app.order(hll, hll)',
        'operator class hll_ops for access method btree|rename it', 'CREATE OPERATOR CLASS public.hll_ops'],
    ['', 'operator family hll_ops for access method btree|rename it', 'CREATE OPERATOR FAMILY public.hll_ops'],
    ['CREATE OPERATOR CLASS app.by_hash DEFAULT FOR TYPE hll USING hash AS OPERATOR 1 =, FUNCTION 1 app.hash(hll)',
        'operator class app.by_hash for access method hash|drop it', 'CREATE OPERATOR CLASS app.by_hash'],
    ['CREATE CAST (hll AS bytea) WITH FUNCTION hll_send(hll)', 'cast from hll to bytea|drop it',
        'CREATE CAST (public.hll AS bytea)'],
    ['CREATE TABLE app.counted (u hll, n float8 GENERATED ALWAYS AS (# (u || hll_empty(11))) STORED);
      INSERT INTO app.counted VALUES (hll_empty())', 'column n of table app.counted|four arguments', 'CREATE TABLE app.counted (',
        'COPY app.counted '],
    ['CREATE INDEX i_expression ON app.fine (hll_cardinality(hll_union(u, hll_empty())))',
        'index app.i_expression|four arguments', 'CREATE INDEX i_expression '],
    ['CREATE INDEX i_predicate ON app.fine (a) WHERE hll_cardinality(hll_empty(11, 5, -1) || u) > 5',
        'index app.i_predicate|four arguments', 'CREATE INDEX i_predicate '],
    ['CREATE TABLE app.parted (u hll) PARTITION BY RANGE (hll_cardinality(hll_empty(11, 5) || u))',
        'table app.parted|four arguments', 'CREATE TABLE app.parted ('],
    ['CREATE TABLE app.low (u hll(3)); INSERT INTO app.low VALUES (hll_empty(3))', 'column u of table app.low|other type', 'CREATE TABLE app.low (',
        'COPY app.low '],
    ['CREATE DOMAIN app.narrow AS hll(11, 0)[]', 'type app.narrow|other type', 'CREATE DOMAIN app.narrow '],
);

# Objects that the conflicting ones need, and objects that look like conflicts but are restored.
my $others = <<'END';
CREATE EXTENSION hll;
CREATE SCHEMA app;
CREATE FUNCTION app.next(bigint, anyelement) RETURNS bigint LANGUAGE sql AS 'SELECT $1 + 1';
CREATE FUNCTION app.less(hll, hll) RETURNS bool LANGUAGE sql IMMUTABLE RETURN # $1 < # $2;
CREATE FUNCTION app.order(hll, hll) RETURNS int LANGUAGE sql IMMUTABLE RETURN sign((# $1) - # $2);
CREATE FUNCTION app.hash(hll) RETURNS int LANGUAGE sql IMMUTABLE RETURN round(# $1);
CREATE OPERATOR app.< (LEFTARG = hll, RIGHTARG = hll, FUNCTION = app.less);
CREATE OPERATOR CLASS app.hll_ops FOR TYPE hll USING btree AS
  OPERATOR 1 app.< (hll, hll), FUNCTION 1 app.order(hll, hll);

CREATE TABLE app.bloom (a int);
CREATE TYPE app.bloom_literal AS ENUM ('a');
CREATE TABLE public._bloom (a int);
CREATE TABLE public.hll_fold (a int);
CREATE FUNCTION bloom_add(text, text) RETURNS text LANGUAGE sql RETURN $1;
CREATE FUNCTION hll_intersection(hll) RETURNS hll LANGUAGE sql RETURN $1;
CREATE FUNCTION app.hll_intersection(hll, hll) RETURNS float8 LANGUAGE sql RETURN 0;
CREATE AGGREGATE app.approx_count_distinct(anyelement) (SFUNC = app.next, STYPE = bigint, INITCOND = 0);
CREATE CAST (hll AS text) WITH INOUT;
CREATE FUNCTION app.with_empty(hll) RETURNS hll LANGUAGE sql IMMUTABLE
AS 'SELECT $1 OPERATOR(public.||) public.hll_empty()';
CREATE TABLE app.fine (
  a int, u hll DEFAULT hll_empty() CHECK (hll_type(u || hll_empty(11)) > 0),
  n float8 GENERATED ALWAYS AS (# (u || hll_empty(11, 5, -1, 1))) STORED
);
CREATE INDEX ON app.fine (hll_cardinality(app.with_empty(u)));
CREATE INDEX ON app.fine (hll_cardinality(u || hll_empty(11, 5, -1, 1)));
CREATE INDEX ON app.fine USING btree (u app.hll_ops);
CREATE VIEW app.view AS SELECT hll_empty() || u AS u FROM app.fine;
CREATE STATISTICS app.statistics ON (hll_cardinality(u || hll_empty())), a FROM app.fine;
END

# What a user does who follows the advice.
my $repair = <<'END';
CREATE SCHEMA hll;
UPDATE pg_extension SET extrelocatable = true WHERE extname = 'hll';
ALTER EXTENSION hll SET SCHEMA hll;
ALTER DATABASE :"DBNAME" SET search_path = "$user", public, hll;
SET search_path = public, hll;
CREATE OR REPLACE FUNCTION app.with_empty(hll) RETURNS hll LANGUAGE sql IMMUTABLE
AS 'SELECT $1 OPERATOR(hll.||) hll.hll_empty()';
DROP OPERATOR CLASS app.by_hash USING hash;
DROP CAST (hll AS bytea);
ALTER TABLE app.counted DROP n, ADD n float8 GENERATED ALWAYS AS (# (u || hll_empty(11, 5, -1, 1))) STORED;
DROP INDEX app.i_expression, app.i_predicate;
DROP TABLE app.parted, app.low;
DROP DOMAIN app.narrow;
END

sub sorted { return join "\n", sort @_ }

sub listed {
    my ($database) = @_;
    my $out = output_of('there', $database, "$FindBin::Bin/../../docs/migrating/check.sql");
    return sorted(grep { /\|/ && !/^object\|/ } split /\n/, $out);
}

# Returns the statements of the restore that fail. A statement that starts with one of @beginnings
# is returned as this beginning.
sub failing {
    my ($database, @beginnings) = @_;
    return sorted(map {
        my $statement = $_;
        (grep { index($statement, $_) == 0 } @beginnings)[0] // $statement
    } take_over($database));
}

# Returns 0 if the lists are equal; else prints both and returns 1.
sub compare_lists {
    my ($what, $got, $expected) = @_;
    return 0 if $got eq $expected;
    print "\nUnexpected difference: $what\n", map { "$_\n" } 'expected:', $expected, 'got:', $got;
    return 1;
}

# Makes the database on both sides, prints each wrong result, and returns how many there are.
sub check_conflicts {
    my ($name) = @_;
    new_databases($name);
    on('there', $name, $others);
    my $wrong = compare_lists('nothing is in the way yet', listed($name), '');
    on('there', $name, join ";\n", map { $_->[0] || () } @conflicts);
    $wrong += compare_lists('what check.sql lists', listed($name), sorted(map { $_->[1] } @conflicts));
    my @fail = map { @$_[2 .. $#$_] } @conflicts;
    $wrong += compare_lists('what pg_restore fails to make', failing($name, @fail), sorted(@fail));
    on('there', $name, $repair);
    $wrong += compare_lists('what check.sql lists after the repair', listed($name), '');
    $wrong += compare_lists('what pg_restore fails to make after the repair', failing($name), '');
    on('there', $name, 'CREATE AGGREGATE hll.approx_count_distinct(anyelement) (SFUNC = app.next, STYPE = bigint);
        ALTER EXTENSION plpgsql ADD AGGREGATE hll.approx_count_distinct(anyelement)');
    $wrong += compare_lists("what check.sql says of another extension's", listed($name),
        'function approx_count_distinct(anyelement) of extension plpgsql|move hll');
    printf "%-20s %9d objects listed, %d statements of a restore fail, after the repair none\n", 'conflicts',
        scalar @conflicts, scalar @fail
        if !$wrong;
    return $wrong;
}

1;
