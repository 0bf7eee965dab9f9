-- Prints uniques beside uniques_exact. A long report shows the beginning, the
-- end and about ten rows between; the errors below the table are those of all
-- rows.

-- The standard error of each count in percent, which follows from the registers
-- behind it
CREATE TEMP TABLE expected AS
SELECT report_date,
       100 * hll_error(users) AS of_day,
       100 * hll_error(hll_union_agg(users) OVER (ORDER BY report_date)) AS of_all,
       100 * hll_error(hll_union_agg(users) OVER (ORDER BY report_date RANGE '6 days' PRECEDING)) AS of_seven
  FROM daily_uniques;

CREATE TABLE uniques_compared AS
SELECT row_number() OVER (ORDER BY report_date) AS n,
       count(*) OVER () AS rows,
       report_date, of_day, of_all, of_seven,
       s.by_day     AS day_sketch,   e.by_day     AS day_exact,   100 * (s.by_day / e.by_day - 1) AS day_error,
       s.cumulative AS all_sketch,   e.cumulative AS all_exact,   100 * (s.cumulative / e.cumulative::float8 - 1) AS all_error,
       s.seven_days AS seven_sketch, e.seven_days AS seven_exact, 100 * (s.seven_days / e.seven_days - 1) AS seven_error
  FROM uniques s JOIN uniques_exact e USING (report_date) JOIN expected USING (report_date);

SELECT format(E'%-10s  %s  %s  %s\n%-10s  %7s %7s %5s  %7s %7s %5s  %7s %7s %5s',
              '', rpad('by day ', 21, '-'), rpad('cumulative ', 21, '-'), rpad('seven days ', 21, '-'),
              'day', 'sketch', 'exact', 'err %', 'sketch', 'exact', 'err %', 'sketch', 'exact', 'err %');

WITH shown AS (
    SELECT *, lag(part) OVER (ORDER BY n) <> part AS part_begins
      FROM (SELECT *, CASE WHEN rows <= 31 OR n <= 7 THEN 1 WHEN n > rows - 7 THEN 3 ELSE 2 END AS part
              FROM uniques_compared) x
     WHERE part <> 2 OR n % (rows / 10) = 0
)
SELECT format('%s%s  %7s %7s %5s  %7s %7s %5s  %7s %7s %5s', CASE WHEN part_begins THEN E'...\n' END, report_date,
              short(day_sketch), short(day_exact), signed(day_error),
              short(all_sketch), short(all_exact::float8), signed(all_error),
              short(seven_sketch), short(seven_exact), signed(seven_error))
  FROM shown ORDER BY n;

SELECT format(E'\n%-17s%16s%23s%23s\n%-17s%16s%23s%23s\n%-17s%16s%23s%23s\n%-17s%16s%23s%23s',
              'error, mean', plain(avg(abs(day_error))), plain(avg(abs(all_error))), plain(avg(abs(seven_error))),
              'error, worst', plain(max(abs(day_error))), plain(max(abs(all_error))), plain(max(abs(seven_error))),
              'error, expected', plain(avg(of_day)), plain(avg(of_all)), plain(avg(of_seven)),
              'days beyond it',
              count(*) FILTER (WHERE abs(day_error) > of_day), count(*) FILTER (WHERE abs(all_error) > of_all),
              count(*) FILTER (WHERE abs(seven_error) > of_seven))
  FROM uniques_compared;

SELECT E'\nExpected is the standard error of these sketches, as hll_error(users) gives it.\n'
       'One count in three may be off by more, and one in twenty by more than twice\n'
       'that. Counts that have days in common err together.';

SELECT format(E'\nShown are the first and the last 7 of %s days, and every %sth between;\nthe errors are of all.',
              rows, rows / 10)
  FROM uniques_compared WHERE n = 32;

SELECT E'\n' || cost('uniques', 'sketches', pg_total_relation_size('daily_uniques'));
