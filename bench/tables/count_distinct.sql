-- Tables of bench/count_distinct. :rows is the number of rows of lineitem and clicks.
CREATE TABLE lineitem AS
SELECT i / 4 AS l_orderkey, 1 + (random() * :rows / 30)::integer AS l_partkey, 1 + (random() * :rows / 600)::integer AS l_suppkey,
       date '1992-01-01' + (random() * 2525)::integer AS l_shipdate, (ARRAY['AIR', 'FOB', 'MAIL', 'RAIL', 'REG AIR', 'SHIP', 'TRUCK'])[1 + i % 7] AS l_shipmode
FROM generate_series(1, :rows) AS i;
CREATE TABLE part AS
SELECT i AS p_partkey, 'Brand#' || i % 25 AS p_brand, 'TYPE ' || i * 7 % 150 AS p_type, i * 11 % 50 AS p_size FROM generate_series(1, :rows / 30) AS i;
CREATE TABLE partsupp AS
SELECT p_partkey AS ps_partkey, 1 + (random() * :rows / 600)::integer AS ps_suppkey FROM part, generate_series(1, 4);
-- Few users and pages have most clicks.
CREATE TABLE clicks AS
SELECT timestamptz '2026-03-01Z' + i * interval '30 days' / :rows AS at, (:rows / 5 * random() ^ 3)::bigint AS user_id,
       i / 8 AS session_id, (1000 * random() ^ 2)::integer AS page, 'https://shop.example/item/' || (:rows / 10 * random() ^ 2)::integer AS url
FROM generate_series(1, :rows) AS i;
VACUUM (FREEZE, ANALYZE);
