# The index of REFERENCE.md names exactly the members of the extension and the settings. Each row
# links to the chapter that describes the object, and has the words of the object's comment. The
# test prints a missing row as it must stand in the index; only the chapter must be filled in.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use HllTest;
use Test::More;

my $database = new_database('reference');
sql($database, 'CREATE EXTENSION hll');

# The names as the index writes them. Array types are members only since PostgreSQL 17. An operator
# family has the name of its class.
my $objects = sql($database, <<'END');
SELECT hll_log2m(hll_empty()) = 0; -- loads the library, so that its settings are known
WITH members AS (
    SELECT classid, objid, obj_description(objid, classid::regclass::name) AS comment FROM pg_depend
    WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
      AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll')
), names AS (
    SELECT CASE prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind, comment, format('%s(%s)', proname,
           (SELECT string_agg(CASE WHEN provariadic <> 0 AND i = pronargs THEN 'VARIADIC ' ELSE '' END
                              || format_type(type, NULL), ', ' ORDER BY i)
            FROM unnest(proargtypes::oid[]) WITH ORDINALITY AS a (type, i))) AS name
    FROM members JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND p.oid = objid
    UNION ALL
    SELECT 'type', comment, typname FROM members JOIN pg_type AS t ON classid = 'pg_type'::regclass AND t.oid = objid
    WHERE typcategory <> 'A'
    UNION ALL
    SELECT 'operator', comment, coalesce(nullif(oprleft, 0)::regtype || ' ', '') || oprname
           || CASE WHEN oprleft = 0 THEN '' ELSE ' ' END || oprright::regtype
    FROM members JOIN pg_operator AS o ON classid = 'pg_operator'::regclass AND o.oid = objid
    UNION ALL
    SELECT 'cast', comment, castsource::regtype || ' -> ' || casttarget::regtype
    FROM members JOIN pg_cast AS c ON classid = 'pg_cast'::regclass AND c.oid = objid
    UNION ALL
    SELECT 'operator class', comment, opcname || ' for ' || amname
    FROM members JOIN pg_opclass AS c ON classid = 'pg_opclass'::regclass AND c.oid = objid
    JOIN pg_am AS m ON m.oid = opcmethod
    UNION ALL
    SELECT 'setting', rtrim(short_desc, '.'), name FROM pg_settings WHERE name LIKE 'hll.%'
)
SELECT concat_ws(E'\t', kind, replace(name, 'double precision', 'float8'), replace(comment, 'double precision', 'float8'))
FROM names;
SELECT concat_ws(E'\t', 'other', pg_describe_object(classid, objid, 0), '') FROM pg_depend
WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'hll')
  AND classid NOT IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass, 'pg_cast'::regclass,
                      'pg_opclass'::regclass, 'pg_opfamily'::regclass);
END
my %object = map { /(.*)\t(.*)\t(.*)/ ? ("$1 $2" => $3) : () } split /\n/, $objects;
cmp_ok scalar(keys %object), '>', 200, 'the extension has objects';

# The index: "kind name" => [the chapter that the row links to, its words].
my $reference = read_file("$FindBin::Bin/../REFERENCE.md");
my ($text, $index) = $reference =~ /\A(.*)^# Index\n(.*)\z/ms or die "REFERENCE.md has no index\n";
my %kinds = (
    Functions => 'function', Aggregates => 'aggregate', Operators => 'operator', Types => 'type', Casts => 'cast',
    'Operator classes' => 'operator class', Settings => 'setting');
my (%row, @twice, @unsorted);
my ($kind, $last);
for my $line (split /\n/, $index) {
    ($kind, $last) = ($kinds{$1} // die("REFERENCE.md: index of $1\n"), '') if $line =~ /^## (.*)/;
    my ($name, $chapter, $words) = $line =~ /^\| \[(.+)\]\(#([^)]+)\) \| (.*) \|$/ or next;
    s/\\\|/|/g for $name, $words;
    push @twice, "$kind $name" if $row{"$kind $name"};
    push @unsorted, "$kind $name" if $last gt $name;
    $last = $name;
    $row{"$kind $name"} = [$chapter, $words];
}

# The chapters by anchor: the text from a heading up to the next heading of the same or a higher
# level.
my (%chapter, @open);
my $in_block;
for my $line (split /\n/, $text) {
    $in_block = !$in_block if $line =~ /^```/;
    if (!$in_block && $line =~ /^(#+) (.*)/) {
        my ($level, $anchor) = (length $1, lc($2) =~ s/[^\w\- ]//gr =~ tr/ /-/r);
        @open = ((grep { $_->[0] < $level } @open), [$level, $anchor]);
        $chapter{$anchor} = '';
    }
    $chapter{$_->[1]} .= "$line\n" for @open;
}

# Returns the index row for an object.
sub row_of {
    my ($object) = @_;
    my ($name, $words) = map { s/\|/\\|/gr } $object =~ s/^(operator class|\w+) //r, $object{$object};
    return "| [$name](#CHAPTER) | $words |";
}

# True if the chapter names the object. Functions and aggregates are looked up without arguments,
# because one row of a table may describe several functions; operators by their sign.
sub is_described {
    my ($object) = @_;
    my ($kind, $name) = $object =~ /^(operator class|\w+) (.*)/;
    my $chapter = ($chapter{$row{$object}[0]} // return 0) =~ s/\\\|/|/gr;
    return $chapter =~ /`\Q$name\E`/ if $kind eq 'cast';
    return index($chapter, $name =~ s/[\w\s]+//gr) >= 0 if $kind eq 'operator';
    $name =~ s/\(.*| for .*//;
    return $chapter =~ /(?<![\w.])\Q$name\E(?!\w)/;
}

is join("\n", map { row_of($_) } grep { !$row{$_} } sort keys %object), '', 'the index names every object';
is join("\n", grep { !exists $object{$_} } sort keys %row), '', 'and nothing else';
is join("\n", @twice), '', 'nothing twice';
is join("\n", @unsorted), '', 'in the order of the alphabet';
is join("\n", map { row_of($_) } grep { $row{$_} && $row{$_}[1] ne $object{$_} } sort keys %object), '',
    'the index says what the comments say';
is join("\n", grep { exists $object{$_} && !is_described($_) } sort keys %row), '',
    'the chapter that a row leads to describes the object';

# The table of what people try has the rows of sql/hll_tried.sql, which runs them.
my ($tried) = read_file("$FindBin::Bin/../sql/hll_tried.sql") =~ /^INSERT INTO tried VALUES\n(.*?);$/ms;
my @tried = map { s/''/'/gr } $tried =~ /'((?:[^']|'')*)'/g;
my @table = map { s/^`|`$//gr } map { s/\\\|/|/gr } map { /^\| (`.*?`) \| (\w{5}: .*?) \| (`.*`) \|$/ }
    split /\n/, $chapter{'what-people-try'};
cmp_ok scalar(@tried), '>', 60, 'there are statements that people try';
is join("\n", @table), join("\n", @tried), 'the table of them says what the test says';
done_testing;
