
-- Properties of the types and operators of postgresql-hll. ALTER TYPE knows neither INPUT nor PREFERRED, and
-- ALTER OPERATOR knows HASHES and COMMUTATOR only since PostgreSQL 17. ALTER TYPE writes the dependencies of the type
-- anew, also that on its input function.

UPDATE pg_catalog.pg_type SET typispreferred = true WHERE oid = 'hll'::regtype::oid;
ALTER TYPE hll SET (RECEIVE = hll_recv);
UPDATE pg_catalog.pg_type SET typinput = 'hll_hashval_in(cstring)'::regprocedure::oid
WHERE oid = 'hll_hashval'::regtype::oid;
ALTER TYPE hll_hashval SET (RECEIVE = hll_hashval_recv, SEND = hll_hashval_send);
DROP FUNCTION hll_hashval_in(cstring, oid, integer);

UPDATE pg_catalog.pg_operator SET oprcanhash = true
WHERE oid IN ('=(hll,hll)'::regoperator::oid, '=(hll_hashval,hll_hashval)'::regoperator::oid);
UPDATE pg_catalog.pg_operator SET oprcom = oid WHERE oid = '||(hll,hll)'::regoperator::oid;
UPDATE pg_catalog.pg_operator SET oprcom = '||(hll_hashval,hll)'::regoperator::oid
WHERE oid = '||(hll,hll_hashval)'::regoperator::oid;
UPDATE pg_catalog.pg_operator SET oprcom = '||(hll,hll_hashval)'::regoperator::oid
WHERE oid = '||(hll_hashval,hll)'::regoperator::oid;

-- Users' objects: refuses columns and domains that this extension can't have, makes indexes over changed results anew,
-- and warns of everything else that holds such results, or that a dump would write in vain.

DO $takeover$
DECLARE
  names text;
  place record;
