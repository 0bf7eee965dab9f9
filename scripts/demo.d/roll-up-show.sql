SELECT format('%s :events (%s) became %s sketches (%s) in %s.',
              grouped((SELECT count(*) FROM events)), pg_size_pretty(pg_total_relation_size('events')),
              grouped((SELECT count(*) FROM daily_uniques) + (SELECT count(*) FROM :group_uniques)),
              pg_size_pretty(pg_total_relation_size('daily_uniques') +
                             pg_total_relation_size(':group_uniques')), milliseconds(took))
  FROM timing WHERE what = 'roll-up';
