# What must stay as it is while a database of postgresql-hll is taken over: definitions, values,
# results of every function, and the dump.
package Facts;

use strict;
use warnings;
use Exporter 'import';
use HllTest;
use PeerDatabase;
use Test::More;

our @EXPORT = qw(facts same_facts old_calls dump_of);

# Arguments for functions by name, else by type, else by position among the integers.
my %arguments = (
    hll_in => [q('\x128b7f0000000000000001'), 0, -1], hll_hashval_in => [q('77'), 0, -1],
    hll_typmod_in => [q('{12,6,-1,1}')], hll_typmod_out => [12031], hll => ['users', 12031, 'true'],
    hll_set_output_version => [1],
);
my %by_type = (hll => 'users', hll_hashval => 'last_seen', boolean => 'true', smallint => '7::smallint',
    bigint => '64::bigint', 'double precision' => '0.5', text => q('é'::text), bytea => q('\x00ff'::bytea),
    anyelement => q(date '2024-01-01'));
my @integers = (12, 5, 1);

sub call {
    my ($name, @types) = @_;
    my @rest = @integers;
    my @given = $arguments{$name} ? @{ $arguments{$name} } : map { $_ eq 'integer' ? shift @rest : $by_type{$_} } @types;
    return sprintf 'SELECT %s(%s)::text', $name, join ', ', @given[0 .. $#types];
}

# One query for each function of the extension that SQL can call, those that change settings last. Types,
# aggregates and COPY call the others.
sub old_calls {
    my ($database) = @_;
    my @functions = split /\n/, sql($database, <<'END');
SELECT proname || '|' || oidvectortypes(proargtypes) FROM pg_proc AS p
JOIN pg_depend ON classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e'
JOIN pg_extension AS e ON e.oid = refobjid AND extname = 'hll'
WHERE prokind = 'f' AND 'internal'::regtype <> ALL (proargtypes) AND prorettype <> 'internal'::regtype
ORDER BY proname LIKE 'hll_set%', 1
END
    return [map { my ($name, $types) = split /\|/; call($name, split /, /, $types) . " FROM app.daily WHERE day = '2024-01-03'" } @functions];
}

# Aggregates in parallel, by generic plans, over a cursor; binary input and output.
my @ways = split /;\n/, <<'END';
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT site, hll_union_agg(users), app.union_count(users) > 0 FROM app.visits GROUP BY site ORDER BY site;
SELECT hll_add_agg(hll_hash_text(site || day::text), 12, 6, 0, 1) FROM app.visits;
SELECT hll_add_agg(last_seen), hll_add_agg(last_seen, 12), hll_add_agg(last_seen, 12, 6), hll_add_agg(last_seen, 12, 6, 0) FROM app.daily;
RESET ALL;
PREPARE add (hll, int) AS SELECT $1 || hll_hash_integer($2), hll_empty($2) = $1, hll_add_agg(last_seen, $2) FROM app.daily GROUP BY ();
EXECUTE add(hll_empty(), 11); EXECUTE add(hll_empty(), 11); EXECUTE add(hll_empty(), 11); EXECUTE add(hll_empty(), 11);
EXECUTE add(hll_empty(), 11); EXECUTE add(hll_empty(), 11); EXECUTE add(hll_empty(), 11);
CREATE TEMP TABLE copied (LIKE app.daily); ALTER TABLE copied DROP last_seen;
COPY (SELECT day, users, exact, wide, registers, large, audience, parts, pair, estimate FROM app.daily) TO PROGRAM 'cat > copied' (FORMAT binary);
COPY copied FROM PROGRAM 'cat copied; rm copied' (FORMAT binary);
SELECT day, users, exact, wide, registers, md5(large::text), audience, parts, pair FROM copied ORDER BY day;
SELECT '\x128b7f0000000000000001'::bytea::hll, 5::hll_hashval, 5::bigint::hll_hashval;
CREATE TEMP TABLE typed (u hll(13, 6, 0, 0)); INSERT INTO typed VALUES (hll_empty(13, 6, 0, 0)); SELECT u FROM typed;
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'typed'::regclass AND attnum > 0
END

sub dump_of {
    my ($database) = @_;
    my ($status, $out, $err) = run_command('', 'pg_dump', $database);
    die "pg_dump: $err" if $status || $err ne '';
    # A random word in each dump; the comment of the extension is that of its control file.
    return join '', grep { !/^\\(?:un)?restrict |^COMMENT ON EXTENSION hll / } split /^/m, $out;
}

# Returns [[query, result]...]; the database stays as it is. $settings are made first.
sub facts {
    my ($database, $calls, $settings) = @_;
    $settings //= '';
    my @asked = (@ways, peer_queries(), @$calls);
    my $text = join "\n", "$settings;", 'BEGIN;', map { ("$_;", '\echo -- next') } @asked;
    my ($status, $out, $err) = run_command("$text\nROLLBACK;", qw(psql -XAtq -v ON_ERROR_STOP=1 -d), $database);
    my @results = split /^-- next\n/m, $out, -1;
    die "$database: $asked[$#results]\n$err" if $status;
    my @facts = map { [$asked[$_], $results[$_]] } 0 .. $#asked;
    push @facts, ['pg_dump', dump_of($database)];
    return \@facts;
}

# Whether two results agree up to the number at the end of each line, which may differ by 6 %.
sub estimates_agree {
    my ($got, $expected) = @_;
    my ($g, $e) = map { [split /\n/] } $got, $expected;
    return 0 if @$g != @$e;
    for my $i (0 .. $#$g) {
        my ($g_key, $g_number) = $g->[$i] =~ /(.*?)\|?([\d.]+)\z/ or return 0;
        my ($e_key, $e_number) = $e->[$i] =~ /(.*?)\|?([\d.]+)\z/ or return 0;
        return 0 if $g_key ne $e_key || abs($g_number - $e_number) > 0.06 * $e_number;
    }
    return 1;
}

sub same_facts {
    my ($got, $expected, $name) = @_;
    my @wrong;
    my %after = map { @$_ } @$got;
    for my $fact (@$expected) {
        my ($query, $before) = @$fact;
        my $after = $after{$query} // next; # a function that users don't call has other arguments now
        next if $after eq $before;
        next if $query =~ /estimate|cardinality/ && $query !~ /pg_/ && estimates_agree($after, $before);
        my @lines = ([split /\n/, $before], [split /\n/, $after]);
        my ($line) = grep { ($lines[0][$_] // '') ne ($lines[1][$_] // '') } 0 .. 1e6;
        push @wrong, sprintf "%s\n  was %.300s\n  is  %.300s", $query, $lines[0][$line] // '(end)', $lines[1][$line] // '(end)';
    }
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is join("\n", @wrong), '', $name . ': ' . scalar(@$got) . ' facts are as before';
}

1;
