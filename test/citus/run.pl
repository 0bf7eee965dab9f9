# Distributed tables of Citus beside local tables. Run by scripts/check-citus beside a private server
# that has the files of Citus and of this extension; the argument is the version of Citus, 13, 14 or main.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../../t/lib", $FindBin::Bin;
use Aggregates;
use Cluster;
use Distinct;
use Everyday;
use Extension;
use HllTest;
use Instead;
use Moved;
use Moves;
use Own;
use Page;
use Settings;
use Test::More;

my ($version) = @ARGV;
new_cluster();
my $database = new_cluster_database('postgres', 'worker1', 'worker2');
# With the extension alone, then with hll_citus.
for my $extension ('hll', 'hll_citus') {
    sql($database, "CREATE EXTENSION $extension; CREATE EXTENSION IF NOT EXISTS citus_columnar");
    make_events($database);
    compare_aggregates($database, $version, $extension);
    check_moved($database, $version, $extension);
    compare_everyday($database, $extension);
    check_count_distinct($database, $extension);
    check_settings($database, $extension);
    if ($extension eq 'hll') {
        check_instead($database);
        check_own_aggregates($database);
        check_moves($database);
    }
    sql($database, 'SET client_min_messages = warning; DROP SCHEMA single, distributed CASCADE; CALL citus_cleanup_orphaned_resources()');
}
check_extension();
check_page();
done_testing;
