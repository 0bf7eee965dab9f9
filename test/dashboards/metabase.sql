-- In the form that Metabase writes: "Number of distinct values of", by day, by category, over a saved question, with a
-- condition, and with cumulated rows.
-- Metabase:: userID: 1 queryType: MBQL
SELECT CAST("public"."events"."at" AS date) AS "at", COUNT(DISTINCT "public"."events"."user_id") AS "count"
FROM "public"."events" GROUP BY CAST("public"."events"."at" AS date) ORDER BY CAST("public"."events"."at" AS date) ASC;

SELECT "public"."events"."site" AS "site", DATE_TRUNC('week', "public"."events"."at") AS "at",
  COUNT(DISTINCT "public"."events"."user_id") AS "count", COUNT(DISTINCT "public"."events"."country") AS "count_2", SUM("public"."events"."amount") AS "sum"
FROM "public"."events"
WHERE ("public"."events"."at" >= timestamp with time zone '2026-03-02 00:00:00.000Z')
  AND ("public"."events"."at" < timestamp with time zone '2026-03-07 00:00:00.000Z')
GROUP BY "public"."events"."site", DATE_TRUNC('week', "public"."events"."at")
ORDER BY DATE_TRUNC('week', "public"."events"."at") ASC, "public"."events"."site" ASC;

SELECT "source"."site" AS "site", AVG("source"."count") AS "avg", MAX("source"."count") AS "max"
FROM (SELECT "public"."events"."site" AS "site", CAST("public"."events"."at" AS date) AS "at", COUNT(DISTINCT "public"."events"."user_id") AS "count"
      FROM "public"."events" GROUP BY "public"."events"."site", CAST("public"."events"."at" AS date)) AS "source"
GROUP BY "source"."site" ORDER BY "source"."site" ASC LIMIT 1048575;

SELECT "Customers"."plan" AS "Customers__plan",
  COUNT(DISTINCT CASE WHEN "public"."events"."site" = 'shop' THEN "public"."events"."user_id" END) AS "Buyers",
  CAST(COUNT(DISTINCT "public"."events"."user_id") AS DOUBLE PRECISION) / NULLIF(COUNT(*), 0) AS "share"
FROM "public"."events" LEFT JOIN "public"."customers" AS "Customers" ON "public"."events"."user_id" = "Customers"."user_id"
GROUP BY "Customers"."plan" ORDER BY "Customers"."plan" ASC;

SELECT "source"."at", SUM("source"."count") OVER (ORDER BY "source"."at" ASC ROWS UNBOUNDED PRECEDING) AS "sum"
FROM (SELECT CAST("public"."events"."at" AS date) AS "at", COUNT(DISTINCT "public"."events"."user_id") AS "count"
      FROM "public"."events" GROUP BY 1) AS "source" ORDER BY "source"."at" ASC;
