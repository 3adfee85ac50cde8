// Small charts, drawn as SVG: lines or stacked bars over one hour.
import { h } from './dom.js';

const NAME = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [360, 96];
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(NAME, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Steps joined to fewer, so that each is some pixels wide. how: 'sum' or 'max'. */
export function joined(points, size, how) {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, at) => {
    const some = points.slice(at * size, (at + 1) * size);
    return how === 'sum' ? some.reduce((sum, value) => sum + value, 0) : Math.max(...some);
  });
}

/** One chart; series: [{ name, tone, points }], unit: what a point is. */
export function chart({ title, unit, series, isLine = false, minutes }) {
  const count = series[0]?.points.length ?? 0;
  const top = Math.max(1, ...Array.from({ length: count }, (_, at) => (isLine ? Math.max(...series.map(each => each.points[at])) : series.reduce((sum, each) => sum + each.points[at], 0))));
  const last = series.map(each => `${each.name}${each.name ? ' ' : ''}${whole.format(each.points.at(-1) ?? 0)}`).join(', ');
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${title}: now ${last || 'nothing'}; at most ${whole.format(top)} ${unit} in ${minutes} minutes`, preserveAspectRatio: 'none' });
  picture.append(svg('path', { class: 'grid', d: `M0 ${HEIGHT - 0.5}H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 0.5H${WIDTH}` }));
  const y = value => HEIGHT - (value / top) * (HEIGHT - 4);
  if (isLine) for (const each of series) picture.append(svg('path', { class: `line ${each.tone}`, d: each.points.map((value, at) => `${at ? 'L' : 'M'}${((at / Math.max(1, count - 1)) * WIDTH).toFixed(1)} ${y(value).toFixed(1)}`).join('') }));
  else bars(picture, series, count, y);
  const hour = `${minutes} min ago`;
  return h('figure', { class: 'chart' },
    h('figcaption', {}, h('h3', {}, title), h('span', { class: 'small muted' }, `at most ${whole.format(top)} ${unit}`)), picture,
    h('div', { class: 'axis small muted', 'aria-hidden': 'true' }, h('span', {}, hour), h('span', {}, 'now')),
    h('ul', { class: 'keys small' }, series.map(each => h('li', { class: each.tone }, `${each.name} `, h('span', { class: 'mono' }, whole.format(each.total ?? each.points.at(-1) ?? 0))))));
}

function bars(picture, series, count, y) {
  const width = WIDTH / Math.max(1, count);
  const base = new Array(count).fill(0);
  for (const each of series) {
    const parts = [];
    each.points.forEach((value, at) => {
      if (!value) return;
      const [from, to] = [y(base[at]), y(base[at] + value)];
      base[at] += value;
      parts.push(`M${(at * width).toFixed(1)} ${from.toFixed(1)}V${to.toFixed(1)}h${Math.max(1, width - 1).toFixed(1)}V${from.toFixed(1)}Z`);
    });
    picture.append(svg('path', { class: `bar ${each.tone}`, d: parts.join('') }));
  }
}
