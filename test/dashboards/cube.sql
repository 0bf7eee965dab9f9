-- In the form that Cube writes: measures of type count_distinct, by the driver's parameters, with a roll-up, a filter on a
-- measure, a joined cube, and a rolling window.
PREPARE by_day(text, text) AS
SELECT "events".site "events__site", date_trunc('day', ("events".at::timestamptz AT TIME ZONE 'UTC')) "events__at_day",
  count(distinct "events".user_id) "events__users"
FROM public.events AS "events"
WHERE ("events".at >= $1::timestamptz AND "events".at <= $2::timestamptz)
GROUP BY 1, 2 ORDER BY 2 ASC, 1 LIMIT 10000;
EXECUTE by_day('2026-03-01T00:00:00.000Z', '2026-03-07T23:59:59.999Z');
EXECUTE by_day('2026-03-02T00:00:00.000Z', '2026-03-03T23:59:59.999Z');

SELECT "events".country "events__country", count(distinct "events".user_id) "events__users", count("events".id) "events__count"
FROM public.events AS "events" GROUP BY 1 HAVING (count(distinct "events".user_id) > 5) ORDER BY 3 DESC, 1 LIMIT 10000;

SELECT "customers".plan "customers__plan",
  count(distinct CASE WHEN ("events".amount > 20) THEN "events".user_id END) "events__payers"
FROM public.events AS "events" LEFT JOIN public.customers AS "customers" ON "events".user_id = "customers".user_id
GROUP BY 1 ORDER BY 1 LIMIT 10000;

SELECT q_0."events__site", "events__users", "events__sessions"
FROM (SELECT "main__events".site "events__site", count(distinct "main__events".user_id) "events__users" FROM public.events AS "main__events" GROUP BY 1) AS q_0
INNER JOIN (SELECT "main__events".site "events__site", count(distinct "main__events".session_id) "events__sessions" FROM public.events AS "main__events" GROUP BY 1) AS q_1
  ON (q_0."events__site" = q_1."events__site" OR (q_0."events__site" IS NULL AND q_1."events__site" IS NULL))
ORDER BY 1 LIMIT 10000;

SELECT "events.at_series"."date_from" "events__at_day", count(distinct "events".user_id) "events__users_7d"
FROM (SELECT d AS date_from, d + interval '1 day' AS date_to FROM generate_series('2026-03-01Z'::timestamptz, '2026-03-07Z', '1 day') AS d) AS "events.at_series"
LEFT JOIN public.events AS "events" ON "events".at >= "events.at_series"."date_to" - interval '3 day' AND "events".at < "events.at_series"."date_to"
GROUP BY 1 ORDER BY 1;

CREATE TABLE pre_aggregation AS
SELECT "events".site "events__site", date_trunc('day', ("events".at::timestamptz AT TIME ZONE 'UTC')) "events__at_day", count(distinct "events".user_id) "events__users"
FROM public.events AS "events" GROUP BY 1, 2;
SELECT * FROM pre_aggregation ORDER BY 2, 1;
DROP TABLE pre_aggregation;
