# CREATE EXTENSION: once, for all workers, also those that come later; by a user without privileges, in
# another schema.
package Extension;

use strict;
use warnings;
use Cluster;
use Exporter 'import';
use HllTest;
use Test::More;

our @EXPORT = qw(check_extension);

my $where = "SELECT e.extname, extversion, nspname FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = extnamespace
    WHERE e.extname LIKE 'hll%' ORDER BY e.extname";

sub check_extension {
    my $database = new_cluster_database('other', 'worker1');
    sql($database, <<'END');
CREATE ROLE owner LOGIN;
GRANT CREATE ON DATABASE other TO owner;
SET ROLE owner;
CREATE SCHEMA sketches;
CREATE EXTENSION hll SCHEMA sketches;
CREATE EXTENSION hll_citus SCHEMA sketches;
SET search_path = sketches;
CREATE TABLE sketches.daily (tenant int PRIMARY KEY, users hll(12), seen bloom);
SELECT create_distributed_table('sketches.daily', 'tenant');
INSERT INTO daily SELECT n % 50, hll_agg(n, 12), bloom_agg(n, 1000, 0.01) FROM generate_series(1, 3000) AS n GROUP BY 1;
CREATE TABLE all_of AS SELECT hll_agg(n, 12) AS users, bloom_agg(n, 1000, 0.01) AS seen FROM generate_series(1, 3000) AS n;
END
    my $expected = sql($database, $where);
    is on_node('worker1', $database, $where), $expected, 'CREATE EXTENSION reaches a worker, by a user without privileges, in another schema';
    is on_node('worker2', $database, $where), '', 'a database that is no worker has no extension';
    add_worker($database, 'worker2');
    is on_node('worker2', $database, $where), $expected, 'a worker that is added later gets it';
    sql($database, "SELECT rebalance_table_shards(rebalance_strategy => 'by_shard_count', shard_transfer_mode => 'block_writes')");
    is sql($database, "SELECT count(*) FROM citus_shards WHERE nodename LIKE '%/worker2'"), '4', 'shards are rebalanced to it';
    my $owner = 'SET ROLE owner; SET search_path = sketches; SELECT hll_union_agg(users), bloom_union_agg(seen)';
    same_text(sql($database, "$owner FROM daily"), sql($database, "$owner FROM all_of"), 'and all together have all rows');
    # Citus deletes the old copies of moved shards later.
    sql($database, 'DROP TABLE sketches.all_of, sketches.daily; CALL citus_cleanup_orphaned_resources(); DROP EXTENSION hll CASCADE');
    is on_node('worker2', $database, $where), '', 'DROP EXTENSION reaches the workers';
}

1;
