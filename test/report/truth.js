// What SQL says of a choice, and whether figures are the same.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('truth.sql', import.meta.url));
const array = (names) => `{${names.map((name) => `"${name.replace(/["\\]/g, '\\$&')}"`).join()}}`;

// choice: { table, from_day, to_day, groups, window, confidence, three, before_from, before_to, after_from, after_to, new_of }
export function truth(choice) {
  const variables = { ...choice, groups: array(choice.groups), three: array(choice.three) };
  const given = Object.entries(variables).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  const options = { encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' } };
  const { status, stdout, stderr } = spawnSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...given, '-f', script], options);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

// Whether two figures are the same. Counts are, to the last bit. Bounds and intersections come from searches, and those
// of another libm end a little elsewhere: by up to 1 in 10^12 of the larger set.
const kSearch = 1e-10;
export function same(a, b, allowed = kSearch) {
  if (typeof a === 'number' && typeof b === 'string') b = Number(b); // "Infinity" in JSON
  if (typeof a !== 'number' || typeof b !== 'number') return (a ?? null) === (b ?? null);
  return a === b || Math.abs(a - b) <= allowed * Math.max(Math.abs(a), Math.abs(b));
}

const kCounts = ['byDay', 'sliding', 'cumulative', 'size', 'exact', 'all', 'fresh', 'returning'];
const allowedFor = (part, key) => (kCounts.includes(key) || (key === 'estimate' && part !== 'common') ? 0 : kSearch);

// The same text, if a figure was rounded to the digits that it shows.
export function shows(text, value, digits) {
  if (value === null || value === undefined) return text === '–';
  if (value === Infinity || value === 'Infinity') return text === '∞';
  const [whole, fraction] = text.split('.');
  const form = /^-?\d{1,3}(,\d{3})*$/.test(whole) && (digits ? fraction?.length === digits : fraction === undefined);
  return form && Math.abs(Number(text.replaceAll(',', '')) - value) <= 0.5 / 10 ** digits + 1e-9 * Math.abs(value);
}

// Compares lists of rows key by key; returns what is wrong, and counts figures.
export function compareRows(part, rows, expected, count) {
  if (rows.length !== expected.length) return [`${part}: ${rows.length} rows, not ${expected.length}`];
  return rows.flatMap((row, i) => Object.keys(row).flatMap((key) => {
    ++count.figures;
    return same(row[key], expected[i][key], allowedFor(part, key)) ? []
      : [`${part}, row ${i}, ${key}: ${row[key]}, not ${expected[i][key]}`];
  }));
}

let number = 0;
let failed = 0;
export function test(name, wrong) {
  if (wrong.length) ++failed;
  console.log(`${wrong.length ? 'not ok' : 'ok'} ${++number} - ${name}`);
  for (const line of wrong.slice(0, 10)) console.log(`# ${line}`);
}
export const finish = () => {
  console.log(`1..${number}`);
  process.exitCode = failed ? 1 : 0;
};
