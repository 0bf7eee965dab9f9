# Reads from the catalogs, column by column, every row that belongs to the extension hll, so that
# two databases can be compared. OIDs are replaced by descriptions of their objects; the foreign
# keys of the catalogs say which columns hold OIDs. Defaults and bodies of functions are compared as
# text, because their stored form contains positions in the script.
#
# What each object depends on is compared as well, in a column that is made up.
#
# One thing isn't compared: whether an entry of an operator family belongs to its class, or only to
# the family.
package Catalog;

use strict;
use warnings;
use Exporter 'import';
use HllTest;
use JSON::PP qw(decode_json);

our @EXPORT = qw(catalog_of differences);

my $extension = "SELECT oid FROM pg_extension WHERE extname = 'hll'";
my $members = "FROM pg_depend
    WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND refobjid = ($extension)";
# Catalogs whose rows aren't members themselves: the column that names the member, and the member's catalog.
my %owner = (pg_aggregate => ['aggfnoid', 'pg_proc'], pg_amop => ['amopfamily', 'pg_opfamily'],
    pg_amproc => ['amprocfamily', 'pg_opfamily']);

my %resolved;

# Returns ", 'column', (description of the object)..." for every column that holds OIDs.
sub resolved_columns {
    my ($database, $catalog) = @_;
    return sql($database, <<"END");
SELECT string_agg(format(CASE WHEN is_array
         THEN ', %1\$L, (SELECT array_agg(pg_describe_object(%2\$L::regclass, o, 0) ORDER BY i)
                           FROM unnest(c.%1\$I::oid[]) WITH ORDINALITY u (o, i))'
         ELSE ', %1\$L, pg_describe_object(%2\$L::regclass, nullif(c.%1\$I::oid, 0), 0)' END,
         fkcols[1], pktable), '')
  FROM pg_get_catalog_foreign_keys() WHERE fktable = '$catalog'::regclass AND cardinality(fkcols) = 1
END
}

# Returns a query for rows [object, column, value].
sub query {
    my ($database, $catalog) = @_;
    my ($class, $key) = $catalog eq 'pg_aggregate' ? qw(pg_proc aggfnoid) : ($catalog, 'oid');
    my ($owner, $member) = @{ $owner{$catalog} // ['oid', $catalog] };
    my $owned = $catalog eq 'pg_extension' ? $extension : "SELECT objid $members AND classid = '$member'::regclass";
    my $more = ", 'comment', obj_description(c.$key, '$class')";
    $more .= ", 'depends on', ARRAY(SELECT pg_describe_object(refclassid, refobjid, refobjsubid) || ' ' || deptype::text
                  FROM pg_depend WHERE classid = '$catalog'::regclass AND objid = c.oid ORDER BY 1)"
        if $owner eq 'oid';
    $more .= ", 'arguments', pg_get_function_arguments(oid), 'body', pg_get_function_sqlbody(oid)"
        if $catalog eq 'pg_proc';
    my $resolved = $resolved{$catalog} //= resolved_columns($database, $catalog);
    return <<"END";
SELECT jsonb_build_array(pg_describe_object('$class'::regclass, c.$key, 0), a.key, a.value)
  FROM $catalog c, jsonb_each_text((to_jsonb(c) - ARRAY['oid'] -
         ARRAY(SELECT attname::text FROM pg_attribute
                WHERE attrelid = '$catalog'::regclass AND atttypid = 'pg_node_tree'::regtype))
         || jsonb_build_object('catalog', '$catalog'$resolved$more)) a
 WHERE c.$owner IN ($owned);
END
}

# Returns { object => { column => value } }.
sub catalog_of {
    my ($database) = @_;
    my @catalogs = split /\n/, sql($database, "SELECT DISTINCT classid::regclass $members");
    my %objects;
    for my $line (split /\n/,
        sql($database, join '', map { query($database, $_) } @catalogs, 'pg_extension', keys %owner))
    {
        my ($object, $column, $value) = @{ decode_json($line) };
        $objects{$object}{$column} = $value;
    }
    return \%objects;
}

# Returns the differences, one on each line.
sub differences {
    my ($got, $expected) = @_;
    my @lines;
    for my $object (sort keys %{ { %$got, %$expected } }) {
        my ($g, $e) = ($got->{$object}, $expected->{$object});
        push @lines, "missing: $object" and next if !$g;
        push @lines, "superfluous: $object" and next if !$e;
        for my $column (sort keys %{ { %$g, %$e } }) {
            my ($is, $should) = map { $_->{$column} // 'null' } $g, $e;
            push @lines, "$object: $column is $is, not $should" if $is ne $should;
        }
    }
    return join "\n", @lines;
}

1;
