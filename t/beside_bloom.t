# PostgreSQL ships an extension called bloom, an index access method. It and hll can live in one
# database, whichever was created first: a table with a bloom index and a bloom column is dumped and
# restored.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Surface;
use Test::More;

plan skip_all => 'the extension bloom is not installed' if sql($ENV{PGDATABASE},
    "SELECT count(*) FROM pg_available_extensions WHERE name = 'bloom'") == 0;

my $objects = <<'END';
CREATE TABLE visits (a int, b int, note text, seen bloom(1000) DEFAULT bloom_empty(1000),
    known bool GENERATED ALWAYS AS (seen @> 1) STORED);
INSERT INTO visits (a, b, note, seen)
SELECT i, i % 10, 'n' || i, bloom_add_all(bloom_empty(1000), ARRAY(SELECT generate_series(i, 2 * i)))
FROM generate_series(1, 2000) i;
CREATE INDEX visits_bloom ON visits USING bloom (a, b, note);
CREATE INDEX visits_seen ON visits USING hash (seen);
CREATE VIEW few AS SELECT a FROM visits WHERE seen @> 5 AND b = 3;
END
my $state = <<'END';
SET enable_seqscan = off;
SELECT a FROM visits WHERE b = 3 AND note = 'n13' AND seen @> 20;
SELECT count(*), count(*) FILTER (WHERE known) FROM visits WHERE b = 5;
SELECT count(*), bloom_contains(bloom_union_agg(seen), 4000) FROM visits;
SELECT a FROM visits WHERE seen = (SELECT seen FROM visits WHERE a = 7);
SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'visits'::regclass AND attname = 'seen';
SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'visits'::regclass ORDER BY 1;
TABLE few ORDER BY a;
SELECT amname FROM pg_am WHERE amname = 'bloom';
END

for my $order ('bloom, hll', 'hll, bloom') {
    my $word = $order =~ s/\W+/_/gr;
    my $database = new_database($word);
    sql($database, join ';', map { "CREATE EXTENSION $_" } split /, /, $order);
    is surface_errors($database, 'public'), '', "$order: all works";
    sql($database, $objects);
    my $expected = sql($database, $state);
    like $expected, qr/^13\n200\|0\n2000\|t\n7\nbloom\(1000,0\.01\)\n/, "$order: a bloom index beside a bloom column";
    like sql($database, "SET enable_seqscan = off; EXPLAIN SELECT FROM visits WHERE b = 3 AND seen @> 5"),
        qr/visits_bloom/, "$order: the index is used";

    my ($status, $dump, $err) = run_command('', 'pg_dump', $database);
    is "$status $err", '0 ', "$order: pg_dump";
    my $restored = new_database("$word\_restored");
    ($status, undef, $err) = run_command($dump, qw(psql -Xq -v ON_ERROR_STOP=1), $restored);
    is "$status $err", '0 ', "$order: psql restores it";
    same_text(sql($restored, $state), $expected, "$order: as it was");

    for my $name (split /, /, $order) {
        my $other = $name eq 'hll' ? 'bloom' : 'hll';
        sql($restored, "DROP EXTENSION $name CASCADE");
        is sql($restored, "SELECT extname FROM pg_extension WHERE extname IN ('hll', 'bloom')"), $other,
            "$order: without $name there is $other";
        sql($restored, "CREATE EXTENSION $name");
    }
    is surface_errors($restored, 'public'), '', "$order: and all works again";
    # The row type of a user's table named bloom, and a user's type of this name, work as before.
    is sqlstate($restored, 'CREATE TYPE bloom AS (a int)'), '42710', 'there is one type bloom in a schema';
    is sqlstate($restored, 'CREATE SCHEMA other; CREATE TYPE other.bloom AS (a int); SELECT ROW(1)::other.bloom'), '00000',
        'in another schema there is another';
}
done_testing;
