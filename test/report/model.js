// model.js PAGE TABLE ...: the figures of report/src/model.js for the rows in a page, beside those of SQL over the table
// that the page was made of. Prints TAP.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { load } from '../../wasm/hll.js';
import { Report } from '../../report/src/model.js';
import { isoOf, parseRows } from '../../report/src/rows.js';
import { compareRows, finish, same, test, truth } from './truth.js';

const hll = await load(readFileSync(new URL('../../build/wasm/hll.wasm', import.meta.url)));

// Numbers from 0 to 1, the same in each run.
let seed = 4711;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const below = (n) => Math.floor(random() * n);
const range = (n) => [below(n), below(n)].sort((a, b) => a - b);
const shuffled = (list) => list.map((x) => [random(), x]).sort((a, b) => a[0] - b[0]).map(([, x]) => x);

function randomChoice(report) {
  const positions = report.groups.map((_, i) => i);
  const [from, to] = range(report.days);
  const pair = () => { const [a, b] = range(report.days); return { from: a, to: b }; };
  return {
    from, to, groups: shuffled(positions).slice(below(positions.length + 1)).sort((a, b) => a - b), window: 1 + below(40),
    confidence: [0.5, 0.68, 0.95, 0.99][below(4)], three: shuffled(positions).slice(0, 3), before: pair(), after: pair(),
    newOf: below(positions.length),
  };
}

const iso = (report, day) => isoOf(report.first + day);
const names = (report, positions) => positions.map((position) => report.groups[position].name);
const inSql = (report, table, choice) => ({
  table, from_day: iso(report, choice.from), to_day: iso(report, choice.to), groups: names(report, choice.groups),
  window: choice.window, confidence: choice.confidence, three: names(report, choice.three),
  before_from: iso(report, choice.before.from), before_to: iso(report, choice.before.to),
  after_from: iso(report, choice.after.from), after_to: iso(report, choice.after.to), new_of: report.groups[choice.newOf].name,
});

// The model's figures, in the rows of truth.sql.
const bounds = ({ estimate, lower, upper }) => ({ estimate, lower, upper });
const withDay = ({ day, ...rest }) => ({ day: isoOf(day), ...rest });
function figures(report, choice) {
  const lines = report.lines(choice);
  const change = report.change(choice, choice.before, choice.after);
  return {
    uniques: [bounds(report.uniques(choice))],
    lines: lines.byDay.map((_, i) => Object.fromEntries([['day', iso(report, choice.from + i)],
      ...Object.entries(lines).flatMap(([key, points]) =>
        [[key, points[i].estimate], [`${key}Lower`, points[i].lower], [`${key}Upper`, points[i].upper]])])),
    overlaps: report.overlaps(choice).flatMap(({ group, size, others }) => others.filter((other) => other.overlap)
      .map((other) => ({ group, size, other: other.group, ...other.overlap }))),
    common: report.common(choice, choice.three).map((part) =>
      ({ in: part.groups.join(' and '), ...bounds(part), reliable: part.reliable })),
    ranges: [bounds(change.before), bounds(change.after)],
    change: [{ ratio: change.ratio, lower: change.lower, upper: change.upper, significant: change.significant }],
    checks: report.checks(choice).map(withDay),
    newcomers: report.newcomers(choice, choice.newOf).map(withDay),
  };
}

function compareChoice(report, table, choice, label) {
  const expected = truth(inSql(report, table, choice));
  const count = { figures: 0 };
  const wrong = Object.entries(figures(report, choice)).flatMap(([part, rows]) =>
    compareRows(part, rows, [expected[part]].flat(), count));
  test(`${label}: ${count.figures} figures`, wrong);
  return expected;
}

const pairs = process.argv.slice(2);
for (let i = 0; i < pairs.length; i += 2) {
  const [page, table] = pairs.slice(i, i + 2);
  const text = gunzipSync(Buffer.from(/id="data">\s*(\S+)/.exec(readFileSync(page, 'utf8'))[1], 'base64')).toString();
  const report = new Report(hll, parseRows(hll, text).rows);
  const { sizes } = compareChoice(report, table, { ...randomChoice(report), from: 0, to: report.days - 1,
    groups: report.groups.map((_, position) => position) }, `${table}, everything`);
  test(`${table}: the order of groups`, report.groups.flatMap((group, j) =>
    group.name === sizes[j].group && same(group.size, sizes[j].size) ? [] : [`${group.name}: ${group.size}, not ${sizes[j].size}`]));
  for (let n = 1; n <= 8; ++n) compareChoice(report, table, randomChoice(report), `${table}, choice ${n}`);
}
finish();
