# Sketches that come from Redis and go there: what PFADD, PFMERGE and PFCOUNT make of a thousand keys
# of 0 to 1,000,000 elements, compared with the same elements here, register for register. Runs the
# scripts and statements of docs/redis.md. Starts Debian's redis-server, on a Unix socket.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep);

my $database = new_database('redis');
my $dir = temp_dir();
my $server;

END {
    my $status = $?;
    if ($server) {
        kill 'TERM', $server;
        waitpid $server, 0;
    }
    $? = $status;
}

my @options = ('-s', "$dir/socket");

sub start_redis {
    $server = fork // die "fork: $!";
    if (!$server) {
        open STDOUT, '>', "$dir/redis.log" or die $!;
        open STDERR, '>&', \*STDOUT or die $!;
        exec qw(redis-server --port 0 --daemonize no --appendonly no --save), '', '--dir', $dir, '--unixsocket',
            "$dir/socket" or do {
            print "redis-server isn't there; Debian has it in redis-server and redis-tools\n";
            POSIX::_exit(1);
        };
    }
    for (1 .. 200) {
        return if (run_command('', 'redis-cli', @options, 'ping'))[1] eq "PONG\n";
        last if waitpid($server, 1) > 0;
        sleep 0.05;
    }
    die 'redis-server: ' . read_file("$dir/redis.log");
}

# Sends commands, a line each, and returns the replies, a line each.
sub redis {
    my ($commands) = @_;
    my ($status, $out, $err) = run_command($commands, 'redis-cli', @options);
    die "redis-cli failed: $err" if $status;
    chomp $out;
    return $out;
}

# The same for many commands, whose replies nobody needs.
sub redis_pipe {
    my ($commands) = @_;
    my ($status, $out, $err) = run_command($commands, 'redis-cli', @options, '--pipe');
    die "redis-cli --pipe failed: $out$err" if $status || $out !~ /^errors: 0,/m;
}

# The scripts and statements of the document, by how they begin.
my $document = read_file("$FindBin::Bin/../docs/redis.md");

sub block {
    my ($kind, $beginning) = @_;
    my ($block) = grep { /\A\Q$beginning\E/ } $document =~ /^```$kind\n(.*?)^```/gms
        or die "docs/redis.md has no $kind block that begins with $beginning\n";
    return $block;
}

sub statement {
    my ($beginning) = @_;
    my ($statement) = $document =~ /^(\Q$beginning\E[^;]*;)/m or die "docs/redis.md has no $beginning\n";
    return $statement;
}

# Runs a command of the document, in the directory of its scripts.
sub run_block {
    my ($beginning) = @_;
    my $command = block('sh', $beginning) =~ s{/run/redis/redis.sock}{$dir/socket}gr;
    local $ENV{PGDATABASE} = $database;
    my ($status, $out, $err) = run_command('', 'sh', '-ec', "cd '$dir'; $command");
    is "$status $err", '0 ', "$beginning runs" or diag $out;
    return $out;
}

# Exports keys by the script of the document, into a table.
sub import_keys {
    my ($pattern) = @_;
    my ($status, $out, $err) = run_command('', 'sh', '-c', "cd '$dir' && ./export_hyll '$pattern' @options");
    die "export_hyll failed: $out$err" if $status;
    write_file("$dir/imported", $out);
    sql($database, <<"END");
DROP TABLE IF EXISTS imported;
CREATE TABLE imported (key text, value text);
\\copy imported FROM '$dir/imported'
UPDATE imported SET key = convert_from(decode(key, 'hex'), 'UTF8');
ALTER TABLE imported ALTER value TYPE bytea USING decode(value, 'hex');
END
}

start_redis();

# Most keys have few elements, four have many. Elements are of all lengths from 1 to 17 bytes, not
# only ASCII, and keys share some.
sql($database, <<'END');
CREATE EXTENSION hll;
CREATE TABLE keys AS
SELECT 'users:' || n AS key, first,
       CASE WHEN n <= 4 THEN 1000000 / n ^ 2 WHEN n <= 10 THEN n - 5
            ELSE exp(ln(20000) * (abs(hashint4(n) / 2 ^ 31))) END::integer AS size
