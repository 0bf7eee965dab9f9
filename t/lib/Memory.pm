# Shared by the memory tests: tables of values, and statements that run a few times and many times,
# which may not take more memory the second time. Memory is the peak of the backend's resident size,
# which Linux records.
package Memory;

use strict;
use warnings;
use Exporter 'import';
use HllTest;
use Test::More;

our @EXPORT = qw($session memory_cases memory_database groups_stay_small stays_flat);

our $session = "SET jit = off; SET max_parallel_workers_per_gather = 0;";

my $values = <<'END';
-- Sketches of 2.5 kB, so that they are toasted; the first are small.
CREATE TABLE sketches AS
SELECT n, hll_add_agg(hll_hash_integer(i), 12, 5, -1, 1) AS users
FROM generate_series(1, 300) n, generate_series(n, n * 100) i GROUP BY n;

-- Filters of 30 kB in TOAST; the first are small. One that is compressed to little in its row.
CREATE TABLE filters AS
SELECT n, bloom_agg(i, 20000, 0.001) AS f FROM generate_series(1, 40) n, generate_series(n, n * n * 5) i GROUP BY n;
CREATE TABLE zeros (f bloom);
ALTER TABLE zeros ALTER f SET STORAGE MAIN;
INSERT INTO zeros SELECT bloom_add(('\x01020107dc0500001300d606' || rpad(encode('integer', 'hex'), 64 + 192000, '0'))::bloom, 1);

-- In kilobytes, without the shared buffers that the backend has touched: how many those are depends on what other
-- sessions do.
CREATE FUNCTION peak() RETURNS int LANGUAGE SQL VOLATILE
RETURN (SELECT substring(s FROM 'VmHWM:\s+(\d+) kB')::int - substring(s FROM 'RssShmem:\s+(\d+) kB')::int
        FROM pg_read_file('/proc/self/status') AS s);

CREATE FUNCTION add_in_a_loop(n int) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE u hll := hll_empty(8);
BEGIN
  FOR i IN 1 .. n LOOP u := u || hll_hash_integer(i); END LOOP;
  RETURN # u;
END $$;

CREATE FUNCTION add_to_filter(n int) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE f bloom := bloom_empty(100);
BEGIN
  FOR i IN 1 .. n LOOP f := bloom_add(f, i); END LOOP;
  RETURN # f;
