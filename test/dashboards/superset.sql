-- In the form that Superset writes: the metric COUNT_DISTINCT(user_id) in a time series, in a table, in a series
-- limit, over a virtual data set, and as a custom metric.
SELECT DATE_TRUNC('day', at) AS __timestamp, site AS site, COUNT(DISTINCT user_id) AS "COUNT_DISTINCT(user_id)"
FROM public.events
WHERE at >= '2026-03-01 00:00:00.000000' AND at < '2026-03-08 00:00:00.000000'
GROUP BY DATE_TRUNC('day', at), site ORDER BY "COUNT_DISTINCT(user_id)" DESC, 1, 2
LIMIT 10000;

SELECT country AS country, COUNT(DISTINCT user_id) AS "Users", COUNT(*) AS count, SUM(amount) AS "SUM(amount)"
FROM public.events GROUP BY country HAVING COUNT(DISTINCT user_id) > 10 ORDER BY count DESC, country LIMIT 1000;

SELECT DATE_TRUNC('day', at) AS __timestamp, site AS site, COUNT(DISTINCT user_id) AS users
FROM public.events
JOIN (SELECT site AS site__, COUNT(DISTINCT user_id) AS mme_inner__ FROM public.events
      WHERE at >= '2026-03-01 00:00:00.000000' AND at < '2026-03-08 00:00:00.000000'
      GROUP BY site ORDER BY mme_inner__ DESC LIMIT 2) AS series_limit ON site = site__
WHERE at >= '2026-03-01 00:00:00.000000' AND at < '2026-03-08 00:00:00.000000'
GROUP BY DATE_TRUNC('day', at), site ORDER BY 1, 2 LIMIT 10000;

SELECT plan AS plan, COUNT(DISTINCT session_id) AS "COUNT_DISTINCT(session_id)",
       CAST(COUNT(DISTINCT user_id) AS FLOAT) / NULLIF(COUNT(DISTINCT session_id), 0) AS "Users per session"
FROM (SELECT e.*, c.plan FROM public.events AS e LEFT JOIN public.customers AS c USING (user_id)) AS virtual_table
GROUP BY plan ORDER BY plan LIMIT 1000;

SELECT COUNT(DISTINCT user_id) AS "COUNT_DISTINCT(user_id)" FROM public.events LIMIT 50000;
