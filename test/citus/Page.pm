# The chapter "Citus" of docs/scaling.md: its statements run, and print what the page says.
package Page;

use strict;
use warnings;
use Cluster;
use Examples;
use Exporter 'import';
use FindBin;
use HllTest;

our @EXPORT = qw(check_page);

sub check_page {
    my $database = new_cluster_database('shop', 'worker1', 'worker2');
    for my $example (grep { "@{ $_->{on} }" eq 'citus' } examples_of("$FindBin::Bin/../../docs/scaling.md")) {
        my (undef, $out) = run_command($example->{body}, 'sh', '-c', 'exec psql -X -d "$0" 2>&1', $database);
        prints($example, $out, "docs/scaling.md:$example->{line}");
    }
}

1;
