-- 1,500,000 readings in the order of n, of 500,000 distinct x.
CREATE TABLE readings (n integer PRIMARY KEY, x integer NOT NULL);
INSERT INTO readings SELECT i, hashint4extended(i % 500000, 0)::bit(32)::integer FROM generate_series(1, 1500000) AS i;

-- Returns the sum of an expression over the window w, the last `frame` readings. work_mem has room for the rows of a
-- frame, which PostgreSQL keeps for any moving aggregate.
CREATE FUNCTION rolling(expression text, frame integer) RETURNS numeric LANGUAGE plpgsql SET work_mem = '256MB' AS $$
DECLARE
    total numeric;
BEGIN
    EXECUTE format('SELECT sum(v) FROM (SELECT %s AS v FROM readings WINDOW w AS (ORDER BY n ROWS %s PRECEDING)) AS r',
        expression, frame - 1) INTO total;
    RETURN total;
END
$$;