END $$;
CREATE FUNCTION look_up(n int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE f bloom; found int := 0;
BEGIN
  FOR i IN 1 .. n LOOP
    SELECT x.f INTO f FROM filters x WHERE x.n = i % 40 + 1;
    IF f @> i AND bloom_contains(f, -i) IS NOT NULL THEN found := found + 1; END IF;
  END LOOP;
  RETURN found;
END $$;
CREATE FUNCTION catch_filter_errors(n int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE caught int := 0;
BEGIN
  FOR i IN 1 .. n LOOP
    BEGIN
      CASE i % 10
        WHEN 0 THEN PERFORM ('\x01020107' || repeat('00', 1 + i % 100))::bloom;
        WHEN 1 THEN PERFORM decode('0101010714000000' || repeat('00', 2 + i % 100), 'hex')::bloom;
        WHEN 2 THEN PERFORM f || bloom_empty(i + 1) FROM filters x WHERE x.n = 30;
        WHEN 3 THEN PERFORM bloom_union_agg(CASE x.n WHEN 4 THEN bloom_empty(5) ELSE f END) FROM filters x WHERE x.n < 5;
        WHEN 4 THEN PERFORM bloom_empty(i, 2 + i);
        WHEN 5 THEN PERFORM f::bloom(13) FROM filters x WHERE x.n = 30;
        WHEN 6 THEN PERFORM f @> i::text FROM filters x WHERE x.n = 30;
        WHEN 7 THEN PERFORM bloom_fold(f, 3000 + i) FROM filters x WHERE x.n = 30;
        WHEN 8 THEN PERFORM bloom_add(f, i::text) FROM filters x WHERE x.n = 30;
        WHEN 9 THEN PERFORM ('\x010001' || repeat('00', i % 9))::text::bloom;
      END CASE;
    EXCEPTION WHEN data_exception OR datatype_mismatch THEN caught := caught + 1;
    END;
  END LOOP;
  RETURN caught;
END $$;

-- One of each kind: in text, in bytes, in a union, in an aggregate, in parameters, in a cast, in a
-- comparison, in a fold, in a log2m.
CREATE FUNCTION catch_errors(n int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE caught int := 0; other hll := hll_empty(11) || 1::hll_hashval;
BEGIN
  FOR i IN 1 .. n LOOP
    BEGIN
      CASE i % 9
        WHEN 0 THEN PERFORM ('\x128b7f' || repeat('00', 1 + i % 7))::hll;
        WHEN 1 THEN PERFORM decode('138b7f' || repeat('00', 2 + i % 100), 'hex')::hll;
        WHEN 2 THEN PERFORM users || (hll_empty(i % 4 + 4) || 1::hll_hashval)
            FROM sketches s WHERE s.n = 200;
        WHEN 3 THEN PERFORM hll_union_agg(CASE s.n WHEN 4 THEN other ELSE users END)
            FROM sketches s WHERE s.n < 5;
        WHEN 4 THEN PERFORM hll_empty(4, 5, 3 + 2 * i);
        WHEN 5 THEN PERFORM users::hll(13) FROM sketches s WHERE s.n = 200;
        WHEN 6 THEN PERFORM hll_union_changes(users, other) FROM sketches s WHERE s.n = 200;
        WHEN 7 THEN PERFORM hll_fold(users, 13 + i % 4) FROM sketches s WHERE s.n = 200;
        WHEN 8 THEN PERFORM hll_empty(i % 4);
      END CASE;
    EXCEPTION WHEN data_exception THEN caught := caught + 1;
    END;
  END LOOP;
  RETURN caught;
END $$;
END

# Creates a database with the values above, and a table events of $groups groups k with ten hashes h
# each.
sub memory_database {
    my ($groups) = @_;
    plan skip_all => 'no /proc/self/status' unless -r '/proc/self/status';
    my $database = new_database('memory');
    sql($database, <<"END" . $values);
CREATE EXTENSION hll;
CREATE UNLOGGED TABLE events AS
SELECT i % $groups AS k, hll_hash_integer(i) AS h FROM generate_series(1, 10 * $groups) i;
ANALYZE events;
END
    return $database;
}

# Checks that many groups of ten values each, hashed in memory, take less than $most MB, and that
# results are the same if they don't fit into work_mem. $most_large holds for up to 100,000 sketches
# with log2m 17.
sub groups_stay_small {
    my ($database, $groups, $most, $most_large) = @_;
    my $query = 'SELECT count(*), min(# users), max(# users), sum(hashtextextended(users::text, 0))
        FROM (SELECT hll_add_agg(h) AS users FROM events GROUP BY k) g';
    my $explain = 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)';
    my $large = "$session SET work_mem = '1GB';";
    my ($result, $peak) = split /\n/, sql($database, "$large $query; SELECT peak()");
    like $result, qr/^$groups\|10\|10\|/, "$groups groups of 10 values are exact";
    cmp_ok $peak, '<', $most * 1024, "they take less than $most MB";
    note "$groups groups took $peak kB";
    like sql($database, "$large $explain $query"), qr/HashAggregate.*Batches: 1 /s, 'they were hashed in memory';

    # Groups stay small even if their registers would take 128 kB.
    (undef, $peak) = split /\n/, sql($database, "$large SELECT sum(# users) FROM
        (SELECT hll_add_agg(h, 17) AS users FROM events WHERE k < 100000 GROUP BY k) g; SELECT peak()");
    cmp_ok $peak, '<', $most_large * 1024, "sketches of log2m 17 take less than $most_large MB";
    note "of log2m 17 they took $peak kB";

    filters_stay_small($database, $groups, $most, $large);

    my $small = "$session SET work_mem = '4MB'; SET enable_sort = off;";
    is sql($database, "$small $query"), $result, 'with little work_mem they are the same';
    like sql($database, "$small $explain $query"), qr/HashAggregate.*Batches: (?!1 )/s, 'they were spilled to disk';
    is sql($database, "$session SET enable_hashagg = off; $query"), $result, 'and the same when they are sorted';
}

# Filters of ten elements each stay small, for any capacity and without one.
sub filters_stay_small {
    my ($database, $groups, $most, $settings) = @_;
    for my $call ('bloom_agg(h, 20, 0.01)', 'bloom_agg(h, 1000000, 0.001)', 'bloom_agg(h)') {
        my ($found, $peak) = split /\n/, sql($database, "$settings
            SELECT count(*), count(*) FILTER (WHERE NOT f @> first)
            FROM (SELECT $call AS f, min(h::bigint)::hll_hashval AS first FROM events GROUP BY k) g; SELECT peak()");
        is $found, "$groups|0", "$groups groups of $call";
        cmp_ok $peak, '<', $most * 1024, "they take less than $most MB";
        note "$groups groups of $call took $peak kB";
    }
}

# name => [how often the statement repeats it, the statement].
my %cases = (
    'hll_union_agg of toasted sketches' => [30000, 'SELECT # hll_union_agg(users) FROM sketches,
        (SELECT generate_series(1, $n / 300) AS i) s'],
    'hll_add_agg' => [300000, 'SELECT # hll_add_agg(hll_hash_integer(i), 15)
        FROM (SELECT generate_series(1, $n) AS i) s'],
    'hll_agg' => [300000, q(SELECT # hll_agg(ROW(i, i::numeric, 'v' || i), 15) FROM (SELECT generate_series(1, $n) AS i) s)],
    'hll_add_all' => [30000, 'SELECT max(# hll_add_all(users, ARRAY[i, NULL, -i])) FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = 1'],
    'hll_add' => [100000, 'SELECT max(# hll_add(users, hll_hash_integer(i))) FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = 1'],
    'hll_add in a loop' => [100000, 'SELECT add_in_a_loop($n)'],
    'hll_union' => [10000, 'SELECT max(# (a.users || b.users)) FROM sketches a, sketches b,
        (SELECT generate_series(1, $n) AS i) s WHERE a.n = 100 AND b.n = i % 300 + 1'],
    'what two sketches have in common' => [1000, 'SELECT max((hll_intersection_bounds(a.users,
        b.users)).upper) FROM sketches a, sketches b, (SELECT generate_series(1, $n) AS i) s
        WHERE a.n = 1 + 99 * (i % 2) AND b.n = i % 300 + 1'],
    'a change' => [1000, 'SELECT max((hll_change(a.users, b.users)).lower)
        FROM sketches a, sketches b, (SELECT generate_series(1, $n) AS i) s
        WHERE a.n = 1 + 99 * (i % 2) AND b.n = i % 300 + 1'],
    'what three sketches have in common' => [500, 'SELECT max((hll_intersection_bounds(a.users, b.users,
        c.users, 0.9)).upper) FROM sketches a, sketches b, sketches c, (SELECT generate_series(1, $n) AS i) s
        WHERE a.n = 1 + 99 * (i % 2) AND b.n = i % 300 + 1 AND c.n = i % 200 + 1'],
    'counts across sizes' => [1000, 'SELECT max((hll_union_bounds(a.users, hll_fold(b.users, 4 + i % 9))).upper)
        FROM sketches a, sketches b, (SELECT generate_series(1, $n) AS i) s WHERE a.n = i % 200 + 1 AND b.n = 200'],
    'hll_fold' => [10000, 'SELECT max(# hll_fold(users, 4 + i % 9)) FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 300 + 1'],
    'hll_union_fold_agg of toasted sketches' => [30000, 'SELECT # hll_union_fold_agg(hll_fold(users, 4 + i % 7)) FROM sketches,
        (SELECT generate_series($n / 300, 1, -1) AS i) s'],
    'hll_union_fold' => [10000, 'SELECT max(# hll_union_fold(a.users, hll_fold(b.users, 4 + i % 9))) FROM sketches a,
        sketches b, (SELECT generate_series(1, $n) AS i) s WHERE a.n = 100 AND b.n = i % 300 + 1'],
    'counts over a sliding window' => [3000, 'SELECT max(u) FROM (SELECT hll_union_count(users)
        OVER (ORDER BY i ROWS 6 PRECEDING) AS u FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 30 + 1) t'],
    'folds over a sliding window' => [3000, 'SELECT max(u) FROM (SELECT # hll_union_fold_agg(hll_fold(users, 4 + i % 9))
        OVER (ORDER BY i ROWS 6 PRECEDING) AS u FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 30 + 1) t'],
    'values of a sliding window' => [50000, 'SELECT max(# u) FROM (SELECT hll_agg(i % 9000)
        OVER (PARTITION BY i / 5000 ORDER BY i ROWS 999 PRECEDING) AS u FROM (SELECT generate_series(1, $n) AS i) s) t'],
    'values of sliding windows larger than work_mem' => [3000, 'SELECT max(# u) FROM (SELECT
        hll_agg(i, 21) OVER (PARTITION BY i / 200 ORDER BY i ROWS 99 PRECEDING) AS u
        FROM (SELECT generate_series(1, $n) AS i) s) t'],
    'values of many small sliding windows' => [100000, 'SELECT max(u) FROM (SELECT approx_count_distinct(i)
        OVER (PARTITION BY i / (i % 2 * 40 + 5) ORDER BY i ROWS 2 PRECEDING) AS u
        FROM (SELECT generate_series(1, $n) AS i) s) t'],
    'a sliding window' => [3000, 'SELECT max(u) FROM (SELECT # hll_union_agg(users)
        OVER (ORDER BY i ROWS 6 PRECEDING) AS u FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 30 + 1) t'],
    'a sliding window of unions larger than its sketches' => [3000, 'SELECT max(u) FROM (SELECT
        # hll_union_agg(users) OVER (ORDER BY i ROWS 39 PRECEDING) AS u FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 2 + 1) t'],
    'a sliding window larger than work_mem' => [200, 'SELECT max(u) FROM (SELECT
        # hll_union_agg(users) OVER (ORDER BY i ROWS 99 PRECEDING) AS u FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 30 + 1) t'],
    'sliding windows of many partitions' => [3000, 'SELECT max(u) FROM (SELECT # hll_union_agg(users)
        OVER (PARTITION BY i / (i % 2 * 40 + 5) ORDER BY i ROWS 2 PRECEDING) AS u FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 30 + 1) t'],
    'text out and in' => [10000, 'SELECT max(# users::text::hll) FROM sketches,
        (SELECT generate_series(1, $n) AS i) s WHERE n = 2'],
    'hll_hash_any' => [100000, 'SELECT max(hll_hash_any(i::numeric)::bigint +
        hll_hash_any(ARRAY[i])::bigint % 10 + hll_hash_any(ROW(i))::bigint % 10)
        FROM (SELECT generate_series(1, $n) AS i) s'],
    'bloom_contains of a filter in TOAST' => [100000, 'SELECT count(*) FILTER (WHERE f @> i) FROM filters,
        (SELECT generate_series(1, $n) AS i) s WHERE n = 30'],
    'bloom_contains of an InitPlan' => [100000, 'SELECT count(*) FROM (SELECT generate_series(1, $n) AS i) s
        WHERE bloom_contains((SELECT f FROM filters WHERE n = 30), i)'],
    'bloom_contains of filters in turn' => [10000, 'SELECT count(*) FILTER (WHERE f @> i) FROM filters,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 40 + 1'],
    'bloom_contains of a compressed filter' => [1000, 'SELECT count(*) FILTER (WHERE f @> i) FROM zeros,
        (SELECT generate_series(1, $n) AS i) s'],
    'arrays and a compressed filter' => [2000, 'SELECT bloom_contains_all(f, array_agg(1)),
        bloom_add_all(f, array_agg(1)) = f FROM zeros, (SELECT generate_series(1, $n) AS i) s GROUP BY f'],
    'looking up in a function' => [3000, 'SELECT look_up($n)'],
    'bloom_add' => [10000, 'SELECT max(# bloom_add(f, i)) FROM filters, (SELECT generate_series(1, $n) AS i) s WHERE n = i % 9 + 1'],
    'bloom_add in a loop' => [20000, 'SELECT add_to_filter($n)'],
    'bloom_agg' => [300000, 'SELECT # bloom_agg(i, 1000, 0.01) FROM (SELECT generate_series(1, $n) AS i) s'],
    'bloom_agg that sizes itself' => [300000, 'SELECT # bloom_agg(i % 1000) FROM (SELECT generate_series(1, $n) AS i) s'],
    'bloom_agg beyond work_mem' => [300000, 'SELECT # bloom_agg(i) FROM (SELECT generate_series(1, $n) AS i) s'],
    'bloom_agg of texts' => [300000, q(SELECT # bloom_agg('v' || i, 1000, 0.01) FROM (SELECT generate_series(1, $n) AS i) s)],
    'bloom_union_agg of filters in TOAST' => [4000, 'SELECT # bloom_union_agg(f) FROM filters,
        (SELECT generate_series(1, $n / 40) AS i) s'],
    'bloom_union' => [3000, 'SELECT max(# (a.f || b.f)) FROM filters a, filters b,
        (SELECT generate_series(1, $n) AS i) s WHERE a.n = 5 AND b.n = i % 40 + 1'],
    'what two filters have in common' => [3000, 'SELECT max(bloom_intersection_cardinality(a.f, b.f)) FROM filters a, filters b,
        (SELECT generate_series(1, $n) AS i) s WHERE a.n = 1 + 29 * (i % 2) AND b.n = i % 40 + 1'],
    'bloom_fold' => [3000, 'SELECT max(# bloom_fold(f, (bloom_info(f)).blocks)) FROM filters,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 40 + 1'],
    'filters of a sliding window' => [1000, 'SELECT max(u) FROM (SELECT # bloom_union_agg(f)
        OVER (ORDER BY i ROWS 6 PRECEDING) AS u FROM filters, (SELECT generate_series(1, $n) AS i) s WHERE n = i % 30 + 1) t'],
    'text of filters out and in' => [3000, 'SELECT max(# f::text::bloom) FROM filters,
        (SELECT generate_series(1, $n) AS i) s WHERE n = i % 9 + 1'],
    'caught errors of filters' => [20000, 'SELECT catch_filter_errors($n)'],
    'caught errors' => [20000, 'SELECT catch_errors($n)']);
sub memory_cases { return sort keys %cases }

# Runs the statement for n and then for 10 n: the peak may not grow by more than 1 MB. Leaking the
# smallest allocation 90,000 times would take twice as much. $part divides n. A set-returning
# function in the list of columns returns its rows one by one.
sub stays_flat {
    my ($database, $name, $part) = @_;
    my ($n, $query) = @{ $cases{$name} };
    $n /= $part // 1;
    my ($few, $many) = map { $query =~ s/\$n/$_/r } $n, 10 * $n;
    my (undef, $before, $last, $after) = split /\n/, sql($database,
        "$session SET work_mem = '64kB'; $few; SELECT peak(); $many; SELECT peak()");
    cmp_ok $after - $before, '<', 1024, "$name: no more for $n than for ten times as many";
    is $last, 10 * $n, 'every error was caught' if $name =~ /^caught errors/;
    note "$name: $before kB, $after kB";
}

1;
