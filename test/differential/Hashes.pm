# Compares hash functions. SQL that doesn't use the extension makes the same values on both sides.
package Hashes;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(hash_statements);

my @seeds = (0, 1, 42, 2147483647, -1, -2147483648);

# SQL for strings that depend on i, 0 to 100 characters or bytes long. Many have zero bytes, alone
# or in runs.
my $number = q[('x' || left(md5(i::text), 16))::bit(64)::bigint];
my $text = q[left(translate(repeat(md5(i::text), 4), '01234567', 'éß漢🙂 z''\\'), i % 101)];
my $bytes = q[substr(decode(repeat(translate(md5(i::text), '12345', '00000'), 7), 'hex'), 1, i % 101)];

# For each type: SQL for either all its values or edge cases and random numbers, and how many there
# are.
my %values = (
    boolean => 'i % 2 = 0',
    smallint => '(i - 32768)::smallint',
    integer => "CASE WHEN i < 8 THEN (ARRAY[0, 1, -1, 255, 65536, 2147483647, -2147483647,
        -2147483648])[i + 1] ELSE ($number >> 32)::integer END",
    bigint => "CASE WHEN i < 8 THEN (ARRAY[0, 1, -1, 4294967296, -4294967296, 9223372036854775807,
        -9223372036854775807, -9223372036854775808])[i + 1] ELSE $number END",
    bytea => $bytes,
    text => $text,
);

# Types that hll_hash_any hashes alike on both sides: SQL that makes a value from i.
my @same_any = (
    'i % 2 = 0', "chr(i % 127 + 1)::\"char\"", '(i % 65536 - 32768)::smallint', '-i * 12345',
    $number, '(i * 91)::oid', "(i::text)::xid", "date '1900-01-01' + i * 7",
    "timestamp '1990-01-01' + i * interval '1.234567 h'", "timestamptz '0001-01-01 BC' + i * interval '9 h'",
    "time '00:00' + i * interval '7.000001 s'", "(time '00:00' + i * interval '7 s')::timetz",
    '(i * 1.01)::numeric(12,2)::money', $text, "($text)::varchar", $bytes, 'md5(i::text)::uuid',
    'left(md5(i::text), 12)::macaddr', "left(md5(i::text), 1 + i % 32)::name", "($number)::bit(64)",
    "substring(($number)::bit(64) FROM 1 FOR 1 + i % 64)::varbit", 'ARRAY[i, i + 1]', "ARRAY['a', i::text, NULL]",
    "ARRAY[[$text], ['x']]", "int4range(i, i + i % 5)", "int8range(i, NULL)",
    "daterange('2020-01-01', date '2020-01-01' + i)",
    "format('{\"a\": %s}', i)::json", "to_tsvector('simple', 'a' || i || ' b c')",
    "point(i, -i)",
    "circle(point(i, 1), i)", "box(point(i, 1), point(0, i))", "lseg(point(i, 1), point(0, i))",
    "format('(0,%s)', i % 65536)::tid", "(i::text || '/' || i::text)::pg_lsn", "i::text::cid",
    "i::text::xid8", "i::regclass", "format('[(0,0),(%s,1)]', i)::path", "format('{%s,1,2}', i)::line",
    "format('((0,0),(1,%s),(2,2))', i)::polygon", "format('\$[%s]', i)::jsonpath",
    "format('%s.1.2.3/32', i % 256)::inet",
    "format('10.%s.0.0/16', i % 256)::cidr", "($text)::refcursor",
    "format('%s:%s:', i + 1, i + 1)::txid_snapshot", "format('%s %s', i, i + 1)::oidvector",
    "int4multirange(int4range(i, i + 9), int4range(-i - 9, -i))", "format('<a>%s</a>', i)::xml",
    "tstzrange('2020-01-01', timestamptz '2020-01-01' + i * interval '1 s')", "i::cardinal",
    "ARRAY[timestamp '2020-01-01' + i * interval '1 s']",
    # These are already in canonical form, so both sides hash the same text.
    "(i * 1.5 + 0.25)::float8", "(i / 4.0)::float4", "CASE i % 3 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity'
        ELSE '-Infinity' END::float8", "(i || '.25')::numeric", "make_interval(months => i, days => i % 30,
        secs => i % 86400)", "rpad(i::text, 9, 'x')::char(9)",
);

