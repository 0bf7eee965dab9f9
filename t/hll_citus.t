# The extension hll_citus as an object: who may create it and where, what depends on it, dumps, and
# other schemas. What its aggregates compute is tested by sql/hll_citus, and by scripts/check-citus
# with Citus.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $database = new_database('hll_citus');
my ($maker, $guest) = map { new_role($_) } qw(maker guest);
sql($database, qq(GRANT CREATE ON DATABASE "$database" TO "$maker"; CREATE SCHEMA "a ""tool"""));

is sqlstate($database, 'CREATE EXTENSION hll_citus'), '42704', 'it needs hll';
sql($database, 'CREATE EXTENSION hll_citus SCHEMA "a ""tool""" CASCADE; DROP EXTENSION hll CASCADE');
is sql($database, 'SELECT count(*) FROM pg_extension'), 1, 'CASCADE brings hll, and takes it';

# A maker without privileges, and somebody who was there before and tries to become a part of it.
sql($database, <<"END");
SET SESSION AUTHORIZATION "$maker";
CREATE SCHEMA tools;
CREATE EXTENSION hll SCHEMA tools;
GRANT ALL ON SCHEMA tools TO "$guest";
END
my ($status, undef, $message) = run_command(qq(SET SESSION AUTHORIZATION "$maker"; CREATE SCHEMA x;
    CREATE EXTENSION hll_citus SCHEMA x), qw(psql -XAtq -d), $database);
like $message, qr/must be in schema "tools", where hll is\nHINT:  Use "CREATE EXTENSION hll_citus SCHEMA tools"/,
    'another schema is refused';
sql($database, qq(SET SESSION AUTHORIZATION "$guest"; SET search_path = tools;
    CREATE FUNCTION hll_expanded_agg_trans(hll, anyelement) RETURNS hll LANGUAGE sql AS 'SELECT \$1'));
is sqlstate($database, qq(SET SESSION AUTHORIZATION "$maker"; CREATE EXTENSION hll_citus SCHEMA tools)), '42723',
    'a function that somebody else put in place of one of ours is not used';
sql($database, qq(SET SESSION AUTHORIZATION "$guest"; DROP FUNCTION tools.hll_expanded_agg_trans(tools.hll, anyelement)));
is sqlstate($database, qq(SET SESSION AUTHORIZATION "$maker"; CREATE EXTENSION hll_citus SCHEMA tools)), '00000',
    'a role that may create in the database creates it';

my $counts = q(SELECT approx_count_distinct(i), hll_cardinality(hll_agg(i, 12)), bloom_agg(i, 100, 0.1) @> 7
    FROM generate_series(1, 9) AS i);
(my $qualified = $counts) =~ s/(approx_count_distinct|hll_\w+|bloom_agg)\(/tools.$1(/g;
$qualified =~ s/\@>/OPERATOR(tools.@>)/;
my $uses = "SELECT string_agg(DISTINCT proargtypes[0]::regtype::text, ' ') FROM pg_depend AS d
    JOIN pg_rewrite AS r ON r.oid = objid JOIN pg_proc AS p ON p.oid = refobjid
    WHERE ev_class = 'counts'::regclass AND prokind = 'a'";
is sql($database, qq(SET SESSION AUTHORIZATION "$guest"; SET search_path = ''; $qualified)), '9|9|t', 'others use it';
sql($database, "SET search_path = tools; CREATE VIEW public.counts AS $counts");
is sql($database, $uses), 'integer', 'a view takes the new aggregates';
is sqlstate($database, 'DROP EXTENSION hll'), '2BP01', 'hll is not dropped under it';
is sqlstate($database, 'DROP EXTENSION hll_citus'), '2BP01', 'nor it under a view';

# A dump keeps both, and what was made of them.
my $dump = temp_dir() . '/dump';
my ($dumped) = run_command('', qw(pg_dump -Fc -f), $dump, $database);
is $dumped, 0, 'pg_dump';
my $copy = new_database('hll_citus_copy');
my ($restored, undef, $errors) = run_command('', qw(pg_restore --exit-on-error --no-owner -d), $copy, $dump);
is $errors, '', 'pg_restore';
is sql($copy, "TABLE counts; $uses"), "9|9|t\ninteger", 'the view is restored';

# Both move, one after the other, in either order; calls in between find what they did.
sql($database, 'CREATE SCHEMA other');
for my $order (['other', 'hll', 'hll_citus'], ['tools', 'hll_citus', 'hll']) {
    my ($schema, @extensions) = @$order;
    for my $extension (@extensions) {
        sql($database, "ALTER EXTENSION $extension SET SCHEMA $schema");
        is sql($database, 'TABLE counts'), '9|9|t', "$extension moved to $schema: the view goes on";
    }
    is sql($database, "SET search_path = $schema; $counts"), '9|9|t', "both in $schema: calls go on";
}

sql($database, 'DROP VIEW counts; DROP EXTENSION hll_citus');
is sql($database, "SET search_path = tools; $counts"), '9|9|t', 'without it, the aggregates over anyelement are left';
is sql($database, "SELECT count(*) FROM pg_proc WHERE proname LIKE 'hll_expanded_agg%'"), 0, 'nothing stays behind';
done_testing;
