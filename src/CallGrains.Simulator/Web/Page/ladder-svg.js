// A ladder as an SVG that stands for itself: no styles or scripts of the page are needed to look at it.
import { gap, since } from './format.js';
import { layOut } from './ladder-layout.js';

const WIDTH = 1000;
const GUTTER = 76;
const SIDE = 24;
const TOP = 56;
const colours = {
  text: '#151a23', muted: '#596273', line: '#858e9c', accent: '#4a3fc4', good: '#0a6e40', warn: '#855300', bad: '#b81d2e', surface: '#ffffff',
};
const bars = { speech: 'accent', sound: 'accent', listen: 'good', silence: 'warn', ring: 'line', said: 'text', talk: 'good', record: 'bad' };

const escaped = text => String(text).replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);
const clipped = (text, width) => (text.length * 6.2 > width ? `${text.slice(0, Math.max(1, Math.floor(width / 6.2) - 1))}…` : text);

/** The text of an SVG of what Ladder.show() takes, with a title. */
export function toSvg({ lanes, items, now = null, start = items[0]?.at ?? 0, named = false }, title) {
  const layout = layOut(items, lanes, now);
  const x = new Map(lanes.map((lane, at) => [lane.id, GUTTER + SIDE + (lanes.length > 1 ? at / (lanes.length - 1) : 0) * (WIDTH - GUTTER - 2 * SIDE)]));
  const height = TOP + layout.height + 24;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${colours.surface}"/>`,
    ...lanes.map((lane, at) => lifeline(lane, x.get(lane.id), at, lanes.length, height)),
    ...layout.breaks.map(each => `<text x="4" y="${TOP + each.y + each.height / 2}" fill="${colours.muted}" font-size="10">${gap(each.ms)}</text>`),
    ...layout.rows.map(row => drawn(row, x, start, named)),
    '</svg>',
  ];
  return parts.join('\n');
}

function lifeline(lane, x, at, count, height) {
  const anchor = at === 0 ? 'start' : at === count - 1 ? 'end' : 'middle';
  return `<text x="${x}" y="20" text-anchor="${anchor}" font-weight="600" fill="${colours.text}">${escaped(lane.label)}</text>`
    + `<text x="${x}" y="36" text-anchor="${anchor}" fill="${colours.muted}" font-size="11">${escaped(lane.note ?? '')}</text>`
    + `<line x1="${x}" x2="${x}" y1="44" y2="${height}" stroke="${colours.line}" stroke-opacity=".7"/>`;
}

function drawn(row, x, start, named) {
  const { item } = row;
  const y = TOP + row.y;
  const [a, b] = [x.get(item.from) ?? GUTTER, x.get(item.to) ?? GUTTER];
  const isArrow = a !== b;
  const kind = item.kind.split(' ')[0];
  const colour = colours[item.tone === 'bad' ? 'bad' : isArrow ? (kind === 'callback' ? 'accent' : 'muted') : bars[kind] ?? 'text'];
  const words = [named && item.who, item.label, item.note, ...(item.marks ?? []).map(mark => `[${mark.text}]`)].filter(Boolean).join('  ');
  const next = Math.min(WIDTH, ...[...x.values()].filter(each => each > a));
  const room = isArrow ? Math.abs(b - a) - 20 : next - a - 24;
  const time = row.showsTime ? `<text x="${GUTTER - 8}" y="${y + 18}" text-anchor="end" fill="${colours.muted}" font-size="10">${since(item.at - start)}</text>` : '';
  const label = `<text x="${isArrow ? Math.min(a, b) + 10 : a + 12}" y="${y + (isArrow ? 13 : 18)}" fill="${item.tone === 'bad' ? colours.bad : colours.text}">${escaped(clipped(words, room))}<title>${escaped(words)}</title></text>`;
  const tip = b > a ? -7 : 7;
  const shape = isArrow
    ? `<path d="M${a} ${y + 20}H${b}M${b + tip} ${y + 16.5}L${b} ${y + 20}L${b + tip} ${y + 23.5}" fill="none" stroke="${colour}"${/open/.test(item.kind) ? ' stroke-dasharray="4 3"' : ''}/>`
    : row.end === null ? `<circle cx="${a}" cy="${y + 14}" r="4" fill="${colours.surface}" stroke="${colour}" stroke-width="2"/>`
      : `<rect x="${a - 5}" y="${y + 6}" width="10" height="${Math.max(14, row.end - row.y)}" rx="3" fill="${/listen|ring/.test(kind) ? colours.surface : colour}" stroke="${colour}"/>`;
  return time + shape + label;
}
