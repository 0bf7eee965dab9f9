# A server with postgresql-hll as a foreign server of this one: postgres_fdw pushes what both
# extensions have, with the same bytes, as docs/scaling.md says under "When versions differ".
package Foreign;

use strict;
use warnings;
use Exporter 'import';
use File::Temp;
use Pair;

our @EXPORT = qw(check_foreign);

# Each query gives the same over the tables there, with the aggregate computed there, and over their copies here.
my @queries = (
    'SELECT hll_union_agg(users) FROM %sdaily',
    'SELECT site, hll_union_agg(users) FROM %sdaily GROUP BY site ORDER BY site',
    map({ "SELECT hll_add_agg($_) FROM %sevents" } 'hll_hash_integer(user_id)', 'hll_hash_any(user_id)', 'hll_hash_integer(user_id), 12',
        'hll_hash_integer(user_id), 12, 5, 0, 0', 'hll_hash_integer(user_id, 7), 11, 4, 64'),
    'SELECT site, users FROM %sdaily ORDER BY site',
);

sub lines_of {
    my ($name, $sql) = @_;
    my $file = File::Temp->new;
    print $file $sql;
    close $file;
    return output_of('here', $name, $file->filename);
}

# Returns how many checks failed, and prints them.
sub check_foreign {
    my ($name) = @_;
    my ($host) = $ENV{HLL_PEER} =~ /host=(\S+)/;
    on('there', $name, <<'END');
CREATE EXTENSION hll;
CREATE TABLE events AS SELECT i % 3 AS site, i AS user_id FROM generate_series(1, 60000) AS i;
CREATE TABLE daily AS SELECT site, hll_add_agg(hll_hash_integer(user_id)) AS users FROM events GROUP BY site
UNION ALL SELECT i, hll_add_agg(hll_hash_integer(user_id)) FROM events, generate_series(4, 400, 33) AS i WHERE user_id < i * 2 GROUP BY i;
END
    on('here', $name, <<"END");
CREATE EXTENSION hll;
CREATE EXTENSION postgres_fdw;
CREATE SERVER there FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$host', dbname '$name', extensions 'hll');
CREATE USER MAPPING FOR CURRENT_USER SERVER there OPTIONS (user 'postgres');
IMPORT FOREIGN SCHEMA public LIMIT TO (events, daily) FROM SERVER there INTO public;
CREATE TABLE near_events AS SELECT * FROM events;
CREATE TABLE near_daily AS SELECT * FROM daily;
END
    my @wrong;
    for my $query (@queries) {
        my ($far, $near) = map { sprintf $query, $_ } '', 'near_';
        push @wrong, "other bytes: $far" if lines_of($name, $far) ne lines_of($name, $near);
        push @wrong, "not pushed: $far" if $far =~ /_agg/ && lines_of($name, "EXPLAIN (VERBOSE) $far") !~ /Remote SQL: SELECT .*public\.hll_\w+_agg\(/;
    }
    push @wrong, 'hll_agg is no error' if lines_of($name, <<'END') !~ /^t$/m;
CREATE TEMP TABLE caught (missing boolean);
DO $$ BEGIN PERFORM hll_agg(user_id) FROM events; EXCEPTION WHEN undefined_function THEN INSERT INTO caught VALUES (true); END $$;
SELECT missing FROM caught;
END
    print "\nUnexpected difference: postgresql-hll as a foreign server\n", map { "$_\n" } @wrong if @wrong;
    return scalar @wrong;
}

1;
