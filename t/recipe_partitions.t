# The chapter "Partitions" of docs/scaling.md: a month is closed while other sessions write to it and
# read it. No event that was committed may be missing from its sketches in the end, and for readers the month never
# has fewer visitors than before. Also partition-wise plans: what is aggregated where, with the same bytes.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Examples;
use HllTest;
use Session;
use Test::More;

my $database = new_database('partitions');
my ($make, $close) = map { $_->{body} } grep { !@{ $_->{on} } } examples_of("$FindBin::Bin/../docs/scaling.md");
sql($database, $make);
# The detached table is kept, so that its events can be compared with the sketches.
my ($first, $detach, $second, $drop) = $close =~ /^((?:INSERT|ALTER|DROP).*?;)$/gms;
like $drop, qr/^DROP TABLE events_2026_01;$/, 'the page has four statements';

sub waits { return "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = '$_[0]' AND wait_event_type = 'Lock'" }

# A session has events that it commits only when the partition is about to be detached.
my $january = "SELECT hll_union_count(users) FROM uniques WHERE month = '2026-01-01'";
my $before = sql($database, $january);
start_session($database, 'holder', 'SELECT pg_advisory_lock(1); SELECT pg_sleep(600);');
wait_until($database, "SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND granted");
start_session($database, 'late', "BEGIN; INSERT INTO events SELECT '2026-01-05', 'site0', 4711000 + i FROM generate_series(1, 20) AS i; SELECT pg_advisory_xact_lock(1); COMMIT;");
wait_until($database, waits('late'));
start_session($database, "writer $_", join '', map { "INSERT INTO events VALUES ('2026-01-07', 'site' || $_ % 2, -$_);\n" } $_ * 10000 .. $_ * 10000 + 999)
    for 1 .. 3;
start_session($database, 'reader', "$january;\n" x 100);
sql($database, $first);
start_session($database, 'closer', $detach);
wait_until($database, waits('closer'));
sql($database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'");
is((finished('closer'))[1], '', 'DETACH CONCURRENTLY waits for those who write');
my $missing = "SELECT count(*) FROM events_2026_01 AS e JOIN monthly AS m ON m.month = '2026-01-01' AND m.site = e.site
    WHERE hll_add_changes(m.users, hll_hash(e.user_id))";
cmp_ok sql($database, $missing), '>', 0, 'some events came during the first statement';
sql($database, $second);
is sql($database, $missing), 0, 'after the third statement none is missing';
finished('holder');
is((finished('late'))[1], '', 'nor that of the late transaction, which has no error');
for my $writer (map { "writer $_" } 1 .. 3) {
    is((finished($writer))[1] =~ s/^ERROR:  no partition of relation "events" found for row$//mr, '', "$writer: no other error");
}
my ($counts, $errors) = finished('reader');
is $errors, '', 'the reader has no error';
is scalar(my @fewer = grep { $_ < $before } split /\n/, $counts), 0, 'and January never has fewer visitors than before';
is sqlstate($database, "INSERT INTO events VALUES ('2026-01-31', 'site0', 1)"), '23514', 'an event that comes later: 23514';
is sql($database, "SELECT count(*) FROM monthly AS m WHERE users <> (SELECT hll_agg(user_id, 14) FROM events_2026_01 AS e WHERE e.site = m.site)"),
    0, 'the sketches have the bytes of all events';
my $rows = sql($database, 'SELECT string_agg(ctid::text, site) FROM monthly');
sql($database, $second);
is sql($database, 'SELECT string_agg(ctid::text, site) FROM monthly'), $rows, 'the third statement once more writes nothing';

# Partition-wise plans. All partitions have the same bytes as one table.
sql($database, 'CREATE TABLE whole AS SELECT * FROM events; ANALYZE');
my $wise = 'SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;';
for my $case (['day', 'the partition key', qr/^(?!.*Partial).*Append.*(\w*Aggregate.*){2}/s], ['site', 'another column', qr/Finalize.*(Partial .*){2}/s]) {
    my ($column, $what, $plan) = @$case;
    for my $call ('hll_agg(user_id, 14)', 'approx_count_distinct(user_id)', 'bloom_agg(user_id, 5000, 0.01)') {
        my $query = "SELECT $column, $call FROM events GROUP BY $column ORDER BY $column";
        like sql($database, "$wise EXPLAIN (COSTS OFF) $query"), $plan, "$call by $what: aggregated in each partition";
        same_text(sql($database, "$wise $query"), sql($database, $query =~ s/events/whole/r), "$call by $what: the same bytes");
    }
}
done_testing;
