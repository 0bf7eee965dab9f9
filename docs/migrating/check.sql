-- Before a database of postgresql-hll is moved: which of its objects would this extension refuse, in place or from a
-- dump? Lists them, and what to do about each. It changes nothing; no rows mean that nothing is in the way.
--
--     psql -X -f docs/migrating/check.sql DATABASE
--
-- It needs PostgreSQL 12 or later and postgresql-hll in the database, not this extension. What to do:
--
--   rename it        or move it to another schema, or move hll
--   move hll         as the object belongs to another extension: give hll a schema of its own, as a superuser.
--                    postgresql-hll doesn't say that it can be moved, but nothing in it hinders:
--                        CREATE SCHEMA hll;
--                        UPDATE pg_extension SET extrelocatable = true WHERE extname = 'hll';
--                        ALTER EXTENSION hll SET SCHEMA hll;
--                        ALTER DATABASE ... SET search_path = "$user", public, hll;
--   drop it          as this extension has one, which takes its place. If it stays, pg_restore says so and goes on
--   other type       drop it, or give it another type: this extension has neither log2m below 4 nor regwidth 0
--   four arguments   make it anew with all four, as in hll_empty(11, 5, -1, 1); with less it depends on settings.
--                    ALTER EXTENSION hll UPDATE takes it over as it is, but a later dump of it can't be restored

\set ON_ERROR_STOP on
\set QUIET on
\pset footer off

SELECT count(*) = 0 AS absent FROM pg_extension WHERE extname = 'hll' \gset
\if :absent
\echo 'There is no extension hll in this database.'
\quit
\endif

-- Objects of the schema in the search_path are described without its name, all others with theirs.
BEGIN READ ONLY;
SELECT set_config('search_path', quote_ident(nspname), true) AS "schema of hll"
FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'hll';

