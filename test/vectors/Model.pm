# Hashes, sketches and filters by STORAGE.md alone, in plain Perl: a second implementation, which
# reads nothing of the first one. Slow, and only for what the vectors have.
package Model;

use strict;
use warnings;
no warnings 'portable';
use Exporter 'import';
use List::Util qw(max);

our @EXPORT = qw(murmur3 integer_bytes sketch_bytes filter_bytes filter_holds);

sub times64 { use integer; return $_[0] * $_[1] }
sub plus64 { use integer; return $_[0] + $_[1] }
sub unsigned { return unpack 'Q', pack 'q', $_[0] }
sub signed { return unpack 'q', pack 'Q', $_[0] }
sub rotate { my ($x, $by) = (unsigned($_[0]), $_[1]); return $x << $by | $x >> 64 - $by }

sub finish {
    my ($x) = map { unsigned($_) } @_;
    $x = unsigned(times64($x ^ $x >> 33, $_)) for 0xff51afd7ed558ccd, 0xc4ceb9fe1a85ec53;
    return $x ^ $x >> 33;
}

# The first half of MurmurHash3_x64_128, as an unsigned number.
sub murmur3 {
    my ($bytes, $seed) = @_;
    my ($c1, $c2) = (0x87c37b91114253d5, 0x4cf5ad432745937f);
    my ($h1, $h2) = ($seed, $seed);
    my $mix1 = sub { $h1 = unsigned($h1) ^ unsigned(times64(rotate(times64($_[0], $c1), 31), $c2)) };
    my $mix2 = sub { $h2 = unsigned($h2) ^ unsigned(times64(rotate(times64($_[0], $c2), 33), $c1)) };
    my $blocks = int(length($bytes) / 16);
    for my $block (0 .. $blocks - 1) {
        my ($k1, $k2) = unpack 'Q<2', substr $bytes, 16 * $block, 16;
        $mix1->($k1);
        $h1 = plus64(times64(plus64(rotate($h1, 27), $h2), 5), 0x52dce729);
        $mix2->($k2);
        $h2 = plus64(times64(plus64(rotate($h2, 31), $h1), 5), 0x38495ab5);
    }
    my ($k1, $k2) = unpack 'Q<2', substr($bytes, 16 * $blocks) . "\0" x 16;
    $mix2->($k2);
    $mix1->($k1);
    $_ = unsigned($_) ^ length $bytes for $h1, $h2;
    $h1 = plus64($h1, $h2);
    $h2 = plus64($h2, $h1);
    return unsigned(plus64(finish($h1), finish($h2)));
}

# A number as the hash functions of this many bytes take it.
sub integer_bytes {
    my ($value, $bytes) = @_;
    return substr pack('q<', $value), 0, $bytes;
}

# The stored bytes of a sketch of these hashes, which are unsigned.
sub sketch_bytes {
    my ($log2m, $regwidth, $expthresh, $sparseon, @hashes) = @_;
    my ($m, %seen) = (2**$log2m);
    my @distinct = sort { signed($a) <=> signed($b) } grep { !$seen{$_}++ } @hashes;
    my $full_bits = $m * $regwidth;
    my $limit = $expthresh == -1 ? $full_bits / 64 : $expthresh;
    my $cutoff = $expthresh == -1 ? 63 : $expthresh == 0 ? 0 : 1 + log($expthresh) / log(2);
    my $header = sub { pack 'C3', 16 + $_[0], $regwidth - 1 << 5 | $log2m, $sparseon << 6 | $cutoff };
    return $header->(1) if !@distinct;
    return $header->(2) . pack 'Q>*', @distinct if @distinct <= $limit;
    my %registers;
    for my $hash (@distinct) {
        my $rest = $hash >> $log2m or next;
        my $zeros = length((sprintf '%b', $rest) =~ s/.*1//r);
        my $value = max(1 + $zeros, $registers{ $hash % $m } // 0);
        $registers{ $hash % $m } = $value < 2**$regwidth ? $value : 2**$regwidth - 1;
    }
    my @filled = sort { $a <=> $b } keys %registers;
    my $bits = '';
    my $type = $sparseon && @filled * ($log2m + $regwidth) < $full_bits ? 3 : 4;
    if ($type == 3) {
        $bits .= sprintf '%0*b%0*b', $log2m, $_, $regwidth, $registers{$_} for @filled;
    } else {
        $bits .= sprintf '%0*b', $regwidth, $registers{$_} // 0 for 0 .. $m - 1;
    }
    return $header->($type) . pack 'B*', $bits;
}

# The bits that a hash sets in a block of 64 bytes.
sub block_of_hash {
    my ($hash, $probes) = @_;
    my $block = "\0" x 64;
    my ($p, @positions) = (unsigned(times64($hash, 0x9e3779b97f4a7c15)));
    while (@positions < $probes) {
        push @positions, map { $p >> $_ & 511 } 55, 46, 37, 28, 19, 10, 1;
        $p = unsigned(times64($p ^ $p >> 32, 0x9e3779b97f4a7c15));
    }
    vec($block, $_, 1) = 1 for @positions[0 .. $probes - 1];
    return $block;
}

sub block_number { my ($hash, $blocks) = @_; return ($hash >> 32) * $blocks >> 32 }

# The stored bytes of a filter that holds these hashes, which are unsigned. $empty is a filter with
# the same parameters that holds nothing.
sub filter_bytes {
    my ($empty, $kind, @hashes) = @_;
    return $empty if !@hashes;
    my ($probes, $blocks) = unpack 'x3 C V', $empty;
    my %seen;
    my @distinct = sort { $a <=> $b } grep { !$seen{$_}++ } @hashes;
    my $header = sub { pack('CC', 1, $_[0]) . substr($empty, 2, 10) . pack 'a32', $kind };
    my $limit = 2 * $blocks < 230 ? 2 * $blocks : 230;
    return $header->(1) . pack 'Q<*', @distinct if @distinct <= $limit;
    my $bits = "\0" x (64 * $blocks);
    substr($bits, 64 * block_number($_, $blocks), 64) |= block_of_hash($_, $probes) for @distinct;
    return $header->(2) . $bits;
}

sub filter_holds {
    my ($filter, $hash) = @_;
    my ($form, $probes, $blocks) = unpack 'x C x C V', $filter;
    my $content = substr $filter, 44;
    return scalar grep { $_ == $hash } unpack 'Q<*', $content if $form == 1;
    my $block = block_of_hash($hash, $probes);
    return (substr($content, 64 * block_number($hash, $blocks), 64) & $block) eq $block;
}

1;
