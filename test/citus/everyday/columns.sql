-- Type modifiers, defaults, generated columns and checks
CREATE TABLE daily (
  tenant int, day date DEFAULT '2024-01-01',
  users hll(12, 6) DEFAULT hll_empty(12, 6),
  n bigint GENERATED ALWAYS AS (hll_cardinality(users)::bigint) STORED,
  seen bloom(1000, 0.01) DEFAULT bloom_empty(1000, 0.01),
  last hll_hashval DEFAULT hll_hash_integer(7),
  PRIMARY KEY (tenant, day), CHECK (hll_log2m(users) = 12)
);
--citus SELECT create_distributed_table('daily', 'tenant');
INSERT INTO daily (tenant) SELECT generate_series(1, 30);
-- fails
INSERT INTO daily (tenant, users) VALUES (31, hll_empty(11) || hll_hash_integer(1));
-- fails
INSERT INTO daily (tenant, seen) VALUES (31, bloom_add(bloom_empty(2000, 0.01), 1));
-- fails
UPDATE daily SET seen = bloom_add(bloom_empty(2000, 0.01), 1) WHERE tenant = 3;
INSERT INTO daily (tenant, users, seen, last) VALUES (32, hll_empty(12, 6) || hll_hash_text('é'), bloom_add(bloom_empty(1000, 0.01), 'é'), hll_hash_integer(5))
RETURNING users, n, seen, last;
UPDATE daily SET users = users || hll_hash_integer(tenant), seen = bloom_add(seen, tenant) WHERE tenant % 3 = 0;
UPDATE daily SET users = hll_union(users, hll_empty(12, 6) || last) WHERE tenant = 3 RETURNING n, # users;
ALTER TABLE daily ADD COLUMN more hll(10) DEFAULT hll_empty(10);
ALTER TABLE daily ADD COLUMN filter bloom;
UPDATE daily SET more = hll_add_all(more, ARRAY[tenant, 1000 + tenant]), filter = bloom_add(bloom_empty(tenant), tenant);
ALTER TABLE daily ALTER more TYPE hll(11) USING hll_empty(11);
CREATE INDEX daily_n ON daily (hll_cardinality(users));
CREATE UNIQUE INDEX daily_bytes ON daily (tenant, (md5(users::text)), day);
SELECT * FROM daily ORDER BY tenant;
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'daily'::regclass AND attnum > 0 ORDER BY attnum;
SELECT tenant, # users, filter @> tenant, bloom_cardinality(seen) FROM daily WHERE filter @> tenant AND users <> hll_empty(12, 6) ORDER BY tenant;
COPY daily (tenant, users, seen, last, more, filter) TO PROGRAM 'cat > daily.copy' (FORMAT binary);
TRUNCATE daily;
COPY daily (tenant, users, seen, last, more, filter) FROM PROGRAM 'cat daily.copy; rm daily.copy' (FORMAT binary);
SELECT * FROM daily ORDER BY tenant;
SELECT DISTINCT more FROM daily ORDER BY more;
SELECT users, count(*) FROM daily GROUP BY users ORDER BY users;
DELETE FROM daily WHERE # users = 0;
SELECT count(*), count(DISTINCT last) FROM daily;
