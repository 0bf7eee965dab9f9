# Runs the documents. A ```sql block is typed into psql, and the ```text block right behind it must
# be what psql prints. Each document is one session in a database of its own, so later blocks see
# what earlier blocks made. A block without output must not raise an error. Other blocks are
# ignored. The operator # must be written so that tools and people can read it.
#
# Runs all documents at the top and in docs/, or those that are named: prove t/examples.t ::
# DOCUMENT...
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

# The caller's environment must not change the output.
delete $ENV{$_} for qw(PSQL_PAGER PAGER COLUMNS PGOPTIONS PGDATESTYLE);
$ENV{PGTZ} = 'UTC';
$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{LC_ALL} = 'C';

# Returns the examples of a document: the line of the fence, the SQL and, if there is any, the
# output.
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
        } elsif ($line =~ /^(\s*)(`{3,}|~{3,})\s*(\S*)/) {
            ($indent, $fence) = ($1, $2);
            $block = { line => $number, kind => $3, body => '' };
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

my $root = "$FindBin::Bin/..";
my $databases = 0;
for my $document (@ARGV ? @ARGV : glob("$root/*.md $root/docs/*.md")) {
    my $name = $document =~ s/\A\Q$root\E\///r;
    if (!-r $document) {
        fail "$name is there";
        next;
    }
    my @examples = examples_of($document) or next;
    my $database = new_database('document' . ++$databases);
    sql($database, 'CREATE EXTENSION hll')
        unless grep { $_->{body} =~ /^CREATE EXTENSION.*\bhll\b/m } @examples;

    # Each block is followed by a line that no query prints. psql reads it with the block, so the
    # quotes, parentheses and semicolons of the block must be closed.
    my $mark = "=== end of block $$ ===";
    my $session = join '', map { "$_->{body}\\echo '$mark'\n" } @examples;
    my (undef, $all) =
        run_command($session, 'sh', '-c', 'exec psql -X -d "$0" 2>&1', $database);
    my @outputs = split /^\Q$mark\E\n/m, $all, -1;
    is scalar @outputs, @examples + 1, "$name: psql came to the end";
    for my $example (@examples) {
        my $got = visible(shift @outputs // '');
        my $what = "$name:$example->{line}";
        # See REFERENCE.md, "Counting".
        unlike $example->{body}, qr{#\s|[-+*/%^|]\s*\(*#}, "$what: # has no blank behind it, and stands in no arithmetic";
        if (defined $example->{text}) {
            my $expected = visible($example->{text});
            ok $got eq $expected, "$what prints this" or diag difference($expected, $got);
        } else {
            ok $got !~ /^(ERROR|FATAL|PANIC|psql|invalid command)\b/m, "$what runs" or diag $got;
        }
    }
}
done_testing;
