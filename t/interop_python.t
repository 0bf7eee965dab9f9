# The look-up in Python that docs/interop.md shows: it agrees with test/vectors, and with the server
# over filters of all forms. The code is taken from the document.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $root = "$FindBin::Bin/..";
my ($python) = (grep({ -x } '/usr/bin/python3'), 'python3');
my @blocks = read_file("$root/docs/interop.md") =~ /^```python\n(.*?)^```/msg;
is @blocks, 1, 'docs/interop.md has one block of Python';

# Answers a line for each request: "hash HEX", or "holds FILTER KIND HEX", whose bytes are hashed unless the
# kind is hll_hashval.
write_file(temp_dir() . '/lookup.py', $blocks[0] . <<'END');

import sys
for line in sys.stdin:
    request, *fields = line.rstrip("\n").split("\t")
    if request == "hash":
        print(murmur3(bytes.fromhex(fields[0])))
    else:
        stored, kind, data = bytes.fromhex(fields[0]), fields[1], bytes.fromhex(fields[2])
        hashed = int.from_bytes(data, "little") if kind == "hll_hashval" else murmur3(data)
        try:
            print(bloom_holds(stored, kind, hashed))
        except ValueError as error:
            print(error)
END

sub python {
    my ($status, $out, $err) = run_command(join('', map { "$_\n" } @_), $python, temp_dir() . '/lookup.py');
    die "$python: $err" if $status;
    return split /\n/, $out;
}

# Compares what requests give with the expected lines.
sub gives {
    my ($what, @pairs) = @_;
    my @got = python(map { $_->[0] } @pairs);
    my @wrong = grep { ($got[$_] // 'nothing') ne $pairs[$_][1] } 0 .. $#pairs;
    is join("\n", map { sprintf '%.200s: %s, not %s', $pairs[$_][0], $got[$_] // 'nothing', $pairs[$_][1] } @wrong[0 .. ($#wrong < 4 ? $#wrong : 4)]),
        '', "$what: " . @pairs;
}

my %kind = (bigint => 'integer', integer => 'integer', smallint => 'integer', text => 'text UTF8', hll_hashval => 'hll_hashval');

sub element { my ($type, $value) = @_; return unpack 'H*', $type eq 'text' ? $value : pack 'q<', $value }

my @lines = map { [split /\t/] } grep { !/^#/ } split /\n/, read_file("$root/test/vectors/bloom.tsv");
gives('holds of bloom.tsv', map { ["holds\t$_->[1]\t$kind{$_->[2]}\t" . element(@$_[2, 3]), ucfirst $_->[4]] }
    grep { $_->[0] eq 'holds' } @lines);
gives('elements of the filters in bloom.tsv', map {
    my (undef, undef, undef, $type, $list, $bytes) = @$_;
    map { ["holds\t$bytes\t$kind{$type}\t" . element($type, $_), 'True'] } $list eq '-' ? () : split /,/, $list
} grep { $_->[0] eq 'filter' && $kind{ $_->[3] } } @lines);

my $database = new_database('interop_python');
my @hashes = map { [split /\|/] } split /\n/, sql($database, <<'END');
CREATE EXTENSION hll;
SELECT setseed(0.5);
SELECT encode(x, 'hex'), hll_hash_bytea(x)::bigint
FROM (SELECT substr(string_agg(int8send((random() * 1e18)::bigint), ''), 1, n) AS x
      FROM generate_series(0, 80) AS n, generate_series(1, 11) AS i GROUP BY n) AS s;
END
shift @hashes;
gives('hashes of 0 to 80 bytes', map { ["hash\t$_->[0]", unpack 'Q', pack 'q', $_->[1]] } @hashes);

my @asked = map { [split /\|/] } split /\n/, sql($database, <<'END');
CREATE TEMP TABLE filters AS
SELECT n, bloom_agg(i, n + 1, fpr) AS numbers, bloom_agg('user ' || i, n + 1, fpr) AS texts
FROM unnest('{1, 2, 3, 30, 200, 1000}'::int[]) AS n, unnest('{0.5, 0.1, 0.01, 0.000001}'::float8[]) AS fpr, generate_series(1, n) AS i
GROUP BY n, fpr
UNION ALL SELECT 0, bloom_agg(i, 10), bloom_empty(100) FROM generate_series(1, 0) AS i;
SELECT encode(f::bytea, 'hex'), kind, encode(bytes, 'hex'), CASE WHEN answer THEN 'True' ELSE 'False' END
FROM filters, generate_series(-n, 2 * n, 1 + n / 60) AS i, LATERAL (VALUES
  (numbers, 'integer', (SELECT string_agg(substr(int8send(i), b, 1), '' ORDER BY b DESC) FROM generate_series(1, 8) AS b), numbers @> i),
  (texts, 'text UTF8', convert_to('user ' || i, 'UTF8'), texts @> ('user ' || i))) AS v(f, kind, bytes, answer);
END
gives('look-ups that the server answers', map { ["holds\t$_->[0]\t$_->[1]\t$_->[2]", $_->[3]] } @asked);
my ($texts) = map { $_->[0] } grep { $_->[1] eq 'text UTF8' && $_->[0] !~ /^0100/ } @asked;
gives('what it refuses', ["holds\t$texts\tuuid\t00", "the filter holds elements of kind 'text UTF8', not 'uuid'"],
    ["holds\t02" . substr($texts, 2) . "\tinteger\t00", 'not a filter of version 1']);
done_testing;
