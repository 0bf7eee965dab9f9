// hll for JavaScript: sketches and filters of the PostgreSQL extension hll, in Node and in browsers.
//
// Values are Uint8Arrays with the bytes that PostgreSQL stores, or the text that psql prints ("\x128b7f..."). They are
// copied into the module's memory for one call, and results are copied out: nothing is kept between calls.
// hll.d.ts says what each function takes and gives.

/** What is wrong with a value or an argument, in the words of SQL. */
export class HllError extends Error {
  constructor(code, message, detail, hint) {
    super(detail ? `${message}: ${detail}` : message)
    this.name = 'HllError'
    this.code = code // SQLSTATE
    if (detail) this.detail = detail
    if (hint) this.hint = hint
  }
}

const utf8 = new TextEncoder()

/** Reads the module: the file beside this one, unless `source` is given. */
async function compile(source) {
  if (source instanceof WebAssembly.Module) return source
  if (source === undefined) {
    const url = new URL('hll.wasm', import.meta.url)
    if (url.protocol === 'file:') {
      const filesystem = 'node:fs/promises' // a variable, so that bundlers for browsers don't look for it
      source = await (await import(/* @vite-ignore */ filesystem)).readFile(url)
    } else {
      const response = await fetch(url)
      if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`)
      source = await response.arrayBuffer()
    }
  }
  return WebAssembly.compile(source)
}

export async function load(source) {
  const { exports } = await WebAssembly.instantiate(await compile(source))
  exports.start(await secret())
  return api(exports)
}

/** 64 random bits. */
async function secret() {
  const node = 'node:crypto' // Node 18 has no global `crypto`
  const source = globalThis.crypto ?? (await import(/* @vite-ignore */ node)).webcrypto
  return source.getRandomValues(new BigUint64Array(1))[0]
}

/** The value of each hexadecimal digit, by its code. Pages read millions of them while somebody waits. */
const kDigits = new Uint8Array(128)
for (const digit of '0123456789abcdefABCDEF') kDigits[digit.charCodeAt(0)] = parseInt(digit, 16)

/** The bytes of text as psql prints it. */
function bytesOfText(text, type) {
  const invalid = (detail) => new HllError('22P02', `invalid value for type ${type}`, detail)
  if (!text.startsWith('\\x')) throw invalid('The text does not begin with "\\x".')
  const digits = text.slice(2)
  const wrong = /[^0-9a-fA-F]/u.exec(digits)
  if (wrong) throw new HllError('22023', `invalid hexadecimal digit: "${wrong[0]}"`)
  if (digits.length % 2) throw new HllError('22023', 'invalid hexadecimal data: odd number of digits')
  const bytes = new Uint8Array(digits.length / 2)
  for (let i = 0; i < bytes.length; ++i)
    bytes[i] = (kDigits[digits.charCodeAt(2 * i)] << 4) | kDigits[digits.charCodeAt(2 * i + 1)]
  return bytes
}

const getterOf = (name) => Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), name).get
const [tagOf, bufferOf, offsetOf, lengthOf] = [Symbol.toStringTag, 'buffer', 'byteOffset', 'length'].map(getterOf)

/**
 * The bytes of any Uint8Array: of a class derived from it, such as Buffer, and of another frame or context, where
 * instanceof doesn't know it. No code of a derived class runs, then or later. Undefined for anything else.
 */
function viewOf(value) {
  if (tagOf.call(value) !== 'Uint8Array') return undefined
  return new Uint8Array(bufferOf.call(value), offsetOf.call(value), lengthOf.call(value))
}

function bytesOf(value, type) {
  const bytes = typeof value === 'string' ? bytesOfText(value, type) : viewOf(value)
  if (bytes === undefined) throw new TypeError(`a value of type ${type} is a Uint8Array or a text, not ${describe(value)}`)
  return bytes
}

/** What is no list would count as an empty one: a promise that nobody waited for, or an object. */
function listOf(name, values) {
  if (typeof values === 'string' || typeof values?.[Symbol.iterator] !== 'function')
    throw new TypeError(`${name} must be a list, not ${describe(values)}`)
  return Array.from(values)
}

function describe(value) {
  if (value === null || typeof value === 'undefined') return String(value)
  return typeof value === 'object' ? value.constructor?.name ?? 'an object' : `a ${typeof value}`
}

const shown = (value) => (typeof value === 'string' ? JSON.stringify(value) : describe(value))

/** A whole number as a BigInt. */
function integer(name, value, least = -(2n ** 63n), most = 2n ** 63n - 1n) {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value))
    throw new TypeError(`${name} must be a whole number, not ${typeof value === 'number' ? value : describe(value)}`)
  const number = BigInt(value)
  if (number < least || number > most) throw new RangeError(`${name} is ${value}; it must be between ${least} and ${most}`)
  return number
}

function number(name, value) {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, not ${describe(value)}`)
  return value
}

function littleEndian(bits, value) {
  const view = new DataView(new ArrayBuffer(bits / 8))
  if (bits === 64) view.setBigUint64(0, BigInt.asUintN(64, value), true)
  else if (bits === 32) view.setUint32(0, Number(BigInt.asUintN(32, value)), true)
  else if (bits === 16) view.setUint16(0, Number(BigInt.asUintN(16, value)), true)
  else view.setUint8(0, Number(value))
  return new Uint8Array(view.buffer)
}

function signed(name, value, bits) {
  const limit = 2n ** BigInt(bits - 1)
  return littleEndian(bits, integer(name, value, -limit, limit - 1n))
}

function typed(type, value, is, bytes) {
  if (!is) throw new TypeError(`an element of type ${type} can't be ${describe(value)}`)
  return bytes(value)
}

const kMicrosecondsTo2000 = 946684800000n * 1000n

/** For each type: the kind that filters hold, and the bytes that are hashed (STORAGE.md, "The hash of an element"). */
const types = {
  __proto__: null,
  bigint: ['integer', (v) => signed('a bigint', v, 64)],
  integer: ['integer', (v) => (signed('an integer', v, 32), signed('an integer', v, 64))],
  smallint: ['integer', (v) => (signed('a smallint', v, 16), signed('a smallint', v, 64))],
  float8: ['float', (v) => float8(number('a float8', v))],
  text: ['text UTF8', (v) => typed('text', v, typeof v === 'string', text)],
  bytea: ['bytea', (v) => viewOf(v) ?? typed('bytea', v, false)],
  boolean: ['bool', (v) => typed('boolean', v, typeof v === 'boolean', () => littleEndian(8, v ? 1 : 0))],
  uuid: ['uuid', uuid],
  date: ['date', date],
  timestamptz: ['timestamptz', (v) => typed('timestamptz', v, isDate(v), timestamp)],
}

/** A lone surrogate would become U+FFFD, and be the same as others. */
function text(value) {
  if (/[\0\p{Surrogate}]/u.test(value)) throw new TypeError("an element of type text can't have U+0000 or a lone surrogate")
  return utf8.encode(value)
}

function float8(value) {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value === 0 ? 0 : value, true)
  if (isNaN(value)) view.setBigUint64(0, 0x7ff8000000000000n, true)
  return new Uint8Array(view.buffer)
}

