// Errors have the SQLSTATE, message and detail of SQL; what JavaScript alone can get wrong is a TypeError or RangeError.
import { runInNewContext } from 'node:vm'
import { ask, hll, is, none, ok } from './lib.mjs'

const full = hll.add(hll.empty({ expthresh: 0, sparseon: 0 }), [1n, 2n])
const fullText = hll.text(full)
const wide = hll.text(hll.add(hll.empty({ log2m: 12 }), [1n]))
const filter = hll.bloom.parse(`\\x${ask("SELECT encode(bloom_agg('a'::text, 10)::bytea, 'hex')")[0][0]}`)

// [expression of SQL, the same in JavaScript]
const cases = [
  ["'\\x118b'::hll", () => hll.parse('\\x118b')],
  ["'\\x118b7'::hll", () => hll.parse('\\x118b7')],
  ["'\\x118b7g'::hll", () => hll.parse('\\x118b7g')],
  ["'\\x48594c4c'::hll", () => hll.parse('\\x48594c4c')],
  ["'\\x48594c4c'::bloom", () => hll.bloom.parse('\\x48594c4c')],
  ["'\\x02'::bloom", () => hll.bloom.parse('\\x02')],
  ['hll_empty(3)', () => hll.empty({ log2m: 3 })],
  ['hll_empty(32)', () => hll.empty({ log2m: 32 })],
  ['hll_empty(11, 0)', () => hll.empty({ regwidth: 0 })],
  ['hll_empty(11, 9)', () => hll.empty({ regwidth: 9 })],
  ['hll_empty(11, 5, 3)', () => hll.empty({ expthresh: 3 })],
  ['hll_empty(11, 5, -2)', () => hll.empty({ expthresh: -2 })],
  ['hll_empty(11, 5, 0, 2)', () => hll.empty({ expthresh: 0, sparseon: 2 })],
  ['hll_empty(31, 8)', () => hll.empty({ log2m: 31, regwidth: 8 })],
  [`hll_fold('${fullText}', 12)`, () => hll.fold(full, 12)],
  [`hll_fold('${fullText}', 11, 6)`, () => hll.fold(full, 11, 6)],
  [`hll_fold('${fullText}', 2)`, () => hll.fold(full, 2)],
  [`hll_fold('${fullText}', 4, 0)`, () => hll.fold(full, 4, 0)],
  [`hll_to_version('${fullText}', 3)`, () => hll.toVersion(full, 3)],
  [`hll_cardinality_bounds('${fullText}', 1)`, () => hll.cardinalityBounds(full, 1)],
  [`hll_cardinality_bounds('${fullText}', 'NaN')`, () => hll.cardinalityBounds(full, NaN)],
  [`hll_intersection_bounds('${fullText}', '${wide}', 0)`, () => hll.intersectionBounds([full, wide], 0)],
  [`hll_change('${fullText}', '${wide}', -1)`, () => hll.change(full, wide, -1)],
  [`hll_union('${fullText}', '${wide}')`, () => hll.union([full, wide]), 'another hint'],
  ["hll_hash_keyed('a'::text, '\\x01')", () => hll.hashKeyed('a', new Uint8Array(1)), 'another hint'],
  [`'${hll.text(filter)}'::bloom @> 1::bigint`, () => hll.bloom.contains(filter, 1), 'another hint'],
]

function thrown(f) {
  try {
    return { text: `it gives ${f()}` }
  } catch (error) {
    return { error, text: [error.code, error.message, error.hint ?? ''].join('; ') }
  }
}

ask(`CREATE FUNCTION raised(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text; hint text; result text;
BEGIN
  EXECUTE 'SELECT ' || expression INTO result;
  RETURN 'it gives ' || result;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN concat_ws('; ', SQLSTATE, SQLERRM || coalesce(': ' || nullif(detail, ''), ''), hint);
END $$`)
const expected = ask(cases.map(([sql]) => `SELECT raised('${sql.replaceAll("'", "''")}');`).join('\n')).map(([text]) => text)
none(cases.map(([sql, f, otherHint], i) => [sql, thrown(f), otherHint, expected[i]]), ([sql, { error, text }, otherHint, raised]) => {
  const same = otherHint ? raised.startsWith(text.replace(/; [^;]*$/, ';')) : raised === text
  return same && error.name === 'HllError' && error instanceof Error ? '' : `${sql}: ${text}, not ${raised}`
}, 'errors are those of SQL')

