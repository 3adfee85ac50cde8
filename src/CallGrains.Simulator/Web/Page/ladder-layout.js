// Where everything of a ladder stands: a pure function from items and lanes to pixels. Time runs down.
//
// An item is { key, at, from, to, label, note, marks, tone, until, took, kind }:
//   from, to   lane ids; the same lane twice is something that happens or lasts there
//   at, until  milliseconds; an item with until (null: not over yet) is a bar
//   took       milliseconds that the receiving lane needed for its answer

const ROW = 30;
const TIME = 15;
const PIXELS_PER_SECOND = 44;
const LONGEST = 132;
const LEAD = 10;

/** Gives { rows: [{ item, y, end, took, showsTime }], breaks: [{ y, height, ms }], height, yOf }. */
export function layOut(items, lanes, now) {
  const order = new Map(lanes.map((lane, at) => [lane.id, at]));
  const placed = new Map();
  const scale = makeScale();
  const free = new Array(Math.max(1, lanes.length)).fill(-Infinity);
  for (const mark of marksOf(items, now)) {
    const y = scale.step(mark.at, mark.item ? roomFor(mark.item, order, free) : -Infinity);
    if (!mark.item) continue;
    placed.set(mark.item.key, y);
    for (const gap of gapsOf(mark.item, order)) free[gap] = y + ROW;
  }
  const rows = items.map(item => ({
    item,
    showsTime: false,
    y: placed.get(item.key),
    end: item.until === undefined ? null : scale.yOf(item.until ?? now ?? item.at),
    took: item.took ? scale.yOf(item.at + item.took) : null,
  }));
  showTimes(rows);
  return { rows, breaks: scale.breaks, height: scale.bottom() + ROW, yOf: scale.yOf };
}

/** Rows on both sides may stand at nearly the same height: then the first one tells the time. Rows are in order of height. */
function showTimes(rows) {
  let last = -Infinity;
  for (const row of rows) {
    row.showsTime = row.y - last >= TIME;
    if (row.showsTime) last = row.y;
  }
}

/** Every instant that gets a height: beginnings (with their item), ends, and the present. */
function marksOf(items, now) {
  const marks = items.map((item, order) => ({ at: item.at, order, item }));
  for (const item of items) {
    if (item.until) marks.push({ at: item.until, order: -1 });
    if (item.took) marks.push({ at: item.at + item.took, order: -1 });
  }
  if (now) marks.push({ at: now, order: Infinity });
  return marks.sort((a, b) => a.at - b.at || a.order - b.order);
}

/** The columns of text (between lane n and n+1) that an item covers. */
function gapsOf(item, order) {
  const [a, b] = [order.get(item.from) ?? 0, order.get(item.to) ?? 0];
  if (a === b) return [a];
  return Array.from({ length: Math.abs(a - b) }, (_, at) => Math.min(a, b) + at);
}

const roomFor = (item, order, free) => Math.max(...gapsOf(item, order).map(gap => free[gap]));

/** Time to pixels, stretched where rows need room and cut short where nothing happens for long. */
function makeScale() {
  const points = [];
  const breaks = [];
  const last = () => points[points.length - 1];
  return {
    breaks,
    bottom: () => (points.length ? last().y : 0),
    step(at, needed) {
      if (!points.length) points.push({ at, y: Math.max(LEAD, needed) });
      const gap = at - last().at;
      const wanted = (gap / 1000) * PIXELS_PER_SECOND;
      if (wanted > LONGEST) breaks.push({ y: last().y, height: LONGEST, ms: gap });
      const y = Math.max(last().y + Math.min(wanted, LONGEST), needed);
      if (gap > 0 || y > last().y) points.push({ at, y });
      return y;
    },
    // Of several points at one instant the last is the one that what ends then has reached.
    yOf(at) {
      const after = firstAfter(points, at);
      if (after === 0 && points.length) return points[0].y;
      if (after === points.length) return points.length ? last().y : 0;
      const [before, next] = [points[after - 1], points[after]];
      return before.y + ((at - before.at) / (next.at - before.at)) * (next.y - before.y);
    },
  };
}

/** The place of the first point after a time, by halving. */
function firstAfter(points, at) {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].at > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
