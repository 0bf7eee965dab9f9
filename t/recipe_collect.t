# Runs the recipe "Collect, and add at once" as docs/from-redis.md prints it, with several writers
# and several collectors at once, while new keys appear, with filters of different capacities, and
# with a crash of the server in between. No committed element may be lost, and no session may
# deadlock.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use OwnServer;
use Session;
use Test::More;
use Time::HiRes qw(sleep);

# Returns the last statement of the document that starts with $beginning.
my $blocks = join '', read_file("$FindBin::Bin/../docs/from-redis.md") =~ /^```sql\n(.*?)^```/gms;

sub statement {
    my ($beginning) = @_;
    my ($statement) = $blocks =~ /.*(^$beginning[^;]*;)/ms or die "docs/from-redis.md has no $beginning\n";
    return $statement;
}

my $collect = statement('WITH batch AS');

plan skip_all => "$ENV{PGHOST} is not a private server" unless new_server("fsync = off\ndeadlock_timeout = 20ms");
my $database = new_database('collect');
sql($database, "CREATE EXTENSION hll; " . statement('CREATE TABLE filters') . statement('CREATE (?:UNLOGGED )?TABLE staged'));

# The recipe locks filters in order. Another session holds key m while the recipe goes from a to z.
sql($database, <<'SQL');
INSERT INTO filters SELECT chr(i), bloom_empty(100000, 0.01) FROM generate_series(97, 122) i;
INSERT INTO staged SELECT chr(97 + i * 7 % 26), 'e' || i FROM generate_series(1, 260) i;
SQL
start_session($database, 'holder', <<'SQL');
BEGIN; SELECT FROM filters WHERE key = 'm' FOR UPDATE; SELECT pg_sleep(60);
SQL
wait_until($database, "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'holder' AND wait_event = 'PgSleep'");
start_session($database, 'collector', $collect);
wait_until($database, "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'collector' AND wait_event_type = 'Lock'");
is sql($database, "SELECT string_agg(key, '') FROM (SELECT key FROM filters ORDER BY key FOR UPDATE SKIP LOCKED) f"),
    'nopqrstuvwxyz', 'filters are locked in the order of their keys';
is eval { sql($database, "SET lock_timeout = 100; INSERT INTO staged VALUES ('z', 'late'); $collect
    SELECT seen @> 'late' AND NOT seen @> 'e11' FROM filters WHERE key = 'z'") } // $@, 't',
    'another session takes what is left and does not wait';
sql($database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'");
finished('holder');
is join('', finished('collector')), '', 'the first goes on';
is sql($database, "SELECT count(*), bool_and(seen @> ('e' || i)), (SELECT count(*) FROM staged)
    FROM generate_series(1, 260) i, filters WHERE key = chr(97 + i * 7 % 26)"), '260|t|0', 'every element is in its filter';

# Returns the statements of a writer. Each adds two or three elements, with the keys in ascending or
# descending order, and prints them after its commit. All writers share five keys, now and then
# there is a new one, and the filter of one key has a size of its own.
sub writes {
    my ($name, $count) = @_;
    my $statements = '';
    for my $n (1 .. $count) {
        my @keys = ('all' . $n * 3 % 5, 'new' . int($n / 100), ('small') x ($n % 10 == 0));
        @keys = reverse @keys if $n % 2;
        my $rows = join ', ', map { "('$_', '$name $n')" } @keys;
        $statements .= "INSERT INTO staged VALUES $rows RETURNING key, element;\n";
    }
    return $statements;
}

# Runs writers and collectors at the same time. Returns what the writers printed as committed, and
# the errors. With $crash, the server is stopped while they work.
sub work {
    my ($round, $writes, $collects, $crash) = @_;
    my @writers = map { "writer $round$_" } 1 .. 3;
    my @collectors = map { "collector $round$_" } 1 .. 3;
    start_session($database, $_, writes($_, $writes)) for @writers;
    start_session($database, $_, $collect x $collects) for @collectors;
    if ($crash) {
        for (1 .. 600) {
            last if !grep { -s temp_dir() . "/$_.out" < 80_000 } @writers;
            sleep 0.05;
        }
        stop_server_at_once();
    }
    my ($committed, $errors) = finished(@writers);
    return ($committed, $errors . (finished(@collectors))[1]);
}

sub load_committed {
    my ($committed) = @_;
    sql($database, "COPY committed FROM STDIN (DELIMITER '|');\n$committed\\.\n");
}

my $lost = <<'SQL';
SELECT key, element FROM committed c
WHERE NOT EXISTS (SELECT FROM filters f WHERE f.key = c.key AND seen @> element)
  AND NOT EXISTS (SELECT FROM staged s WHERE (s.key, s.element) = (c.key, c.element)) LIMIT 3;
SQL

sql($database, <<'SQL');
DELETE FROM filters;
INSERT INTO filters VALUES ('small', bloom_empty(20000, 0.001));
CREATE TABLE committed (key text, element text);
SQL
my ($committed, $errors) = work('a', 30_000, 10_000, 1);
is $errors, '', 'until the server stops, no session has an error';
start_server();
like server_log(), qr/database system was not properly shut down/, 'it was stopped without a checkpoint';
load_committed($committed);
note sql($database, 'SELECT count(*), (SELECT count(*) FROM staged), (SELECT count(*) FROM filters) FROM committed');
is sql($database, $lost), '', 'after the crash every committed element is in its filter or staged';

($committed, $errors) = work('b', 1000, 300, 0);
is $errors, '', 'after it, no session has an error';
load_committed($committed);
is sql($database, $lost), '', 'beside all that no element is lost';
sql($database, $collect);
is sql($database, "SELECT count(*) FROM staged; $lost"), '0', 'in the end every element is in its filter';
is sql($database, "SELECT count(DISTINCT key), (SELECT count(*) FROM filters) - count(DISTINCT key) FROM committed") =~ s/^\d\d+\|//r,
    '0', 'every key has its filter';
is sql($database, "SELECT DISTINCT bloom_capacity(seen), bloom_target_fpr(seen) FROM filters WHERE key = 'small'"),
    '20000|0.001', 'a filter keeps its own capacity and rate';
unlike server_log(), qr/deadlock detected/, 'no deadlock';

# No capacity gives a filter of this number of blocks.
sql($database, <<'SQL');
INSERT INTO filters VALUES ('folded', bloom_add(bloom_fold(bloom_empty(35849, 0.001), 3), 'x'));
INSERT INTO staged VALUES ('all1', 'y'), ('folded', 'y');
SQL
is sqlstate($database, $collect), '22000', 'a folded filter may not take a batch';
is sql($database, 'SELECT count(*) FROM staged'), 2, 'then every row stays staged';
sql($database, "WITH batch AS (DELETE FROM staged WHERE key = 'folded' RETURNING element)
    UPDATE filters SET seen = bloom_add_all(seen, ARRAY(SELECT element FROM batch)) WHERE key = 'folded'; $collect");
is sql($database, "SELECT count(*) FILTER (WHERE seen @> 'y'), (SELECT count(*) FROM staged) FROM filters
    WHERE key IN ('all1', 'folded')"), '2|0', 'bloom_add_all adds to it';
done_testing;
