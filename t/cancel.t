# Queries over large sketches and filters can be cancelled. Each statement would take a second or
# more; statement_timeout stops it after 20 ms with 57014, in whichever loop it is. Then the session
# goes on.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $database = new_database('cancel');
sql($database, q(CREATE EXTENSION hll;
    CREATE TABLE big AS SELECT hll_empty(27, 5, 0, 0) || hll_hash_integer(1) AS dense,
                               hll_empty(27, 5, 0, 1) || hll_hash_integer(1) AS sparse;
    INSERT INTO big SELECT dense, sparse FROM big, generate_series(1, 3);
    CREATE TABLE many AS SELECT hll_add_agg(hll_hash_integer(i), 11, 5, 1 << 22) AS explicit
                         FROM generate_series(1, 2000000) i;
    CREATE TABLE registers AS SELECT (set_byte(hll_empty(11, 5, 1 << 22, 1)::bytea, 0, 20)
                                      || decode(repeat('55', 1280), 'hex'))::hll AS r;
    INSERT INTO many SELECT explicit FROM many, generate_series(1, 3);
    CREATE TABLE rows AS SELECT i, hll_empty(22, 5, 1, 0) || hll_hash_integer(i) AS users
                         FROM generate_series(1, 200) i;
    CREATE TABLE filters AS SELECT bloom_add_all(bloom_empty(100000000), ARRAY(SELECT generate_series(1, 300))) AS f;
    INSERT INTO filters SELECT bloom_add(f, -1) FROM filters;
    CREATE TABLE arrays AS SELECT ARRAY(SELECT generate_series(1, 5000000)) AS a));

my %statements = (
    'adding in registers' => 'SELECT dense || hll_hash_integer(2) FROM big',
    'uniting registers' => 'SELECT hll_union_agg(dense) FROM big',
    'counting registers' => 'SELECT # dense FROM big',
    'printing registers' => 'SELECT hll_print(sparse) FROM big',
    'making registers' => 'SELECT hll_empty(27, 8, 0, 0) || h FROM unnest(ARRAY[1, 2, 3]::bigint[]::hll_hashval[]) h',
    'uniting values' => 'SELECT hll_union_agg(explicit) FROM many',
    'adding to values' => 'SELECT explicit || 1::bigint::hll_hashval FROM many',
    'checking values' => 'SELECT hll_type(explicit::bytea::hll) FROM many, generate_series(1, 100)',
    'comparing registers' => 'SELECT hll_intersection(dense, dense) FROM big',
    'comparing registers with few' => 'SELECT hll_difference(sparse, dense) FROM big',
    'what a union changes' => 'SELECT hll_union_changes(dense, dense) FROM big',
    'counting two sizes' => 'SELECT hll_union_cardinality(dense, hll_empty(26, 3, 0) || 1::hll_hashval) FROM big',
    'a change of registers' => 'SELECT hll_change(dense, dense) FROM big',
    'comparing registers of three' => 'SELECT hll_intersection(dense, sparse, dense) FROM big',
    'bounds of registers' => 'SELECT hll_intersection_bounds(dense, dense) FROM big',
    'comparing values' => 'SELECT hll_intersection(explicit, explicit) FROM many, generate_series(1, 20)',
    'comparing values with registers' => 'SELECT hll_overlap(explicit, r) FROM many, registers',
    'folding registers' => 'SELECT hll_fold(dense, 4) FROM big',
    'folding to many registers' => 'SELECT hll_fold(dense, 26, 3) FROM big',
    'folding values' => 'SELECT hll_fold(explicit, 10) FROM many',
    'folding states' => 'SELECT hll_union_fold_agg(h ORDER BY o) FROM (SELECT 1 AS o, dense AS h FROM big
        UNION ALL SELECT 2, hll_empty(26, 3, 0) || hll_hash_integer(1)) v',
    'turning over a frame' => q(SET work_mem = '1GB'; SELECT count(u) FROM (SELECT
        hll_union_agg(users) OVER (ORDER BY i ROWS BETWEEN 0 PRECEDING AND 99 FOLLOWING) AS u
        FROM rows LIMIT 2) AS v),
    'gathering values' =>
        'SELECT hll_add_agg(hll_hash_integer(i), 11, 5, 1 << 22) FROM generate_series(1, 3000000) i',
    'a filter with one more element' => 'SELECT bloom_add(f, -5) FROM filters',
    'uniting filters' => 'SELECT bloom_union_agg(f) FROM filters',
    'a union of filters' => 'SELECT a.f || b.f FROM filters a, filters b',
    'counting bits' => 'SELECT # f FROM filters',
    'the rate of filters' => 'SELECT bloom_fpr(f) FROM filters',
    'comparing filters' => 'SELECT bloom_intersection_cardinality(a.f, b.f) FROM filters a, filters b',
    'folding a filter' => 'SELECT bloom_fold(f, 2) FROM filters',
    'a filter as text' => 'SELECT f::text FROM filters, generate_series(1, 5)',
    'checking filters' => 'SELECT f::bytea::bloom FROM filters, generate_series(1, 20)',
    'adding many values' => 'SELECT hll_add_all(hll_empty(), a) FROM arrays, generate_series(1, 5)',
    'adding many elements' => 'SELECT bloom_add_all(bloom_empty(5000000), a) FROM arrays, generate_series(1, 5)',
    'looking many elements up' => 'SELECT bloom_contains_all(bloom_add_all(bloom_empty(10000), a), a) FROM arrays, generate_series(1, 5)',
    'looking up in TOAST' => 'SELECT count(*) FROM filters, generate_series(1, 10000000) i WHERE f @> i',
    'gathering elements' => 'SELECT bloom_agg(i, 100000000, 0.01) FROM generate_series(1, 3000000) i',
    'gathering hashes' => q(SET work_mem = '1GB'; SELECT bloom_agg(i) FROM generate_series(1, 3000000) i),
    'gathering beyond work_mem' => 'SELECT bloom_agg(i) FROM generate_series(1, 3000000) i',
);
for my $what (sort keys %statements) {
    is sqlstate($database, "SET statement_timeout = 20; $statements{$what}"), '57014', $what;
}
is sql($database, 'SELECT count(*) FROM big'), 4, 'the server goes on';
done_testing;
