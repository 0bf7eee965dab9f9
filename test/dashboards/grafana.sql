-- In the form that Grafana sends, with $__timeGroupAlias, $__timeFilter and $__unixEpochGroup filled in.
SELECT floor(extract(epoch from at)/21600)*21600 AS "time", site AS metric, count(DISTINCT user_id) AS users
FROM events WHERE at BETWEEN '2026-03-01T00:00:00Z' AND '2026-03-07T23:59:59Z'
GROUP BY 1, 2 ORDER BY 1, 2;

SELECT date_bin('12h'::interval, at, '2001-01-01') AS "time", count(distinct "user_id") AS "users", count(distinct session_id) AS "sessions"
FROM events WHERE at BETWEEN '2026-03-02T00:00:00Z' AND '2026-03-04T00:00:00Z' AND site IN ('shop','blog')
GROUP BY "time" ORDER BY "time";

SELECT COUNT(DISTINCT user_id) FROM events WHERE at >= '2026-03-07T00:00:00Z' AND country = 'de' LIMIT 50;

SELECT day AS "time", site AS metric, users FROM daily_users WHERE day BETWEEN '2026-03-01' AND '2026-03-07' ORDER BY 1, 2;

WITH now AS (SELECT count(DISTINCT user_id) AS n FROM events WHERE at >= '2026-03-07Z'),
     before AS (SELECT count(DISTINCT user_id) AS n FROM events WHERE at >= '2026-03-06Z' AND at < '2026-03-07Z')
SELECT round(now.n::numeric / before.n, 1) AS ratio FROM now, before;
