# Sessions that update the same row at the same time lose nothing.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $database = new_database('concurrent');

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
