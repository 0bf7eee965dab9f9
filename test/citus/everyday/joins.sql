-- Joins of sketches: co-located, repartitioned, and subqueries
CREATE TABLE before (tenant int PRIMARY KEY, users hll(12), seen bloom);
CREATE TABLE after (tenant int PRIMARY KEY, users hll(12), place int);
--citus SELECT create_distributed_table('before', 'tenant', colocate_with => 'events');
--citus SELECT create_distributed_table('after', 'tenant', colocate_with => 'events');
INSERT INTO before SELECT tenant, hll_agg(i, 12), bloom_agg(i, 1000, 0.01) FROM events WHERE id_of_row < 4000 GROUP BY tenant;
INSERT INTO after SELECT tenant, hll_agg(i, 12), (tenant * 7) % 40 FROM events WHERE id_of_row > 2000 GROUP BY tenant;
SELECT tenant, b.* FROM before JOIN after USING (tenant) CROSS JOIN LATERAL hll_intersection_bounds(before.users, after.users) AS b ORDER BY tenant;
SELECT tenant, (hll_intersection_bounds(before.users, after.users)).* FROM before JOIN after USING (tenant) ORDER BY tenant;
SELECT tenant, hll_jaccard(before.users, after.users), hll_union_cardinality(before.users, after.users), hll_difference(before.users, after.users)
FROM before JOIN after USING (tenant) ORDER BY tenant;
SELECT sum(hll_intersection(before.users, after.users)) > 0, hll_union_agg(before.users || after.users) FROM before JOIN after USING (tenant);
--citus SET citus.enable_repartition_joins = on;
SELECT after.place, hll_union_agg(before.users) FROM before JOIN after ON before.tenant = after.place GROUP BY after.place ORDER BY 1;
SELECT site, hll_add_agg(h, 12) FROM events JOIN before USING (tenant) WHERE seen @> i GROUP BY site ORDER BY site;
SELECT e.tenant, count(*) FROM events AS e WHERE i IN (SELECT i FROM events WHERE hll_log2m(mixed) = 11) GROUP BY e.tenant ORDER BY 1;
SELECT hll_intersection(a.users, b.users) FROM (SELECT hll_union_agg(users) AS users FROM before) AS a, (SELECT hll_union_agg(users) AS users FROM after) AS b;
