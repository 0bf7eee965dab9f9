# Queries that return every definition in the schema app as text, to compare them before and after a
# migration.
package Definitions;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(definitions);

sub definitions {
    return <<'END';
SELECT relname, attname, format_type(atttypid, atttypmod), attgenerated, attstorage,
  pg_get_expr(adbin, adrelid), col_description(attrelid, attnum)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
WHERE relnamespace = 'app'::regnamespace AND attnum > 0 AND NOT attisdropped ORDER BY relname, attnum;
SELECT typname, format_type(typbasetype, typtypmod) FROM pg_type WHERE typname = 'audience';
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'app'::regnamespace ORDER BY 1;
SELECT pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'app'::regnamespace) ORDER BY 1;
SELECT relname, pg_get_viewdef(oid) FROM pg_class
WHERE relnamespace = 'app'::regnamespace AND relkind IN ('v', 'm') ORDER BY 1;
SELECT pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'app'::regnamespace AND prokind = 'f' ORDER BY proname;
END
}

1;