# Returns a statement that hashes the values which an expression makes from i.
sub hashes {
    my ($count, $expression, $from) = @_;
    $from //= "generate_series(0, $count - 1) AS i";
    return { sql => "SELECT i, $expression FROM $from", fields => ['i', 'hash'] };
}

# Values as tables store them: with short and long headers, compressed, out of line, and compressed
# out of line. The last column of the next statement shows how each is stored, so the test fails if
# one of these ways doesn't occur.
sub stored_values {
    my ($count) = @_;
    my $long = q[repeat(md5(i::text), 1 + i % 50 * 5)];
    my $random = q[(SELECT string_agg(md5(i::text || j), '') FROM generate_series(1, 50 + i % 100) j)];
    my (@columns, @table);
    for my $storage (qw(plain main external extended)) {
        for my $type (qw(text bytea)) {
            push @columns, [$type, "$type\_$storage"];
            push @table, "ALTER TABLE stored ADD $type\_$storage $type",
                "ALTER TABLE stored ALTER $type\_$storage SET STORAGE $storage";
        }
    }
    my @result = ({ sql => join ";\n", 'CREATE TABLE stored (i integer)', @table,
        "INSERT INTO stored SELECT i, $text, $bytes, $long, $long\::bytea, $random, $random\::bytea,
            $long || $random, ($long || $random)::bytea FROM generate_series(1, $count) i" });
    for (@columns) {
        my ($type, $name) = @$_;
        push @result, hashes(0, "hll_hash_$type($name, i % 7 - 3), hll_hash_any($name)", 'stored');
        $result[-1]{fields} = [qw(i hash hash_any)];
    }
    push @result, { sql => "SELECT count(*) FILTER (WHERE pg_column_compression(text_main) IS NOT NULL) > 10,
        count(*) FILTER (WHERE pg_column_compression(text_external) IS NULL
            AND pg_column_size(text_external) > 2000) > 10,
        count(*) FILTER (WHERE pg_column_compression(bytea_extended) IS NOT NULL
            AND pg_column_size(bytea_extended) > 2000) > 10 FROM stored",
        here => 't|t|t', there => 't|t|t' };
    return @result;
}

# The full run has $scale times as many values.
sub hash_statements {
    my ($scale) = @_;
    my @result = map { { sql => $_ } } 'CREATE DOMAIN cardinal AS integer CHECK (VALUE >= 0)',
        'SET client_min_messages = error'; # negative seeds draw warnings
    for my $type (sort keys %values) {
        my $count = $type eq 'smallint' ? 65536 : 24000;
        $count = int($count / $scale);
        for my $seed (@seeds) {
            push @result, hashes($count, "hll_hash_$type($values{$type}, $seed)");
        }
        push @result, hashes($count, "hll_hash_$type($values{$type})");
    }
    for my $value (@same_any) {
        push @result, hashes(int(20000 / $scale), "hll_hash_any($value, i % 5 - 1)");
        push @result, hashes(int(5000 / $scale), "hll_hash_any($value)");
    }
    push @result, stored_values(int(3000 / $scale));
    my $hashval = "CASE WHEN i < 4 THEN (ARRAY[0, -1, 9223372036854775807, -9223372036854775808])[i + 1]
        ELSE $number END";
    push @result, hashes(int(20000 / $scale), "hll_hashval($hashval), ($hashval)::hll_hashval,
        hll_hashval_int4(i * 100003), (-i)::hll_hashval, ($hashval)::text::hll_hashval,
        hll_hashval(i) = hll_hashval(i / 2 * 2), hll_hashval(i) <> i::hll_hashval");
    $result[-1]{fields} = ['i', map { "hashval$_" } 1 .. 7];
    return \@result;
}

1;
