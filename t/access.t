# Who may do what: an ordinary role may create the extension in a database where it may create
# objects, and everyone may use it; nobody may do more. Also, sessions that update the same row at
# the same time must not lose anything.
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

# Four sessions update the same three rows, one statement after the other; each adds elements of its
# own.
my ($sessions, $statements) = (4, 1000);
sql($database, 'CREATE EXTENSION hll;
    CREATE TABLE daily (day int PRIMARY KEY, users hll(11, 5, 64) NOT NULL)');
my @running;
for my $session (1 .. $sessions) {
    my $script = join '', map {
        my $first = ($session * $statements + $_) * 4;
        my $day = $_ % 3;
        "INSERT INTO daily AS t SELECT $day, hll_add_agg(hll_hash_integer(i), 11, 5, 64)
         FROM generate_series($first, $first + 5) i
         ON CONFLICT (day) DO UPDATE SET users = t.users || EXCLUDED.users;\n"
    } 1 .. $statements;
    my $file = temp_dir() . "/session$session.sql";
    write_file($file, $script);
    open my $psql, '-|', qw(psql -Xq -v ON_ERROR_STOP=1 -f), $file, '-d', $database
        or die "psql: $!";
    push @running, $psql;
}
ok close $_, 'a session ends well' for @running;
is sql($database, <<"END"), "0\n1\n2", 'together they hold what one sketch of everything holds';
SELECT day FROM daily JOIN (
  SELECT n % 3 AS day,
         hll_add_agg(hll_hash_integer((s * $statements + n) * 4 + i), 11, 5, 64) AS all_users
  FROM generate_series(1, $sessions) s, generate_series(1, $statements) n, generate_series(0, 5) i
  GROUP BY 1) whole USING (day)
WHERE users = all_users ORDER BY day
END

# Four sessions add elements of their own to one filter in TOAST, but only elements that it lacks. A
# session that waited for another one must see what that one wrote.
sql($database, 'CREATE TABLE seen (id int PRIMARY KEY, f bloom NOT NULL, news int NOT NULL);
    INSERT INTO seen SELECT 1, bloom_agg(-i, 20000, 1e-6), 0 FROM generate_series(1, 1000) i');
@running = ();
for my $session (1 .. $sessions) {
    my $script = join '', map {
        my $element = $_ % 2 ? $_ : $session * 1000 + $_;
        "UPDATE seen SET f = bloom_add(f, $element), news = news + 1 WHERE id = 1 AND NOT f @> $element;\n"
    } 1 .. 300;
    my $file = temp_dir() . "/filter$session.sql";
    write_file($file, $script);
    open my $psql, '-|', qw(psql -Xq -v ON_ERROR_STOP=1 -f), $file, '-d', $database
        or die "psql: $!";
    push @running, $psql;
}
ok close $_, 'a session ends well' for @running;
is sql($database, 'SELECT news, bloom_contains_all(f, ARRAY(SELECT generate_series(1, 299, 2))),
    bloom_contains_all(f, ARRAY(SELECT s * 1000 + i FROM generate_series(1, 4) s, generate_series(2, 300, 2) i)),
    bloom_contains_all(f, ARRAY(SELECT generate_series(-1000, -1))), abs((# f) - 1750) < 20 FROM seen'),
    '750|t|t|t|t', 'each element was new once, and all are there';
done_testing;
