// The lines of test/vectors: hashes, sketches, unions, folds, look-ups, and bytes that a reader must refuse.
import { readFileSync } from 'node:fs'
import { bytesOf, hexOf, hll, near, none, ok, root, said } from './lib.mjs'

const linesOf = (file) => readFileSync(`${root}test/vectors/${file}.tsv`, 'utf8').split('\n')
  .filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t'))

/** A value of SQL's text as JavaScript has it; undefined for types that elements of JavaScript can't have. */
function valueOf(type, text) {
  if (['smallint', 'integer', 'bigint', 'hll_hashval'].includes(type)) return BigInt(text)
  if (type === 'boolean') return text === 't'
  if (type === 'bytea') return bytesOf(text.slice(2))
  if (type === 'float8') return Number(text)
  if (type === 'timestamptz') return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
  return ['text', 'uuid', 'date'].includes(type) ? text : undefined
}

/** A list of hashes, or FUNCTION:A..B. */
function hashesOf(list) {
  const [, name, from, to] = list.match(/^hll_hash_(\w+):(\d+)\.\.(\d+)$/) ?? []
  if (!name) return list === '-' ? [] : list.split(',').map(BigInt)
  const hash = { bigint: hll.hashBigint, integer: hll.hashInteger }[name]
  return Array.from({ length: to - from + 1 }, (_, i) => hash(Number(from) + i))
}

const hashes = {
  hll_hash_boolean: hll.hashBoolean, hll_hash_smallint: hll.hashSmallint, hll_hash_integer: hll.hashInteger,
  hll_hash_bigint: hll.hashBigint, hll_hash_text: hll.hashText, hll_hash_bytea: hll.hashBytea,
}
const expect = (got, expected) => (String(got) === String(expected) ? '' : `${got}, not ${expected}`)
const checks = {
  hash: (name, seed, type, value, hash) =>
    expect(name === 'hll_hash' ? hll.hash(valueOf(type, value), type) : hashes[name](valueOf(type, value), Number(seed)), hash),
  keyed: (key, type, value, hash) => expect(hll.hashKeyed(valueOf(type, value), bytesOf(key), type), hash),
  sketch: (log2m, regwidth, expthresh, sparseon, list, bytes, count) => {
    if (log2m > 20) return expect(said(() => hll.cardinality(bytesOf(bytes))).includes('the most is 20'), true)
    const parameters = { log2m: Number(log2m), regwidth: Number(regwidth), expthresh: Number(expthresh), sparseon: Number(sparseon) }
    const sketch = hll.add(hll.empty(parameters), hashesOf(list))
    const wrong = near(hll.cardinality(sketch), Number(count)) ? '' : ` counts ${hll.cardinality(sketch)}, not ${count}`
    return expect(hexOf(sketch), bytes) + wrong
  },
  version2: (first, second) => expect([hll.toVersion(bytesOf(first), 2), hll.toVersion(bytesOf(second), 1)].map(hexOf), [second, first]),
  union: (a, b, union) => expect(hexOf(hll.union([bytesOf(a), bytesOf(b)])), union),
  fold: (bytes, log2m, regwidth, folded) => expect(hexOf(hll.fold(bytesOf(bytes), Number(log2m), Number(regwidth))), folded),
  invalid: (bytes) => expect(said(() => hll.parse(bytesOf(bytes))).startsWith?.('error: invalid value for type hll: '), true),
  holds: (bytes, type, element, answer) => expect(hll.bloom.contains(bytesOf(bytes), valueOf(type, element), type), answer),
  filter: (capacity, rate, type, list, bytes, count) => {
    const info = hll.bloom.info(bytesOf(bytes))
    const lacking = list === '-' ? [] : list.split(',').filter((text) => !hll.bloom.contains(bytesOf(bytes), valueOf(type, text), type))
    const wrong = near(info.cardinality, Number(count)) ? '' : ` counts ${info.cardinality}, not ${count}`
    return expect([info.capacity, info.targetFpr, lacking.length], [Number(capacity), Number(rate), 0]) + wrong
  },
}

/** Whether a line needs a type, or a function, that isn't there. */
const isBeyond = ([kind, ...fields]) =>
  (kind === 'hash' && valueOf(fields[2], '1') === undefined) || (kind === 'filter' && valueOf(fields[2], '1') === undefined)

const hllLines = linesOf('hll')
const bloomLines = linesOf('bloom').filter(([kind]) => kind !== 'union')
  .map(([kind, ...fields]) => (kind === 'invalid' ? ['invalidFilter', ...fields] : [kind, ...fields]))
checks.invalidFilter = (bytes) => expect(said(() => hll.bloom.parse(bytesOf(bytes))).startsWith?.('error: invalid value for type bloom: '), true)

const lines = [...hllLines, ...bloomLines]
const beyond = lines.filter(isBeyond)
ok(beyond.length < 12, 'lines of types that JavaScript has no element of', beyond.map((line) => line.slice(0, 4).join(' ')))
none(lines.filter((line) => !isBeyond(line)), ([kind, ...fields]) => {
  const wrong = checks[kind](...fields)
  return wrong && `${kind} ${fields.join(' ').slice(0, 200)}: ${wrong}`
}, 'lines of test/vectors')
