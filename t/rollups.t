# Runs the roll-ups of docs/rollups.md as the page prints them, with several sessions at once: events
# that come late, a transaction that stays open, DELETE and UPDATE, several runs at a time, and a
# crash of the server in between. In the end each sketch must have the bytes of a sketch of all
# events of its group, and no session may have an error.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use OwnServer;
use Session;
use Test::More;

plan skip_all => "$ENV{PGHOST} is not a private server" unless new_server("fsync = off\ndeadlock_timeout = 20ms");
my $database = new_database('rollups');
# The blocks that make tables, functions and triggers, without the statements that use them.
for my $block (read_file("$FindBin::Bin/../docs/rollups.md") =~ /^```sql\n(.*?)^```/gms) {
    sql($database, $block =~ s/^(?:INSERT|DELETE|UPDATE|SELECT|CALL) .*?;(?: .*)?\n//gmsr);
}

# The statements of a writer: events of twenty groups, some of them of long ago. All writers share
# half of the users. $other(n), if there is any, gives each fifth statement.
sub writes {
    my ($session, $count, $table, $other) = @_;
    return join '', map {
        my $n = $_;
        my $group = $table eq 'hits' ? "'s' || i % 4" : "date '2026-03-01' - i * $n % 5, 's' || i % 4";
        my $user = $n % 2 ? "$n * 10 + i" : "$session * 1000000 + $n * 10 + i";
        $other && $n % 5 == 0 ? $other->($n)
            : "INSERT INTO $table SELECT $group, $user FROM generate_series(1, " . (1 + $n % 7) . ") AS i;\n"
    } 1 .. $count;
}

# Statements that delete and update a few events.
sub changes {
    my ($table) = @_;
    return sub {
        my ($n) = @_;
        return "DELETE FROM $table WHERE user_id % 97 = $n % 97 AND site = 's' || $n % 4;\n" if $n % 2;
        return "UPDATE $table SET site = 's' || $n % 3, user_id = user_id + 5 WHERE user_id % 89 = $n % 89;\n";
    };
}

# Three writers, and two sessions that run the roll-up, at the same time. Returns their errors. With
# $crash the server is stopped while they work.
sub work {
    my ($round, $table, $run, $changes, $crash) = @_;
    my $count = $crash ? 20_000 : 400;
    my @names = map { "$table $round $_" } 1 .. 5;
    start_session($database, $names[$_ - 1], writes($_ + 3 * $crash, $count, $table, $_ == 3 ? $changes : undef)) for 1 .. 3;
    start_session($database, $_, $run x ($crash ? 5000 : 60)) for @names[3, 4];
    if ($crash) {
        wait_until($database, "SELECT count(*) > 3000 FROM $table");
        stop_server_at_once();
    }
    return (finished(@names))[1];
}

# Returns the groups whose sketch isn't that of all events, and what has a sketch but no events.
sub wrong {
    my ($groups, $table, $rollup) = @_;
    return sql($database, <<"END");
SELECT * FROM (SELECT $groups, hll_agg(user_id, 11) AS exact FROM $table GROUP BY $groups) AS e
FULL JOIN (SELECT $groups, hll_union_agg(users) AS kept FROM $rollup GROUP BY $groups) AS r USING ($groups)
WHERE exact <> kept OR kept IS NULL OR exact IS NULL AND hll_cardinality(kept) > 0 LIMIT 3
END
}

my $log_seen = 0;
for my $case (['events', 'daily', 'day, site', 'CALL roll_up();', changes('events'), 'from cron'],
    ['visits', 'daily_visits', 'day, site', 'CALL rebuild_visits();', changes('visits'), 'with each statement'],
    ['hits', 'site_shards', 'site', 'SELECT;', undef, 'several rows for each group'])
{
    my ($table, $rollup, $groups, $run, $changes, $what) = @$case;
    # A transaction that stays open has inserted a row long before it commits.
    my $open = $table eq 'hits' ? "'open', 4711" : "'2020-01-01', 'open', 4711";
    my $holder = "holder $table";
    start_session($database, $holder, 'SELECT pg_advisory_lock(1); SELECT pg_sleep(600);');
    wait_until($database, "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = '$holder' AND wait_event = 'PgSleep'");
    start_session($database, "open $table", "BEGIN; INSERT INTO $table VALUES ($open); SELECT pg_advisory_xact_lock(1); COMMIT;");
    wait_until($database, "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'open $table' AND wait_event = 'advisory'");
    is work('a', $table, $run, $changes, 0), '', "$what: no session has an error beside an open transaction";
    sql($database, $run);
    is wrong($groups, $table, $rollup), '', "$what: everything that is committed is there";
    is sql($database, "SELECT count(*) FROM $rollup WHERE site = 'open'"), 0, "$what: the open transaction is not";
    sql($database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '$holder'");
    finished($holder);
    is((finished("open $table"))[1], '', "$what: it commits");
    sql($database, $run);
    is wrong($groups, $table, $rollup), '', "$what: then it is there, too";
    is sql($database, "SELECT hll_cardinality(users) FROM $rollup WHERE site = 'open'"), 1, "$what: with its user";

    is work('b', $table, $run, $changes, 1), '', "$what: no session has an error until the server crashes";
    start_server();
    like substr(server_log(), $log_seen), qr/database system was not properly shut down/, 'it crashed';
    $log_seen = length server_log();
    is wrong($groups, $table, $rollup), '', "$what: nothing is left to do" if $table eq 'hits';
    sql($database, $run);
    is wrong($groups, $table, $rollup), '', "$what: the next run does the rest";
    is work('c', $table, $run, $changes, 0), '', "$what: no session has an error after it";
    sql($database, $run);
    is wrong($groups, $table, $rollup), '', "$what: and nothing is lost";
}
# A run that has nothing to do writes no sketch.
sql($database, 'VACUUM daily; CALL roll_up(); CALL roll_up()');
is sql($database, 'SELECT count(*) FROM daily WHERE xmin::text = (SELECT xmin::text FROM progress)'), 0,
    'a run that finds nothing new writes no sketch';
is sql($database, 'SELECT (SELECT count(*) FROM dirty) + (SELECT count(*) FROM dirty_visits)'), 0, 'no mark is left';
unlike server_log(), qr/deadlock detected/, 'no deadlock';
done_testing;
