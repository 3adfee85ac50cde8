// The pane with the ladder: of the chosen call with its legs, of everything, or the list of all calls.
import { fetchOlder, resendMany } from './api.js';
import { Calls } from './calls.js';
import { h, setText } from './dom.js';
import { asJson, asScenario, asSvg, save, whyNoScenario } from './export.js';
import { phone } from './format.js';
import { Ladder } from './ladder.js';
import { personOf } from './store.js';
import { allTraffic, callTraffic, isProblem, itemOf } from './traffic.js';

const scopes = { call: 'This call', calls: 'Calls', all: 'Everything' };
const filters = {
  calls: { '': 'all', live: 'going on', ended: 'ended', problems: 'with problems' },
  all: { '': 'all', callbacks: 'callbacks', requests: 'requests', problems: 'problems' },
};
const legend = [
  ['ring', 'rings'], ['speech', 'speech, sound'], ['said', 'the phone speaks'], ['listen', 'waits for keys'], ['talk', 'connected'], ['record', 'is recorded'], ['silence', 'dead air'], ['waiting', 'waits for the application'],
];

export class Board extends EventTarget {
  scope = 'call';
  query = '';
  only = '';
  #before = null;
  #told = null;

  constructor(root, store, lines, onSelect, onOpen) {
    super();
    Object.assign(this, { store, lines });
    this.buttons = Object.entries(scopes).map(([scope, text]) => h('button', { type: 'button', class: 'button', 'data-scope': scope, onclick: () => this.show(scope) }, text));
    this.count = h('span', { class: 'muted small', role: 'status' });
    this.search = h('input', { class: 'input', type: 'search', id: 'board-search', placeholder: 'Search: number, id, words', autocomplete: 'off', oninput: () => this.#find() });
    this.filter = h('select', { class: 'input', id: 'board-filter', 'aria-label': 'Show', onchange: () => this.#find() });
    this.finder = h('div', { class: 'finder', role: 'search', 'aria-label': 'Calls and entries' }, h('label', { for: 'board-search', class: 'visually-hidden' }, 'Search'), this.search, this.filter);
    this.older = h('button', { type: 'button', class: 'button', onclick: () => this.#page(this.#shown.first, false) }, 'Older');
    this.newer = h('button', { type: 'button', class: 'button', onclick: () => this.#page(this.#shown.after, true) }, 'Newer');
    this.beginning = h('button', { type: 'button', class: 'button', onclick: () => this.#load() }, 'Load older ones');
    this.pager = h('div', { class: 'row pager', role: 'group', 'aria-label': 'Pages' }, this.older, this.newer, this.beginning);
    this.legend = h('details', { class: 'legend small muted' }, h('summary', {}, 'Legend'), h('ul', { 'aria-label': 'Legend' }, legend.map(([kind, text]) => h('li', { class: kind }, text))));
    this.empty = h('div', { class: 'empty' }, this.emptyTitle = h('h3', {}), this.emptyText = h('p', {}));
    this.frame = h('div', { class: 'ladder' });
    this.ladder = new Ladder(this.frame, { label: 'Ladder of callbacks and requests', onSelect: item => { this.dispatchEvent(new Event('choose')); onSelect(item); }, onOpen });
    this.calls = new Calls(store, lines);
    root.append(
      h('div', { class: 'pane-head' }, h('h2', {}, 'Ladder'), h('div', { class: 'segments', role: 'group', 'aria-label': 'What the ladder shows' }, this.buttons), this.finder, this.count, this.#tools(), this.legend),
      this.pager, this.empty, this.frame, this.calls.element);
    lines.addEventListener('choose', () => lines.chosen && this.show('call'));
  }

  #shown = {};

  show(scope) {
    this.scope = scope;
    this.#before = null;
    this.only = scope in filters && this.only in filters[scope] ? this.only : '';
    this.ladder.select(null);
    this.ladder.toEnd();
    this.update();
    this.dispatchEvent(new Event('choose'));
  }

  /** Takes over what the address says. */
  restore({ view, q, only, entry }) {
    this.query = this.search.value = q;
    this.only = only;
    this.entry = entry;
    if (view) this.show(view in scopes ? view : 'all');
  }

  /** The ladder, or the list, as things stand; gives what it shows. */
  update() {
    const { call } = this.lines;
    const scope = this.scope === 'call' && !call ? 'all' : this.scope;
    this.buttons[0].disabled = !call;
    for (const button of this.buttons) button.setAttribute('aria-pressed', String(button.dataset.scope === scope));
    this.#drawFilter(scope);
    const traffic = this.#shown = scope === 'calls' ? { items: [] } : scope === 'call' ? callTraffic(this.store, call) : allTraffic(this.store, this.#wants(), this.#before);
    const many = scope === 'calls' ? this.calls.show(this.query.trim().toLowerCase(), this.only) : traffic.items.length;
    this.#drawPager(scope, traffic);
    this.#drawEmpty(many);
    this.calls.element.hidden = scope !== 'calls' || !many;
    this.frame.hidden = scope === 'calls' || !many;
    this.exports.hidden = scope === 'calls' || !many;
    this.again.hidden = scope !== 'call';
    this.scenario.disabled = scope !== 'call' || whyNoScenario(call) !== null;
    this.scenario.title = scope === 'call' ? whyNoScenario(call) ?? 'For callgrains scenario' : 'Of one call only';
    setText(this.count, [this.#words(scope, traffic, many), this.#told?.of === this.#place() && this.#told.text].filter(Boolean).join('; '));
    if (!this.frame.hidden) this.ladder.show(traffic);
    this.#chooseEntry(traffic);
    return traffic;
  }

  focus() {
    (this.calls.element.hidden ? this.ladder.list : this.calls.element).focus();
  }

  #tools() {
    const button = (text, work) => h('button', { type: 'button', class: 'button', onclick: work }, text);
    this.again = button('Send all callbacks again', event => this.#resend(event.currentTarget));
    this.scenario = button('Scenario', () => save(`${this.#name()}.json`, asScenario(this.lines.call), 'application/json'));
    this.exports = h('div', { class: 'row exports' }, this.again, h('div', { class: 'segments', role: 'group', 'aria-label': 'Save the ladder as' },
      button('SVG', () => save(`${this.#name()}.svg`, asSvg(this.#shown, this.#name()), 'image/svg+xml')),
      button('JSON', () => save(`${this.#name()}-entries.json`, asJson(this.#shown), 'application/json')), this.scenario));
    return this.exports;
  }

  #name() {
    return this.scope === 'call' && this.lines.call ? `call-${personOf(this.lines.call).replace(/\W/g, '')}-${this.lines.chosen.slice(2, 8)}` : 'ladder';
  }

  #find() {
    this.query = this.search.value;
    this.only = this.filter.value;
    this.#before = null;
    if (this.scope === 'call') this.show('calls');
    this.update();
    this.dispatchEvent(new Event('choose'));
  }

  #wants() {
    const query = this.query.trim().toLowerCase();
    if (!query && !this.only) return null;
    const fits = {
      '': () => true, callbacks: node => node.kind === 'c', requests: node => node.kind === 'r', problems: node => isProblem(itemOf(this.store, node)),
    }[this.only] ?? (() => true);
    return (text, node) => fits(node) && (!query || text.includes(query));
  }

  #drawFilter(scope) {
    const options = filters[scope] ?? filters.all;
    const text = Object.keys(options).join();
    this.filter.hidden = scope === 'call';
    if (this.filterText !== text) {
      this.filterText = text;
      this.filter.replaceChildren(...Object.entries(options).map(([value, words]) => h('option', { value }, words)));
    }
    if (this.filter.value !== this.only) this.filter.value = this.only;
  }

  #drawPager(scope, { older = 0, newer = 0 }) {
    const lacks = scope !== 'call' && this.store.skipped > 0 && !older;
    this.pager.hidden = scope === 'call' || (!older && !newer && !lacks);
    this.older.disabled = !older;
    this.newer.disabled = !newer;
    this.older.hidden = this.newer.hidden = scope === 'calls';
    this.beginning.hidden = !lacks;
    setText(this.older, older ? `${older} older` : 'Older');
    setText(this.newer, newer ? `${newer} newer` : 'Newer');
  }

  #drawEmpty(many) {
    this.empty.hidden = many > 0;
    const searches = this.query.trim() || this.only;
    setText(this.emptyTitle, searches ? 'Nothing fits' : 'Nothing has happened yet');
    setText(this.emptyText, searches ? 'Nothing of what this page knows has these words and is of this kind. Take words away, or show all.'
      : 'Call a number with the phone, and each callback and REST request appears here the moment it is sent, with its payload and its answer.');
  }

  #words(scope, traffic, many) {
    if (scope === 'calls') return `${many} calls, ${this.store.live.size} going on`;
    if (!many) return '';
    return scope === 'call' ? `${many} entries of ${phone(personOf(this.lines.call))}` : `${traffic.count} entries${this.store.skipped ? `, ${this.store.skipped} older ones not loaded` : ''}`;
  }

  /** An entry that the address names is chosen once it is there. */
  #chooseEntry(traffic) {
    if (!this.entry || !traffic.items.some(item => item.key === this.entry)) return;
    const key = this.entry;
    this.entry = '';
    this.ladder.select(key);
  }

  #page(key, fromStart) {
    this.#before = key;
    this.ladder.select(null);
    this.update();
    if (fromStart) this.ladder.toStart();
    else this.ladder.toEnd();
  }

  async #load() {
    this.beginning.disabled = true;
    try {
      await fetchOlder(this.store);
    } catch (error) {
      this.#tell(error.message);
    }
    this.beginning.disabled = false;
    this.update();
  }

  /** What an action has come to; it stays as long as the same is shown, whatever comes in meanwhile. */
  #tell(text) {
    this.#told = { of: this.#place(), text };
    this.update();
  }

  #place() {
    return `${this.scope} ${this.lines.chosen}`;
  }

  async #resend(button) {
    const numbers = this.#shown.items.filter(item => item.callback && !item.isFlying && !item.callback.resendOf).map(item => item.callback.n);
    button.disabled = true;
    try {
      const { items } = await resendMany(numbers);
      const taken = items.filter(entry => entry.status >= 200 && entry.status < 300).length;
      this.#tell(`${items.length} callbacks sent again, ${taken} taken`);
    } catch (error) {
      this.#tell(error.message);
    }
    button.disabled = false;
  }
}
