# ALTER EXTENSION hll UPDATE from any older version must leave the same catalogs as CREATE
# EXTENSION. Users' objects must still work, and the module must still have the functions that the
# older version uses.
#
# To show that this test finds a forgotten line of an update script, it makes up older versions: the
# present script with one change each. Their scripts are written only into the directory of a
# private server.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Catalog;
use File::Basename qw(dirname);
use HllTest;
use Surface;
use Test::More;

my ($current, $scripts) = split /\|/, sql($ENV{PGDATABASE}, "SELECT default_version, setting || '/extension'
    FROM pg_available_extensions, pg_config WHERE pg_config.name = 'SHAREDIR'
     AND pg_available_extensions.name = 'hll'");

my $databases = 0;

sub database_with {
    my ($version) = @_;
    my $database = new_database('upgrade' . ++$databases);
    sql($database, "CREATE EXTENSION hll VERSION '$version'");
    return $database;
}

my $fresh = database_with($current);
my $expected = catalog_of($fresh);
cmp_ok scalar(keys %$expected), '>', 100, 'a fresh install has objects';
is differences(catalog_of(database_with($current)), $expected), '', 'two fresh installs are equal';

if (sql($fresh, 'SHOW server_version_num') >= 180000) {
    is sql($fresh, "LOAD 'hll'; SELECT version FROM pg_get_loaded_modules() WHERE module_name = 'hll'"),
        $current, 'the module says the version of the control file';
}

sub differences_after_update {
    my ($database) = @_;
    sql($database, 'ALTER EXTENSION hll UPDATE');
    return differences(catalog_of($database), $expected);
}

# The older versions and the paths from them. Those of postgresql-hll can't be made here; see
# scripts/check-takeover.
my @paths = split /\n/, sql($fresh, "SELECT source, path FROM pg_extension_update_paths('hll')
    JOIN pg_available_extension_versions ON name = 'hll' AND version = source
    WHERE target = '$current' AND source <> target AND path IS NOT NULL ORDER BY source");
note 'There is no older version yet.' if !@paths;
for (@paths) {
    my ($version, $path) = split /\|/;
    my $database = database_with($version);
    sql($database, <<'END');
CREATE TABLE t (u hll(10) DEFAULT hll_empty(10), n float8 GENERATED ALWAYS AS (# u) STORED);
CREATE INDEX ON t (u);
CREATE VIEW v AS SELECT hll_union_agg(u || hll_hash_integer(1)) AS total FROM t;
INSERT INTO t SELECT hll_add_agg(hll_hash_integer(i), 10) FROM generate_series(1, 400) i
 GROUP BY sqrt(i)::int;
END
    my $contents = 'SELECT u, n FROM t ORDER BY u; SELECT * FROM v';
    my $before = sql($database, $contents);
    is differences_after_update($database), '', "$path: the catalogs of a fresh install";
    is sql($database, $contents), $before, "$path: a table and a view go on";
    is surface_errors($database, 'public'), '', "$path: all works";
}

sub comment_on {
    my ($object, $name) = @_;
    return "; COMMENT ON $name IS '" . $expected->{$object}{comment} =~ s/'/''/gr . "'";
}

# What changes; where in the script; the new text there; what the comparison must report; the line
# of the update script that repairs it.
my @made_up = (
    ['volatility', qr/\bhll_add\(hll, .*?\KIMMUTABLE/s, 'STABLE',
        'function hll_add(hll,hll_hashval): provolatile is s, not i',
        'ALTER FUNCTION hll_add(hll, hll_hashval) IMMUTABLE'],
    ['parallel safety', qr/\bhll_union\(hll, hll\).*?\KPARALLEL SAFE/s, '',
        'function hll_union(hll,hll): proparallel is u, not s',
        'ALTER FUNCTION hll_union(hll, hll) PARALLEL SAFE'],
    ['strictness', qr/\bhll_log2m\(hll\).*?\KSTRICT/s, '',
        'function hll_log2m(hll): proisstrict is false, not true',
        'ALTER FUNCTION hll_log2m(hll) STRICT'],
    ['cost', qr/\bhll_regwidth\(hll\).*?\KSTRICT/s, 'STRICT COST 7',
        'function hll_regwidth(hll): procost is 7, not 1', 'ALTER FUNCTION hll_regwidth(hll) COST 1'],
    ['C function', qr/\bhll_log2m\(hll\).*?'MODULE_PATHNAME'\K/s, ", 'hll_regwidth'",
        'function hll_log2m(hll): prosrc is hll_regwidth, not hll_log2m',
        "CREATE OR REPLACE FUNCTION hll_log2m(hll) RETURNS integer
            AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE"],
    ['default', qr/\bhll_hash_text\(text, integer DEFAULT \K0/, '1',
        'function hll_hash_text(text,integer): arguments is text, integer DEFAULT 1, '
            . 'not text, integer DEFAULT 0',
        "CREATE OR REPLACE FUNCTION hll_hash_text(text, integer DEFAULT 0) RETURNS hll_hashval
            AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE"],
    ['comment', qr/(?=COMMENT ON FUNCTION hll_type\b).*?;/, '',
        "function hll_type(hll): comment is null, not $expected->{'function hll_type(hll)'}{comment}",
        comment_on('function hll_type(hll)', 'FUNCTION hll_type(hll)')],
    ['storage', qr/STORAGE = \Kexternal/, 'extended', 'type hll: typstorage is x, not e',
        'ALTER TYPE hll SET (STORAGE = external)'],
    ['attribute of an operator', qr/FUNCTION = hll_eq,.*?\KRESTRICT = eqsel,/s, '',
        'operator =(hll,hll): oprrest is null, not function eqsel(internal,oid,internal,integer)',
        'ALTER OPERATOR = (hll, hll) SET (RESTRICT = eqsel)'],
    ['function of an operator class', qr/,\s+FUNCTION 2 hll_opclass_hash_extended[^;]*/, '',
        'missing: function 2 (hll, hll) of operator family hll_hash_ops for access method hash: '
            . 'hll_opclass_hash_extended(hll,bigint)',
        'ALTER OPERATOR FAMILY hll_hash_ops USING hash
            ADD FUNCTION 2 (hll, hll) hll_opclass_hash_extended(hll, bigint)'],
    ['operator of an operator class', qr/FAMILY hll_ops AS.*?\KOPERATOR 5 >,/s, '',
        'missing: operator 5 (hll, hll) of operator family hll_ops for access method btree: >(hll,hll)',
        'ALTER OPERATOR FAMILY hll_ops USING btree ADD OPERATOR 5 > (hll, hll)'],
    ['context of a cast', qr/CAST \(bigint AS hll_hashval\) WITHOUT FUNCTION\K/, ' AS IMPLICIT',
        'cast from bigint to hll_hashval: castcontext is i, not e',
        'DROP CAST (bigint AS hll_hashval); CREATE CAST (bigint AS hll_hashval) WITHOUT FUNCTION'
            . comment_on('cast from bigint to hll_hashval', 'CAST (bigint AS hll_hashval)')],
    ['aggregate', qr/AGGREGATE hll_union_agg\(hll\).*?\KSSPACE = \d+/s, 'SSPACE = 99',
        "function hll_union_agg(hll): aggtransspace is 99, "
            . "not $expected->{'function hll_union_agg(hll)'}{aggtransspace}",
        "CREATE OR REPLACE AGGREGATE hll_union_agg(hll) (SFUNC = hll_union_trans, STYPE = internal,
            SSPACE = $expected->{'function hll_union_agg(hll)'}{aggtransspace}, FINALFUNC = hll_pack,
            COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize,
            DESERIALFUNC = hll_deserialize, MSFUNC = hll_moving_trans, MINVFUNC = hll_moving_trans_inv,
            MSTYPE = internal, MSSPACE = $expected->{'function hll_union_agg(hll)'}{aggmtransspace},
            MFINALFUNC = hll_moving_pack, PARALLEL = SAFE)"],
    ['support function', qr/\bbloom_contains\(bloom, bloom_literal\).*?\KSUPPORT bloom_contains_support/s, '',
        'function bloom_contains(bloom,bloom_literal): prosupport is null, not '
            . 'function bloom_contains_support(internal)',
        'ALTER FUNCTION bloom_contains(bloom, bloom_literal) SUPPORT bloom_contains_support'],
    ['join estimator', qr/LEFTARG = bloom, RIGHTARG = bloom_literal,[^;]*\K, JOIN = bloom_joinsel/, '',
        'operator @>(bloom,bloom_literal): oprjoin is null, not '
            . 'function bloom_joinsel(internal,oid,internal,smallint,internal)',
        'ALTER OPERATOR @> (bloom, bloom_literal) SET (JOIN = bloom_joinsel)'],
    ['storage of a filter', qr/TYPMOD_OUT = bloom_typmod_out,.*?STORAGE = \Kexternal/s, 'extended',
        'type bloom: typstorage is x, not e', 'ALTER TYPE bloom SET (STORAGE = external)'],
    ['object too many', qr/\z/, 'CREATE FUNCTION hll_old(hll) RETURNS integer
            LANGUAGE SQL RETURN 1;', 'superfluous: function hll_old(hll)',
        'DROP FUNCTION hll_old(hll)'],
    ['object too few', qr/CREATE OPERATOR # .*?;\s*COMMENT.*?';/s, '', 'missing: operator #(NONE,hll)',
        'CREATE OPERATOR # (RIGHTARG = hll, FUNCTION = hll_cardinality)'
            . comment_on('operator #(NONE,hll)', 'OPERATOR # (NONE, hll)')],
);

my @files;

END { unlink @files }

sub write_script {
    my ($versions, $content) = @_;
    push @files, "$scripts/hll--$versions.sql";
    write_file($files[-1], $content);
}

my $private = dirname($ENV{PGHOST} // '');
SKIP: {
    skip "$scripts is not a private server's", 1
        if $private eq '/' || index($scripts, "$private/") != 0 || !-w $scripts;
    my $database = database_with($current);
    my $script = read_file("$scripts/hll--$current.sql");
    for my $i (0 .. $#made_up) {
        my ($name, $where, $instead, $difference, $repair) = @{ $made_up[$i] };
        my $version = "made_up_$i";
        my $old = $script;
        $old =~ s/$where/$instead/ or die "$name: not in the script of version $current\n";
        write_script($version, $old);
        for ([$difference, ''], ['', "$repair;\n"]) {
            my ($left, $update) = @$_;
            write_script("$version--$current", $update);
            sql($database, "DROP EXTENSION hll; CREATE EXTENSION hll VERSION '$version'");
            # A support function or an estimator is a dependency as well.
            my $seen = differences_after_update($database);
            $seen =~ s/^.*: depends on is .*\n?//mg if $left;
            is $seen =~ s/\n\z//r, $left,
                "made-up version, other $name: " . ($left ? 'a difference is seen' : 'none is left');
        }
    }
}
done_testing;
