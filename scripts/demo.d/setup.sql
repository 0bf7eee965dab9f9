CREATE EXTENSION hll;

CREATE UNLOGGED TABLE events (report_date date, :group text, :who :who_type);

CREATE TABLE timing (what text PRIMARY KEY, took interval);

-- How the reports print numbers. Their tables must fit 80 columns, whatever
-- they count. So a number longer than seven characters is rounded to thousands
-- (k), then to millions (M), and so on.

CREATE FUNCTION short(x float8) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT to_char(round(x / 1000 ^ power), 'FM999,990') || (ARRAY['', 'k', 'M', 'G', 'T', 'P'])[power + 1]
      FROM generate_series(0, 5) AS power
     WHERE round(x / 1000 ^ power) < CASE power WHEN 0 THEN 1e6 ELSE 99999.5 END
     ORDER BY power LIMIT 1
$$;

CREATE FUNCTION grouped(x float8) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT to_char(round(x), 'FM999,999,999,999,990') $$;

CREATE FUNCTION signed(x float8) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT to_char(round(x::numeric, 1), 'FMSG999990.0') $$;

CREATE FUNCTION plain(x float8) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT to_char(round(x::numeric, 1), 'FM999990.0') $$;

CREATE FUNCTION ratio(x float8) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT '1 : ' || CASE WHEN x < 9.95 THEN plain(x) ELSE grouped(x) END $$;

CREATE FUNCTION mark(reliable boolean) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT CASE WHEN reliable THEN ' ' ELSE '?' END $$;

CREATE FUNCTION fitted(name text, width int) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT CASE WHEN length(name) > width THEN left(name, width - 1) || '~' ELSE name END $$;

CREATE FUNCTION milliseconds(x interval) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT to_char(1000 * extract(epoch FROM x), 'FM999,999,990') || ' ms' $$;

-- What a report costs from each source; bytes are those on disk, with indexes.
CREATE FUNCTION cost(report text, source text, source_bytes bigint) RETURNS text LANGUAGE sql AS $$
    WITH costs AS (
        SELECT pg_total_relation_size('events') AS event_bytes,
               (SELECT took FROM timing WHERE what = report || ' from ' || source) AS source_time,
               (SELECT took FROM timing WHERE what = report || ' from events') AS event_time
    )
    SELECT format(E'%-16s %15s %15s %12s\n%-16s %15s %15s %12s\n%-16s %15s %15s %12s',
                  'this report', 'from ' || source, 'from events', 'ratio',
                  'time', milliseconds(source_time), milliseconds(event_time),
                  ratio(extract(epoch FROM event_time) / extract(epoch FROM source_time)),
                  'bytes on disk', pg_size_pretty(source_bytes), pg_size_pretty(event_bytes),
                  ratio(event_bytes::float8 / source_bytes))
      FROM costs
$$;
