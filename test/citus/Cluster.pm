# A cluster of Citus: a coordinator and two workers. They lie in the directory of the private server
# that scripts/with-server made, with the same executables, extensions and owner, and listen on Unix
# sockets there.
package Cluster;

use strict;
use warnings;
use Exporter 'import';
use File::Path 'remove_tree';
use HllTest;

our @EXPORT = qw(new_cluster new_cluster_database worker_of add_worker on_node in_schema answers);

my ($directory, @as_owner, %around, $settings);
my @nodes = qw(coordinator worker1 worker2);

sub checked {
    my (@command) = @_;
    my ($status, $out, $err) = run_command('', @as_owner, @command);
    die "@command: $out$err" if $status;
}

sub settings {
    my ($node) = @_;
    return <<"END";
listen_addresses = ''
unix_socket_directories = '$directory/$node'
shared_preload_libraries = 'citus'
citus.local_hostname = '$directory/$node'
citus.node_conninfo = 'sslmode=disable'
citus.shard_count = 8
citus.distributed_deadlock_detection_factor = 5
wal_level = logical
max_prepared_transactions = 50
max_worker_processes = 32
max_connections = 200
shared_buffers = 64MB
timezone = 'UTC'
fsync = off
full_page_writes = off
synchronous_commit = off
$settings
END
}

# Starts the servers; PGHOST leads to the coordinator.
sub new_cluster {
    my $socket = $ENV{PGHOST};
    my $outside = sql($ENV{PGDATABASE}, 'SHOW data_directory');
    die "needs a private server\n" if index($outside, "$socket/") != 0;
    my (undef, undef, undef, undef, $uid, $gid) = stat $outside;
    # The servers' user may lack permission to enter our directory.
    @as_owner = ('env', '-C', $socket, $> == 0 ? ('setpriv', "--reuid=$uid", "--regid=$gid", '--clear-groups') : ());
    %around = %ENV;
    $directory = $socket;
    # Splits of shards need it; older minor versions of PostgreSQL don't know it.
    $settings = sql($ENV{PGDATABASE}, <<'END');
SELECT format('%s = ''%s, citus''', name, setting) FROM pg_settings WHERE name = 'output_plugin_libraries'
END
    checked('initdb', '-D', "$directory/new", '-U', 'postgres', qw(-A trust -E UTF8 --locale=C.UTF-8 --no-sync));
    for my $node (@nodes) {
        checked('cp', '-a', "$directory/new", "$directory/$node");
        open my $conf, '>>', "$directory/$node/postgresql.conf" or die "postgresql.conf: $!";
        print $conf settings($node);
        close $conf or die "postgresql.conf: $!";
        checked('pg_ctl', '-D', "$directory/$node", '-l', "$directory/$node/log", qw(-w -t 120 start));
    }
    @ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = ("$directory/coordinator", 5432, 'postgres', 'postgres');
}

# Runs statements on one node alone.
sub on_node {
    my ($node, @arguments) = @_;
    local $ENV{PGHOST} = "$directory/$node";
    return sql(@arguments);
}

# The name of a worker as Citus writes it, as two arguments of SQL.
sub worker_of {
    my ($node) = @_;
    return "'$directory/$node', 5432";
}

# Makes a database in which the coordinator knows these workers.
sub new_cluster_database {
    my ($name, @workers) = @_;
    for my $node (@nodes) {
        on_node($node, 'postgres', "SET citus.enable_create_database_propagation = off; CREATE DATABASE $name TEMPLATE template0")
            if $name ne 'postgres';
        on_node($node, $name, 'CREATE EXTENSION citus');
    }
    sql($name, "SELECT citus_set_coordinator_host('$directory/coordinator', 5432)");
    add_worker($name, $_) for @workers;
    return $name;
}

sub add_worker {
    my ($name, $node) = @_;
    sql($name, 'SELECT citus_add_node(' . worker_of($node) . ')');
}

# Tables are those of the schema single or distributed.
sub in_schema {
    my ($schema) = @_;
    return "SET search_path = $schema, public";
}

# Runs queries in one session, after the statements of $before; returns [error, result] for each, where one of the
# two is ''.
sub answers {
    my ($database, $before, @queries) = @_;
    my $text = join "\n", "$before;", map { ("$_;", '\echo -- answer :ERROR :LAST_ERROR_MESSAGE') } @queries;
    my ($status, $out, $err) = run_command($text, qw(psql -XAtq -d), $database);
    my @answers;
    push @answers, $2 eq 'true' ? [$3, ''] : ['', $1] while $out =~ /\G(.*?)^-- answer (true|false) ?([^\n]*)\n/gms;
    die "$queries[@answers]: $err" if $status || @answers != @queries;
    return @answers;
}

END {
    my $status = $?;
    if (%around) {
        for my $node (@nodes) {
            my $data = "$directory/$node";
            run_command('', @as_owner, 'pg_ctl', '-D', $data, qw(-m immediate -w stop)) if -f "$data/postmaster.pid";
        }
        # After Ctrl-C with-server deletes them at the same time.
        remove_tree((map { "$directory/$_" } 'new', @nodes), { error => \my $gone });
        %ENV = %around;
    }
    $? = $status;
}

1;
