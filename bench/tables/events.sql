-- Events: up to 1,048,576 distinct x in random order; k1 with 1,000 groups; k2 with groups of ten
-- rows that lie far apart; and t, which is x as a text of 12 bytes.
CREATE TABLE events (x bigint NOT NULL, k1 integer NOT NULL, k2 integer NOT NULL, t text NOT NULL);
INSERT INTO events
SELECT x, i % 1000, i * 611953 % (:rows / 10), substr(lpad(to_hex(x), 16, '0'), 5)
FROM generate_series(0::bigint, :rows - 1) AS i, LATERAL (SELECT hashint8extended(i % 1048576, 0)) AS hash (x);

-- Exact statistics let the planner know the number of groups; it need not guess from a sample.
ALTER TABLE events ALTER k2 SET (n_distinct = -0.1);
