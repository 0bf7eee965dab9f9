-- Prints newcomers beside the exact figures in uniques_exact. It shows the same
-- days as uniques-show.
CREATE TABLE newcomers_compared AS
SELECT row_number() OVER (ORDER BY report_date) AS n,
       count(*) OVER () AS rows,
       report_date, visitors, new,
       cumulative - lag(cumulative, 1, 0::numeric) OVER (ORDER BY report_date) AS new_exact,
       #before AS held, bloom_fpr(before) AS fpr
  FROM newcomers JOIN seen USING (report_date) JOIN uniques_exact USING (report_date);

SELECT format(E'%-10s %8s  %s  %s  %s\n%-10s %8s  %7s %7s %6s  %7s %7s  %7s %6s',
              '', '', rpad('new ', 22, '-'), rpad('returning ', 15, '-'), rpad('filter ', 14, '-'),
              'day', 'visitors', 'filter', 'exact', 'missed', 'filter', 'exact', 'holds', 'rate %');

WITH shown AS (
    SELECT *, lag(part) OVER (ORDER BY n) <> part AS part_begins
      FROM (SELECT *, CASE WHEN rows <= 31 OR n <= 7 THEN 1 WHEN n > rows - 7 THEN 3 ELSE 2 END AS part
              FROM newcomers_compared) x
     WHERE part <> 2 OR n % (rows / 10) = 0
)
SELECT format('%s%s %8s  %7s %7s %6s  %7s %7s  %7s %6s', CASE WHEN part_begins THEN E'...\n' END,
              report_date, short(visitors),
              short(new), short(new_exact::float8), short((new_exact - new)::float8),
              short(visitors - new), short((visitors - new_exact)::float8),
              short(held), to_char(100 * fpr, 'FM990.000'))
  FROM shown ORDER BY n;

SELECT format(E'\nA filter errs to one side: nobody who returns is taken for new. The filters took\n'
              '%s of the %s new visitors for returning ones. The rates of the days\npredict %s.',
              grouped(sum(new_exact - new)::float8), grouped(sum(new_exact)::float8), grouped(sum(new_exact * fpr)))
  FROM newcomers_compared;

SELECT format(E'A filter has %s at the most: for %s visitors at %s %%, a tenth more\n'
              'than the sketches count. The filters of all days were made in %s.',
              pg_size_pretty(bloom_nbytes(bloom_capacity(before), bloom_target_fpr(before))),
              grouped(bloom_capacity(before)), plain(100 * bloom_target_fpr(before)),
              (SELECT milliseconds(took) FROM timing WHERE what = 'filters'))
  FROM seen WHERE bloom_capacity(before) IS NOT NULL ORDER BY report_date DESC LIMIT 1;

SELECT format(E'\nThe last day, as one asks when it is over: by the filter %s new visitors,\nby the :events %s.\n\n%s',
              grouped(s.new), grouped(e.new),
              cost('newcomers', 'a filter', (SELECT pg_column_size(before) FROM seen WHERE report_date = s.report_date)))
  FROM newcomers_today s, newcomers_today_exact e;
