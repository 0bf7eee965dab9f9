-- Windows, partitioned by the distribution column and not
SELECT tenant, id_of_row, hll_union_agg(u) OVER w, hll_add_agg(h, 12) OVER w, bloom_union_agg(f) OVER w, approx_count_distinct(t) OVER w
FROM events WHERE tenant < 8 WINDOW w AS (PARTITION BY tenant ORDER BY id_of_row ROWS 3 PRECEDING) ORDER BY 1, 2;
SELECT site, id_of_row, hll_union_agg(u) OVER w, approx_count_distinct(i) OVER w, bloom_agg(i, 1000, 0.01) OVER w
FROM events WHERE tenant < 3 WINDOW w AS (PARTITION BY site ORDER BY id_of_row ROWS 5 PRECEDING) ORDER BY 1, 2;
SELECT tenant, # hll_union_agg(hll_union_agg(u)) OVER (ORDER BY tenant ROWS 6 PRECEDING) FROM events GROUP BY tenant ORDER BY tenant;
SELECT site, # hll_union_agg(hll_add_agg(h, 12)) OVER (ORDER BY site) FROM events GROUP BY site ORDER BY site;
