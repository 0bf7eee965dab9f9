# count(DISTINCT x) with citus.count_distinct_error_rate: Citus writes it as a query of hll. And with hll.count_distinct_error:
# Citus gets approx_count_distinct(x, error), with its own setting off and on.
package Distinct;

use strict;
use warnings;
use Cluster;
use Exporter 'import';
use HllTest;
use Test::More;

our @EXPORT = qw(check_count_distinct);

# The hash that Citus takes for each column of events, and the log2m of each error rate.
my %hashes = (i => 'integer', b => 'bigint', t => 'text', id => 'any', at => 'any', day => 'any', amount => 'any', h => 'any');
my %log2ms = (0.1 => 7, 0.02 => 11, 0.005 => 15);

sub check_count_distinct {
    my ($database, $pass) = @_;
    for my $rate (sort keys %log2ms) {
        my (@distributed, @single);
        for my $column (sort keys %hashes) {
            my $sketch = "hll_add_agg(hll_hash_$hashes{$column}($column), $log2ms{$rate})";
            for my $query ('SELECT A FROM events', 'SELECT site, A, count(*) FROM events GROUP BY site ORDER BY site',
                'SELECT tenant, A FROM events WHERE i % 3 > 0 GROUP BY tenant ORDER BY tenant') {
                push @distributed, $query =~ s/\bA\b/count(DISTINCT $column)/r;
                # Grouped by the distribution column, the workers count exactly.
                push @single, $query =~ /BY tenant/ ? $distributed[-1] : $query =~ s/\bA\b/hll_cardinality($sketch)::bigint/r;
            }
        }
        my @expected = answers($database, in_schema('single'), @single);
        my @got = answers($database, in_schema('distributed') . "; SET citus.count_distinct_error_rate = $rate", @distributed);
        my @wrong = grep { "@{$got[$_]}" ne "@{$expected[$_]}" } 0 .. $#got;
        my $show = sub { sprintf "%s\n  sketch   %.200s\n  distinct %.200s", $distributed[$_], map { join '', @$_ } $expected[$_], $got[$_] };
        is join("\n", map { $show->() } @wrong), '',
            "$pass: count(DISTINCT x) with citus.count_distinct_error_rate = $rate";
    }
    for my $own (0, 0.1) {
        my @queries = map { my $column = $_; map { s/\bA\b/count(DISTINCT $column)/r } 'SELECT A FROM events',
            'SELECT site, A, count(*) FROM events GROUP BY site ORDER BY site', 'SELECT tenant, A FROM events GROUP BY tenant HAVING A > 3 ORDER BY tenant',
            'SELECT max(n) FROM (SELECT site, A AS n FROM events GROUP BY site) AS s' } sort keys %hashes;
        my @expected = answers($database, in_schema('single'), map { s/count\(DISTINCT (\w+)\)/approx_count_distinct($1, 0.02)/gr } @queries);
        my @got = answers($database, in_schema('distributed') . "; LOAD 'hll'; SET hll.count_distinct_error = 0.02; SET citus.count_distinct_error_rate = $own", @queries);
        is join("\n", map { "$queries[$_]: @{$got[$_]}, not @{$expected[$_]}" } grep { "@{$got[$_]}" ne "@{$expected[$_]}" } 0 .. $#got), '',
            "$pass: count(DISTINCT x) with hll.count_distinct_error, citus.count_distinct_error_rate = $own";
    }
    if ($pass eq 'hll_citus') {
        my $plan = sql($database, in_schema('distributed') . "; LOAD 'hll'; SET hll.count_distinct_error = 0.02; SET citus.explain_all_tasks = off;
            SET citus.coordinator_aggregation_strategy = 'disabled'; EXPLAIN (VERBOSE, COSTS off) SELECT count(DISTINCT i), count(DISTINCT t) FROM events");
        like $plan, qr/worker_partial_agg/, 'hll_citus: the workers estimate';
    }
}

1;
