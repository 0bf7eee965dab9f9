# Runs statements on two servers. "Here" is the server with this extension, which the environment
# names; "there" is the one with postgresql-hll, which $HLL_PEER names. Each side gets the same
# statements in one session, and the outcomes of each statement are compared field by field.
#
# A statement is a hash:
#   sql       its text. If it has several statements, the results of the last one are compared
#   fields    names of the columns of its result (default: result)
#   context   earlier statements that are needed to repeat it
#   may_fail  true if an error on both sides is allowed
#   state     where predicates of Differences.pm keep data from row to row; a sequence of statements
#             shares it
#   there, here   expected outcomes, if they are known: rows, or the SQLSTATE of an error. They may
#                 differ
package Pair;

use strict;
use warnings;
use Exporter 'import';
use File::Temp;
use Differences;

our @EXPORT = qw(new_databases on output_of run_both failures figures peer_version);

my $temp_dir = File::Temp->newdir;
my (@databases, %figures);
my $failures = 0;
my $failures_shown = 3;

# Returns the connection string of a database on one side.
sub connection {
    my ($side, $database) = @_;
    return $side eq 'here' ? "dbname=$database" : "$ENV{HLL_PEER} dbname=$database";
}

sub psql_command {
    my ($side, $database) = @_;
    return (qw(psql -XAtq -P null=NULL -v VERBOSITY=sqlstate -d), connection($side, $database));
}

# Runs SQL on one side, in one session; dies on the first error.
sub on {
    my ($side, $database, $sql) = @_;
    my $file = write_file("$side.sql", $sql);
    my @command = (psql_command($side, $database), qw(-v ON_ERROR_STOP=1 -f), $file);
    system(@command) == 0 or die "psql failed $side, database $database\n";
}

# Runs a file of statements on one side and returns what it prints; dies on the first error.
sub output_of {
    my ($side, $database, $file) = @_;
    open my $psql, '-|', psql_command($side, $database), qw(-v ON_ERROR_STOP=1 -f), $file or die "psql: $!";
    my @lines = <$psql>;
    close $psql or die "psql failed $side, database $database\n";
    return join '', @lines;
}

# The number behind 2. in the version of postgresql-hll.
sub peer_version {
    my $file = write_file('version.sql', "SELECT split_part(default_version, '.', 2) FROM pg_available_extensions WHERE name = 'hll'");
    chomp(my $minor = output_of('there', 'postgres', $file));
    return $minor;
}

# Creates a database of this name on both sides, without the extension.
sub new_databases {
    my ($name) = @_;
    push @databases, $name;
    on($_, 'postgres', "CREATE DATABASE $name TEMPLATE template0;") for qw(here there);
}

sub write_file {
    my ($name, $content) = @_;
    open my $file, '>:raw', "$temp_dir/$name" or die "$temp_dir/$name: $!";
    print $file $content;
    close $file or die "$temp_dir/$name: $!";
    return "$temp_dir/$name";
}

# After each statement psql prints a line with the statement's number and SQLSTATE.
sub script_of {
    my ($statements) = @_;
    my $number = 0;
    return join '', map { ++$number; "$_->{sql};\n\\echo '#' $number :SQLSTATE\n" } @$statements;
}

sub start {
    my ($side, $database, $script) = @_;
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    open STDOUT, '>', "$temp_dir/$side.out" or die $!;
    open STDERR, '>', "$temp_dir/$side.err" or die $!;
    exec psql_command($side, $database), '-f', $script or die "psql: $!";
}

# Parses what one statement printed. Returns its rows, each with a newline, and its SQLSTATE.
sub next_outcome {
    my ($file) = @_;
    my $rows = '';
    while (my $line = <$file>) {
        return { rows => $rows, sqlstate => $1 } if $line =~ /^# \d+ (\w{5})$/;
        $rows .= $line;
    }
    return undef;
}

