# hll_n_distinct: a column of which ANALYZE knows less than a tenth, and the plan that gets better; the scan is
# parallel; who may count what; and nobody's code runs that a SELECT of the table wouldn't run.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $database = new_database('n_distinct');
my ($owner, $reader, $stranger) = map { new_role($_) } qw(owner reader stranger);

# What a session prints, with notices and errors.
sub session {
    my ($text) = @_;
    my (undef, $out) = run_command($text, 'sh', '-c', 'exec psql -XAtq -d "$0" 2>&1', $database);
    chomp $out;
    return $out;
}

# A visitor's 60 rows lie beside each other, and fill a page. ANALYZE reads few rows of few pages here, because
# of the statistics target; of 10^9 rows it would read as small a part with the default.
sql($database, <<'END');
CREATE EXTENSION hll;
CREATE EXTENSION postgres_fdw;
CREATE TABLE visits AS SELECT i / 60 AS user_id, repeat('x', 100) AS page FROM generate_series(0, 599999) AS i;
CREATE INDEX ON visits (user_id);
ALTER TABLE visits ALTER user_id SET STATISTICS 1, ALTER page SET STATISTICS 1;
VACUUM ANALYZE visits;
END
my $before = sql($database, "SELECT ratio > 10, analyzed < 1000, abs(n_distinct - 10000) < 1000
    FROM hll_n_distinct('visits', '{user_id}')");
is $before, 't|t|t', 'ANALYZE finds less than a tenth of the visitors';

# The nodes of the plan that has run, and the temporary blocks that it wrote.
sub grouping {
    my $text = sql($database, "SET max_parallel_workers_per_gather = 0; SET work_mem = '256kB';
        EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF)
        SELECT user_id, count(*) FROM visits GROUP BY user_id");
    my ($node) = $text =~ /\A(\w+) /;
    my ($written) = $text =~ /temp .*written=(\d+)/;
    my ($batches) = $text =~ /Batches: (\d+)/;
    return ($node, $written // 0, $batches // 1);
}
my ($node, $written, $batches) = grouping();
is $node, 'HashAggregate', 'so PostgreSQL expects a hash table that fits into memory';
cmp_ok $batches, '>', 1, 'but it has to write batches';
cmp_ok $written, '>', 500, '... of many blocks';
sql($database, "SELECT statement FROM hll_n_distinct('visits', '{user_id}') \\gexec");
is((grouping())[0], 'HashAggregate', 'the statement alone changes nothing');
sql($database, 'ANALYZE visits');
is sql($database, "SELECT ratio = 1 FROM hll_n_distinct('visits', '{user_id}')"), 't', 'ANALYZE takes the number';
is join(' ', grouping()), 'GroupAggregate 0 1', 'and the plan reads the index, and writes nothing';

# One parallel scan for all columns, although the caller's own plan is not parallel.
my $parallel = <<'END';
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on;
SET auto_explain.log_timing = off; SET auto_explain.log_nested_statements = on; SET client_min_messages = log;
END
my $count = "SELECT column_name, rows, nulls, n_distinct FROM hll_n_distinct('visits');";
my $explained = session("$parallel $count");
like $explained, qr/Finalize Aggregate.*Gather.*Workers Launched: [12].*Partial Aggregate.*Parallel Seq Scan on visits/s,
    'workers scan the table';
is scalar(() = $explained =~ /Scan on visits/g), 1, 'once for all columns';
is join("\n", $explained =~ /^\w+\|\d.*$/mg), sql($database, "SET max_parallel_workers_per_gather = 0; $count"),
    'and count what one process counts';
sql($database, 'CREATE TABLE parts (i int) PARTITION BY RANGE (i);
    CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (500);
    CREATE TABLE part_2 PARTITION OF parts FOR VALUES FROM (500) TO (1000);
    INSERT INTO parts SELECT generate_series(0, 999); ANALYZE parts');
like session("$parallel SELECT hll_n_distinct('parts')"), qr/Gather.*Parallel Append.*part_1.*part_2/s,
    'workers scan partitions';
my $called = "CREATE FUNCTION pg_temp.counted() RETURNS bigint LANGUAGE plpgsql AS
    \$\$ BEGIN RETURN (SELECT n_distinct FROM hll_n_distinct('visits', '{user_id}')); END \$\$;";
like session("$called $parallel SELECT pg_temp.counted()"), qr/Workers Launched: [12]/, 'also when plpgsql calls it';
like session("$parallel SET default_transaction_read_only = on; $count"), qr/Workers Launched: [12]/,
    'and when nothing may be written';

# Privileges are those of a SELECT.
sql($database, <<"END");
GRANT CREATE ON DATABASE "$database" TO "$owner";
SET SESSION AUTHORIZATION "$owner";
CREATE SCHEMA shop;
GRANT USAGE ON SCHEMA shop TO PUBLIC;
CREATE TABLE shop.orders AS SELECT i, i % 10 AS city, i % 2 AS paid FROM generate_series(1, 100) AS i;
ANALYZE shop.orders;
GRANT SELECT (city, paid) ON shop.orders TO "$reader";
END
sub as_role {
    my ($role, $text) = @_;
    return session(qq(\\set VERBOSITY terse\nSET SESSION AUTHORIZATION "$role"; $text));
}
my $orders = "SELECT column_name, rows, n_distinct, analyzed, statement IS NOT NULL FROM hll_n_distinct('shop.orders'";
is as_role($owner, "$orders)"), "i|100|100|100|t\ncity|100|10|10|t\npaid|100|2|2|t", 'the owner counts all columns';
is as_role($reader, "$orders, '{city,paid}')"), "city|100|10|10|t\npaid|100|2|2|t", 'a reader those of his columns';
is as_role($reader, "$orders)"), 'ERROR:  permission denied for table orders', '... and no others';
is as_role($reader, "$orders, '{city,i}')"), 'ERROR:  permission denied for table orders', '... by name either';
is as_role($stranger, "$orders, '{city}')"), 'ERROR:  permission denied for table orders', 'a stranger none';
like as_role($reader, "SELECT statement FROM hll_n_distinct('shop.orders', '{city}') \\gexec"),
    qr/must be owner of table orders/, 'only the owner sets n_distinct';
sql($database, qq(CREATE VIEW public.of_mine AS SELECT * FROM hll_n_distinct('visits', '{user_id}');
    GRANT SELECT ON public.of_mine TO "$stranger"));
is as_role($stranger, 'SELECT n_distinct FROM public.of_mine'), 'ERROR:  permission denied for table visits',
    'a view does not lend its privileges';

# Row security: only the rows that the caller sees, and nothing of the statistics of all.
sql($database, <<"END");
SET SESSION AUTHORIZATION "$owner";
GRANT SELECT ON shop.orders TO "$reader";
CREATE POLICY seven ON shop.orders TO "$reader" USING (i <= 7);
ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
END
is as_role($reader, "$orders, '{i,paid}')"), "i|7|7||f\npaid|7|2||f", 'row security hides rows and statistics';
is as_role($owner, "$orders, '{i}')"), 'i|100|100|100|t', 'but not from the owner';
is as_role($reader, "SET row_security = off; $orders, '{i}')"),
    'ERROR:  query would be affected by row-level security policy for table "orders"', 'without it there is an error';

# Every table of a new database, also those with types that only catalogs have.
is sql($database, "SET client_min_messages = warning; SELECT count(*) FROM pg_class AS c,
    LATERAL (SELECT rows, nulls, n_distinct FROM hll_n_distinct(c.oid)) AS d
    WHERE relkind IN ('r', 'p', 'm') AND n_distinct + nulls > rows"), 0, 'all tables of the database';

# Calls leave no memory behind. PostgreSQL keeps a row type for each call of a query until its end.
my $calls = 'SELECT count(*) FROM generate_series(1, %d) AS i, LATERAL hll_n_distinct((CASE WHEN i > 0 THEN %s END)::regclass)';
my $resident = "SELECT substring(s FROM 'VmHWM:\\s+(\\d+) kB')::int - substring(s FROM 'RssShmem:\\s+(\\d+) kB')::int
    FROM pg_read_file('/proc/self/status') AS s;";
my ($once, $begin, $again, $end) = split /\n/, sql($database, 'CREATE TABLE pair AS SELECT 1 AS a, 2 AS b;'
    . join ';', map { sprintf($calls, 5000, "'pair'") . "; $resident" } 1, 2);
is "$once $again", '10000 10000', 'many calls in a query';
cmp_ok $end - $begin, '<', 2048, '... leave no memory behind';

# It can be cancelled.
is sqlstate($database, "SET statement_timeout = '20ms'; SET max_parallel_workers_per_gather = 0;
    SELECT hll_n_distinct('visits')"), '57014', 'cancelled';

# Foreign tables.
sql($database, <<"END");
CREATE SERVER here FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$ENV{PGHOST}', port '$ENV{PGPORT}', dbname '$database');
CREATE USER MAPPING FOR CURRENT_USER SERVER here;
CREATE FOREIGN TABLE distant (i int, city int) SERVER here OPTIONS (schema_name 'shop', table_name 'orders');
ANALYZE distant;
SELECT statement FROM hll_n_distinct('distant') \\gexec
END
is sql($database, "SELECT column_name, rows, n_distinct, analyzed, statement FROM hll_n_distinct('distant', '{city}')"),
    'city|100|10|10|ALTER TABLE public.distant ALTER COLUMN city SET (n_distinct = 10);', 'foreign tables';

# Somebody's table, counted by a superuser. Functions of the owner that fit better than the extension's, and that the
# search_path finds first, would give the owner a superuser's rights; they leave a trace if they run.
sql($database, <<"END");
GRANT CREATE ON SCHEMA public TO "$owner";
SET SESSION AUTHORIZATION "$owner";
CREATE TABLE shop.trace (who text);
GRANT INSERT ON shop.trace TO PUBLIC;
CREATE TYPE shop.money AS (amount int);
CREATE TABLE shop.trap (i int, m shop.money);
INSERT INTO shop.trap SELECT i, ROW(i)::shop.money FROM generate_series(1, 50) AS i;
CREATE FUNCTION shop.trap() RETURNS bigint LANGUAGE plpgsql AS
  'BEGIN INSERT INTO shop.trace VALUES (current_user); RETURN 1; END';
CREATE FUNCTION public.trap_trans(bigint, shop.money) RETURNS bigint LANGUAGE sql AS 'SELECT shop.trap()';
CREATE FUNCTION public.trap_trans(bigint, int) RETURNS bigint LANGUAGE sql AS 'SELECT shop.trap()';
CREATE AGGREGATE public.approx_count_distinct(shop.money) (SFUNC = public.trap_trans, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE public.approx_count_distinct(int) (SFUNC = public.trap_trans, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE public.count(int) (SFUNC = public.trap_trans, STYPE = bigint, INITCOND = '0');
CREATE FUNCTION public.quote_ident(text) RETURNS text LANGUAGE sql AS 'SELECT shop.trap()::text';
CREATE FUNCTION shop.text_of(shop.money) RETURNS text LANGUAGE sql AS 'SELECT shop.trap()::text';
CREATE CAST (shop.money AS text) WITH FUNCTION shop.text_of(shop.money) AS IMPLICIT;
CREATE FUNCTION public.less(shop.money, shop.money) RETURNS boolean LANGUAGE sql AS 'SELECT shop.trap() > 0';
CREATE OPERATOR public.= (LEFTARG = shop.money, RIGHTARG = shop.money, FUNCTION = public.less);
END
is sql($database, "SET search_path = public, pg_catalog;
    SELECT n_distinct FROM hll_n_distinct('shop.trap'); TABLE shop.trace"), "50\n50",
    'no function of the owner runs';
is sql($database, 'SELECT approx_count_distinct(i) FROM shop.trap; SELECT count(*) FROM shop.trace'), "1\n50",
    '... although a query by names would run them';
done_testing;
