# hll.count_distinct_error: who gets estimates, which aggregate is called, what keeps a count exact and
# says so, plans, and other modules. sql/hll_count_distinct has the places where a count may stand and
# the types; t/count_distinct_queries.t compares results of many queries.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use OwnServer;
use Test::More;

my $database = new_database('count_distinct');
my ($bi, $guest, $maker) = map { new_role($_) } qw(bi guest maker);
sql($database, <<"END");
ALTER ROLE "$bi" LOGIN;
CREATE SCHEMA tools;
CREATE EXTENSION hll SCHEMA tools;
-- The role has no privilege on the schema of the extension.
CREATE TABLE events AS SELECT i AS user_id, i % 3 AS site, (i % 5)::text::money AS price FROM generate_series(1, 20000) AS i;
ANALYZE events;
GRANT SELECT ON events TO PUBLIC;
GRANT CREATE ON SCHEMA public TO "$guest";
END
my $exact = 'SELECT count(DISTINCT user_id) = 20000 FROM events';

# What a session of this role prints, with the reasons of counts that stay exact.
sub session {
    my ($role, $text) = @_;
    local $ENV{PGUSER} = $role;
    my (undef, $out) = run_command("\\set VERBOSITY default\n$text", 'sh', '-c', 'exec psql -XAtq -d "$0" 2>&1', $database);
    return join "\n", grep { !/^DEBUG:  (?!count)|^LINE|^ *\^$/ } split /\n/, $out;
}
my $superuser = $ENV{PGUSER};
my $reasons = 'SET client_min_messages = debug1;';
sub stays_exact {
    my ($reason) = @_;
    return "DEBUG:  count(DISTINCT) stays exact\nDETAIL:  $reason\nt";
}

# All that an administrator does; all that the role does itself.
is session($bi, $exact), 't', 'exact by default';
sql($database, qq(ALTER ROLE "$bi" SET session_preload_libraries = 'hll'; ALTER ROLE "$bi" SET hll.count_distinct_error = 0.02));
is session($bi, $exact), 'f', 'a role with the library and the setting gets estimates';
is session($superuser, $exact), 't', 'others do not';
is session($bi, "SET hll.count_distinct_error = 0; $exact"), 't', 'it may turn the setting off';
is session($bi, qq(ALTER ROLE "$bi" SET hll.count_distinct_error = 0.2; SHOW hll.count_distinct_error)), '0.02', 'and change it';
is session($bi, 'SHOW hll.count_distinct_error'), '0.2', 'for sessions that begin later';
is session($bi, qq(ALTER ROLE "$bi" SET hll.count_distinct_error = 5)) =~ s/\n.*//sr,
    'ERROR:  5 is outside the valid range for parameter "hll.count_distinct_error" (0 .. 1)', 'but not to a wrong value';
sql($database, qq(ALTER ROLE "$bi" SET hll.count_distinct_error = 0.02));
is session($superuser, "SET hll.count_distinct_error = 0.02; $exact; SELECT tools.hll_empty() IS NULL; $exact"), "t\nf\nf",
    'without the library in the session, it works from the first use on';
is session($superuser, "SET hll.count_distinct_error = 0.02; PREPARE p AS $exact; EXECUTE p; SELECT tools.hll_empty() IS NULL; EXECUTE p"),
    "t\nf\nf", 'plans that are kept, too';

# A hostile search_path, hostile functions of the same name, and hostile members of the extension.
sql($database, <<"END");
SET SESSION AUTHORIZATION "$guest";
CREATE FUNCTION public.step(bigint, anyelement, float8) RETURNS bigint LANGUAGE sql AS 'SELECT 666::bigint';
CREATE AGGREGATE public.approx_count_distinct(anyelement, float8) (SFUNC = step, STYPE = bigint);
CREATE AGGREGATE public.approx_count_distinct(integer, float8) (SFUNC = step, STYPE = bigint);
CREATE FUNCTION public.step(bigint, anyelement) RETURNS bigint LANGUAGE sql AS 'SELECT 667::bigint';
CREATE AGGREGATE public.count(integer) (SFUNC = step, STYPE = bigint);
END
my $near = 'SELECT count(DISTINCT user_id) BETWEEN 18000 AND 22000 FROM events';
for my $path ('public', 'public, pg_catalog', '', 'pg_temp') {
    my $set = 'SET search_path = ' . ($path || "''") . ';';
    my $query = $near =~ s/count/pg_catalog.count/r =~ s/FROM /FROM public./r;
    is session($bi, "$set $query; $reasons" . $query =~ s/BETWEEN.* FROM/= 20000 FROM/r), "t\nf", "search_path '$path'";
}
is session($bi, 'SET search_path = public, pg_catalog; SELECT count(DISTINCT user_id) FROM events'), '667',
    "somebody else's count is theirs";
