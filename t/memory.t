# Memory: many small groups take little, and repeating a statement many times takes no more than
# repeating it a few times. These are the most important cases; test/long/memory.t runs all of them,
# and larger ones.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Memory;
use Test::More;

my $database = memory_database(100_000);
groups_stay_small($database, 100_000, 130, 100);

stays_flat($database, $_)
    for 'hll_add_agg', 'hll_agg', 'hll_add_all', 'hll_add in a loop', 'hll_union_agg of toasted sketches', 'a sliding window',
    'values of a sliding window', 'values of many small sliding windows', 'hll_union_fold_agg of toasted sketches',
    'counts across sizes', 'counts over a sliding window', 'folds over a sliding window', 'hll_hash_any',
    'bloom_agg', 'bloom_agg that sizes itself', 'bloom_agg beyond work_mem', 'bloom_union_agg of filters in TOAST',
    'filters of a sliding window',
    'bloom_add in a loop', 'bloom_contains of a filter in TOAST', 'bloom_contains of an InitPlan',
    'bloom_contains of filters in turn';
stays_flat($database, $_, 10) for 'caught errors', 'caught errors of filters';

# Frames hold 3,000 sketches of 2.5 kB, but at most work_mem of them is kept.
my $frames = 'SELECT count(u) FROM (SELECT hll_union_agg(users) OVER (ORDER BY i
    ROWS BETWEEN $n PRECEDING AND 2999 FOLLOWING) AS u FROM sketches,
    (SELECT generate_series(1, 3100) AS i) s WHERE n = i % 3 + 100 LIMIT 10) t';
for my $case (['1MB', 0, 2], ['4MB', 0, 5], ['16MB', 7, 9]) {
    my ($work_mem, $least, $most) = @$case;
    my ($plain, $moving) = map { $frames =~ s/\$n/$_/r } 'UNBOUNDED', 0;
    my (undef, $before, $count, $after) = split /\n/, sql($database,
        "$session SET work_mem = '$work_mem'; $plain; SELECT peak(); $moving; SELECT peak()");
    is $count, 10, "frames of 3,000 sketches in $work_mem";
    cmp_ok $after - $before, '>=', $least * 1024, "they take $least MB at least";
    cmp_ok $after - $before, '<', $most * 1024, "they take less than $most MB";
    note "$work_mem: $before kB, $after kB";
}

# Frames of 20,000 values at log2m 17 want 3 MB: lists of registers, and 10,241 recent hashes.
for my $case (['64kB', 0, 1.5], ['1MB', 0, 2.5], ['8MB', 1, 6]) {
    my ($work_mem, $least, $most) = @$case;
    my ($plain, $moving) = map { "SELECT count(u) FROM (SELECT approx_count_distinct(i, 17) OVER (ORDER BY i
        ROWS BETWEEN $_ AND 19999 FOLLOWING) AS u FROM generate_series(1, 20100) AS i LIMIT 20) t" }
        'UNBOUNDED PRECEDING', 'CURRENT ROW';
    my (undef, $before, $count, $after) = split /\n/, sql($database,
        "$session SET work_mem = '$work_mem'; $plain; SELECT peak(); $moving; SELECT peak()");
    is $count, 20, "frames of 20,000 values in $work_mem";
    cmp_ok $after - $before, '>=', $least * 1024, "they take $least MB at least";
    cmp_ok $after - $before, '<', $most * 1024, "they take less than $most MB";
    note "$work_mem: $before kB, $after kB";
}
done_testing;
