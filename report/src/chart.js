// Lines with bands over days, as SVG. Their colours are in page.css; so they follow light, dark and print.
import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import { short, tick } from './format.js';
import { s } from './dom.js';

const kMargin = { top: 8, right: 12, bottom: 22, left: 46 };
const kDay = 86400000;

// About how many labels the y axis has.
const ticksOf = (height) => (height < 120 ? 2 : 4);

// What maps days (from the report's first day) and values to pixels.
function scalesOf({ width, height, first, from, to, least, most }) {
  const x = scaleUtc([new Date((first + from) * kDay), new Date((first + to) * kDay)],
    [kMargin.left, width - kMargin.right]);
  const y = scaleLinear([least, most], [height - kMargin.bottom, kMargin.top]).nice(ticksOf(height));
  const ofDay = (day) => (from === to ? (kMargin.left + width - kMargin.right) / 2 : x((first + day) * kDay));
  const dayAt = (pixel) =>
    Math.min(to, Math.max(from, Math.round((x.invert(pixel) - (first + from) * kDay) / kDay) + from));
  return { x, y, ofDay, dayAt };
}

function axes({ x, y, ofDay }, { width, height, from, to, format }) {
  const days = from === to ? [x.domain()[0]]
    : x.ticks(Math.max(2, Math.floor(width / 90))).filter((date) => date % kDay === 0);
  const place = (date) => (from === to ? ofDay(from) : x(date));
  return s('g', { class: 'axes' },
    y.ticks(ticksOf(height)).map((value) => s('g', {},
      s('line', { x1: kMargin.left, x2: width - kMargin.right, y1: y(value), y2: y(value) }),
      s('text', { x: kMargin.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, format(value)))),
    days.map((date) => s('text', { x: place(date), y: height - 5, 'text-anchor': 'middle' }, tick(date))));
}

// Many dots as one path, which a browser draws at once.
const dotsPath = (dots, { ofDay, y }) => dots.map(({ day, value }) => `M${ofDay(day)},${y(value)}h0`).join('');

// options: width, height, first (day 0 as a number of days), from, to, title (for those who don't see it) and
//   lines: [{ class, points: [bounds] }]   dots: [{ class, points: [{ day, value }] }]
//   ranges: [{ class, from, to }], shaded   bars: [{ class, points: [{ day, base, value }] }]
//   marks: [values], dashed   least, most: what the y axis must hold   format: of its labels
// Returns { element, dayAt(event), moveTo(day) }: moveTo shows a day by a line.
export function chart(given) {
  const options = { lines: [], dots: [], bars: [], ranges: [], marks: [], least: 0, most: 1, format: short, ...given };
  const { width, height, from, lines, dots, bars } = options;
  const values = [...lines, ...dots, ...bars].flatMap((one) => one.points.map((point) => point.upper ?? point.value))
    .filter(Number.isFinite);
  const lowest = values.reduce((a, b) => Math.min(a, b), options.least);
  const highest = values.reduce((a, b) => Math.max(a, b), options.most);
  const scales = scalesOf({ ...options, least: lowest, most: highest });
  const { ofDay, y } = scales;
  const at = (value) => y(Math.min(value, y.domain()[1]));
  const day = (_, i) => ofDay(from + i);
  const band = area(day, (point) => at(point.lower), (point) => at(point.upper));
  const curve = line(day, (point) => at(point.estimate));
  const half = Math.min(8, (ofDay(from + 1) - ofDay(from)) * 0.4 || 8);
  const cursor = s('line', { class: 'cursor', y1: kMargin.top, y2: height - kMargin.bottom, visibility: 'hidden' });
  const element = s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': options.title },
    options.ranges.map((range) => s('rect', {
      class: `range ${range.class}`, x: ofDay(range.from) - 3, width: ofDay(range.to) - ofDay(range.from) + 6,
      y: kMargin.top, height: height - kMargin.top - kMargin.bottom,
    })),
    axes(scales, options),
    options.marks.map((value) => s('line', {
      class: 'mark', x1: kMargin.left, x2: width - kMargin.right, y1: at(value), y2: at(value),
    })),
    bars.map((one) => s('path', {
      class: `bar ${one.class}`,
      d: one.points.map((bar) => `M${ofDay(bar.day) - half},${y(bar.base)}h${2 * half}V${y(bar.value)}h${-2 * half}z`).join(''),
    })),
    lines.map((one) => s('g', { class: one.class },
      s('path', { class: 'band', d: band(one.points) }),
      s('path', { class: 'line', d: one.points.length > 1 ? curve(one.points) : `${curve(one.points)}h0` }))),
    dots.map((one) => s('path', { class: `dots ${one.class}`, d: dotsPath(one.points, scales) })),
    cursor);
  return {
    element,
    dayAt(event) {
      const box = element.getBoundingClientRect();
      return scales.dayAt((event.clientX - box.left) * (width / box.width));
    },
    moveTo(day) {
      cursor.setAttribute('visibility', day === null ? 'hidden' : 'visible');
      if (day !== null) for (const end of ['x1', 'x2']) cursor.setAttribute(end, ofDay(day));
    },
  };
}

// A place for a chart that is drawn again whenever its width changes. draw(width) returns the options of
// chart(). onRange gets days while somebody drags over them, onHover the day under the pointer or null.
export function place(label, draw, { onRange, onHover } = {}) {
  let shown = null;
  let start = null;
  const element = document.createElement('div');
  element.className = onRange ? 'chart draggable' : 'chart';
  const redraw = () => {
    if (element.clientWidth === 0) return;
    shown = chart({ title: label, ...draw(element.clientWidth), width: element.clientWidth });
    element.replaceChildren(shown.element);
  };
  if (onRange) {
    element.addEventListener('pointerdown', (event) => {
      start = shown.dayAt(event);
      element.setPointerCapture(event.pointerId);
    });
    for (const end of ['pointerup', 'pointercancel']) element.addEventListener(end, () => { start = null; });
  }
  element.addEventListener('pointermove', (event) => {
    const day = shown.dayAt(event);
    if (start !== null && day !== start) onRange({ from: Math.min(start, day), to: Math.max(start, day) });
    onHover?.(day);
  });
  element.addEventListener('pointerleave', () => onHover?.(null));
  new ResizeObserver(redraw).observe(element);
  return { element, redraw, moveTo: (day) => shown?.moveTo(day) };
}
