# Shards are moved and split while a client changes their rows.
package Moves;

use strict;
use warnings;
use Cluster;
use Exporter 'import';
use HllTest;
use POSIX ();
use Test::More;

our @EXPORT = qw(check_moves);

my $columns = 'tenant int PRIMARY KEY, users hll(12), seen bloom(100000, 0.01)';
# Value $n is of tenant $n % 20.
my $add = "INSERT INTO live AS l (tenant, users, seen) VALUES (%d, hll_empty(12) || hll_hash_integer(%d), bloom_add(bloom_empty(100000, 0.01), %d))
ON CONFLICT (tenant) DO UPDATE SET users = l.users || excluded.users, seen = l.seen || excluded.seen;\n";

my $limit = "SET statement_timeout = '60s'";

# Writes until the file "stop" is there; returns the process.
sub start_writer {
    my ($database) = @_;
    my $directory = temp_dir();
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    open my $psql, '|-', "psql -XAtq -v ON_ERROR_STOP=1 -d $database 2>$directory/writer" or POSIX::_exit(1);
    $psql->autoflush(1);
    print $psql 'SET search_path = distributed, public;';
    my $n = 0;
    while (!-e "$directory/stop") {
        printf $psql $add, $n % 20, $n, $n and $n++ for 1 .. 100;
    }
    close $psql;
    write_file("$directory/written", $n);
    POSIX::_exit($?);
}

sub shard_of {
    my ($database, $tenant) = @_;
    return sql($database, "SELECT get_shard_id_for_distribution_column('distributed.live', $tenant)");
}

# The worker that has a shard, and the other one.
sub placement {
    my ($database, $shard) = @_;
    my $port = sql($database, "SELECT nodename FROM citus_shards WHERE shardid = $shard");
    return $port =~ /worker1$/ ? qw(worker1 worker2) : qw(worker2 worker1);
}

sub move {
    my ($database, $shard) = @_;
    my ($from, $to) = map { worker_of($_) } placement($database, $shard);
    sql($database, "$limit; SELECT citus_move_shard_placement($shard, $from, $to, 'force_logical')");
}

# Citus' splits that don't block writers hang if rows are updated meanwhile, whatever their types are
# (citusdata/citus issue 6790), so here the writer waits.
sub split_shard {
    my ($database, $shard) = @_;
    sql($database, <<"END");
$limit;
SELECT citus_split_shard_by_split_points($shard, ARRAY[((shardminvalue::bigint + shardmaxvalue::bigint) / 2)::text],
    ARRAY(SELECT nodeid FROM pg_dist_node WHERE groupid > 0 ORDER BY nodeid), 'block_writes')
FROM pg_dist_shard WHERE shardid = $shard
END
}

sub check_moves {
    my ($database) = @_;
    sql($database, "CREATE TABLE single.live ($columns); CREATE TABLE distributed.live ($columns);
        SELECT create_distributed_table('distributed.live', 'tenant', colocate_with => 'none', shard_count => 4)");
    my $writer = start_writer($database);
    # The writer is seen to write between the steps.
    my @counts;
    my $count = sub { push @counts, sql($database, 'SELECT hll_union_count(users) FROM distributed.live') };
    my $shard = shard_of($database, 1);
    for my $step (sub { move($database, $shard) }, sub { split_shard($database, $shard) }, sub { move($database, shard_of($database, 2)) }) {
        $count->();
        $step->();
    }
    $count->();
    write_file(temp_dir() . '/stop', '');
    waitpid $writer, 0;
    is $? . read_file(temp_dir() . '/writer'), '0', 'a client writes while shards are moved and split';
    my $written = read_file(temp_dir() . '/written');
    is join(' ', grep { $counts[$_] <= $counts[$_ - 1] } 1 .. $#counts), '', 'during each step';
    my $expected = sql($database, "SELECT n % 20 AS tenant, hll_add_agg(hll_hash_integer(n), 12), bloom_agg(n, 100000, 0.01)
        FROM generate_series(0, $written - 1) AS n GROUP BY 1 ORDER BY 1");
    same_text(sql($database, 'SELECT tenant, users, seen FROM distributed.live ORDER BY tenant'), $expected, "all $written values are there");
    is sql($database, "SELECT count(DISTINCT shardid) FROM citus_shards WHERE table_name = 'distributed.live'::regclass"), '5', 'in five shards';
}

1;
