# growth.pl ROWS TABLE: the part of bench/growth that runs after the server has started, for all
# tables but groups.
#
# Each figure is measured in a new session, so that its peak memory belongs to one statement. Rows
# come from generate_series() in a select list, because that doesn't store them.
use strict;
use warnings;
use Figures;
use Server;

my ($rows, $name) = @ARGV;
my $tenth = $rows / 10;

# Each table has the values of $n and a statement for each column of times. The memory of the last
# statement is shown, too. Optional: names of the columns (else those of the aggregates), what to
# show of the last statement's result, and what to set or create first.
my $series = '(SELECT generate_series(1, $n) AS i) AS s';
my $events = "(SELECT generate_series(1, $tenth) AS i) AS s";
my $window = 'SELECT sum(#u) FROM (SELECT hll_union_agg(users) OVER (ORDER BY day ROWS $n PRECEDING) AS u FROM days) AS w';
my %tables = (
    rows => {
        what => 'rows',
        n => [grep { $_ <= $rows } map { 10**$_ } 5 .. 8],
        statements => ["SELECT count(i) FROM $series", "SELECT #hll_add_agg(hll_hash_integer(i)) FROM $series",
            "SELECT approx_count_distinct(i) FROM $series"],
    },
    explicit => {
        what => 'values, expthresh 65536',
        n => [1024, 8192, 65536],
        result => 'bytes stored',
        set => 'SET hll.expthresh = 65536',
        statements => ["SELECT count(i) FROM $series", "SELECT approx_count_distinct(i) FROM $series",
            "SELECT octet_length(hll_add_agg(hll_hash_integer(i))::bytea) FROM $series"],
    },
    log2m => {
        what => "log2m, $tenth rows",
        n => [8 .. 20],
        result => 'bytes stored',
        statements => ["SELECT octet_length(hll_add_agg(hll_hash_integer(i), \$n)::bytea) FROM $events"],
    },
    window => {
        what => 'ROWS n PRECEDING, 10000 days',
        n => [0, 6, 29, 99, 364, 999, 4999],
        set => "SET work_mem = '64MB'",
        make => 'CREATE TABLE days AS SELECT day, hll_add_agg(hll_hash_integer(day * 500 + i)) AS users
            FROM generate_series(1, 10000) AS day, generate_series(1, 3000) AS i GROUP BY day',
        statements => [$window],
    },
    workers => {
        what => "workers, $tenth rows",
        n => [0, 1, 2],
        set => 'SET max_parallel_workers_per_gather = $n',
        make => "CREATE TABLE events AS SELECT generate_series(1, $tenth) AS i",
        statements => ['SELECT count(i) FROM events', 'SELECT #hll_add_agg(hll_hash_integer(i)) FROM events',
            'SELECT approx_count_distinct(i) FROM events'],
    },
    # Makes 200,000 look-ups, each in another filter than the one before. Then looks up 20,000
    # elements that no filter has, in every filter and in their union.
    filters => {
        what => 'filters of 12 kB',
        n => [1, 16, 17, 24, 100, 1000],
        set => 'SET enable_nestloop = off; SET enable_mergejoin = off',
        make => 'CREATE TABLE filters AS SELECT n, bloom_agg(i, 10000, 0.01) AS filter
            FROM generate_series(1, 1000) AS n, generate_series(n, n + 299) AS i GROUP BY n',
        heads => ['join alone', 'asked in turn', 'each asked', 'union asked'],
        statements => [(map { "SELECT count($_) FROM (SELECT i, i % \$n + 1 AS n FROM generate_series(1, 200000) AS i) AS s
                JOIN filters USING (n)" } 'filter', 'nullif(filter @> i, false)'),
            'SELECT count(*) FROM (SELECT generate_series(1, 20000) AS i) AS s
                WHERE EXISTS (SELECT FROM filters WHERE n <= $n AND filter @> -i)',
            'SELECT count(*) FROM (SELECT generate_series(1, 20000) AS i) AS s
                WHERE (SELECT bloom_union_agg(filter) FROM filters WHERE n <= $n) @> -i'],
    },
);

sub made { return $_[0]{make} =~ /TABLE (\w+)/ ? $1 : die }

sub make {
    my ($server, $table) = @_;
    $server->sql($_) for $table->{make}, 'VACUUM (FREEZE, ANALYZE) ' . made($table);
}

# Returns the shortest of three times, the peak memory and the result.
sub measure {
    my ($server, $table, $n, $statement) = @_;
    my $session = $server->session;
    $session->query($table->{set} =~ s/\$n/$n/r) if $table->{set};
    $session->query('SELECT count(*) FROM ' . made($table)) if $table->{make};
    my @runs = map { [$session->timed($statement =~ s/\$n/$n/gr)] } 1 .. 3;
    my ($least) = range(map { $_->[0] } @runs);
    return ($least, $session->peak_mb, $runs[0][1]);
}

sub print_growth {
    my ($server, $name) = @_;
    my $table = $tables{$name} // die "there is no table $name\n";
    my @statements = @{ $table->{statements} };
    print "`bench/growth $name`:\n\n";
    make($server, $table) if $table->{make};
    print "    $_\n" for grep { defined } @$table{qw(make set)}, @statements;
    my @columns = $table->{heads} ? @{ $table->{heads} } : map { /(count|approx_count_distinct|hll_\w+_agg)\(/ } @statements;
    my @heads = ($table->{what}, @columns, 'MB', $table->{result} // ());
    print "\n| ", join(' | ', @heads), " |\n|", '---|' x @heads, "\n";
    for my $n (@{ $table->{n} }) {
        my (@ms, $mb, $result);
        for (@statements) {
            (my $ms, $mb, $result) = measure($server, $table, $n, $_);
            push @ms, ms($ms);
        }
        print '| ', join(' | ', $n, @ms, sprintf('%.1f', $mb), $table->{result} ? $result : ()), " |\n";
    }
    print "\n";
}

$| = 1;
my $server = Server->new('growth', "host=$ENV{PGHOST} port=$ENV{PGPORT} user=$ENV{PGUSER}");
print_growth($server, $name);
