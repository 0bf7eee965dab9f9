-- Hash functions: the first 64 bits of MurmurHash3_x64_128 of the value's bytes (little-endian for
-- numbers). They never change: stored sketches depend on them. The expected values come from
-- postgresql-hll 2.17, an independent implementation.
\pset format unaligned
\pset tuples_only on
SET client_min_messages = error;  -- no warnings about negative seeds, for now

CREATE TEMP TABLE expected (type regtype, value text, hashes bigint[]);  -- one for each seed
INSERT INTO expected VALUES
  ('boolean', 'false',
   '{5048724184180415669, 0, 8437825682571635394,
     -399000582354444089, -7495524696089014042, 3813829378540685747}'),
  ('boolean', 'true',
   '{8849112093580131862, -8792588370682586852, -3070834203632142926,
     4185718700345570813, -1316723826046559910, 748793751591993351}'),
  ('smallint', '0',
   '{3478107235931676136, 8779008611884021576, 7386713107946775084,
     -4129593400974649649, 1411828310742905942, -4561854011819940225}'),
  ('smallint', '1',
   '{1967286128051477038, 2472375823675105984, -870458250875829297,
     -2931023554048772737, 4838640102477016530, -7381826320374157530}'),
  ('smallint', '-1',
   '{2308901013603085530, -3541864209652944155, -6712798814755262488,
     2328591401749547210, -4007300875663666835, -7250016838607086990}'),
  ('smallint', '5',
   '{-6645107894696777209, -3182350340749106061, 4379429663165009783,
     5907250906996391873, 4940782039235837273, -448854794155907532}'),
  ('smallint', '32767',
   '{8915363533249992128, 4131750039147423759, 1297214958322781264,
     2864271924621764539, 5188382424892145059, 8082288438895663739}'),
  ('smallint', '-32768',
   '{-2299130481193603884, -7927530183729426732, 878807662342189750,
     4912667628573152119, 5220514431134783903, 6100302910070557706}'),
  ('integer', '0',
   '{-3485513579396041028, 4464299780005672250, 3856068256290572383,
     -4277521123254162008, 7867003898269499267, -4036857152289807653}'),
  ('integer', '1',
   '{-8604791237420463362, 5826198776959929748, 4059737574653261238,
     8476968791458510241, -346345235961563750, 7474506168937426167}'),
  ('integer', '-1',
   '{4889297221962843713, -3858541976856812496, 5578126177243776289,
     -111354416298710673, -8888551261482621682, 8010665818792382932}'),
  ('integer', '5',
   '{6655367218388208063, 2206009403520526543, 1958077561319180537,
     -7680709454913664275, -5631036320706950045, -551187689651762877}'),
  ('integer', '2147483647',
   '{8594212086801530782, 2464763926861285422, -4272268047822146545,
     9160933400525266991, 935794735204774080, -4397677089124785100}'),
  ('integer', '-2147483648',
   '{7997733593212108677, -3404587688628533422, 4225353364190458072,
     8592790522543693867, 885569072677464696, 4032866756777035022}'),
  ('bigint', '0',
   '{2945182322382062539, 8297479994805284640, 1787196499015804115,
     -4042198036618575253, -8352849679461500862, 8620050269462747046}'),
  ('bigint', '1',
   '{19144387141682250, 4439858365408730184, -1803793811374708536,
     -9104230963313904040, 2145454048499925717, 2228804947916659471}'),
  ('bigint', '-1',
   '{-6853156495446839949, -4206868780063164340, -3474556882808863681,
     7275802740141332465, 2887249742864157669, 6126610528827160452}'),
  ('bigint', '5',
   '{1140754268591781659, -1433028020165288360, -6426054371232923840,
     6137828053797809020, 1340756327785909487, -4302619988302022553}'),
  ('bigint', '9223372036854775807',
   '{7815693464130447828, 4820691971374369052, 8708724696486458856,
     8733597743142853667, 3582292004003735814, 2836113153604597116}'),
  ('bigint', '-9223372036854775808',
   '{78142285821850151, 1376682902868351451, -5639319268081150647,
     -9104933082080031639, -3881484610777164039, -7564610908753736881}'),
  ('text', '',
   '{0, 5048724184180415669, -9122149783931627152,
     7307872522074483775, 7706185961851046380, 5400115168910230966}'),
  ('text', 'a',
   '{-8839064797231613815, 5182201742351716208, -7079994002593911444,
     -4533024040565437900, -4687255474434645184, -3019265677614671519}'),
  ('text', 'ab',
   '{-7815133031266706642, -7822495797836671860, -5046167463606473053,
     7863724262680160738, -5509114273884739119, 4437586406778996717}'),
  ('text', 'foobar',
   '{-4768557254695167419, -4534275964623867936, -351361463397418609,
     8551737868993282522, 6255883966335239060, -4202773869093686436}'),
  ('text', 'grüße',
   '{-819728232765762325, -3582756473626065540, -4547292477026272040,
     -2284391730313111987, -4574894119310222195, 5054902256974705627}'),
  ('text', '日本語',
   '{1349821744801378292, 1708351262523119117, -372696332998625383,
     2561492748506071563, -8072156213013033979, -5831222235908939450}'),
  ('text', '😀',
   '{1544085228167910492, -2059723697801681589, -5550835854985303375,
     -2857183686949955431, 8402482086979598586, 3086991197949925932}'),
  ('bytea', '\x',
   '{0, 5048724184180415669, -9122149783931627152,
     7307872522074483775, 7706185961851046380, 5400115168910230966}'),
  ('bytea', '\x00',
   '{5048724184180415669, 0, 8437825682571635394,
     -399000582354444089, -7495524696089014042, 3813829378540685747}'),
  ('bytea', '\xff00ff',
   '{-1003696237753073712, -3371661825548824203, 7181654974356826990,
     -6539206083475660139, -6451887157084890383, -5193667160686495288}'),
  ('bytea', '\x61',
   '{-8839064797231613815, 5182201742351716208, -7079994002593911444,
     -4533024040565437900, -4687255474434645184, -3019265677614671519}');

