# Wrong input can be detected or skipped without an error: with pg_input_is_valid and
# pg_input_error_info since PostgreSQL 16, and with COPY's ON_ERROR ignore since 17.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $database = new_database('soft_errors');
sql($database, 'CREATE EXTENSION hll');
my $version = sql($database, 'SHOW server_version_num');

# One example of each fault: in the text of the bytea, in the bytes, in the type modifier.
my %wrong = (
    'x'                            => ['hll',     '22P02'],
    'HYLL\x01\x00'                 => ['hll',     '22P02'],
    '\x48594c4c01000000'           => ['hll',     '22P02'],
    ''                             => ['hll',     '22P02'],
    '\x1'                          => ['hll',     '22023'],
    '\x1g'                         => ['hll',     '22023'],
    '\x11'                         => ['hll',     '22P02'],
    '\x218b7f'                     => ['hll',     '22P02'],
    '\x158b7f'                     => ['hll',     '22P02'],
    '\x11807f'                     => ['hll',     '22P02'],
    '\x128b7f00000000000000020000' => ['hll',     '22P02'],
    '\x138b7f0020'                 => ['hll',     '22P02'],
    '\x148b7f00'                   => ['hll',     '22P02'],
    '\x128b7f0000000000000001'     => ['hll(12)', '22000'],
    (map { $_ => ['bloom', '22P02'] } 'hello', 'HYLL\001', '\x01', '\x02' . '00' x 43, '\x0103' . '01' . '00' x 41,
        '\x010102' . '00' x 41, '\x010101' . '00' x 41, '\x01000100' . '01' . '00' x 39,
        '\x01010107140000001200fa00' . '41' . '00' x 31, '\x01020107140000001200fa00' . '41' . '00' x 31,
        '\x0101010714000000ffffffff' . '00' x 32),
    '\x0101010714000000' . '1200fa00' . '41' . '00' x 31 . '00' x 8 => ['bloom(1001)', '22000'],
    '9223372036854775808'          => ['hll_hashval', '22003'],
);
my @right = (['\x118b7f', 'hll'], ['\x118b7f', 'hll(12)'],
    ['\x010001' . '00' x 41, 'bloom'], ['\x010001' . '00' x 41, 'bloom(10)'],
    ['\x128c7f0000000000000001', 'hll(12)'], ['-1', 'hll_hashval']);

# Without these functions, the same input raises errors.
for my $text (sort keys %wrong) {
    my ($type, $sqlstate) = @{ $wrong{$text} };
    is sqlstate($database, "SELECT '$text'::$type"), $sqlstate, "raised: $type '$text'";
}

SKIP: {
    skip 'soft errors came with PostgreSQL 16', 1 if $version < 160000;
    for my $text (sort keys %wrong) {
        my ($type, $sqlstate) = @{ $wrong{$text} };
        is sql($database, "SELECT pg_input_is_valid('$text', '$type'), sql_error_code
            FROM pg_input_error_info('$text', '$type')"), "f|$sqlstate", "soft: $type '$text'";
    }
    is sql($database, "SELECT pg_input_is_valid('$$_[0]', '$$_[1]')"), 't', "valid: $$_[1] '$$_[0]'"
        for @right;
    is sql($database, q(SELECT * FROM pg_input_error_info('\x11', 'hll'))),
        'invalid value for type hll|The value has 1 bytes; the header alone has 3.||22P02',
        'all parts of the message';
    like sql($database, "SELECT hint FROM pg_input_error_info('$$_[0]', '$$_[1]')"), $$_[2], "hint: $$_[1] '$$_[0]'"
        for ['hello', 'hll', qr/hll_hash\('hello'\)/], ['HYLL', 'hll', qr/hll_from_redis/], ['hello', 'bloom', qr/bloom_add/],
        ['\x128b7f0000000000000001', 'hll(14)', qr/SET hll\.log2m = 14/];
}

SKIP: {
    skip 'COPY with ON_ERROR came with PostgreSQL 17', 1 if $version < 170000;
    my @texts = grep { $wrong{$_}[0] ne 'hll_hashval' } sort keys %wrong;
    my $lines = join '', map { s/\\/\\\\/gr . "\n" } @texts, '\x118b7f', '\x128c7f0000000000000001';
    is sql($database, <<"END"), "\\x118c7f\n\\x128c7f0000000000000001", 'COPY passes over wrong lines';
CREATE TEMP TABLE t (u hll(12));
SET client_min_messages = warning;
COPY t FROM STDIN WITH (ON_ERROR ignore);
$lines\\.
SELECT u FROM t ORDER BY u
END
}
done_testing;
