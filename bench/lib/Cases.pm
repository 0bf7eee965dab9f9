# Reads bench/cases, which explains its lines.
package Cases;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(read_cases);

my %known = map { $_ => 1 } qw(case table ours base exact peer target per equal true near needs buffers memory);

# Returns the cases that are named, in that order, or all of them.
sub read_cases {
    my ($file, @names) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    local $/ = '';
    my @cases = map { parse($_, $file) } grep { /^\w/m } <$in>;
    return @cases if !@names;
    my %by_name = map { $_->{name} => $_ } @cases;
    return map { $by_name{$_} // die "$file has no case $_\n" } @names;
}

sub parse {
    my ($paragraph, $file) = @_;
    my %case = (near => 0.05);
    for (split /\n+/, $paragraph) {
        /^(\w+): (.+)$/ && $known{$1} or die "$file: what is \"$_\"?\n";
        $case{$1} = $2;
    }
    @case{qw(name what)} = split / /, $case{case}, 2;
    $case{target} =~ m{^(none|(base|peer|net|each) ([\d.]+)(?:/(\d+))?)$} or die "$file: target: $case{target}\n";
    $case{kind} = $2 // 'base';
    $case{limit} = $3 / ($4 // 1) if $2;
    $case{peer} //= $case{ours};
    $case{once} = $case{peer} =~ s/^once //;
    delete $case{peer} if $case{peer} eq '-';
    return \%case;
}

1;
