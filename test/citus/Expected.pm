# Where Citus computes each aggregate. "pushed": the workers aggregate and send states; "gathered": all
# rows travel to the coordinator. Else the beginning of an error.
package Expected;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(expected_fate);

my $unconfirmed = 'worker_partial_agg_sfunc could not confirm type correctness';

# With the extension alone: 13 and 14, main.
my %fates = (
    hll_add_agg => ['pushed', 'pushed'],
    hll_cardinality => ['pushed', 'pushed'],
    hll_union_agg => ['pushed', 'pushed'],
    hll_union_fold_agg => ['pushed', 'pushed'],
    hll_union_count => ['pushed', 'pushed'],
    bloom_union_agg => ['pushed', 'pushed'],
    hll_agg => ['gathered', $unconfirmed],
    approx_count_distinct => ['gathered', $unconfirmed],
    bloom_agg => ['gathered', $unconfirmed],
    bloom_agg_fpr => ['gathered', $unconfirmed],
);

# With hll_citus. The state of a filter without a capacity isn't a filter, and has no type but internal,
# which only main sends.
my %with_citus = (
    %fates,
    hll_agg => ['pushed', 'pushed'],
    approx_count_distinct => ['pushed', 'pushed'],
    bloom_agg => ['pushed', 'pushed'],
    bloom_agg_fpr => ['gathered', 'pushed'],
);

# Kinds of queries in which one shard has all rows of a group; Citus passes them on as they are.
my %whole = map { $_ => 1 } 'the distribution column', 'one shard', 'a subquery';

# Without rows, an error that a worker would raise doesn't happen.
my %empty = map { $_ => 1 } 'no rows', 'no groups';

sub expected_fate {
    my ($version, $pass, $call, $kind) = @_;
    return 'pushed' if $whole{$kind};
    my ($name) = $call =~ /^(\w+)/;
    $name = 'bloom_agg_fpr' if $call =~ /^bloom_agg\(\w+\)$/;
    my $fates = ($pass eq 'hll' || $call =~ /::boolean/ ? \%fates : \%with_citus)->{$name};
    my $fate = $fates->[$version eq 'main' ? 1 : 0];
    return $empty{$kind} && $fate eq $unconfirmed ? 'pushed' : $fate;
}

1;
