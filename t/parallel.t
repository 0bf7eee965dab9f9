# Parallel and partitionwise aggregation: PostgreSQL chooses such plans, the results have the same
# bytes as those of one process, and workers use the settings of the session.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $database = new_database('parallel');
sql($database, <<'END');
CREATE EXTENSION hll;
CREATE TABLE events AS
SELECT i % 7 AS day, i % 3 = 0 AS paid, hll_hash_integer(i % 30000) AS h
FROM generate_series(1, 60000) i;
INSERT INTO events SELECT 8, false, hll_hash_integer(i) FROM generate_series(1, 5) i;
CREATE TABLE sketches AS
SELECT n % 7 AS day, hll_add_agg(hll_hash_integer(i), 11, 5, -1, 1) AS users
FROM generate_series(1, 4000) n, generate_series(n % 50, n % 50 + n / 400 * (n / 40)) i GROUP BY n;
CREATE TABLE parts (day int, paid boolean, h hll_hashval) PARTITION BY HASH (day);
CREATE TABLE part_0 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE part_1 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE part_2 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO parts TABLE events;
ANALYZE;
END

# The leader takes no part in the work, because it knows things that the workers might lack.
my $parallel = <<'END';
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;
END
my $serial = "SET max_parallel_workers_per_gather = 0;\n";

