# test/vectors: what the lines say holds on the server and, as far as STORAGE.md defines it all, in
# the second implementation of test/vectors/Model.pm.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib", "$FindBin::Bin/../test/vectors";
use Dense;
use HllTest;
use Model;
use Test::More;

my $database = new_database('vectors');
sql($database, <<"END");
CREATE EXTENSION hll;
ALTER DATABASE "$database" SET TimeZone = 'UTC';
CREATE FUNCTION is_invalid(value text, type regtype) RETURNS text LANGUAGE plpgsql AS \$\$
BEGIN
  EXECUTE format('SELECT %L::%s', '\\x' || value, type);
  RETURN 'it is read';
EXCEPTION WHEN invalid_text_representation THEN
  RETURN 'invalid';
END \$\$;
END

sub lines_of {
    my ($file) = @_;
    return map { [split /\t/, $_, -1] } grep { !/^#/ } split /\n/, read_file("$FindBin::Bin/../test/vectors/$file.tsv");
}

# Hashes as a list, or as FUNCTION:A..B.
sub sql_hashes {
    my ($list) = @_;
    return "(SELECT array_agg($1(i)) FROM generate_series($2, $3) AS i)" if $list =~ /^(\w+):(\d+)\.\.(\d+)$/;
    return "'{" . ($list eq '-' ? '' : $list) . "}'::bigint[]::hll_hashval[]";
}

my %bytes_of = (boolean => 1, smallint => 2, integer => 4, bigint => 8, date => 4);

sub model_hashes {
    my ($list) = @_;
    return map { murmur3(integer_bytes($_, $bytes_of{$1}), 0) } $2 .. $3 if $list =~ /^hll_hash_(\w+):(\d+)\.\.(\d+)$/;
    return map { unpack 'Q', pack 'q', $_ } $list eq '-' ? () : split /,/, $list;
}

# The hash of a value by the model; undef for types whose bytes STORAGE.md doesn't define.
sub model_hash {
    my ($type, $value, $seed, $is_element) = @_;
    return unpack 'Q', pack 'q', $value if $type eq 'hll_hashval';
    return murmur3($value, $seed) if $type =~ /^(text|varchar|char\(8\))$/;
    return murmur3(pack('H*', substr $value, 2), $seed) if $type eq 'bytea';
    return murmur3(pack('C', $value eq 't' ? 1 : 0), $seed) if $type eq 'boolean';
    return unless $type =~ /int/;
    return murmur3(integer_bytes($value, $is_element ? 8 : $bytes_of{$type}), $seed);
}

# Bytes 1 and 2, and the registers, of a SPARSE or FULL sketch.
sub registers_of {
    my ($type, $parameters, $cutoff, $data) = unpack 'C3 B*', $_[0];
    my ($log2m, $width) = ($parameters & 31, ($parameters >> 5) + 1);
    return ($parameters, $cutoff, map { oct "0b$_" } $data =~ /(.{$width})/g) if $type == 0x14;
    my @registers = (0) x 2**$log2m;
    $registers[ oct "0b$1" ] = oct "0b$2" while $data =~ /(.{$log2m})(.{$width})/g;
    return ($parameters, $cutoff, @registers);
}

sub hex_sql { return "encode(($_[0])::bytea, 'hex')" }
# Appends the count if it isn't the expected one, to 12 digits.
sub counted {
    my ($value, $count) = @_;
    return " || CASE WHEN #$value = '$count' OR abs((#$value) - '$count') < 1e-12 * '$count'::float8 THEN ''"
        . " ELSE ' counts ' || (#$value) END";
}
sub literal { return "'\\x$_[0]'::$_[1]" }

# For each kind of line: the expression of SQL, what it must give, and what the model gives, if it has it.
my %check = (
    hash => sub {
        my ($function, $seed, $type, $value, $hash) = @_;
        my $model = model_hash($type, $value, $seed eq '-' ? 0 : $seed, $seed eq '-');
        return ("$function('$value'::$type" . ($seed eq '-' ? '' : ", $seed") . ')::bigint', $hash, $model && unpack 'q', pack 'Q', $model);
    },
    keyed => sub {
        my ($key, $type, $value, $hash) = @_;
        return ("hll_hash_keyed('$value'::$type, '\\x$key')::bigint", $hash);
    },
    sketch => sub {
        my ($log2m, $regwidth, $expthresh, $sparseon, $list, $bytes, $count) = @_;
        my @parameters = ($log2m, $regwidth, $expthresh, $sparseon);
        my $sketch = "hll_add_all(hll_empty(" . join(', ', @parameters) . '), ' . sql_hashes($list) . ')';
        return (hex_sql($sketch) . counted($sketch, $count),
            $bytes, unpack 'H*', sketch_bytes(@parameters, model_hashes($list)));
    },
    union => sub { my ($type, $a, $b, $union) = @_; return (hex_sql(literal($a, $type) . ' || ' . literal($b, $type)), $union) },
    fold => sub { my ($bytes, $log2m, $regwidth, $fold) = @_; return (hex_sql('hll_fold(' . literal($bytes, 'hll') . ", $log2m, $regwidth)"), $fold) },
    version2 => sub {
        my ($bytes, $dense) = @_;
        my $model = unpack 'H*', dense_bytes(registers_of(pack 'H*', $bytes));
        return (hex_sql('hll_to_version(' . literal($bytes, 'hll') . ', 2)') . ' || CASE WHEN ' . literal($bytes, 'hll') . ' = '
                . literal($dense, 'hll') . " THEN '' ELSE ' differs' END", $dense, $model);
    },
    filter => sub {
        my ($capacity, $rate, $type, $list, $bytes, $count) = @_;
        my $filter = "bloom_add_all(bloom_empty($capacity, $rate), '{" . ($list eq '-' ? '' : $list) . "}'::${type}[])";
        my @hashes = map { model_hash($type, $_, 0, 1) } $list eq '-' ? () : split /,/, $list;
        my $kind = $type =~ /int/ ? 'integer' : $type eq 'text' ? 'text UTF8' : $type;
        my $empty = substr(pack('H*', $bytes), 0, 12) . "\0" x 32;
        substr($empty, 1, 1) = "\1";
        my $model = @hashes || $list eq '-' ? unpack 'H*', filter_bytes($empty, $kind, @hashes) : undef;
        return (hex_sql($filter) . counted($filter, $count), $bytes, $model);
    },
    holds => sub {
        my ($bytes, $type, $value, $answer) = @_;
        my $model = filter_holds(pack('H*', $bytes), model_hash($type, $value, 0, 1)) ? 'true' : 'false';
        return (literal($bytes, 'bloom') . " @> '$value'::$type", $answer, $model);
    },
    invalid => sub { my ($type, $bytes) = @_; return ("is_invalid('$bytes', '$type')", 'invalid') },
);

for my $file ('hll', 'bloom') {
    my @lines = lines_of($file);
    my @checks = map { my ($kind, @fields) = @$_; [$check{$kind}->($kind =~ /union|invalid/ ? $file : (), @fields)] } @lines;
    my @got = split /\n/, sql($database, join "\n", map { "SELECT ($_->[0])::text;" } @checks), -1;
    is @got, @lines, "$file.tsv: " . @lines . ' lines';
    my $describe = sub { my ($i, $is) = @_; return sprintf '%.200s: %.300s', join(' ', @{ $lines[$i] }), $is };
    is join("\n", map { $describe->($_, $got[$_]) } grep { $got[$_] ne $checks[$_][1] } 0 .. $#lines), '', "$file.tsv holds on the server";
    my @modelled = grep { defined $checks[$_][2] } 0 .. $#lines;
    is join("\n", map { $describe->($_, $checks[$_][2]) } grep { $checks[$_][2] ne $checks[$_][1] } @modelled), '',
        "$file.tsv: " . @modelled . ' lines hold in the model';
}
done_testing;
