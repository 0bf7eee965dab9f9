-- What the planner expects of bloom_contains, bloom_contained and their operators: about the share
-- of rows that pass if the filter is known, a tenth if it isn't. The limits are loose.
\pset format unaligned
\pset tuples_only on

CREATE TABLE visits AS SELECT i AS visitor, i % 100 AS page, 'v' || i AS name, i % 2 = 0 AS even FROM generate_series(1, 10000) AS i;
CREATE TABLE filters (id integer, f bloom);
INSERT INTO filters VALUES (1, (SELECT bloom_agg(i) FROM generate_series(1, 1000) AS i)), (2, bloom_empty(10)), (3, NULL);
ANALYZE visits, filters;
SELECT f AS thousand FROM filters WHERE id = 1 \gset
SELECT bloom_agg('v' || i) AS names FROM generate_series(1, 500) AS i \gset
SELECT bloom_agg(i, 100, 0.5) AS poor FROM generate_series(1, 100) AS i \gset
SELECT bloom_add_all(bloom_empty(1, 0.5), ARRAY(SELECT generate_series(1, 3000))) AS all_set \gset

CREATE TEMP TABLE conditions (least float8, most float8, condition text);
INSERT INTO conditions VALUES
  -- A constant filter: 1,000 of 10,000 visitors pass, and the false positives; all of 100 pages
  -- pass.
  (900, 1300, format('%L::bloom @> visitor', :'thousand')), (900, 1300, format('visitor <@ %L::bloom', :'thousand')),
  (900, 1300, format('bloom_contains(%L, visitor)', :'thousand')), (8700, 9100, format('NOT bloom_contains(%L, visitor)', :'thousand')),
  (8700, 9100, format('NOT visitor <@ %L::bloom', :'thousand')), (9900, 10000, format('%L::bloom @> page', :'thousand')),
  (900, 1300, format('bloom_contained(visitor, %L)', :'thousand')), (8700, 9100, format('NOT bloom_contained(visitor, %L)', :'thousand')),
  (400, 650, format('bloom_contained(name, %L)', :'names')), (0, 0, 'bloom_contained(visitor, NULL)'),
  (400, 650, format('%L::bloom @> name', :'names')), (400, 650, format('%L::bloom @> name::text', :'names')),
  (1000, 6000, format('%L::bloom @> visitor', :'poor')), (10000, 10000, format('%L::bloom @> visitor', :'all_set')),
  (400, 700, format('%L::bloom @> visitor AND even', :'thousand')),
  (900, 10000, format('%L::bloom @> (visitor + 1)', :'thousand')),
  -- A filter that holds nothing, or NULL.
  (1, 1, 'bloom_empty(10) @> visitor'), (9990, 10000, 'NOT bloom_contains(bloom_empty(10), visitor)'),
  (0, 0, 'NULL::bloom @> visitor'), (0, 0, 'bloom_contains(NULL, visitor)'),
  (1, 1, 'bloom_add(bloom_empty(10), 1) @> visitor'),
  -- The filter of an InitPlan isn't known.
  (800, 1200, '(SELECT f FROM filters WHERE id = 1) @> visitor'), (800, 1200, 'visitor <@ (SELECT f FROM filters WHERE id = 1)'),
  (800, 1200, 'bloom_contains((SELECT f FROM filters WHERE id = 1), visitor)'),
  (8800, 9200, 'NOT bloom_contains((SELECT f FROM filters WHERE id = 1), visitor)'),
  -- A constant element.
  (0, 10000, format('%L::bloom @> 5', :'thousand'));
SELECT left(condition, 20) || '...' || right(condition, 20), expected FROM conditions, test.expected_rows('SELECT FROM visits WHERE ' || condition) AS expected
WHERE expected NOT BETWEEN least AND most;
-- Joins: a tenth of all pairs.
SELECT condition, expected FROM (VALUES ('f @> visitor'), ('visitor <@ f'), ('bloom_contains(f, visitor)'), ('bloom_contained(visitor, f)')) AS v (condition),
     test.expected_rows('SELECT FROM visits JOIN filters ON ' || condition) AS expected WHERE expected NOT BETWEEN 2000 AND 4000;
SELECT condition, expected FROM (VALUES ('f @> 5'), ('5 <@ f'), ('bloom_contains(f, 5)')) AS v (condition),
     test.expected_rows('SELECT FROM filters WHERE ' || condition) AS expected WHERE expected NOT BETWEEN 1 AND 3;
