# How many bytes the workers send: at most twice the states, because Citus may send them as text, in
# which a byte is two characters.
package Moved;

use strict;
use warnings;
use Cluster;
use Expected;
use Exporter 'import';
use HllTest;
use Test::More;

our @EXPORT = qw(check_moved);

# Calls of aggregates, and what gives the state of a shard as a result.
my @calls = (
    ['hll_add_agg(h)'],
    ['hll_add_agg(h, 14)'],
    ['hll_cardinality(hll_add_agg(h, 14))::bigint', 'hll_add_agg(h, 14)'],
    ['hll_union_agg(u)'],
    ['hll_union_count(u)', 'hll_union_agg(u)'],
    ['hll_agg(t, 12)'],
    ['approx_count_distinct(id)', 'hll_agg(id)'],
    ['bloom_union_agg(f)'],
    ['bloom_agg(b, 20000, 0.01)'],
    ['bloom_agg(t, 1000)'],
);

# The bytes of the results of all queries that Citus sends to workers for this query.
sub moved {
    my ($database, $query) = @_;
    my (undef, undef, $err) = run_command(in_schema('distributed') . ';
        SET citus.log_remote_commands = on; SET client_min_messages = notice; ' . $query, qw(psql -XAtq -d), $database);
    my $bytes = 0;
    my $count = 0;
    while ($err =~ /^NOTICE:  issuing (SELECT site.*)\nDETAIL:  on server \S*(worker\d):/mg) {
        $bytes += length on_node($2, $database, $1);
        $count++;
    }
    die "$query: $count queries\n$err" if $count != 8;
    return $bytes;
}

# The bytes of all states, and their number.
sub size_of_states {
    my ($database, $state) = @_;
    return split /\|/, sql($database, <<"END");
SELECT sum(split_part(result, ' ', 1)::int), sum(split_part(result, ' ', 2)::int) FROM run_command_on_shards('distributed.events',
    'SELECT sum(length(state::text) / 2 - 1) || '' '' || count(*) FROM (SELECT $state AS state FROM %s GROUP BY site) AS s')
END
}

# The error of EXPLAIN ANALYZE, which counts bytes, too.
sub explained {
    my ($database, $call) = @_;
    my ($answer) = answers($database, in_schema('distributed'), "EXPLAIN ANALYZE SELECT site, $call FROM events GROUP BY site");
    return $answer->[0];
}

# Citus 13 can explain only aggregates that it knows by their names (citusdata/citus issue 4043).
sub explained_as {
    my ($version, $call) = @_;
    return $version ne '13' || $call =~ /hll_add_agg|hll_union_agg/ ? '' : 'column "field_1" has pseudo-type cstring';
}

sub check_moved {
    my ($database, $version, $pass) = @_;
    for my $pair (@calls) {
        my ($call, $state) = @$pair;
        next if expected_fate($version, $pass, $call, 'another column') ne 'pushed';
        my ($bytes, $number) = size_of_states($database, $state // $call);
        my $moved = moved($database, "SELECT site, $call FROM events GROUP BY site");
        note sprintf '%s, %d bytes: %.2f of them are sent', $call, $bytes, $moved / $bytes;
        is explained($database, $call), explained_as($version, $call), "$pass: EXPLAIN ANALYZE of $call";
        cmp_ok $moved, '<=', 2 * $bytes + 16 * $number, "$pass: $call sends at most twice the states";
    }
}

1;
