# Runs docs/scaling.md on three servers: north and south have events and roll-ups, reports asks them by
# postgres_fdw and subscribes to their roll-ups. Whatever the way, sketches and filters must have the
# bytes of one server that has all events, and what is said to be pushed must be in the SQL that
# postgres_fdw sends.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Examples;
use HllTest;
use OwnServer;
use Test::More;
use Time::HiRes qw(sleep);
use Wire;

my %at;
for my $name (qw(north south reports)) {
    $at{$name} = new_server("fsync = off\nwal_level = logical")
        or plan skip_all => "$ENV{PGHOST} is not a private server";
    sql('postgres', 'CREATE DATABASE shop');
}
my %wire = map { $_ => new_wire($at{$_}) } qw(north south);

sub database { return "host=$at{ $_[0] } dbname=shop" }

# What psql gets so that it reaches our servers; on reports, through wires that count.
sub with_hosts { return $_[0] =~ s/\b(host(?: '|=))(north|south)\b/$1$wire{$2}/gr }

# Runs statements on a server and returns all that psql prints, errors as well.
sub said {
    my ($name, $statements) = @_;
    my (undef, $out) =
        run_command(with_hosts($statements), 'sh', '-c', 'exec psql -X -v VERBOSITY=default -d "$0" 2>&1', database($name));
    return $out;
}

sub on { return sql(database($_[0]), with_hosts($_[1])) }

# Waits until subscriptions have everything that their publishers have committed.
sub wait_for_subscriptions {
    return if !on('reports', 'SELECT count(*) FROM pg_subscription');
    for (1 .. 1200) {
        return if on('reports', "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'") == 0
            && 2 == grep { on($_, 'SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()') } qw(north south);
        sleep 0.05;
    }
    die 'the subscriptions never catch up';
}

my $ran = 0;
for my $example (examples_of("$FindBin::Bin/../docs/scaling.md")) {
    for my $name (grep { $at{$_} } @{ $example->{on} }) {
        prints($example, said($name, $example->{body}), "docs/scaling.md:$example->{line} on $name");
        wait_for_subscriptions();
        ++$ran;
    }
}
cmp_ok $ran, '>', 20, 'the page has blocks for these servers';
done_testing;
