# The Debian package: installed alone, and in place of postgresql-hll under a database in use; removed,
# purged, and exchanged for postgresql-hll again. Run by scripts/check-package as root, in a root that is
# thrown away afterwards.
#
# package.pl VERSION-OF-POSTGRESQL; the packages are in /tmp/packages
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../takeover", "$FindBin::Bin/../../t/lib";
use Catalog;
use Document;
use Facts;
use HllTest;
use PeerDatabase;
use Test::More;

my ($version) = @ARGV;
my ($peer, $ours) = ("postgresql-$version-hll", "postgresql-$version-hll-bloom");
my ($deb) = glob "/tmp/packages/${ours}_*.deb";
@ENV{qw(PGUSER PGDATABASE)} = qw(postgres postgres);

# Runs a command; returns its output. Dies if it fails.
sub run {
    my ($status, $out, $err) = run_command('', @_);
    die "@_\n$out$err" if $status;
    return $out;
}

sub apt { return run('apt-get', '-q', '-y', '--no-install-recommends', '--allow-downgrades', @_) }
# Makes a package in /tmp/packages without files.
sub make_package {
    my ($name, $number, @fields) = @_;
    mkdir $_ for "/tmp/$name", "/tmp/$name/DEBIAN";
    write_file("/tmp/$name/DEBIAN/control", join '', map { "$_\n" } "Package: $name", "Version: $number", 'Architecture: all',
        'Maintainer: a test <test@localhost>', 'Description: for a test', @fields);
    run(qw(dpkg-deb --build), "/tmp/$name", "/tmp/packages/${name}_${number}_all.deb");
}

sub update_repository {
    run('sh', '-c', 'cd /tmp/packages && dpkg-scanpackages --multiversion . >Packages');
    apt('update');
}

sub control { run('pg_ctlcluster', $version, 'main', @_) }

sub is_installed {
    my (undef, $out) = run_command('', 'dpkg-query', '-W', '-f', '${db:Status-Status}', @_);
    return $out eq 'installed' ? 1 : 0;
}

# What a package has installed, without directories.
sub files_of { return grep { -l || !-d } split /\n/, run('dpkg', '-L', @_) }

# Everything in the system whose name says that it is of the extension.
sub traces {
    return join "\n", sort split /\n/,
        run(qw(find /usr /etc /var -xdev), '-path', '/var/lib/postgresql', '-prune', '-o', '-path', '/var/cache', '-prune', '-o',
        '-path', '/var/lib/apt', '-prune', '-o', '-name', '*hll*', '-print');
}

sub new_database_with_extension {
    my ($name) = @_;
    sql('postgres', "CREATE DATABASE $name");
    sql($name, 'CREATE EXTENSION hll');
}

# The package itself
my @found = split /\n/, run(qw(lintian --allow-root --fail-on none --show-overrides), glob '/tmp/packages/*.deb');
diag $_ for @found;
is join("\n", grep { /^E:/ } @found), '', 'lintian finds no errors';

my $before = traces();
apt('update');
run('pg_createcluster', $version, 'main', '--', '--auth=trust');
control('start');

# Alone
apt('install', $deb);
my @files = files_of($ours);
my ($lib, $share) = ("/usr/lib/postgresql/$version/lib", "/usr/share/postgresql/$version/extension");
for my $file ("$lib/hll.so", "$lib/bitcode/hll.index.bc", "$lib/bitcode/hll/src/pg/module.bc", "$share/hll.control",
    "$share/hll--1.0.sql", "$share/hll_citus.control", "$share/hll_citus--1.0.sql", "$share/hll--2.10--postgresql-hll.sql", "$share/hll--postgresql-hll--1.0.sql",
    (map { "/usr/share/doc/$ours/$_" } qw(copyright README.Debian README.md docs/migrating.md docs/migrating/check.sql))) {
    ok + (grep { $_ eq $file } @files), "it has $file";
}
is run('dpkg', '-V', $ours), '', 'it is installed as it was packed';
new_database_with_extension('fresh');
is sql('fresh', 'SELECT # hll_agg(i) FROM generate_series(1, 100) i'), 100, 'alone: CREATE EXTENSION, and a count';
my $fresh = catalog_of('fresh');

