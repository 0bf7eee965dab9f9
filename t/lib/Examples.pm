# The examples of a document: ```sql blocks, which psql runs, and the ```text blocks right behind them,
# which are what it prints.
package Examples;

use strict;
use warnings;
use Exporter 'import';
use HllTest;
use Test::More;

our @EXPORT = qw(examples_of prints);

# The caller's environment must not change what psql prints.
delete $ENV{$_} for qw(PSQL_PAGER PAGER COLUMNS PGOPTIONS PGDATESTYLE);
$ENV{PGTZ} = 'UTC';
$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{LC_ALL} = 'C';

# Returns the examples of a document: the line of the fence, the servers that the fence names as
# "sql on NAME NAME...", the SQL and, if there is any, the output.
sub examples_of {
    my ($path) = @_;
    my (@examples, $block, $indent, $fence, $last);
    my $number = 0;
    for my $line (split /\n/, read_file($path)) {
        ++$number;
        if ($block && $line =~ /^\s*\Q$fence\E\s*$/) {
            push @examples, $block if $block->{kind} eq 'sql';
            $last->{text} = $block->{body} if $block->{kind} eq 'text' && $last;
            $last = $block->{kind} eq 'sql' ? $block : undef;
            undef $block;
        } elsif ($block) {
            $block->{body} .= $line =~ s/^$indent//r . "\n";
        } elsif ($line =~ /^(\s*)(`{3,}|~{3,})\s*(\S*)(?: on (.*\S))?/) {
            ($indent, $fence) = ($1, $2);
            $block = { line => $number, kind => $3, on => [split ' ', $4 // ''], body => '' };
        } elsif ($line =~ /\S/) {
            undef $last;
        }
    }
    die "$path:$block->{line}: the block has no end\n" if $block;
    return @examples;
}

# Removes what readers can't see: white space at the end of lines, and empty lines at both ends.
sub visible {
    my ($text) = @_;
    return $text =~ s/[ \t\r]+$//gmr =~ s/\A\n+//r =~ s/\n*\z/\n/r;
}

# Compares two texts line by line: - marks lines that only the document has, + the other ones.
sub difference {
    my ($expected, $got) = @_;
    my ($old, $new) = map { temp_dir() . "/$_" } qw(document psql);
    write_file($old, $expected);
    write_file($new, $got);
    my (undef, $out) = run_command('', qw(diff -U 100000), $old, $new);
    return $out =~ s/\A(?:.*\n){3}//r;
}

# Tests that an example is written well, and that what psql printed is what the document says. An
# example without output must not raise an error.
sub prints {
    my ($example, $got, $what) = @_;
    # See REFERENCE.md, "Counting".
    unlike $example->{body}, qr{#\s|[-+*/%^|]\s*\(*#}, "$what: # has no blank behind it, and stands in no arithmetic";
    $got = visible($got);
    if (defined $example->{text}) {
        my $expected = visible($example->{text});
        ok $got eq $expected, "$what prints this" or diag difference($expected, $got);
    } else {
        ok $got !~ /^(ERROR|FATAL|PANIC|psql|invalid command)\b/m, "$what runs" or diag $got;
    }
}

1;
