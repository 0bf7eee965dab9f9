// What scripts/report puts into a page: a line with the title and the time at which it was made, then a line
// for each row of the query, as COPY writes them: day, group, sketch, and the exact count and the number of
// new values or \N.
const kEscapes = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const kDay = 86400000;

// Returns a field's text; null for \N.
const field = (text) =>
  text === '\\N' ? null : text.includes('\\') ? text.replace(/\\(.)/gs, (_, c) => kEscapes[c] ?? c) : text;

const number = (text) => (text === undefined || text === '\\N' ? null : Number(text));

// A day is the number of days since 1970-01-01.
export const dayOf = (iso) => Date.parse(iso) / kDay;
export const isoOf = (day) => new Date(day * kDay).toISOString().slice(0, 10);

// Returns { title, made, rows: [{ day, group, sketch, exact, fresh }] }. The module checks the sketches; it
// throws an error if one isn't right.
export function parseRows(hll, text) {
  const [head, ...lines] = text.trimEnd().split('\n');
  const [title, made] = head.split('\t').map(field);
  const rows = lines.map((line) => {
    const [day, group, sketch, exact, fresh] = line.split('\t');
    return {
      day: dayOf(day),
      group: field(group),
      sketch: sketch === '\\N' ? null : hll.parse(field(sketch)),
      exact: number(exact),
      fresh: number(fresh),
    };
  });
  return { title, made, rows };
}
