# A database of postgresql-hll is taken over in place: the files are exchanged, the server is
# restarted, and then ALTER EXTENSION hll UPDATE. After each step everything must be as it was. Run by
# scripts/check-takeover beside a private server with postgresql-hll.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../../t/lib", $FindBin::Bin;
use Catalog;
use Document;
use Facts;
use HllTest;
use OwnServer;
use PeerDatabase;
use Refused;
use Test::More;

new_server("max_parallel_workers = 4\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n") or die "needs a private server\n";

# Objects that the update makes anew or warns of. A dump of some of them couldn't be restored, with or
# without a takeover in place.
my $changed = <<'END';
CREATE TABLE app.changed (
  id int, u hll, amount numeric, low float8,
  n float8 GENERATED ALWAYS AS (# u) STORED,
  hash hll_hashval GENERATED ALWAYS AS (hll_hash_any(amount)) STORED,
  short hll GENERATED ALWAYS AS (u || hll_empty(11)) STORED,
  CONSTRAINT enough CHECK (hll_cardinality(u) >= low)
);
INSERT INTO app.changed SELECT n, u, n / 7.0, # u FROM generate_series(1, 50) AS n,
  LATERAL (SELECT hll_add_agg(hll_hash_integer(i)) AS u FROM generate_series(1, n * 100) AS i) AS s;
CREATE INDEX changed_count ON app.changed (hll_cardinality(u));
CREATE INDEX changed_operator ON app.changed (id) WHERE # u > 2000;
CREATE INDEX changed_hash ON app.changed USING hash (md5(hll_hash_any(amount)::text));
CREATE INDEX changed_short ON app.changed (hll_type(u || hll_empty()));
CREATE INDEX changed_column ON app.changed (n);
CREATE VIEW app.counts AS SELECT id, n FROM app.changed UNION ALL SELECT id, # u FROM app.changed;
CREATE MATERIALIZED VIEW app.kept AS SELECT * FROM app.counts;
CREATE TABLE app.by_count (u hll) PARTITION BY RANGE (hll_cardinality(u));
CREATE TABLE app.by_count_1 PARTITION OF app.by_count DEFAULT;
CREATE DOMAIN app.filled AS hll CONSTRAINT filled CHECK (hll_cardinality(VALUE) > 0.5);
CREATE TABLE app.unchanged (u hll, kind int GENERATED ALWAYS AS (hll_type(u)) STORED, CHECK (hll_log2m(u) > 5));
CREATE INDEX ON app.unchanged (hll_type(u));
CREATE MATERIALIZED VIEW app.unchanged_too AS SELECT hll_union_agg(u) FROM app.unchanged;
END

sub versions_of_package {
    return split /\n/, sql('postgres', "SELECT DISTINCT target FROM pg_extension_update_paths('hll')
        WHERE path IS NOT NULL AND source = '2.10' ORDER BY 1");
}

sub exchange_files {
    my (undef, $out, $err) = run_command('', 'sh', '-c', 'lib=$("$PG_CONFIG" --pkglibdir); cp -a "$lib/bitcode" "$0" &&
        make -s -C "$1" install PG_CONFIG="$PG_CONFIG" && cp -a "$0/bitcode" "$lib/"', temp_dir(), "$FindBin::Bin/../..");
    die "$out$err" if $?;
}


sub new_database_of {
    my ($version, $made, $schema) = @_;
    my $name = "v$version";
    my $path = '"' . $schema =~ s/"/""/gr . '"';
    sql('postgres', qq(CREATE DATABASE "$name"));
    sql($name, qq(CREATE SCHEMA IF NOT EXISTS $path; ALTER DATABASE "$name" SET search_path = public, $path));
    sql($name, "CREATE EXTENSION hll SCHEMA $path VERSION '$made'");
    sql($name, "UPDATE pg_extension SET extversion = '$version' WHERE extname = 'hll'") if $made ne $version;
    return ($name, $path);
}

# Makes what people make with the extension.
sub fill {
    my ($name, $path) = @_;
    my $objects = peer_objects() =~ s/SET search_path = public,/SET search_path = public, $path,/r;
    # Before 2.15 nothing was parallel.
    $objects =~ s/,\s+COMBINEFUNC[^)]*// if sql($name, "SELECT to_regproc('hll_serialize') IS NULL") eq 't';
    sql($name, $objects . $changed);
    sql($name, 'CREATE EXTENSION amcheck');
}

# Indexes that don't agree with their tables.
sub wrong_indexes {
    my ($name) = @_;
    return sql($name, <<'END');
CREATE FUNCTION pg_temp.fault(i regclass) RETURNS text LANGUAGE plpgsql AS
$$ BEGIN PERFORM bt_index_check(i, true); RETURN NULL; EXCEPTION WHEN OTHERS THEN RETURN SQLERRM; END $$;
SELECT c.oid::regclass FROM pg_class AS c JOIN pg_am AS a ON a.oid = relam
WHERE relkind = 'i' AND amname = 'btree' AND relnamespace = 'app'::regnamespace AND pg_temp.fault(c.oid) IS NOT NULL ORDER BY c.oid::regclass::text
END
}

# Updates the extension in a session that has prepared statements; checks that they go on.
sub update_between {
    my ($name) = @_;
    my $ask = 'EXECUTE add(5); EXECUTE empty; EXECUTE count(7)';
    my @results = split /^--\n/m, sql($name, "PREPARE add (int) AS SELECT hll_add_agg(hll_hash_integer(i)) || hll_hash_bigint(\$1) FROM generate_series(1, 4) i;
        PREPARE empty AS SELECT hll_empty(12), hll_empty(); PREPARE count (int) AS SELECT # (hll_empty() || hll_hash_integer(\$1));
        SET plan_cache_mode = force_generic_plan; $ask;\n\\echo --\nALTER EXTENSION hll UPDATE; $ask") . "\n";
    is $results[1], $results[0], "$name: prepared statements go on";
    return '';
}

# Updates the extension by the document's command; returns what psql prints.
sub update {
    my ($name) = @_;
    my ($command, @more) = map { s/ shop$/ '$name'/r } commands_of('In place');
    die "docs/migrating.md has other commands\n" if !defined $command || @more;
    my (undef, undef, $err) = run_command('', 'sh', '-c', $command);
    return $err;
}

# The three shapes of the catalogs, and the newest, are filled. The other versions are only compared with a
# new installation. The newest have the catalogs of 2.17, whose later update scripts have no statement.
my (%database, %calls, %before);
my %filled = map { $_ => 1 } qw(2.10 2.14 2.17 2.21);
my @made = ('2.10', versions_of_package());
for my $version (@made, map { "2.$_" } 18 .. 21) {
    next if $database{$version};
    my $made = (grep { $_ eq $version } @made) ? $version : $made[-1];
    my ($name, $path) = new_database_of($version, $made, $version eq '2.14' ? 'Tool "box"' : 'public');
    $database{$version} = $name;
    next if !$filled{$version};
    fill($name, $path);
    $calls{$version} = old_calls($name);
    $before{$version} = facts($name, $calls{$version});
}

make_refused();

stop_server();
exchange_files();
start_server();

my %fresh;
for my $path ('public', '"Tool ""box"""') {
    my $name = $path eq 'public' ? 'fresh' : 'fresh2';
    sql('postgres', "CREATE DATABASE $name");
    sql($name, "CREATE SCHEMA IF NOT EXISTS $path; CREATE EXTENSION hll SCHEMA $path; ALTER DATABASE $name SET search_path = public, $path");
    $fresh{$path} = catalog_of($name);
}

# Everything that the update says of the objects above.
my $expected = <<'END';
WARNING:  column estimate of table app.daily holds results of postgresql-hll
HINT:  UPDATE app.daily SET users = users;
WARNING:  column hash of table app.changed holds results of postgresql-hll
HINT:  UPDATE app.changed SET amount = amount;
WARNING:  column n of table app.changed holds results of postgresql-hll
HINT:  UPDATE app.changed SET u = u;
WARNING:  column short of table app.changed calls hll_empty() with less than four arguments, which depends on settings now
DETAIL:  A dump of it can't be restored.
HINT:  Make it anew with all four arguments, as in hll_empty(11, 5, -1, 1).
WARNING:  values may violate constraint enough on table app.changed now
HINT:  SELECT * FROM app.changed WHERE NOT (public.hll_cardinality(u) >= low);
WARNING:  values may violate constraint filled now
HINT:  Look for values of app.filled with NOT (public.hll_cardinality(VALUE) > (0.5)::double precision).
INFO:  index app.changed_count is made anew, because its results have changed
INFO:  index app.changed_hash is made anew, because its results have changed
INFO:  index app.changed_operator is made anew, because its results have changed
WARNING:  index app.changed_short calls hll_empty() with less than four arguments, which depends on settings now
DETAIL:  A dump of it can't be restored.
HINT:  Make it anew with all four arguments, as in hll_empty(11, 5, -1, 1).
INFO:  index app.daily_estimate is made anew, because its results have changed
INFO:  index app.daily_many is made anew, because its results have changed
WARNING:  materialized view app.kept holds results of postgresql-hll
HINT:  REFRESH MATERIALIZED VIEW app.kept;
WARNING:  materialized view app.total holds results of postgresql-hll
HINT:  REFRESH MATERIALIZED VIEW app.total;
WARNING:  rows of table app.by_count may be in a wrong partition now
DETAIL:  Its partition key has changed.
HINT:  Move its rows to a new table.
END
my $jit = 'SET jit = on; SET jit_above_cost = 0; SET jit_inline_above_cost = 0; SET jit_optimize_above_cost = 0';

for my $version (sort keys %database) {
    my ($name, $calls, $before) = ($database{$version}, $calls{$version}, $before{$version});
    my $path = $version eq '2.14' ? '"Tool ""box"""' : 'public';
    if ($before) {
        same_facts(facts($name, $calls), $before, "$version, files exchanged");
        same_facts(facts($name, $calls, $jit), $before, "$version, files exchanged, JIT and the old code for it")
            if $version eq '2.17';
        is wrong_indexes($name), "app.changed_count\napp.daily_estimate", "$version, files exchanged: indexes over counts are wrong";
    }
    my $said = $before ? update($name) : update_between($name);
    is differences(catalog_of($name), $fresh{$path}), '', "$version, update: the catalogs are those of a new installation";
    is update($name), qq(NOTICE:  version "1.0" of extension "hll" is already installed\n), "$version: a second update does nothing";
    next if !$before;
    is $said, $expected =~ s/public\./$path./gr, "$version: what the update says";
    my @calls = grep { !/hll_hashval_in/ } @$calls;
    same_facts(facts($name, \@calls), $before, "$version, update");
    is wrong_indexes($name), '', "$version, update: all indexes are right";

    isnt sql($name, $said =~ /^HINT:  (SELECT.*)/m), '', "$version: the hint finds rows that violate a constraint";
    sql($name, 'ALTER TABLE app.changed DROP CONSTRAINT enough');
    sql($name, $_) for $said =~ /^HINT:  ((?:UPDATE|REFRESH).*)/mg;
    is sql($name, 'SELECT count(*) FROM app.changed WHERE n <> #u OR hash <> hll_hash_any(amount)'), 0,
        "$version: the hints bring generated columns up to date";
    is sql($name, 'TABLE app.kept EXCEPT TABLE app.counts'), '', "$version: and materialized views";

    # And by dump to another server, after the hints have been followed.
    next if $version ne '2.14';
    sql($name, 'ALTER TABLE app.changed DROP short; DROP INDEX app.changed_short');
    my ($restored, $facts) = ("r$version", facts($name, \@calls));
    sql('postgres', qq(CREATE DATABASE "$restored" TEMPLATE template0));
    sql('postgres', qq(ALTER DATABASE "$restored" SET search_path = public, $path; ALTER DATABASE "$restored" SET work_mem = '7MB';
        ALTER DATABASE "$restored" SET hll.force_groupagg = on));
    my (undef, $out, $err) = run_command(dump_of($name), qw(psql -XAtq -v ON_ERROR_STOP=1 -d), $restored);
    is $err, '', "$version: a dump is restored without an error";
    same_facts(facts($restored, \@calls), $facts, "$version, dump and restore");
}
check_refused($fresh{public});
done_testing;
