// The largest sketches, memory over very many calls, and memory that ends. The module imports nothing.
import { readFileSync } from 'node:fs'
import { load } from '../../build/wasm/hll.js'
import { hll, is, near, none, ok, said } from './lib.mjs'

const bytes = readFileSync(new URL('../../build/wasm/hll.wasm', import.meta.url))
const module = new WebAssembly.Module(bytes)
is(JSON.stringify(WebAssembly.Module.imports(module)), '[]', 'the module imports nothing')

// log2m 20, the largest, in all ways.
const sequence = (count, from = 0) => Array.from({ length: count }, (_, i) => hll.hashBigint(i + from))
const largest = { log2m: 20, regwidth: 8, expthresh: 0, sparseon: 0 }
const a = hll.add(hll.empty(largest), sequence(100000))
const b = hll.add(hll.empty(largest), sequence(100000, 50000))
is(a.length, 3 + 2 ** 20, 'a sketch of log2m 20 and regwidth 8 has a megabyte')
ok(near(hll.unionCount([a, b]), 150000, 0.01) && near(hll.intersection([a, b]), 50000, 0.05) && near(hll.intersection([a, b, a]), 50000, 0.05),
  'two of them, and three, are united and compared', hll.unionCount([a, b]), hll.intersection([a, b]))
is(hll.parameters(hll.fold(a, 4, 1)).log2m, 4, 'and folded')

// 10^6 calls. What the module has is what the largest call took.
let memory
const secrets = []
const { instantiate } = WebAssembly
WebAssembly.instantiate = async (...given) => {
  const { exports } = await instantiate(...given)
  memory ??= exports.memory
  return { exports: { ...exports, start: (secret) => (secrets.push(secret), exports.start(secret)) } }
}
const small = await load(module)
const hidden = Object.getOwnPropertyDescriptor(globalThis, 'crypto')
delete globalThis.crypto // as in Node 18
await load(module)
if (hidden) Object.defineProperty(globalThis, 'crypto', hidden)
WebAssembly.instantiate = instantiate
ok(secrets.length === 2 && secrets.every((secret) => secret !== 0n) && secrets[0] !== secrets[1], 'each module has random bits', secrets)
const before = () => memory.buffer.byteLength
const sketches = [small.empty(), small.add(small.empty(), sequence(5)), small.add(small.empty(), sequence(300)), small.add(small.empty(), sequence(5000))]
const calls = [
  (i) => small.cardinality(sketches[i % 4]), (i) => small.unionCount([sketches[i % 4], sketches[i % 3]]), (i) => small.hashBigint(i),
  (i) => small.cardinalityBounds(sketches[i % 3]), (i) => small.add(sketches[i % 3], [BigInt(i)]), (i) => small.hashText(`user ${i}`),
  (i) => small.parameters(sketches[i % 4]), () => said(() => small.parse('\\x118b')), (i) => small.error(sketches[i % 4]), (i) => small.hash(i),
]
for (let i = 0; i < 20; ++i) calls[i % 10](i)
const after20 = before()
const start = Date.now()
for (let i = 0; i < 1e6; ++i) calls[i % 10](i)
is(before(), after20, `memory doesn't grow over 10^6 calls (${Date.now() - start} ms)`)
ok(after20 < 2 ** 22, 'it is below 4 MB', after20)
for (let i = 0; i < 100; ++i) small.intersectionBounds([sketches[2], sketches[3]])
is(before(), after20, 'nor over intersections')

// A caller's stack that is full: a RangeError comes out of the middle of the module, and the next call is none the wiser.
// Without the stack pointer of the module being put back, a hundred of these end it.
function searchTheEnd(call) {
  const at = (depth) => (depth === 0 ? (call(), 0) : 1 + at(depth - 1))
  const fails = (depth) => {
    try {
      at(depth)
      return 0
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return 1
    }
  }
  let [fits, doesNot] = [0, 50000]
  while (doesNot - fits > 1) {
    const middle = (fits + doesNot) >> 1
    if (fails(middle)) doesNot = middle
    else fits = middle
  }
  let failed = 0
  for (let depth = fits - 2; depth < fits + 10; ++depth) failed += fails(depth)
  return failed
}
const atTheEnd = [() => small.unionCount([sketches[3], sketches[2]]), () => small.intersectionBounds([sketches[2], sketches[3]]), () => small.add(sketches[3], [1n])]
const inTheMiddle = atTheEnd.map((call) => Array.from({ length: 200 }, () => searchTheEnd(call)).reduce((sum, failed) => sum + failed))
ok(inTheMiddle.every((failed) => failed > 200), `calls that the end of the stack breaks off: ${inTheMiddle}`)
ok(small.cardinality(sketches[1]) === 5 && near(small.unionCount([sketches[3], sketches[2]]), 5000, 0.1), 'the module still counts')
is(before(), after20, 'and has no more memory')

// Memory that ends: an error, and the module goes on. It never has more than 1 GB.
const huge = new Uint8Array(2 ** 28 + 11)
huge.set([0x12, 0x8b, 0x5f])
none([() => small.parse(huge), () => small.cardinality(huge), () => small.bloom.info(huge)],
  (f) => (/^error: (out of memory|invalid value)/.test(said(f)) ? '' : said(f)), 'values of 256 MB are refused')
const most = new Uint8Array(2 ** 28)
none([() => small.unionCount(Array(5).fill(most))], (f) => (said(f) === 'error: out of memory' ? '' : said(f)), 'values of 1.25 GB don\'t fit')
is(small.cardinality(sketches[1]), 5, 'the module still counts')

// Many EXPLICIT values: united until they are registers, with what no page has.
const limit = 2 ** 20
const parameters = { log2m: 20, regwidth: 5, expthresh: 2 ** 30 }
let explicit = small.empty(parameters)
for (let i = 0; i < 4; ++i) explicit = small.union([explicit, small.add(small.empty(parameters), BigInt64Array.from({ length: limit / 4 }, (_, j) => BigInt(i * limit + j)))])
is(small.cardinality(explicit), limit, '10^6 EXPLICIT values are exact')
