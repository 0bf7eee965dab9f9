# The files in everyday/: what people do with distributed tables. Each is run with local tables, in the
# schema single, and with distributed tables; all results and errors must be equal. Statements behind
# "--citus" are for the distributed tables only. Statements behind a line "-- fails" do.
package Everyday;

use strict;
use warnings;
use Cluster;
use Exporter 'import';
use FindBin;
use HllTest;
use Test::More;

our @EXPORT = qw(compare_everyday);

# The triples [statement, whether it is for distributed tables only, whether it fails].
sub statements_of {
    my ($text) = @_;
    return map { [s/^--citus |^-- fails\n//gmr, scalar(/^--citus /m), scalar(/^-- fails$/m)] } grep { /^(?!--(?!citus)).*\S/m } split /;\s*\n/, $text;
}

# $pass begins the names of the tests.
sub compare_everyday {
    my ($database, $pass) = @_;
    for my $file (glob "$FindBin::Bin/everyday/*.sql") {
        my $text = read_file($file);
        my ($title) = $text =~ /^-- (.*)\n/ or die "$file has no title\n";
        my @statements = statements_of($text);
        my @both = grep { !$_->[1] } @statements;
        my @expected = answers($database, in_schema('single'), map { $_->[0] } @both);
        my @got = answers($database, in_schema('distributed'), map { $_->[0] } @statements);
        my @wrong = map { "$statements[$_][0]: $got[$_][0]" } grep { $statements[$_][1] && $got[$_][0] ne '' } 0 .. $#got;
        @got = @got[grep { !$statements[$_][1] } 0 .. $#got];
        for my $n (0 .. $#both) {
            next if "@{$got[$n]}" eq "@{$expected[$n]}" && ($got[$n][0] ne '') == $both[$n][2];
            push @wrong, sprintf "%s\n  single      %.300s\n  distributed %.300s", $both[$n][0], map { "$_->[0]$_->[1]" } $expected[$n], $got[$n];
        }
        is join("\n", @wrong), '', "$pass: $title";
    }
}

1;
