# pg_upgrade from a cluster with postgresql-hll to a newer PostgreSQL with this extension, and then the
# script that pg_upgrade writes. Run by scripts/check-upgrade.
#
# upgrade.pl DIRECTORY-OF-THE-OLD-EXECUTABLES DIRECTORY-OF-THEIR-LIBRARIES
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../../t/lib", $FindBin::Bin;
use Catalog;
use Facts;
use HllTest;
use PeerDatabase;
use Test::More;

my ($old_bin, $old_lib) = @ARGV;
chomp(my $new_bin = `"$ENV{PG_CONFIG}" --bindir`);
my (undef, undef, undef, undef, $uid, $gid) = stat sql('postgres', 'SHOW data_directory');
my $dir = "$ENV{PGHOST}/upgrade"; # a short path, of the server's user
mkdir $dir or die "$dir: $!";
chown $uid, $gid, $dir or die "$dir: $!";

# Runs a program as the server's user, in a directory of its own; the old one finds its libraries.
sub as_server {
    my ($status, $out, $err) = run_command('', 'env', '-C', $dir, "LD_LIBRARY_PATH=$old_lib", 'setpriv', "--reuid=$uid",
        "--regid=$gid", '--clear-groups', @_);
    die "@_\n$out$err", map { grep { /ERROR|FATAL|error:/ } split /^/m, read_file($_) }
        glob "$dir/log $dir/new/pg_upgrade_output.d/*/log/*.log"
        if $status;
    return $out;
}

sub control {
    my ($bin, $data, @command) = @_;
    as_server("$bin/pg_ctl", '-D', "$dir/$data", '-l', "$dir/log", '-w', @command);
}

sub make_cluster {
    my ($bin, $data, @more) = @_;
    as_server("$bin/initdb", '-D', "$dir/$data", qw(-U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync), @more);
    open my $conf, '>>', "$dir/$data/postgresql.conf" or die $!;
    print $conf "listen_addresses = ''\nunix_socket_directories = '$dir'\nport = 5432\nfsync = off\njit = off\n";
    close $conf;
}

# What is the same text in both versions of PostgreSQL.
sub comparable {
    my ($facts) = @_;
    return [grep { $_->[0] !~ /^pg_dump$|pg_get_(?:viewdef|functiondef|ruledef|constraintdef)/ } @$facts];
}

make_cluster($old_bin, 'old');
make_cluster($new_bin, 'new', $new_bin =~ m,/18/, ? '--no-data-checksums' : ());
control($old_bin, 'old', 'start');
local @ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = ($dir, 5432, 'postgres', 'postgres');

my (%calls, %before);
for my $version (qw(2.10 2.14 2.17)) {
    my $name = "v$version";
    sql('postgres', qq(CREATE DATABASE "$name"));
    sql($name, "CREATE EXTENSION hll VERSION '$version'");
    my $objects = peer_objects();
    $objects =~ s/,\s+COMBINEFUNC[^)]*// if $version ne '2.17';
    sql($name, $objects);
    $calls{$version} = [grep { !/hll_hashval_in/ } @{ old_calls($name) }];
    $before{$version} = comparable(facts($name, $calls{$version}));
}
# PostgreSQL 15.20 gives each column an option pg_attver, which 17.11 and 18.6 don't know; pg_upgrade between these
# fails with or without hll.
sql("v$_", "UPDATE pg_attribute SET attoptions = NULL WHERE attrelid >= 16384 AND attoptions::text ~ 'pg_attver'")
    for sort keys %before;
control($old_bin, 'old', 'stop');

as_server("$new_bin/pg_upgrade", '-b', $old_bin, '-B', $new_bin, '-d', "$dir/old", '-D', "$dir/new", '-U', 'postgres');
control($new_bin, 'new', 'start');
same_facts(comparable(facts("v$_", $calls{$_})), $before{$_}, "$_, after pg_upgrade") for sort keys %before;

my $script = "$dir/update_extensions.sql";
like read_file($script), qr/ALTER EXTENSION "hll" UPDATE/, 'pg_upgrade writes a script that updates the extension';
my (undef, undef, $err) = run_command('', qw(psql -X -v ON_ERROR_STOP=1 -f), $script);
unlike $err, qr/ERROR/, 'it runs';
sql('postgres', 'CREATE DATABASE fresh');
sql('fresh', 'CREATE EXTENSION hll');
my $fresh = catalog_of('fresh');
for my $version (sort keys %before) {
    is differences(catalog_of("v$version"), $fresh), '', "$version, update: the catalogs are those of a new installation";
    same_facts(comparable(facts("v$version", $calls{$version})), $before{$version}, "$version, update");
}
control($new_bin, 'new', 'stop');
done_testing;
