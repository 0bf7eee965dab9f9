# Takes images of all types and filters of all forms, truncates them in every place and flips every
# bit. Each result goes through the cast from bytea, and also gets into a table unchecked. The
# server must raise an error or treat it as the value that its bytes are, and go on. binary_copy.t
# sends the same through binary COPY.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Filters;
use HllTest;
use Images;
use Test::More;

my $database = new_database('hostile');
sql($database, 'CREATE EXTENSION hll');

# Makes a table of variants that says which are valid, and which can be read without harm.
sub load {
    my ($table, $is_valid, $is_readable, %cases) = @_;
    my $rows = join '', map {
        join("\t", $_, '\\\\x' . unpack('H*', $cases{$_}), $is_valid->($cases{$_}) || 0,
            $is_readable->($cases{$_}) || 0) . "\n"
    } sort keys %cases;
    sql($database, "CREATE TABLE $table (id text, bytes bytea, valid boolean, readable boolean);
        COPY $table FROM stdin;\n$rows\\.\n");
    is sql($database, "SELECT count(*) FROM $table"), scalar keys %cases, keys(%cases) . " $table";
}
load('cases', \&is_valid, \&is_readable, variants());
load('filters', \&is_valid_filter, \&is_readable_filter, filter_variants());

sql($database, <<'END');
-- Takes any bytes for an hll, as a broken disk or a careless cast could leave them.
CREATE FUNCTION unchecked(bytea) RETURNS hll LANGUAGE internal IMMUTABLE STRICT AS 'byteasend';
CREATE FUNCTION unchecked_filter(bytea) RETURNS bloom LANGUAGE internal IMMUTABLE STRICT AS 'byteasend';

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

# Each way to make a value from bytes or text, and the SQLSTATE for invalid ones.
my %ways = ('$1::text::hll' => '22P02', '$1::hll' => '22P03', '$1::text::bloom' => '22P02',
    '$1::bloom' => '22P03', '$1::text::bloom::bloom' => '22P02');
for my $way (sort keys %ways) {
    my $table = $way =~ /bloom/ ? 'filters' : 'cases';
    is sql($database, <<"END"), '', "$way: an error just where STORAGE.md says so, else the same bytes";
SELECT id, bytes, outcome FROM $table, outcome('$way', bytes)
WHERE outcome <> CASE WHEN valid THEN bytes::text ELSE '$ways{$way}' END
END
}

# Each function that reads stored values, and a condition that leaves out valid values whose result
# would take a gigabyte or doesn't fit a bigint. $small makes a union fold.
my $short = 'hll_log2m(bytes::hll) <= 16';
my $small = '(hll_empty(4, 1, 0, 0) || 16::bigint::hll_hashval)';
my $sparse = "hll_sparseon(bytes::hll) = 1 OR $short";
my %readers = (
    (map { $_ => 'true' } 'hll_cardinality(%s)', 'hll_cardinality_classic(%s)', '#%s', 'hll_type(%s)',
        'hll_schema_version(%s)', 'hll_log2m(%s)', 'hll_regwidth(%s)', 'hll_sparseon(%s)',
        '(hll_expthresh(%s)).effective', 'hll(%s, -1, true)', 'hll_error(%s)',
        '(hll_cardinality_bounds(%s)).upper', 'hll_intersection(%s, %s)',
        'hll_intersection(%s, hll_empty())', 'hll_intersection(hll_empty(), %s)',
        'hll_difference(%s, %s)', 'hll_union_cardinality(%s, %s)', 'hll_union_changes(%s, %s)',
        'hll_union_changes(hll_empty(), %s)', '(hll_union_bounds(%s, hll_empty())).upper',
        '(hll_difference_bounds(%s, %s)).upper', 'hll_jaccard(%s, hll_empty())', 'hll_overlap(hll_empty(), %s)',
        '(hll_intersection_bounds(%s, %s)).upper', '(hll_change(%s, hll_empty())).ratio',
        '(hll_change(hll_empty(), %s)).ratio', '(hll_change(%s, %s)).significant',
        'hll_intersection(%s, hll_empty(), %s)', 'hll_intersection(%s, %s, %s)',
        '(hll_intersection_bounds(%s, %s, %s, 0.9)).upper',
        'hll_fold(%s, 4)', 'hll_fold(%s, 4, 1)', '(hll_info(%s)).nbytes',
        "hll_union_fold(%s, $small)", "hll_union_fold($small, %s)",
        "hll_union_cardinality(%s, $small)", "(hll_union_bounds($small, %s)).lower"),
    (map { $_ => $sparse } '%s || hll_empty()', 'hll_empty() || %s', '%s || %s', 'hll_union_agg(%s)',
        'hll_union_fold(%s, %s)', 'hll_union_fold_agg(%s)',
        '%s || 1::bigint::hll_hashval', '(-1)::bigint::hll_hashval || %s',
        'hll_fold(%s, hll_log2m(%s), 1)'),
    'hll_print(%s)' => $short, 'hll_union_count(%s)' => 'coalesce(#bytes::hll, 0) < 9e18');
# These look at the head of a DENSE value only. If the content of one is wrong, its count may be too
# large for a bigint (22003).
my %reads_head = map { $_ => 1 } 'hll_cardinality(%s)', 'hll_cardinality_classic(%s)', '#%s', 'hll_type(%s)',
    'hll_schema_version(%s)', 'hll_log2m(%s)', 'hll_regwidth(%s)', 'hll_sparseon(%s)',
    '(hll_expthresh(%s)).effective', 'hll_error(%s)', '(hll_cardinality_bounds(%s)).upper';
for my $reader (sort keys %readers) {
    my $call = $reader =~ s/%s/unchecked(\$1)/gr;
    my $unread = $reads_head{$reader} ? "left(bytes::text, 4) = '\\x25'" : 'false';
    is sql($database, <<"END"), '', "$reader: XX001 just where the value can't be read";
SELECT id, bytes, outcome FROM cases, outcome('($call) IS NULL', bytes)
WHERE CASE WHEN valid THEN $readers{$reader} ELSE true END
  AND outcome <> ALL (CASE WHEN valid THEN '{true,false}'
                           WHEN readable THEN '{true,false,22003}'
                           WHEN $unread THEN '{true,false,XX001}'
                           ELSE '{XX001}' END::text[])
END
}

# The same for filters. Functions trust a stored filter and check only its header; they don't check
# whether hashes ascend, nor other faults that do no harm. So these errors are allowed: two filters
# that don't fit (22000), not a divisor (22023), another kind (42804), a filter without parameters
# (55000).
my $other = "bloom_add(bloom_empty(10), 1)";
my @filter_readers = ('bloom_cardinality(%s)', '#%s', 'bloom_fpr(%s)', 'bloom_fill(%s)',
    'bloom_capacity(%s)', 'bloom_target_fpr(%s)', 'bloom_info(%s)', '%s @> 1', '1 <@ %s', "%s @> 'a'",
    'bloom_contains(%s, 5::bigint)', 'bloom_contains_all(%s, ARRAY[1, 2, 3])',
    'bloom_add(%s, 1)', "bloom_add(%s, 'a')", 'bloom_add_all(%s, ARRAY(SELECT generate_series(1, 20)))',
    'bloom_fold(%s, 1)', 'bloom_fold(%s, 2)', "bloom_intersection_cardinality(%s, $other)",
    "bloom_intersection_cardinality($other, %s)", 'bloom_intersection_cardinality(%s, %s)', '%s || %s',
    "%s || $other", "$other || %s", 'bloom_union_agg(%s)', 'bloom_coerce(%s, 163858, true)');
for my $reader (@filter_readers) {
    my $call = $reader =~ s/%s/unchecked_filter(\$1)/gr;
    is sql($database, <<"END"), '', "$reader: XX001 just where the value can't be read";
SELECT id, bytes, outcome FROM filters, outcome(\$q\$($call) IS NULL\$q\$, bytes)
WHERE outcome <> ALL (CASE WHEN NOT readable THEN '{XX001}'
                           WHEN valid THEN '{true,false,22000,22023,42804,55000}'
                           ELSE '{true,false,22000,22023,42804,55000,XX001}' END::text[])
END
}

# Every function that changes a valid filter must return a valid filter.
for my $changed ('bloom_add(%s, 1)', "bloom_add_all(%s, '{a,b,c,d,e}'::text[])", 'bloom_fold(%s, 2)', '%s || %s',
    "%s || $other", "$other || %s", 'bloom_union_agg(%s)') {
    my $call = $changed =~ s/%s/\$1::bloom/gr;
    is sql($database, <<"END"), '', "$changed: a valid filter";
SELECT id, bytes, outcome FROM filters, outcome(\$q\$($call)::bytea::bloom IS NULL\$q\$, bytes)
WHERE valid AND outcome <> ALL ('{false,22000,22023,42804,55000}'::text[])
END
}

# Filters in TOAST are read in slices; here each bit of their headers is flipped.
sql($database, <<'END');
CREATE TABLE stored (bit int, f bloom);
INSERT INTO stored
SELECT bit, unchecked_filter(set_bit(good, bit, 1 - get_bit(good, bit)))
FROM (SELECT bloom_agg(i)::bytea FROM generate_series(1, 3000) i) b (good), generate_series(0, 44 * 8 - 1) bit;
CREATE FUNCTION stored_outcome(expression text, number int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  EXECUTE format('SELECT (%s)::text FROM stored WHERE bit = $1', expression) INTO result USING number;
  RETURN result;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
END
for my $call ('f @> 1', "bloom_contains(f, 'a')", 'bloom_contains_all(f, ARRAY(SELECT generate_series(1, 3000)))',
    'bloom_add(f, 1) IS NULL', 'bloom_add_all(f, ARRAY[1, -1]) IS NULL', 'bloom_capacity(f) IS NULL',
    'bloom_target_fpr(f) IS NULL', 'bloom_fpr(f) IS NULL') {
    is sql($database, <<"END"), '', "$call: of broken headers in TOAST";
SELECT bit, outcome FROM stored, stored_outcome(\$q\$$call\$q\$, bit) AS outcome
WHERE outcome <> ALL (CASE WHEN bit < 24 OR bit BETWEEN 32 AND 63 THEN '{XX001}' ELSE '{true,false,XX001,42804}' END::text[])
END
}
done_testing;
