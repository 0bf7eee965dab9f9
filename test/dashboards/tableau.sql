-- In the form that Tableau writes: COUNTD() in a view, through a cursor of its driver, with a filter on the top, and with level of
-- detail expressions.
SELECT "events"."site" AS "site", COUNT(DISTINCT "events"."user_id") AS "ctd:user_id:ok", SUM("events"."amount") AS "sum:amount:ok"
FROM "public"."events" "events" GROUP BY 1 ORDER BY 1;

BEGIN;
declare "SQL_CUR0x55d0c8a0" cursor with hold for SELECT CAST(DATE_TRUNC('DAY', "events"."at") AS DATE) AS "tdy:at:ok", COUNT(DISTINCT "events"."user_id") AS "ctd:user_id:ok" FROM "public"."events" "events" GROUP BY 1 ORDER BY 1;
fetch 3 in "SQL_CUR0x55d0c8a0";
COMMIT;
fetch 10000 in "SQL_CUR0x55d0c8a0";
close "SQL_CUR0x55d0c8a0";

SELECT "events"."country" AS "country", COUNT(DISTINCT "events"."user_id") AS "ctd:user_id:ok"
FROM "public"."events" "events"
  INNER JOIN (SELECT "events"."country" AS "country", COUNT(DISTINCT "events"."user_id") AS "$__alias__0" FROM "public"."events" "events"
              GROUP BY 1 ORDER BY 2 DESC, 1 ASC LIMIT 2) "t0" ON (NOT ("events"."country" IS DISTINCT FROM "t0"."country"))
GROUP BY 1 ORDER BY 1;

SELECT "t0"."site" AS "site", "t1"."__measure__1" AS "users", SUM("t0"."amount") AS "sum:amount:ok"
FROM "public"."events" "t0"
  INNER JOIN (SELECT "events"."site" AS "site", COUNT(DISTINCT "events"."user_id") AS "__measure__1" FROM "public"."events" "events" GROUP BY 1) "t1"
    ON ("t0"."site" = "t1"."site")
  CROSS JOIN (SELECT COUNT(DISTINCT "events"."country") AS "__measure__2" FROM "public"."events" "events" HAVING (COUNT(1) > 0)) "t2"
GROUP BY 1, 2 ORDER BY 1;

SELECT COUNT(DISTINCT (CASE WHEN ("events"."site" = 'shop') THEN "events"."user_id" ELSE NULL END)) AS "usr:shoppers:ok",
  COUNT(DISTINCT CAST("events"."at" AS DATE)) AS "ctd:at:ok"
FROM "public"."events" "events" HAVING (COUNT(1) > 0);
