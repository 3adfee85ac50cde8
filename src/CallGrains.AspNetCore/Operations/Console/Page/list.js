// A list of grains: the first page is live, older ones are read a page at a time.
import { api, ask, watch } from './client.js';
import { copy, h, keyed, setText } from './dom.js';
import { filters } from './filters.js';
import { absolute, ago, lasts } from './format.js';
import { firstLine, kinds, pillOf } from './kinds.js';

const PAGE = 50;
const TICK = 5_000;
const COLUMNS = [['state', 'State'], ['who', 'Who'], ['flow', 'Flow'], ['said', 'Says'], ['end', 'Outcome'], ['lasted', 'Lasted'], ['began', 'Began'], ['id', 'Id']];

export class ListView {
  #items = new Map();
  #order = [];
  #next = null;
  #ready = false;

  constructor(root, kind, query, { state, go }) {
    Object.assign(this, { kind, query, state, go, words: kinds[kind] });
    this.notice = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    this.count = h('p', { class: 'small muted', role: 'status' }, 'Reads the journal …');
    this.rows = h('tbody');
    this.table = h('table', { class: 'list' }, h('thead', {}, h('tr', {}, COLUMNS.map(([name, words]) => h('th', { scope: 'col', class: `c-${name}` }, words)))), this.rows);
    this.empty = h('div', { class: 'empty', hidden: true });
    this.pager = h('div', { class: 'row pager' });
    const form = filters(kind, query, chosen => go(kind, chosen), id => this.#find(id));
    root.append(h('div', { class: 'list-head' }, h('h2', {}, this.words.title), this.count), form, this.notice, h('div', { class: 'list-scroller' }, this.table, this.empty), this.pager);
    this.rows.addEventListener('keydown', event => this.#walk(event));
    this.rows.addEventListener('click', event => !event.target.closest('a, button') && event.target.closest('tr')?.querySelector('a')?.click());
    this.#begin();
    this.timer = setInterval(() => this.#draw(), TICK);
  }

  close() {
    clearInterval(this.timer);
    this.feed?.close();
    this.closed = true;
  }

  #begin() {
    const asked = new URLSearchParams(this.query);
    asked.set('size', PAGE);
    if (asked.has('after')) return this.#read(asked);
    const take = data => {
      for (const item of data.items) this.#items.set(item.id, item);
      this.#show(data.order, data.next);
    };
    this.feed = watch(`${this.kind}?${asked}`, { snapshot: data => (this.#items.clear(), take(data)), change: take, state: this.state, failed: error => this.#fail(error) });
  }

  async #read(asked) {
    try {
      const page = await ask(`${this.kind}?${asked}`);
      if (this.closed) return;
      this.state('still');
      for (const item of page.items) this.#items.set(item.id, item);
      this.#show(page.items.map(item => item.id), page.next);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #find(id) {
    try {
      const found = await ask(`${this.kind}/${encodeURIComponent(id)}`);
      location.hash = `#/${this.kind}/${encodeURIComponent(found.id)}`;
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error) {
    this.notice.hidden = false;
    setText(this.notice, error.message);
    if (!this.#ready) setText(this.count, '');
  }

  #show(order, next) {
    this.notice.hidden = true;
    [this.#order, this.#next, this.#ready] = [order, next, true];
    this.#draw();
  }

  #draw() {
    if (!this.#ready) return;
    const items = this.#order.map(id => this.#items.get(id)).filter(Boolean);
    keyed(this.rows, items, item => item.id, item => this.#make(item), (row, item) => this.#fill(row, item));
    this.table.hidden = items.length === 0;
    this.#drawEmpty(items.length === 0);
    const older = this.query.has('after');
    setText(this.count, items.length === 0 ? '' : `${items.length}${this.#next ? ' newest' : ''} ${items.length === 1 ? this.words.one : this.kind}${older ? ', an older page' : ''}`);
    const to = after => {
      const query = new URLSearchParams(this.query);
      if (after) query.set('after', after);
      else query.delete('after');
      return () => this.go(this.kind, query);
    };
    const signature = `${older} ${this.#next}`;
    if (this.pager.dataset.for === signature) return;
    this.pager.dataset.for = signature;
    this.pager.replaceChildren(...[older && h('button', { type: 'button', class: 'button', onclick: to(null) }, 'Newest'), older && h('button', { type: 'button', class: 'button', onclick: () => history.back() }, 'Back'),
      this.#next && h('button', { type: 'button', class: 'button', onclick: to(this.#next) }, 'Older')].filter(Boolean));
  }

  #drawEmpty(isEmpty) {
    this.empty.hidden = !isEmpty;
    if (!isEmpty || this.empty.childElementCount) return;
    const narrowed = [...this.query.keys()].length > 0;
    const command = this.words.command(api.href);
    const button = h('button', { type: 'button', class: 'button', onclick: () => copy(command, button) }, 'Copy');
    this.empty.append(...(narrowed
      ? [h('h3', {}, 'Nothing fits this search'), h('p', {}, 'Clear a field, or widen the time.')]
      : [h('h3', {}, this.words.first), h('pre', { class: 'code', tabindex: '0', 'aria-label': 'Command' }, command), button]));
  }

  #make(item) {
    const cells = COLUMNS.map(([name]) => h(name === 'who' ? 'th' : 'td', name === 'who' ? { scope: 'row', class: 'c-who' } : { class: `c-${name}` }));
    const row = h('tr', {}, cells);
    row.cells_ = Object.fromEntries(COLUMNS.map(([name], at) => [name, cells[at]]));
    row.cells_.state.append(h('span', { class: 'pill' }));
    row.cells_.who.append(h('a', { href: `#/${this.kind}/${encodeURIComponent(item.id)}` }));
    row.cells_.id.append(this.words.id(item));
    row.cells_.began.append(h('time', {}));
    return row;
  }

  #fill(row, item) {
    const { tone, text } = pillOf(item);
    const cells = row.cells_;
    cells.state.firstChild.className = `pill ${tone}`;
    setText(cells.state.firstChild, text);
    setText(cells.who.firstChild, this.words.who(item));
    setText(cells.flow, item.flow ? `${item.flow} v${item.version}` : 'none');
    setText(cells.said, item.fault ? firstLine(item.fault) : this.words.said(item));
    cells.said.classList.toggle('bad', Boolean(item.fault));
    cells.said.title = item.fault ?? this.words.said(item);
    setText(cells.end, this.words.end(item));
    const ended = this.words.ended(item);
    setText(cells.lasted, ended ? lasts(Date.parse(ended) - Date.parse(item.createdAt)) : '');
    const began = Date.parse(item.createdAt);
    cells.began.firstChild.dateTime = item.createdAt;
    cells.began.firstChild.title = absolute(began);
    setText(cells.began.firstChild, ago(Date.now() - began));
  }

  #walk(event) {
    const links = [...this.rows.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    links[Math.min(links.length - 1, Math.max(0, to))].focus();
  }
}