FROM (SELECT n, abs(hashint4(-n)) % 1000000 AS first FROM generate_series(1, 1000) AS n) AS k;
CREATE FUNCTION element(i integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT i || repeat('é', i % 6) $$;
END
redis_pipe(sql($database, <<'END') . "\n");
SELECT 'PFADD "' || key || '" ' || coalesce(string_agg('"' || element(first + i) || '"', ' '), '')
FROM keys LEFT JOIN LATERAL generate_series(1, size) AS i ON true GROUP BY key, i / 1000
END

# Half of the counts are valid in the cache of the string, half are out of date.
my @keys = split /\n/, sql($database, 'SELECT key FROM keys ORDER BY key');
my $pfcount = join '', map { "PFCOUNT $_\n" } @keys;
redis(join '', map { "PFCOUNT $keys[2 * $_]\n" } 0 .. 499);

# The nightly import, with keys that PFADD didn't make, and a key with blanks and quotes.
redis(qq(SET users:plain HYL\nHSET users:hash a b\nSET other 1\nPFADD "users: \\"x\\"\\n\\t\\\\" a b\n));
write_file("$dir/export_hyll", block('sh', '#!/bin/sh'));
write_file("$dir/export_hyll.lua", block('lua', '-- export_hyll.lua'));
chmod 0755, "$dir/export_hyll";
write_file("$dir/import.sql", statement('INSERT INTO counters'));
sql($database, join '', map { statement($_) } 'CREATE DOMAIN redis_hll', 'CREATE TABLE counters', 'CREATE TABLE batch');
run_block('./export_hyll');
is sql($database, 'SELECT count(*), count(*) FILTER (WHERE key IN (SELECT key FROM keys)) FROM counters'),
    '1001|1000', 'all keys that PFADD filled are imported';
is sql($database, q{SELECT key, #users FROM counters WHERE key LIKE '% %'}), qq(users: "x"\n\t\\|2.0000483387879253),
    'also one with special characters';
is((run_command('', 'sh', '-c', "cd '$dir' && ./export_hyll '*' -s '$dir/none'"))[0] >> 8, 1, 'without a server it fails');
sql($database, q{DELETE FROM counters WHERE key LIKE '% %'; CREATE TABLE exported AS TABLE batch});

# Live counters, united with history.
redis('PFADD users:today ' . join ' ', 'a' .. 'zzz');
write_file("$dir/live.sql", statement('SELECT hll_union_count'));
my $union = redis('PFCOUNT users:today ' . join ' ', @keys);
my ($live) = run_block("./export_hyll 'users:today'") =~ /^ *(\d+)$/m;
cmp_ok abs($live - $union), '<', 0.0001 * $union, 'live counters and history are the union of all keys';
redis('DEL users:today');

# Register for register.
sql($database, <<'END');
CREATE TABLE here AS
SELECT key, hll_add_agg(hll_hash_redis(element(first + i)), 14, 6, 0) AS users
FROM keys, generate_series(1, size) AS i GROUP BY key;
INSERT INTO here SELECT key, hll_empty(14, 6, 0) FROM keys WHERE size = 0;
END
is sql($database, <<'END'), '1000|1000|1|t|t', 'PFADD there is hll_add_agg here';
SELECT count(*), count(*) FILTER (WHERE here.users = counters.users), count(*) FILTER (WHERE size = 0),
       bool_or(hll_type(here.users) = 3), bool_or(hll_type(here.users) = 4)
FROM here JOIN counters USING (key) JOIN keys USING (key)
END

# Back to Redis under other names; then it counts, merges, dumps and adds.
my $counts = redis($pfcount);
sql($database, "UPDATE counters SET key = 'back:' || key");
run_block('psql -XAtq');
is redis($pfcount =~ s/ / back:/gr), $counts, 'PFCOUNT of what was written there';
is sql($database, <<'END'), '', 'what was written has the encoding that Redis chose';
WITH batch AS (SELECT convert_from(decode(key, 'hex'), 'UTF8') AS key, decode(value, 'hex') AS value FROM exported)
SELECT batch.key, length(value), length(hll_to_redis(users))
FROM batch JOIN counters AS c ON c.key = 'back:' || batch.key
WHERE substr(value, 5, 1) <> substr(hll_to_redis(users), 5, 1)
   OR length(value) <> length(hll_to_redis(users)) AND get_byte(value, 4) = 0
END
redis_pipe(sql($database, <<'END') . "\n");
SELECT 'PFADD "back:' || key || '" ' || string_agg('"' || element(first + i) || '"', ' ')
FROM keys, generate_series(greatest(1, size - 100), size) AS i GROUP BY key
END
is redis($pfcount =~ s/ / back:/gr), $counts, 'elements that are there change nothing';
my $dump = 'redis.call("RESTORE", "restored", 0, redis.call("DUMP", KEYS[1])) return redis.call("PFCOUNT", "restored")';
is redis("EVAL '$dump' 1 back:users:3"), redis('PFCOUNT users:3'), 'DUMP and RESTORE';

# PFMERGE is hll_union_agg: of groups of ten keys, half of each from here and half from there.
redis(join '', map { my $g = $_; "PFMERGE merged:$g " . join(' ', map { ($_ % 2 ? 'back:' : '') . "users:$_" }
    map { 10 * $g + $_ } 1 .. 10) . "\n" } 0 .. 99);
import_keys('merged:*');
is sql($database, <<'SQL'), '100|100', 'PFMERGE is hll_union_agg';
SELECT count(*), count(*) FILTER (WHERE hll_from_redis(value) = users)
FROM imported JOIN (SELECT 'merged:' || (substr(key, 7)::integer - 1) / 10 AS key, hll_union_agg(users) AS users
                    FROM here GROUP BY 1) AS unions USING (key)
SQL

# PFCOUNT has the error of #.
sql($database, 'CREATE TABLE pfcounts (key text, there bigint)');
write_file("$dir/pfcounts", do { my @counts = split /\n/, $counts; join '', map { "$keys[$_]\t$counts[$_]\n" } 0 .. $#keys });
sql($database, "\\copy pfcounts FROM '$dir/pfcounts'");
sql($database, <<'SQL');
CREATE VIEW errors AS
SELECT key, size, there, #users AS here, (there - size) / size AS error_there, (hll_cardinality(users) - size) / size AS error_here
FROM here JOIN pfcounts USING (key) JOIN (SELECT key, size::float8 FROM keys WHERE size > 0) AS k USING (key);
SQL
is sql($database, <<'SQL'), '', 'PFCOUNT and # differ by less than rounding and 0.01 %';
SELECT * FROM errors WHERE abs(there - here) > 0.51 + 0.0001 * size
SQL
note sql($database, <<'SQL');
SELECT format('%s keys: PFCOUNT is off by %s %% (root mean square), # by %s %%; PFCOUNT is nearer %s times, # %s times',
              count(*), round((100 * sqrt(avg(error_there ^ 2)))::numeric, 4),
              round((100 * sqrt(avg(error_here ^ 2)))::numeric, 4),
              count(*) FILTER (WHERE abs(there - size) < abs(round(here) - size)),
              count(*) FILTER (WHERE abs(round(here) - size) < abs(there - size)))
FROM errors
SQL

# The one hash in 2^50 whose register differs: 50 bits that are 0. See RedisHash().
redis('PFADD longest "\xf4\x2f\xd7\x00\x8e\x52\x87\x12" "\x73\x34\x1e\x1a\x3a\xf8\xa5\xc4"');
import_keys('longest');
is sql($database, <<'SQL'), "{51,50}\n{50,50}", 'the longest runs of zeros';
SELECT ARRAY[r[6], r[10]] FROM imported, hll_registers(hll_from_redis(value)) AS r;
SELECT ARRAY[r[6], r[10]]
FROM (SELECT hll_registers(hll_add_agg(hll_hash_redis(x), 14, 6, 0)) AS r
      FROM (VALUES ('\xf42fd7008e528712'::bytea), ('\x73341e1a3af8a5c4')) AS v (x)) AS here;
SQL

# What Redis refuses is refused here. Reserved bytes are ignored by both.
my $dense = '\x48594c4c00000000' . '00' x 8 . '00' x 12288;
my $sparse = '\x48594c4c0100000000000000000000';
for ([$dense, 't'], ['\x48594c4c00112233' . 'ff' x 8 . '41' x 12288, 't'], ["${sparse}807fff", 't'], ["${sparse}803f" . '3f' x 255, 't'],
     ["${sparse}807ffe", 'f'], ["${sparse}807fff00", 'f'], ["${sparse}80", 'f'],
     ["${dense}00", 'f'], [substr($dense, 0, -2), 'f'], ['\x48594c4c02000000' . '00' x 12296, 'f'], ['\x48594c4c01', 'f'], ['\x', 'f']) {
    my ($bytes, $good) = @$_;
    my $name = substr($bytes, 0, 42) . ' with ' . (length($bytes) / 2 - 1) . ' bytes';
    redis('SET string "' . substr($bytes, 2) =~ s/../\\x$&/gr . '"');
    # PFMERGE looks at all registers.
    is redis('PFMERGE into string') eq 'OK' ? 't' : 'f', $good, "Redis: $name";
    is sqlstate($database, "SELECT hll_from_redis('$bytes')"), $good eq 't' ? '00000' : '22P03', "here: $name";
}
done_testing;
