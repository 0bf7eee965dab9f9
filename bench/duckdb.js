// duckdb.js ROWS ROUNDS: the part of bench/duckdb that measures.
'use strict';
const { DuckDBInstance } = require('@duckdb/node-api');

const [rows, rounds] = process.argv.slice(2).map(Number);
const counts = ['count(x)', 'approx_count_distinct(x)', 'count(DISTINCT x)'];
const keys = { 'in turn': 'in_turn', 'at random': 'at_random' };

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const cells = (list) => `| ${list.join(' | ')} |`;

async function main() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const query = async (sql) => (await connection.runAndReadAll(sql)).getRows();
  const timed = async (sql) => {
    const start = process.hrtime.bigint();
    await query(sql);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };

  // The rounds' times of each count.
  async function measure(key) {
    const times = counts.map(() => []);
    for (let round = 0; round < rounds; ++round)
      for (const [i, count] of counts.entries())
        times[i].push(await timed(`SELECT sum(c) FROM (SELECT ${count} AS c FROM users GROUP BY ${key}) AS g`));
    return times;
  }

  async function line(groups, name, key) {
    const [count, approx, exact] = await measure(key);
    const [[error]] = await query(`SELECT sqrt(avg((approx / exact - 1) ^ 2)) FROM
      (SELECT ${counts[1]} AS approx, ${counts[2]} AS exact FROM users GROUP BY ${key}) AS g`);
    const ratio = median(approx.map((ms, i) => ms / count[i]));
    return cells([groups, name, ...[count, approx, exact].map((ms) => median(ms).toFixed(0)),
      ratio.toFixed(2), `${(100 * error).toFixed(1)} %`]);
  }

  const [[version]] = await query('SELECT version()');
  console.log(`\`bench/duckdb\`, DuckDB ${version}, one thread, ${rows} rows, ${rounds} rounds:\n`);
  const heads = ['groups', 'keys', ...counts, 'approx / count', 'standard error'];
  console.log(`${cells(heads)}\n|${'---|'.repeat(heads.length)}`);
  for (const groups of [10000, 100000]) {
    // hash(x) would be no key at random: approx_count_distinct takes its registers from the same hash
    await query(`CREATE OR REPLACE TABLE users AS SELECT x::bigint AS x, x % ${groups} AS in_turn,
      (md5_number_lower(x::varchar) % ${groups})::bigint AS at_random FROM range(1, ${rows} + 1) AS t (x)`);
    for (const [name, key] of Object.entries(keys)) console.log(await line(groups, name, key));
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
