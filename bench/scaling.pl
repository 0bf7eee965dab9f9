# scaling.pl ROWS ROUNDS TABLE...: the part of bench/scaling that runs after with-server has started.
use strict;
use warnings;
use Figures;
use OwnServer;
use Server;
use Time::HiRes qw(sleep time);
use Wire;

$ENV{PGOPTIONS} .= ' -c client_min_messages=warning';
my ($rows, $rounds, @tables) = @ARGV;
my $half = $rows / 2;
my $buffers = 256 + int($rows / 4000);
my $settings = "fsync = off
autovacuum = off
wal_level = logical
max_wal_size = 8GB
wal_retrieve_retry_interval = 100ms
jit = off
max_parallel_workers_per_gather = 0
work_mem = 256MB
shared_buffers = ${buffers}MB";

my (%server, %wire);
for my $name (qw(north south reports)) {
    my $directory = new_server($settings) or die "needs a private server\n";
    $server{$name} = Server->new($name, "host=$directory port=5432 user=postgres");
    $wire{$name} = new_wire($directory) if $name ne 'reports';
}
my ($south, $reports) = @server{qw(south reports)};

# 90 days, 10 sites. Half of the visitors of each server visit the other one, too.
sub events {
    my ($region, $south) = @_;
    return "SELECT '$region'::text AS region, date '2026-01-01' + i % 90 AS day, 'site' || i / 90 % 10 AS site,
        (hashint8(i)::bigint & 2147483647) % ($half / 4) + $south * $half / 8 AS user_id FROM generate_series(1, $half) AS i";
}

my $rollup = 'SELECT region, day, site, hll_agg(user_id, 14) AS users FROM events GROUP BY region, day, site';
for my $case (['north', 0], ['south', 1]) {
    my $server = $server{ $case->[0] };
    $server->sql($_) for 'CREATE TABLE events AS ' . events(@$case), "CREATE TABLE daily AS $rollup",
        'ALTER TABLE daily ADD PRIMARY KEY (region, day, site)', 'VACUUM (ANALYZE, FREEZE)';
}
my $columns = 'region text, day date, site text';
$reports->sql($_) for 'CREATE TABLE events AS ' . events('north', 0), 'INSERT INTO events ' . events('south', 1),
    "CREATE TABLE daily AS $rollup", 'ALTER TABLE daily ADD PRIMARY KEY (region, day, site)', 'CREATE EXTENSION postgres_fdw';
