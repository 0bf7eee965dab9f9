-- INSERT .. SELECT of roll-ups: pushed, pulled and repartitioned
CREATE TABLE by_tenant (tenant int, day int, users hll(12), seen bloom, n bigint, PRIMARY KEY (tenant, day));
CREATE TABLE by_site (site text, users hll(12), seen bloom, n bigint);
CREATE TABLE by_day (day int, tenant int, users hll(12));
--citus SELECT create_distributed_table('by_tenant', 'tenant', colocate_with => 'events');
--citus SELECT create_distributed_table('by_site', 'site');
--citus SELECT create_distributed_table('by_day', 'day');
--citus CREATE TEMP TABLE methods (method text);
--citus CREATE FUNCTION pg_temp.method(query text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE line text; BEGIN FOR line IN EXECUTE 'EXPLAIN ' || query LOOP IF line ~ 'INSERT/SELECT method|Task Count' THEN RETURN trim(line); END IF; END LOOP; RAISE 'no method'; END $$;
--citus DO $$ BEGIN ASSERT pg_temp.method('INSERT INTO by_tenant SELECT tenant, id_of_row % 5, hll_agg(i, 12) FROM events GROUP BY 1, 2') ~ 'Task Count: 8'; END $$;
--citus DO $$ BEGIN ASSERT pg_temp.method('INSERT INTO by_site SELECT site, hll_add_agg(h, 12) FROM events GROUP BY site') ~ 'pull to coordinator'; END $$;
--citus DO $$ BEGIN ASSERT pg_temp.method('INSERT INTO by_day SELECT id_of_row % 5, tenant, hll_agg(i, 12) FROM events GROUP BY 1, 2') ~ 'repartition'; END $$;
INSERT INTO by_tenant SELECT tenant, id_of_row % 5, hll_agg(i, 12), bloom_agg(t, 1000, 0.01), approx_count_distinct(i) FROM events GROUP BY 1, 2;
SELECT * FROM by_tenant ORDER BY tenant, day;
INSERT INTO by_site SELECT site, hll_add_agg(h, 12), bloom_union_agg(f), hll_cardinality(hll_add_agg(hll_hash(i)))::bigint FROM events GROUP BY site;
SELECT * FROM by_site ORDER BY site;
INSERT INTO by_day SELECT id_of_row % 5, tenant, hll_agg(i, 12) FROM events GROUP BY 1, 2;
SELECT * FROM by_day ORDER BY day, tenant;
SELECT day, hll_union_agg(users), bloom_union_agg(seen), sum(n) FROM by_tenant GROUP BY day ORDER BY day;
SELECT hll_union_agg(users), bloom_union_agg(seen), hll_union_count(users) FROM by_tenant;
WITH totals AS (SELECT tenant, hll_union_agg(users) AS users FROM by_day GROUP BY tenant)
SELECT tenant, # users FROM totals WHERE # users > (SELECT avg(# users) FROM totals) ORDER BY tenant;
CREATE MATERIALIZED VIEW totals AS SELECT day, hll_union_agg(users) AS users FROM by_day GROUP BY day;
SELECT * FROM totals ORDER BY day;
