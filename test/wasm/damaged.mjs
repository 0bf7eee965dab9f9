// 10,000 sketches and 5,000 filters that were cut off, lengthened, or have wrong bits, and random bytes: the module says of
// each what the server says, the same error or the same count, and doesn't stop.
import { ask, bytesOf, hexOf, hll, is, near, none, ok, random, said } from './lib.mjs'

const seeds = ask(`SELECT 'hll', encode(hll_agg(i, p)::bytea, 'hex') FROM unnest('{4, 5, 7, 9}'::int[]) AS p, unnest('{1, 3, 40, 200, 900}'::int[]) AS n, generate_series(1, n) AS i GROUP BY p, n
  UNION ALL SELECT 'hll', encode(hll_add_agg(hll_hash(i), p, w, 0, s)::bytea, 'hex') FROM unnest('{4, 5, 6}'::int[]) AS p, unnest('{1, 2, 6, 8}'::int[]) AS w, unnest('{0, 1}'::int[]) AS s, generate_series(1, 9) AS i GROUP BY p, w, s
  UNION ALL SELECT 'hll', '108b7f' UNION ALL SELECT 'hll', '118b7f' UNION ALL SELECT 'hll', '48594c4c00'
  UNION ALL SELECT 'bloom', encode(bloom_agg(i, n, r)::bytea, 'hex') FROM unnest('{1, 5, 40, 300}'::int[]) AS n, unnest('{0.3, 0.01, 0.0001}'::float8[]) AS r, generate_series(1, n) AS i GROUP BY n, r
  UNION ALL SELECT 'bloom', encode(bloom_empty(100)::bytea, 'hex') UNION ALL SELECT 'bloom', '0100' || repeat('00', 42) UNION ALL SELECT 'bloom', '48594c4c00'`)

const pick = (list) => list[random(list.length)]
const ways = [
  (bytes) => bytes.slice(0, random(bytes.length + 1)),
  (bytes) => Uint8Array.from([...bytes, ...Array.from({ length: 1 + random(9) }, () => pick([0, 1, random(256)]))]),
  ...Array(4).fill((bytes) => flip(bytes, 1 + random(3), Math.min(bytes.length, 48))),
  ...Array(2).fill((bytes) => flip(bytes, 1 + random(20), bytes.length)),
  (bytes) => Uint8Array.from(bytes, (byte, i) => (i < 3 ? byte : random(256))),
  () => Uint8Array.from({ length: random(70) }, () => random(256)),
]

function flip(bytes, times, within) {
  const copy = bytes.slice()
  while (times-- > 0 && within > 0) copy[random(within)] ^= 1 << random(8)
  return copy
}

function damaged(type, count) {
  const originals = seeds.filter((seed) => seed[0] === type).map((seed) => bytesOf(seed[1]))
  return Array.from({ length: count }, () => hexOf(pick(ways)(pick(originals))))
}

/** What the server says of each value: "count N", "null", or "error: MESSAGE: DETAIL" and the hint. */
function verdicts(type, values) {
  ask(`CREATE TABLE damaged_${type} (id int, bytes text);
    CREATE FUNCTION verdict_${type}(bytes text) RETURNS text[] LANGUAGE plpgsql AS $$
    DECLARE detail text; hint text; log2m int := 0;
    BEGIN
      ${type === 'hll' ? `log2m := hll_log2m(('\\x' || bytes)::hll);` : ''}
      RETURN ARRAY['count', ${type}_cardinality(('\\x' || bytes)::${type})::text, log2m::text];
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
      RETURN ARRAY['error', 'error: ' || SQLERRM || coalesce(': ' || nullif(detail, ''), ''), hint];
    END $$;
    COPY damaged_${type} FROM STDIN;\n${values.map((hex, i) => `${i}\t${hex}`).join('\n')}\n\\.\n`)
  return ask(`SELECT v[1], v[2], v[3] FROM (SELECT id, verdict_${type}(bytes) AS v FROM damaged_${type}) AS d ORDER BY id`)
}

function compare(type, count, cardinality, allowed) {
  const values = damaged(type, count)
  const verdict = verdicts(type, values)
  const errors = new Set(verdict.filter(([kind]) => kind === 'error').map(([, text]) => text.replace(/\d+/g, 'N')))
  ok(errors.size >= allowed, `${type}: there are ${errors.size} kinds of errors`, [...errors])
  const right = verdict.filter(([kind]) => kind === 'count').length
  ok(right > count / 50, `${type}: ${right} values are still valid`)
  none(values.map((hex, i) => [hex, ...verdict[i]]), ([hex, kind, text, log2m]) => {
    const got = said(() => cardinality(bytesOf(hex)))
    if (kind === 'error') return got === text ? '' : `${hex}: ${got}, not ${text}`
    if (Number(log2m) > 20) return String(got).includes(`Its log2m is ${log2m}; the most is 20.`) ? '' : `${hex}: ${got}`
    const count = text === '' ? null : Number(text)
    return (type === 'hll' ? Object.is(got, count) : near(got, count)) ? '' : `${hex}: ${got}, not ${text}`
  }, `${type}: damaged values have the same verdict`)
  return values
}

const sketches = compare('hll', 10000, hll.cardinality, 14)
const filters = compare('bloom', 5000, hll.bloom.cardinality, 12)

/** Whatever the bytes are, each function returns or throws an HllError; a trap would be a WebAssembly.RuntimeError. */
const good = hll.add(hll.empty(), [1n, 2n])
none(sketches, (hex) => {
  const value = bytesOf(hex)
  for (const f of [() => hll.cardinalityBounds(value), () => hll.error(value), () => hll.unionFold([good, value]), () => hll.union([value, good]),
    () => hll.unionFoldCount([value, good, value]), () => hll.intersectionBounds([good, value]), () => hll.intersectionBounds([value, good, value]),
    () => hll.change(value, good), () => hll.fold(value, 4, 1), () => hll.add(value, [7n, 8n]), () => hll.parameters(value)]) said(f)
  return ''
}, 'all functions survive damaged sketches')

// A look-up checks the header alone: it answers, or refuses with one of the errors.
none(filters, (hex) => {
  for (const element of [1, 2n ** 40n]) {
    const answer = said(() => hll.bloom.contains(bytesOf(hex), element))
    if (typeof answer !== 'boolean' && !/^error: (invalid value for type bloom|bloom filter holds)/.test(answer)) return `${hex}: ${answer}`
  }
  return ''
}, 'look-ups survive damaged filters')
is(hll.cardinality(good), 2, 'the module still counts')