function uuid(value) {
  const digits = typeof value === 'string' ? value.replace(/^\{(.*)\}$/, '$1') : ''
  if (!/^([0-9a-f]{4}-?){7}[0-9a-f]{4}$/i.test(digits)) throw new TypeError(`an element of type uuid can't be ${shown(value)}`)
  return bytesOfText(`\\x${digits.replaceAll('-', '')}`)
}

/** Days since 2000, of "YYYY-MM-DD". PostgreSQL has no year 0. */
function date(value) {
  const day = typeof value === 'string' && /^(?!0000)\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00Z`) : NaN
  if (isNaN(day) || !day.toISOString().startsWith(value))
    throw new TypeError(`an element of type date is a text YYYY-MM-DD, not ${shown(value)}`)
  return littleEndian(32, (BigInt(day.getTime()) - 946684800000n) / 86400000n)
}

const timeOf = (value) => Date.prototype.getTime.call(value)
const isDate = (value) => Object.prototype.toString.call(value) === '[object Date]' && !isNaN(timeOf(value))
const timestamp = (value) => littleEndian(64, BigInt(timeOf(value)) * 1000n - kMicrosecondsTo2000)

/** The type of SQL that a value of JavaScript has if none is named. */
function typeOf(value) {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return 'bigint'
  if (typeof value === 'boolean') return 'boolean'
  if (viewOf(value)) return 'bytea'
  throw new TypeError(`the type of the element is not clear from ${describe(value)}: name it`)
}

const kForms = ['UNDEFINED', 'EMPTY', 'EXPLICIT', 'SPARSE', 'FULL', 'DENSE']
const kBloomForms = ['EMPTY', 'SPARSE', 'DENSE']
const kBloomHeaderBytes = 44
const kNull = 2

function api(exports) {
  const { memory, __stack_pointer: stack } = exports
  const results = exports.results()
  const atRest = { memory: exports.mark(), stack: stack.value }
  let words = new DataView(memory.buffer)
  let content = new Uint8Array(memory.buffer)

  /** Memory as words. When it grows, the old views are empty. */
  function view() {
    if (content.length === 0) {
      words = new DataView(memory.buffer)
      content = new Uint8Array(memory.buffer)
    }
    return words
  }

  /** The text that ends with 0 and whose address is at this offset of the result, with its arguments. */
  function textAt(offset) {
    const begin = view().getUint32(results + offset, true)
    if (begin === 0) return undefined
    const text = String.fromCharCode(...content.subarray(begin, content.indexOf(0, begin)))
    return text.replace(/\{(\d)\}/g, (_, i) => words.getBigInt64(results + 16 + 8 * i, true))
  }

  const fail = () => new HllError(textAt(12), textAt(0), textAt(4), textAt(8))
  const numberAt = (i) => view().getFloat64(results + 88 + 8 * i, true)

  /** A copy of the bytes of the result. */
  function bytes() {
    const begin = view().getUint32(results + 80, true)
    return content.slice(begin, begin + words.getUint32(results + 84, true))
  }

  /**
   * Runs f with all memory. The call before may have ended anywhere: if JavaScript's stack is full, a RangeError comes out
   * of the middle of the module, and nothing behind it would run to tidy up. So each call tidies up before it begins.
   */
  function scoped(f) {
    exports.release(atRest.memory)
    stack.value = atRest.stack
    return f()
  }

  function allocate(size) {
    const at = size < 2 ** 32 ? exports.allocate(size) >>> 0 : 0
    if (at === 0) throw new HllError('53200', 'out of memory')
    return at
  }

  /** Copies values into memory, behind a list of where they are. */
  function putAll(values) {
    const padded = (value) => Math.ceil(value.length / 8) * 8
    const list = allocate(values.reduce((size, value) => size + 8 + padded(value), 0))
    view()
    let at = list + 8 * values.length
    values.forEach((value, i) => {
      content.set(value, at)
      words.setUint32(list + 8 * i, at, true)
      words.setUint32(list + 8 * i + 4, value.length, true)
      at += padded(value)
    })
    return list
  }

  /** Copies bytes into memory. */
  const put = (value) => putAll([value]) + 8

  /** Calls an export. Returns null for NULL, else what `read` makes of the result. */
  function run(name, parameters, read) {
    const outcome = exports[name](...parameters)
    if (outcome === 0) throw fail()
    return outcome === kNull ? null : read()
  }

  /** The same with values as the first argument. */
  const call = (name, values, parameters, read) => scoped(() => run(name, [putAll(values), ...parameters], read))

  const sketch = (value) => bytesOf(value, 'hll')
  const filter = (value) => bytesOf(value, 'bloom')
  const sketches = (values) => listOf('sketches', values).filter((value) => value != null).map(sketch)
  const bounds = () => ({ estimate: numberAt(0), lower: numberAt(1), upper: numberAt(2) })

  /** Two or three sketches that are compared; null if one is null. */
  function compared(values) {
    const all = listOf('sketches', values)
    if (all.length !== 2 && all.length !== 3) throw new TypeError(`two or three sketches are compared, not ${all.length}`)
    return all.includes(null) || all.includes(undefined) ? null : all.map(sketch)
  }

  function unite(values, fold) {
    const all = sketches(values)
    return all.length === 0 ? empty() : call('hll_union', all, [all.length, fold], bytes)
  }

  function unionCount(values, fold) {
    const all = sketches(values)
    return all.length === 0 ? 0 : call('hll_union_count', all, [all.length, fold], () => numberAt(0))
  }

  function empty({ log2m = 11, regwidth = 5, expthresh = -1, sparseon = 1 } = {}) {
    const parameters = Object.entries({ log2m, regwidth, expthresh, sparseon: Number(sparseon) })
    return scoped(() => run('hll_empty', parameters.map(([name, value]) => integer(name, value)), bytes))
  }

  function info(value) {
    return call('hll_parse', [sketch(value)], [], () => ({
      type: kForms[numberAt(4)],
      parameters: { log2m: numberAt(0), regwidth: numberAt(1), expthresh: numberAt(2), sparseon: numberAt(3) },
      filled: numberAt(5),
    }))
  }

  const hashBytes = (data, seed) => scoped(() => exports.hash(put(data), data.length, seed))
  const seeded = (bytes) => (value, seed = 0) => hashBytes(bytes(value), Number(integer('the seed', seed, -(2n ** 31n), 2n ** 31n - 1n)))

  function elementBytes(value, type = typeOf(value)) {
    if (type === 'hll_hashval') return littleEndian(64, integer('a hash', value))
    if (!types[type]) throw new TypeError(`no type ${String(type)}; types are ${Object.keys(types).join(', ')}, hll_hashval`)
    return types[type][1](value)
  }

  function hash(value, type) {
    if (type === 'hll_hashval') return BigInt.asIntN(64, integer('a hash', value))
    return hashBytes(elementBytes(value, type), 0)
  }

  function hashKeyed(value, key, type) {
    const secret = viewOf(key) ?? typed('bytea', key, false)
    if (secret.length !== 16)
      throw new HllError('22023', 'invalid key of hll_hash_keyed', `The key has ${secret.length} bytes; it must have 16.`)
    const data = elementBytes(value, type)
    return scoped(() => exports.hash_keyed(put(data), data.length, put(secret)))
  }

  function add(value, hashes) {
    const given = BigInt64Array.from(listOf('hashes', hashes), (each) => integer('a hash', each))
    const old = sketch(value)
    return scoped(() => run('hll_add', [putAll([old]), put(new Uint8Array(given.buffer)), given.length], bytes))
  }

  const toVersion = (value, version) => call('hll_to_version', [sketch(value)], [integer('version', version)], bytes)

  function fold(value, log2m, regwidth) {
    const keep = regwidth === undefined
    return call('hll_fold', [sketch(value)], [integer('log2m', log2m), integer('regwidth', keep ? 0 : regwidth), keep], bytes)
  }

  function intersection(values) {
    const all = compared(values)
    return all && call('hll_intersection', all, [all.length], () => numberAt(0))
  }

  function intersectionBounds(values, confidence = 0.95) {
    const all = compared(values)
    number('confidence', confidence)
    return all && call('hll_intersection_bounds', all, [all.length, confidence], () => ({ ...bounds(), reliable: numberAt(3) === 1 }))
  }

  function change(before, after, confidence = 0.95) {
    return call('hll_change', [sketch(before), sketch(after)], [number('confidence', confidence)], () => {
      const [ratio, lower, upper] = numberAt(4) ? [0, 1, 2].map(numberAt) : [null, null, null]
      return { ratio, lower, upper, significant: numberAt(3) === 1 }
    })
  }

  const kindOf = (header) => new TextDecoder().decode(header.subarray(12, kBloomHeaderBytes)).replace(/\0.*$/s, '')

  /** A copy, which nobody else can change after it was checked. */
  function parse(value, check) {
    const copy = new Uint8Array(value)
    check(copy)
    return copy
  }

  function bloomInfo(value) {
    const given = filter(value)
    return call('bloom_info', [given], [], () => {
      const form = kBloomForms[numberAt(0)]
      const unlessEmpty = (i) => (form === 'EMPTY' ? null : numberAt(i))
      return {
        form, kind: kindOf(given) || null, capacity: unlessEmpty(1), targetFpr: unlessEmpty(2), blocks: unlessEmpty(3),
        probes: unlessEmpty(4), fill: numberAt(5), cardinality: numberAt(6), fpr: numberAt(7),
      }
    })
  }

  /** Only the header and the one block that the element has are copied. */
  function bloomContains(value, element, type = typeOf(element)) {
    const given = filter(value)
    const header = given.slice(0, kBloomHeaderBytes)
    const length = Math.min(given.length, 2 ** 32 - 1) // no filter is as large
    const hashed = hash(element, type)
    const [begin, size] = call('bloom_place', [header], [length, hashed], () => [numberAt(0), numberAt(1)])
    const held = kindOf(header)
    const kind = type === 'hll_hashval' ? type : types[type][0]
    if (held !== '' && held !== kind)
      throw new HllError('42804', `bloom filter holds elements of kind "${held}", not "${kind}"`, undefined,
        'Name the type that the filter was built with.')
    const needed = new Uint8Array(kBloomHeaderBytes + size)
    needed.set(header)
    needed.set(given.subarray(begin, begin + size), kBloomHeaderBytes)
    return call('bloom_contains', [needed], [length, hashed], () => numberAt(0) === 1)
  }

  return Object.freeze({
    parse: (value) => parse(sketch(value), info),
    text: (value) => `\\x${Array.from(bytesOf(value, 'hll or bloom'), (byte) => byte.toString(16).padStart(2, '0')).join('')}`,
    type: (value) => info(value).type,
    parameters: (value) => info(value).parameters,
    filled: (value) => info(value).filled,
    cardinality: (value) => call('hll_cardinality', [sketch(value)], [], () => numberAt(0)),
    error: (value) => call('hll_error', [sketch(value)], [], () => numberAt(0)),
    cardinalityBounds: (value, confidence = 0.95) =>
      call('hll_cardinality_bounds', [sketch(value)], [number('confidence', confidence)], bounds),
    union: (values) => unite(values, false),
    unionFold: (values) => unite(values, true),
    unionCount: (values) => unionCount(values, false),
    unionFoldCount: (values) => unionCount(values, true),
    intersection,
    intersectionBounds,
    change,
    empty,
    add,
    fold,
    toVersion,
    hash,
    hashKeyed,
    hashBoolean: seeded(types.boolean[1]),
    hashSmallint: seeded((value) => signed('a smallint', value, 16)),
    hashInteger: seeded((value) => signed('an integer', value, 32)),
    hashBigint: seeded((value) => signed('a bigint', value, 64)),
    hashText: seeded(types.text[1]),
    hashBytea: seeded(types.bytea[1]),
    bloom: Object.freeze({
      parse: (value) => parse(filter(value), bloomInfo),
      info: bloomInfo,
      cardinality: (value) => bloomInfo(value).cardinality,
      contains: bloomContains,
    }),
  })
}
