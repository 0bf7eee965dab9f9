# The settings before and after the library is loaded: what PostgreSQL knows about them, what
# happens to wrong values, and who may load the library in which way (REFERENCE.md, "Settings").
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $database = new_database('loading');
sql($database, 'CREATE EXTENSION hll');
my $user = new_role('loader');
sql($database, qq(ALTER DATABASE "$database" OWNER TO "$user"));
my $as_user = qq(SET SESSION AUTHORIZATION "$user";\n);

# Returns what a session prints, including warnings and errors with their SQLSTATEs.
sub session {
    my ($text) = @_;
    my (undef, $out) = run_command("\\set VERBOSITY sqlstate\n$text", 'sh', '-c', 'exec psql -XAtq -d "$0" 2>&1', $database);
    chomp $out;
    return $out;
}

# Before: PostgreSQL knows none of the settings and accepts any value.
is session('SHOW hll.log2m'), 'ERROR:  42704', 'SHOW before the library is loaded';
is session("SELECT current_setting('hll.log2m', true)"), '', 'current_setting knows none either';
is session('SET hll.log2m = 14; SHOW hll.log2m; SELECT hll_log2m(hll_empty())'), "14\n14",
    'a value that is set before holds from the first use on';
is session('SET hll.log2m = 99; SHOW hll.log2m; SELECT hll_log2m(hll_empty()); SHOW hll.log2m'),
    "99\nWARNING:  22023\n11\n11", 'a wrong one is taken, and dropped by the first use';
is session('SET hll.expthresh = 3; SET hll.regwidth = 6; SELECT hll_regwidth(hll_empty()); SHOW hll.expthresh'),
    "WARNING:  22023\n6\n-1", 'it alone';
is session('SET hll.nothing = 1; SELECT hll_log2m(hll_empty()); SHOW hll.nothing'),
    "WARNING:  42602\n11\nERROR:  42704", 'so is one that does not exist';

# After: any function of the extension loads the library, even an input function.
is session("SELECT '\\x118b7f'::hll; SHOW hll.log2m; SET hll.log2m = 99; SET hll.nothing = 1; SHOW hll.log2m"),
    "\\x118b7f\n11\nERROR:  22023\nERROR:  42602\n11", 'a wrong value is an error once the library is loaded';
is session("LOAD 'hll'; SHOW hll.log2m"), '11', 'LOAD, as a superuser';
is session("${as_user}LOAD 'hll'"), 'ERROR:  42501', 'LOAD, as nobody';
is session("${as_user}SELECT hll_log2m(hll_empty()); SHOW hll.log2m"), "11\n11", 'a call, as nobody';

# Before the library is loaded, the owner of a database can't set the settings for it.
is session(qq(${as_user}ALTER DATABASE "$database" SET hll.log2m = 14)), 'ERROR:  42501', 'the owner, before';
is session(qq(ALTER DATABASE "$database" SET hll.log2m = 99)), '', 'a superuser may, even to a wrong value';
is session('SHOW hll.log2m; SELECT hll_log2m(hll_empty())'), "99\nWARNING:  22023\n11", 'which the first use drops';
is session(qq(${as_user}SELECT hll_log2m(hll_empty()); ALTER DATABASE "$database" SET hll.log2m = 99;
    ALTER DATABASE "$database" SET hll.log2m = 14)), "WARNING:  22023\n11\nERROR:  22023", 'the owner, after';
is session('SHOW hll.log2m; SELECT hll_log2m(hll_empty())'), "14\n14", 'and that holds';

# The library is loaded when the session starts.
is session(qq(${as_user}ALTER DATABASE "$database" SET session_preload_libraries = 'hll')), 'ERROR:  42501',
    'session_preload_libraries is not for everybody';
is session(qq(GRANT SET ON PARAMETER session_preload_libraries TO "$user";
    ${as_user}ALTER DATABASE "$database" SET session_preload_libraries = 'hll')), '', 'but may be given to somebody';
is session('SHOW hll.log2m; SHOW hll.max_sparse; SET hll.log2m = 99; SET hll.nothing = 1; SHOW hll.log2m'),
    "14\n-1\nERROR:  22023\nERROR:  42602\n14", 'all is known from the beginning, and wrong values are errors at once';
is session(qq(${as_user}ALTER DATABASE "$database" SET hll.log2m = 13)), '', 'the owner may set it at once';
is session('SHOW hll.log2m'), '13', 'and that holds, too';
sql($database, qq(REVOKE SET ON PARAMETER session_preload_libraries FROM "$user"; ALTER DATABASE "$database" RESET ALL;
    ALTER DATABASE "$database" OWNER TO CURRENT_USER));
{
    local $ENV{PGOPTIONS} = '-c session_preload_libraries=hll';
    is session('SHOW hll.log2m; SET hll.log2m = 99'), "11\nERROR:  22023", 'for one session, by its options';
}
done_testing;
