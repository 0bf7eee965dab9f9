# Aggregates of users with our transition functions, on Citus, which hands states to final functions
# that may change and delete them.
package Own;

use strict;
use warnings;
use Cluster;
use Exporter 'import';
use HllTest;
use Test::More;

our @EXPORT = qw(check_own_aggregates);

sub check_own_aggregates {
    my ($database) = @_;
    sql($database, <<'END');
CREATE FUNCTION public.same(hll) RETURNS hll LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE FUNCTION public.same(bloom) RETURNS bloom LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE AGGREGATE public.own_union(hll) (SFUNC = hll_expanded_union_trans, STYPE = hll, COMBINEFUNC = hll_expanded_union_trans,
  FINALFUNC = same);
CREATE AGGREGATE public.own_union(bloom) (SFUNC = bloom_expanded_union_trans, STYPE = bloom,
  COMBINEFUNC = bloom_expanded_union_trans, FINALFUNC = same);
END
    for my $query ('SELECT i % 50, own_union(u) FROM events GROUP BY 1', 'SELECT i % 50, own_union(f) FROM events GROUP BY 1') {
        my ($single, $distributed) = map { join "\n", sort split /\n/, sql($database, in_schema($_) . "; $query") } qw(single distributed);
        same_text $distributed, $single, "all groups of $query, whose final function deletes its state";
    }
    sql($database, 'SET client_min_messages = warning; DROP FUNCTION public.same(hll), public.same(bloom) CASCADE');
}

1;
