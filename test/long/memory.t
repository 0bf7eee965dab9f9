# The same checks as t/memory.t, with more groups, and all cases at full length. scripts/check-calls
# runs it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../../t/lib";
use Memory;
use Test::More;

my $database = memory_database(300_000);
groups_stay_small($database, 300_000, 350, 175);
stays_flat($database, $_) for memory_cases();
done_testing;
