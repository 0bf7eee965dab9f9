# Binary COPY: values of every form come back byte for byte. Whatever bytes a client sends as hll or
# bloom, the server either raises an error or stores exactly the value that these bytes are.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Filters;
use HllTest;
use Images;
use Test::More;

my $database = new_database('copy');
my $dir = temp_dir();

# Returns a file for binary COPY that has one row with these fields.
sub write_copy {
    my ($path, @fields) = @_;
    my $row = pack 'n (N/a*)*', scalar @fields, @fields;
    write_file($path, "PGCOPY\n\xff\r\n\0" . pack('N N', 0, 0) . $row . pack('n', 0xffff));
}

sub round_trip {
    sql($database, <<'END');
CREATE EXTENSION hll;
CREATE TABLE source (id int, plain hll, narrow hll(10, 4, 8), h hll_hashval, f bloom, g bloom(1000));
-- EMPTY, EXPLICIT, SPARSE and FULL; plain is large enough to be toasted.
INSERT INTO source
SELECT size,
       (SELECT hll_add_agg(hll_hash_integer(i), 14, 5, -1, 1) FROM generate_series(1, size) i),
       (SELECT hll_add_agg(hll_hash_integer(i), 10, 4, 8, 1) FROM generate_series(1, size) i),
       hll_hash_integer(size),
       (SELECT bloom_agg(i) FROM generate_series(1, size) i),
       (SELECT bloom_agg(i::text, 1000, 0.01) FROM generate_series(1, size) i)
FROM unnest(ARRAY[0, 1, 8, 9, 70, 3000, 100000]) size;
INSERT INTO source VALUES
  (-1, NULL, NULL, NULL), (-2, '\x108b7f', '\x106a44', '-1'), (-3, NULL, '\x116a44', '0'),
  (-4, '\x11887f', NULL, '-9223372036854775808'), (-5, NULL, NULL, '9223372036854775807');
CREATE TABLE target (LIKE source);
CREATE TABLE typed (v hll(11, 5));
CREATE TABLE typed_filter (v bloom(10));
CREATE TABLE sketches (id text, v hll);
CREATE TABLE filters (id text, v bloom);
END
    for my $column (qw(plain narrow)) {
        is sql($database, "SELECT DISTINCT hll_type($column) FROM source ORDER BY 1"),
            "0\n1\n2\n3\n4\n", "column $column has values of every form and a null";
    }
    is sql($database, "SELECT DISTINCT (bloom_info($_)).form FROM source ORDER BY 1"),
        "DENSE\nEMPTY\nSPARSE\n" x ($_ eq 'f') . "DENSE\nSPARSE\n" x ($_ eq 'g'), "column $_: and filters"
        for qw(f g);
    sql($database, <<"END");
\\copy source TO '$dir/source' (FORMAT binary)
\\copy target FROM '$dir/source' (FORMAT binary)
\\copy (SELECT plain, plain FROM source WHERE id = 3000) TO '$dir/plain' (FORMAT binary)
END
    same_text(sql($database, 'TABLE target ORDER BY id'),
        sql($database, 'TABLE source ORDER BY id'), 'values come back as they were');
}

sub typed_columns {
    my $copy = "\\copy typed FROM '$dir/typed' (FORMAT binary)\n";
    my $load = sub { write_copy("$dir/typed", pack 'H*', $_[0]); sqlstate($database, $copy) };
    is $load->('128b7f0000000000000001'), '00000', 'a value with the parameters of the column';
    is $load->('128c7f0000000000000001'), '22000', 'another log2m is an error';
    is $load->('14647f00000000000000'), '22P03', 'broken bytes are an error first of all';
    is $load->('116944'), '00000', 'EMPTY takes the parameters of the column';
    is sql($database, 'TABLE typed ORDER BY 1'), "\\x118b7f\n\\x128b7f0000000000000001",
        'these are stored';

    my $filter = sub {
        write_copy("$dir/typed", pack 'H*', sql($database, "SELECT substr($_[0]::text, 3)"));
        return sqlstate($database, "\\copy typed_filter FROM '$dir/typed' (FORMAT binary)\n");
    };
    is $filter->('bloom_add(bloom_empty(10), 1)'), '00000', 'a filter with the parameters of the column';
    is $filter->('bloom_add(bloom_empty(11), 1)'), '22000', 'another capacity is an error';
    is $filter->('bloom_empty(11)'), '00000', 'one that holds nothing takes the parameters of the column';
    is sql($database, 'SELECT DISTINCT bloom_capacity(v) FROM typed_filter'), 10, 'these are stored';
}

# One session loads every variant of every image and goes on after each error.
sub broken_bytes {
    my ($table, $is_valid, %cases) = @_;
    my @ids = sort keys %cases;
    my $script = "\\set VERBOSITY sqlstate\nSELECT pg_backend_pid();\n";
    for my $number (0 .. $#ids) {
        write_copy("$dir/$number", $ids[$number], $cases{ $ids[$number] });
        $script .= "\\copy $table FROM '$dir/$number' (FORMAT binary)\n\\warn was $ids[$number]\n";
    }
    my $started = sql($database, 'SELECT pg_postmaster_start_time()');
    my ($status, $pids, $errors) =
        run_command("$script SELECT pg_backend_pid();", qw(psql -XAtq -d), $database);
    is $status, 0, 'psql saw the end of the session';
    like $pids, qr/^(\d+)\n\1\n$/, 'it had one backend';
    is sql($database, 'SELECT pg_postmaster_start_time()'), $started, 'and one server';

    same_text($errors,
        join('', map { ($is_valid->($cases{$_}) ? '' : "ERROR:  22P03\n") . "was $_\n" } @ids),
        scalar(@ids) . " variants of $table are an error just where STORAGE.md says so");
    same_text(sql($database, "SELECT id, v FROM $table ORDER BY id COLLATE \"C\""),
        join("\n", map { "$_|\\x" . unpack 'H*', $cases{$_} } grep { $is_valid->($cases{$_}) } @ids),
        'what was accepted reads back the same');
}

sub work_with_images {
    # Values whose results would take a gigabyte are left out. EXPLICIT values beyond their own
    # limit are, too: they become registers, which are no longer exact.
    is sql($database, <<'END'), '', 'what was accepted can be worked with';
SELECT id, # v FROM sketches
WHERE CASE WHEN # v < 0 OR hll_cardinality_classic(v) < 0 THEN true
           WHEN hll_log2m(v) > 16 THEN false
           WHEN hll_type(v) = 2 AND # v > (hll_expthresh(v)).effective THEN false
           ELSE # v IS DISTINCT FROM # (v || v) OR # (v || 1::hll_hashval) < # v
                OR hll_print(v)::text !~ 'nregs' END
END
}

sub work_with_filters {
    is sql($database, <<'END'), '', 'and of filters';
SELECT id FROM filters
WHERE bloom_union(v, v) <> v OR bloom_fold(v, 1) <> v OR NOT bloom_cardinality(v) >= 0
   OR NOT bloom_fpr(v) BETWEEN 0 AND 1 OR NOT bloom_fill(v) BETWEEN 0 AND 1 OR v::text::bloom <> v
   OR bloom_intersection_cardinality(v, v) < 0
   OR CASE (bloom_info(v)).kind WHEN 'integer' THEN NOT bloom_add(v, 1)::bytea::bloom @> 1 END
END
}

round_trip();
typed_columns();
broken_bytes('sketches', \&is_valid, variants());
work_with_images();
broken_bytes('filters', \&is_valid_filter, filter_variants());
work_with_filters();
done_testing;
