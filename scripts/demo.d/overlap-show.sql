-- Prints overlap as a table of rows by columns. Then prints each pair once,
-- beside overlap_exact and beside the result of inclusion and exclusion from
-- the same sketches.
CREATE TEMP VIEW compared AS
SELECT s.*, e.percent AS exact, s.percent - e.percent AS error,
       subtracted, subtracted - e.percent AS subtracted_error,
       100 * (one.upper - one.lower) / 2 / hll_cardinality(a.users) AS expected,
       dense_rank() OVER (ORDER BY s.audience DESC, s.:group) AS position,
       dense_rank() OVER (ORDER BY #b.users DESC, other) AS other_position
  FROM overlap s JOIN overlap_exact e USING (:group, other)
       JOIN :group_uniques a USING (:group)
       JOIN :group_uniques b ON b.:group = other,
       LATERAL (SELECT 100 * (hll_cardinality(a.users) + hll_cardinality(b.users) - hll_cardinality(a.users || b.users))
                       / hll_cardinality(a.users)) AS c(subtracted),
       hll_intersection_bounds(a.users, b.users, 0.6827) AS one; -- one standard error to each side

-- The smaller audience is the first one of a pair.
CREATE TABLE pairs_compared AS SELECT * FROM compared WHERE position > other_position;

SELECT format('%-14s %8s%s', ':group', 'audience',
              rtrim(string_agg(format('%6s ', fitted(:group, 6)), '' ORDER BY position)))
  FROM (SELECT DISTINCT :group, position FROM compared) x HAVING count(*) > 0;

SELECT format('%-14s %8s%s', fitted(:group, 14), short(audience),
              rtrim(string_agg(CASE WHEN :group = other THEN '     - '
                                    ELSE lpad(plain(percent), 6) || mark(reliable) END, '' ORDER BY other_position)))
  FROM compared GROUP BY :group, audience, position ORDER BY position;

SELECT E'\n?: unreliable, standard error over half of the figure. More registers help:\nhll_agg(..., 14).'
 WHERE EXISTS (SELECT FROM pairs_compared WHERE NOT reliable);

SELECT format(E'\nEach pair once, beside the exact percentage from the :events. The joint\n'
              'estimate is the one above, its bounds are at 95 %% confidence. Subtraction is\n'
              'the usual way, inclusion and exclusion: the counts of the same two sketches,\n'
              'less the count of their union. Errors are in percentage points.\n\n'
              '%33s  %s  %s\n%-13s %-13s %5s  %7s  %5s %6s %6s  %7s %6s',
              '', rpad('joint estimate ', 27, '-'), rpad('subtraction ', 14, '-'),
              'how much of', 'is in', 'exact', 'percent', 'lower', 'upper', 'error', 'percent', 'error')
 WHERE EXISTS (SELECT FROM pairs_compared);

SELECT format('%-13s %-13s %5s  %7s%s %5s %6s %6s  %7s %6s', fitted(:group, 13), fitted(other, 13), plain(exact),
              plain(percent), mark(reliable), plain(lower), plain(upper), signed(error),
              plain(subtracted), signed(subtracted_error))
  FROM pairs_compared ORDER BY percent DESC, position, other_position;

SELECT format(E'\n%-33s  %27s  %14s\n%-33s  %27s  %14s\n%-33s  %27s',
              'error, mean', plain(avg(abs(error))), plain(avg(abs(subtracted_error))),
              'error, worst', plain(max(abs(error))), plain(max(abs(subtracted_error))),
              'error, expected (mean)', plain(avg(expected)))
  FROM pairs_compared HAVING count(*) > 0;

SELECT format(E'\nThe bounds hold the exact percentage in %s of %s pairs. Expected is the standard\n'
              'error: one pair in three may be off by more, here %s. Subtraction gives less\nthan zero in %s.',
              count(*) FILTER (WHERE exact BETWEEN lower AND upper), count(*),
              count(*) FILTER (WHERE abs(error) > expected),
              count(*) FILTER (WHERE subtracted < 0))
  FROM pairs_compared HAVING count(*) > 0;

SELECT format(E'%sNothing to compare: there %s.', CASE WHEN count(*) = 1 THEN E'\n' END,
              CASE count(*) WHEN 0 THEN 'is no :group' ELSE 'is only one :group' END)
  FROM overlap WHERE :group = other HAVING count(*) < 2;

SELECT E'\n' || cost('overlap', 'sketches', pg_total_relation_size(':group_uniques'))
 WHERE EXISTS (SELECT FROM pairs_compared);