sql($database, 'DROP AGGREGATE public.count(integer)');
# The owner of the extension isn't a superuser: the extension can get members of theirs, which aren't called.
my $owned = new_database('owned');
sql($owned, <<"END");
GRANT CREATE ON DATABASE "$owned" TO "$maker";
CREATE TABLE events AS SELECT i AS user_id FROM generate_series(1, 20000) AS i;
GRANT ALL ON SCHEMA public TO "$maker";
SET SESSION AUTHORIZATION "$maker";
CREATE EXTENSION hll;
CREATE SCHEMA mine;
CREATE FUNCTION mine.step(bigint, anyelement, float8) RETURNS bigint LANGUAGE sql AS 'SELECT 666::bigint';
CREATE AGGREGATE mine.approx_count_distinct(anyelement, float8) (SFUNC = mine.step, STYPE = bigint);
CREATE AGGREGATE mine.approx_count_distinct(integer, float8) (SFUNC = mine.step, STYPE = bigint);
ALTER EXTENSION hll ADD AGGREGATE mine.approx_count_distinct(anyelement, float8);
ALTER EXTENSION hll ADD AGGREGATE mine.approx_count_distinct(integer, float8);
END
is sql($owned, "SELECT hll_empty() IS NULL; SET hll.count_distinct_error = 0.02; $near; $exact"), "f\nt\nf",
    'aggregates that the owner of the extension adds to it are not called';
sql($owned, qq(CREATE EXTENSION hll_citus; SET SESSION AUTHORIZATION "$maker"; DROP EXTENSION hll CASCADE));
is sqlstate($owned, "SET SESSION AUTHORIZATION \"$maker\"; SELECT hll_empty()"), '42883', 'the extension is gone';

# Reasons: no extension.
{
    my $without = new_database('without');
    sql($without, "ALTER DATABASE \"$without\" SET session_preload_libraries = 'hll'; ALTER DATABASE \"$without\" SET hll.count_distinct_error = 0.02;
        CREATE TABLE events AS SELECT i AS user_id FROM generate_series(1, 20000) AS i");
    my (undef, $out, $err) = run_command("$reasons $exact;", qw(psql -XAtq -d), $without);
    is $out, "t\n", 'without the extension in the database, counts are exact';
    like $err, qr/^DEBUG:  count\(DISTINCT\) stays exact\nDETAIL:  This database has no approx_count_distinct\(anyelement, double precision\) of a superuser's extension hll\./m, 'and say so';
    is sql($without, "PREPARE p AS $exact; EXECUTE p; CREATE EXTENSION hll; SELECT hll_empty() IS NULL; $exact; DROP EXTENSION hll; EXECUTE p; $exact"),
        "t\nf\nf\nt\nt", 'with it, they are estimates; after DROP EXTENSION exact again';
    is sql($without, "CREATE EXTENSION hll; SET plan_cache_mode = force_generic_plan; PREPARE p AS $exact; EXECUTE p; DROP EXTENSION hll; EXECUTE p"),
        "f\nt", 'DROP EXTENSION makes plans anew that call it';
    is sql($without, "CREATE EXTENSION hll; PREPARE p AS $exact; EXECUTE p; CREATE SCHEMA x; ALTER EXTENSION hll SET SCHEMA x; EXECUTE p; $exact"),
        "f\nf\nf", 'it may move to another schema';
}
my $query = sub { $exact =~ s/user_id\)/$_[0])/r =~ s/20000/$_[1]/r };
is session($bi, $reasons . $query->('price', 5)), stays_exact('No hash follows the equality of type money.'), 'a type without a hash';
is session($bi, $reasons . $query->('(user_id, price)', 20000)),
    stays_exact("The hash of a row doesn't follow the equality of a column of type money."), 'a row with a column without a hash';
is session($bi, $reasons . $query->('e', 20000) =~ s/FROM events/FROM (SELECT user_id, site FROM events) AS e/r),
    stays_exact("The columns of an anonymous row aren't known."), 'a row of unknown columns';
