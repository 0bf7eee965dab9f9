# The queries of docs/dashboards/grafana.json over the tables of the demonstration, with macros and variables replaced
# as Grafana does, give what the demonstration reports.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use JSON::PP;
use Test::More;

my $root = "$FindBin::Bin/..";
my $database = new_database('grafana');
{
    local @ENV{qw(PGDATABASE HLL_DEMO_EVENTS HLL_DEMO_PAGE)} = ($database, 60000, '');
    my ($status, undef, $err) = run_command('', "$root/scripts/demo.d/run");
    is $status, 0, 'the demonstration makes the tables' or diag $err;
}
my $dashboard = decode_json(read_file("$root/docs/dashboards/grafana.json"));
my %panel = map { $_->{title} => $_ } @{ $dashboard->{panels} };
my %variable = map { $_->{name} => $_ } @{ $dashboard->{templating}{list} };

# The query of a panel as Grafana sends it: variables are replaced first, then macros.
sub query_of {
    my ($title, %value) = @_;
    %value = (from => '2025-01-01T00:00:00Z', to => '2025-03-31T23:59:59Z', days => 7, confidence => 0.95, %value);
    my $query = $panel{$title}{targets}[0]{rawSql} // die "no panel $title\n";
    $query =~ s/\$(?:\{(\w+)\}|(?!__)(\w+))/$value{$1 \/\/ $2} \/\/ die "variable $+"/ge;
    $query =~ s/\$__timeFilter\(([^)]*)\)/$1 BETWEEN '$value{from}' AND '$value{to}'/g;
    $query =~ s/\$__time(From|To)\(\)/'$value{lc $1}'/g;
    return $query;
}

# The rows that only one of two queries gives. Grafana's session may have any time zone.
sub differs {
    my ($query, $expected) = @_;
    return sql($database, "SET timezone = 'America/Los_Angeles';
        (SELECT * FROM ($query) AS a EXCEPT ALL SELECT * FROM ($expected) AS b)
        UNION ALL (SELECT * FROM ($expected) AS c EXCEPT ALL SELECT * FROM ($query) AS d)");
}

# What Grafana needs of the file.
is_deeply [sort keys %variable], [qw(confidence days source)], 'variables';
is $variable{source}{type}, 'datasource', 'the data source is chosen by its name';
is scalar(grep { $_->{datasource}{uid} eq '${source}' } map { ($_, @{ $_->{targets} }) } values %panel), 12,
    'each panel and query takes it';
my %seen;
is join(' ', grep { $seen{$_}++ } map { $_->{id} } values %panel), '', 'panels have different numbers';
for my $title (sort keys %panel) {
    my $query = $panel{$title}{targets}[0]{rawSql};
    unlike $query, qr/#|SELECT \*|\bsum\(|\)\.\w/, "$title: names only, and no sum";
    my @columns = map { s/^"|"$//gr } split /\|/, sql($database, "\\pset tuples_only off\n\\pset footer off\n"
        . query_of($title) =~ s/$/ LIMIT 0/r);
    my $series = $panel{$title}{targets}[0]{format} eq 'time_series';
    is $columns[0] eq 'time', $series, "$title: a time series, and only that, has a column \"time\"";
    my %column = map { $_ => 1 } @columns, 'provider\other';
    is join(' ', grep { !$column{$_} } map { $_->{matcher}{options} } @{ $panel{$title}{fieldConfig}{overrides} }), '',
        "$title: overrides are of columns that are there";
    # The columns of a band hold the count, at each confidence.
    next unless $column{users};
    for my $confidence (split /,/, $variable{confidence}{query}) {
        is sql($database, 'SELECT count(*) FROM (' . query_of($title, confidence => $confidence)
            . ') AS q WHERE (lower <= users AND users <= upper) IS NOT TRUE'), 0, "$title: bounds at $confidence";
    }
}

# What the queries give.
sub of_uniques { return "SELECT report_date, round($_[0]) FROM uniques" }
sub counts { return 'SELECT "time", users FROM (' . query_of(@_) . ') AS q' }
is sql($database, 'SELECT count(*), count(DISTINCT "time") FROM (' . query_of('Users by day') . ') AS q'), '90|90', '90 days';
is differs(counts('Users by day'), of_uniques('by_day')), '', 'by day';
is differs(counts('Users over $days days'), of_uniques('seven_days')), '', 'over seven days';
is differs(counts('Users over $days days', days => 1), of_uniques('by_day')), '', 'over one day';
is differs(counts('Users over $days days', days => 90), of_uniques('cumulative')), '', 'over 90 days';
is differs(counts('Users since the first of the chosen days'), of_uniques('cumulative')), '', 'since the beginning';
my %march = (from => '2025-03-01T00:00:00Z', to => '2025-03-10T23:59:59Z');
my $in_march = " WHERE report_date BETWEEN '2025-03-01' AND '2025-03-10'";
is differs(counts('Users over $days days', %march), of_uniques('seven_days') . $in_march), '',
    'a window sees the days before the chosen ones';
is differs(counts('Users since the first of the chosen days', %march),
    "SELECT report_date, round(hll_cardinality(hll_union_agg(users) OVER (ORDER BY report_date))) FROM daily_uniques$in_march"),
    '', 'since the first of March';
is sql($database, 'SELECT users FROM (' . query_of('Users in the chosen days', %march) . ') AS q'),
    sql($database, "SELECT round(hll_cardinality(hll_union_agg(users))) FROM daily_uniques$in_march"), 'the chosen days';
like sql($database, query_of('Users in the chosen days', from => '2024-01-01T00:00:00Z', to => '2024-01-02T00:00:00Z')),
    qr/^(0\|0\|0)?$/, 'no days';
my $matrix = "How much of the row's audience the column reaches, in percent";
is differs(query_of($matrix),
    'SELECT provider, other, CASE WHEN reliable THEN round(percent::numeric, 1) END FROM overlap'), '', 'overlaps';
is sql($database, 'SELECT count(*) FROM (' . query_of($matrix) . ') AS q'), 64, '... of eight sites';
is sql($database, 'SELECT count(*), bool_and(lower <= common AND common <= upper) FROM ('
    . query_of('Overlaps with bounds') . ') AS q'), '28|t', '... and their bounds';
done_testing;
