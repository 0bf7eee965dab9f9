-- A newcomer is not in the filter of the days before. So a day needs only its
-- own :events.
CREATE VIEW newcomers AS
SELECT report_date, visitors, new
  FROM seen, LATERAL (
    SELECT count(*) AS visitors,
           count(*) FILTER (WHERE NOT before @> :who) AS new
      FROM (SELECT :who FROM events
             WHERE events.report_date = seen.report_date GROUP BY 1) AS day
  ) AS counts;
