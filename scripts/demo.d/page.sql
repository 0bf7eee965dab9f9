-- For the page: one sketch for each day and each :group. The exact counts and
-- the new visitors beside them come from the :events.
CREATE TABLE daily_:group_uniques AS
WITH visits AS (
    SELECT :group, :who, report_date FROM events:with_group GROUP BY 1, 2, 3
), dated AS (
    SELECT *, min(report_date) OVER (PARTITION BY :group, :who) AS first FROM visits
)
SELECT report_date, :group, hll_agg(:who) AS users, count(*) AS exact,
       count(*) FILTER (WHERE report_date = first) AS new
  FROM dated GROUP BY report_date, :group;
