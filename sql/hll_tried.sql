-- What people try without having read the manual: the errors that they get, what they must write
-- instead, and what raises no error but means something else. REFERENCE.md has the same rows, and
-- t/reference.t compares them.
\pset format unaligned
\pset tuples_only on

CREATE TABLE visits (user_id bigint, name text, users hll, other hll, seen bloom);
INSERT INTO visits
SELECT i, 'visitor' || i, hll_empty() || hll_hash(i), hll_empty() || hll_hash(i % 5), bloom_empty(10)
FROM generate_series(1::bigint, 9) AS i;

CREATE TEMP TABLE tried (expression text, error text, instead text);
INSERT INTO tried VALUES
  ('hll_add_agg(user_id)', '42883: function hll_add_agg(bigint) does not exist', 'hll_agg(user_id)'),
  ('hll_add_agg(''alice'')', '22P02: invalid input syntax for type bigint: "alice"', 'hll_add_agg(hll_hash(''alice''))'),
  ('hll_union_agg(user_id)', '42883: function hll_union_agg(bigint) does not exist', 'hll_agg(user_id)'),
  ('hll_add(users, 5)', '42883: function hll_add(hll, integer) does not exist', 'hll_add(users, hll_hash(5))'),
  ('hll_add(users, ''alice'')', '22P02: invalid input syntax for type bigint: "alice"', 'hll_add(users, hll_hash(''alice''))'),
  ('users || 5', '42883: operator does not exist: hll || integer', 'users || hll_hash(5)'),
  ('users || ''alice''', '22P02: invalid value for type hll', 'users || hll_hash(''alice'')'),
  ('user_id::hll', '42846: cannot cast type bigint to hll', 'hll_empty() || hll_hash(user_id)'),
  ('sum(users)', '42883: function sum(hll) does not exist', 'hll_union_count(users)'),
  ('avg(users)', '42883: function avg(hll) does not exist', 'avg(#users)'),
  ('max(users)', '42883: function max(hll) does not exist', 'max(#users)'),
  ('round(users)', '42883: function round(hll) does not exist', 'round(#users)'),
  ('users::bigint', '42846: cannot cast type hll to bigint', 'round(#users)::bigint'),
  ('users = 5', '42883: operator does not exist: hll = integer', '#users = 5'),
  ('users > 5', '42883: operator does not exist: hll > integer', '#users > 5'),
  ('#users / #other', '42883: operator does not exist: hll / double precision', 'hll_cardinality(users) / hll_cardinality(other)'),
  ('hll_cardinality(user_id)', '42883: function hll_cardinality(bigint) does not exist', 'approx_count_distinct(user_id)'),
  ('users && other', '42883: operator does not exist: hll && hll', 'hll_intersection(users, other)'),
  ('users & other', '42883: operator does not exist: hll & hll', 'hll_intersection(users, other)'),
  ('users - other', '42883: operator does not exist: hll - hll', 'hll_difference(users, other)'),
  ('users + other', '42883: operator does not exist: hll + hll', 'users || other'),
  ('users @> 5', '42883: operator does not exist: hll @> integer', 'seen @> 5'),
  ('seen || 5', '42883: operator does not exist: bloom || integer', 'bloom_add(seen, 5)'),
  ('hll_hash(user_id, name)', '42883: function hll_hash(bigint, text) does not exist', 'hll_hash((user_id, name))'),
  ('approx_count_distinct(user_id, name)', '42883: function approx_count_distinct(bigint, text) does not exist', 'approx_count_distinct((user_id, name))');

-- Lists the rows with another error, and those whose correction raises one.
SELECT expression, got, of_instead
FROM tried, test.error(format('SELECT %s FROM visits', expression)) AS got,
     test.error(format('SELECT %s FROM visits', instead)) AS of_instead
WHERE split_part(got, E'\n', 1) <> error OR of_instead NOT LIKE 'no error%';

-- No error: the column "means" must be what the expression gives.
CREATE TEMP TABLE misread (expression text, means text, instead text);
INSERT INTO misread VALUES
  ('count(users)', 'count(*) FILTER (WHERE users IS NOT NULL)', 'hll_union_count(users)'),
  ('count(DISTINCT users)', 'count(DISTINCT users::bytea)', 'hll_union_count(users)'),
  ('approx_count_distinct(users)', 'count(DISTINCT users)', 'hll_union_count(users)'),
  ('sum(#users)', 'count(*)', 'hll_union_count(users)'),
  ('array_agg(users ORDER BY users)', 'array_agg(users ORDER BY users::bytea)', 'array_agg(users ORDER BY #users)'),
  ('users || name', 'users::text || name', 'users || hll_hash(name)'),
  ('hll_add(users, ''5'')', 'users || 5::hll_hashval', 'hll_add(users, hll_hash(5))'),
  ('users || user_id::hll_hashval', 'users || hll_hashval(user_id)', 'users || hll_hash(user_id)');
CREATE FUNCTION pg_temp.result(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  EXECUTE format('SELECT string_agg(r::text, '','') FROM (SELECT %s FROM visits) AS v (r)', expression) INTO result;
  RETURN result;
END $$;
SELECT expression, pg_temp.result(expression), pg_temp.result(means)
FROM misread, test.error(format('SELECT %s FROM visits', instead)) AS of_instead
WHERE pg_temp.result(expression) IS DISTINCT FROM pg_temp.result(means) OR of_instead NOT LIKE 'no error%';

-- The text that users || name gives can't be stored in a sketch.
SELECT test.error('UPDATE visits SET users = users || name');

DROP TABLE visits;
