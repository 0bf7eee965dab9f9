# Makes sketches from sketches by random sequences of all functions that can do so, for every
# combination of log2m 4..17, regwidth 1..7, and the codes of expthresh and sparseon. A sequence is
# a few statements with different values of hll.max_sparse. A statement makes a chain of sketches,
# s1, s2, ..., and prints each one in every way that there is. The table `pool` hands sketches on to
# later statements.
package Sketches;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(literal_statements parameter_statements sketch_statements);

my @cutoffs = (-1, 0, map { 2**$_ } 0 .. 13);

my @fields = qw(step bytes sent length type version log2m regwidth sparseon expthresh print cardinality
    equal unequal);

# Short values are printed whole, so that Differences.pm can look into them.
my $shown = <<'END';
CASE WHEN hll_log2m(h) + hll_regwidth(h) < 8 THEN h::text ELSE md5(h::text) END,
md5(hll_send(h)), length(hll_send(h)), hll_type(h), hll_schema_version(h), hll_log2m(h), hll_regwidth(h),
hll_sparseon(h), hll_expthresh(h),
CASE WHEN hll_log2m(h) = 4 THEN replace(hll_print(h)::text, E'\n', '/') ELSE md5(hll_print(h)::text) END,
old_cardinality(h), h = other, h <> other
END

sub pick { return $_[rand @_] }
sub between { my ($low, $high) = @_; return $low + int rand($high - $low + 1) }

# Returns a random number; small numbers are as likely as large ones.
sub any_size { my ($high) = @_; return int exp rand log($high + 1) }

# Starts a sequence: its parameters, what they mean, and the sketches that it has made.
sub new_sequence {
    my ($log2m, $regwidth, $expthresh, $sparseon) = @_;
    my $registers = 2**$log2m;
    return {
        params => [$log2m, $regwidth, $expthresh, $sparseon],
        registers => $registers,
        explicit => $expthresh < 0 ? int(int(($registers * $regwidth + 7) / 8) / 8) : $expthresh,
        sparse => int(($registers * $regwidth - 1) / ($log2m + $regwidth)),
        statements => [],
        pool => [],
        state => {},
    };
}

# Returns the first parameters, at least $least of them. The call leaves the others to the session's
# defaults.
sub some_params {
    my ($sequence, $least) = @_;
    my @params = @{ $sequence->{params} };
    return join ', ', @params[0 .. between($least, 4) - 1];
}

# Returns an expression for a hash, written in any way there is: the hash of a value, or a number
# cast to hll_hashval.
sub any_hash {
    my ($sequence) = @_;
    my $number = between(1, 1000);
    my $log2m = $sequence->{params}[0];
    my $edge = pick(0, 1, -1, 1 << $log2m, (1 << $log2m) - 1, between(0, (1 << $log2m) - 1), 1 << 62,
        (1 << between(0, 62)) - 1, '9223372036854775807', '-9223372036854775808');
    return pick("hll_hash_integer($number)", "hll_hash_bigint($number)", "hll_hash_text('v$number')",
        "hll_hash_any($number\::smallint, 7)", "'$edge'::hll_hashval", "'$edge'::bigint::hll_hashval",
        "hll_hashval('$edge')", "(-$number)::hll_hashval");
}

# Input for hll_add_agg: an expression of i, and how many values i takes. In the second and third
# line each new i sets one more register; in the last line it saturates one.
sub any_hashes {
    my ($sequence) = @_;
    my ($log2m, $registers) = ($sequence->{params}[0], $sequence->{registers});
    my $most = 4 * $registers;
    my $one_each = "hll_hashval((i::bigint % $registers) | (1 + i % 5 << $log2m))";
    return pick(
        (["hll_hash_integer(i)", any_size($most)]) x 4,
        (["hll_hash_integer(i)", $sequence->{explicit} + between(-1, 1)]) x 2,
        (["hll_hash_text('v' || i, 1)", any_size($most)]),
        (["hll_hash_bigint(i * " . between(1, 9) . "::bigint)", any_size($most)]),
        ([$one_each, $sequence->{sparse} + between(-1, 2)]) x 2,
        [$one_each, any_size($registers)],
        ["hll_hashval((i::bigint % $registers) | (1::bigint << 62))", $registers],
    );
}