# Runs a query in parallel and serially in one session, after some settings; returns the result,
# which must be the same.
sub same_both_ways {
    my ($name, $query, $settings) = @_;
    my $mark = '=' x 10;
    my $text = sql($database, ($settings // '') . <<"END");
$parallel
EXPLAIN (COSTS OFF) $query;
\\echo $mark
$query;
\\echo $mark
$serial
EXPLAIN (COSTS OFF) $query;
\\echo $mark
$query;
END
    my ($plan, $result, $serial_plan, $expected) = split /^$mark\n/m, "$text\n";
    like $plan, qr/Finalize \w*Aggregate.*Gather.*Partial \w*Aggregate/s, "$name: parallel plan";
    unlike $serial_plan, qr/Gather|Partial/, "$name: serial plan";
    same_text($result, $expected, "$name: the same bytes");
    chomp $result;
    return $result;
}

# A parallel plan doesn't prove that the workers were started.
like sql($database, "$parallel EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)
    SELECT hll_add_agg(h) FROM events"), qr/Workers Launched: [12]/, 'workers are started';

# It is false for all rows, but the planner believes that it is true for nearly all.
my $never = 'day * 0 <> 0';
my @arities = ('', ', 12', ', 12, 6', ', 12, 6, 0', ', 12, 6, 64, 0');
for my $more (@arities) {
    my $call = "hll_add_agg(h$more)";
    same_both_ways($call, "SELECT $call FROM events");
    same_both_ways("$call in groups",
        "SELECT day, $call, $call FILTER (WHERE paid) FROM events GROUP BY day ORDER BY day");
    same_both_ways("$call without rows", "SELECT $call FROM events WHERE $never");
    same_both_ways("$call of NULLs", "SELECT hll_add_agg(NULL$more) FROM events");
    same_both_ways("$call of hardly any",
        "SELECT hll_add_agg(CASE day WHEN 8 THEN h END$more) FROM events");
}
for my $call ('hll_agg(h)', 'hll_agg(h, 12)', 'hll_agg(day, 0.01)', 'hll_agg(h::text)', 'hll_agg(ROW(day, h))') {
    same_both_ways($call, "SELECT $call FROM events");
    same_both_ways("$call in groups", "SELECT day, $call, $call FILTER (WHERE paid) FROM events GROUP BY day ORDER BY day");
    same_both_ways("$call without rows", "SELECT $call FROM events WHERE $never");
    same_both_ways("$call of hardly any", 'SELECT ' . $call =~ s/\((\w+)/(CASE day WHEN 8 THEN $1 END/r . ' FROM events')
        if $call !~ /::|ROW/;
}
is same_both_ways('hll_agg', 'SELECT hll_agg(h, 0.01) = hll_add_agg(h, 14) FROM events'), 't', 'it adds what hll_add_agg adds';
same_both_ways('hll_union_agg', 'SELECT hll_union_agg(users) FROM sketches');
same_both_ways('hll_union_agg in groups',
    'SELECT day, hll_union_agg(users), hll_union_agg(users) FILTER (WHERE # users < 9)
     FROM sketches GROUP BY day ORDER BY day');
same_both_ways('hll_union_agg of EMPTY of two kinds',
    'SELECT hll_union_agg(hll_empty(9 + day % 2, 5, -1, 1)) FROM sketches');
same_both_ways('hll_union_agg with UNDEFINED',
    q(SELECT hll_union_agg(CASE day WHEN 3 THEN '\x108b7f' ELSE users END) FROM sketches));
same_both_ways('hll_union_count', 'SELECT hll_union_count(users) FROM sketches');
same_both_ways('hll_union_count in groups', 'SELECT day, hll_union_count(users),
    hll_union_count(users) FILTER (WHERE # users < 9) FROM sketches GROUP BY day ORDER BY day');
same_both_ways('hll_union_count without rows', 'SELECT hll_union_count(users) FROM sketches WHERE day * 0 <> 0');
my $mixed = 'CASE WHEN day < 5 THEN hll_fold(users, 11 - day % 3, 5 - day % 2) END';
same_both_ways('hll_union_fold_agg', "SELECT hll_union_fold_agg($mixed) FROM sketches");
same_both_ways('hll_union_fold_agg in groups', "SELECT day % 2, hll_union_fold_agg($mixed),
    hll_union_fold_agg($mixed) FILTER (WHERE # users < 9) FROM sketches GROUP BY 1 ORDER BY 1");
same_both_ways('hll_union_fold_agg of expthresh of two kinds',
    'SELECT hll_union_fold_agg(hll_empty(11, 5, day % 2 - 1, 1) || hll_hash_integer(day)) FROM sketches');
same_both_ways('hll_union_fold_agg of EMPTY of two kinds',
    'SELECT hll_union_fold_agg(hll_empty(9 + day % 2, 5, -1, 1)) FROM sketches');
same_both_ways('hll_union_fold_agg with UNDEFINED',
    q(SELECT hll_union_fold_agg(CASE day WHEN 3 THEN '\x10897f' ELSE users END) FROM sketches));
same_both_ways('hll_union_fold_agg without rows', 'SELECT hll_union_fold_agg(users) FROM sketches WHERE day * 0 <> 0');
is same_both_ways('the count', 'SELECT # hll_add_agg(h, 17, 6, 65536) FROM events'), 30000,
    'the count is right';

same_both_ways("approx_count_distinct of $_", "SELECT day, approx_count_distinct($_),
    approx_count_distinct($_, 14) FILTER (WHERE paid) FROM events GROUP BY day ORDER BY day")
    for qw(h h::text day NULL::int);
is same_both_ways('approx_count_distinct', 'SELECT approx_count_distinct(h)
    = round(# hll_add_agg(hll_hash_any(h))) FROM events'), 't', 'it counts what hll_add_agg adds';
same_both_ways('approx_count_distinct without rows',
    "SELECT approx_count_distinct(day) FROM events WHERE $never");

same_both_ways("hashes of $_", "SELECT hll_add_agg(hll_hash($_)),
    hll_add_agg(hll_hash_keyed($_, uuid_send(md5(day::text)::uuid))) FROM events")
    for 'h', 'h::text', 'day', 'ARRAY[day]', 'ROW(day, paid)';
same_both_ways('set operations', 'SELECT day, count(*), hll_union_agg(hll_fold(users, 9)),
        max((hll_intersection_bounds(users, hll_empty(11, 5, -1, 1) || hll_hash_integer(30))).upper),
        max(hll_union_cardinality(users, hll_empty(9, 4, -1, 1) || hll_hash_integer(30))),
        min((hll_change(users, hll_empty(11, 5, -1, 1) || hll_hash_integer(30))).lower)
    FROM sketches WHERE hll_intersection(users, hll_empty(11, 5, -1, 1) || hll_hash_integer(30)
        || hll_hash_integer(40)) > 0 AND hll_error(users) = 0 GROUP BY day ORDER BY day');

# Filters: a worker may return anything from no value to a filter larger than work_mem.
my $little = "SET work_mem = '64kB';\n";
for my $call ('bloom_agg(h, 20000, 0.01)', 'bloom_agg(day, 100, 0.5)', 'bloom_agg(h)', 'bloom_agg_fpr(h, 0.001)', 'bloom_agg(h, 20000)', 'bloom_agg(day)',
    'bloom_agg(h::text)', 'bloom_agg(day::numeric, 10, 0.1)') {
    same_both_ways($call, "SELECT $call FROM events");
    same_both_ways("$call in groups",
        "SELECT day, $call, $call FILTER (WHERE paid) FROM events GROUP BY day ORDER BY day");
    same_both_ways("$call without rows", "SELECT $call FROM events WHERE $never");
    same_both_ways("$call of hardly any", "SELECT " . $call =~ s/\((\w+)/(CASE day WHEN 8 THEN $1 END/r . ' FROM events');
    same_both_ways("$call of NULLs", "SELECT " . $call =~ s/\(\w+/(NULL::int/r . ' FROM events') if $call !~ /::/;
    same_both_ways("$call in little memory", "SELECT $call FROM events", "SET client_min_messages = error; $little");
    same_both_ways("$call of hardly any in little memory", "SELECT day % 2, " . $call =~ s/\((\w+)/(CASE WHEN day < 7 THEN $1 END/r
        . ' FROM events GROUP BY 1 ORDER BY 1', "SET client_min_messages = error; $little");
}
sql($database, 'CREATE TABLE filters AS SELECT day, bloom_agg(h, 20000, 0.01) AS f FROM events GROUP BY day;
    CREATE TABLE pieces AS SELECT day, bloom_agg(h, 20000, 0.01) AS f FROM events
    GROUP BY day, CASE h::bigint & 1 WHEN 0 THEN h::bigint & 255 END;
    INSERT INTO pieces SELECT 9, f FROM (VALUES (NULL), (bloom_empty(20000)), ((SELECT bloom_agg(1) FILTER (WHERE false)))) v (f);
    ANALYZE');
same_both_ways('bloom_union_agg', 'SELECT bloom_union_agg(f) FROM pieces');
same_both_ways('bloom_union_agg in groups', 'SELECT day % 3, bloom_union_agg(f) FROM pieces GROUP BY 1 ORDER BY 1');
same_both_ways('bloom_union_agg without rows', "SELECT bloom_union_agg(f) FROM pieces WHERE $never");
is same_both_ways('the union', 'SELECT bloom_union_agg(f) = (SELECT bloom_agg(h, 20000, 0.01) FROM events) FROM pieces'), 't',
    'it is what was built together';
same_both_ways('bloom_contains of an InitPlan', "SELECT count(*) FROM events
    WHERE $_") for 'bloom_contains((SELECT f FROM filters WHERE day = 3), h)', 'NOT (SELECT f FROM filters WHERE day = 3) @> h',
    'h <@ (SELECT bloom_union_agg(f) FROM filters WHERE day IN (2, 4))',
    "bloom_contains((SELECT f FROM filters WHERE day = 3), h) AND $never";
is same_both_ways('no false negative', 'SELECT count(*) FILTER (WHERE NOT (SELECT bloom_agg(h) FROM events) @> h),
    count(*) FILTER (WHERE NOT (SELECT f FROM filters WHERE day = 3) @> h AND day = 3) FROM events'), '0|0', 'of any row';
same_both_ways('bloom_contains of joined filters', 'SELECT day, count(*) FILTER (WHERE f @> h), count(*) FROM events JOIN filters USING (day)
    GROUP BY day ORDER BY day');
is sqlstate($database, "$parallel SELECT bloom_union_agg(bloom_empty(day * 1000 + 1)) FROM events"), '22000',
    'filters that do not fit, in a worker or the leader';
is sqlstate($database, "$parallel SELECT bloom_agg(h, NULL, 0.1) FROM events"), '22004', 'no capacity, in a worker';
is sqlstate($database, "$parallel SELECT count(*) FROM events WHERE (SELECT f FROM filters WHERE day = 3) @> day"), '42804',
    'another kind, in a worker';

is sqlstate($database, "$parallel SELECT hll_union_agg(hll_empty(9 + day % 2) || h) FROM events"),
    '22000', 'an error in a worker reaches the client';

# Parameters that depend on the row. Each page has one row, and a row takes so long that both
# workers get some. So the first row of each worker is another one.
sql($database, <<'END');
CREATE TABLE slow (i int, pad text);
ALTER TABLE slow ALTER pad SET STORAGE PLAIN;
INSERT INTO slow SELECT i, repeat('x', 5000) FROM generate_series(1, 24) AS i;
ANALYZE slow;
CREATE FUNCTION takes_long() RETURNS boolean LANGUAGE plpgsql VOLATILE PARALLEL SAFE COST 1000000
AS 'BEGIN PERFORM pg_sleep(0.04); RETURN true; END';
END
# Passing rows to the leader is expensive here, so the workers aggregate.
my $below = "$parallel SET parallel_tuple_cost = 100;";
sub varying {
    my ($call, $plan) = @_;
    my $where = $plan eq $serial ? '' : 'WHERE takes_long()';
    my (undef, $out, $err) = run_command("\\set VERBOSITY verbose\n$plan SELECT $call FROM slow $where",
        qw(psql -XAtq -d), $database);
    return $out . $err;
}
my $hashed = 'hll_hash_integer(i)';
for my $call ("hll_add_agg($hashed, 4 + i)", "hll_add_agg($hashed, 5, 6 - 4 / i)", "hll_add_agg($hashed, 5, 5, 1 << i)",
    "approx_count_distinct(i, 4 + i)", "hll_agg(i, 4 + i)", "hll_agg(i, 0.5 / i)", "approx_count_distinct(i, 0.5 / i)") {
    my $constant = $call =~ s/0.5 \/ i/0.01/r =~ s/4 \+ i/14/r =~ s/6 - 4 \/ i/6/r =~ s/1 << i/64/r;
    like sql($database, "$below EXPLAIN SELECT $call FROM slow WHERE takes_long()"), qr/Gather.*Partial/s, "$call: parallel plan";
    is varying($constant, $below), varying($constant, $serial), "$constant: constants";
    is varying($call, $serial), varying($call =~ s/0.5 \/ i/0.5/r =~ s/4 \+ i/5/r =~ s/6 - 4 \/ i/2/r =~ s/1 << i/2/r, $serial),
        "$call: not in parallel, those of the first row";
    like varying($call, $below), qr/^ERROR:  22000: cannot combine hll values of different parameters
DETAIL:  One part of a group began with a row that says hll\(.*\), another with hll\(.*\) .*
HINT:  Give all rows of a group the same parameters, /m, "$call: in parallel, 22000";
}
like varying("hll_union_agg(hll_empty(4 + i) || $hashed)", $below), qr/^HINT:  Bring them to the smaller parameters /m,
    'values of different parameters are another matter';
my $bloom = 'bloom_agg(i, i * 1000, 0.01)';
is varying($bloom =~ s/i \* 1000/1000/r, $below), varying($bloom =~ s/i \* 1000/1000/r, $serial), "$bloom: constants";
is varying($bloom, $serial), varying($bloom =~ s/i \* 1000/1000/r, $serial), "$bloom: not in parallel, those of the first row";
like varying($bloom, $below), qr/^ERROR:  22000: cannot combine bloom filters of different sizes
DETAIL:  One part of a group began with a row that says bloom.*
HINT:  Give all rows of a group the same capacity and rate/m, "$bloom: in parallel, 22000 and why";
# The same happens if each partition is aggregated by itself.
like sql($database, "SET enable_partitionwise_aggregate = on; $serial EXPLAIN SELECT hll_add_agg(h, 8 + day) FROM parts"),
    qr/Partial/, 'parts of a group, in one process';
is sqlstate($database, "SET enable_partitionwise_aggregate = on; $serial SELECT hll_add_agg(h, 8 + day) FROM parts"), '22000',
    'they differ, too';

# Settings, set in every possible way. The query shows all of them; it shows max_sparse by the form
# of a sketch with so many values.
my $told = 'SELECT hll_log2m(s) = 12, (hll_expthresh(s)).specified, hll_regwidth(s),
    hll_sparseon(s), hll_type(s), s FROM (SELECT hll_add_agg(h) AS s FROM events WHERE day < 7';
my %settings = (
    log2m => [12, 't|-1|5|1|4'],
    expthresh => [0, 'f|0|5|1|4'],
    regwidth => [6, 'f|-1|6|1|4'],
    sparseon => ['off', 'f|-1|5|0|4'],
    max_sparse => [2048, 'f|-1|5|1|3']);
for my $name (sort keys %settings) {
    my ($value, $expected) = @{ $settings{$name} };
    my @cases = (
        ["SET hll.$name", "SET hll.$name = $value;\n"],
        ["SET LOCAL hll.$name", "BEGIN; SET LOCAL hll.$name = $value;\n"],
        ["hll.$name of the database", '', "ALTER DATABASE \"$database\" SET hll.$name = $value"],
        ["hll.$name of the role", '',
            "ALTER ROLE CURRENT_USER IN DATABASE \"$database\" SET hll.$name = $value"]);
    for my $case (@cases) {
        my ($what, $session, $alter) = @$case;
        sql($database, $alter) if $alter;
        like same_both_ways($what, "$told) t", $session), qr/^\Q$expected\E\|/, "$what: honoured";
        sql($database, $alter =~ s/SET hll.*/RESET ALL/r) if $alter;
    }
}
like same_both_ways('hll_set_defaults', "$told) t",
    "SELECT hll_set_defaults(12, 6, 0, 0) \\g /dev/null\n"), qr/^t\|0\|6\|0\|4\|/,
    'hll_set_defaults: honoured';
like same_both_ways('hll_set_max_sparse', "$told) t",
    "SELECT hll_set_max_sparse(2048) \\g /dev/null\n"), qr/^f\|-1\|5\|1\|3\|/,
    'hll_set_max_sparse: honoured';
like same_both_ways('settings without rows', "$told AND $never) t",
    "SET hll.log2m = 12; SET hll.expthresh = 0;\n"), qr/^t\|0\|5\|1\|1\|/,
    'settings without rows: honoured';

# Partitionwise: each partition is aggregated partially before the parts are appended.
my $partitions = 'SELECT paid, hll_add_agg(h), hll_union_agg(hll_empty(9) || h)
    FROM parts GROUP BY paid ORDER BY paid';
for my $wise ("SET enable_partitionwise_aggregate = on; $serial",
    "SET enable_partitionwise_aggregate = on; $parallel") {
    my $plan = sql($database, "$wise EXPLAIN (COSTS OFF) $partitions");
    is scalar(() = $plan =~ /Partial \w*Aggregate/g), 3, 'each partition is aggregated in part';
    same_text(sql($database, "$wise $partitions"), sql($database, "$serial $partitions"),
        'partitionwise: the same bytes');
}
done_testing;