-- What this extension has, as pg_describe_object says it. A test compares the list with the extension.
WITH ours AS (
    SELECT kind || ' ' || name AS object
    FROM (VALUES
        ('cast', $$
            from bigint to hll_hashval; from bloom to bloom; from bloom to bytea; from bytea to bloom; from bytea to hll;
            from double precision to hll_standard_error; from integer to hll_standard_error;
            from numeric to hll_standard_error; from real to hll_standard_error;
            from hll to bytea; from hll to hll; from hll_hashval to bigint; from integer to hll_hashval
        $$),
        ('function', $$
            approx_count_distinct(anyelement); approx_count_distinct(anyelement,double precision);
            approx_count_distinct(anyelement,integer);
            approx_count_distinct_error_sliding_trans(internal,anyelement,double precision);
            approx_count_distinct_error_trans(internal,anyelement,double precision);
            approx_count_distinct_final(internal); approx_count_distinct_sliding_final(internal);
            approx_count_distinct_sliding_trans(internal,anyelement);
            approx_count_distinct_sliding_trans(internal,anyelement,integer);
            approx_count_distinct_trans(internal,anyelement);
            approx_count_distinct_trans(internal,anyelement,integer); bloom_add(bloom,anyelement);
            bloom_add(bloom,bloom_literal); bloom_add_all(bloom,anyarray); bloom_agg(anyelement);
            bloom_agg(anyelement,bigint,double precision); bloom_agg(anyelement,double precision);
            bloom_agg_fpr(anyelement,double precision); bloom_agg_trans(internal,anyelement,bigint,double precision);
            bloom_agg_trans(internal,anyelement,double precision); bloom_capacity(bloom); bloom_cardinality(bloom);
            bloom_cmp(bloom,bloom); bloom_coerce(bloom,integer,boolean); bloom_contained(anyelement,bloom);
            bloom_contained(bloom_literal,bloom); bloom_contained_sel(internal,oid,internal,integer);
            bloom_contains(bloom,anyelement); bloom_contains(bloom,bloom_literal); bloom_contains_all(bloom,anyarray);
            bloom_contains_sel(internal,oid,internal,integer); bloom_contains_support(internal);
            bloom_deserialize(bytea,internal); bloom_empty(bigint,double precision); bloom_eq(bloom,bloom);
            bloom_expanded_final(bloom); bloom_expanded_union_trans(bloom,bloom); bloom_fill(bloom);
            bloom_final(internal); bloom_fold(bloom,integer); bloom_fpr(bloom); bloom_from_bytea(bytea);
            bloom_ge(bloom,bloom); bloom_gt(bloom,bloom); bloom_in(cstring,oid,integer); bloom_info(bloom);
            bloom_intersection_cardinality(bloom,bloom); bloom_joinsel(internal,oid,internal,smallint,internal);
            bloom_le(bloom,bloom); bloom_literal_in(cstring); bloom_literal_out(bloom_literal);
            bloom_literal_recv(internal); bloom_literal_send(bloom_literal); bloom_lt(bloom,bloom);
            bloom_moving_final(internal); bloom_moving_trans(internal,bloom); bloom_moving_trans_inv(internal,bloom);
            bloom_nbytes(bigint,double precision); bloom_ne(bloom,bloom); bloom_opclass_hash(bloom);
            bloom_opclass_hash_extended(bloom,bigint); bloom_out(bloom); bloom_recv(internal,oid,integer);
            bloom_self_sizing_combine(internal,internal); bloom_self_sizing_deserialize(bytea,internal);
            bloom_self_sizing_final(internal); bloom_self_sizing_serialize(internal);
            bloom_self_sizing_trans(internal,anyelement);
            bloom_self_sizing_trans(internal,anyelement,double precision); bloom_send(bloom);
            bloom_serialize(internal); bloom_target_fpr(bloom); bloom_typmod_in(cstring[]); bloom_typmod_out(integer);
            bloom_union(bloom,bloom); bloom_union_agg(bloom); bloom_union_internal(internal,internal);
            hll(hll,integer,boolean); hll_add(hll,hll_hashval); hll_add_agg(hll_hashval);
            hll_add_agg(hll_hashval,integer); hll_add_agg(hll_hashval,integer,integer);
            hll_add_agg(hll_hashval,integer,integer,bigint); hll_add_agg(hll_hashval,integer,integer,bigint,integer);
            hll_add_all(hll,anyarray); hll_add_changes(hll,hll_hashval); hll_add_rev(hll_hashval,hll);
            hll_add_sliding_trans(internal,hll_hashval); hll_add_sliding_trans(internal,hll_hashval,integer);
            hll_add_sliding_trans(internal,hll_hashval,integer,integer);
            hll_add_sliding_trans(internal,hll_hashval,integer,integer,bigint);
            hll_add_sliding_trans(internal,hll_hashval,integer,integer,bigint,integer);
            hll_add_trans0(internal,hll_hashval); hll_add_trans1(internal,hll_hashval,integer);
            hll_add_trans2(internal,hll_hashval,integer,integer);
            hll_add_trans3(internal,hll_hashval,integer,integer,bigint);
            hll_add_trans4(internal,hll_hashval,integer,integer,bigint,integer); hll_agg(anyelement);
            hll_agg(anyelement,double precision); hll_agg(anyelement,integer);
            hll_agg_error_sliding_trans(internal,anyelement,double precision);
            hll_agg_error_trans(internal,anyelement,double precision); hll_agg_sliding_trans(internal,anyelement);
            hll_agg_sliding_trans(internal,anyelement,integer); hll_agg_trans(internal,anyelement);
            hll_agg_trans(internal,anyelement,integer); hll_card_unpacked(internal); hll_cardinality(hll);
            hll_cardinality_bounds(hll,double precision); hll_cardinality_classic(hll);
            hll_ceil_card_unpacked(internal); hll_change(hll,hll,double precision); hll_cmp(hll,hll);
            hll_deserialize(bytea,internal); hll_difference(hll,hll); hll_difference_bounds(hll,hll,double precision);
            hll_empty(); hll_empty(integer); hll_empty(integer,integer); hll_empty(integer,integer,bigint);
            hll_empty(integer,integer,bigint,integer); hll_eq(hll,hll); hll_error(hll); hll_expanded_count_final(hll);
            hll_expanded_fold_trans(hll,hll); hll_expanded_pack(hll); hll_expanded_union_trans(hll,hll);
            hll_expthresh(hll); hll_floor_card_unpacked(internal); hll_fold(hll,integer);
            hll_fold(hll,integer,integer); hll_from_bytea(bytea); hll_from_redis(bytea);
            hll_from_registers(smallint[],integer); hll_ge(hll,hll); hll_gt(hll,hll);
            hll_hash(anyelement); hll_hash(bloom_literal); hll_hash_any(anyelement,integer);
            hll_hash_bigint(bigint,integer); hll_hash_boolean(boolean,integer); hll_hash_bytea(bytea,integer);
            hll_hash_integer(integer,integer); hll_hash_keyed(anyelement,bytea); hll_hash_keyed(bloom_literal,bytea);
            hll_hash_redis(bytea); hll_hash_redis(text); hll_hash_smallint(smallint,integer);
            hll_hash_text(text,integer); hll_hashval(bigint);
            hll_hashval_cmp(hll_hashval,hll_hashval); hll_hashval_eq(hll_hashval,hll_hashval);
            hll_hashval_ge(hll_hashval,hll_hashval); hll_hashval_gt(hll_hashval,hll_hashval); hll_hashval_in(cstring);
            hll_hashval_int4(integer); hll_hashval_le(hll_hashval,hll_hashval);
            hll_hashval_lt(hll_hashval,hll_hashval); hll_hashval_ne(hll_hashval,hll_hashval);
            hll_hashval_opclass_hash(hll_hashval); hll_hashval_opclass_hash_extended(hll_hashval,bigint);
            hll_hashval_out(hll_hashval); hll_hashval_recv(internal); hll_hashval_send(hll_hashval);
            hll_in(cstring,oid,integer); hll_info(hll); hll_intersection(hll,hll); hll_intersection(hll,hll,hll);
            hll_intersection_bounds(hll,hll,double precision); hll_intersection_bounds(hll,hll,hll,double precision);
            hll_jaccard(hll,hll); hll_le(hll,hll); hll_log2m(hll); hll_log2m(hll_standard_error); hll_lt(hll,hll);
            hll_moving_count_final(internal); hll_moving_fold_trans(internal,hll); hll_moving_pack(internal);
            hll_moving_trans(internal,hll); hll_moving_trans_inv(internal,hll); hll_n_distinct(regclass,name[]);
            hll_nbytes(integer,integer,bigint); hll_ne(hll,hll); hll_opclass_hash(hll); hll_opclass_hash_extended(hll,bigint); hll_out(hll);
            hll_overlap(hll,hll); hll_pack(internal); hll_print(hll); hll_recv(internal,oid,integer);
            hll_registers(hll); hll_regwidth(hll); hll_schema_version(hll); hll_send(hll); hll_serialize(internal);
            hll_set_defaults(integer,integer,bigint,integer); hll_set_max_sparse(integer);
            hll_set_output_version(integer); hll_sliding_pack(internal); hll_sliding_trans_inv(internal,anyelement);
            hll_sliding_trans_inv(internal,anyelement,double precision);
            hll_sliding_trans_inv(internal,anyelement,integer);
            hll_sliding_trans_inv(internal,anyelement,integer,integer);
            hll_sliding_trans_inv(internal,anyelement,integer,integer,bigint);
            hll_sliding_trans_inv(internal,anyelement,integer,integer,bigint,integer); hll_sparseon(hll);
            hll_standard_error_in(cstring); hll_standard_error_out(hll_standard_error);
            hll_standard_error_recv(internal); hll_standard_error_send(hll_standard_error); hll_to_redis(hll);
            hll_to_version(hll,integer);
            hll_type(hll); hll_typmod_in(cstring[]); hll_typmod_out(integer); hll_union(hll,hll); hll_union(hll,hll,hll[]);
            hll_union(hll[]); hll_union_agg(hll); hll_union_bounds(hll,hll,double precision);
            hll_union_cardinality(hll,hll); hll_union_changes(hll,hll); hll_union_count(hll); hll_union_fold(hll,hll);
            hll_union_fold_agg(hll); hll_union_internal(internal,internal); hll_union_trans(internal,hll)
        $$),
        ('operator', $$
            #(NONE,bloom); #(NONE,hll); <(bloom,bloom); <(hll,hll); <(hll_hashval,hll_hashval); <=(bloom,bloom);
            <=(hll,hll); <=(hll_hashval,hll_hashval); <>(bloom,bloom); <>(hll,hll); <>(hll_hashval,hll_hashval);
            <@(anyelement,bloom); <@(bloom_literal,bloom); =(bloom,bloom); =(hll,hll); =(hll_hashval,hll_hashval);
            >(bloom,bloom); >(hll,hll); >(hll_hashval,hll_hashval); >=(bloom,bloom); >=(hll,hll);
            >=(hll_hashval,hll_hashval); @>(bloom,anyelement); @>(bloom,bloom_literal); ||(bloom,bloom); ||(hll,hll);
            ||(hll,hll_hashval); ||(hll_hashval,hll)
        $$),
        ('operator class', $$
            bloom_hash_ops for access method hash; bloom_ops for access method btree;
            hll_hash_ops for access method hash; hll_hashval_hash_ops for access method hash;
            hll_hashval_ops for access method btree; hll_ops for access method btree
        $$),
        ('operator family', $$
            bloom_hash_ops for access method hash; bloom_ops for access method btree;
            hll_hash_ops for access method hash; hll_hashval_hash_ops for access method hash;
            hll_hashval_ops for access method btree; hll_ops for access method btree
        $$),
        ('type', $$
            bloom; bloom_literal; hll; hll_hashval; hll_standard_error
        $$)
    ) AS kinds (kind, names), regexp_split_to_table(btrim(names, E' \n'), ';\s+') AS name
), members AS (
    SELECT classid, objid, extname FROM pg_depend JOIN pg_extension AS e ON e.oid = refobjid
    WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
), objects (classid, objid) AS (
    SELECT tableoid, oid FROM pg_proc
    UNION ALL SELECT tableoid, oid FROM pg_type
    UNION ALL SELECT tableoid, oid FROM pg_operator
    UNION ALL SELECT tableoid, oid FROM pg_opclass
    UNION ALL SELECT tableoid, oid FROM pg_opfamily
    UNION ALL SELECT tableoid, oid FROM pg_cast
), default_classes (classid, objid) AS (
    SELECT c.tableoid, c.oid FROM pg_opclass AS c
    JOIN pg_am AS a ON a.oid = opcmethod
    JOIN members AS m ON m.classid = 'pg_type'::regclass AND m.objid = opcintype
    WHERE opcdefault AND amname IN ('btree', 'hash') AND extname = 'hll'
), conflicts AS (
    SELECT classid, objid, CASE classid WHEN 'pg_cast'::regclass THEN 'drop it' ELSE 'rename it' END AS remedy
    FROM objects
    WHERE pg_describe_object(classid, objid, 0) IN (SELECT object FROM ours)
      AND (classid, objid) NOT IN (SELECT classid, objid FROM default_classes)
    UNION ALL
    SELECT classid, objid, 'drop it' FROM default_classes
), typed (classid, objid, objsubid, type, modifier) AS (
    SELECT 'pg_class'::regclass, attrelid, attnum, atttypid, atttypmod FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
    UNION ALL SELECT tableoid, oid, 0, typbasetype, typtypmod FROM pg_type WHERE typtype = 'd'
), refused AS ( -- a modifier is log2m << 10 | regwidth << 7 | expthresh << 1 | sparseon
    SELECT t.* FROM typed AS t JOIN pg_type AS h ON type IN (h.oid, h.typarray)
    JOIN members AS m ON m.classid = 'pg_type'::regclass AND m.objid = h.oid
    WHERE extname = 'hll' AND typname = 'hll' AND modifier >= 0 AND (modifier >> 10 < 4 OR (modifier >> 7 & 7) = 0)
), short_calls AS (
    SELECT d.classid, d.objid, d.objsubid FROM pg_depend AS d
    JOIN members AS m ON m.classid = refclassid AND m.objid = refobjid
    JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
    WHERE extname = 'hll' AND proname = 'hll_empty' AND pronargs < 4
), immutable_places (relid, number) AS (
    SELECT objid, 0 FROM short_calls JOIN pg_class AS c ON classid = 'pg_class'::regclass AND c.oid = objid
    WHERE objsubid = 0 AND relkind IN ('i', 'I', 'p') -- indexes, and keys of partitioned tables
    UNION
    SELECT attrelid, attnum FROM short_calls
    LEFT JOIN pg_attrdef AS a ON classid = 'pg_attrdef'::regclass AND a.oid = objid
    JOIN pg_attribute ON attrelid = coalesce(adrelid, objid) AND attnum = coalesce(adnum, objsubid)
    WHERE classid IN ('pg_attrdef'::regclass, 'pg_class'::regclass) AND attgenerated <> ''
)
SELECT coalesce(pg_describe_object('pg_class'::regclass, nullif(typrelid, 0), 0),
                pg_describe_object(c.classid, c.objid, 0)) || coalesce(' of extension ' || extname, '') AS object,
       CASE WHEN extname IS NULL THEN remedy ELSE 'move hll' END AS "before the move"
FROM conflicts AS c LEFT JOIN members AS m USING (classid, objid)
LEFT JOIN pg_type AS t ON c.classid = 'pg_type'::regclass AND t.oid = c.objid
WHERE extname IS DISTINCT FROM 'hll'
UNION ALL
SELECT pg_describe_object('pg_class'::regclass, relid, number), 'four arguments' FROM immutable_places
UNION ALL
SELECT pg_describe_object(classid, objid, objsubid), 'other type' FROM refused
ORDER BY 2, 1;
COMMIT;
