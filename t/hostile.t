# Whatever the bytes: each truncation and each single bit turned over of images of all types, as text,
# by the cast from bytea and as stored values. Each is an error or the value that these bytes are; then
# the server still answers. binary_copy.t sends the same through binary COPY.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Images;
use Test::More;

my %cases = variants();
my $database = new_database('hostile');
sql($database, 'CREATE EXTENSION hll; CREATE TABLE cases (id text, bytes bytea, valid boolean)');
my $rows = join '', map {
    sprintf "%s\t\\\\x%s\t%s\n", $_, unpack('H*', $cases{$_}), is_valid($cases{$_}) ? 't' : 'f'
} sort keys %cases;
sql($database, "COPY cases FROM stdin;\n$rows\\.\n");
is sql($database, 'SELECT count(*) FROM cases'), scalar keys %cases, keys(%cases) . ' variants';

sql($database, <<'END');
-- Takes any bytes for an hll, as a broken disk or a careless cast could leave them.
CREATE FUNCTION unchecked(bytea) RETURNS hll LANGUAGE internal IMMUTABLE STRICT AS 'byteasend';

-- The SQLSTATE of an expression over one of the cases, or its value as text.
CREATE FUNCTION outcome(expression text, bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  EXECUTE format('SELECT (%s)::text', expression) INTO result USING bytes;
  RETURN coalesce(result, 'null');
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
END

# Each way in, and the error that it gives.
my %ways = ('$1::text::hll' => '22P02', '$1::hll' => '22P03');
for my $way (sort keys %ways) {
    is sql($database, <<"END"), '', "$way: an error just where STORAGE.md says so, else the same bytes";
SELECT id, bytes, outcome FROM cases, outcome('$way', bytes)
WHERE outcome <> CASE WHEN valid THEN bytes::text ELSE '$ways{$way}' END
END
}

# Each function that reads stored values, and which valid ones it had better not be tried on: those
# whose result would be a gigabyte.
my $short = 'hll_log2m(bytes::hll) <= 16';
my $sparse = "hll_sparseon(bytes::hll) = 1 OR $short";
my %readers = (
    (map { $_ => 'true' } 'hll_cardinality(%s)', 'hll_cardinality_classic(%s)', '#%s', 'hll_type(%s)',
        'hll_schema_version(%s)', 'hll_log2m(%s)', 'hll_regwidth(%s)', 'hll_sparseon(%s)',
        '(hll_expthresh(%s)).effective', 'hll(%s, -1, true)', 'hll_error(%s)',
        '(hll_cardinality_bounds(%s)).upper', 'hll_intersection(%s, %s)',
        'hll_intersection(%s, hll_empty())', 'hll_intersection(hll_empty(), %s)',
        'hll_difference(%s, %s)', 'hll_jaccard(%s, hll_empty())', 'hll_overlap(hll_empty(), %s)',
        '(hll_intersection_bounds(%s, %s)).upper', 'hll_fold(%s, 4)', 'hll_fold(%s, 4, 1)'),
    (map { $_ => $sparse } '%s || hll_empty()', 'hll_empty() || %s', '%s || %s', 'hll_union_agg(%s)',
        '%s || 1::bigint::hll_hashval', '(-1)::bigint::hll_hashval || %s',
        'hll_fold(%s, hll_log2m(%s), 1)'),
    'hll_print(%s)' => $short);
for my $reader (sort keys %readers) {
    my $call = $reader =~ s/%s/unchecked(\$1)/gr;
    is sql($database, <<"END"), '', "$reader: XX001 just where the value is no image";
SELECT id, bytes, outcome FROM cases, outcome('($call) IS NULL', bytes)
WHERE CASE WHEN valid THEN $readers{$reader} ELSE true END
  AND outcome <> ALL (CASE WHEN valid THEN '{true,false}' ELSE '{XX001}' END::text[])
END
}
done_testing;
