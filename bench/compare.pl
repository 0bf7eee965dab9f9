# compare.pl FORM ROWS ROUNDS CASES: the part of bench/run that runs after both servers have
# started.
#
# Each case has a session of its own on each server. The session first reads the table, so that its
# pages are in the shared buffers and the backend has mapped them. Then it runs the case once, which
# warms up everything and shows its peak memory. Then come the rounds that count. A round runs all
# cases in turn, each as base, ours and peer, so that the times of a ratio are measured within
# seconds. A ratio in the table is the median of the rounds' ratios, not the ratio of the medians.
use strict;
use warnings;
use FindBin;
use List::Util qw(max);
use Cases;
use Figures;
use Server;

my ($form, $rows, $rounds, $names) = @ARGV;

# The statements of a case that are compared; each has a session. The exact one runs on our server.
my @sides = qw(ours exact peer);
$| = 1;

sub progress { print STDERR "\r\e[K", @_ if -t STDERR }

# Fills a table on our server, and on the peer's if there is one. The peer gets copies of our
# sketches, so that both have the same.
sub load {
    my ($table, $ours, @peer) = @_;
    progress("loading $table");
    my $file = "$FindBin::Bin/tables/$table.sql";
    Server::wait_for($ours->start_file($file, rows => $rows, fill => 1),
        map { $_->start_file($file, rows => $rows, fill => 0) } @peer);
    for my $server (@peer) {
        $server->copy_from($ours, $table) if $server->sql("SELECT count(*) FROM $table") == 0;
    }
    $_->sql("VACUUM (FREEZE, ANALYZE) $table") for $ours, @peer;
    check_forms($table, $ours, @peer);
}

# Makes sure that sketches are in the FULL form.
sub check_forms {
    my ($table, @servers) = @_;
    return if $servers[0]->sql("SELECT count(*) FROM pg_attribute WHERE attrelid = '$table'::regclass AND atttypid = 'hll'::regtype") == 0;
    for (@servers) {
        my $others = $_->sql("SELECT count(*) FROM $table WHERE hll_type(users) <> 4");
        die $_->name, ": $others sketches of $table are not FULL\n" if $others > 0;
    }
}

# Runs a statement of a case on one side. Its result must be the same each time.
sub measure {
    my ($case, $side, $sql) = @_;
    my ($ms, $result) = $case->{$side}{session}->timed($sql);
    my $expected = $case->{results}{"$side $sql"} //= $result;
    die "case $case->{name}, $side: $result, and before $expected\n" if $result ne $expected;
    return $ms;
}

# Opens the sessions, runs both sides once, and compares what they find.
sub prepare {
    my ($case, %servers) = @_;
    progress("preparing $case->{name}");
    for my $side (grep { $case->{$_} } @sides) {
        my $session = $servers{$side}->session;
        $session->query("SELECT count(*) FROM $_") for split ' ', $case->{table};
        $case->{$side} = { sql => $case->{$side}, session => $session };
        my $ms = measure($case, $side, $case->{$side}{sql});
        $case->{$side}{mb} = $session->peak_mb;
        $case->{$side}{once} = $ms if $side eq 'peer' && $case->{once};
        measure($case, $side, $case->{base}) if $side eq 'ours' || $case->{kind} eq 'net';
    }
    $case->{hash} = hash_memory($case, $servers{ours}) if $case->{memory};
    $case->{buffers_used} = buffers_used($case, $servers{ours}) if $case->{buffers};
    compare_results($case, $_) for grep { $case->{$_} } qw(exact peer);
    compare_sketches($case, %servers) if $case->{peer} && $case->{equal};
    die "case $case->{name}: not true: $case->{true}\n" if $case->{true} && $servers{ours}->sql($case->{true}) ne 't';
}

sub compare_results {
    my ($case, $side) = @_;
    my ($ours, $other) = map { $case->{results}{"$_ $case->{$_}{sql}"} } 'ours', $side;
    die "case $case->{name}: ours finds $ours, $side $other\n" if abs($ours - $other) > $case->{near} * abs $other;
}

sub compare_sketches {
    my ($case, %servers) = @_;
    my ($here, $there) = map { $_->sql($case->{equal}) } @servers{qw(ours peer)};
    die "case $case->{name}: the sketches differ\n" if $here ne $there;
}

# Reads from EXPLAIN what the hash tables of the case and of its base took.
sub hash_memory {
    my ($case, $server) = @_;
    my %found;
    for (['ours', $case->{ours}{sql}], ['base', $case->{base}]) {
        my ($what, $sql) = @$_;
        my $plan = $server->sql("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) $sql");
        @{ $found{$what} }{qw(batches kb)} = $plan =~ /Batches: (\d+)  Memory Usage: (\d+)kB/;
    }
    return \%found;
}

# Returns how many buffers EXPLAIN counts for each of `per`, without those of planning.
sub buffers_used {
    my ($case, $server) = @_;
    my $plan = $server->sql("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) $case->{ours}{sql}");
    my ($line) = $plan =~ /Buffers: (.*)/;
    my $buffers = 0;
    $buffers += $_ for $line =~ /(?:hit|read)=(\d+)/g;
    return $buffers / $case->{per};
}

