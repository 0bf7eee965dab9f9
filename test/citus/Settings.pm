# Which settings reach the workers.
package Settings;

use strict;
use warnings;
use Cluster;
use Exporter 'import';
use HllTest;
use Test::More;

our @EXPORT = qw(check_settings);

# An aggregate that the workers compute, without and with hll_citus.
my %pushed = (hll => 'hll_add_agg(h)', hll_citus => 'hll_agg(i)');

sub check_settings {
    my ($database, $pass) = @_;
    my $ask = "SELECT hll_log2m($pushed{$pass}) FROM distributed.events";
    is sql($database, "SET hll.log2m = 13; $ask"), '11', "$pass: SET hll.log2m does not reach the workers";
    is sql($database, 'SET hll.log2m = 13; SELECT hll_log2m(hll_add_agg(h, 14)) FROM distributed.events'), '14', "$pass: an argument does";
    is sql($database, "BEGIN; SET LOCAL citus.propagate_set_commands = 'local'; SET LOCAL hll.log2m = 13; $ask; COMMIT"), '13',
        "$pass: SET LOCAL does, with citus.propagate_set_commands = 'local'";
    sql($database, 'ALTER ROLE postgres SET hll.log2m = 13');
    is sql($database, $ask), '13', "$pass: ALTER ROLE SET does";
    sql($database, 'ALTER ROLE postgres RESET hll.log2m');
    sql($database, "SELECT run_command_on_all_nodes('ALTER DATABASE $database SET hll.log2m = 13')");
    is sql($database, $ask), '13', "$pass: ALTER DATABASE SET on all nodes does";
    sql($database, "SELECT run_command_on_all_nodes('ALTER DATABASE $database RESET hll.log2m')");
    is sql($database, $ask), '11', "$pass: and RESET takes it back";
}

1;
