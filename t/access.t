# Who may do what: an ordinary role may create the extension in a database where it may create
# objects, and everyone may use it; nobody may do more.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Surface;
use Test::More;

my $database = new_database('access');
my ($maker, $guest) = map { new_role($_) } qw(maker guest);

sub may {
    my ($role, $statements, $name) = @_;
    is sqlstate($database, qq(SET SESSION AUTHORIZATION "$role"; $statements)), '00000', $name;
}

sub may_not {
    my ($role, $statements, $name) = @_;
    is sqlstate($database, qq(SET SESSION AUTHORIZATION "$role"; $statements)), '42501', $name;
}

may_not($maker, 'CREATE EXTENSION hll', 'without CREATE on the database there is no extension');
sql($database, qq(GRANT CREATE ON DATABASE "$database" TO "$maker"));
may($maker, 'CREATE SCHEMA tools; CREATE EXTENSION hll SCHEMA tools', 'with it, there is');
sql($database, qq(GRANT USAGE ON SCHEMA tools TO "$guest"));
for my $role ($maker, $guest) {
    is surface_errors($database, 'tools', qq(SET SESSION AUTHORIZATION "$role";)), '',
        'the ' . ($role eq $maker ? 'maker' : 'guest') . ' uses everything';
}

my $path = 'SET search_path = tools, pg_temp;';
may($maker, "$path CREATE TABLE tools.t (u hll(12), h hll_hashval, n float8
        GENERATED ALWAYS AS (# u) STORED);
    CREATE INDEX ON t (u); CREATE INDEX ON t USING hash (h);
    INSERT INTO t VALUES (hll_empty(12) || hll_hash_integer(1), hll_hash_integer(1))",
    'a table of the maker');
may($guest, "$path CREATE TEMP TABLE mine (u hll DEFAULT hll_empty());
    SET hll.log2m = 12; INSERT INTO mine DEFAULT VALUES; SELECT # u FROM mine",
    'a table of the guest, with settings');
may($guest, "$path SELECT hll_empty(); ALTER ROLE CURRENT_USER SET hll.log2m = 12",
    'settings of the guest, once the module is loaded and they are known');
may_not($guest, "$path SELECT u FROM t", 'the tables of others stay theirs');

# The objects belong to the superuser who runs the script of a trusted extension.
may_not($maker, "$path CREATE OR REPLACE FUNCTION hll_cardinality(hll) RETURNS float8
    IMMUTABLE STRICT LANGUAGE SQL RETURN 1", 'no function of the extension can be replaced');
may_not($maker, "$path ALTER FUNCTION hll_add(hll, hll_hashval) VOLATILE", 'nor altered');
may_not($maker, "$path ALTER TYPE hll SET (TYPMOD_IN = NONE)", 'nor the type');
may_not($maker, "$path CREATE FUNCTION mine(hll) RETURNS float8
    AS '\$libdir/hll', 'hll_cardinality' LANGUAGE C", 'nor the module used directly');
may_not($guest, 'DROP EXTENSION hll CASCADE', 'the guest cannot drop it');
may_not($guest, 'ALTER EXTENSION hll SET SCHEMA pg_temp', 'nor move it');

# The aggregates' support functions take pointers. Nobody can pass one by hand, because PostgreSQL
# has no values of type internal (42883 and 42846; 0A000 up to 15.18 and its contemporaries).
my %forbidden = ('SELECT hll_pack(NULL)' => qr/42883|0A000/,
    'SELECT hll_pack(NULL::internal)' => qr/42846|0A000/,
    "SELECT hll_pack(hll_deserialize('\\x118b7f', NULL))" => qr/42883|0A000/,
    'CREATE AGGREGATE tools.mine(hll) (SFUNC = hll_union_trans, STYPE = internal)' => qr/42P13/);
for my $statement (sort keys %forbidden) {
    like sqlstate($database, qq(SET SESSION AUTHORIZATION "$maker"; $path $statement)),
        $forbidden{$statement}, "refused: $statement";
}
may($maker, 'DROP EXTENSION hll CASCADE', 'the maker drops what it created');
done_testing;
