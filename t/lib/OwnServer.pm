# A server that the test may crash and start again. Its cluster lies in the directory of the private
# server that scripts/with-server made, with the same executables, extension and owner (PostgreSQL
# refuses to run as root).
package OwnServer;

use strict;
use warnings;
use Exporter 'import';
use File::Path 'remove_tree';
use HllTest;

our @EXPORT = qw(new_server start_server stop_server stop_server_at_once server_log);

my ($data, $socket, @as_owner, %around);

# Makes and starts the server, and sets PGHOST to it. Returns false and does nothing if the server
# outside isn't a private one. $settings are lines for postgresql.conf.
sub new_server {
    my ($settings) = @_;
    $socket = $ENV{PGHOST} // '';
    my $around = sql($ENV{PGDATABASE}, 'SHOW data_directory');
    return 0 if $socket eq '' || index($around, "$socket/") != 0;
    my (undef, undef, undef, undef, $uid, $gid) = stat $around;
    # The server's user may lack permission to enter our directory.
    @as_owner = ('env', '-C', $socket,
        $> == 0 ? ('setpriv', "--reuid=$uid", "--regid=$gid", '--clear-groups') : ());
    $data = "$socket/own.$$";
    checked('initdb', '-D', $data, '-U', 'postgres', qw(-A trust -E UTF8 --locale=C.UTF-8 --no-sync));
    open my $conf, '>>', "$data/postgresql.conf" or die "postgresql.conf: $!";
    print $conf "listen_addresses = ''\nunix_socket_directories = '$data'\nport = 5432\n$settings\n";
    close $conf or die "postgresql.conf: $!";
    %around = %ENV;
    @ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = ($data, 5432, 'postgres', 'postgres');
    start_server();
    return 1;
}

sub start_server { checked('pg_ctl', '-D', $data, '-l', "$data/log", qw(-w -t 120 start)) }

sub stop_server { checked('pg_ctl', '-D', $data, qw(-m fast -w -t 120 stop)) }

# Stops the server like a crash, without a checkpoint. The next start recovers from the WAL.
sub stop_server_at_once { checked('pg_ctl', '-D', $data, qw(-m immediate -w -t 120 stop)) }

sub server_log { return read_file("$data/log") }

sub checked {
    my (@command) = @_;
    my ($status, $out, $err) = run_command('', @as_owner, @command);
    die "$command[0]: $out$err" . server_log() if $status;
}

END {
    my $status = $?;
    if ($data) {
        run_command('', @as_owner, 'pg_ctl', '-D', $data, qw(-m immediate -w stop)) if -f "$data/postmaster.pid";
        remove_tree($data);
        %ENV = %around;
    }
    $? = $status;
}

1;
