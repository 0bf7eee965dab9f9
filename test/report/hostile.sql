-- Groups with names that a page could stumble over, on days with gaps, with sketches and counts that are missing.
CREATE TABLE hostile (day date, "group" text, users hll, exact bigint, new bigint);
INSERT INTO hostile
SELECT date '2026-02-20' + day, name, users, CASE WHEN day % 3 > 0 THEN exact END, CASE WHEN day % 4 > 0 THEN exact / 3 END
FROM unnest(ARRAY[
         '</script><script>document.title = ''broken''</script>', '<img src=x onerror="document.title=1"> & &amp; "quoted"',
         E'\u202Eevil\u202C', 'مجموعة', '🦑🦑 👩‍👩‍👧‍👦', repeat('long ', 60), repeat('Donaudampfschiff', 20), '=cmd()', '+1', '-2+3', '@SUM(A1)',
         E'tab\tand\nline', E'back\\slash \\N', '', '__proto__', 'constructor', 'a,b;"c"']) WITH ORDINALITY AS g (name, number),
     generate_series(0, 40) AS day,
     LATERAL (SELECT hll_agg(i, 12) AS users, count(*) AS exact
              FROM generate_series(day * number, day * number + 100 * number * (1 + day % 5)) AS i) AS s
WHERE day % 9 <> 5 AND (day * number) % 7 <> 1;
UPDATE hostile SET users = NULL WHERE day = '2026-03-01' AND "group" IN ('+1', 'constructor');
