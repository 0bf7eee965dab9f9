-- Reference tables: sketches and filters in them, joins, changes
CREATE TABLE audiences (name text PRIMARY KEY, users hll(12), seen bloom);
--citus SELECT create_reference_table('audiences');
INSERT INTO audiences SELECT 'every ' || k, (SELECT hll_agg(i * k, 12) FROM generate_series(1, 200) AS i), (SELECT bloom_agg(i * k, 1000, 0.01) FROM generate_series(1, 200) AS i)
FROM generate_series(1, 5) AS k;
UPDATE audiences SET users = users || hll_hash('é'::text) WHERE name = 'every 3';
SELECT * FROM audiences ORDER BY name;
SELECT name, hll_add_agg(h, 12), count(*) FROM events JOIN audiences ON seen @> i GROUP BY name ORDER BY name;
SELECT name, hll_add_agg(h, 12) FROM events JOIN audiences ON seen @> i WHERE tenant = 7 GROUP BY name ORDER BY name;
SELECT name, hll_union_agg(users || u) FROM events CROSS JOIN audiences GROUP BY name ORDER BY name;
SELECT tenant, name, hll_intersection(s.u, users) FROM (SELECT tenant, hll_agg(i, 12) AS u FROM events GROUP BY tenant) AS s CROSS JOIN audiences ORDER BY tenant, name;
SELECT hll_union_agg(users), bloom_union_agg(seen) FROM audiences;
