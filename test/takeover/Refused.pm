# Databases of postgresql-hll that ALTER EXTENSION hll UPDATE refuses, and who may run it.
package Refused;

use strict;
use warnings;
use Exporter 'import';
use Catalog;
use HllTest;
use Test::More;

our @EXPORT = qw(make_refused check_refused);

my $needs = <<'END';
CREATE EXTENSION hll;
CREATE SCHEMA app;
CREATE FUNCTION app.next(bigint, anyelement) RETURNS bigint LANGUAGE sql AS 'SELECT $1 + 1';
CREATE FUNCTION app.less(hll, hll) RETURNS bool LANGUAGE sql IMMUTABLE RETURN # $1 < # $2;
CREATE FUNCTION app.order(hll, hll) RETURNS int LANGUAGE sql IMMUTABLE RETURN sign((# $1) - # $2);
CREATE FUNCTION app.hash(hll) RETURNS int LANGUAGE sql IMMUTABLE RETURN round(# $1);
CREATE TABLE kept (u hll(12, 6), n float8 GENERATED ALWAYS AS (# u) STORED);
CREATE INDEX ON kept (hll_cardinality(u));
END

# Each: what is in the way, and what the error must say.
my @refused = (
    ['CREATE TABLE low (a hll(3), b hll(2, 4)[], fine hll(4)); CREATE DOMAIN narrow AS hll(3); CREATE DOMAIN fine AS hll(5);
      CREATE TYPE composite AS (x hll(11, 0), y hll(11, 1)); CREATE VIEW v AS SELECT a FROM low;
      CREATE TABLE part (k int, u hll(0)) PARTITION BY LIST (k); CREATE TABLE part_1 PARTITION OF part DEFAULT', <<'END'],
ERROR:  0A000: type hll can't have these modifiers any longer: log2m below 4, or regwidth 0
DETAIL:  column a of table public.low of type hll(3,5,..)
column a of view public.v of type hll(3,5,..)
column b of table public.low of type hll(2,4,..)
column u of table public.part of type hll(0,5,..)
column u of table public.part_1 of type hll(0,5,..)
column x of composite type public.composite of type hll(11,0,..)
type public.narrow of type hll(3,5,..)
HINT:  Put the files of postgresql-hll back, drop these or give them another type, and begin anew.
END
    ['CREATE TABLE bloom (a int)', qr/42710: type "bloom" already exists/],
    ['CREATE FUNCTION hll_intersection(hll, hll) RETURNS float8 LANGUAGE sql RETURN 0',
        qr/55000: function hll_intersection\(hll,hll\) is not a member of extension "hll"/],
    ['CREATE FUNCTION hll_fold(hll, int) RETURNS int LANGUAGE sql RETURN 0',
        qr/42P13: cannot change return type of existing function\n.*hll_fold\(hll,integer\)/],
    ['CREATE AGGREGATE approx_count_distinct(anyelement) (SFUNC = app.next, STYPE = bigint, INITCOND = 0)',
        qr/55000: function approx_count_distinct\(anyelement\) is not a member of extension "hll"/],
    ['CREATE OPERATOR < (LEFTARG = hll, RIGHTARG = hll, FUNCTION = app.less)', qr/42723: operator < already exists/],
    ['CREATE OPERATOR CLASS app.by_hash DEFAULT FOR TYPE hll USING hash AS OPERATOR 1 =, FUNCTION 1 app.hash(hll)',
        qr/42710: could not make operator class "hll_hash_ops" be default for type hll\n.*"by_hash"/],
    ['CREATE CAST (hll AS bytea) WITH FUNCTION hll_send(hll)', qr/42710: cast from type hll to type bytea already exists/],
);
# Its extension belongs to a role that was a superuser once.
my $owned = 'owned';

sub make_refused {
    for my $i (0 .. $#refused) {
        sql('postgres', "CREATE DATABASE refused$i");
        sql("refused$i", "$needs$refused[$i][0];");
    }
    sql('postgres', "CREATE ROLE maker SUPERUSER; CREATE ROLE other; CREATE DATABASE $owned");
    sql($owned, "SET ROLE maker; $needs; RESET ROLE; ALTER ROLE maker NOSUPERUSER");
}

sub updated {
    my ($database, $role) = @_;
    my ($status, undef, $err) = run_command(($role ? "SET ROLE $role;" : '') . 'ALTER EXTENSION hll UPDATE',
        qw(psql -XAtq -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -d), $database);
    return $err =~ s/^(?:LOCATION|CONTEXT|STATEMENT|SQL statement|PL\/pgSQL).*\n(?:  .*\n|.*;\n)*//mgr;
}

sub check_refused {
    my ($fresh) = @_;
    for my $i (0 .. $#refused) {
        my ($objects, $error) = @{ $refused[$i] };
        my $before = catalog_of("refused$i");
        my $said = updated("refused$i");
        if (ref $error) { like $said, $error, "refused: $objects" }
        else { is $said, $error, "refused: $objects" }
        is differences(catalog_of("refused$i"), $before), '', 'and nothing has changed';
    }
    like updated($owned, 'other'), qr/42501: must be owner of extension hll/, 'only the owner may update';
    like updated($owned, 'maker'), qr/42501: permission denied to update extension "hll"\nHINT:.*CREATE privilege/,
        'who must be allowed to create objects in the database';
    sql('postgres', "GRANT CREATE ON DATABASE $owned TO maker");
    unlike updated($owned, 'maker'), qr/ERROR/, 'and need not be a superuser';
    my $left = differences(catalog_of($owned), $fresh);
    is join("\n", grep { !/owner is role maker, not role postgres/ } split /\n/, $left), '', 'all but the owners is as in a new installation';
}

1;