for my $kind (['rows', ''], ['pushed', ", extensions 'hll'"]) {
    my ($prefix, $option) = @$kind;
    $reports->sql("CREATE TABLE ${prefix}_events ($columns, user_id bigint) PARTITION BY LIST (region)");
    $reports->sql("CREATE TABLE ${prefix}_daily ($columns, users hll(14)) PARTITION BY LIST (region)");
    for my $region (qw(north south)) {
        my $remote = "${prefix}_$region";
        $reports->sql($_) for "CREATE SERVER $remote FOREIGN DATA WRAPPER postgres_fdw
            OPTIONS (host '$wire{$region}', dbname '$Server::database', async_capable 'true', fetch_size '10000'$option)",
            "CREATE USER MAPPING FOR CURRENT_USER SERVER $remote OPTIONS (user 'postgres')",
            map { "CREATE FOREIGN TABLE ${remote}_$_ PARTITION OF ${prefix}_$_ FOR VALUES IN ('$region')
                SERVER $remote OPTIONS (table_name '$_')" } qw(events daily);
    }
}
$reports->sql('VACUUM (ANALYZE, FREEZE) events, daily');

# Counts the visitors of each group, from sketches, or from events by way of sketches. A query over both
# servers makes sketches for each region first, because only such groups are pushed.
sub counts {
    my ($by, $table, $aggregate) = @_;
    my @inner = $table =~ /_/ ? ('region', @$by) : @$by;
    my $from = !$aggregate ? $table
        : '(SELECT ' . join(', ', @$by, "$aggregate AS users") . " FROM $table GROUP BY (" . join(', ', @inner) . ')) AS sketches';
    return "SELECT sum(n) FROM (SELECT hll_union_count(users) AS n FROM $from GROUP BY (" . join(', ', @$by) . ')) AS counts';
}

# Counts the events in the south of visitors of the first day in the north.
sub known {
    my ($north, $south) = @_;
    return "SELECT count(*) FROM $south WHERE region = 'south' AND (SELECT bloom_agg(user_id, "
        . int($half / 90 + 1) . ", 0.001) FROM $north WHERE region = 'north' AND day = '2026-01-01') @> user_id";
}

my @ways = (
    ['one machine, events', 'events', 'hll_agg(user_id, 14)'],
    ['one machine, roll-up, as after replication', 'daily'],
    ['postgres_fdw, events, without the option', 'rows_events', 'hll_agg(user_id, 14)'],
    ['postgres_fdw, events', 'pushed_events', 'hll_agg(user_id, 14)'],
    ['postgres_fdw, roll-ups', 'pushed_daily'],
    ['postgres_fdw, roll-ups united there', 'pushed_daily', 'hll_union_agg(users)'],
);
my @questions = (
    (map { my $by = $_; [@$by ? 'visitors by ' . join(' and ', @$by) : 'all visitors', map { [$_->[0], counts($by, @$_[1 .. $#$_])] } @ways] }
        [], ['site'], ['day', 'site']),
    ['events of known visitors, by a filter', ['one machine', known('events', 'events')],
        ['postgres_fdw, without the option', known('rows_north_events', 'rows_south_events')],
        ['postgres_fdw', known('pushed_north_events', 'pushed_south_events')]],
);

sub kb { return sprintf $_[0] < 9950 ? '%.1f' : '%.0f', $_[0] / 1000 }

# Returns the bytes that have passed between the servers, either way, since the last call.
sub bytes {
    my $sum = 0;
    $sum += $_ for map { moved($_) } values %wire;
    return $sum;
}

# Measures statements in turn, round after round. Returns for each: median time, median ratio to the
# first one, and bytes. Dies if their results differ.
sub measure {
    my ($session, @statements) = @_;
    my (@ms, @bytes, %results);
    for my $round (0 .. $rounds) {
        for my $i (0 .. $#statements) {
            bytes();
            my ($ms, $result) = $session->timed($statements[$i]);
            $bytes[$i] = bytes();
            $results{$result} = $statements[$i];
            push @{ $ms[$i] }, $ms if $round;
        }
    }
    die "results differ: @{[%results]}\n" if keys %results > 1;
    return map { my $i = $_; [median(@{ $ms[$i] }), median(map { $ms[$i][$_] / $ms[0][$_] } 0 .. $rounds - 1), $bytes[$i]] } 0 .. $#statements;
}

sub print_servers {
    print "| question | way | ms | to one machine | kB moved |\n|---|---|---|---|---|\n";
    my $session = $reports->session;
    $session->query('SET enable_partitionwise_aggregate = on');
    for my $question (@questions) {
        my ($what, @cases) = @$question;
        my @figures = measure($session, map { $_->[1] } @cases);
        for my $i (0 .. $#cases) {
            my ($ms, $ratio, $bytes) = @{ $figures[$i] };
            print '| ', join(' | ', $i ? '' : $what, $cases[$i][0], ms($ms), $i ? ratio($ratio) : '', $bytes ? kb($bytes) : '-'), " |\n";
        }
    }
}

# Each figure comes from a session of its own, so that its peak memory belongs to one statement.
sub print_partitions {
    print "| $rows events in 12 partitions by day | workers | off, ms | on, ms | on to off | off, MB | on, MB |\n|---|---|---|---|---|---|---|\n";
    $reports->sql("CREATE TABLE parts (LIKE events) PARTITION BY HASH (day)");
    $reports->sql("CREATE TABLE part_$_ PARTITION OF parts FOR VALUES WITH (MODULUS 12, REMAINDER $_)") for 0 .. 11;
    $reports->sql($_) for 'INSERT INTO parts SELECT * FROM events', 'VACUUM (ANALYZE, FREEZE)';
    for my $key ('day', 'site', 'day, user_id % 100') {
        for my $workers (0, 2) {
            my (@ms, @mb);
            for my $round (0 .. $rounds) {
                for my $on (0, 1) {
                    my $session = $reports->session;
                    $session->query($_) for 'SET enable_partitionwise_aggregate = ' . ($on ? 'on' : 'off'),
                        "SET max_parallel_workers_per_gather = $workers", 'SELECT count(*) FROM parts';
                    my ($ms) = $session->timed("SELECT sum(n) FROM (SELECT approx_count_distinct(user_id) AS n FROM parts GROUP BY $key) AS s");
                    push @{ $ms[$on] }, $ms if $round;
                    $mb[$on] = $session->peak_mb;
                }
            }
            print "| GROUP BY $key | $workers | ", join(' | ', map({ ms(median(@{ $ms[$_] })) } 0, 1),
                ratio(median(map { $ms[1][$_] / $ms[0][$_] } 0 .. $rounds - 1)),
                $workers ? ('-', '-') : map { sprintf '%.1f', $_ } @mb), " |\n";
        }
    }
}

sub wait_for_south {
    for (1 .. 60000) {
        return if $reports->sql("SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'") == 0
            && $south->sql('SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()') > 0;
        sleep 0.002;
    }
    die "the subscription never catches up\n";
}

# What travels for new events of one day, and how long it takes until they are on reports.
sub print_replication {
    print "| replicated to reports | kB moved | ms |\n|---|---|---|\n";
    my $new = int($rows / 40);
    $south->sql('CREATE TABLE fresh (LIKE events)');
    $reports->sql('CREATE TABLE fresh (LIKE events)');
    $south->sql("CREATE PUBLICATION $_ FOR TABLE $_") for qw(fresh daily);
    $reports->sql("DELETE FROM daily WHERE region = 'south'");
    my $insert = "INSERT INTO fresh SELECT region, date '2026-03-31', site, -user_id FROM events LIMIT $new";
    my $merge = 'INSERT INTO daily SELECT region, day, site, hll_agg(user_id, 14) FROM fresh GROUP BY region, day, site
        ON CONFLICT (region, day, site) DO UPDATE SET users = daily.users || EXCLUDED.users';
    my $forget = "DELETE FROM daily WHERE day = '2026-03-31'";
    print_replicated("$new events", 'fresh', 'true', 'TRUNCATE fresh', $insert);
    print_replicated('the roll-up of these events, binary', 'daily', 'true', $forget, $merge);
    print_replicated('the roll-up of these events, as text', 'daily', 'false', $forget, $merge);
}

sub print_replicated {
    my ($what, $table, $binary, $before, $change) = @_;
    $reports->sql("CREATE SUBSCRIPTION $table CONNECTION 'host=$wire{south} port=5432 user=postgres dbname=$Server::database'
        PUBLICATION $table WITH (binary = $binary)");
    my (@ms, @bytes);
    for (1 .. $rounds) {
        $south->sql($before);
        wait_for_south();
        sleep 1; # until messages between servers that do nothing are few
        bytes();
        my $start = time;
        $south->sql($change);
        wait_for_south();
        push @ms, 1000 * (time - $start);
        push @bytes, bytes();
    }
    print "| $what | ", kb(median(@bytes)), ' | ', ms(median(@ms)), " |\n";
    $reports->sql("DROP SUBSCRIPTION $table");
    $reports->sql("DELETE FROM daily WHERE region = 'south'");
}

my %print = (servers => \&print_servers, partitions => \&print_partitions, replication => \&print_replication);
$| = 1;
for my $table (@tables) {
    print "`bench/scaling $table`:\n\n";
    ($print{$table} // die "there is no table $table\n")->();
    print "\n";
}
