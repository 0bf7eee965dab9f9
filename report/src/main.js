// Reads what scripts/report put into this page, and shows it.
import { load } from '../../wasm/hll.js';
import wasm from 'hll.wasm';
import { Report } from './model.js';
import { parseRows } from './rows.js';
import { h } from './dom.js';
import { count, day, percent } from './format.js';
import { chooseDays, chooseGroups, chooseWindow } from './controls.js';
import { checks, headline, lines } from './lines.js';
import { euler, overlaps } from './groups.js';
import { change, newcomers } from './changes.js';

const kGreatestLog2m = 20;
const kUsual = ['from', 'to', 'groups', 'confidence'];

// The rows are compressed by gzip and written in base64.
async function unpack(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = characters.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

// All days, the default groups; and two ranges of equal length, of at most a week: the last one, and the one before.
function firstChoice(report) {
  const last = report.days - 1;
  const length = Math.max(1, Math.min(7, Math.floor(report.days / 2)));
  const groups = report.defaultGroups();
  return {
    from: 0, to: last, groups, window: Math.min(7, report.days), confidence: 0.95, three: groups.slice(0, 3), newOf: 0,
    before: { from: Math.max(0, last - 2 * length + 1), to: Math.max(0, last - length) }, after: { from: last - length + 1, to: last },
  };
}

// Makes the parts of the page: each is { element, update(), uses }, and is computed again only when a choice changes
// that it uses, one of kUsual unless it says others.
function show(report, title, made) {
  const choice = firstChoice(report);
  let waiting = false;
  const parts = [];
  const update = () => {
    const start = performance.now();
    waiting = false;
    for (const part of parts) {
      const was = part.used;
      if ((part.used = JSON.stringify((part.uses ?? kUsual).map((key) => choice[key]))) !== was) part.update();
    }
    document.documentElement.dataset.took = performance.now() - start;
  };
  // However many events there are, the page is computed once for each frame of the screen.
  const set = (changed) => {
    Object.assign(choice, changed);
    if (!waiting) requestAnimationFrame(update);
    waiting = true;
  };
  const make = (part) => {
    parts.push(part(report, choice, set));
    return parts.at(-1).element;
  };
  document.title = title;
  document.querySelector('h1').replaceChildren(h('bdi', {}, title));
  document.getElementById('about').replaceChildren(
    `${count(report.days, 'day')}, ${day(report.first)} to ${day(report.first + report.days - 1)} · `,
    `${count(report.groups.length, 'group')} · standard error ${percent(104 / Math.sqrt(2 ** report.parameters.log2m))} % · made ${made}`);
  document.getElementById('controls').replaceChildren(...[chooseDays, chooseGroups, chooseWindow].map(make));
  document.getElementById('results').replaceChildren(...[headline, lines, ...(report.groups.length > 1 ? [overlaps, euler] : []),
    change, ...(report.hasNew ? [newcomers] : []), ...(report.hasExact ? [checks] : [])].map(make));
  update();
}

async function main() {
  const hll = await load(wasm);
  const { title, made, rows } = parseRows(hll, await unpack(document.getElementById('data').textContent.trim()));
  const report = new Report(hll, rows);
  if (report.parameters.log2m > kGreatestLog2m) throw new Error(`log2m ${report.parameters.log2m} is too large for a page`);
  show(report, title, made);
}

main().catch((error) => {
  document.getElementById('results').replaceChildren(h('p', { class: 'failure', role: 'alert' }, `This page can't be shown: ${error.message}`));
});
