# The commands of docs/migrating.md, for the tests that type them.
package Document;

use strict;
use warnings;
use Exporter 'import';
use FindBin;

our @EXPORT = qw(commands_of);

# The commands of the chapter with this title. They name the database shop.
sub commands_of {
    my ($title) = @_;
    my $path = 'docs/migrating.md';
    open my $file, '<', "$FindBin::Bin/../../$path" or die "$path: $!";
    local $/;
    my ($chapter) = <$file> =~ /^## \Q$title\E\n(.*?)^## /ms or die "$path has no chapter $title\n";
    return $chapter =~ /^ {4,}(\w.*)/mg;
}

1;
