# What to write where Citus doesn't aggregate on the workers, or where hll_citus isn't there: it gives
# the same bytes, and is pushed.
package Instead;

use strict;
use warnings;
use Cluster;
use Exporter 'import';
use HllTest;
use Test::More;

our @EXPORT = qw(check_instead);

# A is a column, or both are whole queries.
my %instead = (
    'approx_count_distinct(A)' => 'hll_cardinality(hll_add_agg(hll_hash_any(A)))::bigint',
    'hll_agg(A)' => 'hll_add_agg(hll_hash(A))',
    'hll_agg(A, 12)' => 'hll_add_agg(hll_hash(A), 12)',
    'hll_agg(A, 0.02)' => 'hll_add_agg(hll_hash(A), hll_log2m(0.02))',
);
my %queries = (
    'SELECT site, bloom_agg(t, 1000, 0.01) FROM events GROUP BY site ORDER BY site' =>
        'SELECT site, bloom_union_agg(seen) FROM (SELECT tenant, site, bloom_agg(t, 1000, 0.01) AS seen FROM events GROUP BY tenant, site) AS s
        GROUP BY site ORDER BY site',
    'SELECT bloom_agg(t, 5000, 0.01) FROM events' =>
        q{SELECT bloom_union_agg(result::bloom) FROM run_command_on_shards('events', 'SELECT bloom_agg(t, 5000, 0.01) FROM %s')},
    'SELECT site, hll_agg(i, 12) FROM events GROUP BY site ORDER BY site' =>
        'SELECT site, hll_union_agg(users) FROM (SELECT tenant, site, hll_agg(i, 12) AS users FROM events GROUP BY tenant, site) AS s
        GROUP BY site ORDER BY site',
);

sub check_instead {
    my ($database) = @_;
    my %pairs = %queries;
    for my $call (sort keys %instead) {
        for my $column (qw(i b t id at day amount h)) {
            my ($left, $right) = map { "SELECT site, " . s/\bA\b/$column/r . ' FROM events GROUP BY site ORDER BY site' } $call, $instead{$call};
            $pairs{$left} = $right;
        }
    }
    my @single = sort keys %pairs;
    my @expected = answers($database, in_schema('single'), @single);
    my @got = answers($database, in_schema('distributed') . "; SET citus.coordinator_aggregation_strategy = 'disabled'", map { $pairs{$_} } @single);
    my @wrong = grep { $expected[$_][0] ne '' || "@{$got[$_]}" ne "@{$expected[$_]}" } 0 .. $#single;
    is join("\n", map { sprintf "%s\n  single  %.200s\n  instead %.200s", $single[$_], map { "$_->[0]$_->[1]" } $expected[$_], $got[$_] } @wrong), '',
        'what to write instead';
}

1;
