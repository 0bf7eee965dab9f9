# citus.pl ROWS ROUNDS: the part of bench/citus that measures. Each cluster belongs to a process of
# scripts/check-citus that runs bench/citus_cluster.pl, as long as its input is open.
use strict;
use warnings;
use FindBin;
use Figures;
use IPC::Open2;

my ($rows, $rounds) = @ARGV;
my $top = "$FindBin::Bin/..";

# Returns the connection string of a coordinator.
my @inputs;
sub start_cluster {
    my (@options) = @_;
    open2(my $out, my $in, "$top/scripts/check-citus", '--run', "$FindBin::Bin/citus_cluster.pl", @options, '13');
    push @inputs, $in;
    while (my $line = <$out>) {
        print STDERR $line and exit if $line =~ /skipped$/;
        return $1 if $line =~ /^coordinator (.*)$/;
    }
    die "no cluster\n";
}

sub sql {
    my ($connection, $sql) = @_;
    open my $psql, '-|', qw(psql -XAtq -v ON_ERROR_STOP=1 -d), $connection, '-c', $sql or die "psql: $!\n";
    my $out = do { local $/; <$psql> };
    close $psql or die "failed: $sql\n";
    chomp $out;
    return $out;
}

my %cluster = (ours => start_cluster(), peer => start_cluster('--overlay', "$top/build/peer/root"));

# 1,000 tenants, by which events are distributed, 30 days, and a sketch for each tenant and day.
for my $name (sort keys %cluster) {
    sql($cluster{$name}, $_) for "CREATE TABLE single AS SELECT i % 1000 AS tenant, i / 1000 % 30 AS day,
            i * 7919::bigint % 500009 AS user_id FROM generate_series(1, $rows) AS i",
        'CREATE TABLE events (LIKE single)', "SELECT create_distributed_table('events', 'tenant', shard_count => 8)",
        'INSERT INTO events SELECT * FROM single',
        'CREATE TABLE single_daily AS SELECT tenant, day, hll_add_agg(hll_hash_bigint(user_id), 11) AS users FROM single GROUP BY tenant, day',
        'CREATE TABLE events_daily (LIKE single_daily)',
        "SELECT create_distributed_table('events_daily', 'tenant', colocate_with => 'events')",
        'INSERT INTO events_daily SELECT * FROM single_daily', 'VACUUM (FREEZE, ANALYZE)';
}

# [expression, whether postgresql-hll has it, table]; counts, so that results can be compared.
my @counts = (
    ['count(DISTINCT user_id)', 1, ''],
    ['round(hll_cardinality(hll_add_agg(hll_hash_bigint(user_id))))', 1, ''],
    ['approx_count_distinct(user_id)', 0, ''],
    ['round(hll_cardinality(hll_agg(user_id)))', 0, ''],
    ['round(bloom_cardinality(bloom_agg(user_id, 500000, 0.01)))', 0, ''],
    ['round(hll_cardinality(hll_union_agg(users)))', 1, '_daily'],
    ['hll_union_count(users)', 0, '_daily'],
);
my @groups = (['', 'all'], [' GROUP BY day', 'by day'], [' GROUP BY tenant', 'by tenant']);

sub timed {
    my ($connection, $query) = @_;
    my ($ms, $result) = split /\|/, sql($connection, "SELECT * FROM timed(\$q\$SELECT sum(n) FROM ($query) AS counts\$q\$)");
    return ($ms, $result);
}

# The bytes that workers send: those of the results of the queries that they get.
sub moved {
    my ($connection, $query) = @_;
    my $log = qx(psql -XAtq -d '$connection' -c 'SET citus.log_remote_commands = on; SET client_min_messages = notice' -c '$query' 2>&1 >/dev/null);
    my $bytes = 0;
    while ($log =~ /^NOTICE:  issuing (SELECT .*|WITH .*)\nDETAIL:  on server \S*?@(\S+):(\d+)/mg) {
        my ($sent, $host, $port) = ($1, $2, $3);
        $bytes += length sql($connection =~ s/host=\S+/host=$host/r, $sent);
    }
    return sprintf '%.0f', $bytes / 1000;
}

my @table = (['count', 'groups', 'local, ms', 'Citus, ms', 'to local', 'kB sent', 'postgresql-hll, ms', 'to postgresql-hll']);
for my $count (@counts) {
    my ($expression, $has_peer, $suffix) = @$count;
    for my $group (@groups) {
        my ($by, $name) = @$group;
        my %query = map { $_ => "SELECT $expression AS n FROM $_$suffix$by" } qw(single events);
        my (%ms, %result);
        for my $round (0 .. $rounds) {
            my %now;
            ($now{local}, $result{local}) = timed($cluster{ours}, $query{single});
            ($now{citus}, $result{citus}) = timed($cluster{ours}, $query{events});
            ($now{peer}, $result{peer}) = timed($cluster{peer}, $query{events}) if $has_peer;
            next if !$round;
            push @{ $ms{$_} }, $now{$_} for keys %now;
        }
        die "$query{events}: $result{citus}, not $result{local}\n" if $result{citus} != $result{local};
        my %median = map { $_ => median(@{ $ms{$_} }) } keys %ms;
        push @table, [$expression, $name, ms($median{local}), ms($median{citus}), ratio($median{citus} / $median{local}),
            moved($cluster{ours}, $query{events}), ms($median{peer}), ratio($has_peer ? $median{citus} / $median{peer} : undef)];
    }
}
print_table([0, 1], @table);
close $_ for @inputs;
