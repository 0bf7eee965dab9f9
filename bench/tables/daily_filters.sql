-- One filter of 12 kB for each of 2,000 days.
CREATE TABLE daily_filters (day integer NOT NULL, f bloom NOT NULL);
INSERT INTO daily_filters
SELECT day, bloom_agg(day * 3000 + i, 10000)
FROM generate_series(1, 2000) AS day, generate_series(1, 6000) AS i
GROUP BY day;
