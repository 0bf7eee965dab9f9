# Runs docs/scaling.md on three servers: north and south have events and roll-ups, reports asks them by
# postgres_fdw and subscribes to their roll-ups. Whatever the way, sketches and filters must have the
# bytes of one server that has all events, and what is said to be pushed must be in the SQL that
# postgres_fdw sends.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Examples;
use HllTest;
use OwnServer;
use Test::More;
use Time::HiRes qw(sleep);
use Wire;

plan skip_all => 'the extension postgres_fdw is not installed' if sql($ENV{PGDATABASE},
    "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'") == 0;
my %at;
for my $name (qw(north south reports)) {
    $at{$name} = new_server("fsync = off\nwal_level = logical\nwal_retrieve_retry_interval = 100ms")
        or plan skip_all => "$ENV{PGHOST} is not a private server";
    sql('postgres', 'CREATE DATABASE shop');
}
my %wire = map { $_ => new_wire($at{$_}) } qw(north south);

sub database { return "host=$at{ $_[0] } dbname=shop" }

# What psql gets so that it reaches our servers; on reports, through wires that count.
sub with_hosts { return $_[0] =~ s/\b(host(?: '|=))(north|south)\b/$1$wire{$2}/gr }

# Runs statements on a server and returns all that psql prints, errors as well.
sub said {
    my ($name, $statements) = @_;
    my (undef, $out) =
        run_command(with_hosts($statements), 'sh', '-c', 'exec psql -X -v VERBOSITY=default -d "$0" 2>&1', database($name));
    return $out;
}

sub on { return sql(database($_[0]), with_hosts($_[1])) }

# Waits until subscriptions have everything that their publishers have committed.
sub wait_for_subscriptions {
    return if !on('reports', 'SELECT count(*) FROM pg_subscription');
    for (1 .. 1200) {
        return if on('reports', "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'") == 0
            && 2 == grep { on($_, 'SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()') } qw(north south);
        sleep 0.05;
    }
    die 'the subscriptions never catch up';
}

my $ran = 0;
for my $example (examples_of("$FindBin::Bin/../docs/scaling.md")) {
    for my $name (grep { $at{$_} } @{ $example->{on} }) {
        prints($example, said($name, $example->{body}), "docs/scaling.md:$example->{line} on $name");
        wait_for_subscriptions();
        ++$ran;
    }
}
cmp_ok $ran, '>', 20, 'the page has blocks for these servers';

# From here on the servers have their own settings again, and reports has all events in a table of its own.
on($_, 'ALTER ROLE reports RESET hll.log2m') for qw(north south);
on('reports', <<'END');
ALTER SERVER north OPTIONS (DROP options);
ALTER SERVER south OPTIONS (DROP options);
ALTER DATABASE shop RESET enable_partitionwise_aggregate;
CREATE TABLE here AS SELECT * FROM all_events;
CREATE TABLE here_daily AS SELECT * FROM all_daily;
ANALYZE here, here_daily;
END

my $wise = 'SET enable_partitionwise_aggregate = on;';
sub plan_of { return on('reports', "$wise EXPLAIN (VERBOSE, COSTS OFF) $_[0]") }
sub remote_sql { return plan_of($_[0]) =~ /Remote SQL: (.*)/g }

# Returns what a query gives, and the bytes that came for it from both servers.
sub fetched {
    my ($query) = @_;
    moved($_) for values %wire;
    my $result = on('reports', "$wise $query");
    my $bytes = 0;
    $bytes += (moved($_))[0] for values %wire;
    return ($result, $bytes);
}

# The same query over the tables of reports.
sub here { return $_[0] =~ s/\ball_(events|daily)\b/$1 eq 'events' ? 'here' : 'here_daily'/egr
    =~ s/\b(north|south)_(events|daily)\b/'(SELECT * FROM here' . ($2 eq 'daily' ? '_daily' : '') . " WHERE region = '$1') AS t"/egr }

# All aggregates of the extension, over one foreign table. Each is finished by the remote server.
my %aggregates = (
    hll_agg => ['hll_agg(user_id)', 'hll_agg(user_id, 14)', 'hll_agg(site, 0.01)'],
    hll_add_agg => [map { "hll_add_agg(hll_hash(user_id)$_)" } '', ', 12', ', 12, 6', ', 12, 6, 0', ', 12, 6, 0, 0'],
    approx_count_distinct => ['approx_count_distinct(user_id)', 'approx_count_distinct(day, 14)', 'approx_count_distinct(site, 0.01)'],
    hll_union_agg => ['hll_union_agg(hll_empty(11, 5, -1, 1) || hll_hash(user_id))'],
    hll_union_fold_agg => ['hll_union_fold_agg(hll_empty((11 + user_id % 2)::integer, 5, -1, 1) || hll_hash(user_id))'],
    hll_union_count => ['hll_union_count(hll_empty(11, 5, -1, 1) || hll_hash(user_id))'],
    bloom_agg => ['bloom_agg(user_id)', 'bloom_agg(user_id, 60000)', 'bloom_agg(user_id, 60000, 0.001)'],
    bloom_agg_fpr => ['bloom_agg_fpr(user_id, 0.001)'],
    bloom_union_agg => ['bloom_union_agg(bloom_add(bloom_empty(50000, 0.01), user_id))'],
);
is on('reports', <<'END'), join(' ', sort keys %aggregates), 'all aggregates are here';
SELECT string_agg(DISTINCT proname, ' ' ORDER BY proname) FROM pg_depend, pg_proc AS p
WHERE refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll') AND classid = 'pg_proc'::regclass AND objid = p.oid
    AND prokind = 'a'
END
for my $name (sort keys %aggregates) {
    for my $call (@{ $aggregates{$name} }) {
        my $query = "SELECT site, $call FROM north_events GROUP BY site ORDER BY site";
        like join("\n", remote_sql($query)), qr/^SELECT site, public\.\Q$name\E\(.* GROUP BY 1[^\n]*$/, "$call is pushed";
        same_text((fetched($query))[0], on('reports', here($query)), "$call: the bytes of one server");
    }
}

# What else the page says is pushed, and to how many servers; and what isn't: these fetch the rows of both.
my $known = "bloom_agg(user_id, 1000, 0.01) FROM here WHERE day = '2026-03-01' AND user_id < 1000";
my @pushed = (
    ['# and hll_cardinality', 'SELECT #hll_agg(user_id), hll_cardinality(hll_agg(user_id, 14)) FROM north_events',
        qr/SELECT \(OPERATOR\(public\.#\) public\.hll_agg\(user_id\)\), public\.hll_cardinality\(/],
    ['HAVING', 'SELECT site, day FROM north_events GROUP BY site, day HAVING #hll_agg(user_id) > 2880 ORDER BY 1, 2',
        qr/HAVING .*OPERATOR\(public\.#\) public\.hll_agg\(/],
    ['FILTER and DISTINCT', 'SELECT hll_agg(DISTINCT user_id) FILTER (WHERE site <> \'site1\') FROM south_events',
        qr/public\.hll_agg\(DISTINCT user_id\) FILTER/],
    ['ORDER BY', 'SELECT site, bloom_agg(user_id ORDER BY user_id DESC) FROM south_events GROUP BY site ORDER BY site',
        qr/public\.bloom_agg\(user_id ORDER BY user_id DESC/],
    ['WHERE with a filter that is known', "SELECT count(*) FROM north_events WHERE bloom_add_all(bloom_empty(100, 0.01), '{5,6,7}'::bigint[]) @> user_id",
        qr/SELECT count\(\*\) .* WHERE .*::public\.bloom OPERATOR\(public\.@>\) user_id/],
    ['WHERE with a filter made here', "SELECT count(*), hll_agg(user_id) FROM south_events WHERE (SELECT $known) @> user_id",
        qr/SELECT count\(\*\), .* WHERE .*\$1::public\.bloom OPERATOR\(public\.@>\) user_id/],
    ['WHERE with a count', 'SELECT count(*) FROM all_daily WHERE #users > 2880', qr/WHERE .*OPERATOR\(public\.#\) users/, 2],
    ['GROUP BY with the partition key', 'SELECT region, site, hll_agg(user_id, 14) FROM all_events GROUP BY region, site ORDER BY 1, 2',
        qr/^SELECT region, site, public\.hll_agg\(.* GROUP BY 1, 2/, 2],
    ['hll_union_agg of groups with the partition key', 'SELECT site, hll_union_agg(users) FROM (SELECT region, site, hll_agg(user_id, 14) AS users
        FROM all_events GROUP BY region, site) AS s GROUP BY site ORDER BY site', qr/^SELECT region, site, public\.hll_agg\(/, 2],
    ['UNION ALL of aggregates', 'SELECT hll_union_agg(users) FROM (SELECT hll_agg(user_id, 14) AS users FROM north_events
        UNION ALL SELECT hll_agg(user_id, 14) FROM south_events) AS s', qr/^SELECT public\.hll_agg\(user_id, 14\) FROM/, 2],
);
my @not_pushed = (
    ['windows', 'SELECT day, hll_union_agg(users) OVER (ORDER BY region, day, site) FROM all_daily'],
    ['GROUP BY without the partition key', 'SELECT site, hll_agg(user_id, 14) FROM all_events GROUP BY site ORDER BY 1'],
    ['ROLLUP', 'SELECT region, site, hll_agg(user_id, 14) FROM all_events GROUP BY ROLLUP (region, site) ORDER BY 1, 2'],
    ['functions that are STABLE', 'SELECT region, hll_union_agg(hll_empty() || hll_hash(user_id)) FROM all_events GROUP BY region ORDER BY 1'],
    ['functions in FROM', 'SELECT region, min(estimate) FROM all_daily, hll_intersection_bounds(users, users) GROUP BY region ORDER BY 1'],
);
for my $case (@pushed) {
    my ($what, $query, $pattern, $servers) = @$case;
    my @sql = remote_sql($query);
    is scalar(grep { /$pattern/ } @sql), $servers // 1, "$what: pushed" or diag @sql;
    is scalar(@sql), $servers // 1, "$what: and nothing else";
    my ($result, $bytes) = fetched($query);
    same_text($result, on('reports', here($query)), "$what: the bytes of one server");
    cmp_ok $bytes, '<', 300_000, "$what: no events are fetched";
}
for my $case (@not_pushed) {
    my ($what, $query) = @$case;
    unlike join("\n", remote_sql($query)), qr/\b(?:hll|bloom|approx)_|OPERATOR/, "$what: not pushed";
    my ($result, $bytes) = fetched($query);
    same_text($result, on('reports', here($query)), "$what: the bytes of one server");
    cmp_ok $bytes, '>', 500_000, "$what: all rows are fetched";
}
my (undef, $by_region, $by_region_sql) = @{ (grep { $_->[0] eq 'GROUP BY with the partition key' } @pushed)[0] };
is scalar(() = plan_of($by_region) =~ /Async Foreign Scan/g), 2, 'both servers work at the same time';

# Plans don't depend on what reports knows of the tables.
for my $knowledge ('ANALYZE north_events, south_events',
    "ALTER SERVER north OPTIONS (ADD use_remote_estimate 'true'); ALTER SERVER south OPTIONS (ADD use_remote_estimate 'true')")
{
    on('reports', $knowledge);
    is scalar(grep { /$by_region_sql/ } remote_sql($by_region)), 2, "pushed after $knowledge";
}

# Calls take the overloads of hll_citus, which belong to another extension. The remote server needs only hll.
on('reports', 'CREATE EXTENSION hll_citus');
is scalar(grep { /$by_region_sql/ } remote_sql($by_region)), 0, 'hll_citus: not pushed by extensions hll';
on('reports', "ALTER SERVER north OPTIONS (SET extensions 'hll, hll_citus'); ALTER SERVER south OPTIONS (SET extensions 'hll, hll_citus')");
is scalar(grep { /$by_region_sql/ } remote_sql($by_region)), 2, 'hll_citus: pushed by extensions hll, hll_citus';
same_text((fetched($by_region))[0], on('reports', here($by_region)), 'hll_citus: the bytes of one server');
on('reports', 'DROP EXTENSION hll_citus');

# Whose hll.log2m: that of reports counts only for what reports aggregates itself.
my $log2m = 'SELECT hll_log2m(hll_agg(user_id)) FROM north_events';
is on('reports', "SET hll.log2m = 12; $log2m"), 11, 'hll.log2m of the session has no effect on the remote server';
on('north', 'ALTER ROLE reports SET hll.log2m = 13');
is on('reports', $log2m), 13, 'that of the remote role has';
on('reports', "ALTER SERVER north OPTIONS (ADD options '-c hll.log2m=14')");
is on('reports', $log2m), 14, 'that of the connection comes before it';
is on('reports', $log2m =~ s/user_id\)/user_id, 15)/r), 15, 'and the argument before all';
my $united = "FROM (SELECT hll_agg(user_id) AS users FROM north_events UNION ALL SELECT hll_agg(user_id) FROM south_events) AS s";
is sqlstate(database('reports'), "SELECT hll_union_agg(users) $united"), '22000', 'sketches of different log2m: 22000';
is on('reports', "SELECT hll_union_fold_agg(users) = (SELECT hll_agg(user_id) FROM here) $united"), 't',
    'hll_union_fold_agg unites them to the sketch of one server';

# What the remote server lacks. Fetching rows works where it has the type, and always without the option.
for my $case (['without', ''], ['elsewhere', 'CREATE SCHEMA apart; CREATE EXTENSION hll SCHEMA apart'],
    ['older', 'CREATE EXTENSION hll; ALTER EXTENSION hll DROP AGGREGATE hll_union_count(hll); DROP AGGREGATE hll_union_count(hll)'])
{
    my ($name, $statements) = @$case;
    sql("host=$at{north} dbname=postgres", "CREATE DATABASE $name");
    sql("host=$at{north} dbname=$name", "$statements; CREATE TABLE events AS SELECT i AS user_id FROM generate_series(1, 9) AS i; GRANT SELECT ON events TO reports");
    on('reports', <<"END");
CREATE SERVER $name FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'north', dbname '$name', extensions 'hll');
CREATE USER MAPPING FOR CURRENT_USER SERVER $name OPTIONS (user 'reports', password 'secret');
CREATE FOREIGN TABLE events_$name (user_id integer) SERVER $name OPTIONS (table_name 'events');
END
    my $missing = $name eq 'older' ? 'hll_union_count(hll_empty(11, 5, -1, 1) || hll_hash(user_id))' : 'hll_agg(user_id, 14)';
    my $query = "SELECT $missing FROM events_$name";
    is sqlstate(database('reports'), $query), '42883', "extension $name: 42883";
    my ($function) = $missing =~ /(\w+)/;
    my ($line) = grep { /ERROR/ } split /\n/, said('reports', $query);
    like $line, $name eq 'older' ? qr/^ERROR:  function public\.hll_union_count\(public\.hll\) does not exist$/
        : $name eq 'elsewhere' ? qr/function public\.hll_agg\(integer, integer\) does not exist/
        : qr/function public\.hll_agg\(integer, integer\) does not exist/, "extension $name: the error names the function";
    like said('reports', $query), qr/CONTEXT:  remote SQL command: SELECT .*$function/, "extension $name: and the remote SQL";
    is on('reports', "SELECT #hll_agg(user_id) FROM events_$name"), 9, 'other functions are pushed' if $name eq 'older';
    on('reports', "ALTER SERVER $name OPTIONS (DROP extensions)");
    is on('reports', "SELECT hll_cardinality(hll_agg(user_id)) FROM events_$name"), 9, "extension $name: without the option reports counts the rows";
}

# Subscriptions: the subscriber has the bytes of the publishers, also after changes of every kind.
sub differing {
    wait_for_subscriptions();
    return on('reports', 'SELECT count(*) FROM (TABLE daily EXCEPT TABLE all_daily UNION ALL (TABLE all_daily EXCEPT TABLE daily)) AS d');
}
is differing(), 0, 'subscriptions: the same bytes';
cmp_ok on('reports', 'SELECT count(*) FROM daily'), '>', 40, 'all sketches';
my $changes = <<'END';
UPDATE daily SET users = hll_add_all(users, ARRAY[-1, -2, -3]::bigint[]) WHERE site = 'site1';
INSERT INTO daily SELECT region, day + 100 * f::integer, site, form FROM daily, unnest(ARRAY[hll_empty(14), hll_agg_of(3), hll_agg_of(700), hll_agg_of(50000)])
    WITH ORDINALITY AS forms (form, f) WHERE site = 'site2';
DELETE FROM daily WHERE site = 'site0' AND day = '2026-03-02';
END
for my $name (qw(north south)) {
    on($name, 'CREATE FUNCTION hll_agg_of(n integer) RETURNS hll RETURN (SELECT hll_agg(i, 14) FROM generate_series(1, n) AS i)');
    on($name, $changes);
}
is differing(), 0, 'subscriptions: the same bytes after INSERT, UPDATE and DELETE, in every form';
is on('reports', 'SELECT count(DISTINCT hll_type(users)) FROM daily'), 4, 'EMPTY, EXPLICIT, SPARSE and FULL';

# What travels for an UPDATE of 14 sketches: their bytes, or twice as much as text.
my $update = "UPDATE daily SET users = hll_add_all(users, ARRAY[-%d]::bigint[]) WHERE day BETWEEN '2026-03-01' AND '2026-03-07' AND site <> 'site0'";
sub moved_by_update {
    wait_for_subscriptions();
    moved($wire{south});
    on('south', sprintf $update, 1000 + ++$ran);
    wait_for_subscriptions();
    return (moved($wire{south}))[0];
}
my $binary = moved_by_update();
on('reports', 'ALTER SUBSCRIPTION south SET (binary = false)');
moved_by_update(); # its worker starts anew, and gets some changes twice
my $text = moved_by_update();
my $bytes = on('south', 'SELECT sum(octet_length(users::bytea)) FROM daily WHERE ' . ($update =~ /WHERE (.*)/)[0]);
cmp_ok $binary / $bytes, '<', 1.1, 'the bytes of the sketches travel, and little else';
cmp_ok $text / $binary, '>', 1.8, 'as text twice as many bytes travel';
cmp_ok $text / $binary, '<', 2.2, 'and no more';
done_testing;