# Runs a case once. The base comes before ours in every other round, and after it in the rest.
sub run_round {
    my ($case, $round) = @_;
    my %ms;
    for my $side (@sides) {
        next if !$case->{$side};
        my @todo = ([$side, $case->{$side}{sql}]);
        unshift @todo, ["$side base", $case->{base}] if $side eq 'ours' || $case->{kind} eq 'net';
        @todo = reverse @todo if $round % 2;
        for (@todo) {
            my ($what, $sql) = @$_;
            $ms{$what} = $what eq 'peer' && $case->{peer}{once} || measure($case, $side, $sql);
        }
    }
    push @{ $case->{rounds} }, { %ms, ratios(\%ms, $case) };
}

sub ratios {
    my ($ms, $case) = @_;
    my $kind = $case->{kind};
    my %ratios = (to_base => $ms->{ours} / $ms->{'ours base'});
    $ratios{to_exact} = $ms->{ours} / $ms->{exact} if $ms->{exact};
    $ratios{each} = max(1e6 * ($ms->{ours} - $ms->{'ours base'}) / $case->{per}, 0.01) if $case->{per};
    return %ratios if !$ms->{peer};
    my ($ours, $peer) = map { $ms->{$_} - ($kind eq 'net' ? $ms->{"$_ base"} : 0) } qw(ours peer);
    # A time that isn't longer than its base's can't be measured; it counts as very short.
    $_ = max($_, 0.01) for $ours, $peer;
    $ratios{to_peer} = $ours / $peer;
    return %ratios;
}

sub of_rounds {
    my ($case, $what) = @_;
    return grep { defined } map { $_->{$what} } @{ $case->{rounds} };
}

sub row {
    my ($case) = @_;
    my $judged = { base => 'to_base', each => 'each' }->{ $case->{kind} } // 'to_peer';
    my @ratios = of_rounds($case, $judged);
    my $met = !@ratios || !defined $case->{limit} ? '-' : median(@ratios) <= $case->{limit} ? 'yes' : 'no';
    return [
        $case->{name}, $case->{what},
        (map { ms(median(of_rounds($case, $_))) } 'ours', 'exact', 'peer', 'ours base'),
        (map { ratio(median(of_rounds($case, $_))) } qw(to_base to_exact to_peer)),
        ms(median(of_rounds($case, 'each'))),
        @ratios ? join('..', map { ratio($_) } range(@ratios)) : '-',
        $case->{target}, $met,
        (map { $case->{$_} ? sprintf '%.1f', $case->{$_}{mb} : '-' } qw(ours peer)),
    ];
}

sub print_hash_memory {
    my ($case) = @_;
    my ($ours, $base) = @{ $case->{hash} }{qw(ours base)};
    for (['ours', $ours], ['base', $base]) {
        my ($what, $found) = @$_;
        return print "\n$case->{name}, $what: not hashed\n" if !defined $found->{kb};
    }
    my $ratio = $ours->{kb} / $base->{kb};
    printf "\n%s, hash table: ours %d kB in %d batches, base %d kB in %d; at most %s times as much, in one batch: %s\n",
        $case->{name}, $ours->{kb}, $ours->{batches}, $base->{kb}, $base->{batches}, $case->{memory},
        $ratio <= $case->{memory} && $ours->{batches} == 1 ? 'yes' : 'no';
}

sub print_buffers {
    my ($case) = @_;
    printf "\n%s, buffers: %.1f each; at most %d: %s\n", $case->{name}, @$case{qw(buffers_used buffers)},
        $case->{buffers_used} <= $case->{buffers} ? 'yes' : 'no';
}

sub print_head {
    my ($ours, $peer) = @_;
    my ($cpu) = map { /^model name\s*: (.*)/ } do { open my $info, '<', '/proc/cpuinfo'; <$info> };
    printf "hll %s, postgresql-hll %s, PostgreSQL %s, %s\n",
        (map { $_->sql("SELECT extversion FROM pg_extension WHERE extname = 'hll'") } $ours, $peer),
        $ours->sql('SHOW server_version') =~ s/ .*//r, $cpu // 'unknown CPU';
    printf "%s form: %d rows, %d rounds\n\n", $form, $rows, $rounds;
}

my @cases = read_cases("$FindBin::Bin/cases", split ' ', $names);
my $peer = Server->new('the peer', $ENV{HLL_PEER});
my $ours = Server->new('ours', "host=$ENV{PGHOST} port=$ENV{PGPORT} user=$ENV{PGUSER}");
my @left_out = grep { $_->{needs} && !$ours->has_function($_->{needs}) } @cases;
my %left_out = map { $_->{name} => 1 } @left_out;
@cases = grep { !$left_out{ $_->{name} } } @cases;
$_->{per} =~ s/^rows$/$rows/ for grep { $_->{per} } @cases;

my %servers;
for my $case (@cases) {
    push @{ $servers{$_} }, $case->{peer} // () for split ' ', $case->{table};
}
load($_, $ours, @{ $servers{$_} } ? $peer : ()) for sort keys %servers;
prepare($_, ours => $ours, exact => $ours, peer => $peer) for @cases;
for my $round (1 .. $rounds) {
    for (@cases) {
        progress("round $round of $rounds: $_->{name}");
        run_round($_, $round);
    }
}
progress();

print_head($ours, $peer);
my @heads = ('', 'ms', qw(ours exact peer base ours/base ours/exact ours/peer ns range target met), 'MB ours', 'peer');
print_table([1, 10], \@heads, map { row($_) } @cases);
print_hash_memory($_) for grep { $_->{hash} } @cases;
print_buffers($_) for grep { $_->{buffers} } @cases;
printf "\n%s: left out, there is no %s()\n", $_->{name}, $_->{needs} for @left_out;
