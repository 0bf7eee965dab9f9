# The extension as an object of its database: it has all names of postgresql-hll and the right
# volatilities, it can be moved, dropped and created again, and it doesn't depend on the
# search_path.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Surface;
use Test::More;

# The lines of a query's result, sorted.
sub lines { return join ' ', sort split /\n/, sql(@_) }

my $database = new_database('catalog');
sql($database, 'CREATE EXTENSION hll');
my $members = "SELECT pg_describe_object(classid, objid, 0) FROM pg_depend
    WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll')";

# All names that users of postgresql-hll may have written into definitions of their own.
my @names = split /\n/, <<'END';
hll(hll,integer,boolean)
hll_add(hll,hll_hashval)
hll_add_agg(hll_hashval)
hll_add_agg(hll_hashval,integer)
hll_add_agg(hll_hashval,integer,integer)
hll_add_agg(hll_hashval,integer,integer,bigint)
hll_add_agg(hll_hashval,integer,integer,bigint,integer)
hll_add_rev(hll_hashval,hll)
hll_add_trans0(internal,hll_hashval)
hll_add_trans1(internal,hll_hashval,integer)
hll_add_trans2(internal,hll_hashval,integer,integer)
hll_add_trans3(internal,hll_hashval,integer,integer,bigint)
hll_add_trans4(internal,hll_hashval,integer,integer,bigint,integer)
hll_card_unpacked(internal)
hll_cardinality(hll)
hll_ceil_card_unpacked(internal)
hll_deserialize(bytea,internal)
hll_empty()
hll_empty(integer)
hll_empty(integer,integer)
hll_empty(integer,integer,bigint)
hll_empty(integer,integer,bigint,integer)
hll_eq(hll,hll)
hll_expthresh(hll)
hll_floor_card_unpacked(internal)
hll_hash_any(anyelement,integer)
hll_hash_bigint(bigint,integer)
hll_hash_boolean(boolean,integer)
hll_hash_bytea(bytea,integer)
hll_hash_integer(integer,integer)
hll_hash_smallint(smallint,integer)
hll_hash_text(text,integer)
hll_hashval(bigint)
hll_hashval_eq(hll_hashval,hll_hashval)
hll_hashval_int4(integer)
hll_hashval_ne(hll_hashval,hll_hashval)
hll_log2m(hll)
hll_ne(hll,hll)
hll_pack(internal)
hll_print(hll)
hll_regwidth(hll)
hll_schema_version(hll)
hll_serialize(internal)
hll_set_defaults(integer,integer,bigint,integer)
hll_set_max_sparse(integer)
hll_set_output_version(integer)
hll_sparseon(hll)
hll_type(hll)
hll_union(hll,hll)
hll_union_agg(hll)
hll_union_internal(internal,internal)
hll_union_trans(internal,hll)
END
my $list = join ', ', map { "('$_')" } @names;
is sql($database, "SELECT f FROM (VALUES $list) v (f) WHERE to_regprocedure(f) IS NULL"), '',
    'every function of postgresql-hll is there';

# Citus looks these functions up by name and number of arguments, and fails if it finds two.
my @single = split / /, 'hll_add_agg(hll_hashval,integer) hll_cardinality(hll) hll_hash_any(anyelement,integer)'
    . ' hll_hash_bigint(bigint,integer) hll_hash_integer(integer,integer) hll_hash_text(text,integer) hll_union_agg(hll)';
