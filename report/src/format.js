// Numbers, days and tables as text.
import { isoOf } from './rows.js';

const kWhole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const kShort = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
const kMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

// An unknown figure is a dash; bounds may be infinite.
const known = (format) => (x) =>
  x === null || x === undefined || Number.isNaN(x) ? '–' : x === Infinity ? '∞' : format(x);
const fixed = (digits) => known((x) => x.toFixed(digits));

export const whole = known((x) => kWhole.format(x));
export const short = known((x) => kShort.format(x));
export const percent = fixed(1);
export const ratio = fixed(3);
export const signed = known((x) => (x < 0 ? '−' : '+') + Math.abs(x).toFixed(1));
export const day = (x) => isoOf(x);

export function tick(date) {
  const month = kMonths[date.getUTCMonth()];
  return date.getUTCDate() > 1 ? `${date.getUTCDate()} ${month}`
    : date.getUTCMonth() ? month : String(date.getUTCFullYear());
}

export const yesNo = (value) => (value ? 'yes' : 'no');
// Columns of a table: an estimate with its bounds.
export const boundsColumns = (name, key = 'estimate', format = whole) =>
  [{ key, name, format }, { key: 'lower', name: 'lower', format }, { key: 'upper', name: 'upper', format }];
export const sure = (confidence) => `${Math.round(100 * confidence)} %`;

export const count = (n, noun) => `${whole(n)} ${noun}${n === 1 ? '' : 's'}`;

// A spreadsheet would compute a text that begins with one of these; an apostrophe in front of it makes it text.
const harmless = (value) => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
const cell = (value) => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  return /[",\r\n]/.test(harmless(value)) ? `"${harmless(value).replaceAll('"', '""')}"` : harmless(value);
};

// columns: [{ name, key, format }]. Days are written as dates, numbers with all their digits.
export function csv(columns, rows) {
  const value = (column, row) => cell(column.format === day ? day(row[column.key]) : row[column.key]);
  return [columns.map((column) => cell(column.name)), ...rows.map((row) => columns.map((column) => value(column, row)))]
    .map((cells) => cells.join(',')).join('\r\n') + '\r\n';
}
