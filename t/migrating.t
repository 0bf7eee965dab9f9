# docs/migrating/check.sql lists the objects of a postgresql-hll database whose names this extension
# takes. This test compares its list of names with the extension. test/differential tests what it
# finds.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $file = "$FindBin::Bin/../docs/migrating/check.sql";
my $database = new_database('migrating');

sub check {
    my ($status, $out, $err) = run_command('', qw(psql -X -f), $file, $database);
    return "$status $err$out";
}

is check(), "0 There is no extension hll in this database.\n", 'without an extension hll it says so';
sql($database, 'CREATE EXTENSION hll');
my $text = read_file($file);
my @listed;
while ($text =~ /\('([\w ]+)', \$\$\s*(.*?)\s*\$\$\)/gs) {
    my $kind = $1;
    push @listed, map { "$kind $_" } split /;\s+/, $2;
}
# Array types are members of an extension only since PostgreSQL 17.
my @members = grep { !/^type .*\[\]$/ } split /\n/, sql($database, "SELECT pg_describe_object(classid, objid, 0)
    FROM pg_depend WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll')");
my (%listed, %members);
@listed{@listed} = ();
@members{@members} = ();
cmp_ok scalar(@members), '>', 150, 'the extension has objects';
is join("\n", sort grep { !exists $listed{$_} } @members), '', 'nothing is missing in the list';
is join("\n", sort grep { !exists $members{$_} } @listed), '', 'nothing is superfluous in the list';
like check(), qr/\A0 .*before the move \n-+\+-+\n\n\z/s, 'beside this extension nothing can have a name of its own';
done_testing;