is session($bi, $reasons . $query->('user_id ORDER BY user_id', 20000)), stays_exact('It has an ORDER BY.'), 'ORDER BY inside';
is session($bi, $reasons . 'SELECT count(DISTINCT oid) = count(*) FROM pg_class'),
    stays_exact("The statement reads no table but PostgreSQL's own."), 'catalogs';
sql($database, qq(CREATE FUNCTION exact() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN ($exact); END'));
is session($bi, "${reasons}SELECT exact()") =~ s/\nCONTEXT:.*(?=\nt)//sr, stays_exact('The statement runs on behalf of the owner of a function or a table.'),
    'SECURITY DEFINER';
sql($database, "REVOKE EXECUTE ON FUNCTION tools.approx_count_distinct(anyelement, float8) FROM PUBLIC");
is session($bi, "$reasons$exact"), stays_exact('The role has no EXECUTE privilege on approx_count_distinct.'), 'EXECUTE revoked';
is session($superuser, "SELECT tools.hll_empty() IS NULL; SET hll.count_distinct_error = 0.02; $exact"), "f\nf", 'others may still call it';
sql($database, 'GRANT EXECUTE ON FUNCTION tools.approx_count_distinct(anyelement, float8) TO PUBLIC');

# Plans. DISTINCT forbids parallel plans and, with GROUP BY, hashing.
my $parallel = 'SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET max_parallel_workers_per_gather = 2;';
my $explain = sub { session($bi, "$parallel $_[0] EXPLAIN ($_[1]) $_[2]") };
my $plain = 'SELECT count(DISTINCT user_id) FROM events';
my $grouped = 'SELECT site, count(DISTINCT user_id) FROM events GROUP BY site';
like $explain->('', 'COSTS off', $plain), qr/^Finalize Aggregate\n.*Gather\n.*Workers Planned.*Partial Aggregate/s, 'a parallel plan';
unlike $explain->('SET hll.count_distinct_error = 0;', 'COSTS off', $plain), qr/Partial/, 'which is not possible for the exact count';
like $explain->('', 'COSTS off', $grouped), qr/^Finalize (Hash|Group)Aggregate\n.*Partial HashAggregate/s, 'and for groups, with hashing';
like $explain->('SET hll.count_distinct_error = 0;', 'COSTS off', $grouped), qr/^GroupAggregate\n/, 'where the exact count sorts';
like $explain->('', 'VERBOSE, COSTS off', $plain), qr/Output: tools\.approx_count_distinct\(user_id, '0\.02'::double precision\)/,
    'EXPLAIN VERBOSE shows the function and the error';
like $explain->('', 'COSTS off', "$grouped HAVING count(DISTINCT user_id) > 5"), qr/Filter: \(tools\.approx_count_distinct\(user_id, '0\.02'/, 'EXPLAIN in conditions';
like $explain->('', 'COSTS off, SETTINGS', $plain), qr/hll\.count_distinct_error = '0\.02'/, 'EXPLAIN (SETTINGS) shows the setting';
my $estimate = session($bi, $plain);
is session($bi, "$parallel$plain"), $estimate, 'a parallel plan gives the same estimate';
is session($bi, "SET max_parallel_workers_per_gather = 0; $plain"), $estimate, 'as a serial one';
is sql($database, 'SELECT tools.approx_count_distinct(user_id, 0.02) FROM events'), $estimate, 'which is that of approx_count_distinct';
is session($bi, "$plain \\gdesc"), 'count|bigint', 'the column has its name and type';

sql($database, "CREATE FUNCTION in_worker() RETURNS boolean PARALLEL SAFE LANGUAGE plpgsql AS 'BEGIN RETURN ($exact); END'");
my $in_workers = 'SELECT bool_or(in_worker()) FROM events WHERE user_id <= 3';
like $explain->('', 'COSTS off', $in_workers), qr/Partial Aggregate/, 'workers call a function';
is session($bi, "$parallel SET parallel_leader_participation = off; $in_workers; SET hll.count_distinct_error = 0; $in_workers"), "f\nt",
    'whose queries follow the setting in them';

# Plans that are kept.
is session($bi, "SET plan_cache_mode = force_generic_plan; PREPARE p AS $exact; EXECUTE p; SET hll.count_distinct_error = 0; EXECUTE p;
    RESET hll.count_distinct_error; EXECUTE p; DISCARD PLANS; EXECUTE p; SET hll.count_distinct_error = 0; RESET ALL; EXECUTE p"), "f\nt\nf\nf\nf",
    'prepared plans follow SET, RESET, RESET ALL';

# Plans that are kept are made anew for another role: it may lack EXECUTE, or the code may run on behalf of it.
sql($database, <<"END");
REVOKE EXECUTE ON FUNCTION tools.approx_count_distinct(anyelement, float8) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tools.approx_count_distinct(anyelement, float8) TO "$guest", "$maker";
CREATE FUNCTION inner_answer() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN ($exact); END';
CREATE FUNCTION on_behalf() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN inner_answer(); END';
ALTER FUNCTION on_behalf() OWNER TO "$maker";
END
my $keep = 'SELECT tools.hll_empty() IS NULL; SET hll.count_distinct_error = 0.02; SET plan_cache_mode = force_generic_plan;';
is session($superuser, "$keep PREPARE p AS $exact; SET ROLE \"$guest\"; EXECUTE p; SET ROLE \"$bi\"; EXECUTE p; RESET ROLE; EXECUTE p"),
    "f\nf\nt\nf", 'a plan that is kept over SET ROLE follows the privileges of the role';
is session($superuser, "$keep SELECT inner_answer(), on_behalf(), inner_answer(), on_behalf()"), "f\nf|t|f|t",
    'a function that a session and SECURITY DEFINER call has a plan for each';
sql($database, 'GRANT EXECUTE ON FUNCTION tools.approx_count_distinct(anyelement, float8) TO PUBLIC');

# Functions in FROM that call themselves: the planner doesn't plan what a constant excludes. Queries that it doesn't
# plan at all may have errors.
sql($database, <<"END");
CREATE FUNCTION down(n integer) RETURNS SETOF bigint LANGUAGE sql STABLE AS 'SELECT 0::bigint';
CREATE OR REPLACE FUNCTION down(n integer) RETURNS SETOF bigint LANGUAGE sql STABLE AS
'SELECT count(DISTINCT user_id) + (SELECT coalesce(sum(d), 0)::bigint FROM down(n - 1) AS d WHERE n > 0) FROM events LIMIT 1';
CREATE FUNCTION odd(n integer) RETURNS SETOF bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM down(n - 1) WHERE n > 0 LIMIT 1';
CREATE FUNCTION even(n integer) RETURNS SETOF bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM odd(n - 1) WHERE n > 0 LIMIT 1';
CREATE OR REPLACE FUNCTION odd(n integer) RETURNS SETOF bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM even(n - 1) WHERE n > 0 LIMIT 1';
END
my $calls = 'SELECT d > 0 FROM down(3) AS d; SELECT * FROM even(3); SELECT * FROM odd(2)';
is session($bi, "SET hll.count_distinct_error = $_; $calls"), "t\n1\n1", "functions in FROM that call themselves, error $_" for 0, 0.02;
like session($bi, 'EXPLAIN (VERBOSE, COSTS off) SELECT * FROM down(1)'), qr/approx_count_distinct/, 'are inlined once';
is session($bi, 'WITH never AS (SELECT * FROM generate_series(1, 1 / 0)) SELECT 1'), '1', 'arguments in a query that is not planned';

# Foreign tables of a server that would be asked for the count.
SKIP: {
    skip 'the extension postgres_fdw or file_fdw is not installed', 6
        if sql($database, "SELECT count(*) FROM pg_available_extensions WHERE name IN ('postgres_fdw', 'file_fdw')") < 2;
    sql($database, <<"END");
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION file_fdw;
CREATE SERVER there FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$ENV{PGHOST}', port '$ENV{PGPORT}', dbname '$database');
CREATE USER MAPPING FOR PUBLIC SERVER there OPTIONS (user '$superuser', password_required 'false');
CREATE FOREIGN TABLE distant (user_id integer, site integer) SERVER there OPTIONS (schema_name 'public', table_name 'events');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE numbers (user_id integer) SERVER files OPTIONS (program 'seq 20000');
CREATE VIEW over_there AS SELECT user_id FROM distant;
GRANT SELECT ON distant, numbers, over_there TO PUBLIC;
END
    my $of = sub { $exact =~ s/events/$_[0]/r };
    my $stays = stays_exact('The server of a foreign table has no option extensions with hll.');
    is session($bi, $reasons . $of->($_)), $stays, "$_: exact where the server counts" for qw(distant over_there);
    like $explain->('', 'VERBOSE, COSTS off', 'SELECT count(DISTINCT user_id) FROM distant'), qr/Remote SQL: SELECT count\(DISTINCT user_id\)/,
        'as before';
    is session($bi, $of->('numbers')), 'f', 'estimates where the server only gives rows';
    is session($bi, "SET plan_cache_mode = force_generic_plan; PREPARE p AS " . $of->('distant')
            . "; EXECUTE p; RESET SESSION AUTHORIZATION; \\! psql -XAtqc \"ALTER SERVER there OPTIONS (ADD extensions 'postgres_fdw, hll')\" -U $superuser -d $database 2>&1\nEXECUTE p"),
        "t\nf", 'the option extensions makes them estimates';
    like $explain->('', 'VERBOSE, COSTS off', 'SELECT count(DISTINCT user_id) FROM distant'),
        qr/Remote SQL: SELECT tools\.approx_count_distinct\(user_id, 0\.02/, 'which the server makes';
}

# hll_citus: its aggregates are taken for their types, as by a call. Who may not call one sees which one it is.
sql($database, 'CREATE EXTENSION hll_citus SCHEMA tools');
SKIP: {
    skip 'no foreign table', 3 if sql($database, "SELECT to_regclass('distant') IS NULL") eq 't';
    my $count = 'SELECT count(DISTINCT user_id) FROM distant';
    like $explain->('', 'VERBOSE, COSTS off', $count), qr/Remote SQL: SELECT count\(DISTINCT/, 'a foreign server has hll, but not hll_citus';
    sql($database, "ALTER SERVER there OPTIONS (SET extensions 'hll, hll_citus')");
    like $explain->('', 'VERBOSE, COSTS off', $count), qr/Remote SQL: SELECT tools\.approx_count_distinct/, 'and both';
    is session($bi, $count), session($bi, $plain), 'it gives the same estimate';
}
sql($database, 'ALTER TABLE events ADD name varchar(20); ALTER TABLE events ADD at interval');
for (['user_id', 'integer'], ['name', 'text'], ['at', 'anyelement']) {
    my ($column, $type) = @$_;
    my $aggregate = "FUNCTION tools.approx_count_distinct($type, float8)";
    my $count = $query->($column, 20000);
    unlike session($bi, "$reasons$count"), qr/DETAIL/, "with hll_citus, $column is estimated";
    sql($database, "REVOKE EXECUTE ON $aggregate FROM PUBLIC");
    like session($bi, "$reasons$count"), qr/EXECUTE privilege/, "calls that for $type";
    sql($database, "GRANT EXECUTE ON $aggregate TO PUBLIC");
}
like session($bi, 'EXPLAIN (VERBOSE) SELECT count(DISTINCT name) FROM events'), qr/approx_count_distinct\(\(name\)::text, /, 'varchar becomes text';

# Other modules with planner hooks, in either order; they must be loaded when a server starts.
SKIP: {
    my $cluster = new_server("shared_preload_libraries = 'pg_stat_statements,hll,auto_explain'\npg_stat_statements.track_planning = on");
    skip 'needs a private server', 8 if !$cluster;
    my $number = 0;
    for my $order ('pg_stat_statements, hll, auto_explain', 'hll, auto_explain, pg_stat_statements') {
        my $other = new_database('beside' . $number++);
        sql($other, "ALTER SYSTEM SET shared_preload_libraries = $order");
        stop_server();
        start_server();
        sql($other, 'CREATE EXTENSION pg_stat_statements; CREATE TABLE events AS SELECT i AS user_id FROM generate_series(1, 20000) AS i');
        is sql($other, "SET hll.count_distinct_error = 0.02; $exact"), 't', "$order: all databases have the library, this one no extension";
        sql($other, 'CREATE EXTENSION hll; SELECT pg_stat_statements_reset()');
        is sql($other, "SET hll.count_distinct_error = 0.02; SET auto_explain.log_min_duration = 0; SET auto_explain.log_verbose = on;
            $exact; $exact; SET hll.count_distinct_error = 0; SET auto_explain.log_min_duration = -1; $exact"), "f\nf\nt", 'estimates, and exact';
        is sql($other, "SELECT calls, plans, query FROM pg_stat_statements WHERE query LIKE '%DISTINCT%' AND query NOT LIKE '%pg_stat%'"),
            '3|3|' . $exact =~ s/20000/\$1/r, 'pg_stat_statements knows the statement as it was written';
        like server_log(), qr/Output: \(approx_count_distinct\(user_id, '0\.02'::double precision\) = 20000\)/, 'auto_explain shows the plan that ran';
    }
}
done_testing;
