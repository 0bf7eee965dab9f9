// As Driver.java, for js-hll, whose file is the first argument. It has one more request:
//
//   fold BYTES LOG2M    BYTES COUNT
//
// The library is a script for browsers and not a module, so it is run here as a script.
'use strict';
const fs = require('fs');
const vm = require('vm');
vm.runInThisContext(fs.readFileSync(process.argv[2], 'utf8'));

// A hash as js-hll takes it: [lower, upper] 32 bits.
const words = (hash) => [Number(hash & 0xffffffffn), Number((hash >> 32n) & 0xffffffffn)];
let pool = [];

function parse(list) {
  if (list === '-') return [];
  const range = /^(\d+)\.\.(\d+)$/.exec(list);
  return range ? pool.slice(range[1] - 1, range[2]) : list.split(',').map((hash) => words(BigInt(hash)));
}

function make(log2m, regwidth, hashes) {
  const sketch = new hll.HLL(Number(log2m), Number(regwidth));
  for (const hash of parse(hashes)) sketch.addRaw(hash);
  return sketch;
}

const read = (hex) => hll.fromHexString('\\x' + hex).hllSet;
// It writes /x where PostgreSQL has \x.
const write = (sketch) => sketch.toHexString().replace(/^\/x/, '') + '\t' + sketch.cardinality();

const answers = {
  pool: (hashes) => { pool = parse(hashes); return 'ok'; },
  make: (log2m, regwidth, expthresh, sparseon, hashes) => write(make(log2m, regwidth, hashes)),
  read: (hex) => write(read(hex)),
  union: (a, b) => write(read(a).union(read(b))),
  fold: (hex, log2m) => write(read(hex).fold(Number(log2m))),
};

const out = [];
for (const line of fs.readFileSync(0, 'utf8').split('\n').slice(0, -1)) {
  const [request, ...fields] = line.split('\t');
  try {
    out.push(answers[request](...fields));
  } catch (error) {
    out.push('error\t' + error.message);
  }
}
fs.writeFileSync(1, out.join('\n') + '\n');
