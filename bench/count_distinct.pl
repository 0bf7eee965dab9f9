# count_distinct.pl ROWS ROUNDS STATEMENTS: the part of bench/count_distinct that measures.
use strict;
use warnings;
use FindBin;
use Figures;
use Server;
use Time::HiRes 'time';

my ($rows, $rounds, $statements) = @ARGV;
my $options = '-c jit=off -c work_mem=64MB';
my $loaded = "$options -c session_preload_libraries=hll";

my @queries = (
    ['TPC-H, partkeys of all', 'SELECT count(DISTINCT l_partkey) AS n FROM lineitem'],
    ['TPC-H, orders by mode and year', 'SELECT count(DISTINCT l_orderkey) AS n FROM lineitem GROUP BY l_shipmode, extract(year FROM l_shipdate)'],
    ['TPC-H, orders and suppliers by mode', 'SELECT count(DISTINCT l_orderkey) + count(DISTINCT l_suppkey) AS n FROM lineitem GROUP BY l_shipmode'],
    ['TPC-H 16, suppliers by brand, type, size', 'SELECT count(DISTINCT ps_suppkey) AS n FROM partsupp JOIN part ON p_partkey = ps_partkey
        GROUP BY p_brand, p_type, p_size'],
    ['clicks, users of all', 'SELECT count(DISTINCT user_id) AS n FROM clicks'],
    ['clicks, users by day', "SELECT count(DISTINCT user_id) AS n FROM clicks GROUP BY date_trunc('day', at)"],
    ['clicks, users and sessions by page', 'SELECT count(DISTINCT user_id) + count(DISTINCT session_id) AS n FROM clicks GROUP BY page'],
    ['clicks, URLs (text) of all', 'SELECT count(DISTINCT url) AS n FROM clicks'],
    ['clicks, pages by session', 'SELECT count(DISTINCT page) AS n FROM clicks GROUP BY session_id'],
    ['clicks, pages of one session', 'SELECT count(DISTINCT page) AS n FROM clicks WHERE session_id = 1000'],
);

my $connection = "host=$ENV{PGHOST} port=$ENV{PGPORT} user=$ENV{PGUSER}";
$ENV{PGOPTIONS} = $loaded;
my $server = Server->new('hll', $connection);
Server::wait_for($server->start_file("$FindBin::Bin/tables/count_distinct.sql", rows => $rows));
$server->sql('CREATE INDEX ON clicks (session_id)');

# Runs each way of a query in turn; returns the milliseconds of each round, and the last result.
my $session = $server->session;
sub measure {
    my ($query) = @_;
    my (%ms, %result);
    for my $round (0 .. $rounds) {
        for my $workers (0, 2) {
            for my $error (0, 0.01) {
                $session->query("SET hll.count_distinct_error = $error; SET max_parallel_workers_per_gather = $workers");
                my $start = time;
                $result{$error} = $session->query("SELECT round(avg(n), 2), count(*) FROM ($query) AS q");
                push @{$ms{$workers}{$error}}, 1000 * (time - $start) if $round;
            }
        }
    }
    return (\%ms, \%result);
}

sub ratio_of {
    my ($of, $to) = @_;
    return ratio(median(map { $of->[$_] / $to->[$_] } 0 .. $#$of));
}

my @table = (['ms', 'groups', 'exact', '1 %', 'to exact', 'exact, 2 workers', '1 %, 2 workers', 'to exact', 'off by']);
for (@queries) {
    my ($name, $query) = @$_;
    my ($ms, $result) = measure($query);
    my ($exact, $groups) = split /\|/, $result->{0};
    my ($estimate) = split /\|/, $result->{0.01};
    push @table, [$name, $groups, map({ my $of = $ms->{$_}; ms(median(@{$of->{0}})), ms(median(@{$of->{0.01}})), ratio_of(@$of{0.01, 0}) } 0, 2),
        sprintf '%.1f %%', 100 * abs($estimate / $exact - 1)];
}
print "$rows rows, $rounds rounds\n\n";
print_table([0], @table);

# Trivial statements, planned and executed each time by a loop in the server: the way of a statement to the server and back
# varies by more than all that is measured here. The sessions take turns, a hundredth of all statements each.
$server->sql('CREATE FUNCTION repeated(statement text, times integer) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    start CONSTANT timestamptz := clock_timestamp();
BEGIN
    FOR i IN 1 .. times LOOP EXECUTE statement; END LOOP;
    RETURN 1000000 * extract(epoch FROM clock_timestamp() - start) / times;
END
$$; CREATE INDEX ON part (p_partkey)');
my @ways = qw(without off again on);
my %options = (without => $options, again => $options, off => $loaded, on => "$loaded -c hll.count_distinct_error=0.01");
my %sessions = map { local $ENV{PGOPTIONS} = $options{$_}; $_ => $server->session } @ways;
my @costs = (['us a statement', @ways, map { "$_, ratio" } @ways[1 .. 3]]);
for my $statement ('SELECT 1', 'SELECT p_brand FROM part WHERE p_partkey = 5') {
    my %us;
    for my $part (0 .. 100) {
        my %now = map { $_ => $sessions{$_}->query("SELECT repeated('$statement', greatest(1, $statements / 100))") } @ways;
        next if !$part;
        push @{$us{$_}}, $now{$_} for @ways;
    }
    my %least = map { $_ => (range(@{$us{$_}}))[0] } @ways;
    push @costs, [$statement, map({ ms($least{$_}) } @ways), map { sprintf '%.3f', $least{$_} / $least{without} } @ways[1 .. 3]];
}
print "\n$statements trivial statements: the fastest of 100 parts\n\n";
print_table([0], @costs);
