# hll.count_distinct_error over many queries: those that dashboards send (test/dashboards), and random
# ones with count(DISTINCT) in all places. At small groups, whose estimates are exact, each gives the
# rows that it gives without the setting; at large ones, what the error allows.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib", "$FindBin::Bin/../test/lib";
use CountQueries;
use HllTest;
use Test::More;

my $database = new_database('count_distinct');
sql($database, 'CREATE EXTENSION hll');
my $dashboards = "$FindBin::Bin/../test/dashboards";

# What psql prints for statements under this error, with all errors.
sub answers {
    my ($error, $text) = @_;
    my (undef, $out) = run_command("SELECT hll_empty() IS NULL;\nSET hll.count_distinct_error = $error;\n$text",
        'sh', '-c', 'exec psql -XAtq -d "$0" 2>&1', $database);
    return $out;
}

# The first line in which two answers differ by more than `$share` of a number. Estimates may come in another order.
sub difference {
    my ($share, @answers) = @_;
    my ($exact, $estimate) = map { [$share ? sort split /\n/ : split /\n/] } @answers;
    return scalar(@$exact) . ' lines, then ' . scalar(@$estimate) if @$exact != @$estimate;
    for my $i (0 .. $#$exact) {
        my ($from, $to) = map { [split /\|/, $_->[$i], -1] } $exact, $estimate;
        next if @$from == @$to && !grep { !is_near($share, $from->[$_], $to->[$_]) } 0 .. $#$from;
        return "$exact->[$i]\n$estimate->[$i]";
    }
    return '';
}

sub is_near {
    my ($share, $from, $to) = @_;
    return 1 if $from eq $to;
    return $share > 0 && !grep({ !/^-?\d+(?:\.\d+)?$/ } $from, $to) && abs($from - $to) <= $share * abs $from;
}

# Dashboards: at 1,000 users, then at 200,000.
for my $size ([20000, 1000, 0], [400000, 200000, 0.06]) {
    my ($rows, $users, $share) = @$size;
    sql($database, "\\set rows $rows\n\\set users $users\nDROP TABLE IF EXISTS events, customers CASCADE;\n" . read_file("$dashboards/tables.sql"));
    for my $tool (qw(superset metabase grafana cube tableau)) {
        my $statements = read_file("$dashboards/$tool.sql");
        my ($exact, $estimate) = map { answers($_, $statements) } 0, 0.01;
        unlike $exact, qr/ERROR/, "$tool, $users users: all statements run";
        is difference($share, $exact, $estimate), '', 'the estimates are ' . ($share ? 'near' : 'exact');
        isnt $estimate, $exact, 'but estimates' if $share;
    }
}

# Random queries. Each must have no exact count left in its plan.
my $seed = $ENV{HLL_SEED} // 1;
my $number = $ENV{HLL_QUERIES} // 400;
note "HLL_SEED=$seed HLL_QUERIES=$number";
sql($database, tables_of_queries());
my @queries = random_queries($seed, $number);
my $run = join '', map { "\\echo query $_\nSELECT md5(string_agg(q::text, '|' ORDER BY q::text)), count(*) FROM ($queries[$_]) AS q;\n" } 0 .. $#queries;
my %answer = map { $_ => { map { s/^\n//r } (split /^query (\d+)$/m, answers($_, $run))[1 .. 2 * @queries] } } 0, 0.01;
my @wrong = grep { $answer{0}{$_} ne $answer{0.01}{$_} } 0 .. $#queries;
is join("\n", map { "$queries[$_]\n$answer{0}{$_}$answer{0.01}{$_}" } @wrong[0 .. ($#wrong > 2 ? 2 : $#wrong)]), '', "$number random queries, seed $seed";
my @failed = grep { $answer{0}{$_} =~ /ERROR/ } 0 .. $#queries;
cmp_ok scalar @failed, '<', $number / 20, 'nearly all of them run' or diag "$queries[$failed[0]]\n$answer{0}{$failed[0]}";
my $plans = answers(0.01, join '', map { "\\echo query $_\nEXPLAIN (VERBOSE, COSTS off) $queries[$_];\n" } 0 .. $#queries);
my %plan = (split /^query (\d+)$/m, $plans)[1 .. 2 * @queries];
# The columns of a row of a subquery are not known.
my @left = grep { $queries[$_] !~ /DISTINCT \w\)/i && $plan{$_} =~ /count\(DISTINCT/ } 0 .. $#queries;
is join("\n", map { "$queries[$_]$plan{$_}" } @left[0 .. ($#left > 1 ? 1 : $#left)]), '', 'no exact count is left in their plans';
cmp_ok scalar(grep { /approx_count_distinct\(/ } values %plan), '>', $number * 0.8, 'most plans have an estimate';
done_testing;
