# Runs the documents. A ```sql block is typed into psql, and the ```text block right behind it must
# be what psql prints. Each document is one session in a database of its own, so later blocks see
# what earlier blocks made. A block without output must not raise an error. Other blocks are
# ignored. The operator # must be written so that tools and people can read it.
#
# A block whose fence is ```sql on NAME needs a server of that name. It isn't run here, but by the test that
# has these servers: t/scaling.t has north, south and reports, and scripts/check-citus has citus.
#
# Runs all documents at the top and in docs/, or those that are named: prove t/examples.t ::
# DOCUMENT...
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Examples;
use HllTest;
use Test::More;

my $root = "$FindBin::Bin/..";
my $databases = 0;
for my $document (@ARGV ? @ARGV : glob("$root/*.md $root/docs/*.md")) {
    my $name = $document =~ s/\A\Q$root\E\///r;
    if (!-r $document) {
        fail "$name is there";
        next;
    }
    my @examples = grep { !@{ $_->{on} } } examples_of($document) or next;
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
        prints($example, shift @outputs // '', "$name:$example->{line}");
    }
}
done_testing;
