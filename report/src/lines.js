// The large number; the three lines, by day, sliding, cumulative; and how often bounds held.
import { figure, h, put, range, section, tableBehind } from './dom.js';
import { boundsColumns, count, day, percent, sure, whole, yesNo } from './format.js';
import { place } from './chart.js';

export function headline(report, choice) {
  const number = h('p', { class: 'large' });
  const about = h('p', { class: 'about' });
  return {
    element: h('section', { id: 'headline', 'aria-live': 'polite', 'aria-label': 'Uniques of the chosen days and groups' },
      number, about),
    update() {
      const bounds = report.uniques(choice);
      put(number, figure(bounds.estimate, whole));
      put(about,
        `uniques in ${count(choice.to - choice.from + 1, 'day')}, ${day(report.first + choice.from)} to `,
        `${day(report.first + choice.to)}, of ${count(choice.groups.length, 'group')}: between `,
        range(bounds, whole, ' and '), ` with a confidence of ${sure(choice.confidence)}`);
    },
  };
}

const kLines = [
  { key: 'byDay', class: 'by-day', title: () => 'On the day' },
  { key: 'sliding', class: 'sliding', title: (choice) => `Over ${count(choice.window, 'day')}` },
  { key: 'cumulative', class: 'cumulative', title: () => 'Since the first chosen day' },
];

// The exact counts of the days, where only one group is chosen: nobody can add up those of several.
const exactDots = (report, { groups, from, to }) => groups.length !== 1 ? []
  : report.groups[groups[0]].cells.slice(from, to + 1).filter((cell) => cell && cell.exact !== null)
    .map((cell) => ({ day: cell.day - report.first, value: cell.exact }));

export function lines(report, choice) {
  let shown;
  const ends = (points, i) => [figure(points[i].estimate, whole),
    h('span', { class: 'bounds' }, range(points[i], whole))];
  const panels = kLines.map((kind) => {
    const title = h('h3');
    const panel = place(kind.key, () => ({
      height: 150, first: report.first, from: choice.from, to: choice.to,
      title: `${kind.title(choice)}: a line with bounds over the chosen days; the table has its figures`,
      lines: [{ class: kind.class, points: shown[kind.key] }],
      dots: kind.key === 'byDay' ? [{ class: 'exact', points: exactDots(report, choice) }] : [],
    }), { onHover: (at) => hover(at) });
    return { ...kind, heading: title, panel };
  });
  // Shows the figures of one day above each line, those of the last day if the pointer is elsewhere.
  function hover(at) {
    const i = (at ?? choice.to) - choice.from;
    for (const one of panels) {
      one.panel.moveTo(at);
      put(one.heading, h('span', { class: `key ${one.class}` }, one.title(choice)),
        h('span', { class: 'at' }, ends(shown[one.key], i), h('span', { class: 'date' }, day(report.first + choice.from + i))));
    }
  }
  const column = (key, name) => [[key, name], [`${key}Lower`, 'lower'], [`${key}Upper`, 'upper']]
    .map(([part, heading]) => ({ key: part, name: heading, format: whole }));
  const table = tableBehind('uniques by day', [{ key: 'day', name: 'day', format: day },
    ...column('byDay', 'on the day'), ...column('sliding', 'sliding'), ...column('cumulative', 'cumulative')]);
  const rows = () => shown.byDay.map((_, i) => Object.fromEntries([['day', report.first + choice.from + i],
    ...kLines.flatMap(({ key }) => [[key, shown[key][i].estimate], [`${key}Lower`, shown[key][i].lower],
      [`${key}Upper`, shown[key][i].upper]])]));
  const element = section('lines', 'Day by day',
    'Bands are bounds. The window looks back beyond the first chosen day. Dots, where one group is chosen, are exact counts.',
    panels.map(({ heading, panel }) => h('div', { class: 'panel' }, heading, panel.element)), table.element);
  return {
    element,
    uses: ['from', 'to', 'groups', 'confidence', 'window'],
    update() {
      shown = report.lines(choice);
      for (const { panel } of panels) panel.redraw();
      hover(null);
      table.show(rows());
    },
  };
}

// How often bounds held where the exact count is known.
export function checks(report, choice) {
  let all = [];
  const said = h('p', { class: 'verdict' });
  const error = (check) => 100 * (check.estimate / check.exact - 1);
  const dots = (held) => all.filter((check) => check.held === held && check.exact > 0)
    .map((check) => ({ day: check.day - report.first, value: error(check) }));
  const panel = place('checks', () => ({
    height: 190, first: report.first, from: choice.from, to: choice.to, least: -1, format: (x) => `${x} %`,
    title: 'Errors of the estimates in percent, by day; the table has them', marks: [0],
    dots: [{ class: 'held', points: dots(true) }, { class: 'missed', points: dots(false) }],
  }));
  const table = tableBehind('estimates beside exact counts', [
    { key: 'day', name: 'day', format: day }, { key: 'group', name: 'group' }, ...boundsColumns('estimate'),
    { key: 'exact', name: 'exact', format: whole }, { key: 'error', name: 'error %', format: percent },
    { key: 'held', name: 'bounds held', format: yesNo }]);
  const element = section('checks', 'How sure?',
    'Each dot is one group on one day: by how many percent the estimate is off the exact count. Large ones are outside of the bounds.',
    said, panel.element, table.element);
  return {
    element,
    update() {
      all = report.checks(choice).map((check) => ({ ...check, error: check.exact > 0 ? error(check) : null }));
      const held = all.filter((check) => check.held).length;
      put(said, all.length === 0 ? 'No exact counts are known here.'
        : ['The bounds held in ', figure(held, whole), ' of ', figure(all.length, whole), ' counts: ',
          figure((100 * held) / all.length, percent), ` %, where ${sure(choice.confidence)} are expected.`]);
      panel.redraw();
      table.show(all);
    },
  };
}
