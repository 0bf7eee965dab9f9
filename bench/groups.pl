# groups.pl ROWS ROUNDS: the part of bench/growth that prints the tables of groups, after both
# servers have started.
#
# Each table has other keys and another plan; each line, another number of groups. A round runs the
# statements of a line in turn, each in a session of its own, so that the times of a ratio are
# measured within seconds. postgresql-hll is slow, and runs in the first round only.
use strict;
use warnings;
use Figures;
use Server;

my ($rows, $rounds) = @ARGV;

# Each row has a value of its own. The keys are columns, because of expressions PostgreSQL estimates
# far too many distinct values, even with CREATE STATISTICS.
my $make = q(CREATE TABLE users AS SELECT x::bigint AS x, 'user-' || x AS name, x % $n AS in_turn,
        (hashint4(x) & 2147483647) % $n AS at_random FROM generate_series(1, $rows) AS x) =~ s/\$rows/$rows/r;
my @groups = grep { $_ <= $rows / 3 } 1, 10, 100, map { ($_, 3 * $_) } map { 10**$_ } 3 .. 6;
# The peer's hash tables would take a millisecond for each group, so it may always sort.
my @hashed = ("SET work_mem = '1GB'", 'SET enable_sort = off');
my @planned = ("SET work_mem = '4MB'", 'SET max_parallel_workers_per_gather = 2');  # PostgreSQL's defaults
my @tables = (
    ['keys in turn, hashed', 'in_turn', @hashed],
    ['keys at random, hashed', 'at_random', @hashed],
    ['keys in turn, as planned', 'in_turn', @planned],
    ['keys at random, as planned', 'at_random', @planned],
);
# A server, the name of a column, and what is selected in each group. "sorted" sorts in every table.
my @columns = (
    ['ours', 'count', 'count(x)'],
    ['ours', 'approx', 'approx_count_distinct(x)'],
    ['ours', 'sorted', 'approx_count_distinct(x)'],
    ['ours', 'hll_agg', '# hll_agg(x)'],
    ['ours', 'hll_add_agg', '# hll_add_agg(hll_hash_bigint(x))'],
    ['ours', 'exact', 'count(DISTINCT x)'],
    ['ours', 'count of text', 'count(name)'],
    ['ours', 'approx of text', 'approx_count_distinct(name)'],
    ['peer', 'peer', '# hll_add_agg(hll_hash_bigint(x))'],
);
my @ratios = (
    (map { [$_, 'count'] } 'approx', 'hll_agg', 'hll_add_agg'),
    ['approx of text', 'count of text'],
    (map { [$_, 'exact'] } 'approx', 'sorted'),
);

my %servers = (
    peer => Server->new('the peer', $ENV{HLL_PEER}),
    ours => Server->new('ours', "host=$ENV{PGHOST} port=$ENV{PGPORT} user=$ENV{PGUSER}"),
);

sub load {
    my ($server, $n) = @_;
    $server->sql($_) for 'DROP TABLE IF EXISTS users', $make =~ s/\$n/$n/gr, 'VACUUM (FREEZE, ANALYZE) users';
}

sub start_session {
    my ($server, @settings) = @_;
    my $session = $server->session;
    $session->query($_) for @settings, 'SELECT count(*) FROM users';
    return $session;
}

# Returns the nodes of a plan that group, gather or sort, from the top down.
sub plan_of {
    my ($session, $sql) = @_;
    return join ', ', $session->query("EXPLAIN (COSTS OFF) $sql") =~ /((?:\w+ )?\w+Aggregate|Gather[ \w]*|Sort)$/mg;
}

# Measures a line. Returns its cells.
sub line {
    my ($key, $n, @settings) = @_;
    my (%ms, %sql, %sessions);
    for (@columns) {
        my ($server, $name, $count) = @$_;
        $sql{$name} = "SELECT sum(c) FROM (SELECT $count AS c FROM users GROUP BY $key) AS g";
        my @own = grep { $server eq 'ours' && $name ne 'sorted' || !/enable_sort/ } @settings;
        push @own, 'SET enable_hashagg = off' if $name eq 'sorted';
        $sessions{$name} = start_session($servers{$server}, @own);
    }
    my @names = map { $_->[1] } @columns;
    for my $round (1 .. $rounds) {
        for my $name (grep { $round == 1 || $_ ne 'peer' } @names) {
            push @{ $ms{$name} }, ($sessions{$name}->timed($sql{$name}))[0];
        }
    }
    return $n, (map { ms(median(@{ $ms{$_} })) } @names),
        (map { my ($ours, $other) = @ms{@$_}; sprintf '%.2f', median(map { $ours->[$_] / $other->[$_] } 0 .. $rounds - 1) } @ratios),
        (map { sprintf '%.0f', $sessions{$_}->peak_mb } 'count', 'approx'),
        map { plan_of($sessions{$_}, $sql{$_}) } 'approx';
}

$| = 1;
my @lines;
for my $n (@groups) {
    load($_, $n) for values %servers;
    push @{ $lines[$_] }, [line($tables[$_][1], $n, @{ $tables[$_] }[2, 3])] for 0 .. $#tables;
}
print "`bench/growth groups`, $rows rows, $rounds rounds:\n\n    $make\n";
print "    SELECT sum(c) FROM (SELECT $_->[2] AS c FROM users GROUP BY \$key) AS g\n" for @columns;
for my $i (0 .. $#tables) {
    my ($what, undef, @settings) = @{ $tables[$i] };
    my @heads = ($what, (map { $_->[1] } @columns), (map { join ' / ', @$_ } @ratios), 'MB count', 'MB approx', 'plan of approx');
    print "\n    ", join('; ', @settings), "\n\n| ", join(' | ', @heads), " |\n|", '---|' x @heads, "\n";
    print '| ', join(' | ', @$_), " |\n" for @{ $lines[$i] };
}
