-- Sums up the reports in five lines, each from the figures of this run. Prints
-- nothing where a log is too small.
SELECT NOT EXISTS (SELECT FROM daily_uniques HAVING #hll_union_agg(users) > max((hll_expthresh(users)).effective))
       AS too_small \gset
\if :too_small
SELECT 'Nothing: the log is too small.';
\quit
\endif

WITH size AS (
    SELECT pg_total_relation_size('events') AS event_bytes,
           pg_total_relation_size('daily_uniques') + pg_total_relation_size(':group_uniques') AS sketch_bytes,
           (SELECT count(*) FROM daily_uniques) + (SELECT count(*) FROM :group_uniques) AS sketches
)
SELECT format('1. %s of :events became %s sketches of %s: %s.',
              pg_size_pretty(event_bytes), grouped(sketches), pg_size_pretty(sketch_bytes),
              ratio(event_bytes::float8 / sketch_bytes))
  FROM size;

SELECT format('2. Unique visitors by day: %s from sketches, %s from :events, %s.',
              milliseconds(s.took), milliseconds(e.took),
              ratio(extract(epoch FROM e.took) / extract(epoch FROM s.took)))
  FROM timing s, timing e WHERE s.what = 'uniques from sketches' AND e.what = 'uniques from events';

SELECT format('3. These counts are off by %s %% on average; %s %% is their standard error.',
              plain(avg(abs(error))), plain(avg(expected)))
  FROM uniques_compared,
       LATERAL (VALUES (day_error, of_day), (all_error, of_all), (seven_error, of_seven)) AS x (error, expected);

SELECT CASE WHEN count(*) = 0 THEN '4. Audiences were not compared: that takes two :groups.'
            ELSE format('4. Bounds hold %s of %s overlaps; mean error %s points, %s by subtraction.',
                        count(*) FILTER (WHERE exact BETWEEN lower AND upper), count(*),
                        plain(avg(abs(error))), plain(avg(abs(subtracted_error)))) END
  FROM pairs_compared;

SELECT CASE WHEN count(*) < 2 THEN '5. Nobody could return: that takes two days.'
            ELSE format('5. The filters missed %s of %s new visitors; %s were expected.',
                        grouped(sum(new_exact - new)::float8), grouped(sum(new_exact)::float8),
                        grouped(sum(new_exact * fpr))) END
  FROM newcomers_compared;
