// What groups have in common: the overlaps of all chosen ones, and the diagram of three.
import { computeTextCentre, intersectionAreaPath, normalizeSolution, scaleSolution, venn } from '@upsetjs/venn.js';
import { doubt, figure, h, name, put, range, s, section, tableBehind } from './dom.js';
import { boundsColumns, percent, whole, yesNo } from './format.js';

const fitted = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

// A cell of the map: the percentage, and its bounds.
function overlapCell(overlap) {
  if (!overlap) return h('td', { class: 'none' }, '–');
  const cell = h('td', { class: 'heat' },
    figure(overlap.percent, percent), doubt(overlap.reliable), h('small', {}, range(overlap, percent, '–')));
  cell.style.setProperty('--share', `${overlap.percent}%`);
  return cell;
}

export function overlaps(report, choice) {
  const map = h('table', { class: 'map' });
  const table = tableBehind('overlaps', [
    { key: 'group', name: 'of the audience of' }, { key: 'size', name: 'audience', format: whole },
    { key: 'other', name: 'is also in' }, ...boundsColumns('percent', 'percent', percent),
    { key: 'reliable', name: 'reliable', format: yesNo }]);
  const element = section('overlaps', 'How far audiences overlap',
    'How many percent of the audience of the row are also in the column, with bounds. “?” marks estimates that are not reliable.',
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Map of overlaps' }, map), table.element);
  return {
    element,
    update() {
      const audiences = report.overlaps(choice);
      put(map,
        h('thead', {}, h('tr', {}, h('td'), h('th', { scope: 'col', class: 'audience' }, 'audience'),
          audiences.map(({ group }) => h('th', { scope: 'col' }, name(group))))),
        h('tbody', {}, audiences.map(({ group, size, others }) => h('tr', {}, h('th', { scope: 'row' }, name(group)),
          h('td', { class: 'audience' }, figure(size, whole)), others.map((other) => overlapCell(other.overlap))))));
      table.show(audiences.flatMap(({ group, size, others }) => others.filter((other) => other.overlap)
        .map((other) => ({ group, size, other: other.group, ...other.overlap }))));
    },
  };
}

const [kWidth, kHeight] = [420, 300];

// Circles whose areas, and whose common areas, are as close to the figures as circles can be.
function diagram(parts) {
  const singles = parts.filter((part) => part.sets.length === 1 && part.estimate > 0);
  const present = new Set(singles.map((part) => part.sets[0]));
  const areas = parts.filter((part) => part.sets.every((set) => present.has(set)))
    .map((part) => ({ sets: part.sets.map(String), size: part.estimate }));
  const circles = singles.length ? scaleSolution(normalizeSolution(venn(areas)), kWidth, kHeight, 10) : {};
  const all = Object.values(circles);
  const label = ({ sets, groups }) => {
    const own = circles[sets[0]];
    const at = computeTextCentre([own], all.filter((circle) => circle !== own));
    return s('text', { x: at.x, y: at.y, 'text-anchor': 'middle' }, fitted(groups[0], 16));
  };
  return s('svg', {
    class: 'euler', viewBox: `0 0 ${kWidth} ${kHeight}`, role: 'img',
    'aria-label': 'Circles of three groups that overlap as the groups do; the list beside has the figures',
  },
  Object.entries(circles).map(([set, { x, y, radius }]) => s('circle', { class: `set set-${set}`, cx: x, cy: y, r: radius })),
  all.length === 3 ? s('path', { class: 'all', d: intersectionAreaPath(all) }) : null, singles.map(label));
}

// choice.three are positions of groups, some of which may be equal.
export function euler(report, choice, change) {
  const selects = [0, 1, 2].map((i) => h('select', {
    'aria-label': `Group ${i + 1}`, class: `set-${i}`,
    onchange: () => change({ three: selects.map((select) => Number(select.value)) }),
  }, report.groups.map((group, position) => h('option', { value: position }, fitted(group.name, 40)))));
  const picture = h('div', { class: 'diagram' });
  const list = h('dl', { class: 'parts' });
  const table = tableBehind('three groups', [
    { key: 'in', name: 'in all of' }, ...boundsColumns('uniques'), { key: 'reliable', name: 'reliable', format: yesNo }]);
  const element = section('euler', 'Three groups', 'Circles are audiences; where they overlap, people are in both or in all three.',
    h('p', { class: 'selects' }, selects.map((select) => [select, ' '])),
    h('div', { class: 'beside' }, picture, list), table.element);
  return {
    element,
    uses: ['from', 'to', 'three', 'confidence'],
    update() {
      selects.forEach((select, i) => { select.value = choice.three[i] ?? ''; select.hidden = choice.three[i] === undefined; });
      const parts = report.common(choice, [...new Set(choice.three)]);
      put(picture, diagram(parts));
      put(list, parts.map((part) => [
        h('dt', {}, part.groups.map((group, i) => [i ? ' and ' : '', name(group)])),
        h('dd', {}, figure(part.estimate, whole), doubt(part.reliable), ' ', h('small', {}, range(part, whole)))]));
      table.show(parts.map((part) => ({ ...part, in: part.groups.join(' and ') })));
    },
  };
}
