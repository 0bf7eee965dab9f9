CREATE TABLE overlap AS
WITH top AS (
    SELECT :group, users FROM :group_uniques ORDER BY #users DESC LIMIT 8
)
SELECT a.:group, b.:group AS other, #a.users AS audience,
       100 * ((#a.users) + (#b.users) - #(a.users || b.users)) / (#a.users) AS percent
  FROM top a, top b;
