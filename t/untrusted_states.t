# States of aggregates that come from somebody else. On Citus any user may hand bytes to the
# deserialize, combine and final functions. Each aggregate of the extension gets wrong bytes, states
# that don't fit, and random variants of right states: it must give a result or raise an error, in
# bounded time and memory. test/states has the functions that do this.
#
# HLL_EXECUTIONS is how many random variants there are in all, HLL_RANDOM which ones.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Filters;
use HllTest;
use Images;
use Test::More;

my $executions = $ENV{HLL_EXECUTIONS} // 400_000;
my $random = $ENV{HLL_RANDOM} // 1;
my $pg_config = $ENV{PG_CONFIG} // 'pg_config';
my $database = new_database('states');

# The server's user must be able to read the module.
chmod 0755, temp_dir();
chomp(my $headers = `$pg_config --includedir-server`);
my $module = temp_dir() . '/states.so';
my $top = "$FindBin::Bin/..";
my ($status, undef, $messages) = run_command('', $ENV{CXX} // 'g++',
    qw(-std=c++20 -O2 -g -Wall -Wextra -Wno-register -fno-exceptions -fno-rtti -fPIC -shared),
    "-I$top/src", '-isystem', $headers, '-o', $module, "$top/test/states/states.cpp");
is $status, 0, 'the module is compiled' or die $messages;

sql($database, <<"END");
CREATE EXTENSION hll;
CREATE EXTENSION hll_citus;
CREATE FUNCTION outcome(regprocedure, VARIADIC bytea[]) RETURNS text LANGUAGE C AS '$module';
CREATE FUNCTION fuzz(regprocedure, bytea[], executions bigint, random bigint)
RETURNS TABLE (outcome text, executions bigint) LANGUAGE C AS '$module';

-- The aggregates whose states can be handed over, one for each set of functions, and what their
-- states are.
CREATE TABLE aggregates AS
SELECT DISTINCT ON (kind, aggcombinefn, aggfinalfn) aggfnoid::regprocedure AS aggregate, kind
FROM pg_aggregate JOIN pg_depend ON objid = aggfnoid AND classid = 'pg_proc'::regclass AND deptype = 'e'
  JOIN pg_extension ON refobjid = pg_extension.oid AND extname IN ('hll', 'hll_citus'),
  LATERAL (SELECT CASE WHEN aggcombinefn::text LIKE '%self_sizing%' THEN 'self-sizing'
                       WHEN aggcombinefn::text LIKE 'bloom%' THEN 'bloom' ELSE 'hll' END) AS k (kind)
WHERE aggcombinefn <> 0
ORDER BY kind, aggcombinefn, aggfinalfn, aggfnoid::regprocedure::text;

CREATE AGGREGATE state_of(anyelement) (
  SFUNC = bloom_self_sizing_trans, STYPE = internal, FINALFUNC = bloom_self_sizing_serialize);
CREATE AGGREGATE state_of(anyelement, float8) (
  SFUNC = bloom_self_sizing_trans, STYPE = internal, FINALFUNC = bloom_self_sizing_serialize);
END
cmp_ok sql($database, 'SELECT count(*) FROM aggregates'), '>=', 5, 'aggregates';

# Right states: the values of Images and Filters, and some that statements make. With little memory
# a self-sizing filter of many elements is a filter already.
my $little_memory = "SET work_mem = '64kB'; SET hash_mem_multiplier = 1;";
my %images = Images::valid_images();
my %filters = Filters::valid_filters();
sql($database, join "\n", $little_memory, 'CREATE TABLE seeds (kind text, name text, state bytea);',
    (map { "INSERT INTO seeds VALUES ('hll', '$_', '\\x" . unpack('H*', $images{$_}) . "');" } sort keys %images),
    (map { "INSERT INTO seeds VALUES ('bloom', '$_', '\\x" . unpack('H*', $filters{$_}) . "');" } sort keys %filters),
    <<'END');
INSERT INTO seeds
SELECT 'hll', format('%s values, log2m %s', n, log2m), hll_add_agg(hll_hash_integer(i), log2m)::bytea
FROM unnest('{4, 8, 11}'::integer[]) AS log2m, unnest('{1, 3, 30, 200, 2000}'::integer[]) AS n,
  generate_series(1, n) AS i GROUP BY n, log2m;
