-- The same figures from the events: the distinct pairs of group and user,
-- joined to themselves. This uses GROUP BY because PostgreSQL 15 may run
-- DISTINCT in parallel in a way that takes minutes.
CREATE TABLE overlap_exact AS
WITH pairs AS MATERIALIZED (
    SELECT :group, :who FROM events WHERE :group IN (SELECT :group FROM overlap) GROUP BY 1, 2
), common AS (
    SELECT a.:group, b.:group AS other, count(*)::float8 AS users
      FROM pairs a JOIN pairs b USING (:who) GROUP BY 1, 2
)
SELECT a.:group, b.:group AS other, a.users AS audience, 100 * coalesce(common.users, 0) / a.users AS percent
  FROM common a CROSS JOIN common b LEFT JOIN common ON common.:group = a.:group AND common.other = b.:group
 WHERE a.:group = a.other AND b.:group = b.other;
