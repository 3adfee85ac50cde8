// Figures: what this process counted in the last hour, and which flows live calls need.
import { ask } from './client.js';
import { chart, joined } from './charts.js';
import { h, setText } from './dom.js';
import { ago } from './format.js';

const EVERY = 5_000;
const PER_BAR = 6;
const GOOD = new Set(['accepted', 'Done']);
const PLAIN = new Set(['duplicate', 'held', 'Gone', 'late', 'expired']);
const toneOf = value => (GOOD.has(value) ? 'good' : PLAIN.has(value) ? 'plain' : value === 'Unknown' || value === 'unclaimed' ? 'warn' : 'bad');

export class FiguresView {
  constructor(root, { state }) {
    Object.assign(this, { state });
    this.since = h('p', { class: 'small muted', role: 'status' }, 'Asks the host …');
    this.notice = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    this.charts = h('div', { class: 'charts' });
    this.flows = h('tbody');
    this.flowTable = h('section', { class: 'flows', hidden: true }, h('h3', {}, 'Flows'), h('table', { class: 'list' }, h('thead', {}, h('tr', {}, ['Flow', 'Live', 'Ending', 'Version'].map(name => h('th', { scope: 'col' }, name)))), this.flows));
    root.append(h('div', { class: 'list-head' }, h('h2', {}, 'Figures'), this.since), this.notice, this.charts, this.flowTable);
    this.#read();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }

  async #read() {
    try {
      const [figures, flows] = await Promise.all([ask('figures'), ask('flows')]);
      if (this.closed) return;
      this.state('live');
      this.notice.hidden = true;
      this.#draw(figures);
      this.#drawFlows(flows.items);
    } catch (error) {
      if (this.closed) return;
      this.notice.hidden = false;
      setText(this.notice, error.message);
      this.state('lost');
    }
    this.timer = setTimeout(() => this.#read(), EVERY);
  }

  #draw(figures) {
    const live = figures.liveCalls >= figures.mostLiveCalls ? `${figures.mostLiveCalls} or more` : figures.liveCalls;
    setText(this.since, `${live} live calls. Counted by this process since it started, ${ago(Date.parse(figures.now) - Date.parse(figures.startedAt))}; live calls while somebody looks.`);
    const minutes = (figures.series[0]?.points.length ?? 360) * figures.stepSeconds / 60;
    const of = (instrument, wanted = () => true) => figures.series.filter(each => each.instrument === instrument && wanted(each.value));
    const counted = series => series.map(each => ({ name: each.value || 'all', tone: toneOf(each.value), points: joined(each.points, PER_BAR, 'sum'), total: each.points.reduce((sum, value) => sum + value, 0) }));
    const longest = (series, name, tone = 'accent') => series.map(each => ({ name, tone, points: joined(each.points, PER_BAR, 'max') }));
    const callbacks = of('callgrains.ingress.callbacks');
    const refusals = value => ['unauthorized', 'not_found', 'wrong_method', 'too_large', 'malformed', 'unavailable', 'aborted'].includes(value);
    const all = [
      { title: 'Live calls', unit: 'calls', isLine: true, series: longest(of('live'), 'calls') },
      { title: 'Callbacks', unit: 'a minute', series: counted(callbacks.filter(each => !refusals(each.value))) },
      { title: 'Requests refused', unit: 'a minute', series: counted([...callbacks.filter(each => refusals(each.value)), ...of('callgrains.api.refused')]) },
      { title: 'Longest acknowledgement', unit: 'ms', isLine: true, series: longest(of('callgrains.ingress.ack.duration'), 'ms') },
      { title: 'Commands', unit: 'a minute', series: counted(of('callgrains.commands')) },
      { title: 'Longest wait for a lease', unit: 'ms', isLine: true, series: longest(of('callgrains.governor.wait'), 'ms') },
      { title: 'Flows stopped', unit: 'a minute', series: counted(of('callgrains.flows.stopped')) },
    ];
    this.charts.replaceChildren(...all.map(each => (each.series.length ? chart({ ...each, minutes }) : h('figure', { class: 'chart' }, h('figcaption', {}, h('h3', {}, each.title)), h('p', { class: 'muted nothing' }, 'None in this hour.')))));
  }

  #drawFlows(items) {
    this.flowTable.hidden = items.length === 0;
    const tones = { newest: 'good', draining: 'warn', drained: '', missing: 'bad' };
    this.flows.replaceChildren(...items.map(item => h('tr', {}, h('th', { scope: 'row' }, h('a', { href: `#/calls?flow=${encodeURIComponent(item.flow)}` }, item.flow), ` v${item.version}`), h('td', { class: 'mono' }, String(item.live)), h('td', { class: 'mono' }, String(item.ending)), h('td', {}, h('span', { class: `pill ${tones[item.state]}` }, item.state)))));
  }
}
