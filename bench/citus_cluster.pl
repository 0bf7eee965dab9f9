# citus_cluster.pl: starts a cluster for bench/citus, prints how to reach it, and stops it when its
# input ends.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib", "$FindBin::Bin/../t/lib", "$FindBin::Bin/../test/citus";
use Cluster;
use HllTest;
use Server;

$| = 1;
new_cluster();
my $database = new_cluster_database('bench', 'worker1', 'worker2');
sql($database, 'CREATE EXTENSION hll');
sql($database, 'CREATE EXTENSION hll_citus') if sql($database, "SELECT count(*) FROM pg_available_extensions WHERE name = 'hll_citus'");
on_node($_, $database, 'ALTER SYSTEM SET max_parallel_workers_per_gather = 0; SELECT pg_reload_conf()')
    for qw(coordinator worker1 worker2);
sql($database, "SET citus.enable_ddl_propagation = off; $Server::timed");
print "coordinator host=$ENV{PGHOST} port=$ENV{PGPORT} user=$ENV{PGUSER} dbname=$database\n";
1 while <STDIN>;
