-- Small and enough for ranges of days, as events come in their order
CREATE INDEX ON events USING brin (report_date);
VACUUM ANALYZE events;
