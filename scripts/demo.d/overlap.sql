CREATE TABLE overlap AS
WITH top AS (
    SELECT :group, users FROM :group_uniques ORDER BY #users DESC LIMIT 8
)
SELECT a.:group, b.:group AS other, #a.users AS audience,
       100 * estimate / hll_cardinality(a.users) AS percent, reliable,
       100 * lower / hll_cardinality(a.users) AS lower,
       least(100, 100 * upper / hll_cardinality(a.users)) AS upper
  FROM top a, top b, hll_intersection_bounds(a.users, b.users);
