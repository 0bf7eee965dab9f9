-- Prints what a log has too little of to show something; prints nothing if it
-- has enough.
CREATE TEMP TABLE has AS
SELECT (SELECT #hll_union_agg(users) FROM daily_uniques) AS visitors,
       (SELECT count(*) FROM daily_uniques) AS days,
       (SELECT count(*) FROM :group_uniques) AS groups,
       (SELECT max((hll_expthresh(users)).effective) FROM daily_uniques) AS listed;

SELECT format('This log is too small to show %s: %s %s, %s %s, %s %s.',
              CASE WHEN visitors > listed THEN 'everything' ELSE 'anything' END,
              grouped(visitors), CASE visitors WHEN 1 THEN 'visitor' ELSE 'visitors' END,
              grouped(days), CASE days WHEN 1 THEN 'day' ELSE 'days' END,
              grouped(groups), CASE groups WHEN 1 THEN ':group' ELSE ':groups' END)
  FROM has WHERE visitors <= listed OR days < 2 OR groups < 2;

SELECT format(E'- Up to %s visitors a sketch is an exact list: no count can be off here.\n'
              '  More than %s visitors are needed.', listed, listed)
  FROM has WHERE visitors <= listed;
SELECT '- Nothing adds up and nobody returns within one day: two days are needed.' FROM has WHERE days < 2;
SELECT '- Audiences are compared with each other: two :groups are needed.' FROM has WHERE groups < 2;
