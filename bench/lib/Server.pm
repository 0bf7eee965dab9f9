# A private server, its database of benchmarks and its sessions.
#
# A function in the server measures time: it reads the clock before and after it executes a
# statement. EXPLAIN ANALYZE would count rows at each node, which takes longer than some of the work
# measured here, and \timing would include the way to the client and back.
package Server;

use strict;
use warnings;

our $database = 'bench';

# Settings of every session: only one process works, and plans don't depend on defaults.
$ENV{PGOPTIONS} = '-c jit=off -c max_parallel_workers_per_gather=0 -c work_mem=256MB';

# timed(statement) runs a statement of one row and one column.
our $timed = <<'SQL';
CREATE FUNCTION timed(statement text, OUT ms float8, OUT result text) LANGUAGE plpgsql AS $$
DECLARE
    start CONSTANT timestamptz := clock_timestamp();
BEGIN
    EXECUTE statement INTO result;
    ms := 1000 * extract(epoch FROM clock_timestamp() - start);
END
$$;
SQL

# Creates a database with the extension. `connection` is a connection string without dbname.
sub new {
    my ($class, $name, $connection) = @_;
    my $self = bless { name => $name, connection => $connection }, $class;
    $self->psql('postgres', "CREATE DATABASE $database TEMPLATE template0;");
    $self->psql($database, "CREATE EXTENSION hll; $timed");
    return $self;
}

sub name { return $_[0]{name} }

sub command {
    my ($self, $in, @options) = @_;
    return (qw(psql -XAtq -v ON_ERROR_STOP=1 -d), "$self->{connection} dbname=$in", @options);
}

# Runs statements in a session of their own and returns what they print. Dies if one fails.
sub psql {
    my ($self, $in, $sql, @options) = @_;
    open my $psql, '-|', $self->command($in, @options, '-c', $sql) or die "psql: $!\n";
    my $out = do { local $/; <$psql> };
    close $psql or die "$self->{name}: failed: $sql\n";
    chomp $out;
    return $out;
}

sub sql { return $_[0]->psql($database, $_[1]) }

# Starts to run a file of statements; returns the process, for `wait_for`.
sub start_file {
    my ($self, $file, %variables) = @_;
    my $pid = fork // die "fork: $!\n";
    return $pid if $pid;
    exec $self->command($database, '-f', $file, map { ('-v', "$_=$variables{$_}") } keys %variables);
}

sub wait_for {
    for my $pid (@_) {
        waitpid $pid, 0;
        die "psql failed\n" if $?;
    }
}

# Whether the database has a function or aggregate of this name.
sub has_function {
    my ($self, $name) = @_;
    return $self->sql("SELECT count(*) > 0 FROM pg_proc WHERE proname = '$name'") eq 't';
}

# Copies the rows of a table from another server.
sub copy_from {
    my ($self, $other, $table) = @_;
    open my $out, '-|', $other->command($database, '-c', "COPY $table TO STDOUT") or die "psql: $!\n";
    open my $in, '|-', $self->command($database, '-c', "COPY $table FROM STDIN") or die "psql: $!\n";
    print $in $_ while <$out>;
    close $out and close $in or die "$self->{name}: copying $table failed\n";
}

sub session {
    my ($self) = @_;
    return Session->new($self->{name}, $self->command($database));
}

# A session, with one backend.
package Session;

use IPC::Open2;

sub new {
    my ($class, $name, @command) = @_;
    my $self = bless { name => $name }, $class;
    $self->{pid} = open2($self->{out}, $self->{in}, @command);
    $self->{in}->autoflush(1);
    return $self;
}

# Returns what one statement prints.
sub query {
    my ($self, $sql) = @_;
    my $text = '';
    print { $self->{in} } "$sql;\nSELECT 'the end of the result';\n";
    while (defined(my $line = readline $self->{out})) {
        return $text =~ s/\n\z//r if $line eq "the end of the result\n";
        $text .= $line;
    }
    die "$self->{name}: failed: $sql\n";
}

# Returns the milliseconds that a statement takes, and its only result as text.
sub timed {
    my ($self, $sql) = @_;
    my ($ms, $result) = split /\|/, $self->query("SELECT * FROM timed(\$statement\$$sql\$statement\$)"), 2;
    return ($ms, $result);
}

# Returns the most memory that the backend itself has used so far, in MB: the peak of its resident
# set without the shared buffers. REQUIRES: the session has touched all shared buffers that it uses,
# from the start.
sub peak_mb {
    my ($self) = @_;
    my %kb = $self->query("SELECT pg_read_file('/proc/self/status')") =~ /^(\w+):\s+(\d+) kB$/mg;
    return ($kb{VmHWM} - $kb{RssShmem}) / 1024;
}

sub DESTROY {
    my ($self) = @_;
    local $?;
    close $self->{in};
    waitpid $self->{pid}, 0;
}

1;