INSERT INTO seeds SELECT 'bloom', format('%s elements', n), bloom_agg(i, 400, 0.01)::bytea
FROM unnest('{1, 20, 80, 90, 400}'::integer[]) AS n, generate_series(1, n) AS i GROUP BY n;
INSERT INTO seeds SELECT 'bloom', 'many sparse elements', bloom_agg(i, 50000, 0.01)::bytea FROM generate_series(1, 200) AS i;
INSERT INTO seeds SELECT 'self-sizing', format('%s elements', n), state_of(i)
FROM unnest('{1, 7, 8, 100}'::integer[]) AS n, generate_series(1, n) AS i GROUP BY n;
INSERT INTO seeds SELECT 'self-sizing', 'other elements', state_of(i) FROM generate_series(50, 300) AS i;
INSERT INTO seeds SELECT 'self-sizing', 'another kind', state_of(i::text) FROM generate_series(1, 20) AS i;
INSERT INTO seeds SELECT 'self-sizing', 'another rate', state_of(i, 0.001) FROM generate_series(1, 20) AS i;
INSERT INTO seeds SELECT 'self-sizing', 'no element', state_of(NULL::integer) FROM generate_series(1, 2);
INSERT INTO seeds SELECT 'self-sizing', 'a filter', state_of(i) FROM generate_series(1, 7000) AS i;
END

is sql($database, <<"END"), '', 'each right state alone gives a result';
$little_memory
SELECT aggregate, name, outcome FROM aggregates JOIN seeds USING (kind), outcome(aggregate, state)
WHERE outcome IN ('unreadable', 'unstable', 'greedy', '22P03')
END

# The rules of a self-sizing state, which bloom_self_sizing_bytes.cpp has, written a second time:
# rate, kind, size of the filter; then a DENSE filter or different hashes.
my %is_rate = map { pack('d>', $_) => 1 } grep { $_ >= 1e-7 && $_ <= 0.5 }
    map { my $places = $_; map { $_ / 10**$places } 1 .. 99 } 1 .. 8;
sub is_valid_state {
    my ($bytes) = @_;
    return 0 if length $bytes < 44;
    my ($rate, $kind, $filter_bytes) = unpack 'a8 a32 N', $bytes;
    my $rest = substr $bytes, 44;
    return 0 if !$is_rate{$rate} || $kind !~ /^[ -~]*\0*\z/ || ($kind =~ /^\0/) != ($rest eq '');
    my %hashes = map { $_ => 1 } unpack '(a8)*', $rest;
    return 8 * keys %hashes == length $rest if $filter_bytes == 0;
    return 0 if $filter_bytes != length $rest || !is_valid_filter($rest);
    my ($form, $code, $filter_kind) = unpack 'x C x6 V a32', $rest;
    return $form == 2 && $filter_kind eq $kind && pack('d>', ($code >> 4 & 127) / 10**($code & 15)) eq $rate;
}
sub state { my ($rate, $kind, $filter, @hashes) = @_; pack 'd> a32 N/a Q>*', $rate, $kind, $filter, @hashes }
my %states = (
    'no element' => state(0.01, '', ''), 'hashes' => state(0.01, 'integer', '', 5, 0, ~0, 1 << 40),
    'a full list' => state(1e-7, 'text UTF8', '', 1 .. 8), 'a table' => state(0.5, 'x' x 32, '', 1 .. 20),
    map { $_ => state(0.01, 'integer', $filters{$_}) } 'DENSE', 'DENSE, all bits');

# Every truncation, every single wrong bit, more bytes. Results of a gigabyte are left out.
my %variants = (
    hll => [\&is_valid, variants()], bloom => [\&is_valid_filter, filter_variants()],
    'self-sizing' => [\&is_valid_state, variants_of(\&is_valid_state, %states)]);
sql($database, "CREATE TABLE variants (kind text, name text, state bytea, valid boolean);\nCOPY variants FROM stdin;\n"
    . join('', map {
        my ($kind, $is_valid, %of_kind) = ($_, @{ $variants{$_} });
        map { join("\t", $kind, $_, '\\\\x' . unpack('H*', $of_kind{$_}), $is_valid->($of_kind{$_}) || 0) . "\n" } sort keys %of_kind
    } sort keys %variants) . "\\.\n");
