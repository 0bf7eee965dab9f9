// What bench/wasm runs: ROUNDS [FILE OF js-hll].
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import vm from 'node:vm'
import { load } from '../build/wasm/hll.js'

const [rounds, peer] = process.argv.slice(2)
const sql = (text) => execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-f', '-'], { input: text, encoding: 'utf8', maxBuffer: 2 ** 26 }).trim()

sql(`CREATE EXTENSION hll;
  CREATE TABLE days AS SELECT day, hll_add_agg(hll_hash(i), 11, 5, 0, 0) AS users
  FROM generate_series(1, 365) AS day, generate_series(day * 700, day * 700 + 10000) AS i GROUP BY day;
  VACUUM ANALYZE days;`)
const texts = sql('SELECT users FROM days ORDER BY day').split('\n')
const hll = await load()
const values = texts.map((text) => hll.parse(text))

// Returns the milliseconds of one time, and the count.
function timed(repeats, work) {
  const start = performance.now()
  let count
  for (let i = 0; i < repeats; ++i) count = work()
  return { ms: (performance.now() - start) / repeats, count }
}

// The server's time is what it says itself, without psql and the connection.
function onServer() {
  const answer = sql(`SET max_parallel_workers_per_gather = 0; SET jit = off;
    CREATE FUNCTION pg_temp.timed(n int) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE start timestamptz := clock_timestamp(); count float8;
    BEGIN
      FOR i IN 1 .. n LOOP SELECT # hll_union_agg(users) INTO count FROM days; END LOOP;
      RETURN extract(epoch FROM clock_timestamp() - start) * 1000 / n || ' ' || count;
    END $$;
    SELECT pg_temp.timed(20); SELECT pg_temp.timed(200);`).split('\n').pop().split(' ')
  return { ms: Number(answer[0]), count: Number(answer[1]) }
}

function byPeer() {
  const days = texts.map((text) => globalThis.hll.fromHexString(text).hllSet)
  return () => {
    const union = new globalThis.hll.HLL(11, 5)
    for (const day of days) union.union(day)
    return union.cardinality()
  }
}

const ways = { 'hll_union_agg': onServer, 'hll-wasm': () => timed(400, () => hll.unionCount(values)) }
if (peer) {
  vm.runInThisContext(readFileSync(peer, 'utf8'))
  const work = byPeer()
  ways['js-hll'] = () => timed(20, work)
}

const figures = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
// The first round isn't counted.
for (let round = 0; round <= rounds; ++round) for (const [name, way] of Object.entries(ways)) figures[name].push(way())
for (const list of Object.values(figures)) list.shift()

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1]
console.log('|  | ms | to the server | count |\n|---|---|---|---|')
for (const [name, list] of Object.entries(figures)) {
  const ratios = list.map(({ ms }, i) => ms / figures['hll_union_agg'][i].ms)
  console.log(`| ${name} | ${median(list.map(({ ms }) => ms)).toPrecision(3)} | ${median(ratios).toFixed(2)} | ${list[0].count} |`)
}
