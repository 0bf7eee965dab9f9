// Elements, numbers and tables. Text from outside becomes text nodes only.
import { csv } from './format.js';
import { dayOf, isoOf } from './rows.js';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const s = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

// Puts children, or lists of them, in the place of what an element has.
export const put = (element, ...children) => element.replaceChildren(...children.flat(Infinity));

// A figure, with all its digits as the value of the element.
export const figure = (value, format) => h('data', { value: String(value) }, format(value));
export const range = ({ lower, upper }, format, to = ' to ') => [figure(lower, format), to, figure(upper, format)];
export const doubt = (reliable) => (reliable ? '' : h('abbr', { title: 'not reliable' }, '?'));
// A name from outside, which may be written from right to left, and may be very long.
export const name = (text) => h('bdi', { class: 'name', title: text }, text);

const kRowsShown = 1000;

function tableOf(columns, rows) {
  const cell = ({ key, format }, value) => typeof value === 'string' ? h('td', { 'data-key': key }, name(value))
    : h('td', { class: 'number', 'data-key': key }, typeof value === 'boolean' ? format(value) : figure(value, format));
  return h('table', {},
    h('thead', {}, h('tr', {}, columns.map((column) => h('th', { scope: 'col' }, column.name)))),
    h('tbody', {}, rows.slice(0, kRowsShown).map((row) =>
      h('tr', {}, columns.map((column) => cell(column, row[column.key]))))));
}

// Browsers keep the clipboard from pages that came over http; then the text is shown, to be copied by hand.
async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    said.replaceChildren('Copied.');
  } catch {
    const area = h('textarea', { readonly: true, rows: 6, 'aria-label': 'The table as CSV' });
    area.value = text;
    said.replaceChildren(area);
    area.select();
  }
}

// The table behind a picture: { element, show(rows) }. It is made only while it is open.
export function tableBehind(title, columns) {
  let rows = [];
  const said = h('span', { role: 'status' });
  const place = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Table: ${title}` });
  const button = h('button', { type: 'button', onclick: () => copy(csv(columns, rows), said) }, 'Copy as CSV');
  const element = h('details', { class: 'behind', ontoggle: () => draw() }, h('summary', {}, `Table: ${title}`),
    h('p', {}, button, ' ', said), place);
  function draw() {
    if (!element.open) return place.replaceChildren();
    const more = rows.length - kRowsShown;
    place.replaceChildren(tableOf(columns, rows), more > 0 ? h('p', {}, `${more} more rows are in the CSV.`) : '');
  }
  return { element, show: (newRows) => { rows = newRows; said.replaceChildren(); draw(); } };
}

export function section(id, title, hint, ...children) {
  return h('section', { 'aria-labelledby': `${id}-title`, id },
    h('h2', { id: `${id}-title` }, title), h('p', { class: 'hint' }, hint), children);
}

// Two dates between the report's first and last day. onChange gets { from, to }, once both are right and in order. What
// comes back from there isn't written into the field in which somebody still types.
export function dateRange(label, { first, days }, onChange) {
  let [shown, sent] = [{}, {}];
  const input = (end) => h('input', {
    type: 'date', min: isoOf(first), max: isoOf(first + days - 1), required: true, 'aria-label': `${label}: ${end} day`,
    onchange: () => read(false), onblur: () => read(true),
  });
  const inputs = [input('first'), input('last')];
  const show = ({ from, to }) => {
    shown = { from, to };
    const back = from === sent.from && to === sent.to;
    for (const [one, day] of [[inputs[0], from], [inputs[1], to]])
      if (!back || one !== document.activeElement) one.value = isoOf(first + day);
  };
  function read(done) {
    const chosen = inputs.map((one) => (one.validity.valid ? dayOf(one.value) - first : NaN));
    const [from, to] = done ? [...chosen].sort((a, b) => a - b) : chosen;
    if (from <= to) onChange(sent = { from, to });
    if (done) show(from <= to ? { from, to } : shown);
  }
  return { element: h('span', { class: 'dates' }, inputs[0], ' to ', inputs[1]), show };
}
