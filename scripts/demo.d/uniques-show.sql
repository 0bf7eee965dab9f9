-- Prints uniques beside uniques_exact. Of a long report the beginning, the end and about ten rows
-- between are shown; the errors below the table are those of all rows.
CREATE TEMP VIEW compared AS
SELECT row_number() OVER (ORDER BY report_date) AS n,
       count(*) OVER () AS rows,
       report_date, e.events,
       s.by_day     AS day_sketch,   e.by_day     AS day_exact,   100 * (s.by_day / e.by_day - 1) AS day_error,
       s.cumulative AS all_sketch,   e.cumulative AS all_exact,   100 * (s.cumulative / e.cumulative::float8 - 1) AS all_error,
       s.seven_days AS seven_sketch, e.seven_days AS seven_exact, 100 * (s.seven_days / e.seven_days - 1) AS seven_error
  FROM uniques s JOIN uniques_exact e USING (report_date);

SELECT greatest(7, max(length(grouped(greatest(all_sketch, all_exact))))) AS w,
       greatest(8, max(length(grouped(events)))) AS we
  FROM compared \gset

SELECT format(E'%s %*s  %s  %s  %s\n%-10s %*s  %*s %*s %5s  %*s %*s %5s  %*s %*s %5s',
              repeat(' ', 10), :we, '', rpad('by day ', 2 * :w + 7, '-'),
              rpad('cumulative ', 2 * :w + 7, '-'), rpad('seven days ', 2 * :w + 7, '-'),
              'day', :we, ':events', :w, 'sketch', :w, 'exact', 'err %',
              :w, 'sketch', :w, 'exact', 'err %', :w, 'sketch', :w, 'exact', 'err %');

WITH shown AS (
    SELECT *, lag(part) OVER (ORDER BY n) <> part AS part_begins
      FROM (SELECT *, CASE WHEN rows <= 31 OR n <= 7 THEN 1 WHEN n > rows - 7 THEN 3 ELSE 2 END AS part FROM compared) x
     WHERE part <> 2 OR n % (rows / 10) = 0
)
SELECT format('%s%s %*s  %*s %*s %5s  %*s %*s %5s  %*s %*s %5s', CASE WHEN part_begins THEN E'...\n' END,
              report_date, :we, grouped(events),
              :w, grouped(day_sketch), :w, grouped(day_exact), signed(day_error),
              :w, grouped(all_sketch), :w, grouped(all_exact), signed(all_error),
              :w, grouped(seven_sketch), :w, grouped(seven_exact), signed(seven_error))
  FROM shown ORDER BY n;

SELECT format(E'\n%-*s  %*s  %*s  %*s\n%-*s  %*s  %*s  %*s',
              :we + 11, 'error, mean',
              2 * :w + 7, to_char(avg(abs(day_error)), 'FM9990.0'),
              2 * :w + 7, to_char(avg(abs(all_error)), 'FM9990.0'),
              2 * :w + 7, to_char(avg(abs(seven_error)), 'FM9990.0'),
              :we + 11, 'error, worst',
              2 * :w + 7, to_char(max(abs(day_error)), 'FM9990.0'),
              2 * :w + 7, to_char(max(abs(all_error)), 'FM9990.0'),
              2 * :w + 7, to_char(max(abs(seven_error)), 'FM9990.0'))
  FROM compared;

SELECT format(E'\nShown are the first and the last 7 of %s days, and every %sth between; the errors are of all.',
              rows, rows / 10)
  FROM compared WHERE n = 32;

SELECT E'\n' || cost('uniques', 'sketches', pg_total_relation_size('daily_uniques'));