sub add_agg {
    my ($sequence) = @_;
    my ($hash, $count) = @{ any_hashes($sequence) };
    my $most = 4 * $sequence->{registers};
    $count = $count < 1 ? 1 : $count > $most ? $most : $count;
    my $first = pick(0, 0, 1, between(0, 1000));
    my $last = $first + $count - 1;
    my $arguments = join ', ', $hash, grep { $_ ne '' } some_params($sequence, 0);
    return "(SELECT hll_add_agg($arguments) FROM generate_series($first, $last) i)";
}

# True if postgresql-hll misreads some SPARSE values with these parameters (see Differences.pm).
sub is_narrow {
    my ($sequence) = @_;
    my ($log2m, $regwidth, $expthresh, $sparseon) = @{ $sequence->{params} };
    return $sparseon && $log2m + $regwidth < 8;
}

# Returns an expression that makes the next sketch from those before it.
sub next_step {
    my ($sequence, @before) = @_;
    my $empty = 'hll_empty(' . some_params($sequence, 0) . ')';
    my $add_agg = add_agg($sequence);
    return pick($add_agg, $empty) if !@before;
    my ($last, $other) = ($before[-1], pick(@before));
    my ($hash, $second_hash) = (any_hash($sequence), any_hash($sequence));
    my ($params, $some_params) = (join(', ', @{ $sequence->{params} }), some_params($sequence, 1));
    my @one_call = (
        ($add_agg) x 3,
        ("$last || $hash") x 2,
        "$hash || $last",
        "hll_add($last, $hash)",
        "hll_add_rev($hash, $last)",
        ("$last || $other") x 2,
        "$other || $last",
        "hll_union($empty, $last)",
        "$last\::text::hll",
        "hll_send($last)::hll",
        "$last\::hll($some_params)",
        "(SELECT hll_add_agg(x, $params) FROM (VALUES ($hash), (NULL), ($second_hash)) v (x))",
        "(SELECT hll_union_agg(h) FROM (VALUES ($other), (NULL), ($last)) v (h))",
    );
    my @calls_of_calls = (
        ("hll_union($last, $add_agg)") x 2,
        "(SELECT hll_union_agg(h) FROM (VALUES ($other), (NULL), ($last), ($add_agg)) v (h))",
        "(SELECT hll_union_agg(h) FROM (VALUES ($other), ($last || $hash), ($last)) v (h))",
        "(SELECT hll_union_agg($last || hll_hash_integer(i)) FROM generate_series(1, 5) i)",
    );
    # The value itself must be printed if postgresql-hll misreads it.
    return pick(@one_call, is_narrow($sequence) ? () : @calls_of_calls);
}

# An UNDEFINED sketch. Any union with it is UNDEFINED, so nothing is made from it.
sub undefined_step {
    my ($sequence, @before) = @_;
    my ($log2m, $regwidth, $expthresh, $sparseon) = @{ $sequence->{params} };
    my $code = $expthresh < 0 ? 63 : $expthresh == 0 ? 0 : 1 + int(log($expthresh) / log(2) + 0.5);
    my $text = sprintf "'\\x10%02x%02x'::hll", ($regwidth - 1) << 5 | $log2m, $sparseon << 6 | $code;
    return pick($text, "$text || $before[-1]", "$before[-1] || $text", "$text || hll_hash_integer(1)",
        "(SELECT hll_union_agg(h) FROM (VALUES ($before[-1]), ($text)) v (h))");
}

sub setting {
    my ($sequence, $call) = @_;
    push @{ $sequence->{statements} }, { sql => "SELECT $call", fields => [$call] };
}

# Returns a statement of $steps steps. It puts one of its sketches into the pool for later
# statements.
sub chain {
    my ($sequence, $steps, $pool_id) = @_;
    my @before = map { "(SELECT h FROM pool WHERE id = $_)" } @{ $sequence->{pool} };
    my (@with, @rows);
    for my $step (1 .. $steps) {
        my $undefined = $step > 1 && $step == $steps && rand() < 0.1;
        my $sketch = $undefined ? undefined_step($sequence, @before) : next_step($sequence, @before);
        push @with, "s$step (h) AS MATERIALIZED (SELECT $sketch)";
        push @rows, "SELECT $step, (TABLE s$step), " . ($step > 1 ? $before[-1] : 'NULL::hll');
        push @before, "(TABLE s$step)";
    }
    my $kept = between(1, $steps - 1);
    push @with, "kept AS (INSERT INTO pool SELECT $pool_id, h FROM s$kept)";
    push @{ $sequence->{pool} }, $pool_id;
    push @{ $sequence->{statements} }, {
        sql => 'WITH ' . join(",\n  ", @with) . "\nSELECT step, $shown FROM (\n  "
            . join("\n  UNION ALL ", @rows) . ') v (step, h, other)',
        fields => \@fields,
        state => $sequence->{state},
    };
}

