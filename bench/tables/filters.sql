-- 1,000,000 bigints, the first hundredth of which are x of the events; and two filters: one of all
-- of them, and one of 100 MB, most of which is empty.
CREATE TABLE keys (x bigint NOT NULL);
INSERT INTO keys
SELECT hashint8extended(i, 0)
FROM generate_series(least(:rows, 1048576)::bigint * 99 / 100, least(:rows, 1048576)::bigint * 99 / 100 + 999999) AS i;
VACUUM (FREEZE, ANALYZE) keys;

CREATE TABLE filters (name text NOT NULL, filter bloom NOT NULL);
INSERT INTO filters SELECT 'keys', bloom_agg(x, 1000000, 0.01) FROM keys;
INSERT INTO filters SELECT 'large', bloom_agg(x, 84000000, 0.01) FROM keys;

-- Returns the first filter, from memory: as a constant of the plan.
CREATE FUNCTION keys_filter() RETURNS bloom LANGUAGE sql IMMUTABLE
RETURN (SELECT substr(filter::bytea, 1)::bloom FROM filters WHERE name = 'keys');

-- Executes a statement anew for each of n elements $1, and returns how often it is true.
CREATE FUNCTION times_true(n integer, statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    element bigint;
    found boolean;
    times bigint := 0;
BEGIN
    FOR element IN SELECT x FROM keys LIMIT n LOOP
        EXECUTE statement INTO found USING element;
        times := times + found::integer;
    END LOOP;
    RETURN times;
END
$$;
