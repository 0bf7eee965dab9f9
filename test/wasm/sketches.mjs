// 10,000 sketches of all forms and 2,500 pairs: counts and bytes are those of the server to the last bit; errors and
// bounds to 1e-12, because the libraries of mathematics differ. The bounds of intersections and changes come from a search
// within a search, which ends as soon as it is close enough (kEnough in src/hll/intersection/profile.cpp). Where the
// likelihood is flat, last bits become eighth digits: one row in 50 may differ by up to 1e-7.
import { readFileSync } from 'node:fs'
import { ask, bytesOf, hexOf, hll, is, near, none, numberOf, ok } from './lib.mjs'

const rows = ask(readFileSync(new URL('sketches.sql', import.meta.url), 'utf8'))
const sketches = rows.filter((row) => row[0] === 'sketch').map(([, hex, form, log2m, regwidth, expthresh, sparseon, filled,
  count, error, confidence, lower, upper, toLog2m, toRegwidth, folded, hashes, added, ...versions], i) => ({
  value: bytesOf(hex), hex, form, parameters: [log2m, regwidth, expthresh, sparseon].map(Number).join(), filled: Number(filled),
  count: numberOf(count), error: numberOf(error), confidence: Number(confidence),
  bounds: [count, lower, upper].map(numberOf), fold: [Number(toLog2m), Number(toRegwidth)], folded,
  hashes: hashes.split(',').map(BigInt), added, versions: versions.join(),
}))
const pairs = rows.filter((row) => row[0] === 'pair')

const forms = new Set(sketches.map((sketch) => sketch.form))
ok(sketches.length > 10000 && pairs.length >= 2500, 'there are 10,000 sketches and 2,500 pairs', `${sketches.length} and ${pairs.length}`)
is([...forms].sort().join(), 'DENSE,EMPTY,EXPLICIT,FULL,SPARSE,UNDEFINED', 'of all forms')

const each = (property, compute, same = Object.is) => (sketch) => {
  const got = compute(sketch)
  return same(got, sketch[property]) ? '' : `${sketch.hex.slice(0, 100)}: ${got}, not ${sketch[property]}`
}
none(sketches, each('hex', ({ value }) => hexOf(hll.parse(value))), 'are read')
none(sketches, each('form', ({ value }) => hll.type(value)), 'have the same form')
none(sketches, each('parameters', ({ value }) => Object.values(hll.parameters(value)).join()), 'have the same parameters')
none(sketches, each('filled', ({ value }) => hll.filled(value)), 'have as many values or registers')
none(sketches, each('count', ({ value }) => hll.cardinality(value)), 'have the same count')
none(sketches, each('count', ({ value }) => hll.unionCount([value])), 'have the same count as a union of one')
none(sketches, each('count', ({ hex }) => hll.cardinality(`\\x${hex}`)), 'have the same count as text')
none(sketches, each('error', ({ value }) => hll.error(value), near), 'have the same error')
none(sketches, each('folded', ({ value, fold }) => hexOf(hll.fold(value, ...fold))), 'have the same bytes when folded')
none(sketches, each('versions', ({ value }) => [1, 2].map((version) => hexOf(hll.toVersion(value, version))).join()),
  'have the same bytes in both versions')
none(sketches, each('added', ({ value, hashes }) => hexOf(hll.add(value, hashes))), 'have the same bytes when hashes are added')

/** What differs between two lists of numbers, of which the first ones must be the same to the last bit. */
function differs(got, expected, exact = 0, error = 1e-12) {
  const same = got.length === expected.length &&
    got.every((number, i) => (i < exact ? Object.is(number, expected[i]) : near(number, expected[i], error)))
  return same ? '' : `${got}, not ${expected}`
}

/** The same for lists that a search has found. */
let far = 0
function searchedDiffers(got, expected) {
  if (differs(got, expected)) ++far
  return differs(got, expected, 0, 1e-7)
}
const listOf = (row, ...names) => names.map((name) => (row === null ? null : row[name]))
const list = (fields) => fields.map((field) => (field === 't' ? true : field === 'f' ? false : numberOf(field)))

none(sketches, ({ hex, value, confidence, bounds }) => {
  const wrong = differs(listOf(hll.cardinalityBounds(value, confidence), 'estimate', 'lower', 'upper'), bounds, 1)
  return wrong && `${hex.slice(0, 100)} at ${confidence}: ${wrong}`
}, 'have the same bounds')

const check = (what, compute) => none(pairs, (row) => {
  const [, a, b, c, ...expected] = row
  const wrong = compute(bytesOf(a), bytesOf(b), bytesOf(c), expected)
  return wrong && `${a.slice(0, 60)}, ${b.slice(0, 60)}, ${c.slice(0, 60)}: ${wrong}`
}, what)
const differing = (got, expected) => (got === expected ? '' : `${got}, not ${expected}`)

check('pairs have the same union', (a, b, c, [union]) => union && differing(hexOf(hll.union([a, b])), union))
check('pairs have the same union of any parameters', (a, b, c, [, union]) => differing(hexOf(hll.unionFold([a, b])), union))
check('three have the same count of their union', (a, b, c, [, , count]) => differing(hll.unionFoldCount([a, b, c]), numberOf(count)))
check('the count of a union is that of its bytes', (a, b, c) =>
  differing(hll.unionFoldCount([a, b, c]), hll.cardinality(hll.unionFold([a, b, c]))))
const named = ['estimate', 'lower', 'upper', 'reliable']
check('pairs have the same intersection', (a, b, c, fields) => differs([hll.intersection([a, b])], list(fields.slice(3, 4))))
check('and bounds of it', (a, b, c, fields) => searchedDiffers(listOf(hll.intersectionBounds([a, b]), ...named), list(fields.slice(4, 8))))
check('three have the same intersection', (a, b, c, fields) => differs([hll.intersection([a, b, c])], list(fields.slice(8, 9))))
check('and bounds of it', (a, b, c, fields) => searchedDiffers(listOf(hll.intersectionBounds([a, b, c], 0.9), ...named), list(fields.slice(9, 13))))
check('pairs have the same change', (a, b, c, fields) =>
  searchedDiffers(listOf(hll.change(a, b), 'ratio', 'lower', 'upper', 'significant'), list(fields.slice(13))))
ok(far < pairs.length / 50, 'few of what was searched differs by more than 1e-12', far)
