# Random queries with count(DISTINCT) in all places. They have at most a few hundred different values
# in a group.
package CountQueries;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(tables_of_queries random_queries);

sub tables_of_queries {
    return <<'END';
CREATE TABLE r AS SELECT i % 5 AS g, i % 3 AS h, i % 50 AS n, CASE WHEN i % 7 > 0 THEN 'v' || i % 23 END AS t,
    (i % 40) / 8.0 AS d, (i % 9)::float8 AS f, date '2026-01-01' + i % 31 AS day FROM generate_series(1, 600) AS i;
CREATE TABLE s AS SELECT i % 5 AS g, i % 4 AS h, i % 30 AS n, 'v' || i % 11 AS t, (i % 12)::numeric AS d, -(i % 5)::float8 AS f,
    date '2026-01-05' + i % 8 AS day FROM generate_series(1, 200) AS i;
CREATE VIEW v AS SELECT g, h, count(DISTINCT n)::integer AS n, max(t) AS t, count(DISTINCT t)::numeric AS d, 0::float8 AS f, min(day) AS day
    FROM r GROUP BY g, h;
CREATE FUNCTION inlined(least_n integer) RETURNS TABLE (g integer, h integer, n integer, t text, d numeric, f float8, day date) LANGUAGE sql STABLE AS
    $$ SELECT g, h, count(DISTINCT n)::integer, min(t), 0.5, 1.5::float8, max(day) FROM s WHERE n > least_n GROUP BY g, h $$;
CREATE FUNCTION called(integer) RETURNS bigint LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (SELECT count(DISTINCT t) FROM r WHERE g = $1); END $$;
ANALYZE r, s;
END
}

sub any { return $_[rand @_] }

# A value of columns of `$x`.
sub value {
    my ($x) = @_;
    return any("$x.n", "$x.n", "$x.t", "$x.t", "$x.d", "$x.f", "$x.day", "$x.n % 7", "$x.n + $x.g", "lower($x.t)", "coalesce($x.t, '?')",
        "CASE WHEN $x.h = 1 THEN $x.n END", "($x.g, $x.t)", "ROW($x.n, $x.d)", "ARRAY[$x.n, $x.g]", "$x.t COLLATE \"C\"", "$x", "date_trunc('week', $x.day)");
}

sub condition {
    my ($x) = @_;
    return any("$x.n > " . int rand 20, "$x.t <> 'v3'", "$x.h IN (0, 2)", "$x.day < '2026-01-20'", "$x.f IS NOT NULL");
}

sub distinct_count {
    my ($x) = @_;
    my $filter = rand() < 0.25 ? ' FILTER (WHERE ' . condition($x) . ')' : '';
    return 'count(' . any('DISTINCT', 'distinct') . ' ' . value($x) . ")$filter";
}

# An expression over a group of rows of `$x`, that is a number.
sub measure {
    my ($x, $depth) = @_;
    my $kind = rand;
    return distinct_count($x) if $kind < 0.6;
    return distinct_count($x) . any(' + ', ' * ', ' - ') . distinct_count($x) if $kind < 0.7;
    return any('count(*)', "sum($x.n)", "count(DISTINCT $x.n) / nullif(count(*), 0)::numeric", "max($x.d)", "sum(DISTINCT $x.n)") if $kind < 0.8;
    return 'coalesce(' . distinct_count($x) . ', 0)' if $kind < 0.85;
    return 'called(' . int(rand 5) . ')' if $kind < 0.88;
    return 'CASE WHEN ' . distinct_count($x) . ' > 3 THEN ' . distinct_count($x) . ' END' if $kind < 0.92 || $depth <= 0;
    return '(SELECT ' . distinct_count('z') . ' FROM ' . source($depth - 1) . ' AS z WHERE ' . condition('z') . ')';
}

# A table, a query or a function that has the columns g, h, n, t, d, f and day.
sub source {
    my ($depth) = @_;
    my $kind = rand;
    return any(qw(r r s v), 'inlined(' . int(rand 5) . ')') if $depth <= 0 || $kind < 0.4;
    my $from = source($depth - 1) . ' AS q WHERE ' . condition('q');
    my $grouped = "SELECT q.g, q.h, " . distinct_count('q') . "::integer AS n, min(q.t) AS t, " . measure('q', $depth - 1)
        . "::numeric AS d, max(q.f) AS f, min(q.day) AS day FROM $from GROUP BY q.g, q.h";
    return "(SELECT q.* FROM $from)" if $kind < 0.5;
    return "($grouped)" if $kind < 0.75;
    return "($grouped HAVING " . distinct_count('q') . ' > ' . int(rand 4) . ')' if $kind < 0.85;
    return "(WITH c AS " . any('', 'MATERIALIZED ') . "($grouped) SELECT a.* FROM c AS a JOIN c AS b USING (g, h))" if $kind < 0.92;
    return "($grouped UNION ALL SELECT g, h, n, t, d, f, day FROM " . source($depth - 1) . ' AS u)';
}

sub query {
    my ($depth) = @_;
    my $from = source($depth) . ' AS x';
    $from .= any(' JOIN ', ' LEFT JOIN ') . source($depth - 1) . ' AS y USING (g)' if rand() < 0.2;
    $from .= ', LATERAL (SELECT ' . distinct_count('l') . ' AS k FROM ' . source(0) . ' AS l WHERE l.g = x.g) AS w' if rand() < 0.15;
    my $where = rand() < 0.5 ? ' WHERE ' . condition('x') : '';
    $where .= ($where ? ' AND ' : ' WHERE ') . 'x.h < (SELECT ' . distinct_count('z') . ' FROM s AS z WHERE z.g = x.g)' if rand() < 0.15;
    my @measures = map { measure('x', $depth - 1) . ' AS m' . $_ } 0 .. int rand 3;
    my $kind = rand;
    return 'SELECT ' . join(', ', @measures) . " FROM $from$where" if $kind < 0.2;
    my $group = any('x.h, x.day', 'GROUPING SETS ((x.h), (x.day), ())', 'ROLLUP (x.h, x.day)', 'CUBE (x.h, x.day)', 'x.h, x.day');
    my $having = rand() < 0.3 ? ' HAVING ' . distinct_count('x') . ' > ' . int rand 3 : '';
    my $grouped = 'SELECT ' . any('', '', 'DISTINCT ') . 'x.h, x.day, ' . join(', ', @measures) . " FROM $from$where GROUP BY $group$having";
    $grouped =~ s/ FROM /, sum(count(DISTINCT x.n)) OVER (PARTITION BY x.h) AS running FROM / if $kind < 0.35 && $grouped !~ /\(SELECT/;
    return "$grouped ORDER BY " . any('m0, 1, 2', 'm0 DESC, 2, 1', '1, 2, m0') . ' NULLS FIRST' if $kind > 0.8 && $kind < 0.95;
    return "$grouped UNION " . any('ALL ', '') . $grouped if $kind > 0.95;
    return $grouped;
}

sub random_queries {
    my ($seed, $number) = @_;
    srand $seed;
    return map { query(2) } 1 .. $number;
}

1;