// What SQL can't be asked.
const wrong = [
  [() => hll.empty({ log2m: 21 }), 'HllError: hll value is too large for JavaScript: Its log2m is 21; the most is 20.'],
  [() => hll.parse('\\x11957f'), 'HllError: hll value is too large for JavaScript: Its log2m is 21; the most is 20.'],
  [() => hll.fold('\\x118b7f', 21), 'HllError: hll value is too large for JavaScript: Its log2m is 21; the most is 20.'],
  [() => hll.parse('118b7f'), 'HllError: invalid value for type hll: The text does not begin with "\\x".'],
  [() => hll.parse(null), 'TypeError: a value of type hll is a Uint8Array or a text, not null'],
  [() => hll.parse(new ArrayBuffer(3)), 'TypeError: a value of type hll is a Uint8Array or a text, not ArrayBuffer'],
  [() => hll.bloom.info(7), 'TypeError: a value of type bloom is a Uint8Array or a text, not a number'],
  [() => hll.empty({ log2m: 11.5 }), 'TypeError: log2m must be a whole number, not 11.5'],
  [() => hll.fold(full, '4'), 'TypeError: log2m must be a whole number, not a string'],
  [() => hll.add(full, [1.5]), 'TypeError: a hash must be a whole number, not 1.5'],
  [() => hll.add(full, [2n ** 63n]), 'RangeError: a hash is 9223372036854775808; it must be between -9223372036854775808 and 9223372036854775807'],
  [() => hll.hashInteger(2 ** 31), 'RangeError: an integer is 2147483648; it must be between -2147483648 and 2147483647'],
  [() => hll.hashText(5), "TypeError: an element of type text can't be a number"],
  [() => hll.hash(1.5), 'TypeError: the type of the element is not clear from a number: name it'],
  [() => hll.hash('no uuid', 'uuid'), `TypeError: an element of type uuid can't be "no uuid"`],
  [() => hll.hash('2026-02-30', 'date'), 'TypeError: an element of type date is a text YYYY-MM-DD, not "2026-02-30"'],
  [() => hll.hash(new Date(NaN), 'timestamptz'), "TypeError: an element of type timestamptz can't be Date"],
  [() => hll.hash('a', 'citext'), 'TypeError: no type citext; types are bigint, integer, smallint, float8, text, bytea, boolean, uuid, date, timestamptz, hll_hashval'],
  [() => hll.intersection([full]), 'TypeError: two or three sketches are compared, not 1'],
  [() => hll.cardinalityBounds(full, '0.9'), 'TypeError: confidence must be a number, not a string'],
  // What would count as nothing if it were taken for an empty list.
  [() => hll.unionCount(Promise.resolve([full])), 'TypeError: sketches must be a list, not Promise'],
  [() => hll.union({ monday: full }), 'TypeError: sketches must be a list, not Object'],
  [() => hll.union(fullText), 'TypeError: sketches must be a list, not a string'],
  [() => hll.intersection(null), 'TypeError: sketches must be a list, not null'],
  [() => hll.add(full, Promise.resolve([1n])), 'TypeError: hashes must be a list, not Promise'],
  // What SQL has no value for.
  [() => hll.hashText('a\ud800'), "TypeError: an element of type text can't have U+0000 or a lone surrogate"],
  [() => hll.hash('\udc00\ud800'), "TypeError: an element of type text can't have U+0000 or a lone surrogate"],
  [() => hll.hash('a\0b'), "TypeError: an element of type text can't have U+0000 or a lone surrogate"],
  [() => hll.hash('0000-01-01', 'date'), 'TypeError: an element of type date is a text YYYY-MM-DD, not "0000-01-01"'],
  [() => hll.hash(['2026-03-01'], 'date'), 'TypeError: an element of type date is a text YYYY-MM-DD, not Array'],
  [() => hll.hash(1n, 'uuid'), "TypeError: an element of type uuid can't be a bigint"],
  [() => hll.hash('6-c9ebc2a0a9b4f7d9f6a1d8f5d9a7c11', 'uuid'), `TypeError: an element of type uuid can't be "6-c9ebc2a0a9b4f7d9f6a1d8f5d9a7c11"`],
  [() => hll.hash(Object.create(Date.prototype), 'timestamptz'), "TypeError: an element of type timestamptz can't be Date"],
  [() => hll.hash(1, Symbol('text')), 'TypeError: no type Symbol(text); types are bigint, integer, smallint, float8, text, bytea, boolean, uuid, date, timestamptz, hll_hashval'],
  [() => hll.hash(1, 'constructor'), 'TypeError: no type constructor; types are bigint, integer, smallint, float8, text, bytea, boolean, uuid, date, timestamptz, hll_hashval'],
  [() => hll.hashKeyed(1, '0123456789abcdef'), "TypeError: an element of type bytea can't be a string"],
  [() => hll.text([300, -1]), 'TypeError: a value of type hll or bloom is a Uint8Array or a text, not Array'],
  [() => hll.cardinality(Object.create(Uint8Array.prototype)), 'TypeError: a value of type hll is a Uint8Array or a text, not Uint8Array'],
  [() => hll.cardinality(new Proxy(full, {})), 'TypeError: a value of type hll is a Uint8Array or a text, not Uint8Array'],
]
none(wrong, ([f, text]) => (String(thrown(f).error) === text ? '' : `${thrown(f).error}, not ${text}`), 'other errors')

