-- Prints overlap beside overlap_exact, three lines to a row: what the sketches say, what is so, and the
-- difference, which is in percent for an audience and in percentage points for a percentage.
CREATE TEMP VIEW compared AS
SELECT s.:group, s.other,
       s.audience AS sketch, e.audience AS exact, 100 * (s.audience / e.audience - 1) AS error,
       s.percent, e.percent AS exact_percent, s.percent - e.percent AS points,
       dense_rank() OVER (ORDER BY s.audience DESC, s.:group) AS position
  FROM overlap s JOIN overlap_exact e USING (:group, other);

-- The columns stand in the order of the rows.
CREATE TEMP VIEW lines AS
SELECT a.position, :group, sketch, exact, error,
       string_agg(lpad(to_char(percent, 'FM990.0'), 8), '' ORDER BY b.position) AS sketch_cells,
       string_agg(lpad(to_char(exact_percent, 'FM990.0'), 8), '' ORDER BY b.position) AS exact_cells,
       string_agg(lpad(CASE WHEN :group = other THEN '-' ELSE signed(points) END, 8), '' ORDER BY b.position) AS point_cells
  FROM compared a JOIN (SELECT DISTINCT :group AS other, position FROM compared) b USING (other)
 GROUP BY 1, 2, 3, 4, 5;

SELECT format('%-14s %-6s %10s%s', ':group', '', 'audience',
              string_agg(lpad(CASE WHEN length(:group) > 7 THEN left(:group, 6) || '~' ELSE :group END, 8), '' ORDER BY position))
  FROM lines;

SELECT format(E'\n%-14s %-6s %10s%s\n%-14s %-6s %10s%s\n%-14s %-6s %10s%s',
              CASE WHEN length(:group) > 14 THEN left(:group, 13) || '~' ELSE :group END,
              'sketch', grouped(sketch), sketch_cells, '', 'exact', grouped(exact), exact_cells,
              '', 'error', signed(error) || ' %', point_cells)
  FROM lines ORDER BY position;

SELECT format(E'\nErrors of the percentages, in points: mean %s, worst %s. Overlaps need more precision than\n'
              'counts, so these sketches have log2m 14: each errs by about 0.8 %%, and an overlap by that much of\n'
              'the union. The smaller the row''s audience is beside the other, the more points that makes.',
              to_char(avg(abs(points)), 'FM990.0'), to_char(max(abs(points)), 'FM990.0'))
  FROM compared WHERE :group <> other HAVING count(*) > 0;

SELECT E'\n' || cost('overlap', ':group_uniques');
