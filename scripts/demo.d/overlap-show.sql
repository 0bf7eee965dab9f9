-- Prints overlap as a table of rows by columns, and then each pair once, beside overlap_exact and beside
-- what inclusion and exclusion makes of the same sketches.
CREATE TEMP VIEW compared AS
SELECT s.*, e.percent AS exact, s.percent - e.percent AS error,
       subtracted, subtracted - e.percent AS subtracted_error,
       dense_rank() OVER (ORDER BY s.audience DESC, s.:group) AS position,
       dense_rank() OVER (ORDER BY #b.users DESC, other) AS other_position
  FROM overlap s JOIN overlap_exact e USING (:group, other)
       JOIN :group_uniques a USING (:group)
       JOIN :group_uniques b ON b.:group = other,
       LATERAL (SELECT 100 * ((#a.users) + (#b.users) - #(a.users || b.users)) / #a.users) c(subtracted);

-- The smaller audience is the first of a pair.
CREATE TEMP VIEW pairs AS SELECT * FROM compared WHERE position > other_position;

SELECT format('%-14s %10s%s', ':group', 'audience',
              string_agg(lpad(fitted(:group, 6), 7), ' ' ORDER BY position))
  FROM (SELECT DISTINCT :group, position FROM compared) x;

SELECT format('%-14s %10s%s', fitted(:group, 14), grouped(audience),
              rtrim(string_agg(CASE WHEN :group = other THEN '      - '
                                    ELSE lpad(plain(percent), 7) || mark(reliable) END, '' ORDER BY other_position)))
  FROM compared GROUP BY :group, audience, position ORDER BY position;

SELECT E'\n?: unreliable, standard error over half of the figure. More registers help: hll_add_agg(..., 14).'
 WHERE EXISTS (SELECT FROM pairs WHERE NOT reliable);

SELECT format(E'\nEach pair once, beside the exact percentage from the :events. The joint estimate is the one above,\n'
              'its bounds are at 95 %% confidence. Inclusion and exclusion, the usual way, subtracts counts of the\n'
              'same sketches: #a + #b - #(a || b). Errors are in percentage points.\n\n'
              '%s  %s  %s\n%-14s %-14s %6s  %7s  %6s %6s %6s  %11s %11s',
              repeat(' ', 36), rpad('joint estimate ', 29, '-'), 'inclusion and exclusion',
              'how much of', 'is in', 'exact', 'percent', 'lower', 'upper', 'error', 'percent', 'error')
 WHERE EXISTS (SELECT FROM pairs);

SELECT format('%-14s %-14s %6s  %7s%s %6s %6s %6s  %11s %11s', fitted(:group, 14), fitted(other, 14), plain(exact),
              plain(percent), mark(reliable), plain(lower), plain(upper), signed(error),
              plain(subtracted), signed(subtracted_error))
  FROM pairs ORDER BY percent DESC, position, other_position;

SELECT format(E'\n%-36s  %29s  %23s\n%-36s  %29s  %23s',
              'error, mean', plain(avg(abs(error))), plain(avg(abs(subtracted_error))),
              'error, worst', plain(max(abs(error))), plain(max(abs(subtracted_error))))
  FROM pairs HAVING count(*) > 0;

SELECT format(E'\nThe bounds hold the exact percentage in %s of %s pairs. Inclusion and exclusion is below zero in %s.',
              count(*) FILTER (WHERE exact BETWEEN lower AND upper), count(*),
              count(*) FILTER (WHERE subtracted < 0))
  FROM pairs HAVING count(*) > 0;

SELECT E'\n' || cost('overlap', 'sketches', pg_total_relation_size(':group_uniques'));
