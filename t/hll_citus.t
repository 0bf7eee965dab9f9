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

# A maker without privileges, and a guest who may create in the maker's schema.
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

# The script runs as a superuser. Somebody who may create in the schema puts functions and operators there that match
# what the script calls better than PostgreSQL's own do.
my $as_guest = qq(SET SESSION AUTHORIZATION "$guest"; SET search_path = tools; SET check_function_bodies = off;);
my $creates = qq(SET SESSION AUTHORIZATION "$maker"; CREATE EXTENSION hll_citus SCHEMA tools);
my $escalate = qq(LANGUAGE plpgsql AS 'BEGIN EXECUTE ''ALTER ROLE "$guest" SUPERUSER''; RETURN NULL; END');
sql($database, "$as_guest CREATE FUNCTION $_ $escalate") for (map { "format($_) RETURNS text" } 'text, name', 'text, name, text, text, text, text, text',
    'text, name, text, regtype, text, text', 'text, name, text, regtype, text', 'text, regprocedure', 'text, name, text, text'),
    'unnest(regtype[]) RETURNS SETOF regtype', 'obj_description(regprocedure, text) RETURNS text', 'obj_description(regprocedure, name) RETURNS text',
    'current_schema(VARIADIC text[]) RETURNS name', 'is_same(oid, regclass) RETURNS boolean',
    'is_same(name, text) RETURNS boolean', 'set_config(text, text, text) RETURNS text';
sql($database, "$as_guest CREATE OPERATOR = (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = is_same); "
    . 'CREATE OPERATOR = (LEFTARG = name, RIGHTARG = text, FUNCTION = is_same)');
is sqlstate($database, $creates), '00000', 'hostile functions and operators are not called';
is sql($database, qq(SELECT rolsuper FROM pg_roles WHERE rolname = '$guest')), 'f', 'so that nobody becomes a superuser';
sql($database, 'DROP EXTENSION hll_citus');
# In place of one of ours: of the same arguments, of better arguments for one type, and for all types.
my @better = map { "tools.hll_expanded_agg_trans(tools.hll, $_)" } 'anyelement', 'integer';
for my $function (@better) {
    sql($database, "$as_guest CREATE FUNCTION $function RETURNS tools.hll LANGUAGE sql AS 'SELECT \$1'");
    isnt sqlstate($database, $creates), '00000', "$function of somebody else is not used";
    sql($database, "$as_guest DROP FUNCTION $function");
}
my @types = split /\n/, sql($database, "SELECT unnest('{smallint,integer,bigint,numeric,real,float8,oid,text,\"\\\"char\\\"\",bytea,uuid,date,timestamp,timestamptz}'::regtype[])");
my @trojans = map { "tools.hll_expanded_agg_trans(tools.hll, $_)" } @types, 'tools.hll_hashval';
sql($database, "$as_guest CREATE FUNCTION $_ RETURNS tools.hll LANGUAGE sql AS 'SELECT \$1'") for @trojans;
is sqlstate($database, $creates), '42723', 'nor are such functions for all types';
sql($database, "$as_guest DROP FUNCTION $_") for @trojans;
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
