// Filters of all forms and of elements of each type: look-ups are those of the server.
import { readFileSync } from 'node:fs'
import { ask, bytesOf, hexOf, hll, is, near, none } from './lib.mjs'

const of = {
  bigint: BigInt, integer: Number, smallint: Number, float8: Number, text: String, bytea: (text) => bytesOf(text.slice(2)), uuid: String,
  date: String, timestamptz: (text) => new Date(text), boolean: (text) => text === 't', hll_hashval: BigInt,
}
const filters = ask(readFileSync(new URL('filters.sql', import.meta.url), 'utf8')).map(([hex, ...fields]) => {
  const [type, asked] = fields.splice(-2)
  return { hex, value: bytesOf(hex), type, info: fields, asked: asked === '' ? [] : asked.split(' ').map((pair) => pair.split(',')) }
})
is([...new Set(filters.map(({ info }) => info[0]))].sort().join(), 'DENSE,EMPTY,SPARSE', 'there are filters of all forms')

none(filters, ({ hex, value, info }) => {
  const got = Object.values(hll.bloom.info(value))
  const same = got.every((field, i) => String(field ?? '') === info[i] || (typeof field === 'number' && near(field, Number(info[i]))))
  return same && hexOf(hll.bloom.parse(value)) === hex ? '' : `${hex.slice(0, 100)}: ${got}, not ${info}`
}, 'filters say the same of themselves')

const lookups = filters.flatMap(({ value, type, asked }) => asked.map(([text, answer]) => ({ value, type, text, answer })))
none(lookups, ({ value, type, text, answer }) => {
  const got = hll.bloom.contains(value, of[type](text), type)
  return String(got) === answer ? '' : `${hexOf(value).slice(0, 100)} @> ${text}::${type}: ${got}, not ${answer}`
}, 'look-ups have the same answer')

// Without a type, whole numbers are bigint and strings text.
none(lookups.filter(({ type }) => ['bigint', 'integer', 'smallint', 'text', 'bytea', 'boolean'].includes(type)),
  ({ value, type, text, answer }) => (String(hll.bloom.contains(value, of[type](text))) === answer ? '' : `${text}::${type}`),
  'look-ups without a type')
