# Servers that the test may crash and start again. Their clusters lie in the directory of the private
# server that scripts/with-server made, with the same executables, extension and owner (PostgreSQL
# refuses to run as root).
package OwnServer;

use strict;
use warnings;
use Exporter 'import';
use File::Path 'remove_tree';
use HllTest;

our @EXPORT = qw(new_server start_server stop_server stop_server_at_once server_log);

my ($outside, @as_owner, @clusters, %around);

# Makes and starts a server, and sets PGHOST to the directory of its cluster, which has its socket
# as well. Returns this directory, or false, and then does nothing, if the server outside isn't a private one.
# $settings are lines for postgresql.conf. The other functions mean the server that PGHOST names.
sub new_server {
    my ($settings) = @_;
    find_outside() if !$outside;
    return '' if !@as_owner;
    my $cluster = "$outside/own.$$." . @clusters;
    checked('initdb', '-D', $cluster, '-U', 'postgres', qw(-A trust -E UTF8 --locale=C.UTF-8 --no-sync));
    push @clusters, $cluster;
    open my $conf, '>>', "$cluster/postgresql.conf" or die "postgresql.conf: $!";
    print $conf "listen_addresses = ''\nunix_socket_directories = '$cluster'\nport = 5432\n$settings\n";
    close $conf or die "postgresql.conf: $!";
    @ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = ($cluster, 5432, 'postgres', 'postgres');
    start_server();
    return $cluster;
}

sub find_outside {
    $outside = $ENV{PGHOST} // '';
    my $data = sql($ENV{PGDATABASE}, 'SHOW data_directory');
    return if $outside eq '' || index($data, "$outside/") != 0;
    my (undef, undef, undef, undef, $uid, $gid) = stat $data;
    # The server's user may lack permission to enter our directory.
    @as_owner = ('env', '-C', $outside,
        $> == 0 ? ('setpriv', "--reuid=$uid", "--regid=$gid", '--clear-groups') : ());
    %around = %ENV;
}

sub start_server { checked('pg_ctl', '-D', $ENV{PGHOST}, '-l', "$ENV{PGHOST}/log", qw(-w -t 120 start)) }

sub stop_server { checked('pg_ctl', '-D', $ENV{PGHOST}, qw(-m fast -w -t 120 stop)) }

# Stops the server like a crash, without a checkpoint. The next start recovers from the WAL.
sub stop_server_at_once { checked('pg_ctl', '-D', $ENV{PGHOST}, qw(-m immediate -w -t 120 stop)) }

sub server_log { return read_file("$ENV{PGHOST}/log") }

sub checked {
    my (@command) = @_;
    my ($status, $out, $err) = run_command('', @as_owner, @command);
    return if !$status;
    my $log = -r "$ENV{PGHOST}/log" ? server_log() : '';
    die "$command[0]: $out$err$log";
}

END {
    my $status = $?;
    for my $cluster (reverse @clusters) {
        run_command('', @as_owner, 'pg_ctl', '-D', $cluster, qw(-m immediate -w stop)) if -f "$cluster/postmaster.pid";
        remove_tree($cluster);
    }
    %ENV = %around if @clusters;
    $? = $status;
}

1;