-- Hashes that differ from it: none.
SELECT type, value, seed, hash, hashes[n]
FROM expected,
     unnest(ARRAY[0, 1, 123, 2147483647, -1, -2147483648]) WITH ORDINALITY AS s (seed, n),
     LATERAL (SELECT CASE type
       WHEN 'boolean'::regtype THEN hll_hash_boolean(value::boolean, seed)
       WHEN 'smallint'::regtype THEN hll_hash_smallint(value::smallint, seed)
       WHEN 'integer'::regtype THEN hll_hash_integer(value::integer, seed)
       WHEN 'bigint'::regtype THEN hll_hash_bigint(value::bigint, seed)
       WHEN 'text'::regtype THEN hll_hash_text(value, seed)
       ELSE hll_hash_bytea(value::bytea, seed) END) AS h (hash)
WHERE hash::bigint IS DISTINCT FROM hashes[n];
-- hll_hash_any gives the hash of the type's own function.
SELECT type, value, seed, hash, hashes[n]
FROM expected,
     unnest(ARRAY[0, 1, 123, 2147483647, -1, -2147483648]) WITH ORDINALITY AS s (seed, n),
     LATERAL (SELECT CASE type
       WHEN 'boolean'::regtype THEN hll_hash_any(value::boolean, seed)
       WHEN 'smallint'::regtype THEN hll_hash_any(value::smallint, seed)
       WHEN 'integer'::regtype THEN hll_hash_any(value::integer, seed)
       WHEN 'bigint'::regtype THEN hll_hash_any(value::bigint, seed)
       WHEN 'text'::regtype THEN hll_hash_any(value, seed)
       ELSE hll_hash_any(value::bytea, seed) END) AS h (hash)
WHERE hash::bigint IS DISTINCT FROM hashes[n];
-- The seed is 0 by default; the same number has different hashes in two types.
SELECT hll_hash_boolean(true) = hll_hash_boolean(true, 0),
       hll_hash_smallint(5::smallint) = hll_hash_smallint(5::smallint, 0),
       hll_hash_integer(5) = hll_hash_integer(5, 0), hll_hash_bigint(5) = hll_hash_bigint(5, 0),
       hll_hash_text('5') = hll_hash_text('5', 0), hll_hash_bytea('5') = hll_hash_bytea('5', 0),
       hll_hash_any(5) = hll_hash_any(5, 0), hll_hash_integer(5) <> hll_hash_bigint(5);

-- Lengths of 0 to 300 bytes with two seeds, compared with two digests of postgresql-hll's hashes.
SELECT md5(string_agg(
         hll_hash_text(left(repeat('abcdefghijklmnopqrstuvwxyz0123456789', 20), n), seed)::text,
         ',' ORDER BY n, seed)) = 'cee01b9c716d6d60e52c49e9de660210'
FROM generate_series(0, 300) AS n, unnest(ARRAY[0, 7]) AS seed;
SELECT md5(string_agg(
         hll_hash_bytea(decode(left(repeat('00ff80817f', 200), 2 * n), 'hex'), seed)::text,
         ',' ORDER BY n, seed)) = 'aaf4ff0cf714a5798983cfd79e213f84'
FROM generate_series(0, 300) AS n, unnest(ARRAY[0, 7]) AS seed;

-- Values that are stored compressed, out of line, or both have the hash of the plain ones.
CREATE TEMP TABLE toasted (how text, t text, b bytea);
ALTER TABLE toasted ALTER t SET STORAGE EXTENDED, ALTER b SET STORAGE EXTENDED;
INSERT INTO toasted VALUES ('compressed', repeat('x', 20000), decode(repeat('00', 20000), 'hex'));
ALTER TABLE toasted ALTER t SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL;
INSERT INTO toasted VALUES ('external', repeat('x', 20000), decode(repeat('00', 20000), 'hex'));
INSERT INTO toasted VALUES ('short header', 'x', '\x00');
SELECT how, pg_column_size(t) < 2000 AND pg_column_size(b) < 2000 AS small
FROM toasted ORDER BY how;
SELECT how FROM toasted
WHERE hll_hash_text(t) <> hll_hash_text(repeat('x', length(t)))
   OR hll_hash_bytea(b) <> hll_hash_bytea(decode(repeat('00', length(b)), 'hex'))
   OR hll_hash_any(t) <> hll_hash_text(repeat('x', length(t)))
   OR hll_hash_any(b) <> hll_hash_bytea(decode(repeat('00', length(b)), 'hex'));
SELECT hll_hash_text(repeat('x', 1000000)) = (-7328330450248473199)::hll_hashval,
       hll_hash_bytea(decode(repeat('00', 100000), 'hex')) = (3754228564319368197)::hll_hashval;

-- A negative seed is taken as 32 bits, with a warning.
RESET client_min_messages;
SELECT hll_hash_integer(1, -1) = (-346345235961563750)::hll_hashval;

-- The hash of NULL is NULL, and so is a hash with a NULL seed.
SELECT num_nulls(hll_hash_boolean(NULL), hll_hash_smallint(NULL), hll_hash_integer(NULL),
  hll_hash_bigint(NULL), hll_hash_bytea(NULL), hll_hash_text(NULL), hll_hash_any(NULL::numeric),
  hll_hash_integer(1, NULL), hll_hash_any(1, NULL));
