-- Columnar tables
CREATE TABLE archive (LIKE events) USING columnar;
--citus SELECT create_distributed_table('archive', 'tenant', colocate_with => 'events');
INSERT INTO archive SELECT * FROM events;
SELECT site, hll_union_agg(u), hll_add_agg(h), bloom_union_agg(f) FROM archive GROUP BY site ORDER BY site;
SELECT tenant, approx_count_distinct(t), bloom_agg(id, 1000, 0.01) FROM archive GROUP BY tenant ORDER BY tenant;
SELECT id_of_row, h, u, mixed, f FROM archive WHERE id_of_row % 97 = 0 ORDER BY id_of_row;
