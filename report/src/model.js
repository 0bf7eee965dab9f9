// What the page computes, without drawing: counts, lines, overlaps and changes of the chosen days and groups.
// All figures come from the module in WebAssembly, which gives the same as SQL does.
//
// A choice is { from, to, groups, window, confidence }: the first and the last day, as numbers from 0 for the
// first day of all; positions in report.groups; how many days a window has. Bounds are { lower, estimate, upper }.
const kDefaultGroups = 10;

export class Report {
  // rows are those of parseRows(). Days without rows are filled. Groups are sorted by size, the largest first.
  constructor(hll, rows) {
    this.hll = hll;
    this.first = rows.reduce((least, row) => Math.min(least, row.day), Infinity);
    this.days = rows.reduce((most, row) => Math.max(most, row.day), 0) - this.first + 1;
    this.parameters = hll.parameters(rows.find((row) => row.sketch).sketch);
    this.empty = hll.empty(this.parameters);
    const groups = new Map();
    for (const row of rows) {
      if (!groups.has(row.group)) groups.set(row.group, { name: row.group, cells: new Array(this.days) });
      groups.get(row.group).cells[row.day - this.first] = row;
    }
    this.groups = [...groups.values()];
    for (const group of this.groups) group.size = hll.cardinality(this.ofGroup(group, 0, this.days - 1));
    this.groups.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
    this.hasExact = rows.some((row) => row.exact !== null);
    this.hasNew = rows.some((row) => row.fresh !== null);
  }

  // All groups up to twelve; the ten largest of more.
  defaultGroups() {
    return this.groups.map((_, i) => i).slice(0, this.groups.length > 12 ? kDefaultGroups : 12);
  }

  unite(sketches) {
    const present = sketches.filter(Boolean);
    return present.length ? this.hll.union(present) : this.empty;
  }

  ofGroup(group, from, to) {
    return this.unite(group.cells.slice(from, to + 1).map((cell) => cell?.sketch));
  }

  // The union of the groups for each of all days. It is remembered until other groups are chosen.
  byDay(groups) {
    const key = groups.join();
    if (this.uniteds?.key !== key) {
      const days = Array.from({ length: this.days }, (_, day) =>
        this.unite(groups.map((group) => this.groups[group].cells[day]?.sketch)));
      this.uniteds = { key, days };
    }
    return this.uniteds.days;
  }

  bounds(sketch, confidence) {
    return this.hll.cardinalityBounds(sketch, confidence);
  }

  // What some days of the chosen groups have together.
  ofDays(choice, from, to) {
    return this.unite(this.byDay(choice.groups).slice(from, to + 1));
  }

  uniques(choice) {
    return this.bounds(this.ofDays(choice, choice.from, choice.to), choice.confidence);
  }

  // Bounds for each chosen day: of the day, of the window that ends with it (which looks back beyond the first
  // chosen day), and of all chosen days up to it.
  lines(choice) {
    const days = this.byDay(choice.groups);
    const chosen = (sketches) => sketches.map((sketch) => this.bounds(sketch, choice.confidence));
    return {
      byDay: this.allDays(choice).slice(choice.from, choice.to + 1),
      sliding: chosen(this.sliding(days.slice(0, choice.to + 1), choice.window).slice(choice.from)),
      cumulative: chosen(this.running(days.slice(choice.from, choice.to + 1))),
    };
  }

  // Bounds for each of all days, of the chosen groups; remembered as byDay() is.
  allDays(choice) {
    const days = this.byDay(choice.groups);
    if (this.allBounds?.days !== days || this.allBounds.confidence !== choice.confidence) {
      const bounds = days.map((sketch) => this.bounds(sketch, choice.confidence));
      this.allBounds = { days, confidence: choice.confidence, bounds };
    }
    return this.allBounds.bounds;
  }

  running(sketches) {
    let sum = this.empty;
    return sketches.map((sketch) => (sum = this.unite([sum, sketch])));
  }

