// Types of hll.js. Names are those of SQL in camelCase; REFERENCE.md of the extension explains what they compute.

/** The bytes of a stored hll or bloom value, or the text that psql prints: "\x128b7f...". */
export type Value = Uint8Array | string

export interface Parameters {
  log2m: number
  regwidth: number
  expthresh: number
  sparseon: number
}

/** Between lower and upper the true number lies with the probability that was asked for. */
export interface Bounds {
  estimate: number
  lower: number
  upper: number
}

/** `reliable`: the relative standard error of the estimate is at most one half. */
export interface IntersectionBounds extends Bounds {
  reliable: boolean
}

/** The numbers are null if both sketches are empty. `significant`: the bounds exclude that the sizes are the same. */
export interface Change {
  ratio: number | null
  lower: number | null
  upper: number | null
  significant: boolean
}

/** Numbers from capacity to probes, and the kind, are null where the filter has none. */
export interface BloomInfo {
  form: 'EMPTY' | 'SPARSE' | 'DENSE'
  kind: string | null
  capacity: number | null
  targetFpr: number | null
  blocks: number | null
  probes: number | null
  fill: number
  cardinality: number
  fpr: number
}

/** The type of SQL by which a value is hashed. */
export type ElementType =
  | 'text'
  | 'bigint'
  | 'integer'
  | 'smallint'
  | 'float8'
  | 'boolean'
  | 'bytea'
  | 'uuid'
  | 'date'
  | 'timestamptz'
  | 'hll_hashval'

/** A text for text, uuid and date (YYYY-MM-DD); a Date for timestamptz; a hash for hll_hashval. */
export type Element = string | number | bigint | boolean | Uint8Array | Date

/** A value or an argument is wrong. The message is that of SQL, with its detail. */
export class HllError extends Error {
  /** SQLSTATE: 22P02 for bytes that are no value, 22000 for values of different parameters, ... */
  readonly code: string
  readonly detail?: string
  readonly hint?: string
}

export interface Bloom {
  /** Checks all bytes, and returns a copy. */
  parse(filter: Value): Uint8Array
  info(filter: Value): BloomInfo
  /** How many elements were added: exact while SPARSE. */
  cardinality(filter: Value): number
  /**
   * Whether the element may have been added; false is certain. Without a type a whole number is a bigint, a string a
   * text, a boolean a boolean, and a Uint8Array a bytea. Checks the header, and copies one block.
   */
  contains(filter: Value, element: Element, type?: ElementType): boolean
}

/** Functions of a sketch that is UNDEFINED return null, as in SQL. Functions of many values ignore null. */
export interface Hll {
  /** Checks all bytes, and returns a copy of its own memory. */
  parse(sketch: Value): Uint8Array
  /** The text that psql prints. */
  text(value: Value): string
  type(sketch: Value): 'UNDEFINED' | 'EMPTY' | 'EXPLICIT' | 'SPARSE' | 'FULL' | 'DENSE'
  parameters(sketch: Value): Parameters
  /** How many values an EXPLICIT sketch holds, or how many registers are set. */
  filled(sketch: Value): number

  cardinality(sketch: Value): number | null
  /** The relative standard error of the count. */
  error(sketch: Value): number | null
  cardinalityBounds(sketch: Value, confidence?: number): Bounds | null

  /** Sketches of different parameters are an error. The union of none is empty(). */
  union(sketches: Iterable<Value | null | undefined>): Uint8Array
  /** Sketches of different parameters are folded to those that they have in common. */
  unionFold(sketches: Iterable<Value | null | undefined>): Uint8Array
  /** cardinality(union(sketches)), in less time. */
  unionCount(sketches: Iterable<Value | null | undefined>): number | null
  unionFoldCount(sketches: Iterable<Value | null | undefined>): number | null

  /** How many values all of two or three sketches have, of any parameters. Null if one is null. */
  intersection(sketches: Iterable<Value | null | undefined>): number | null
  intersectionBounds(sketches: Iterable<Value | null | undefined>, confidence?: number): IntersectionBounds | null
  /** The size of `after` divided by that of `before`. */
  change(before: Value, after: Value, confidence?: number): Change | null

  /** A sketch of no values: log2m 11, regwidth 5, expthresh -1 and sparseon 1 unless given. */
  empty(parameters?: Partial<Parameters>): Uint8Array
  /** The sketch with these hashes, from the functions below. */
  add(sketch: Value, hashes: Iterable<bigint | number>): Uint8Array
  /** The same set with fewer or narrower registers. */
  fold(sketch: Value, log2m: number, regwidth?: number): Uint8Array
  /** The bytes of schema version 1, which js-hll and java-hll read, or of version 2, which are fewer. */
  toVersion(sketch: Value, version: 1 | 2): Uint8Array

  /** hll_hash: types as in bloom.contains. All hashes are signed numbers of 64 bits. */
  hash(value: Element, type?: ElementType): bigint
  /** hll_hash_keyed; the key has 16 bytes. */
  hashKeyed(value: Element, key: Uint8Array, type?: ElementType): bigint
  hashBoolean(value: boolean, seed?: number): bigint
  hashSmallint(value: number | bigint, seed?: number): bigint
  hashInteger(value: number | bigint, seed?: number): bigint
  hashBigint(value: number | bigint, seed?: number): bigint
  hashText(value: string, seed?: number): bigint
  hashBytea(value: Uint8Array, seed?: number): bigint

  readonly bloom: Bloom
}

/** A WebAssembly.Module. Only the types of browsers declare that, and a program for Node may have none. */
export type CompiledModule = object

/**
 * Makes the functions. Without an argument it reads hll.wasm beside hll.js; a page that carries the module gives its
 * bytes, or a compiled module.
 */
export function load(module?: ArrayBuffer | ArrayBufferView | CompiledModule): Promise<Hll>
