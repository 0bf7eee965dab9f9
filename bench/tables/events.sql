-- Events: up to 1,048,576 distinct x in no order, 1,000 groups k1, groups k2 of ten rows that lie far apart, and
-- x once more as a text t of 12 bytes.
CREATE TABLE events (x bigint NOT NULL, k1 integer NOT NULL, k2 integer NOT NULL, t text NOT NULL);
INSERT INTO events
SELECT x, i % 1000, i * 611953 % (:rows / 10), substr(lpad(to_hex(x), 16, '0'), 5)
FROM generate_series(0::bigint, :rows - 1) AS i, LATERAL (SELECT hashint8extended(i % 1048576, 0)) AS hash (x);

-- The planner is to know the groups, rather than to guess them from a sample.
ALTER TABLE events ALTER k2 SET (n_distinct = -0.1);