// Bytes of all sorts: parts of larger arrays, shared ones, of another context, and of classes that lie about their length.
class Liar extends Uint8Array {
  get length() { return hll.cardinality(wide) + 1e9 }
  get byteOffset() { throw new Error('asked') }
  slice() { throw new Error('asked') }
  subarray() { throw new Error('asked') }
  static get [Symbol.species]() { throw new Error('asked') }
}
const larger = new Uint8Array(full.length + 20)
larger.set(full, 13)
const shared = new Uint8Array(new SharedArrayBuffer(full.length))
shared.set(full)
const elsewhere = (expression, given) => runInNewContext(expression, { given })
const sorts = [Buffer.from(full), larger.subarray(13, 13 + full.length), shared, elsewhere('new Uint8Array(given)', Array.from(full)), new Liar(full), fullText]
none(sorts, (sort) => {
  const parsed = hll.parse(sort)
  const isCopy = parsed.buffer instanceof ArrayBuffer && parsed.buffer !== sort.buffer && Object.getPrototypeOf(parsed) === Uint8Array.prototype
  return isCopy && hll.text(parsed) === fullText && hll.text(sort) === fullText && hll.unionCount([sort, full]) === hll.cardinality(full) ? '' : `${sort}`
}, 'bytes of all sorts are read, and parse copies them')
none([Buffer.from(filter), elsewhere('new Uint8Array(given)', Array.from(filter)), new Liar(filter)],
  (sort) => (hll.bloom.contains(sort, 'a') && !hll.bloom.contains(sort, 'b') && hll.text(hll.bloom.parse(sort)) === hll.text(filter) ? '' : `${sort}`), 'also of filters')
is(hll.hash(elsewhere('new Date(given)', 86400000), 'timestamptz'), hll.hash(new Date(86400000), 'timestamptz'), 'dates of another context')
is(hll.hashKeyed(7n, new Uint8Array(16), 'hll_hashval'), hll.hashKeyed(7n, new Uint8Array(16), 'bigint'), 'a hash with a key is that of its number, as in SQL')
const detached = new Uint8Array(full)
structuredClone(detached.buffer, { transfer: [detached.buffer] })
ok(thrown(() => hll.parse(detached)).error instanceof TypeError, 'a detached buffer is refused')

// The kind of a filter may be any name.
ask("CREATE TYPE \"färbe\" AS ENUM ('rot')")
const [[ofEnum, kind]] = ask("SELECT b, bloom_kind FROM (SELECT bloom_agg('rot'::\"färbe\", 10)) AS t (b), LATERAL (SELECT kind FROM bloom_info(b)) AS i (bloom_kind)")
is(hll.bloom.info(ofEnum).kind, kind, 'the name of an enum as the kind of a filter')

// NULL.
const undefinedSketch = '\\x108b00'
ok([hll.cardinality(undefinedSketch), hll.error(undefinedSketch), hll.cardinalityBounds(undefinedSketch), hll.unionCount([full, undefinedSketch]),
  hll.intersection([full, undefinedSketch]), hll.intersectionBounds([full, full, undefinedSketch]), hll.change(undefinedSketch, full),
  hll.intersection([full, null]), hll.intersectionBounds([undefined, full])].every((result) => result === null), 'what is not known is null')
ok(hll.text(hll.union([])) === '\\x118b7f' && hll.unionCount([]) === 0 && hll.unionCount([null, full, undefined]) === hll.cardinality(full),
  'unions leave out null, and the union of none is EMPTY')
const nothing = hll.change(hll.empty(), hll.empty())
ok(Object.values(nothing).join() === ',,,false', 'two empty sketches have no ratio', Object.entries(nothing).join(' '))