sql($database, <<'END');
DELETE FROM variants
WHERE CASE WHEN kind = 'hll' AND valid THEN hll_sparseon(state::hll) = 0 AND hll_log2m(state::hll) > 16 END
END
is sql($database, <<"END"), '', '22P03 just where a state is not valid';
SELECT aggregate, name, valid, outcome FROM aggregates JOIN variants USING (kind), outcome(aggregate, state)
WHERE (outcome = '22P03') = valid OR outcome IN ('unreadable', 'unstable', 'greedy')
END

# Runs an aggregate over these expressions for bytea.
sub outcome_of {
    my ($aggregate, @states) = @_;
    return sql($database, "SET client_min_messages = error; $little_memory SELECT outcome('$aggregate', " . join(', ', @states) . ')');
}
sub literal { return "'\\x" . unpack('H*', shift) . "'" }
my ($sketches, $fold, $sized, $self_sizing) = ('hll_add_agg(hll_hashval)', 'hll_union_fold_agg(hll)',
    'bloom_agg(anyelement,bigint,float8)', 'bloom_agg(anyelement)');
sub sketch { return "(hll_empty($_[0]) || hll_hash_integer(1))::bytea" }
sub filter { return "bloom_add($_[0], $_[1])::bytea" }
my $of_other_memory = "(SELECT state FROM seeds WHERE name = 'a filter')";
my @dont_fit = (
    ['log2m', 22000, $sketches, sketch('11, 5'), sketch('10, 5')],
    ['regwidth', 22000, $sketches, sketch('11, 5'), sketch('11, 6')],
    ['expthresh', 22000, $sketches, sketch('11, 5, 0'), sketch('11, 5, 1')],
    ['schema version', '22P03', $sketches, sketch('11, 5'), "'\\x228b7f'"],
    ['a filter for a sketch', '22P03', $sketches, filter('bloom_empty(9)', 1)],
    ['sizes', 22000, $sized, filter('bloom_empty(9)', 1), filter('bloom_empty(900)', 1)],
    ['rates', 22000, $sized, filter('bloom_empty(900, 0.1)', 1), filter('bloom_empty(900)', 1)],
    ['kinds', 42804, $sized, filter('bloom_empty(9)', 1), filter('bloom_empty(9)', "'a'")],
    ['format version', '22P03', $sized, filter('bloom_empty(9)', 1), "set_byte(bloom_empty(9)::bytea, 0, 2)"],
    ['a sketch for a filter', '22P03', $sized, sketch('11, 5')],
    ['kinds of hashes', 42804, $self_sizing, literal(state(0.01, 'integer', '', 1)), literal(state(0.01, 'text UTF8', '', 1))],
    ['rates of hashes', 22000, $self_sizing, literal(state(0.01, 'integer', '', 1)), literal(state(0.02, 'integer', '', 1))],
    ['rates of a filter and hashes', 22000, $self_sizing, literal($states{DENSE}), literal(state(0.02, 'integer', '', 1))],
    ['filters of different sizes', 22000, $self_sizing, $of_other_memory, literal($states{DENSE})],
    ['a sized filter for a self-sizing one', '22P03', $self_sizing, filter('bloom_empty(9)', 1)],
    ['many equal hashes', '22P03', $self_sizing, literal(state(0.01, 'integer', '', (7) x 10_000))],
);
for my $case (@dont_fit) {
    my ($what, $error, $aggregate, @states) = @$case;
    is outcome_of($aggregate, @states), $error, "$what: $error";
    is outcome_of($aggregate, reverse @states), $error, "$what, in the other order: $error";
}
isnt outcome_of($fold, sketch('11, 5'), sketch('10, 4')), 22000, 'hll_union_fold_agg takes other parameters';