my $looked_up = join ', ', map { "('" . s/\(.*//r . "', " . (1 + tr/,//) . ')' } @single;
is lines($database, "SELECT oid::regprocedure FROM pg_proc WHERE (proname, pronargs) IN ($looked_up)"),
    join(' ', @single), 'each is there once';

# STABLE are only functions that read settings which choose parameters or sizes, or that read
# statistics.
my $functions = "FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid
    WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'e' AND p.prokind = 'f'
      AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll')";
is lines($database, "SELECT proname || pronargs $functions AND provolatile = 's'"),
    join(' ', qw(approx_count_distinct_error_sliding_trans3 approx_count_distinct_error_trans3),
        (map { "approx_count_distinct_sliding_trans$_" } 2, 3), (map { "approx_count_distinct_trans$_" } 2, 3),
        qw(bloom_contained_sel4 bloom_contains_sel4 bloom_joinsel5 bloom_literal_recv1 bloom_literal_send1
            bloom_self_sizing_final1 bloom_self_sizing_trans2 bloom_self_sizing_trans3),
        (map { "hll_add_sliding_trans$_" } 2 .. 5), (map { "hll_add_trans$_" . ($_ + 2) } 0 .. 3),
        qw(hll_agg_error_sliding_trans3 hll_agg_error_trans3 hll_agg_sliding_trans2 hll_agg_sliding_trans3
            hll_agg_trans2 hll_agg_trans3),
        (map { "hll_empty$_" } 0 .. 3),
        qw(hll_expanded_pack1 hll_moving_pack1 hll_n_distinct2 hll_pack1 hll_sliding_pack1), (map { "hll_sliding_trans_inv$_" } 2, 3, 3, 4 .. 6),
        qw(hll_typmod_in1 hll_union1)), 'STABLE functions';
is lines($database, "SELECT proname $functions AND provolatile = 'v'"),
    'hll_set_defaults hll_set_max_sparse hll_set_output_version', 'VOLATILE functions';

# surface_errors() tests only functions that one of its conditions calls. Types, operators,
# aggregates and the planner call the functions that are left out here.
my $behind = qr/_(in|out|recv|send|from_bytea|eq|ne|lt|le|gt|ge|cmp|opclass_\w+|sel|joinsel|support)$
    |_(trans\d?|trans_inv|final|union_internal|combine|serialize|deserialize|pack|unpacked)$/x;
my $text = surface_text();
is join(' ', grep { !/$behind/ && $text !~ /\@\.$_\(/ }
    split ' ', lines($database, "SELECT DISTINCT proname $functions")), '',
    'every function is used by the conditions';

# Moves the extension, which has data and dependent objects, to another schema.
is surface_errors($database, 'public'), '', 'all works with an empty search_path';
sql($database, <<'END');
CREATE TABLE t (u hll(10) DEFAULT hll_empty(10), n float8 GENERATED ALWAYS AS (# u) STORED);
CREATE INDEX ON t (u);
CREATE VIEW v AS SELECT hll_union_agg(u || hll_hash_integer(1)) AS total FROM t;
INSERT INTO t VALUES (DEFAULT), (hll_empty(10) || hll_hash_integer(2));
CREATE TABLE seen (f bloom(10) DEFAULT bloom_empty(10), one bool GENERATED ALWAYS AS (f @> 1) STORED);
CREATE INDEX ON seen USING hash (f);
CREATE SCHEMA "other ""one""";
ALTER EXTENSION hll SET SCHEMA "other ""one""";
END
is surface_errors($database, 'other "one"'), '', 'all works in another schema';
is sql($database, "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"), 0,
    'nothing stayed behind';
is sql($database, "SET search_path = ''; INSERT INTO public.t VALUES (DEFAULT);
    SELECT n FROM public.t ORDER BY n; SELECT length(total::bytea) FROM public.v"),
    "0\n0\n1\n19", 'a table and a view go on';
is sql($database, q(SET search_path = ''; INSERT INTO public.seen VALUES (DEFAULT),
    ("other ""one""".bloom_add("other ""one""".bloom_empty(10), 1)) RETURNING one)), "f\nt",
    'and one with a filter';
sql($database, 'ALTER EXTENSION hll SET SCHEMA public');
is surface_errors($database, 'public'), '', 'and back again';

# Drops the extension in a session that has loaded the module and changed a setting.
is sqlstate($database, 'DROP EXTENSION hll'), '2BP01', 'it is not dropped under tables that use it';
my $counts = join ' UNION ALL ', map { "SELECT '$_', count(*) FROM $_" }
    qw(pg_proc pg_type pg_operator pg_cast pg_opclass pg_opfamily pg_amop pg_amproc pg_aggregate
    pg_description pg_depend);
my $empty = new_database('empty');
my $before = sql($empty, $counts);
sql($empty, 'CREATE EXTENSION hll');
is lines($empty, $members), lines($database, $members), 'a new extension has the same objects';
is sql($empty, "SET hll.log2m = 12; SELECT hll_log2m(hll_empty());
    DROP EXTENSION hll; $counts; CREATE EXTENSION hll; SELECT hll_log2m(hll_empty())"),
    "12\n$before\n12", 'dropped, it leaves nothing; the session can create it again';
is surface_errors($empty, 'public', 'DROP EXTENSION hll; CREATE EXTENSION hll;'), '',
    'and all works';
done_testing;
