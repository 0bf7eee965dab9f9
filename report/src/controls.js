// What a reader chooses: days, groups, window and confidence.
import { dateRange, figure, h, name, put } from './dom.js';
import { count, short, sure } from './format.js';
import { place } from './chart.js';

const kConfidences = [0.68, 0.8, 0.9, 0.95, 0.99];

const button = (text, onclick) => h('button', { type: 'button', onclick }, text);

// The line of all days, over which one drags, and the same as dates.
export function chooseDays(report, choice, change) {
  const last = report.days - 1;
  const set = (range) => change({ from: range.from, to: range.to });
  const strip = place('Uniques on each of all days; drag to choose days', () => ({
    height: 84, first: report.first, from: 0, to: last,
    ranges: [{ class: 'chosen', from: choice.from, to: choice.to }],
    lines: [{ class: 'by-day', points: report.allDays(choice) }],
  }), { onRange: set });
  const dates = dateRange('Days', report, set);
  const latest = [7, 28, 90].filter((days) => days < report.days);
  const element = h('fieldset', { class: 'days' }, h('legend', {}, 'Days'),
    h('p', {}, dates.element, ' ', button('All', () => set({ from: 0, to: last })),
      latest.map((days) => [' ', button(`Last ${days}`, () => set({ from: last - days + 1, to: last }))])),
    strip.element, h('p', { class: 'hint' }, 'Drag over the line, or type dates.'));
  return { element, update() { dates.show(choice); strip.redraw(); } };
}

// The groups, the largest first. A field finds some among many.
export function chooseGroups(report, choice, change) {
  const boxes = report.groups.map((group, i) => {
    const box = h('input', { type: 'checkbox', onchange: read, 'data-group': i });
    return { box, element: h('label', { class: 'group' }, box, ' ', name(group.name), ' ', figure(group.size, short)) };
  });
  const tick = (groups) => change({ groups });
  function read() { tick(boxes.flatMap(({ box }, i) => (box.checked ? [i] : []))); }
  const find = h('input', { type: 'search', placeholder: 'Find', 'aria-label': 'Find a group', oninput: () => {
    const wanted = find.value.toLowerCase();
    boxes.forEach(({ element }, i) => { element.hidden = !report.groups[i].name.toLowerCase().includes(wanted); });
  } });
  const many = boxes.length > 12;
  const chosen = h('span', { role: 'status' });
  const element = h('fieldset', { class: 'groups' }, h('legend', {}, 'Groups'),
    h('p', {}, button('All', () => tick(report.groups.map((_, i) => i))), ' ', button('None', () => tick([])),
      many ? [' ', button('Ten largest', () => tick(report.defaultGroups()))] : '', ' ', chosen),
    many ? h('p', {}, find) : '', h('div', { class: 'list' }, boxes.map((one) => one.element)));
  return {
    element,
    uses: ['groups'],
    update() {
      const ticked = new Set(choice.groups);
      boxes.forEach(({ box }, i) => { box.checked = ticked.has(i); });
      put(chosen, `${ticked.size} of ${count(boxes.length, 'group')}`);
    },
  };
}

export function chooseWindow(report, choice, change) {
  const said = h('output', { for: 'window' });
  const slider = h('input', {
    type: 'range', id: 'window', min: 1, max: Math.min(90, report.days), oninput: () => change({ window: Number(slider.value) }),
  });
  const select = h('select', { id: 'confidence', onchange: () => change({ confidence: Number(select.value) }) },
    kConfidences.map((value) => h('option', { value }, sure(value))));
  const element = h('fieldset', { class: 'window' }, h('legend', {}, 'Window and bounds'),
    h('p', {}, h('label', { for: 'window' }, 'Sliding window: '), said), slider,
    h('p', {}, h('label', { for: 'confidence' }, 'Confidence of bounds: '), select));
  return {
    element,
    uses: ['window', 'confidence'],
    update() {
      slider.value = choice.window;
      slider.setAttribute('aria-valuetext', count(choice.window, 'day'));
      put(said, count(choice.window, 'day'));
      select.value = choice.confidence;
    },
  };
}
