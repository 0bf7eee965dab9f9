-- The same figures from the events. A user counts for the cumulative figure on
-- his first day; for the seven days, the index finds the events.
CREATE TABLE uniques_exact AS
WITH days AS (
    SELECT report_date, count(*) AS events, count(DISTINCT :who) AS by_day FROM events GROUP BY report_date
), first_days AS (
    SELECT min(report_date) AS report_date FROM events GROUP BY :who
), newcomers AS (
    SELECT report_date, count(*) AS users FROM first_days GROUP BY report_date
)
SELECT report_date, events, by_day,
       sum(coalesce(users, 0)) OVER (ORDER BY report_date) AS cumulative,
       (SELECT count(DISTINCT :who) FROM events
         WHERE events.report_date BETWEEN days.report_date - 6 AND days.report_date) AS seven_days
  FROM days LEFT JOIN newcomers USING (report_date);
