# Counts the bytes that pass between a server and its clients: a process listens on a socket of its
# own, hands on what comes, and keeps two sums in a file.
package Wire;

use strict;
use warnings;
use Exporter 'import';
use File::Path 'remove_tree';
use IO::Select;
use IO::Socket::UNIX;
use Socket;

our @EXPORT = qw(new_wire moved);

my (%process, $owner);

# Starts to listen in front of the server whose socket lies in $server. Returns the directory with
# the new socket, which a connection string takes in place of $server.
sub new_wire {
    my ($server) = @_;
    my $wire = "$server.wire";
    mkdir $wire, 0755 or die "$wire: $!";
    my $listen = IO::Socket::UNIX->new(Local => "$wire/.s.PGSQL.5432", Listen => 20) or die "$wire: $!";
    chmod 0777, "$wire/.s.PGSQL.5432" or die "$wire: $!";
    sums($wire, 0, 0);
    $owner = $$;
    $process{$wire} = fork // die "fork: $!";
    return $wire if $process{$wire};
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP);
    $SIG{PIPE} = 'IGNORE';
    open STDOUT, '>', '/dev/null'; # who reads our parent's output must not wait for us
    hand_on($wire, $listen, "$server/.s.PGSQL.5432");
}

# Returns the bytes that have come from the server, and to the server, since the last call.
my %last;
sub moved {
    my ($wire) = @_;
    my @now = sums($wire);
    my @before = @{ $last{$wire} // [0, 0] };
    $last{$wire} = \@now;
    return map { $now[$_] - $before[$_] } 0, 1;
}

sub sums {
    my ($wire, @set) = @_;
    open my $file, @set ? '>' : '<', "$wire/sums" or die "$wire: $!";
    return split / /, readline $file if !@set;
    print $file "@set";
    close $file or die "$wire: $!";
}

# The sums are written before the bytes are handed on, so that who has an answer finds it counted.
sub hand_on {
    my ($wire, $listen, $server) = @_;
    my ($all, @sums, %other) = (IO::Select->new($listen), 0, 0);
    open my $file, '+<', "$wire/sums" or die "$wire: $!";
    while (1) {
        for my $from ($all->can_read) {
            if ($from == $listen) {
                my $client = $listen->accept or next;
                my $to = IO::Socket::UNIX->new(Peer => $server) or next;
                @other{ fileno $client, fileno $to } = ([$to, 1], [$client, 0]);
                $all->add($client, $to);
                next;
            }
            my ($to, $which) = @{ $other{ fileno $from } // next };
            my $count = sysread $from, my $bytes, 65536;
            if (!$count) {
                delete @other{ fileno $from, fileno $to };
                $all->remove($from, $to);
                next;
            }
            $sums[$which] += $count;
            sysseek $file, 0, 0;
            syswrite $file, "@sums";
            for (my $done = 0; $done < $count;) {
                $done += syswrite($to, $bytes, $count - $done, $done) // last;
            }
        }
    }
}

END {
    if ($owner && $$ == $owner) {
        my $status = $?;
        kill TERM => values %process;
        waitpid $_, 0 for values %process;
        remove_tree(keys %process);
        $? = $status;
    }
}

1;
