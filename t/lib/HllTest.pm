# Shared by the TAP tests: psql, and databases and roles that are dropped at the end of the test.
#
# PGHOST, PGPORT, PGUSER (a superuser) and PGDATABASE name the server, which must have the files of
# the extension. Every test creates databases of its own.
package HllTest;

use strict;
use warnings;
use Exporter 'import';
use File::Temp;
use IPC::Open3;
use Test::More;

our @EXPORT =
    qw(new_database new_role run_command sql sqlstate same_text temp_dir write_file read_file);

my (@databases, @roles, $temp_dir);

# Creates a database without the extension. Its name begins with hll_tap_ and ends with the given
# word.
sub new_database {
    my ($word) = @_;
    my $name = "hll_tap_$$\_$word";
    push @databases, $name;
    sql($ENV{PGDATABASE}, qq(CREATE DATABASE "$name" TEMPLATE template0));
    return $name;
}

# Creates a role without any privilege.
sub new_role {
    my ($word) = @_;
    my $name = "hll_tap_$$\_$word";
    push @roles, $name;
    sql($ENV{PGDATABASE}, qq(CREATE ROLE "$name"));
    return $name;
}

# Runs a command with a text as its standard input; returns its status, stdout and stderr. They go
# through files, because the command would wait forever if a pipe that nobody reads were full.
sub run_command {
    my ($input, @command) = @_;
    my ($in, $out, $err) = map { File::Temp->new } 1 .. 3;
    print $in $input;
    seek $in, 0, 0;
    my $pid = open3('<&' . fileno $in, '>&' . fileno $out, '>&' . fileno $err, @command);
    waitpid $pid, 0;
    my $status = $?;
    return ($status, map { read_file($_->filename) } $out, $err);
}

# Runs statements in one session and returns what they print, unaligned, without headers and the
# last newline. Dies on the first error.
sub sql {
    my ($database, $text) = @_;
    my ($status, $out, $err) =
        run_command($text, qw(psql -XAtq -v ON_ERROR_STOP=1 -d), $database);
    die "psql failed: $err" if $status;
    chomp $out;
    return $out;
}

# Returns the SQLSTATE of the first error in these statements, 00000 if there is none.
sub sqlstate {
    my ($database, $text) = @_;
    my (undef, undef, $err) =
        run_command($text, qw(psql -XAtq -v ON_ERROR_STOP=1 -v VERBOSITY=sqlstate -d), $database);
    return $1 if $err =~ /^(?:ERROR|FATAL|PANIC): +(\w{5})$/m;
    die "psql failed: $err\n" if $err =~ /^psql: |connection to server/m;
    return '00000';
}

# Like is(), for long texts: shows only where they begin to differ.
sub same_text {
    my ($got, $expected, $name) = @_;
    my ($number, @got) = (0, split /\n/, $got, -1);
    my @expected = split /\n/, $expected, -1;
    $number++ while $number < @got && $number < @expected && $got[$number] eq $expected[$number];
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok($got eq $expected, $name) or diag map { sprintf "line %d, %s: %.200s\n", $number + 1, @$_ }
        ['got', $got[$number] // '(end)'], ['expected', $expected[$number] // '(end)'];
}

sub temp_dir {
    $temp_dir //= File::Temp->newdir;
    return $temp_dir->dirname;
}

sub write_file {
    my ($path, $content) = @_;
    open my $file, '>:raw', $path or die "$path: $!";
    print $file $content;
    close $file or die "$path: $!";
}

sub read_file {
    my ($path) = @_;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    return <$file> // '';
}

# Ctrl-C calls exit, so that END runs.
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);

END {
    my $status = $?;
    my $drop = join '',
        (map { qq(DROP DATABASE IF EXISTS "$_" WITH (FORCE);\n) } @databases),
        (map { qq(DROP ROLE IF EXISTS "$_";\n) } @roles);
    my (undef, undef, $err) = run_command($drop, qw(psql -XAtq));
    print STDERR $err if $err =~ /ERROR|FATAL/;
    $? = $status;
}

1;
