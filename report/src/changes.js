// What changes from day to day: two ranges beside each other, and new and returning values.
import { dateRange, figure, h, name, put, range, section, tableBehind } from './dom.js';
import { boundsColumns, day, ratio, sure, whole } from './format.js';
import { place } from './chart.js';

const kRanges = [['before', 'Before'], ['after', 'After']];

function verdict(change, confidence) {
  const { significant, ratio: times } = change;
  if (times === null || times === undefined || Number.isNaN(times)) return ['Nothing to compare: both are empty.'];
  return [h('strong', {}, '× ', figure(times, ratio)), ' with bounds ', range(change, ratio), significant
    ? `. The change is real, at ${sure(confidence)}.` : '. This may be chance: the bounds hold 1.'];
}

// choice.before and choice.after are ranges of days.
export function change(report, choice, set) {
  let dragged = 'before';
  const ranges = kRanges.map(([key, title]) => {
    const dates = dateRange(title, report, (chosen) => set({ [key]: chosen }));
    const radio = h('input', { type: 'radio', name: 'dragged', checked: key === dragged, onchange: () => { dragged = key; } });
    const size = h('span', { class: 'size' });
    const element = h('p', { class: `choose ${key}` }, h('label', {}, radio, ` ${title}: `), dates.element, ' ', size);
    return { key, dates, size, element };
  });
  const said = h('p', { class: 'verdict', role: 'status' });
  const strip = place('change', () => ({
    height: 110, first: report.first, from: 0, to: report.days - 1, title: 'Uniques on each of all days; drag to choose a range',
    ranges: kRanges.map(([key]) => ({ class: key, ...choice[key] })),
    lines: [{ class: 'by-day', points: report.allDays(choice) }],
  }), { onRange: (chosen) => set({ [dragged]: chosen }) });
  const table = tableBehind('the change', [
    { key: 'from', name: 'first day', format: day }, { key: 'to', name: 'last day', format: day }, ...boundsColumns('uniques')]);
  const element = section('change', 'Is the change real?',
    'Two ranges of days, of the chosen groups. People who are in both cause the same error in both counts, so most of it cancels.',
    ranges.map((one) => one.element), strip.element, said, table.element);
  return {
    element,
    uses: ['before', 'after', 'groups', 'confidence'],
    update() {
      const figures = report.change(choice, choice.before, choice.after);
      for (const { key, dates, size } of ranges) {
        dates.show(choice[key]);
        put(size, figure(figures[key].estimate, whole), ' uniques');
      }
      put(said, verdict(figures, choice.confidence));
      strip.redraw();
      table.show(kRanges.map(([key]) =>
        ({ ...figures[key], from: report.first + choice[key].from, to: report.first + choice[key].to })));
    },
  };
}

// Only from rows that say how many were new: a difference of two sketches is too inexact for that.
export function newcomers(report, choice, set) {
  let days = [];
  const select = h('select', { 'aria-label': 'Group', onchange: () => set({ newOf: Number(select.value) }) },
    report.groups.map((group, i) => h('option', { value: i }, group.name)));
  const panel = place('newcomers', () => ({
    height: 170, first: report.first, from: choice.from, to: choice.to, title: 'New and returning by day; the table has the figures',
    bars: [{ class: 'returning', points: days.map((one) => ({ day: one.day - report.first, base: 0, value: one.returning })) },
      { class: 'new', points: days.map((one) =>
        ({ day: one.day - report.first, base: one.returning, value: one.returning + one.fresh })) }],
  }));
  const sum = (key) => days.reduce((total, one) => total + one[key], 0);
  const said = h('p', { class: 'verdict' });
  const table = tableBehind('new and returning', [
    { key: 'day', name: 'day', format: day }, { key: 'all', name: 'uniques', format: whole },
    { key: 'fresh', name: 'new', format: whole }, { key: 'returning', name: 'returning', format: whole }]);
  const element = section('newcomers', 'New and returning', 'Counted by the query, group by group: new in the group on that day.',
    h('p', {}, select), said, panel.element, table.element);
  return {
    element,
    uses: ['from', 'to', 'newOf'],
    update() {
      days = report.newcomers(choice, choice.newOf);
      select.value = choice.newOf;
      put(said, figure(sum('fresh'), whole), ' were new to ', name(report.groups[choice.newOf].name),
        ' in the chosen days: ', h('span', { class: 'key new' }, 'new'), ' ', h('span', { class: 'key returning' }, 'returning'));
      panel.redraw();
      table.show(days);
    },
  };
}
