-- This index is small, and good enough for ranges of days because events come
-- in their order
CREATE INDEX ON events USING brin (report_date);
VACUUM ANALYZE events;
