# Uses everything that the extension defines in SQL once. All names are qualified, so the conditions
# must hold with an empty search_path, too.
package Surface;

use strict;
use warnings;
use Exporter 'import';
use HllTest;

our @EXPORT = qw(surface_errors surface_text);

# Conditions that must be true; @. stands for the schema of the extension.
my $conditions = <<'END';
@.hll_empty()::text = '\x118b7f'
@.hll_empty(12)::pg_catalog.bytea = '\x118c7f'
@.hll_empty(12, 6)::text = '\x11ac7f'
@.hll_empty(12, 6, 64)::text = '\x11ac47'
@.hll_empty(12, 6, 64, 0)::text = '\x11ac07'
'\x118b7f'::bytea::@.hll OPERATOR(@.=) @.hll_empty()
'\x11ac07'::@.hll(12, 6, 64, 0)::text = '\x11ac07'
@.hll_empty(12)::@.hll(9)::text = '\x11897f'
@.hll_cardinality(@.hll_add(@.hll_empty(), 1::@.hll_hashval)) = 1
(OPERATOR(@.#) (@.hll_empty() OPERATOR(@.||) @.hll_hash_integer(1))) = 1
(OPERATOR(@.#) (@.hll_hash_integer(1) OPERATOR(@.||) @.hll_empty())) = 1
(OPERATOR(@.#) @.hll_add_rev(1::bigint::@.hll_hashval, @.hll_empty())) = 1
@.hll_add_changes(@.hll_empty(), 1::@.hll_hashval)
(OPERATOR(@.#) @.hll_union('\x128b7f0000000000000001', '\x128b7f0000000000000002')) = 2
(OPERATOR(@.#) ('\x128b7f0000000000000001'::@.hll OPERATOR(@.||) '\x128b7f0000000000000002')) = 2
@.hll_union_changes(@.hll_empty(8), '\x128b7f0000000000000002')
@.hll_union(ARRAY[@.hll_empty(8), NULL, @.hll_empty(9)])::text = '\x11897f'
(OPERATOR(@.#) @.hll_union('\x128b7f0000000000000001', '\x128b7f0000000000000002', '\x118b7f')) = 2
@.hll_error(@.hll_empty()) = 0 AND round((@.hll_cardinality_bounds('\x138b7f0021')).lower) = 1
@.hll_intersection('\x128b7f0000000000000001', '\x128b7f0000000000000001') = 1
@.hll_difference('\x128b7f0000000000000001', '\x128b7f0000000000000002') = 1
(@.hll_difference_bounds('\x128b7f0000000000000001', @.hll_empty(), 0.9)).lower = 1
@.hll_union_cardinality('\x128b7f0000000000000001', '\x12897f0000000000000002') = 2
(@.hll_union_bounds('\x128b7f0000000000000001', '\x12897f0000000000000002', 0.9)).upper = 2
@.hll_jaccard('\x128b7f0000000000000001', '\x128b7f0000000000000001') = 1
@.hll_overlap('\x128b7f0000000000000001', @.hll_empty()) = 0
(@.hll_intersection_bounds('\x128b7f0000000000000001', @.hll_empty(), 0.9)).reliable
(@.hll_change('\x128b7f0000000000000001', @.hll_empty(), 0.9)).ratio = 0
@.hll_intersection('\x128b7f0000000000000001', '\x128b7f0000000000000001', @.hll_empty()) = 0
(@.hll_intersection_bounds('\x128b7f0000000000000001', @.hll_empty(), @.hll_empty(), 0.9)).reliable
@.hll_to_version(@.hll_empty(), 2)::text = '\x118b7f' AND @.hll_fold(@.hll_empty(), 10)::text = '\x118a7f' AND @.hll_fold(@.hll_empty(), 9, 4)::text = '\x11697f'
round(@.hll_cardinality_classic('\x138b7f0021')) = 1
@.hll_schema_version('\x138b7f0021') = 1 AND @.hll_type('\x138b7f0021') = 3
@.hll_log2m('\x138b7f0021') = 11 AND @.hll_regwidth('\x138b7f0021') = 5
@.hll_sparseon('\x138b7f0021') = 1 AND (@.hll_expthresh('\x138b7f0021')).effective = 160
@.hll_print('\x118b7f')::text LIKE 'EMPTY%'
@.hll_hash_boolean(true) OPERATOR(@.<>) @.hll_hash_boolean(true, 1)
@.hll_hash_smallint(1::smallint) OPERATOR(@.=) @.hll_hash_any(1::smallint)
@.hll_hash_integer(1) OPERATOR(@.=) @.hll_hash_any(1, 0)
@.hll_hash_bigint(1) OPERATOR(@.=) @.hll_hash_any(1::bigint)
@.hll_hash(1::smallint) OPERATOR(@.=) @.hll_hash_bigint(1) AND @.hll_hash('a') OPERATOR(@.=) @.hll_hash_text('a')
@.hll_hash_keyed(1, '0123456789abcdef') OPERATOR(@.=) @.hll_hash_keyed(1::bigint, '0123456789abcdef')
@.hll_hash_keyed('a', '0123456789abcdef') OPERATOR(@.<>) @.hll_hash('a')
@.hll_hash_bytea('\x31') OPERATOR(@.=) @.hll_hash_text('1')
@.hll_hash_redis('a') OPERATOR(@.=) @.hll_hash_redis('\x61'::bytea)
@.hll_from_redis('\x48594c4c0100000000000000000000807fff')::text = '\x11ae40'
@.hll_to_redis(@.hll_empty()) = '\x48594c4c0100000000000000000000807fff'
@.hll_from_registers(@.hll_registers(@.hll_empty(4)), 5)::text = '\x118440'
@.hll_hash_any(1.0) OPERATOR(@.=) @.hll_hash_any(1.00)
@.hll_hash_any(ROW(1, ARRAY['a'])) OPERATOR(@.=) @.hll_hash_any(ROW(1, ARRAY['a']))
@.hll_hashval(5)::bigint = 5 AND @.hll_hashval_int4(-5)::bigint = -5
'5'::@.hll_hashval::text = '5' AND 5::@.hll_hashval OPERATOR(@.<=) 6::@.hll_hashval
'\x118b7f'::@.hll OPERATOR(@.<) '\x118c7f' AND @.hll_cmp('\x118b7f', '\x118c7f') < 0
(SELECT OPERATOR(@.#) @.hll_add_agg(@.hll_hash_integer(i)) FROM generate_series(1, 9) i) = 9
(SELECT OPERATOR(@.#) @.hll_add_agg(@.hll_hash_integer(i), 12) FROM generate_series(1, 9) i) = 9
(SELECT OPERATOR(@.#) @.hll_add_agg(@.hll_hash_integer(i), 12, 6) FROM generate_series(1, 9) i) = 9
(SELECT @.hll_type(@.hll_add_agg(@.hll_hash_integer(i), 12, 6, 8)) FROM generate_series(1, 9) i) = 3
(SELECT @.hll_type(@.hll_add_agg(@.hll_hashval(i), 12, 6, 8, 0)) FROM generate_series(1, 9) i) = 4
(SELECT OPERATOR(@.#) @.hll_union_agg(u) FROM (VALUES (@.hll_empty()), (NULL)) v (u)) = 0
(SELECT @.hll_union_count(u) FROM (VALUES (@.hll_empty()), (NULL)) v (u)) = 0
(SELECT @.hll_log2m(@.hll_union_fold_agg(@.hll_add(@.hll_empty(i), @.hll_hash_integer(1)))) FROM generate_series(8, 9) i) = 8
(SELECT @.hll_union_count(@.hll_empty(i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(8, 9) i OFFSET 1) = 0
(SELECT @.hll_union_fold_agg(@.hll_empty(i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(8, 9) i OFFSET 1)::text = '\x11897f'
@.hll_union_fold(@.hll_empty(9), @.hll_empty(10)) OPERATOR(@.=) @.hll_union(@.hll_empty(9), @.hll_empty(10))
(@.hll_info('\x138b7f0021')).form = 'SPARSE' AND @.hll_nbytes(11) = 1287
(SELECT @.approx_count_distinct(i % 3) FROM generate_series(1, 9) i) = 3
(SELECT @.approx_count_distinct(i, 12) FROM generate_series(1, 9) i) = 9
(SELECT @.hll_agg(i) OPERATOR(@.=) @.hll_add_agg(@.hll_hash(i)) AND @.hll_agg(i, 12) OPERATOR(@.=) @.hll_agg(i, 0.02) FROM generate_series(1, 9) i)
(SELECT @.approx_count_distinct(i, 0.01) FROM generate_series(1, 9) i) = 9
@.hll_log2m(0.01) = 14 AND @.hll_log2m('0.01'::@.hll_standard_error) = 14 AND @.hll_log2m(0.01::float8) = 14
(OPERATOR(@.#) @.hll_add_all(@.hll_empty(), ARRAY[1, 2, NULL])) = 2
(SELECT @.approx_count_distinct(i) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 5) i OFFSET 4) = 2
(SELECT OPERATOR(@.#) @.hll_agg(i) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 5) i OFFSET 4) = 2
(SELECT OPERATOR(@.#) @.hll_add_agg(@.hll_hash(i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 5) i OFFSET 4) = 2
(SELECT @.bloom_union_agg(@.bloom_add(@.bloom_empty(9), i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 5) i OFFSET 4) OPERATOR(@.@>) 5
(SELECT @.hll_union_agg(@.hll_empty(i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(8, 9) i OFFSET 1)::text = '\x11897f'
(SELECT count(*) FROM (SELECT FROM generate_series(1, 9) i GROUP BY @.hll_empty(i % 4 + 9)) g) = 4
(SELECT i FROM generate_series(4, 6) i ORDER BY @.hll_empty(i) DESC LIMIT 1) = 6
(SELECT count(DISTINCT @.hll_hash_integer(i % 3)) FROM generate_series(1, 9) i) = 3
@.bloom_empty(10)::@.bloom(20, 0.1)::text = @.bloom_empty(20, 0.1)::text
@.bloom_empty(10)::bytea::@.bloom OPERATOR(@.=) @.bloom_empty(10, 0.01) AND @.bloom_empty(10) OPERATOR(@.<>) @.bloom_empty(11)
@.bloom_contains(@.bloom_add(@.bloom_empty(10), 1), 1) AND @.bloom_add(@.bloom_empty(10), 'a') OPERATOR(@.@>) 'a'
@.bloom_add(@.bloom_empty(10), 1) OPERATOR(@.@>) 1::smallint AND NOT 2 OPERATOR(@.<@) @.bloom_add(@.bloom_empty(10), 1)
@.bloom_contained(1, @.bloom_add(@.bloom_empty(10), 1)) AND 'a' OPERATOR(@.<@) @.bloom_add(@.bloom_empty(10), 'a'::text)
@.bloom_contained('a', @.bloom_add(@.bloom_empty(10), 'a'::varchar)) AND @.bloom_contains(@.bloom_add(@.bloom_empty(10), 'a'), 'a')
@.bloom_contains_all(@.bloom_add_all(@.bloom_empty(10), ARRAY[1, 2]), ARRAY[2])
@.bloom_cardinality(@.bloom_union(@.bloom_add(@.bloom_empty(10), 1), @.bloom_add(@.bloom_empty(10), 2))) = 2
(OPERATOR(@.#) (@.bloom_add(@.bloom_empty(10), 1) OPERATOR(@.||) @.bloom_add(@.bloom_empty(10), 2))) = 2
@.bloom_intersection_cardinality(@.bloom_add(@.bloom_empty(10), 1), @.bloom_add(@.bloom_empty(10), 1)) = 1
@.bloom_capacity(@.bloom_fold(@.bloom_empty(100000), 2)) = 50000 AND @.bloom_target_fpr(@.bloom_empty(5)) = 0.01
@.bloom_coerce(@.bloom_empty(10), -1, true) OPERATOR(@.=) @.bloom_empty(10)
@.bloom_fpr(@.bloom_empty(10)) = 0 AND @.bloom_fill(@.bloom_empty(10)) = 0 AND @.bloom_nbytes(10) = 112 AND @.bloom_nbytes(10, 0.1) = 112
(@.bloom_info(@.bloom_add(@.bloom_empty(10), 1))).kind = 'integer'
(SELECT @.bloom_agg(i) OPERATOR(@.@>) 5 AND NOT @.bloom_agg_fpr(i, 0.001) OPERATOR(@.@>) -5 FROM generate_series(1, 9) i)
(SELECT @.bloom_agg(i, 9, 0.01) OPERATOR(@.=) @.bloom_agg(i) AND @.bloom_agg(i, 9) OPERATOR(@.=) @.bloom_agg(i) FROM generate_series(1, 9) i)
(SELECT @.bloom_union_agg(@.bloom_add(@.bloom_empty(10), i)) OPERATOR(@.@>) 3 FROM generate_series(1, 3) i)
(SELECT count(*) FROM (SELECT FROM generate_series(1, 9) i GROUP BY @.bloom_add(@.bloom_empty(10), i % 4)) g) = 4
(SELECT n_distinct = rows AND nulls = 0 FROM @.hll_n_distinct('pg_catalog.pg_am', '{amname}'))
(@.hll_set_defaults(11, 5, -1, 1)).o_log2m = 11
@.hll_set_max_sparse(-1) = -1 AND @.hll_set_output_version(1) = 1
END

sub surface_text { return $conditions }

# Runs some statements, then checks all conditions with an empty search_path. Returns the conditions
# that don't hold, one on each line.
sub surface_errors {
    my ($database, $schema, $before) = @_;
    my $prefix = '"' . $schema =~ s/"/""/gr . '".';
    my $queries = join '', map {
        my $condition = s/\@\./$prefix/gr;
        "SELECT \$q\$$condition\$q\$ WHERE ($condition) IS NOT TRUE;\n"
    } split /\n/, $conditions;
    return sql($database, ($before // '') . "\nSET search_path = '';\n$queries");
}

1;