# A process with more memory reads and combines what one with less has written.
my ($hashes, $filter) = (literal(state(0.01, 'integer', '', 1 .. 300)), $of_other_memory);
for my $states ([$filter], [$filter, $hashes], [$hashes, $filter], [literal(state(0.1, '', '')), $filter, $hashes]) {
    like sql($database, "SELECT left(outcome('$self_sizing', " . join(', ', @$states) . '), 6)'), qr/^\\x0102$/,
        @$states . ' states of a process with less memory';
}

# 2 kB that may not become a gigabyte: the same few hashes of a large filter.
my $sparse = literal(pack('C4 V V a32 Q<*', 1, 1, 1, 6, 16777215, 78000 << 14 | 4 << 11 | 99 << 4 | 4, 'integer', 1 .. 230));
isnt outcome_of($sized, $sparse, $sparse, $sparse), 'greedy', 'equal hashes need no bits';

# Hashes in patterns take no more time than others, in whatever memory: milliseconds, but minutes if
# they met in one place of a table. Large states can be cancelled.
sql($database, <<'END');
CREATE TABLE large AS
SELECT 'bloom_agg(anyelement)'::regprocedure AS aggregate, 'hashes << ' || k AS name,
       float8send(0.01) || rpad('integer', 32)::bytea || int4send(0) || string_agg(int8send(i << k), '') AS state
FROM generate_series(1::bigint, 200000) AS i, unnest('{0, 16, 32, 44}'::integer[]) AS k GROUP BY k;
INSERT INTO large
SELECT 'bloom_agg(anyelement)', 'hashes in the order of a table', state_of(i) FROM generate_series(1, 200000) AS i;
INSERT INTO large
SELECT 'hll_add_agg(hll_hashval)', 'values << ' || k, hll_add_agg((i << k)::hll_hashval, 11, 5, 1 << 22)::bytea
FROM generate_series(1::bigint, 200000) AS i, unnest('{0, 16, 32, 44}'::integer[]) AS k GROUP BY k;
END
for my $memory ($little_memory, "SET work_mem = '1GB';") {
    is sqlstate($database, <<"END"), '00000', "patterns: $memory";
SET client_min_messages = error; $memory SET statement_timeout = '30s'; SELECT outcome(aggregate, state, state) FROM large
END
}
sql($database, <<'END');
INSERT INTO large SELECT aggregate, 'cancel', (hll_empty(27, 5, 0, 0) || hll_hash_integer(1))::bytea
FROM aggregates WHERE kind = 'hll';
INSERT INTO large SELECT 'hll_add_agg(hll_hashval)', 'cancel', hll_add_agg(hll_hash_integer(i), 11, 5, 1 << 22)::bytea
FROM generate_series(1, 1000000) AS i;
INSERT INTO large SELECT aggregate, 'cancel', bloom_add_all(bloom_empty(100000000), ARRAY(SELECT generate_series(1, 300)))::bytea
FROM aggregates WHERE kind = 'bloom';
SET work_mem = '1GB';
INSERT INTO large SELECT 'bloom_agg(anyelement)', 'cancel', state_of(i) FROM generate_series(1, 2000000) AS i;
END
for my $row (split /\n/, sql($database, "SELECT ctid, aggregate FROM large WHERE name = 'cancel'")) {
    my ($ctid, $aggregate) = split /\|/, $row;
    is sqlstate($database, "SET statement_timeout = 20; SELECT outcome(aggregate, state, state, state) FROM large WHERE ctid = '$ctid'"),
        '57014', "$aggregate: large states can be cancelled";
}

for my $row (split /\n/, sql($database, 'SELECT aggregate, kind FROM aggregates')) {
    my ($aggregate, $kind) = split /\|/, $row;
    my $each = 1 + int $executions / sql($database, 'SELECT count(*) FROM aggregates');
    my $outcomes = sql($database, <<"END");
SET client_min_messages = error; $little_memory
SELECT f.* FROM (SELECT array_agg(state) AS seeds FROM seeds WHERE kind = '$kind') AS s,
  fuzz('$aggregate', seeds, $each, $random) AS f ORDER BY 2 DESC
END
    note "$aggregate: ", join ', ', map { join ' ', reverse split /\|/ } split /\n/, $outcomes;
    unlike $outcomes, qr/^(unreadable|unstable|greedy|XX\w{3})/m, "$aggregate: $each executions";
}
done_testing;