  // A window is the end of one block of its length and the beginning of the next; so each day takes three unions,
  // however long the window is.
  sliding(sketches, window) {
    const begins = [];
    const ends = [];
    for (let start = 0; start < sketches.length; start += window) {
      const block = sketches.slice(start, start + window);
      begins.push(...this.running(block));
      ends.push(...this.running(block.reverse()).reverse());
    }
    return begins.map((begin, i) => (i < window ? begin : this.unite([ends[i - window + 1], begin])));
  }

  // The audience of each chosen group in the chosen days: { group, sketch, size }.
  audiences(choice) {
    return choice.groups.map((position) => {
      const group = this.groups[position];
      const sketch = this.ofGroup(group, choice.from, choice.to);
      return { group: group.name, sketch, size: this.hll.cardinality(sketch) };
    });
  }

  // How many percent of each audience another one reaches: a list for each audience. A group has no overlap with
  // itself, and an empty one with none: these are null.
  overlaps(choice) {
    const audiences = this.audiences(choice);
    const common = audiences.map(() => []);
    audiences.forEach((a, i) => audiences.slice(0, i).forEach((b, j) => {
      common[i][j] = common[j][i] = this.hll.intersectionBounds([b.sketch, a.sketch], choice.confidence);
    }));
    const percent = (part, size) => (100 * part) / size;
    const overlap = (both, { size }) => both && size > 0 ? {
      percent: percent(both.estimate, size),
      lower: percent(both.lower, size),
      upper: Math.min(100, percent(both.upper, size)),
      reliable: both.reliable,
    } : null;
    return audiences.map((audience, i) => ({
      ...audience, others: audiences.map((other, j) => ({ group: other.group, overlap: overlap(common[i][j], audience) })),
    }));
  }

  // What up to three groups have in common: bounds for each of them, for each pair, and for all three.
  common(choice, positions) {
    const sketches = positions.map((position) => this.ofGroup(this.groups[position], choice.from, choice.to));
    const parts = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].filter((sets) => sets.every((i) => sketches[i]));
    return parts.map((sets) => ({
      sets,
      groups: sets.map((i) => this.groups[positions[i]].name),
      ...(sets.length === 1
        ? { ...this.bounds(sketches[sets[0]], choice.confidence), reliable: true }
        : this.hll.intersectionBounds(sets.map((i) => sketches[i]), choice.confidence)),
    }));
  }

  // How the chosen groups changed from one range of days to another: { before, after, ratio, lower, upper,
  // significant }, with the bounds of both counts.
  change(choice, before, after) {
    const [a, b] = [before, after].map((range) => this.ofDays(choice, range.from, range.to));
    return {
      before: this.bounds(a, choice.confidence),
      after: this.bounds(b, choice.confidence),
      ...this.hll.change(a, b, choice.confidence),
    };
  }

  // The chosen days and groups whose exact count is known: { day, group, lower, estimate, upper, exact, held }.
  checks(choice) {
    return this.chosenCells(choice).filter((cell) => cell.exact !== null && cell.sketch).map((cell) => {
      const bounds = this.bounds(cell.sketch, choice.confidence);
      const held = bounds.lower <= cell.exact && cell.exact <= bounds.upper;
      return { day: cell.day, group: cell.group, ...bounds, exact: cell.exact, held };
    });
  }

  // The chosen days of one group whose number of new values is known: { day, all, fresh, returning }. all is the
  // exact count, or the estimate if there is none.
  newcomers(choice, position) {
    const cells = this.chosenCells({ ...choice, groups: [position] }).filter((cell) => cell.fresh !== null);
    return cells.map((cell) => {
      const all = cell.exact ?? Math.round(this.hll.cardinality(cell.sketch ?? this.empty));
      return { day: cell.day, all, fresh: cell.fresh, returning: Math.max(0, all - cell.fresh) };
    });
  }

  chosenCells(choice) {
    return choice.groups.flatMap((position) =>
      this.groups[position].cells.slice(choice.from, choice.to + 1).filter(Boolean));
  }
}