# Removed with a database that uses it
sql('fresh', 'CREATE TABLE t AS SELECT 1 AS id, hll_agg(i) AS users FROM generate_series(1, 100) i');
apt('remove', $ours);
control('restart');
is sql('fresh', 'SELECT id FROM t'), 1, 'removed: other columns can be read';
is sqlstate('fresh', 'SELECT users FROM t'), '58P01', 'removed: reading a sketch is an error, undefined_file';
is sqlstate('fresh', 'CREATE TABLE u (users hll)'), '00000', 'removed: the catalogs still know the type';
apt('install', $deb);
is sql('fresh', 'SELECT # users FROM t'), 100, 'installed again: the sketch is as it was';
apt('purge', $ours);
is join("\n", grep { -e || -l } @files), '', 'purged: no file is left';
is traces(), $before, 'purged: nothing else is left';
sql('postgres', 'DROP DATABASE fresh');

# In place of postgresql-hll, by the commands of docs/migrating.md
apt('install', $peer);
my @peer_files = files_of($peer);
control('restart');
new_database_with_extension('shop');
my $objects = peer_objects();
sql('shop', $objects);
my @calls = grep { !/hll_hashval_in/ } @{ old_calls('shop') };
my $facts = facts('shop', \@calls);

write_file('/etc/apt/sources.list.d/hll.list', "deb [trusted=yes] file:/tmp/packages ./\n");
make_package('needs-hll', 1, "Depends: $peer");
update_repository();
apt('install', 'needs-hll');
unlike apt('--simulate', $_), qr/^(?:Inst|Remv) \S*hll/m, "apt-get $_ leaves postgresql-hll alone" for qw(upgrade dist-upgrade);
my ($install, $restart, $update, @more) = map { s/\b15\b/$version/gr } commands_of('In place, by packages');
die "docs/migrating.md has other commands\n" if @more || $restart ne "systemctl restart postgresql\@$version-main";
write_file('/etc/apt/apt.conf.d/99yes', qq(APT::Get::Assume-Yes "true";\n));
my $said = run('sh', '-c', "cd /tmp/packages && $install");
like $said, qr/REMOVED:\s+\Q$peer\E\n/, 'apt-get install puts it in place of postgresql-hll';
is is_installed($ours) . is_installed($peer), '10', 'only one of them is installed';
is is_installed('needs-hll'), 1, 'a package that needs postgresql-hll stays installed';
is run('dpkg', '-V', $ours), '', 'it is installed as it was packed';
my %ours = map { $_ => 1 } files_of($ours);
is join("\n", grep { !$ours{$_} && (-e || -l) } @peer_files), '', 'no file of postgresql-hll is left';
make_package($peer, '99.0');
update_repository();
like run(qw(apt-cache madison), $peer), qr/99\.0/, 'the repository has a newer postgresql-hll';
unlike apt('--simulate', $_), qr/^(?:Inst|Remv) \S*hll/m, "apt-get $_ doesn't bring postgresql-hll back" for qw(upgrade dist-upgrade);
unlink "/tmp/packages/${peer}_99.0_all.deb";
update_repository();
same_facts(facts('shop', \@calls), $facts, 'before the restart, new sessions');
control('restart');
same_facts(facts('shop', \@calls), $facts, 'after the restart');
run('sh', '-c', $update);
same_facts(facts('shop', \@calls), $facts, 'after the update');
new_database_with_extension('fresh');
is differences(catalog_of('shop'), catalog_of('fresh')), '', 'after the update: the catalogs are those of a new installation';
is differences(catalog_of('fresh'), $fresh), '', 'those of the installation without postgresql-hll';

# postgresql-hll again
run('sh', '-c', "cd /tmp/packages && apt-get -q download $peer");
my ($peer_deb) = glob "/tmp/packages/${peer}_*.deb";
my ($status, $out, $err) = run_command('', 'dpkg', '-i', $peer_deb);
isnt $status, 0, 'dpkg refuses to install postgresql-hll beside it';
like $err, qr/conflict/, 'and says why';
is run('dpkg', '-V', $ours), '', 'it is as it was';
like apt('install', $peer), qr/REMOVED:\s+\Q$ours\E\n/, 'apt-get install puts postgresql-hll in place of it';
is is_installed($ours) . is_installed($peer), '01', 'only one of them is installed';
is run('dpkg', '-V', $peer), '', 'postgresql-hll is installed as it was packed';
my %peers = map { $_ => 1 } files_of($peer);
is join("\n", grep { !$peers{$_} && (-e || -l) } @files), '', 'no file of this package is left';
apt('install', $ours);
control('restart');
same_facts(facts('shop', \@calls), $facts, 'and back');
apt('purge', 'needs-hll', $ours);
is join("\n", grep { -e || -l } @files, @peer_files), '', 'purged: no file of either is left';
control('stop');
done_testing;
