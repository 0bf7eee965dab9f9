# Medians, ratios and how they are printed.
package Figures;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(median range ms ratio print_table);

sub median {
    my @sorted = sort { $a <=> $b } @_;
    return @sorted ? ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2 : undef;
}

# The least and the greatest.
sub range {
    my @sorted = sort { $a <=> $b } @_;
    return @sorted[0, -1];
}

# Milliseconds with three digits that mean something.
sub ms {
    my ($ms) = @_;
    return '-' if !defined $ms;
    return sprintf $ms < 10 ? '%.2f' : $ms < 100 ? '%.1f' : '%.0f', $ms;
}

# As a quotient: 1.07, 1/12.3.
sub ratio {
    my ($ratio) = @_;
    return '-' if !defined $ratio;
    return sprintf $ratio > 9.995 ? '%.1f' : '%.2f', $ratio if $ratio >= 1;
    return sprintf 1 / $ratio > 9.995 ? '1/%.1f' : '1/%.2f', 1 / $ratio;
}

# Rows of cells, the first row being the headings. Columns are right-aligned but for those that
# `left` says, by number.
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
