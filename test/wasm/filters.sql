-- Filters of all forms and of elements of each type, and what the server says of them, for filters.mjs.
SET TimeZone = 'UTC';
CREATE TABLE sizes AS
SELECT row_number() OVER () AS id, n, fpr FROM unnest('{0, 1, 2, 3, 30, 200, 1000, 5000}'::int[]) AS n, unnest('{0.5, 0.1, 0.01, 0.000001}'::float8[]) AS fpr;

CREATE FUNCTION element(type text, i bigint) RETURNS text LANGUAGE sql AS $$
SELECT CASE type
  WHEN 'bigint' THEN (i * 1000000007 - 7)::text WHEN 'integer' THEN (i * 3 - 1000)::text WHEN 'smallint' THEN (i - 100)::text
  WHEN 'float8' THEN (i * 0.37 - 3)::float8::text WHEN 'text' THEN repeat('ü', (i % 9)::int) || i WHEN 'bytea' THEN int8send(i * i)::text
  WHEN 'uuid' THEN md5(i::text)::uuid::text WHEN 'date' THEN ('1900-01-01'::date + (i * 37)::int)::text
  WHEN 'timestamptz' THEN to_char('1970-01-01Z'::timestamptz + i * interval '1 hour 1.234 s', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  WHEN 'boolean' THEN CASE WHEN i % 2 = 0 THEN 't' ELSE 'f' END WHEN 'hll_hashval' THEN hll_hash(i)::bigint::text END
$$;

CREATE TABLE filters (type text, n int, filter bloom);
DO $$
DECLARE type text;
BEGIN
  FOREACH type IN ARRAY '{bigint, integer, smallint, float8, text, bytea, uuid, date, timestamptz, boolean, hll_hashval}'::text[] LOOP
    EXECUTE format('INSERT INTO filters SELECT %L, n, bloom_agg(element(%1$L, i)%s, n + 1, fpr) FROM sizes, generate_series(1, n) AS i GROUP BY id, n, fpr',
                   type, CASE WHEN type = 'hll_hashval' THEN '::bigint::hll_hashval' ELSE '::' || type END);
  END LOOP;
END $$;
INSERT INTO filters SELECT 'bigint', 10, bloom_empty(n + 1, fpr) FROM sizes;
INSERT INTO filters SELECT 'bigint', 10, bloom_agg(NULL::bigint);

CREATE FUNCTION contains(filter bloom, type text, element text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE answer boolean;
BEGIN
  EXECUTE format('SELECT $1 @> $2%s::%s', CASE WHEN type = 'hll_hashval' THEN '::bigint' ELSE '' END, type) INTO answer USING filter, element;
  RETURN answer;
END $$;

SELECT encode(filter::bytea, 'hex'), i.form, i.kind, i.capacity, i.target_fpr, i.blocks, i.probes, i.fill, i.cardinality, i.fpr, type,
       (SELECT string_agg(element(type, e) || ',' || contains(filter, type, element(type, e)), ' ')
        FROM generate_series(1, 2 * n, 1 + n / 20) AS e)
FROM filters, bloom_info(filter) AS i;