-- The filter in a parameter is known in a custom plan, and not in a generic plan.
PREPARE known (bloom) AS SELECT FROM visits WHERE $1 @> visitor;
SET plan_cache_mode = force_custom_plan;
SELECT test.expected_rows(format('EXECUTE known (%L)', :'thousand')) BETWEEN 900 AND 1300;
SET plan_cache_mode = force_generic_plan;
SELECT test.expected_rows(format('EXECUTE known (%L)', :'thousand')) BETWEEN 800 AND 1200;
RESET plan_cache_mode;
-- No error without statistics, for an empty table, for conditions of a JOIN that concern one side,
-- or for a wrong kind.
CREATE TABLE unknown (e integer);
SELECT test.expected_rows(format('SELECT FROM unknown WHERE %L::bloom @> e', :'thousand')) > 0,
       test.expected_rows(format('SELECT FROM visits LEFT JOIN unknown ON bloom_contains(%L, visitor)', :'thousand')) > 0,
       test.expected_rows(format('SELECT FROM visits WHERE bloom_contains(%L, name)', :'thousand')) > 0,
       test.expected_rows(format('SELECT FROM visits WHERE EXISTS (SELECT FROM unknown WHERE %L::bloom @> visitor)', :'thousand')) > 0;
-- Users may name the estimators for operators of other types or of one operand, and the support
-- function for functions with other arguments. No argument that isn't a filter may be read as one.
CREATE FUNCTION pg_temp.never(bigint, bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END';
CREATE FUNCTION pg_temp.never(text, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END';
CREATE FUNCTION pg_temp.never(bytea, bytea) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END';
CREATE FUNCTION pg_temp.never(bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END';
CREATE FUNCTION pg_temp.never() RETURNS boolean LANGUAGE plpgsql STABLE AS 'BEGIN RETURN false; END';
CREATE FUNCTION pg_temp.never(bigint, bloom, bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END';
DO $$
DECLARE
  estimator text;
  name text;
  types text;
BEGIN
  FOR estimator, name IN VALUES ('bloom_contains_sel', '===='), ('bloom_contained_sel', '<===') LOOP
    FOREACH types IN ARRAY ARRAY['bigint', 'text', 'bytea'] LOOP
      EXECUTE format('CREATE OPERATOR pg_temp.%2$s (LEFTARG = %1$s, RIGHTARG = %1$s, FUNCTION = pg_temp.never,
                      RESTRICT = %3$s, JOIN = bloom_joinsel)', types, name, estimator);
    END LOOP;
    EXECUTE format('CREATE OPERATOR pg_temp.!%s (RIGHTARG = bigint, FUNCTION = pg_temp.never, RESTRICT = %s)', name, estimator);
  END LOOP;
  FOREACH types IN ARRAY ARRAY['bigint, bigint', 'text, text', 'bytea, bytea', 'bigint', '', 'bigint, bloom, bigint'] LOOP
    EXECUTE format('ALTER FUNCTION pg_temp.never(%s) SUPPORT bloom_contains_support', types);
  END LOOP;
END $$;
SELECT condition, expected
FROM (VALUES ('4096::bigint OPERATOR(pg_temp.====) visitor'), ('visitor OPERATOR(pg_temp.====) 4096::bigint'),
        ('4096::bigint OPERATOR(pg_temp.<===) visitor'), ('visitor OPERATOR(pg_temp.<===) 4096::bigint'),
        ('(-1)::bigint OPERATOR(pg_temp.====) visitor'), ('NULL::bigint OPERATOR(pg_temp.====) visitor'),
        ($q$repeat('x', 100) OPERATOR(pg_temp.====) name$q$), ($q$name OPERATOR(pg_temp.<===) 'x'::text$q$),
        ($q$'\x0102'::bytea OPERATOR(pg_temp.====) name::bytea$q$), ($q$name::bytea OPERATOR(pg_temp.<===) '\x0102'::bytea$q$),
        ('OPERATOR(pg_temp.!====) visitor'), ('OPERATOR(pg_temp.!====) 4096::bigint'), ('OPERATOR(pg_temp.!<===) visitor'),
        ('pg_temp.never(4096, visitor)'), ('pg_temp.never(visitor)'), ($q$pg_temp.never('a'::text, name)$q$),
        ('pg_temp.never()'), ('pg_temp.never(visitor, bloom_empty(10), 5)'), ($q$pg_temp.never('\x01'::bytea, name::bytea)$q$))
  AS v (condition), test.expected_rows('SELECT FROM visits WHERE ' || condition) AS expected
WHERE expected NOT BETWEEN 0 AND CASE condition WHEN 'pg_temp.never()' THEN 10000 ELSE 1100 END;
SELECT test.expected_rows('SELECT FROM visits AS a JOIN visits AS b ON a.visitor::bigint OPERATOR(pg_temp.====) b.visitor::bigint') > 0;
-- Values of a domain over bloom are filters.
CREATE DOMAIN filter_domain AS bloom;
SELECT test.expected_rows(format('SELECT FROM visits WHERE %L::filter_domain @> visitor', :'thousand')) BETWEEN 900 AND 1300;
DROP DOMAIN filter_domain;
DROP TABLE visits, filters, unknown;