# Runs the statements on both sides at once and compares. $what names them in the figures.
sub run_both {
    my ($what, $database, $statements) = @_;
    my $script = write_file('statements.sql', script_of($statements));
    my %pids = map { $_ => start($_, $database, $script) } qw(here there);
    for my $side (qw(here there)) {
        waitpid $pids{$side}, 0;
        next if $? == 0;
        open my $file, '<', "$temp_dir/$side.err" or die $!;
        print "$side, psql ended with status ", $? >> 8, ":\n", grep { defined } (<$file>)[-5 .. -1];
    }
    open my $here, '<:raw', "$temp_dir/here.out" or die $!;
    open my $there, '<:raw', "$temp_dir/there.out" or die $!;
    for my $statement (@$statements) {
        my ($ours, $theirs) = (next_outcome($here), next_outcome($there));
        if (!$ours || !$theirs) {
            return fail($statement, 'the session ended' . ($ours ? ' there' : ' here'));
        }
        if (defined $statement->{here}) {
            compare_expected($statement, $ours, $theirs);
        } else {
            compare($what, $statement, $ours, $theirs);
        }
    }
}

sub text_of {
    my ($outcome) = @_;
    return $outcome->{sqlstate} eq '00000' ? $outcome->{rows} =~ s/\n\z//r : $outcome->{sqlstate};
}

sub compare_expected {
    my ($statement, $ours, $theirs) = @_;
    $figures{'meant differences'}{results} += 2;
    for (['here', $ours], ['there', $theirs]) {
        my ($side, $outcome) = @$_;
        my $got = text_of($outcome);
        fail($statement, "$side, expected: $statement->{$side}\n$side, got:      $got")
            if $got ne $statement->{$side};
    }
}

sub compare {
    my ($what, $statement, $ours, $theirs) = @_;
    my @fields = @{ $statement->{fields} // ['result'] };
    my $error = $ours->{sqlstate} ne '00000' || $theirs->{sqlstate} ne '00000';
    if ($error) {
        $figures{$what}{results}++;
        $figures{$what}{errors}++;
        return fail($statement, "error $ours->{sqlstate} on both sides")
            if $ours->{sqlstate} eq $theirs->{sqlstate} && !$statement->{may_fail};
        return compare_field($statement, 'sqlstate', $ours, $theirs);
    }
    my @ours = split /\n/, $ours->{rows};
    my @theirs = split /\n/, $theirs->{rows};
    $figures{$what}{rows} += @ours;
    $figures{$what}{results} += @ours * @fields;
    # The predicates of Differences.pm need to see equal rows, too.
    return if $ours->{rows} eq $theirs->{rows} && !$statement->{state};
    return fail($statement, 'rows here: ' . @ours . ', there: ' . @theirs) if @ours != @theirs;
    for my $i (0 .. $#ours) {
        my (%here, %there);
        @here{@fields} = split /\|/, $ours[$i], scalar @fields;
        @there{@fields} = split /\|/, $theirs[$i], scalar @fields;
        for my $field (@fields) {
            compare_field($statement, $field, \%here, \%there) or return;
        }
        after_row($statement->{state}, \%here);
    }
}

# Returns false after an unexpected difference: one for each statement is enough.
sub compare_field {
    my ($statement, $field, $row_here, $row_there) = @_;
    my ($here, $there) = ($row_here->{$field}, $row_there->{$field});
    return 1 if $here eq $there || $field =~ /^cardinality/ && same_number($here, $there);
    return 1 if difference_is_meant({
        field => $field, here => $here, there => $there, row => $row_here,
        sql => $statement->{sql}, state => $statement->{state}
    });
    my @others = map { "$_=$row_here->{$_}" } grep { $_ ne $field && $_ ne 'rows' } sort keys %$row_here;
    my $row = @others ? "\nof: " . join ', ', @others : '';
    return fail($statement, "$field here:  $here\n$field there: $there$row");
}

# Counts that agree except for the last digits are equal.
sub same_number {
    my ($a, $b) = @_;
    return 0 if grep { !/^-?\d/ } $a, $b;
    return abs($a - $b) <= 1e-12 * abs($b);
}

sub fail {
    my ($statement, $text) = @_;
    return 0 if ++$failures > $failures_shown;
    my @before = map { "$_->{sql};\n" } @{ $statement->{context} // [] };
    print "\nUnexpected difference\n", @before, "$statement->{sql};\n$text\n";
    return 0;
}

sub failures { return $failures }
sub figures { return \%figures }

# Ctrl-C calls exit, so that END runs.
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);
my $owner = $$;

END {
    if ($$ == $owner) {
        my $status = $?;
        for my $side (qw(here there)) {
            my @drop = map { ('-c', "DROP DATABASE IF EXISTS $_ WITH (FORCE)") } @databases;
            system psql_command($side, 'postgres'), @drop if @drop;
        }
        $? = $status;
    }
}

1;
