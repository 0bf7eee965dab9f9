# timescaledb_toolkit and pg_duckdb define approx_count_distinct(anyelement), too. The extension can
# live beside them in a schema of its own, with the statements in docs/installing.md. Whichever
# extension came first, both functions must be found, and a dump must be restorable whichever name
# it restores first.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use File::Basename qw(dirname);
use HllTest;
use Surface;
use Test::More;

my $scripts = sql($ENV{PGDATABASE}, "SELECT setting || '/extension' FROM pg_config WHERE name = 'SHAREDIR'");
my $private = dirname($ENV{PGHOST} // '');
plan skip_all => "$scripts is not a private server's"
    if $private eq '/' || index($scripts, "$private/") != 0 || !-w $scripts;

my $document = read_file("$FindBin::Bin/../docs/installing.md");
my ($schema, $extension, $path) = $document =~
    /^    (CREATE SCHEMA hll;)\n    (CREATE EXTENSION hll SCHEMA hll;)\n    (ALTER DATABASE shop SET search_path = .*;)/m
    or die "docs/installing.md has other statements\n";
my $move = 'ALTER EXTENSION hll SET SCHEMA hll;';
like $document, qr/`\Q$move\E`/, 'the document moves an extension that is there';

# Stand-ins for these extensions; pg_dump writes one of them before hll and one behind it. Their
# function returns 1000 plus a digit for each value.
my @files;

END { unlink @files }

for my $name ('analytics_stand_in', 'timescale_stand_in') {
    push @files, "$scripts/$name.control", "$scripts/$name--1.sql";
    write_file($files[-2], "default_version = '1'\n");
    write_file($files[-1], <<"END");
CREATE FUNCTION $name\_next(bigint, anyelement) RETURNS bigint LANGUAGE sql IMMUTABLE
AS 'SELECT \$1 + length(\$2::text)';
CREATE AGGREGATE approx_count_distinct(anyelement) (SFUNC = $name\_next, STYPE = bigint, INITCOND = 1000);
END
}

my $state = <<'END';
SELECT approx_count_distinct(i) FROM generate_series(1, 9) i;
SELECT hll.approx_count_distinct(i), approx_count_distinct(i, 14) FROM generate_series(1, 9) i;
SELECT #users, users || hll_hash_integer(100) = hll_add_agg(h) FROM t, unnest(hashes) h GROUP BY users;
SELECT * FROM v;
SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'users';
SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'hll';
END
my $objects = <<'END';
CREATE TABLE t (users hll(12) DEFAULT hll_empty(12), hashes hll_hashval[], n float8 GENERATED ALWAYS AS (#users) STORED);
INSERT INTO t SELECT hll_add_agg(h, 12), array_agg(h) || hll_hash_integer(100)
FROM generate_series(1, 50) i, hll_hash_integer(i) h;
SET hll.log2m = 12;
END
my $expected = "1009\n9|9\n50|t\n51\nhll(12,5,-1,1)\nhll";

sub restored {
    my ($what, $database) = @_;
    my ($status, $dump, $err) = run_command('', qw(pg_dump --create), $database);
    is "$status $err", '0 ', "$what: pg_dump";
    my $copy = new_database($database =~ s/.*_tap_\d+_//r . '_copy');
    sql($ENV{PGDATABASE}, qq(DROP DATABASE "$copy"));
    ($status, undef, $err) =
        run_command($dump =~ s/\b$database\b/$copy/gr, qw(psql -Xq -v ON_ERROR_STOP=1 -d), $ENV{PGDATABASE});
    is "$status $err", '0 ', "$what: psql restores it";
    is sql($copy, "SET hll.log2m = 12; $state"), $expected, "$what: and all is found";
}

for my $name ('analytics_stand_in', 'timescale_stand_in') {
    my $theirs_first = new_database("$name\_first");
    my $path_here = $path =~ s/\bshop\b/"$theirs_first"/r;
    sql($theirs_first, "CREATE EXTENSION $name");
    is sqlstate($theirs_first, 'CREATE EXTENSION hll'), '42723', "$name: in one schema there is one function of a name";
    sql($theirs_first, "$schema $extension $path_here");
    is surface_errors($theirs_first, 'hll'), '', "$name came first: all works";
    sql($theirs_first, "$objects CREATE VIEW v AS SELECT hll.approx_count_distinct(h) FROM t, unnest(hashes) h");
    is sql($theirs_first, "SET hll.log2m = 12; $state"), $expected, "$name came first: all is found";
    restored("$name came first", $theirs_first);
    is sqlstate($theirs_first, 'ALTER EXTENSION hll SET SCHEMA public'), '42723', "$name: hll does not come back";
    is surface_errors($theirs_first, 'hll'), '', "$name: and stays where it is";

    my $ours_first = new_database("$name\_second");
    $path_here = $path =~ s/\bshop\b/"$ours_first"/r;
    sql($ours_first, "CREATE EXTENSION hll; $objects
        CREATE VIEW v AS SELECT approx_count_distinct(h) FROM t, unnest(hashes) h");
    is sqlstate($ours_first, "CREATE EXTENSION $name"), '42723', "$name: as little if it comes second";
    sql($ours_first, "$schema $move $path_here CREATE EXTENSION $name");
    is surface_errors($ours_first, 'hll'), '', "$name came second: all works";
    is sql($ours_first, "SET hll.log2m = 12; $state"), $expected, "$name came second: all is found";
    restored("$name came second", $ours_first);
}
done_testing;
