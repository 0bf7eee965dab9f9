# The memory of a backend must stay flat over 10^6 calls of each function of the extension.
# scripts/check-calls runs this test.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../../t/lib";
use HllTest;
use Test::More;

my $calls = 1_000_000;
my $database = new_database('calls');
sql($database, <<'END');
CREATE EXTENSION hll;
-- One row with a value for each type of argument. Columns, so that no call is folded to a constant.
CREATE TABLE sample AS
SELECT (SELECT hll_add_agg(hll_hash_integer(i)) FROM generate_series(1, 100) i) AS hll,
       hll_hash_integer(5) AS hll_hashval, true AS boolean, 7::smallint AS smallint, 1 AS integer,
       9::bigint AS bigint, 'a text'::text AS text, '\x128b7f0000000000000001'::bytea AS bytea,
       1.50 AS anyelement, 11 AS log2m, 0.9::float8 AS "double precision",
       ARRAY[hll_empty() || hll_hash_integer(5), NULL] AS "hll[]",
       -- In TOAST; of the kind of the element beside it, and of text.
       (SELECT bloom_agg(i * 1.50, 2000, 0.01) FROM generate_series(1, 1000) i) AS bloom,
       (SELECT bloom_agg('v' || i, 2000, 0.01) FROM generate_series(1, 1000) i) AS words,
       'a text'::bloom_literal AS bloom_literal, 0.01::hll_standard_error AS hll_standard_error, ARRAY[1.50, 3.0] AS anyarray,
       array_fill(1::smallint, ARRAY[16]) AS "smallint[]", hll_empty(14) || hll_hash(1) AS large,
       hll_to_redis(hll_empty(14) || hll_hash(1)) AS redis;
CREATE FUNCTION resident() RETURNS bigint VOLATILE LANGUAGE sql AS $$
  SELECT split_part(substring(pg_read_file('/proc/' || pg_backend_pid() || '/status') FROM 'VmHWM:\s+\d+'),
                    ':', 2)::bigint $$;
END

# Functions that need special arguments, by name or signature: no column can hold the arguments, or
# they must fit together.
my %arguments = (
    bloom_in => 'bloom::text::cstring, 0, -1', bloom_from_bytea => 'bloom::bytea',
    bloom_typmod_in => 'ARRAY[log2m::text::cstring]', bloom_typmod_out => '163858 + 16384 * "integer"',
    bloom_coerce => 'bloom, -1, true', bloom_fold => 'bloom, "integer" + 2',
    (map { $_ => '"bigint", "double precision" / 9' } qw(bloom_empty bloom_nbytes)),
    (map { $_ . '(bloom,bloom_literal)' => 'words, bloom_literal' } qw(bloom_add bloom_contains)),
    'bloom_contained(bloom_literal,bloom)' => 'bloom_literal, words', bloom_literal_in => 'text::cstring',
    (map { ("hll_hash_keyed($_,bytea)" => "$_, decode(md5(text), 'hex')") } qw(anyelement bloom_literal)),
    hll_from_redis => 'redis', hll_to_redis => 'large',
    'hll_union(hll,hll,hll[])' => 'hll, hll, hll', hll_nbytes => 'log2m, 5, -"integer"',
    hll => 'hll, -1, true', hll_in => 'bytea::text::cstring, 0, -1',
    hll_hashval_in => '"bigint"::text::cstring', hll_standard_error_in => '"double precision"::text::cstring', hll_typmod_in => 'ARRAY[log2m::text::cstring]',
    hll_typmod_out => '12030 + "integer"');
my @functions = map { [split /\|/] } split /\n/, sql($database, <<'END');
SELECT proname, (SELECT string_agg(CASE
         WHEN proname = 'hll_empty' THEN (ARRAY['log2m', '5', '-"integer"', '"integer"'])[n]
         WHEN proname = 'hll_fold' THEN (ARRAY['hll', '9', '4'])[n]
         ELSE quote_ident(format_type(type, NULL)) END, ', ' ORDER BY n)
         FROM unnest(proargtypes) WITH ORDINALITY AS a (type, n)), oid::regprocedure
FROM pg_proc JOIN pg_depend ON objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e'
WHERE refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll')
  AND prokind = 'f' AND NOT proretset AND provolatile <> 'v' AND 'internal'::regtype <> ALL (proargtypes)
  -- The functions of aggregates refuse other calls; test/long/memory.t has the aggregates.
  AND NOT EXISTS (SELECT FROM pg_aggregate WHERE pg_proc.oid IN (aggtransfn, aggcombinefn, aggfinalfn))
ORDER BY 3
END
cmp_ok scalar @functions, '>', 50, scalar @functions . ' functions';
for my $function (@functions) {
    my ($name, $arguments, $signature) = @$function;
    my $call = "$name(" . ($arguments{$signature} // $arguments{$name} // $arguments // '') . ')';
    # JIT is off because compiled expressions take memory of their own.
    my $query = "SET jit = off; SELECT count($call) FROM sample, (SELECT generate_series(1, %d)) s";
    my ($few, $before, $many, $after) = split /\n/, sql($database,
        join '; SELECT resident();', map { sprintf $query, $_ } $calls / 10, $calls, 1);
    is "$few $many", $calls / 10 . " $calls", "$signature: no NULL";
    cmp_ok $after - $before, '<', 1024, "$signature: flat over $calls calls";
}
done_testing;
