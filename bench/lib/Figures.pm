# Medians, ratios, and functions that format them.
package Figures;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(median range ms ratio print_table);

sub median {
    my @sorted = sort { $a <=> $b } @_;
    return @sorted ? ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2 : undef;
}

# Returns the least and the greatest.
sub range {
    my @sorted = sort { $a <=> $b } @_;
    return @sorted[0, -1];
}

# Formats milliseconds with three significant digits.
sub ms {
    my ($ms) = @_;
    return '-' if !defined $ms;
    return sprintf $ms < 10 ? '%.2f' : $ms < 100 ? '%.1f' : '%.0f', $ms;
}

# Formats a ratio: 1.07, 1/12.3.
sub ratio {
    my ($ratio) = @_;
    return '-' if !defined $ratio;
    return sprintf $ratio > 9.995 ? '%.1f' : '%.2f', $ratio if $ratio >= 1;
    return sprintf 1 / $ratio > 9.995 ? '1/%.1f' : '1/%.2f', 1 / $ratio;
}

# Formats rows of cells as a table; the first row has the headings. Columns are right-aligned,
# except those whose numbers are in `left`.
sub print_table {
    my ($left, @rows) = @_;
    my @widths;
    for my $row (@rows) {
        for my $i (0 .. $#$row) {
            my $width = length $row->[$i];
            $widths[$i] = $width if $width > ($widths[$i] // 0);
        }
    }
    my %left = map { $_ => 1 } @$left;
    my $format = join '  ', map { '%' . ($left{$_} ? '-' : '') . "$widths[$_]s" } 0 .. $#widths;
    print sprintf($format, @$_) =~ s/ +$//r, "\n" for @rows;
}

1;
