#!/usr/bin/env perl
# run.pl NAME COMMAND [NAME COMMAND ...]
#
# What scripts/check-interop runs beside a private server: asks each COMMAND, a driver for the
# implementation NAME, what it makes of the sketches and unions of sketches.sql and of
# test/vectors/hll.tsv, and compares. Driver.java says what a driver is asked.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../../t/lib", $FindBin::Bin;
use HllTest;
use List::Util qw(pairs);
use Peers;
use Test::More;

my $pool = 200_000;
my $database = new_database('interop');
my @vectors = grep { !/^#/ } split /\n/, read_file("$FindBin::Bin/../vectors/hll.tsv");
sql($database, "CREATE EXTENSION hll;\nCREATE TABLE vectors (line int GENERATED ALWAYS AS IDENTITY, fields text[]);\n"
    . join('', map { "INSERT INTO vectors (fields) VALUES (string_to_array('$_', E'\\t'));\n" } @vectors)
    . "SELECT setseed(0.18);\n\\set pool $pool\n" . read_file("$FindBin::Bin/sketches.sql"));
is sql($database, "SELECT hll_type(sketch) FROM sketches GROUP BY 1 HAVING count(*) > 200 ORDER BY 1"), "1\n2\n3\n4",
    'there are EMPTY, EXPLICIT, SPARSE and FULL sketches';
my $pool_line = "pool\t" . sql($database, "SELECT string_agg(hll_hash_bigint(i)::bigint::text, ',' ORDER BY i)
    FROM generate_series(1, $pool) AS i");

# Asks a driver and returns its answers, a list of fields each.
sub ask {
    my ($command, @requests) = @_;
    my ($status, $out, $err) = run_command(join('', map { "$_\n" } $pool_line, @requests), 'sh', '-c', "exec $command");
    my (undef, @answers) = map { [split /\t/] } split /\n/, $out;
    die "$command ended with status $status after @{[scalar @answers]} of @{[scalar @requests]} answers: $err\n"
        if $status || @answers != @requests;
    return @answers;
}

# Puts the answers to a request, an expression over the rows of a table, into the table "answers".
sub answers_about {
    my ($command, $table, $request) = @_;
    my $requests = sql($database, "SELECT id || E'\\t' || $request FROM $table ORDER BY id");
    my @rows = map { [split /\t/, $_, 2] } split /\n/, $requests;
    my @answers = ask($command, map { $_->[1] } @rows);
    my $copy = join '', map {
        my ($first, $second) = @{ $answers[$_] };
        my @fields = $first eq 'error' ? ('\N', '\N', $second =~ tr/\t\\/  /r) : ("\\\\x$first", $second, '\N');
        join("\t", $rows[$_][0], @fields) . "\n"
    } 0 .. $#rows;
    sql($database, "DROP TABLE IF EXISTS answers;
        CREATE TABLE answers (id int PRIMARY KEY, bytes bytea, count float8, error text);\n"
        . "COPY answers FROM STDIN;\n$copy\\.\n");
}

# No row of the answers may meet the condition; the first ones are shown.
sub none {
    my ($table, $condition, $what) = @_;
    my $rows = sql($database, "SELECT count(*) OVER () || ' rows, such as', left(sketch::text, 100),
            left(bytes::text, 100), count, hll_cardinality_classic(sketch), error
        FROM answers JOIN (SELECT id, sketch, hashes FROM $table) AS t USING (id),
             hll_log2m(sketch) AS log2m, hll_regwidth(sketch) AS regwidth, hll_type(sketch) AS form
        WHERE $condition LIMIT 5");
    is $rows, '', $what;
}

sub hex_sql { return "encode($_[0]::bytea, 'hex')" }
my @requests = (
    ['reads and writes', 'sketches', "E'read\\t' || " . hex_sql('sketch'), 'read'],
    ['makes', 'sketches', "concat_ws(E'\\t', 'make', log2m, regwidth, expthresh, sparseon, hashes)", 'make'],
    ['unites', 'unions', "concat_ws(E'\\t', 'union', " . hex_sql('a') . ', ' . hex_sql('b') . ')', 'union'],
);

for my $pair (pairs @ARGV) {
    my ($name, $command) = @$pair;
    my $peer = $peers{$name};
    for (@requests) {
        my ($does, $table, $request, $kind) = @$_;
        my $known = join ' OR ', 'false', @{ $peer->{faults} }, $kind eq 'make' ? $peer->{unmade} // () : ();
        answers_about($command, $table, $request);
        my $rows = sql($database, 'SELECT count(bytes) FROM answers');
        none($table, "(error IS NULL) <> ($peer->{supports})", "$name $does $rows $table, and refuses the others");
        # In the form in which we write it, or in another one; then the registers must be the same.
        my $same = "bytes = ($peer->{writes})::bytea" . ($kind eq 'read' ? '' : " OR get_byte(bytes, 0) IN (19, 20)
            AND rewritten(with_cutoff(bytes, get_byte(sketch::bytea, 2))) = rewritten(sketch)");
        none($table, "NOT (CASE WHEN $known THEN true ELSE $same END)", "$name $does: the bytes");
        none($table, "NOT (CASE WHEN $known THEN true ELSE count = $peer->{counts} END)", "$name $does: the counts");
    }
    my @invalid = map { /^invalid\t(.*)/ ? $1 : () } @vectors;
    my @answers = ask($command, map { "read\t$_" } @invalid);
    my @accepted = map { $answers[$_][0] eq 'error' ? () : $invalid[$_] } 0 .. $#invalid;
    is "@accepted", $peer->{accepts}, "$name reads these invalid bytes";
    my @shown = ask($command, map { $_->[1] } @{ $peer->{shown} });
    for (@{ $peer->{shown} }) {
        my ($what, undef, $expected) = @$_;
        my $answer = shift @shown;
        is $answer->[0] eq 'error' ? 'error' : "@$answer", $expected, "$name $what";
    }
}
done_testing;
