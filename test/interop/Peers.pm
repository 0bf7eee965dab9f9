# What each implementation supports, and its faults. docs/interop.md says the same to people.
#
#   supports   which sketches it takes; SQL over sketch, log2m, regwidth, form (the type of the header)
#   writes     what it writes where we write sketch
#   counts     what it counts. All have the classic estimator, round up, and differ where it is infinite
#   faults     where one of its faults lets other bytes or counts be right
#   unmade     the same for sketches that it makes of hashes
#   accepts    the invalid lines of hll.tsv that it reads
#   shown      [which fault, request, answer]: small bytes that show each fault, and what it refuses
package Peers;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(%peers);

my $classic = 'hll_cardinality_classic(sketch)';
my $counted = 'hll_cardinality_classic(registers(sketch))';

our %peers = (
    java => {
        supports => 'true',
        writes => 'sketch',
        counts => "CASE WHEN $classic = 'Infinity' THEN 0 ELSE ceil($classic) END",
        faults => [],
        accepts => '118bff 118b7f00 128b7f00000000000001 128b7f00000000000000020000000000000001 13647f2111 13647f10 13847f0881 13847f08 138b7f00',
        shown => [
            ['refuses UNDEFINED', "read\t108b7f", 'error'],
            ['loses the top bits of an index in SPARSE words of more than 32 bits', "read\t13bb408000000080", '13bb400000000080 1'],
            ['refuses expthresh above 131,072', "read\t118b53", 'error'],
            ['refuses log2m 31', "read\t119f40", 'error'],
        ],
    },
    js => {
        supports => 'regwidth <= 5',
        writes => 'registers(sketch)',
        counts => "CASE WHEN $counted = 'Infinity' THEN 'NaN' ELSE ceil($counted) END",
        faults => ['form = 3 AND log2m + regwidth < 8', q{hashes ~ '-9223372036854775808'}],
        accepts => '118b 118bff 118b60 118b7f00 108b7f00 14043f80 148b7f 128b7f00000000000001 128b7f00000000000000020000000000000001 13647f2111 13647f10 13847f0881 13847f08 138b7f00',
        shown => [
            ['takes the zero bits at the end of SPARSE for a word, and loses register 0', "read\t13044008c0", '1404004000 2'],
            ['sees only 32 bits of a hash behind its index', "make\t4\t5\t0\t0\t68719476736", '14840000000000000000000000 0'],
            ['fold adds to registers that are zero', "fold\t118540\t4", '14840008421084210842108421 22'],
            ['reads UNDEFINED as EMPTY', "read\t108440", '14840000000000000000000000 0'],
        ],
    },
    go => {
        supports => 'true',
        # expthresh 2^n becomes 2^(n - 1), and 1 becomes 0
        writes => 'CASE WHEN get_byte(sketch::bytea, 2) % 64 IN (0, 63) THEN sketch
                   ELSE with_cutoff(sketch::bytea, get_byte(sketch::bytea, 2) - 1) END',
        counts => "CASE WHEN $classic = 'Infinity' THEN 2 ^ 63 ELSE ceil($classic) END",
        faults => ['form = 3 AND log2m + regwidth < 8', 'form = 4 AND log2m < regwidth'],
        unmade => q{hashes ~ '(^|,)0(,|$)'},
        accepts => '118bff 118b7f00 128b7f00000000000000020000000000000001 13647f2111 13647f10 13847f0881 13847f08 138b7f00',
        shown => [
            ['refuses UNDEFINED', "read\t108b7f", 'error'],
            ['writes half the expthresh', "read\t118b45", '118b44 0'],
            ['expthresh 1 becomes 0', "read\t118b41", '118b40 0'],
            ['takes the zero bits at the end of SPARSE for a word, and writes what nobody may read', "read\t130540267b40", '1305400099ed 5'],
            ['counts FULL wrong if log2m is below regwidth', "read\t148442525ab4aa6a6a58b72d4c", '148441525ab4aa6a6a58b72d4c 1258'],
            ['unites FULL wrong if log2m is below regwidth', "union\t14840010000000000000000000\t14840088000000000000000000", '14840010000000000000000000 2'],
            ['leaves out the hash 0', "make\t11\t5\t-1\t1\t0", '118b7f 0'],
            ['refuses expthresh above 131,072', "read\t118b53", 'error'],
        ],
    },
);

1;
