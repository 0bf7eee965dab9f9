CREATE TABLE uniques AS
SELECT report_date,
       #users AS by_day,
       #hll_union_agg(users) OVER (ORDER BY report_date) AS cumulative,
       #hll_union_agg(users) OVER (ORDER BY report_date
                                   RANGE '6 days' PRECEDING) AS seven_days
  FROM daily_uniques;
