# Each aggregate over a distributed table, in each kind of query: its result is that over a local table
# of the same rows, and Citus computes it where we know it to.
package Aggregates;

use strict;
use warnings;
use Cluster;
use Exporter 'import';
use Expected;
use HllTest;
use Test::More;

our @EXPORT = qw(make_events compare_aggregates);

# integer, bigint, text, uuid, timestamptz, date, numeric, hll_hashval
my @columns = qw(i b t id at day amount h);

# The other types that hll_citus knows, one whose values it takes as text, and one that it doesn't know.
my @casts = ('i::smallint', 'amount::real', 'amount::float8', 'i::oid', 't::"char"', 't::bytea', 'at::timestamp',
    't::varchar(9)', '(i > 5)::boolean');

# Makes the table events in the schema single, and one of the same rows in the schema distributed.
sub make_events {
    my ($database) = @_;
    sql($database, <<'END');
CREATE SCHEMA single;
CREATE SCHEMA distributed;
CREATE TABLE single.events AS
SELECT n AS id_of_row, n % 40 AS tenant, 'site ' || n % 5 AS site, v AS i, v * 10000000000 AS b, 'é' || v AS t,
       md5(v::text)::uuid AS id, timestamptz '2024-01-01' + v * interval '1 minute' AS at, date '2024-01-01' + v AS day,
       v / 8.0 AS amount, hll_hash_integer(v) AS h,
       hll_empty(12) || hll_hash_integer(v) || hll_hash_integer(n) AS u,
       hll_empty(10 + n % 3) || hll_hash_integer(v) AS mixed,
       bloom_add(bloom_empty(1000, 0.01), v) AS f
FROM (SELECT n, CASE WHEN n % 7 > 0 THEN n % 3001 END AS v FROM generate_series(1, 6000) AS n) AS rows;
CREATE TABLE distributed.events (LIKE single.events);
SELECT create_distributed_table('distributed.events', 'tenant');
INSERT INTO distributed.events SELECT * FROM single.events;
END
}

# All calls of aggregates.
sub calls {
    my @calls = ('hll_add_agg(h)', 'hll_add_agg(h, 12)', 'hll_add_agg(h, 12, 6)', 'hll_add_agg(h, 12, 6, 64)',
        'hll_add_agg(h, 12, 6, 64, 0)', 'hll_add_agg(hll_hash(t), 12)', 'hll_cardinality(hll_add_agg(hll_hash(id)))::bigint',
        'hll_union_agg(u)', 'hll_union_fold_agg(mixed)', 'hll_union_count(u)', 'bloom_union_agg(f)');
    for my $column (@columns) {
        push @calls, map { sprintf $_, $column } 'approx_count_distinct(%s)', 'approx_count_distinct(%s, 12)',
            'approx_count_distinct(%s, 0.02)', 'hll_agg(%s)', 'hll_agg(%s, 12)', 'hll_agg(%s, 0.02)', 'bloom_agg(%s)',
            'bloom_agg(%s, 1000)', 'bloom_agg(%s, 1000, 0.01)', 'bloom_agg_fpr(%s, 0.02)';
    }
    return @calls, map { ("approx_count_distinct($_)", "hll_agg($_, 12)", "bloom_agg($_, 1000, 0.01)") } @casts;
}

# Kinds of queries with an aggregate A; those of the first list for all calls, those of the second
# for one of each form.
my @always = (
    'the distribution column' => 'SELECT tenant, A FROM events GROUP BY tenant ORDER BY tenant',
    'another column' => 'SELECT site, A FROM events GROUP BY site ORDER BY site',
    'no column' => 'SELECT A FROM events',
);
my @once = (
    'FILTER' => 'SELECT site, A FILTER (WHERE id_of_row % 3 = 0) FROM events GROUP BY site ORDER BY site',
    'HAVING' => "SELECT site, A FROM events GROUP BY site HAVING count(i) > 100 AND site > 'site 1' ORDER BY site",
    'HAVING of itself' => 'SELECT site FROM events GROUP BY site HAVING A IS NOT NULL ORDER BY site',
    'several' => 'SELECT site, A, count(*), hll_add_agg(h, 12), max(i) FROM events GROUP BY site ORDER BY site',
    'NULL' => 'SELECT site, A FROM events WHERE i IS NULL AND tenant < 35 GROUP BY site ORDER BY site',
    'no rows' => 'SELECT A FROM events WHERE id_of_row < 0',
    'no groups' => 'SELECT site, A FROM events WHERE id_of_row < 0 GROUP BY site',
    'one shard' => 'SELECT site, A FROM events WHERE tenant = 7 GROUP BY site ORDER BY site',
    'a subquery' => 'SELECT count(*), sum(length(a::text)) FROM (SELECT tenant, A AS a FROM events GROUP BY tenant) AS s',
    'a join' => 'SELECT events.site, A FROM events JOIN (SELECT tenant, count(*) FROM events GROUP BY tenant) AS s USING (tenant)
        GROUP BY events.site ORDER BY events.site',
);

# For the aggregates that unite.
my @unions = (
    'two steps' => 'SELECT site, A FROM (SELECT tenant, site, hll_agg(i, 12) AS u, hll_agg(i, 10 + tenant % 3) AS mixed,
        bloom_agg(t, 1000, 0.01) AS f FROM events GROUP BY tenant, site) AS s GROUP BY site ORDER BY site',
);

# 'pushed', 'gathered', or the error.
sub fate {
    my ($disabled, $gathered) = @_;
    return $disabled->[0] eq '' ? 'pushed' : $gathered->[0] eq '' ? 'gathered' : $gathered->[0];
}

# One test for each call of an aggregate. $pass is the name of a column of Expected.
sub compare_aggregates {
    my ($database, $version, $pass) = @_;
    my (@asked, %once);
    for my $call (calls()) {
        my $form = $call =~ s/\([^,)]*/(/r;
        my @kinds = (@always, $once{$form}++ ? () : @once, $call =~ /union/ ? @unions : ());
        while (my ($kind, $template) = splice @kinds, 0, 2) {
            push @asked, [$call, $kind, $template] if $kind ne 'FILTER' || $call =~ /\)\z/;
        }
    }
    my @queries = map { $_->[2] =~ s/\bA\b/$_->[0]/gr } @asked;
    my @single = answers($database, in_schema('single'), @queries);
    my $distributed = in_schema('distributed');
    my @disabled = answers($database, "$distributed; SET citus.coordinator_aggregation_strategy = 'disabled'", @queries);
    my @gathered = answers($database, "$distributed; SET citus.enable_binary_protocol = off", @queries);
    my %wrong;
    for my $n (0 .. $#asked) {
        my ($call, $kind) = @{ $asked[$n] };
        die "$call, $kind: $single[$n][0]" if $single[$n][0] ne '';
        my $wrong = $wrong{$call} //= [];
        my $fate = fate($disabled[$n], $gathered[$n]);
        my $expected = expected_fate($version, $pass, $call, $kind);
        push @$wrong, "$kind: $fate, expected $expected" if $fate !~ /^\Q$expected\E/;
        push @$wrong, "$kind: another result" if grep { $_->[0] eq '' && $_->[1] ne $single[$n][1] } $disabled[$n], $gathered[$n];
    }
    for my $call (calls()) {
        is join("\n", @{ $wrong{$call} }), '', "$pass: $call";
    }
}

1;
