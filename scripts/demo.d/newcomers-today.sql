-- The last day alone, as one asks when it is over.
CREATE TABLE newcomers_today AS
SELECT * FROM newcomers WHERE report_date = (SELECT max(report_date) FROM seen);
