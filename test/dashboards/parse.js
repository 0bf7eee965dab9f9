// parse.js: whether node-sql-parser and pgsql-ast-parser read the queries that statements.py prints, which come from
// stdin. Prints TAP.
'use strict';
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
// The packages are where npm was run.
const from = createRequire(`${process.cwd()}/package.json`);
const sqlParser = new (from('node-sql-parser').Parser)();
const astParser = from('pgsql-ast-parser');

const parsers = {
  'node-sql-parser': (sql) => sqlParser.astify(sql, { database: 'postgresql' }),
  'pgsql-ast-parser': (sql) => astParser.parse(sql),
};

// Returns the parser's message; null if it reads the query.
function refusal(parse, sql) {
  try {
    parse(sql);
    return null;
  } catch (error) {
    return error.message;
  }
}

let tests = 0;
function ok(passed, name, why) {
  console.log(`${passed ? 'ok' : 'not ok'} ${++tests} - ${name}`);
  if (!passed && why) console.log(why.replace(/^/gm, '# '));
}

const queries = JSON.parse(readFileSync(0, 'utf8'));
for (const [name, parse] of Object.entries(parsers)) {
  for (const { line, sql } of queries) {
    const why = refusal(parse, sql);
    ok(why === null, `${name}, line ${line}: ${sql.replace(/\s+/g, ' ').slice(0, 60)}`, why);
  }
  // What the page warns of.
  for (const sql of ['SELECT #users FROM daily', 'SELECT (hll_cardinality_bounds(users)).lower FROM daily',
    "SELECT hll_union_agg(users) OVER (ORDER BY day RANGE '6 days' PRECEDING) FROM daily"]) {
    ok(refusal(parse, sql) !== null, `${name} refuses ${sql}`);
  }
}
console.log(`1..${tests}`);
