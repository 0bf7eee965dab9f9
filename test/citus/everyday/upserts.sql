-- ON CONFLICT with ||, hll_union and hll_add
CREATE TABLE counted (tenant int, day int, users hll(12), seen bloom(1000, 0.01), PRIMARY KEY (tenant, day));
--citus SELECT create_distributed_table('counted', 'tenant', colocate_with => 'events');
INSERT INTO counted SELECT tenant, 1, hll_agg(i, 12), bloom_agg(i, 1000, 0.01) FROM events WHERE id_of_row % 2 = 0 GROUP BY tenant;
INSERT INTO counted SELECT tenant, 1, hll_agg(i, 12), bloom_agg(i, 1000, 0.01) FROM events WHERE id_of_row % 3 = 0 GROUP BY tenant
ON CONFLICT (tenant, day) DO UPDATE SET users = counted.users || excluded.users, seen = counted.seen || excluded.seen;
SELECT * FROM counted ORDER BY tenant;
INSERT INTO counted SELECT tenant, 1, hll_agg(i, 12), bloom_agg(i, 1000, 0.01) FROM events WHERE id_of_row % 5 = 0 GROUP BY tenant
ON CONFLICT (tenant, day) DO UPDATE SET users = hll_union(counted.users, excluded.users), seen = bloom_union(counted.seen, excluded.seen)
WHERE hll_union_changes(counted.users, excluded.users);
SELECT * FROM counted ORDER BY tenant;
INSERT INTO counted (tenant, day, users) VALUES (5, 1, hll_empty(12) || hll_hash_integer(1)), (41, 1, hll_empty(12) || hll_hash_integer(2))
ON CONFLICT (tenant, day) DO UPDATE SET users = counted.users || excluded.users;
INSERT INTO counted AS c (tenant, day, users) VALUES (7, 1, hll_empty(12))
ON CONFLICT (tenant, day) DO UPDATE SET users = hll_add(c.users, hll_hash('é'::text)) WHERE hll_add_changes(c.users, hll_hash('é'::text)) RETURNING # users;
INSERT INTO counted AS c (tenant, day, users) VALUES (7, 1, hll_empty(12))
ON CONFLICT (tenant, day) DO UPDATE SET users = hll_add(c.users, hll_hash('é'::text)) WHERE hll_add_changes(c.users, hll_hash('é'::text)) RETURNING # users;
PREPARE add (int, int) AS INSERT INTO counted AS c (tenant, day, users) VALUES ($1, 2, hll_empty(12) || hll_hash_integer($2))
ON CONFLICT (tenant, day) DO UPDATE SET users = c.users || excluded.users RETURNING # users;
EXECUTE add(1, 1); EXECUTE add(1, 2); EXECUTE add(1, 3); EXECUTE add(1, 3); EXECUTE add(2, 1); EXECUTE add(1, 4); EXECUTE add(1, 5);
SELECT * FROM counted ORDER BY tenant, day;
