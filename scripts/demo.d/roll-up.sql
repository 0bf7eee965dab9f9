CREATE TABLE daily_uniques (report_date date PRIMARY KEY, users hll);
INSERT INTO daily_uniques
SELECT report_date, hll_agg(:who)
  FROM events GROUP BY report_date;

CREATE TABLE :group_uniques (:group text PRIMARY KEY, users hll);
INSERT INTO :group_uniques
SELECT :group, hll_agg(:who)
  FROM events:with_group GROUP BY :group;
