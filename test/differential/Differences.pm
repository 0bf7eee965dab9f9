# All intended differences from postgresql-hll, as a table. The keys of an entry:
#   name     a short name, printed with the figures
#   text     words from the table of differences in docs/from-postgresql-hll.md; run.pl checks that
#            the table has them, and that each of its rows has an entry here
#   when     decides whether a difference that was found is this one. It gets a hash: field (name of the
#            column, or sqlstate), here, there (the values), row (the row here, by field), sql, state
#   probes   statements that show it: [SQL, outcome there, outcome here]; an outcome is what is printed,
#            or the SQLSTATE of an error
package Differences;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(difference_is_meant after_row probe_statements seen unexplained_rows);

my $no_rows = 'FROM generate_series(1, 0)';
my $sketch = '(SELECT hll_add_agg(hll_hash_integer(i), 11, %d) FROM generate_series(1, %d) i)';

my ($set_11, $set_12) =
    map { "DO \$\$ BEGIN PERFORM hll_set_defaults($_, 5, -1, 1); END \$\$" } 11, 12;

my @differences = (
    {
        name => 'estimator',
        text => 'hll_cardinality_classic gives the old number, except for the last digits',
        # Estimates differ only in queries over tables that were migrated.
        when => sub { $_->{field} eq 'estimate' && near($_->{here}, $_->{there}) },
        probes => [
            [sprintf("SELECT # h = old_cardinality(h) FROM $sketch v (h)", 5, 5000), 't', 'f'],
            [sprintf("SELECT # h BETWEEN 19000 AND 21000 FROM $sketch v (h)", 6, 20000), 'f', 't'],
        ],
    },
    {
        name => 'NaN for regwidth 6 and 7',
        text => 'NaN for regwidth 6 and 7',
        when => sub { was_nan($_) && $_->{row}{regwidth} >= 6 },
        probes => [[sprintf("SELECT old_cardinality($sketch) = 'NaN'", 7, 20000), 't', 'f']],
    },
    {
        name => 'NaN when saturated',
        text => 'in place of NaN it gives Infinity or the raw estimate',
        when => sub { was_nan($_) && $_->{row}{regwidth} < 6 && $_->{here} eq 'Infinity' },
        probes => [["SELECT old_cardinality('\\x14047fffff')", 'NaN', 'Infinity']],
    },
    {
        name => 'parameters',
        text => 'log2m 4 to 31, regwidth 1 to 8, expthresh up to 2^30',
        when => sub {
            my ($log2m, $regwidth, $expthresh) = @{ $_->{state}{params} // [] };
            return is_error($_, 'there') && ($log2m > 17 || $regwidth > 7 || $expthresh > 8192);
        },
        probes => [
            ['SELECT hll_empty(18)', '22023', '\x11927f'],
            ['SELECT hll_empty(11, 8)', '22023', '\x11eb7f'],
            ['SELECT hll_empty(11, 5, 16384)', '22023', '\x118b4f'],
            ['SELECT NULL::hll(18, 8)', '22023', 'NULL'],
            ['SELECT hll_add_agg(hll_hash_integer(1), 18)', '22023', '\x12927f8895a3f5af28cafe'],
        ],
    },
    {
        name => 'too small parameters',
        text => 'log2m 0 to 3, regwidth 0',
        when => sub {
            my ($log2m, $regwidth) = @{ $_->{state}{params} // [] };
            return is_error($_, 'here') && ($log2m < 4 || $regwidth < 1);
        },
        probes => [
            ['SELECT hll_empty(3)', '\x11837f', '22023'],
            ['SELECT hll_empty(0)', '\x11807f', '22023'],
            ['SELECT hll_empty(11, 0)', '\x11eb7f', '22023'],
            ["SELECT '\\x11837f'::hll", '\x11837f', '22P02'],
        ],
    },
    { name => 'memory', text => 'the memory for a group grows with its sketch' },
    {
        name => 'settings',
        text => q(only functions set the parameters; parallel workers don't have them, and ROLLBACK doesn't undo them),
        probes => [
            ['SET hll.log2m = 12; SELECT hll_empty()', '\x118b7f', '\x118c7f'],
            ['RESET hll.log2m; SELECT hll_empty()', '\x118b7f', '\x118b7f'],
            ["BEGIN; $set_12; ROLLBACK; SELECT hll_empty()", '\x118c7f', '\x118b7f'],
            ["$set_11; SELECT hll_empty()", '\x118b7f', '\x118b7f'],
        ],
    },
    {
        name => 'checked bytes',
        text => 'binary input and the cast from bytea take any bytes',
        probes => [
            ["SELECT hll_send('\\xff'::bytea::hll)", '\xff', '22P03'],
            ["SELECT hll_send('\\x138b7f0020'::bytea::hll)", '\x138b7f0020', '22P03'],
            ["SELECT hll_send('\\x13844001284f')", '\x13844001284f', '22P02'],
        ],
    },
    {
        name => 'aggregates over no rows',
        text => 'they give an EMPTY sketch, whose count is 0',
        probes => [
            ["SELECT hll_add_agg(hll_hash_integer(1)) $no_rows", 'NULL', '\x118b7f'],
            ["SELECT hll_add_agg(hll_hash_integer(1), 12) $no_rows", 'NULL', '\x118b7f'],
            ["SELECT hll_union_agg(hll_empty()) $no_rows", 'NULL', '\x118b7f'],
            ['SELECT hll_union_agg(NULL::hll)', 'NULL', '\x118b7f'],
            ["SELECT card_agg(hll_hash_integer(1)) $no_rows", 'NULL', '0'],
            ["SELECT floor_card_agg(hll_hash_integer(1)) $no_rows", 'NULL', '0'],
            ["SELECT ceil_card_agg(hll_hash_integer(1)) $no_rows", 'NULL', '0'],
        ],
    },
    {
        name => 'NULL as a parameter',
        text => 'a parameter of hll_add_agg that is NULL counts as 0',
        probes => [
            ['SELECT hll_add_agg(hll_hash_integer(1), NULL)', '\x14807f10', '22004'],
            ['SELECT hll_add_agg(hll_hash_integer(1), 11, NULL)', '\x14eb7f', '22004'],
        ],
    },
    {
        name => 'EMPTY of other parameters',
        text => 'an EMPTY sketch takes the parameters of the other sketch, or of the column',
        probes => [
            ['SELECT hll_empty(11) || hll_empty(12)', '22000', '\x118c7f'],
            ["SELECT hll_empty(12) || '\\x128b7f0000000000000001'::hll", '22000', '\x128b7f0000000000000001'],
            ['SELECT hll_empty(12)::hll(11)', '22000', '\x118b7f'],
            [
                'SELECT hll_union_agg(h) FROM (VALUES (hll_empty(12)), (hll_empty(11) || hll_hash_integer(1))) v (h)',
                '22000', '\x128b7f8895a3f5af28cafe'
            ],
            ['SELECT (hll_empty(12) || hll_hash_integer(1))::hll(11)', '22000', '22000'],
        ],
    },
    {
        name => 'equal values hash equal',
        text => 'equal values have equal hashes',
        probes => [
            ['SELECT hll_hash_any(1.0) = hll_hash_any(1.00)', 'f', 't'],
            ["SELECT hll_hash_any(0::float8) = hll_hash_any('-0'::float8)", 'f', 't'],
            ["SELECT hll_hash_any(0::float4) = hll_hash_any('-0'::float4)", 'f', 't'],
            ["SELECT hll_hash_any('24 hours'::interval) = hll_hash_any('1 day'::interval)", 'f', 't'],
            ["SELECT hll_hash_any('a'::char(3)) = hll_hash_any('a'::char(5))", 'f', 't'],
            ["SELECT hll_hash_any('08:00:2b:01:02:03:04:05'::macaddr8)
                = hll_hash_any('08:00:2b:01:02:03:04:05'::macaddr8)", 'f', 't'],
            ["SELECT hll_hash_any('{\"a\": 1}'::jsonb) = hll_hash_any('{\"a\": 1.0}'::jsonb)", 'f', 't'],
            ['SELECT hll_hash_any(ARRAY[1.0]) = hll_hash_any(ARRAY[1.00])', 'f', 't'],
            ['SELECT hll_hash_any(numrange(1, 2)) = hll_hash_any(numrange(1.0, 2.0))', 'f', 't'],
            ['SELECT hll_hash_any(ROW(1, 1.0)) = hll_hash_any(ROW(1, 1.00))', 'f', 't'],
            # tsquery has no hash function, and equal values can have different bytes.
            ["SELECT hll_hash_any('cat'::tsquery) IS NULL", 'f', '42883'],
        ],
    },
    {
        name => 'volatility of hll_empty',
        text => 'STABLE with less than four arguments',
        probes => [
            [
                "SELECT pronargs, provolatile FROM pg_proc WHERE proname = 'hll_empty' ORDER BY 1",
                "0|i\n1|i\n2|i\n3|i\n4|i", "0|s\n1|s\n2|s\n3|s\n4|i"
            ],
            ['CREATE TABLE probe (h hll, u hll GENERATED ALWAYS AS (hll_empty(11) || h) STORED)', '', '42P17'],
            ['CREATE TABLE probe4 (h hll, u hll GENERATED ALWAYS AS (hll_empty(11, 5, -1, 1) || h) STORED)', '', ''],
        ],
    },
    {
        name => 'operator classes',
        text => 'no operator classes',
        probes => [
            ['SELECT count(*) FROM (SELECT DISTINCT hll_empty(i) FROM generate_series(4, 7) i) v', '42883', '4'],
            ['SELECT count(DISTINCT hll_hash_integer(i)) FROM generate_series(1, 9) i', '42883', '9'],
        ],
    },
    {
        name => 'bytea_output',
        text => 'text output follows bytea_output',
        probes => [
            ['SET bytea_output = escape; SELECT hll_empty()', '\021\213\177', '\x118b7f'],
            ["SELECT hll_send('\\021\\213\\177'::hll) = '\\x118b7f'", 't', 't'],
            ['RESET bytea_output; SELECT hll_empty()', '\x118b7f', '\x118b7f'],
        ],
    },
    {
        name => 'hll_print with log2m 4',
        text => 'hll_print shows no registers at log2m 4',
        when => sub {
            return 0 if $_->{field} ne 'print' || $_->{row}{log2m} != 4 || $_->{row}{type} < 3;
            return $_->{here} =~ m{^(.*:)/ +0:(?: +\d+){16} *$} && $1 eq $_->{there};
        },
    },
    {
        name => 'SPARSE with much padding',
        text => 'a SPARSE sketch loses its first register when it is read, if the zero bits at its end are as many '
            . 'as a word has',
        # postgresql-hll misreads such a value, so everything that it makes from the value is wrong,
        # too.
        when => sub {
            return 1 if $_->{state}{misread};
            return is_misread($_->{row}) && $_->{field} =~ /^(print|cardinality)$/;
        },
        probes => [
            ["SELECT old_cardinality('\\x13047f08c0') = old_cardinality('\\x14047fc000')", 'f', 't'],
            ["SELECT hll_send('\\x13047f08c0'::hll || hll_empty(4, 1)) = '\\x13047f08c0'", 'f', 't'],
        ],
    },
    {
        name => 'EXPLICIT beyond its limit',
        text => 'an EXPLICIT sketch of more than expthresh values, which other programs may write',
        until => 20,
        probes => [
            [
                "SELECT '\\x128b4100000000000008000000000000000801' || 2050::hll_hashval",
                '\x128b41000000000000080000000000000008010000000000000802', '\x138b41000100210041'
            ],
        ],
    },
    {
        name => 'SQLSTATEs',
        text => '22P02, 22P03, XX001, 22023 or 22000, with detail and hint',
        # PostgreSQL itself raises 22003 for a type modifier that is no integer.
        when => sub { $_->{field} eq 'sqlstate' && $_->{here} eq '22003' && $_->{sql} =~ /NULL::hll/ },
        probes => [
            ["SELECT '\\x128b7f00'::hll", '22000', '22P02'],
            ["SELECT '\\xff8b7f'::hll", '22000', '22P02'],
            ['SELECT hll_set_max_sparse(-2)', '22000', '22023'],
            ['SELECT hll_set_output_version(3)', '22000', '22023'],
            ["SELECT (hll_empty(12) || 1::hll_hashval) || (hll_empty(11) || 1::hll_hashval)", '22000', '22000'],
            ["SELECT 'x'::hll_hashval", '22P02', '22P02'],
        ],
    },
    { name => 'hll.force_groupagg', text => "can be set, but has no effect, and isn't needed" },
);

# True if only the call on $side fails, because of its parameters.
sub is_error {
    my ($case, $side) = @_;
    my $other = $side eq 'here' ? 'there' : 'here';
    return $case->{field} eq 'sqlstate' && $case->{state}{params} && $case->{$side} eq '22023'
        && $case->{$other} eq '00000';
}

sub was_nan {
    my ($case) = @_;
    return $case->{field} eq 'cardinality' && $case->{there} eq 'NaN' && $case->{here} ne 'NaN';
}

# True if both numbers may be estimates of one set, by two estimators.
sub near {
    my ($a, $b) = @_;
    return abs($a - $b) < 0.2 * $b || $b eq 'NaN';
}

# True if postgresql-hll reads the zero bits at the end of this value as a word, which sets register
# 0.
sub is_misread {
    my ($row) = @_;
    return 0 if ($row->{type} // 0) != 3 || $row->{log2m} + $row->{regwidth} > 7;
    my $bits = unpack 'B*', pack 'H*', substr $row->{bytes}, 8;
    my $width = $row->{log2m} + $row->{regwidth};
    my @words = unpack "(A$width)*", substr $bits, 0, length($bits) - length($bits) % $width;
    return @words > 1 && $words[-1] !~ /1/ && $words[0] !~ /^.*1.{$row->{regwidth}}$/;
}

sub difference_is_meant {
    my ($case) = @_;
    local $_ = $case;
    for my $difference (grep { $_->{when} } @differences) {
        local $_ = $case;
        next unless $difference->{when}->();
        $difference->{seen}++;
        return 1;
    }
    return 0;
}

# Must be called after each row of a statement that has a state.
sub after_row {
    my ($state, $row) = @_;
    $state->{misread} = 1 if $state && is_misread($row);
}

# $minor is the number behind 2. in the version of postgresql-hll. Where a difference ended with an older
# version, both sides must give the same.
sub probe_statements {
    my ($minor) = @_;
    my @result;
    for my $difference (@differences) {
        my $ended = $minor > ($difference->{until} // $minor);
        for (@{ $difference->{probes} // [] }) {
            push @result, { sql => $_->[0], there => $_->[$ended ? 2 : 1], here => $_->[2] };
            $difference->{probed}++;
        }
    }
    return \@result;
}

# Returns for each difference [name, how often random statements met it, number of probes].
sub seen { return map { [$_->{name}, $_->{seen} // 0, scalar @{ $_->{probes} // [] }] } @differences }

# Compares this table with the one in docs/from-postgresql-hll.md; returns a line for each fault.
sub unexplained_rows {
    my ($document) = @_;
    my ($section) = $document =~ /^## Differences from postgresql-hll\n(.*?)(?=^## |\z)/ms;
    my @rows = grep { !/^\|[- |]*\|$/ } $section =~ /^\|.*\|$/gm;
    shift @rows; # the heading
    my @wrong = map { qq(docs/from-postgresql-hll.md does not say: $_->{text}\n) }
        grep { my $text = $_->{text}; !grep { index($_, $text) >= 0 } @rows } @differences;
    push @wrong, map { "no entry in Differences.pm for this row of docs/from-postgresql-hll.md: $_\n" }
        grep { my $row = $_; !grep { index($row, $_->{text}) >= 0 } @differences } @rows;
    return @wrong;
}

1;
