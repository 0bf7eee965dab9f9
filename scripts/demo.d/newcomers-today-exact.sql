-- The same figure from the events: users whose first day is the last day.
CREATE TABLE newcomers_today_exact AS
SELECT last AS report_date, count(*) AS visitors, count(*) FILTER (WHERE first = last) AS new
  FROM (SELECT min(report_date) AS first, max(report_date) AS last FROM events GROUP BY :who) AS days
 WHERE last = (SELECT max(report_date) FROM events)
 GROUP BY last;