# By log2m: the number of statements and of steps, if not 4 and 12. Larger sketches take longer.
my %lengths = (12 => [4, 8], 13 => [3, 6], 14 => [2, 5], 15 => [2, 3], 16 => [2, 2], 17 => [2, 2]);

# Returns the statements of one sequence.
sub sequence {
    my ($number, @params) = @_;
    my $sequence = new_sequence(@params);
    my ($statements, $steps) = @{ $lengths{ $params[0] } // [4, 12] };
    setting($sequence, 'hll_set_defaults(' . join(', ', @params) . ')');
    for my $i (1 .. $statements) {
        my $max_sparse = pick(-1, -1, -1, 0, 1, 1000000, any_size($sequence->{registers}));
        setting($sequence, "hll_set_max_sparse($max_sparse)") if $i == 1 || rand() < 0.5;
        chain($sequence, $steps, $number * 10 + $i);
    }
    my @statements = @{ $sequence->{statements} };
    for my $i (0 .. $#statements) { $statements[$i]{context} = [@statements[0 .. $i - 1]] }
    return @statements;
}

# Statements that give parameters, in and out of range, in every place that takes them.
sub parameter_statements {
    my @params;
    for my $log2m (-1 .. 20) {
        push @params, map { [$log2m, $_, -1, 1] } -1 .. 9;
    }
    push @params, map { [11, 5, $_, 1] } -2 .. 17, map { 2**$_ } 5 .. 40;
    push @params, map { [11, 5, -1, $_] } -1 .. 2;
    return [
        map {
            my ($params, $list) = ($_, join ', ', @$_);
            map { { sql => "SELECT $_", may_fail => 1, state => { params => $params } } } "hll_empty($list)",
                "hll_add_agg(7::hll_hashval, $list)", "hll_type(NULL::hll($list))"
        } @params
    ];
}

# The full run has a sequence for each combination of parameters, $scale times as many as this one.
sub sketch_statements {
    my ($scale) = @_;
    srand 20240229;
    my @result = { sql => 'CREATE TEMP TABLE pool (id integer PRIMARY KEY, h hll)' };
    my $number = 0;
    for my $log2m (4 .. 17) {
        for my $regwidth (1 .. 7) {
            for my $expthresh (@cutoffs) {
                for my $sparseon (0, 1) {
                    next if rand($scale) >= 1;
                    push @result, sequence(++$number, $log2m, $regwidth, $expthresh, $sparseon);
                }
            }
        }
    }
    return \@result;
}

# Calls with untyped literals, and with parameters whose types PostgreSQL infers. They fail where a
# second function of the name makes the call ambiguous.
sub literal_statements {
    my ($sketch, $other) = ("'\\x128b7f0000000000000001'", "'\\x128b7f0000000000000002'");
    my @calls = (
        (map { "$_($sketch)" } qw(hll_cardinality hll_union_agg hll_print hll_schema_version hll_type hll_log2m hll_regwidth
            hll_sparseon hll_expthresh hll_send)),
        (map { "$_($sketch, $other)" } qw(hll_union hll_eq hll_ne)), "hll_add($sketch, '3')", "hll_add_rev('3', $sketch)",
        "$sketch || hll_empty()", "hll_empty() || $sketch", "# hll_union($sketch, $other)",
        "hll_add_agg('3')", "hll_add_agg('3', '12')", "hll_add_agg('3', '12', '5', '64', '1')", "hll_empty('12', '5')",
        "hll_hash_boolean('t')", "hll_hash_bytea('a')",
        (map { ("$_('5')", "$_('5', '1')") } qw(hll_hash_smallint hll_hash_integer hll_hash_bigint hll_hash_text)),
        "hll_hashval('5')", "hll_hashval_int4('5')", 'hll_log2m(NULL)',
        "$sketch = hll_empty()");
    my @result;
    for my $call (@calls) {
        my ($n, @values) = 0;
        my $prepared = $call =~ s/('[^']*'|NULL)/push @values, $1; '$' . ++$n/ger;
        push @result, { sql => "SELECT $call", may_fail => 1 }, {
            sql => "DEALLOCATE ALL; PREPARE call AS SELECT $prepared; EXECUTE call(" . join(', ', @values) . ')', may_fail => 1 };
    }
    return \@result;
}

1;
