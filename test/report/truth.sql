-- What the page must show for one choice, by plain SQL over the table :table (day, "group", users, exact, new), as one
-- JSON object whose keys are those of the page's tables. Variables: from_day, to_day, groups (an array, in the page's
-- order), window, confidence, three (an array), before_from, before_to, after_from, after_to, new_of.
CREATE TEMP TABLE given AS SELECT day, "group", users, exact, new FROM :table;
CREATE TEMP TABLE chosen AS
SELECT *, array_position(:'groups'::text[], "group") AS position FROM given
WHERE "group" = ANY (:'groups'::text[]) AND day BETWEEN :'from_day' AND :'to_day';

CREATE TEMP TABLE united AS
SELECT day::date, (SELECT hll_union_agg(users) FROM given
                   WHERE given.day = days.day AND "group" = ANY (:'groups'::text[])) AS users
FROM generate_series((SELECT min(day) FROM given), (SELECT max(day) FROM given), interval '1 day') AS days (day);

CREATE TEMP TABLE lines AS
WITH sketches AS (
    SELECT day, users,
           hll_union_agg(users) OVER (ORDER BY day RANGE make_interval(days => :window - 1) PRECEDING) AS sliding,
           hll_union_agg(users) FILTER (WHERE day >= :'from_day') OVER (ORDER BY day) AS cumulative
    FROM united
)
SELECT day, d.estimate AS "byDay", d.lower AS "byDayLower", d.upper AS "byDayUpper",
       s.estimate AS sliding, s.lower AS "slidingLower", s.upper AS "slidingUpper",
       c.estimate AS cumulative, c.lower AS "cumulativeLower", c.upper AS "cumulativeUpper"
FROM sketches, hll_cardinality_bounds(users, :confidence) AS d, hll_cardinality_bounds(sliding, :confidence) AS s,
     hll_cardinality_bounds(cumulative, :confidence) AS c
WHERE day BETWEEN :'from_day' AND :'to_day' ORDER BY day;

-- A group without a row in the chosen days has an empty audience.
CREATE TEMP TABLE audiences AS
SELECT "group", position, (SELECT hll_union_agg(users) FROM chosen WHERE chosen.position = g.position) AS users
FROM unnest(:'groups'::text[]) WITH ORDINALITY AS g ("group", position);

CREATE TEMP VIEW overlap AS
SELECT a."group", #a.users AS size, b."group" AS other, 100 * estimate / hll_cardinality(a.users) AS percent,
       100 * lower / hll_cardinality(a.users) AS lower, least(100, 100 * upper / hll_cardinality(a.users)) AS upper, reliable
FROM audiences a, audiences b, hll_intersection_bounds(a.users, b.users, :confidence)
WHERE a.position <> b.position AND hll_cardinality(a.users) > 0 ORDER BY a.position, b.position;

CREATE TEMP VIEW common AS
WITH one AS (
    SELECT place, name, (SELECT hll_union_agg(users) FROM given
                         WHERE "group" = name AND day BETWEEN :'from_day' AND :'to_day') AS users
    FROM unnest(:'three'::text[]) WITH ORDINALITY AS g (name, place)
)
SELECT ARRAY[place] AS places, name AS "in", b.*, true AS reliable FROM one, hll_cardinality_bounds(users, :confidence) AS b
UNION ALL
SELECT ARRAY[a.place, b.place], concat_ws(' and ', a.name, b.name), i.*
FROM one a JOIN one b ON a.place < b.place, hll_intersection_bounds(a.users, b.users, :confidence) AS i
UNION ALL
SELECT ARRAY[1, 2, 3], concat_ws(' and ', a.name, b.name, c.name), i.*
FROM one a, one b, one c, hll_intersection_bounds(a.users, b.users, c.users, :confidence) AS i
WHERE (a.place, b.place, c.place) = (1, 2, 3);

CREATE TEMP TABLE ranges AS
SELECT place, "from", "to", (SELECT hll_union_agg(users) FROM united WHERE day BETWEEN "from" AND "to") AS users
FROM (VALUES (1, date :'before_from', date :'before_to'), (2, :'after_from', :'after_to')) AS r (place, "from", "to");

CREATE TEMP VIEW checks AS
SELECT day, "group", estimate, lower, upper, exact,
       CASE WHEN exact > 0 THEN 100 * (estimate / exact - 1) END AS error, exact BETWEEN lower AND upper AS held
FROM chosen, hll_cardinality_bounds(users, :confidence)
WHERE exact IS NOT NULL AND users IS NOT NULL ORDER BY position, day;

CREATE TEMP VIEW newcomers AS
SELECT day, coalesce(exact, round(#users)) AS "all", new AS fresh, coalesce(exact, round(#users)) - new AS returning
FROM given WHERE "group" = :'new_of' AND new IS NOT NULL AND day BETWEEN :'from_day' AND :'to_day' ORDER BY day;

CREATE TEMP VIEW sizes AS
SELECT "group", hll_cardinality(hll_union_agg(users)) AS size FROM given GROUP BY 1 ORDER BY 2 DESC, "group" COLLATE "C";

SELECT json_build_object(
    'uniques', (SELECT to_json(b) FROM (SELECT hll_union_agg(users) AS users FROM chosen) AS u,
                       hll_cardinality_bounds(users, :confidence) AS b),
    'lines', (SELECT json_agg(lines) FROM lines),
    'overlaps', (SELECT coalesce(json_agg(overlap), '[]') FROM overlap),
    'audiences', (SELECT coalesce(json_agg(hll_cardinality(users) ORDER BY position), '[]') FROM audiences),
    'common', (SELECT json_agg(common ORDER BY cardinality(places), places) FROM common),
    'ranges', (SELECT json_agg(r ORDER BY place) FROM (SELECT place, "from", "to", b.*
                FROM ranges, hll_cardinality_bounds(users, :confidence) AS b) AS r),
    'change', (SELECT to_json(c) FROM ranges b, ranges a, hll_change(b.users, a.users, :confidence) AS c
                WHERE (b.place, a.place) = (1, 2)),
    'checks', (SELECT coalesce(json_agg(checks), '[]') FROM checks),
    'newcomers', (SELECT coalesce(json_agg(newcomers), '[]') FROM newcomers),
    'sizes', (SELECT json_agg(sizes) FROM sizes));
