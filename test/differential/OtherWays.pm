# The way back to postgresql-hll by dump, and logical replication from it, by the commands and
# statements of docs/migrating.md.
package OtherWays;

use strict;
use warnings;
use Exporter 'import';
use FindBin;
use lib "$FindBin::Bin/../lib";
use Document;
use Pair;
use PeerDatabase;
use WayOver 'take_over';

our @EXPORT = qw(move_back check_one_way replicate);

# Fills a database here and moves it to postgresql-hll.
sub move_back {
    my ($name) = @_;
    on('here', $name, "CREATE EXTENSION hll;\n" . peer_objects());
    my @failed = take_over($name, 'here', 'there');
    die "not restored: @failed\n" if @failed;
}

# Objects and values that postgresql-hll can't have, and the beginnings of the statements that fail there.
my %one_way = (
    'CREATE TABLE filters (seen bloom(1000))' => ['CREATE TABLE public.filters', 'COPY public.filters'],
    'CREATE TABLE large (u hll(18))' => ['CREATE TABLE public.large', 'COPY public.large'],
    'CREATE TABLE keys (u hll); CREATE INDEX keys_u ON keys (u)' => ['CREATE INDEX keys_u'],
    'CREATE VIEW counts AS SELECT hll_agg(relname) FROM pg_class' => ['CREATE VIEW public.counts'],
);

# Returns 0 if exactly these statements fail on the way back; else prints both and returns 1.
sub check_one_way {
    my ($name) = @_;
    on('here', $name, join ";\n", 'CREATE EXTENSION hll', sort keys %one_way);
    my @expected = sort map { @$_ } values %one_way;
    my @failed = map { my $statement = $_; (grep { index($statement, $_) == 0 } @expected)[0] // $statement } sort(take_over($name, 'here', 'there'));
    my ($got, $wanted) = map { join "\n", sort @$_ } \@failed, \@expected;
    return 0 if $got eq $wanted;
    print "\nUnexpected difference: what can't go back\nexpected:\n$wanted\ngot:\n$got\n";
    return 1;
}

# Waits until the query gives "t" here.
sub wait_for {
    my ($name, $query) = @_;
    for (1 .. 600) {
        return if `psql -XAtq -d $name -c "$query"` eq "t\n";
        select undef, undef, undef, 0.1;
    }
    die "logical replication: still waiting for $query\n";
}

# Fills a database of postgresql-hll and replicates it here, with changes before and after the subscription.
sub replicate {
    my ($name) = @_;
    on('there', $name, "CREATE EXTENSION hll;\n" . peer_objects());
    on('here', 'postgres', "DROP DATABASE $name");
    my ($host) = $ENV{HLL_PEER} =~ /host=(\S+)/;
    local $ENV{PGOPTIONS} = '-c client_min_messages=warning';
    for my $command (map { s/\bshop\b/$name/gr =~ s/\boldserver\b/$host/gr =~ s/\bnewserver\b/$ENV{PGHOST}/gr } commands_of('Logical replication')) {
        system("{ $command; } >/dev/null") == 0 or die "failed: $command\n";
        if ($command =~ /CREATE SUBSCRIPTION/) {
            on('there', $name, "UPDATE app.daily SET users = users || hll_hash_integer(-7) WHERE day = '2024-02-02';
                DELETE FROM app.daily WHERE day = '2024-01-01';
                INSERT INTO app.visits SELECT '2024-03-01', 'new', hll_add_agg(hll_hash_integer(i), 11, 5, 0) FROM generate_series(1, 9999) AS i;
                REFRESH MATERIALIZED VIEW app.total");
            wait_for($name, "SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel");
            wait_for($name, "SELECT count(*) = 1 FROM app.visits WHERE day = '2024-03-01'");
        }
    }
}

1;
