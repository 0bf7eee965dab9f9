// Reads every figure of the page, and compares it with SQL's.
import { same, shows, truth } from './truth.js';

// Runs in the page. A figure is { value, text }. Returns what is chosen, what each section shows, and how many figures
// there are, so that none is forgotten.
export function readPage() {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const figureOf = (data) => ({ value: data.value === 'null' ? null : Number(data.value), text: data.textContent });
  const figures = (selector, root) => all(`${selector} data`, root).map(figureOf);
  const cell = (td) => td.querySelector('data') ? figureOf(td.querySelector('data')) : td.textContent;
  const table = (section) => all(`#${section} .behind tbody tr`).map((row) =>
    Object.fromEntries(all('td', row).map((td) => [td.dataset.key, cell(td)])));
  const dates = (root) => all(`${root} input[type=date]`).map((input) => input.value);
  const names = all('.group').map((group) => group.querySelector('.name').textContent);
  const nameOf = (selector) => all(selector).map((select) => names[Number(select.value)]);
  const tables = Object.fromEntries(all('section').filter((section) => section.querySelector('.behind'))
    .map((section) => [section.id, table(section.id)]));
  return {
    names, tables, total: all('data').length,
    days: dates('.days'), before: dates('.choose.before'), after: dates('.choose.after'),
    groups: all('[data-group]').flatMap((box, i) => (box.checked ? [names[i]] : [])),
    window: document.getElementById('window').value, confidence: document.getElementById('confidence').value,
    three: nameOf('.selects select'), newOf: nameOf('#newcomers select')[0],
    sizes: figures('.group'), headline: figures('#headline'), panels: all('#lines h3').map((heading) => figures('.at', heading)),
    audiences: figures('#overlaps .map td.audience'),
    map: all('#overlaps .map td.heat').map((td) => ({ figures: figures('', td), reliable: !td.querySelector('abbr') })),
    parts: all('#euler .parts dd').map((dd) => ({ figures: figures('', dd), reliable: !dd.querySelector('abbr') })),
    ranges: all('#change .choose .size').map((size) => figures('', size)[0]),
    verdict: figures('#change .verdict'), real: document.querySelector('#change .verdict').textContent.includes('is real'),
    newcomers: figures('#newcomers .verdict'), checks: figures('#checks .verdict'),
  };
}

const kDigits = { percent: 1, error: 1 };

// Returns { figures, wrong }: how many figures there are, and those which aren't SQL's.
export function comparePage(page, table) {
  const sql = truth({
    table, groups: page.groups, window: page.window, confidence: page.confidence, three: [...new Set(page.three)],
    from_day: page.days[0], to_day: page.days[1], before_from: page.before[0], before_to: page.before[1],
    after_from: page.after[0], after_to: page.after[1], new_of: page.newOf,
  });
  const wrong = [];
  let seen = 0;
  const expect = (where, figure, value, digits = 0) => {
    if (!figure) return wrong.push(`${where} is not there`);
    ++seen;
    if (!same(figure.value, value ?? null) || !shows(figure.text, value, digits))
      wrong.push(`${where}: ${figure.value} as "${figure.text}", not ${value}`);
  };
  const expectBounds = (where, figures, row, digits = 0, keys = ['estimate', 'lower', 'upper']) =>
    keys.forEach((key, i) => expect(`${where} ${key}`, figures[i], row[key], digits));
  const equal = (where, a, b) => { if (a !== b) wrong.push(`${where}: ${a}, not ${b}`); };

  page.names.forEach((name, i) => {
    equal(`group ${i}`, name, sql.sizes[i].group);
    ++seen;
    if (!same(page.sizes[i].value, sql.sizes[i].size)) wrong.push(`size of ${name}: ${page.sizes[i].value}, not ${sql.sizes[i].size}`);
  });
  expectBounds('headline', page.headline, sql.uniques);
  ['byDay', 'sliding', 'cumulative'].forEach((line, i) =>
    expectBounds(line, page.panels[i], sql.lines.at(-1), 0, [line, `${line}Lower`, `${line}Upper`]));
  sql.audiences.forEach((size, i) => expect(`audience ${i}`, page.audiences[i], size));
  equal('cells of the map', page.map.length, sql.overlaps.length);
  page.map.forEach(({ figures, reliable }, i) => {
    expectBounds(`map ${i}`, figures, sql.overlaps[i], 1, ['percent', 'lower', 'upper']);
    equal(`map ${i}, reliable`, reliable, sql.overlaps[i].reliable);
  });
  equal('parts', page.parts.length, sql.common.length);
  page.parts.forEach(({ figures, reliable }, i) => {
    expectBounds(`part ${i}`, figures, sql.common[i]);
    equal(`part ${i}, reliable`, reliable, sql.common[i].reliable);
  });
  page.ranges.forEach((figure, i) => expect(`range ${i}`, figure, sql.ranges[i].estimate));
  if (sql.change.ratio !== null) expectBounds('change', page.verdict, sql.change, 3, ['ratio', 'lower', 'upper']);
  equal('the change is real', page.real, sql.change.significant);
  const held = sql.checks.filter((check) => check.held).length;
  if (sql.checks.length) {
    [[held, 0], [sql.checks.length, 0], [100 * held / sql.checks.length, 1]].forEach(([value, digits], i) =>
      expect(`checks ${i}`, page.checks[i], value, digits));
  }
  expect('new', page.newcomers[0], sql.newcomers.reduce((sum, row) => sum + row.fresh, 0));

  const tables = { lines: sql.lines, overlaps: sql.overlaps, euler: sql.common, change: sql.ranges, newcomers: sql.newcomers, checks: sql.checks };
  for (const [name, rows] of Object.entries(tables)) {
    equal(`rows of ${name}`, page.tables[name].length, rows.length);
    page.tables[name].slice(0, rows.length).forEach((row, i) => Object.entries(row).forEach(([key, shown]) => {
      const value = rows[i][key];
      const where = `${name}, row ${i}, ${key}`;
      const digits = kDigits[key] ?? (name === 'overlaps' && ['lower', 'upper'].includes(key) ? 1 : 0);
      if (typeof value === 'boolean') equal(where, shown, value ? 'yes' : 'no');
      else if (typeof shown === 'string') equal(where, shown, value);
      else if (typeof value === 'string' && /^\d{4}-/.test(value)) { ++seen; equal(where, shown.text, value); }
      else expect(where, shown, value, digits);
    }));
  }
  equal('figures that were compared', seen, page.total);
  return { figures: seen, wrong };
}
