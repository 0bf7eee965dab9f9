# Valid values of type bloom in every form, variants of them with lost bytes or flipped bits, and
# whether each variant is valid. These are the rules of STORAGE.md, written a second time.
package Filters;

use strict;
use warnings;
use Exporter 'import';
use Images;

our @EXPORT = qw(filter_variants is_readable_filter is_valid_filter);

# Packs a capacity (digits, zeros) and a rate (digits, decimal places) into the code of the header.
sub code {
    my ($capacity, $zeros, $rate, $places) = @_;
    return $capacity << 14 | $zeros << 11 | $rate << 4 | $places;
}

sub header {
    my ($form, $blocks, $probes, $code, $kind) = @_;
    return pack 'C4 V V a32', 1, $form, 1, $probes, $blocks, $code, $kind;
}

# name => bytes. They are small, so that every bit of each can be flipped.
sub valid_filters {
    my $code = code(10, 0, 1, 2);
    return (
        'EMPTY' => header(0, 0, 0, 0, ''),
        'nothing' => header(1, 20, 7, code(1000, 0, 1, 2), ''),
        'nothing, the largest' => header(1, 16777215, 6, code(78000, 4, 99, 4), ''),
        'SPARSE, one hash' => header(1, 1, 18, $code, 'integer') . pack('Q<', 5),
        'SPARSE, of 32 characters' => header(1, 1, 20, code(99999, 7, 5, 1), 'x' x 32) . pack('Q<*', 0, ~0),
        'SPARSE, at its limit' => header(1, 2, 1, $code, 'text UTF8')
            . pack('Q<*', 1, 1 << 31, 1 << 32, 1 << 63),
        'DENSE' => header(2, 1, 18, $code, 'integer') . pack('C*', map { $_ * 37 % 256 } 1 .. 64),
        'DENSE, no bit' => header(2, 1, 7, code(1, 0, 1, 7), 'text UTF8') . "\0" x 64,
        'DENSE, all bits' => header(2, 2, 20, $code, 'integer') . "\xff" x 128,
    );
}

sub filter_variants { return variants_of(\&is_valid_filter, valid_filters()) }

# True if a filter that was valid once can be read without harm: its form, hash function, shape and
# size are right.
sub is_readable_filter {
    my ($bytes) = @_;
    return 0 if length $bytes < 44;
    my ($version, $form, $function, $probes, $blocks) = unpack 'C4 V', $bytes;
    return 0 if $version != 1 || $form > 2 || $function != 1;
    my $data = length($bytes) - 44;
    return $data == 0 if $form == 0;
    return 0 if $blocks < 1 || $blocks > 16777215 || $probes < 1 || $probes > 20;
    return $data == 64 * $blocks if $form == 2;
    return $data % 8 == 0 && $data / 8 <= ($blocks > 115 ? 230 : 2 * $blocks);
}

sub is_valid_filter {
    my ($bytes) = @_;
    return 0 if !is_readable_filter($bytes);
    my ($form, $rest, $code, $kind) = unpack 'x C x a5 V a32', $bytes;
    my $data = substr $bytes, 44;
    return "$rest$kind" =~ /^\0+$/ && $code == 0 if $form == 0;
    return 0 if $kind !~ /^[ -~]*\0*\z/ || ($kind =~ /^\0/) != ($data eq '');
    my ($capacity, $zeros) = ($code >> 14, $code >> 11 & 7);
    my ($rate, $places) = ($code >> 4 & 127, $code & 15);
    return 0 if $capacity < 1 || $capacity > 99999 || ($zeros > 0 && $capacity < 10000);
    return 0 if $rate % 10 == 0 || $rate > 99 || $places < 1 || $places > 8;
    return 0 if $rate * 10**(7 - $places) < 1 || $rate > 5 * 10**($places - 1);
    return 1 if $form == 2;
    my @hashes = unpack 'Q<*', $data;
    return !grep { $hashes[$_] <= $hashes[ $_ - 1 ] } 1 .. $#hashes;
}

1;
