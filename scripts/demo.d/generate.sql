-- Generates events, the same on every machine: hashes of the event's number
-- take the place of random numbers.
--
-- A user is a taste (0 to 99) and a rank within it. A site serves a range of
-- tastes, so sites whose ranges overlap share users. One visit in 36 is of any
-- taste. Ranks follow a heavy-tailed law, rank = ranks * u^3 with u uniform: a
-- few users come every day, most only now and then. At weekends two events in
-- five are left out.

CREATE TEMP TABLE sites (site int, provider text, until float8, first_taste int, tastes int);
INSERT INTO sites VALUES
    (0, 'news',   0.32,  0, 80),
    (1, 'video',  0.54, 30, 62),
    (2, 'sport',  0.68, 38, 30),
    (3, 'music',  0.79, 72, 28),
    (4, 'games',  0.87, 74, 20),
    (5, 'travel', 0.93,  0, 24),
    (6, 'food',   0.98, 12, 22),
    (7, 'chess',  1.00, 82,  8);

-- 53 bits of a hash as a number from 0 to 1, without 1
CREATE FUNCTION pg_temp.uniform(number bigint, seed bigint) RETURNS float8 IMMUTABLE LANGUAGE sql AS
    $$ SELECT (hashint8extended(number, seed) & 9007199254740991)::float8 / 9007199254740992 $$;

WITH drawn AS (
    SELECT number,
           date '2025-01-01' + (number * 90 / :number)::int AS report_date,
           width_bucket(pg_temp.uniform(number, 1),
                        (SELECT array_agg(until ORDER BY site) FROM sites)) AS site,
           pg_temp.uniform(number, 2) AS taste,
           floor(3000 * pg_temp.uniform(number, 3) ^ 3)::bigint AS rank
      FROM generate_series(0::bigint, :number - 1) AS number
)
INSERT INTO events
SELECT report_date, provider,
       100 * rank + CASE WHEN number % 36 = 0 THEN floor(100 * taste) ELSE first_taste + floor(tastes * taste) END
  FROM drawn JOIN sites USING (site)
 WHERE extract(isodow FROM report_date) < 6 OR number % 5 > 1;
