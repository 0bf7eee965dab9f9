// What the tests of wasm/ share: TAP, questions to the server, and random numbers that are the same in each run.
import { spawnSync } from 'node:child_process'
import { load } from '../../build/wasm/hll.js'

export const hll = await load()
export const root = new URL('../../', import.meta.url).pathname

let tests = 0
let failed = 0

export function ok(is, what, ...diagnosis) {
  ++tests
  if (!is) ++failed
  console.log(`${is ? 'ok' : 'not ok'} ${tests} - ${what}`)
  if (!is) for (const line of diagnosis.flat().join('\n').split('\n')) console.log(`#   ${line}`)
}

export const is = (got, expected, what) => ok(got === expected, what, `got: ${got}`, `expected: ${expected}`)

/** No item may make `wrong` return a text; the first texts are shown. */
export function none(items, wrong, what) {
  const found = items.map(wrong).filter(Boolean)
  ok(items.length > 0 && found.length === 0, `${what}: ${items.length}`, `${found.length} are wrong, such as`, found.slice(0, 5))
}

export function done() {
  console.log(`1..${tests}`)
  process.exitCode = failed > 0 ? 1 : 0
}

/** What psql prints for these statements: a list of fields for each row. */
export function ask(sql) {
  const { status, stdout, stderr } = spawnSync('psql', ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-f', '-'],
    { input: sql, cwd: root, maxBuffer: 2 ** 30, encoding: 'utf8' })
  if (status !== 0) throw new Error(`psql: ${stderr}`)
  return stdout.split('\n').filter((line) => line !== '').map((line) => line.split('\t'))
}

export const bytesOf = (hex) => new Uint8Array(Buffer.from(hex, 'hex'))
export const hexOf = (bytes) => Buffer.from(bytes).toString('hex')

/** A number as psql prints it; null for NULL. */
export const numberOf = (text) => (text === '' ? null : Number(text))

/** Whether two numbers are the same to a relative error. */
export function near(a, b, error = 1e-12) {
  return Object.is(a, b) || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= error * Math.abs(b))
}

/** What f returns, or the message of its HllError. */
export function said(f) {
  try {
    return f()
  } catch (error) {
    if (error.name !== 'HllError') throw error
    return `error: ${error.message}`
  }
}

/** Random numbers below n (xorshift32). */
let state = 18
export function random(n) {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % n
}
