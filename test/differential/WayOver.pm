# Migrates a database of postgresql-hll with the commands of docs/migrating.md: pg_dump on the old
# server, pg_restore on the new one. Then compares all definitions, values and query results.
package WayOver;

use strict;
use warnings;
use Exporter 'import';
use File::Temp;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Document;
use Pair;
use PeerDatabase;

our @EXPORT = qw(move_database moved_statements);
our @EXPORT_OK = qw(take_over);

my @queries = map { { sql => $_ } } peer_queries();

# Fills the old server's database and migrates it to the new server.
sub move_database {
    my ($name) = @_;
    on('there', $name, "CREATE EXTENSION hll;\n" . peer_objects());
    my @failed = take_over($name);
    die "not restored: @failed\n" if @failed;
}

# Runs the document's commands with the name of a database in place of theirs: the dump on one server, the
# rest on the other one, from the old to the new one or back. Returns the first line of each failed
# statement that should have created or filled something.
sub take_over {
    my ($name, $from, $to) = @_;
    ($from, $to) = qw(there here) if !$from;
    my $dir = File::Temp->newdir;
    my @commands = map { s/\s+#.*//r =~ s/\bshop\b/$name/gr } commands_of('Dump and restore');
    die "docs/migrating.md has other commands\n" if join(' ', map { /^(\w+)/ } @commands) ne 'pg_dump dropdb pg_restore';
    my ($failed, $errors) = (0, '');
    for my $command (@commands) {
        my $side = $command =~ /^pg_dump/ ? $from : $to;
        my %env = $side eq 'there' ? $ENV{HLL_PEER} =~ /(host|port|user)=(\S+)/g : ();
        local @ENV{ map { 'PG' . uc } keys %env } = values %env;
        $errors = `cd "$dir" && $command 2>&1`;
        $failed = $?;
        die "failed: $command\n$errors" if $failed && $command !~ /^pg_restore/;
    }
    my @statements = $errors =~ /^Command was: ((?:CREATE|COPY) .*)/mg;
    die "failed: $commands[-1]\n$errors" if $failed && !@statements;
    return @statements;
}

sub moved_statements {
    for (@queries) {
        $_->{fields} = ['key', 'estimate'] if $_->{sql} =~ /estimate/ && $_->{sql} !~ /pg_/;
    }
    return [
        @queries,
        { sql => 'UPDATE app.daily SET registers = users', there => '22000', here => '22000' },
        { sql => 'UPDATE app.daily SET registers = hll_empty(9, 4, 0) || registers', there => '', here => '' },
    ];
}

1;
