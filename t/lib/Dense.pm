# Sketches in the form DENSE by STORAGE.md alone: registers to bytes and back. Slow, and nothing of
# it knows the extension. Registers are a list, codes a string of 0 and 1.
package Dense;

use strict;
use warnings;
use Exporter 'import';
use List::Util qw(min sum0);

our @EXPORT = qw(dense_bytes dense_registers);

# The numbers of the codes of three levels. The choice 128 has codes of one bit in level 0.
sub levels_of {
    my ($choice, $width) = @_;
    my ($base, $first) = $choice == 128 ? (0, 1) : ($choice, 3);
    my @numbers = grep { $_ >= 0 && $_ < 2**$width }
        map { $base + $_ } 0, 1, 2, -1, 3, 4, 5, -2, 6, 7, 8, map { -$_ } 3 .. 8;
    return map { [ splice @numbers, 0, $_ ] } $first, 3, 3;
}

sub bits_of_level { my ($level) = @_; return @$level == 1 ? 1 : 2 }
sub padded { my ($bits) = @_; return $bits . '0' x (-length($bits) % 8) }
sub q_of { my ($log2m, $width) = @_; return min(2**$width - 2, 64 - $log2m) }

# S, Z and T.
sub statistics {
    my ($log2m, $width, @registers) = @_;
    my $q = q_of($log2m, $width);
    my $counts = int(($log2m + 8) / 8);
    my $sum = sum0 map { 1 << $q - $_ } grep { $_ > 0 && $_ <= $q } @registers;
    my @numbers = (scalar(grep { $_ == 0 } @registers), scalar grep { $_ > $q } @registers);
    return pack('Q>', $sum) . join '', map { substr pack('N', $_), -$counts } @numbers;
}

# The block with this choice, and how many bits it has without padding.
sub block_with {
    my ($choice, $width, @left) = @_;
    my ($bits, $counts, $planes) = (0, '', '');
    for my $level (levels_of($choice, $width)) {
        my $code_bits = bits_of_level($level);
        my %code = map { $level->[$_] => $_ } 0 .. $#$level;
        my $plane = join '', map { sprintf '%0*b', $code_bits, $code{$_} // 2**$code_bits - 1 } @left;
        @left = grep { !defined $code{$_} } @left;
        $bits += length $plane;
        $counts .= pack 'n', scalar @left;
        $planes = padded($plane) . $planes;
    }
    my $raw = join '', map { sprintf '%0*b', $width, $_ } @left;
    return ($bits + length $raw, pack('C', $choice) . $counts . pack 'B*', padded($raw) . $planes);
}

sub dense_bytes {
    my ($parameters, $cutoff, @registers) = @_;
    my ($log2m, $width) = ($parameters & 31, ($parameters >> 5) + 1);
    my $bytes = pack('C3', 0x25, $parameters, $cutoff) . statistics($log2m, $width, @registers);
    while (my @block = splice @registers, 0, 4096) {
        my ($least, $best);
        for my $choice (0 .. min(2**$width - 1, 127), 128) {
            my ($bits, $block) = block_with($choice, $width, @block);
            ($least, $best) = ($bits, $block) if !defined $least || $bits < $least;
        }
        $bytes .= $best;
    }
    return $bytes;
}

# The registers of one block, which is cut off $$bytes; nothing if it can't be read.
sub read_block {
    my ($bytes, $width, $count) = @_;
    return if length $$bytes < 7;
    my ($choice, @escapes) = unpack 'C n3', substr $$bytes, 0, 7, '';
    return if $choice != 128 && ($choice > 127 || $choice >= 2**$width);
    my @levels = levels_of($choice, $width);
    my @codes = ($count, @escapes[ 0, 1 ]);
    return if grep { $escapes[$_] > $codes[$_] } 0 .. 2;
    my $take = sub { my $n = int(($_[0] + 7) / 8); return length $$bytes < $n ? undef : unpack 'B*', substr $$bytes, 0, $n, '' };
    my $raw = $take->($escapes[2] * $width) // return;
    my @known = map { oct '0b' . substr $raw, $_ * $width, $width } 0 .. $escapes[2] - 1;
    for my $i (2, 1, 0) {
        my $bits = bits_of_level($levels[$i]);
        my $plane = $take->($codes[$i] * $bits) // return;
        my @all = map { oct "0b$_" } $plane =~ /(.{$bits})/g;
        return if $escapes[$i] != grep { $_ == 2**$bits - 1 } @all;
        @known = map { $levels[$i][$_] // shift @known } @all[ 0 .. $codes[$i] - 1 ];
    }
    return @known;
}

# The registers; nothing if the bytes can't be read. They need not be the bytes that the registers
# give.
sub dense_registers {
    my ($bytes) = @_;
    my (undef, $parameters) = unpack 'C2', $bytes;
    my ($log2m, $width, $counts) = ($parameters & 31, ($parameters >> 5) + 1, int((($parameters & 31) + 8) / 8));
    return if $width < 4 || length $bytes < 11 + 2 * $counts || length $bytes >= 3 + $width * 2**$log2m / 8;
    my ($zeros, $saturated) = map { unpack 'N', substr "\0\0\0" . substr($bytes, 11 + $_ * $counts, $counts), -4 } 0, 1;
    return if $zeros + $saturated > 2**$log2m;
    my $blocks = substr $bytes, 11 + 2 * $counts;
    my @registers;
    while (@registers < 2**$log2m) {
        my @block = read_block(\$blocks, $width, min(4096, 2**$log2m)) or return;
        push @registers, @block;
    }
    return length $blocks ? () : @registers;
}

1;
