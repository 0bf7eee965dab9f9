-- For each day, a filter of the visitors of all days before it. Filters can be
-- united only if they have the same capacity: the number that the sketches
-- count, plus a tenth.
CREATE TABLE seen AS
WITH size AS (
    SELECT ceil(1.1 * hll_cardinality(hll_union_agg(users)))::bigint AS capacity
      FROM daily_uniques
), daily AS (
    SELECT report_date, bloom_agg(:who, capacity, 0.01) AS visitors
      FROM events, size GROUP BY report_date
)
SELECT report_date,
       bloom_union_agg(visitors) OVER (
         ORDER BY report_date
         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM daily;