BEGIN
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);

  -- A type modifier of postgresql-hll is log2m << 10 | regwidth << 7 | expthresh << 1 | sparseon. It had log2m 0 to 17
  -- and regwidth 0 to 7; regwidth 0 would be read as 8.
  SELECT string_agg(format('%s of type hll(%s,%s,..)', name, typmod >> 10, typmod >> 7 & 7), E'\n' ORDER BY name)
  INTO names
  FROM (SELECT pg_describe_object('pg_class'::regclass, attrelid, attnum), atttypid, atttypmod
        FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT pg_describe_object('pg_type'::regclass, oid, 0), typbasetype, typtypmod
        FROM pg_type WHERE typtype = 'd') AS typed (name, type, typmod)
  WHERE type IN (SELECT unnest(ARRAY[t.oid, typarray]) FROM pg_type AS t JOIN pg_depend ON objid = t.oid
                 JOIN pg_extension AS e ON e.oid = refobjid AND deptype = 'e'
                 WHERE classid = 'pg_type'::regclass AND refclassid = 'pg_extension'::regclass
                   AND extname = 'hll' AND typname = 'hll')
    AND typmod >= 0 AND (typmod >> 10 < 4 OR (typmod >> 7 & 7) = 0);
  IF names IS NOT NULL THEN
    RAISE EXCEPTION 'type hll can''t have these modifiers any longer: log2m below 4, or regwidth 0'
      USING ERRCODE = 'feature_not_supported', DETAIL = names,
      HINT = 'Put the files of postgresql-hll back, drop these or give them another type, and begin anew.';
  END IF;

  FOR place IN
    WITH RECURSIVE members AS (
      SELECT classid, objid, proname, pronargs
      FROM pg_depend JOIN pg_extension AS e ON refclassid = 'pg_extension'::regclass AND e.oid = refobjid
      LEFT JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND p.oid = objid
      WHERE deptype = 'e' AND extname = 'hll'
    ), holders (classid, objid, objsubid, change, direct) AS (
      -- What gives other results now, and everything that is made from it. A view or a generated column stands for the
      -- objects that read it; "direct" are those that call one of the functions themselves.
      SELECT classid, objid, 0, CASE proname WHEN 'hll_empty' THEN 'arguments' ELSE 'result' END, true
      FROM members
      WHERE proname IN ('hll_cardinality', 'hll_card_unpacked', 'hll_floor_card_unpacked', 'hll_ceil_card_unpacked',
                        'hll_hash_any') OR proname = 'hll_empty' AND pronargs < 4
      UNION
      SELECT next.*, change, h.classid <> 'pg_class'::regclass
      FROM holders AS h JOIN pg_depend AS d
        ON refclassid = h.classid AND refobjid = h.objid AND (h.objsubid = 0 OR refobjsubid = h.objsubid)
           AND (change = 'result' OR (h.classid, h.objid) IN (SELECT classid, objid FROM members)),
        LATERAL (
          SELECT d.classid, d.objid, d.objsubid WHERE d.classid NOT IN ('pg_rewrite'::regclass, 'pg_attrdef'::regclass)
          UNION ALL
          SELECT 'pg_class'::regclass, ev_class, 0 FROM pg_rewrite JOIN pg_class AS c ON c.oid = ev_class
          WHERE d.classid = 'pg_rewrite'::regclass AND pg_rewrite.oid = d.objid AND relkind IN ('v', 'm')
          UNION ALL
          SELECT 'pg_class'::regclass, adrelid, adnum FROM pg_attrdef
          JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
          WHERE d.classid = 'pg_attrdef'::regclass AND pg_attrdef.oid = d.objid AND attgenerated <> '') AS next
      WHERE d.deptype IN ('n', 'a', 'i')
        AND h.classid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_class'::regclass)
    )
    SELECT DISTINCT change, pg_describe_object(h.classid, h.objid, h.objsubid) AS name,
           h.objid::regclass AS relation, relkind, conrelid, contypid, pg_get_expr(conbin, conrelid) AS condition,
           attgenerated, (SELECT quote_ident(min(s.attname)) FROM pg_attrdef
             JOIN pg_depend AS r ON r.classid = 'pg_attrdef'::regclass AND r.objid = pg_attrdef.oid
             JOIN pg_attribute AS s ON r.refobjid = s.attrelid AND r.refobjsubid = s.attnum
             WHERE adrelid = h.objid AND adnum = h.objsubid AND s.attrelid = adrelid AND s.attgenerated = '') AS source
    FROM holders AS h
    LEFT JOIN pg_class AS c ON h.classid = 'pg_class'::regclass AND c.oid = h.objid
    LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = h.objsubid AND h.objsubid > 0
    LEFT JOIN pg_constraint AS k ON h.classid = 'pg_constraint'::regclass AND k.oid = h.objid
      AND contype = 'c' AND coninhcount = 0
    WHERE NOT coalesce(pg_is_other_temp_schema(relnamespace), false)
      AND (relkind = 'i' AND direct OR relkind = 'p' AND direct AND h.objsubid = 0
           OR attgenerated = 's' AND NOT relispartition
           OR change = 'result' AND (relkind = 'm' AND h.objsubid = 0 OR k.oid IS NOT NULL))
    ORDER BY name
  LOOP
    IF place.change = 'arguments' THEN
      RAISE WARNING '% calls hll_empty() with less than four arguments, which depends on settings now', place.name
        USING DETAIL = 'A dump of it can''t be restored.',
        HINT = 'Make it anew with all four arguments, as in hll_empty(11, 5, -1, 1).';
    ELSIF place.relkind = 'i' THEN
      RAISE INFO '% is made anew, because its results have changed', place.name;
      EXECUTE format('REINDEX INDEX %s', place.relation);
    ELSIF place.relkind = 'm' THEN
      RAISE WARNING '% holds results of postgresql-hll', place.name
        USING HINT = format('REFRESH MATERIALIZED VIEW %s;', place.relation);
    ELSIF place.relkind = 'p' AND place.source IS NULL AND place.attgenerated IS NULL THEN
      RAISE WARNING 'rows of % may be in a wrong partition now', place.name
        USING DETAIL = 'Its partition key has changed.', HINT = 'Move its rows to a new table.';
    ELSIF place.condition IS NOT NULL THEN
      RAISE WARNING 'values may violate % now', place.name
        USING HINT = CASE place.conrelid
          WHEN 0 THEN format('Look for values of %s with NOT %s.', place.contypid::regtype, place.condition)
          ELSE format('SELECT * FROM %s WHERE NOT %s;', place.conrelid::regclass, place.condition) END;
    ELSE
      RAISE WARNING '% holds results of postgresql-hll', place.name
        USING HINT = format('UPDATE %s SET %s = %2$s;', place.relation, place.source);
    END IF;
  END LOOP;
END
$takeover$;
