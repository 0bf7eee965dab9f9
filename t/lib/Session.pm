# Sessions of psql in the background, which run at the same time.
package Session;

use strict;
use warnings;
use Exporter 'import';
use HllTest;
use Time::HiRes qw(sleep);

our @EXPORT = qw(start_session finished wait_until);

my %sessions;

# Starts a session with this application_name. Each statement is a transaction of its own; errors
# don't end the session.
sub start_session {
    my ($database, $name, $statements) = @_;
    my $file = temp_dir() . "/$name";
    write_file("$file.sql", "SET application_name = '$name';\n$statements");
    my $pid = $sessions{$name} = fork // die "fork: $!";
    return if $pid;
    open STDOUT, '>', "$file.out" or die $!;
    open STDERR, '>', "$file.err" or die $!;
    exec qw(psql -XAtq -d), $database, '-f', "$file.sql" or die "psql: $!";
}

# Waits for sessions. Returns what they printed and their errors, each error once, without those of
# lost connections.
sub finished {
    my ($out, %errors) = '';
    for my $name (@_) {
        waitpid delete $sessions{$name}, 0;
        my $file = temp_dir() . "/$name";
        $out .= read_file("$file.out");
        $errors{$_} = 1 for read_file("$file.err") =~ /\bERROR: .*/g;
    }
    return ($out, join "\n", sort keys %errors);
}

# Asks until the answer is true.
sub wait_until {
    my ($database, $query) = @_;
    for (1 .. 1200) {
        return if sql($database, $query) eq 't';
        sleep 0.05;
    }
    die "never true: $query\n";
}

1;
