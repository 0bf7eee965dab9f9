# Valid images of every type, variants of them with lost bytes or flipped bits, and whether each
# variant is valid. These are the rules of STORAGE.md, written a second time.
package Images;

use strict;
use warnings;
use Dense;
use Exporter 'import';

our @EXPORT = qw(is_readable is_valid variants variants_of);

sub hex_of { unpack 'H*', pack 'B*', shift }

# name => bytes. They are small, so that every bit of each can be flipped.
sub valid_images {
    my %hex = (
        'EMPTY' => '118b7f', 'EMPTY, other parameters' => '11ee00', 'EMPTY, the largest' => '115f5f',
        'UNDEFINED' => '108b7f', 'UNDEFINED, other parameters' => '106407',
        'EXPLICIT' => '128b7f' . '8000000000000000' . '0000000000000000' . '0123456789abcdef',
        'EXPLICIT, one value' => '12910b' . 'ffffffffffffffff',
        'EXPLICIT, no value' => '128b7f',
        'EXPLICIT, beyond its limit' => '128b41' . join('', map { sprintf '%016x', $_ } 1 .. 5),
        'EXPLICIT, neighbours' => '12047f' . '7ffffffffffffffe' . '7fffffffffffffff',
        'SPARSE' => '138b7f' . '0021' . '0862' . 'ffe1', 'SPARSE, no word' => '138b7f',
        'SPARSE, words of 5 bits' => '13047f' . '0a67f0', 'SPARSE, of 7 bits' => '134440' . '0250',
        'SPARSE, of 9 bits' => '138440' . '012840', 'SPARSE, of 14 bits' => '136a7f' . '0086053fffc0',
        'SPARSE, of 34 bits' => '135f7f'
            . hex_of('0' x 30 . '1' . '011' . '1' x 31 . '111' . '0' x 4),
        'SPARSE, of 37 bits' => '13fd40'
            . hex_of('0' x 28 . '1' . '00000001' . '1' x 29 . '00000110' . '0' x 6),
        'FULL' => '14847f' . '00443214c74254b635cf', 'FULL, regwidth 1' => '140400' . 'a5c3',
        'FULL, regwidth 8' => '14e440' . join('', map { sprintf '%02x', $_ * 4 } 0 .. 15),
        'FULL, nothing set' => '146540' . '00' x 16, 'FULL, all saturated' => '14457f' . 'ff' x 12,
        'FULL, 64 registers' => '148640' . '0862118c42' x 8,
        'DENSE' => '2587400000000aaac000000000010010000400001267676767' . '1213' x 16,
        'DENSE, level 0 of one bit' => '25874000000003e2000000600080002000010000400000'
            . '0000c0000000' . '88' x 16,
        'DENSE, raw registers' => unpack('H*', dense_bytes(0x87, 0x40, map { (1, 2, 1, 3, 2, 11, 1)[$_ % 7] } 0 .. 127)),
    );
    return map { $_ => pack 'H*', $hex{$_} } keys %hex;
}

sub variants { return variants_of(\&is_valid, valid_images()) }

# Returns name => bytes: each image, each truncation of it, each with a single bit flipped, each
# with more bytes.
sub variants_of {
    my ($check, %images) = @_;
    my %variants;
    for my $name (keys %images) {
        my $image = $images{$name};
        die "$name is no valid image" if !$check->($image);
        $variants{"$name, $_ bytes"} = substr $image, 0, $_ for 0 .. length $image;
        $variants{"$name, longer by $_"} = $image . "\0" x $_ for 1, 8;
        for my $bit (0 .. 8 * length($image) - 1) {
            my $flipped = $image;
            vec($flipped, $bit, 1) ^= 1;
            $variants{"$name, bit $bit"} = $flipped;
        }
    }
    return %variants;
}

# Whether a stored value can be read. Nobody checks the content of DENSE a second time.
sub is_readable {
    my ($bytes) = @_;
    return 1 if is_valid($bytes);
    my ($type, undef, $cutoff) = unpack 'C3', $bytes;
    return 0 if length $bytes < 3 || $type != 0x25 || $cutoff & 0x80 || (($cutoff & 63) > 31 && ($cutoff & 63) != 63);
    my $log2m = ord(substr $bytes, 1, 1) & 31;
    return $log2m >= 4 && dense_registers($bytes) ? 1 : 0;
}

# These functions work on strings of 0 and 1.
sub is_valid {
    my ($bytes) = @_;
    return 0 if length $bytes < 3;
    my ($type, $parameters, $cutoff) = unpack 'C3', $bytes;
    my ($log2m, $width) = ($parameters & 31, ($parameters >> 5) + 1);
    my $data = substr $bytes, 3;
    return 0 if ($type < 0x10 || $type > 0x14) && $type != 0x25 || $log2m < 4 || $width * 2**$log2m / 8 >= 2**30;
    return 0 if $cutoff & 0x80 || (($cutoff & 63) > 31 && ($cutoff & 63) != 63);
    return length $data == 0 if $type < 0x12;
    if ($type == 0x25) {
        my @registers = dense_registers($bytes) or return 0;
        return dense_bytes($parameters, $cutoff, @registers) eq $bytes;
    }
    return length($data) * 8 == $width * 2**$log2m if $type == 0x14;
    if ($type == 0x12) {
        return 0 if length($data) % 8;
        my @values = unpack 'q>*', $data;
        return !grep { $values[$_] <= $values[ $_ - 1 ] } 1 .. $#values;
    }
    my ($bits, $last) = (unpack('B*', $data), -1);
    while (length $bits >= $log2m + $width) {
        last if length $bits < 8 && $bits !~ /1/;
        no warnings 'portable';    # words have up to 37 bits
        my $word = oct '0b' . substr $bits, 0, $log2m + $width, '';
        return 0 if $word % 2**$width == 0 || $word >> $width <= $last;
        $last = $word >> $width;
    }
    return length $bits < 8 && $bits !~ /1/;
}

1;
