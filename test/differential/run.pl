# The differential test: compares this extension's results with postgresql-hll's.
# scripts/check-differential starts both servers and runs it. Pair.pm says how results are compared.
#
# run.pl [--quick]
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../../t/lib";
use Time::HiRes 'time';
use Conflicts;
use Differences;
use Foreign;
use Hashes;
use OtherWays;
use Pair;
use Sketches;
use WayOver;

my $quick = @ARGV && $ARGV[0] eq '--quick';
die "usage: run.pl [--quick]\n" if @ARGV != $quick;
my $scale = $quick ? 10 : 1;

# Gives the estimator of postgresql-hll the same name on both sides.
my %old_cardinality = (here => 'hll_cardinality_classic', there => 'hll_cardinality');

# Creates a database on both sides, with the extension and what the probes need.
sub new_pair {
    my ($name) = @_;
    new_databases($name);
    for my $side (qw(here there)) {
        on($side, $name, <<"END");
CREATE EXTENSION hll;
CREATE FUNCTION old_cardinality(hll) RETURNS float8 LANGUAGE sql IMMUTABLE
RETURN $old_cardinality{$side}(\$1);
END
        on($side, $name, <<"END") for '', 'floor_', 'ceil_';
CREATE AGGREGATE ${_}card_agg(hll_hashval) (
  SFUNC = hll_add_trans0, STYPE = internal, FINALFUNC = hll_${_}card_unpacked);
END
    }
}

sub thousands { return reverse(join ',', unpack '(A3)*', reverse shift) }

sub part {
    my ($what, $database, $statements) = @_;
    my $start = time;
    run_both($what, $database, $statements);
    my $figures = figures()->{$what};
    printf "%-20s %9s rows, %9s results compared, %4.0f s\n", $what,
        (map { scalar thousands($figures->{$_} // 0) } qw(rows results)), time - $start;
}

sub document {
    my $path = 'docs/from-postgresql-hll.md';
    open my $file, '<:raw', "$FindBin::Bin/../../$path" or die "$path: $!";
    local $/;
    return <$file>;
}

$| = 1;
my @wrong = unexplained_rows(document());
new_pair('hll_differential');
new_databases($_) for qw(hll_way_over hll_way_back hll_one_way hll_replicated hll_foreign);

part('hash values', 'hll_differential', hash_statements($scale));
part('parameters', 'hll_differential', parameter_statements());
part('untyped literals', 'hll_differential', literal_statements());
part('sketches', 'hll_differential', sketch_statements($scale));
move_database('hll_way_over');
part('a moved database', 'hll_way_over', moved_statements());
move_back('hll_way_back');
part('a database moved back', 'hll_way_back', moved_statements());
replicate('hll_replicated');
part('a replicated database', 'hll_replicated', moved_statements());
my $wrong_conflicts = check_conflicts('hll_conflicts') + check_one_way('hll_one_way') + check_foreign('hll_foreign');
part('meant differences', 'hll_differential', probe_statements(peer_version()));

print "\nmeant differences: how often they were met, and by how many statements they are shown\n";
printf "  %-28s %6d  %3d\n", @$_ for seen();
print "\n", @wrong if @wrong;
printf "unexpected differences: %d\n", failures() if failures();
exit(@wrong || failures() || $wrong_conflicts ? 1 : 0);
