// Uses every function with its types; test/wasm/package.mjs has it compiled.
import { load, HllError, type Bounds, type Hll, type Parameters, type Value } from 'hll-wasm'

const hll: Hll = await load(new Uint8Array())
await load(new ArrayBuffer(0))
await load(new DataView(new ArrayBuffer(0)))
const value: Value = hll.parse('\\x118b7f')
const parameters: Parameters = hll.parameters(value)
const bounds: Bounds | null = hll.cardinalityBounds(value, 0.9)
const counts: (number | null)[] = [
  hll.cardinality(value), hll.error(value), hll.filled(value), hll.unionCount([value, null]), hll.unionFoldCount(new Set([value])),
  hll.intersection([value, value]), hll.intersectionBounds([value, value, value])?.upper ?? null, bounds?.lower ?? null,
]
const reliable: boolean | undefined = hll.intersectionBounds([value, value], 0.5)?.reliable
const ratio: number | null | undefined = hll.change(value, value)?.ratio
const significant: boolean | undefined = hll.change(value, value, 0.9)?.significant
const form: 'UNDEFINED' | 'EMPTY' | 'EXPLICIT' | 'SPARSE' | 'FULL' | 'DENSE' = hll.type(value)
const values: Uint8Array[] = [
  hll.union([value]), hll.unionFold([value]), hll.empty(), hll.empty(parameters), hll.empty({ log2m: 4 }), hll.add(value, [1n, 2]), hll.fold(value, 4),
  hll.fold(value, 4, 1), hll.toVersion(value, 2),
]
const hashes: bigint[] = [
  hll.hash('a'), hll.hash(1, 'integer'), hll.hash(new Date(), 'timestamptz'), hll.hashKeyed(1n, new Uint8Array(16), 'bigint'),
  hll.hashBoolean(true), hll.hashSmallint(1), hll.hashInteger(1, 7), hll.hashBigint(1n), hll.hashText('a'), hll.hashBytea(new Uint8Array(1), 1),
]
const filter: Uint8Array = hll.bloom.parse(value)
const answers: boolean[] = [hll.bloom.contains(filter, 1), hll.bloom.contains(filter, 'x', 'uuid')]
const capacity: number | null = hll.bloom.info(filter).capacity
const count: number = hll.bloom.cardinality(filter)
const text: string = hll.text(value)
const code = (error: unknown): string | undefined => (error instanceof HllError ? error.code + error.detail + error.hint : undefined)

// @ts-expect-error a number isn't a value
hll.cardinality(7)
// @ts-expect-error a text isn't bytes
load('hll.wasm')
// @ts-expect-error one sketch isn't a list; a text is, of characters, which only the call refuses
hll.union(7)
// @ts-expect-error there is no such type
hll.hash('a', 'citext')
export { counts, reliable, ratio, significant, form, values, hashes, answers, capacity, count, text, code }
