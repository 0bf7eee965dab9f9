-- Prints newcomers beside the exact figures that uniques_exact has. Which days are shown is as in uniques-show.
CREATE TEMP TABLE compared AS
SELECT row_number() OVER (ORDER BY report_date) AS n,
       count(*) OVER () AS rows,
       report_date, visitors, new,
       cumulative - lag(cumulative, 1, 0::numeric) OVER (ORDER BY report_date) AS new_exact,
       #before AS held, bloom_fpr(before) AS fpr
  FROM newcomers JOIN seen USING (report_date) JOIN uniques_exact USING (report_date);

SELECT greatest(8, max(length(grouped(greatest(visitors, held))))) AS w FROM compared \gset

SELECT format(E'%s %*s  %s  %s  %s\n%-10s %*s  %*s %*s %6s  %*s %*s  %*s %6s',
              repeat(' ', 10), :w, '', rpad('new ', 2 * :w + 8, '-'), rpad('returning ', 2 * :w + 1, '-'),
              rpad('filter ', :w + 7, '-'),
              'day', :w, 'visitors', :w, 'filter', :w, 'exact', 'missed', :w, 'filter', :w, 'exact',
              :w, 'holds', 'rate %');

WITH shown AS (
    SELECT *, lag(part) OVER (ORDER BY n) <> part AS part_begins
      FROM (SELECT *, CASE WHEN rows <= 31 OR n <= 7 THEN 1 WHEN n > rows - 7 THEN 3 ELSE 2 END AS part FROM compared) x
     WHERE part <> 2 OR n % (rows / 10) = 0
)
SELECT format('%s%s %*s  %*s %*s %6s  %*s %*s  %*s %6s', CASE WHEN part_begins THEN E'...\n' END,
              report_date, :w, grouped(visitors),
              :w, grouped(new), :w, grouped(new_exact::float8), grouped((new_exact - new)::float8),
              :w, grouped(visitors - new), :w, grouped((visitors - new_exact)::float8),
              :w, grouped(held), to_char(100 * fpr, 'FM990.000'))
  FROM shown ORDER BY n;

SELECT format(E'\nA filter errs to one side: nobody who returns is taken for new. Of %s new visitors %s were taken for\n'
              'returning ones, where the rates of the days let expect %s.',
              grouped(sum(new_exact)::float8), grouped(sum(new_exact - new)::float8), grouped(sum(new_exact * fpr)))
  FROM compared;

SELECT format(E'A filter has %s at the most: for %s visitors at %s %%, a tenth more than the sketches count.\n'
              'The filters of all days were made in %s.',
              pg_size_pretty(bloom_nbytes(bloom_capacity(before), bloom_target_fpr(before))),
              grouped(bloom_capacity(before)), plain(100 * bloom_target_fpr(before)),
              (SELECT milliseconds(took) FROM timing WHERE what = 'filters'))
  FROM seen WHERE bloom_capacity(before) IS NOT NULL ORDER BY report_date DESC LIMIT 1;

SELECT format(E'\nThe last day, as one asks when it is over: %s new visitors by the filter, %s by the events.\n\n%s',
              grouped(s.new), grouped(e.new),
              cost('newcomers', 'a filter', (SELECT pg_column_size(before) FROM seen WHERE report_date = s.report_date)))
  FROM newcomers_today s, newcomers_today_exact e;
