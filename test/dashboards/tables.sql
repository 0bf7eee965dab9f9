-- The tables of the dashboards. `users` is the number of users who may come; no site and day sees more than a few
-- hundred of 1,000.
CREATE TABLE public.events (
    id bigint PRIMARY KEY, at timestamptz NOT NULL, site varchar(20) NOT NULL, country text, user_id bigint,
    session_id uuid NOT NULL, amount numeric NOT NULL);
INSERT INTO public.events
SELECT i, timestamptz '2026-03-01 00:00 UTC' + i * interval '7 days' / :rows,
       (ARRAY['shop', 'blog', 'shop', 'help', 'shop', 'blog', 'shop'])[1 + i % 7],
       CASE WHEN i % 13 > 0 THEN (ARRAY['de', 'fr', 'us'])[1 + i % 10 / 4] END,
       CASE WHEN i % 17 > 0 THEN hashint8(i) & 2147483647 END % :users,
       md5((i / 30)::text)::uuid, (i % 500) / 10.0
FROM generate_series(0, :rows - 1) AS i;
CREATE TABLE public.customers AS
SELECT DISTINCT user_id, (ARRAY['free', 'team', 'free'])[1 + user_id % 3] AS plan FROM public.events WHERE user_id IS NOT NULL;
CREATE VIEW public.daily_users AS
SELECT (at AT TIME ZONE 'UTC')::date AS day, site, count(DISTINCT user_id) AS users FROM public.events GROUP BY 1, 2;
ANALYZE public.events, public.customers;
