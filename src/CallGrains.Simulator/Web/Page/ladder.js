// The ladder: a list that is walked with the arrow keys, drawn as lanes with arrows and bars between them. Only what
// can be seen, and a little more, is in the page: a ladder of thousands costs no more than one of fifty.
import { h, icon } from './dom.js';
import { absolute, gap, since } from './format.js';
import { layOut } from './ladder-layout.js';

const NEAR_END = 48;
const HEAD = 44;
const MARGIN = 900;

/** Draws into root; onSelect gets the chosen item, or null. Show it with show(). */
export class Ladder {
  #rows = new Map();
  #items = [];
  #layout = { rows: [], breaks: [], height: 0 };
  #selected = null;
  #follows = true;
  #drawn = false;

  constructor(root, { label = 'Ladder', onSelect = () => {}, onOpen = () => {} } = {}) {
    this.onSelect = onSelect;
    this.onOpen = onOpen;
    this.id = `ladder-${Math.random().toString(36).slice(2, 8)}`;
    this.heads = h('div', { class: 'ladder-heads', 'aria-hidden': 'true' });
    this.backdrop = h('div', { class: 'ladder-backdrop', 'aria-hidden': 'true' });
    this.list = h('div', { class: 'ladder-list', role: 'listbox', tabindex: '0', 'aria-label': label });
    this.canvas = h('div', { class: 'ladder-canvas' }, this.backdrop, this.list);
    this.scroller = h('div', { class: 'ladder-scroller' }, this.heads, this.canvas);
    this.follow = h('button', { type: 'button', class: 'button ladder-follow', hidden: true, onclick: () => this.toEnd() }, icon('down'), 'Newest');
    root.append(this.scroller, this.follow);
    this.list.addEventListener('keydown', event => this.#walk(event));
    this.list.addEventListener('click', event => this.#pick(event));
    this.scroller.addEventListener('scroll', () => this.#scrolled());
    new ResizeObserver(() => this.#resized()).observe(this.scroller);
  }

  get selected() {
    return this.#selected;
  }

  get items() {
    return this.#items;
  }

  /**
   * Items and lanes as ladder-layout.js describes them; now (milliseconds) lets time run on, null ends it; named says
   * that each item tells whose it is.
   */
  show({ lanes, items, now = null, start = items[0]?.at ?? 0, named = false }) {
    const isSame = now === null && named === this.named && start === this.start && lanes.length === this.lanes?.length && items.length === this.#items.length && items.every((item, at) => item === this.#items[at]);
    Object.assign(this, { lanes, start, named });
    this.#items = items;
    this.#drawHeads(lanes);
    if (isSame && this.#drawn) return;
    this.#drawn = true;
    this.#layout = layOut(items, lanes, now);
    this.canvas.style.height = `${this.#layout.height + 24}px`;
    if (this.#follows) this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#scrolled(true);
  }

  select(key, { scroll = true } = {}) {
    this.#rows.get(this.#selected)?.element.setAttribute('aria-selected', 'false');
    this.#selected = key;
    const row = key && this.#layout.rows.find(each => each.item.key === key);
    if (!row) {
      this.list.removeAttribute('aria-activedescendant');
      return this.onSelect(null);
    }
    this.#follows = false;
    if (scroll) this.#reveal(row);
    this.#drawRows();
    this.#rows.get(key).element.setAttribute('aria-selected', 'true');
    this.list.setAttribute('aria-activedescendant', this.#rows.get(key).element.id);
    this.onSelect(row.item);
  }

  toEnd() {
    this.#follows = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#scrolled();
  }

  toStart() {
    this.#follows = false;
    this.scroller.scrollTop = 0;
    this.#scrolled();
  }

  // Phones share the left half; the carrier stands in the middle, the application at the right edge.
  #place(lanes, at) {
    const middle = lanes.findIndex(lane => lane.isCarrier);
    if (middle <= 0) return lanes.length > 1 ? at / (lanes.length - 1) : 0;
    return at <= middle ? (at / middle) * 0.47 : 0.47 + ((at - middle) / (lanes.length - 1 - middle)) * 0.53;
  }

  /** The words of what happens on one lane reach to the next. */
  #next(lane) {
    const x = this.columns.get(lane) ?? 0;
    return Math.min(1, ...[...this.columns.values()].filter(column => column > x));
  }

  #drawHeads(lanes) {
    const text = lanes.map(lane => `${lane.id} ${lane.label} ${lane.note ?? ''}`).join('|');
    if (this.headText === text) return;
    this.headText = text;
    this.#drawn = false;
    this.columns = new Map(lanes.map((lane, at) => [lane.id, this.#place(lanes, at)]));
    this.lines = lanes.map(lane => styled(h('i', { class: 'ladder-line' }), { '--x': this.columns.get(lane.id) }));
    this.heads.replaceChildren(...lanes.map((lane, at) => {
      const side = at === lanes.length - 1 && at > 0 ? 'end' : lane.isCarrier ? 'middle' : 'start';
      const head = h('div', { class: `ladder-head ${side}`, title: lane.note ? `${lane.label}, ${lane.note}` : lane.label }, h('b', {}, lane.label), lane.note && h('span', {}, lane.note));
      return styled(head, { '--x': this.columns.get(lane.id), '--w': side === 'start' ? this.#next(lane.id) - this.columns.get(lane.id) : 0.3 });
    }));
  }

  /** From where to where the canvas is drawn: what is seen, and a margin. */
  #span() {
    const { scrollTop, clientHeight } = this.scroller;
    return [scrollTop - MARGIN, scrollTop + clientHeight + MARGIN];
  }

  #drawBackdrop() {
    const [top, bottom] = this.#span();
    const breaks = this.#layout.breaks.filter(each => each.y < bottom && each.y + each.height > top);
    this.backdrop.replaceChildren(...this.lines, ...breaks.map(each => styled(h('i', { class: 'ladder-break', 'data-gap': gap(each.ms) }), { top: `${each.y + each.height / 2}px` })));
  }

  #drawRows() {
    const [top, bottom] = this.#span();
    const kept = new Map();
    let before = null;
    const { rows } = this.#layout;
    for (const [at, row] of rows.entries()) {
      const isSeen = row.y < bottom && Math.max(row.y + 30, row.end ?? 0, row.took ?? 0) > top;
      if (!isSeen && row.item.key !== this.#selected) continue;
      const known = this.#rows.get(row.item.key);
      const drawn = this.#drawRow(known, row);
      drawn.element.setAttribute('aria-posinset', at + 1);
      drawn.element.setAttribute('aria-setsize', rows.length);
      kept.set(row.item.key, drawn);
      if (before ? before.nextSibling !== drawn.element : this.list.firstChild !== drawn.element) this.list.insertBefore(drawn.element, before ? before.nextSibling : this.list.firstChild);
      before = drawn.element;
    }
    for (const [key, row] of this.#rows) if (!kept.has(key)) row.element.remove();
    this.#rows = kept;
  }

  #drawRow(known, row) {
    const { item } = row;
    const text = [item.label, item.note, (item.marks ?? []).map(mark => mark.text).join(), item.tone, item.kind, item.from, item.to, item.at - this.start, item.until, this.named, this.headText].join('\n');
    const element = known && known.text === text ? known.element : this.#fill(known?.element, item);
    const place = `${row.y} ${row.end} ${row.took} ${row.showsTime}`;
    if (known?.place !== place || known?.text !== text) this.#put(element, row);
    return { element, item, text, place };
  }

  #put(element, row) {
    const { item } = row;
    const [a, b] = [this.columns.get(item.from) ?? 0, item.from === item.to ? this.#next(item.from) : this.columns.get(item.to) ?? 0];
    element.classList.toggle('is-untimed', !row.showsTime);
    element.classList.toggle('is-waiting', row.took !== null);
    styled(element, {
      top: `${row.y}px`, '--a': Math.min(a, b), '--b': Math.max(a, b),
      '--bar': row.end === null ? null : `${Math.max(14, row.end - row.y)}px`, '--took': row.took === null ? null : `${Math.max(3, row.took - row.y)}px`,
    });
  }

  #fill(element, item) {
    const way = item.from === item.to ? (item.until === undefined ? 'point' : 'bar') : this.columns.get(item.from) < this.columns.get(item.to) ? 'right' : 'left';
    const row = element ?? h('div', { role: 'option', id: `${this.id}-${item.key}`, 'aria-selected': String(item.key === this.#selected) });
    row.className = ['ladder-row', way, ...item.kind.split(' '), item.tone].map((name, at) => (at && name ? `is-${name}` : name)).join(' ');
    row.dataset.key = item.key;
    const who = this.named && item.who;
    const words = [item.note, ...(item.marks ?? []).map(mark => mark.text)].filter(Boolean).join(', ');
    row.replaceChildren(
      h('span', { class: 'ladder-time', 'aria-hidden': 'true', title: absolute(item.at) }, since(item.at - this.start)),
      h('span', { class: 'visually-hidden' }, `${since(item.at - this.start)} seconds: ${who ? `${who}: ` : ''}${item.spoken ?? item.label}${words ? `, ${words}` : ''}`),
      h('span', { class: 'ladder-shape' }),
      h('span', { class: 'ladder-took' }),
      h('span', { class: 'ladder-text', 'aria-hidden': 'true', title: [item.label, words].filter(Boolean).join(' · ') },
        who && h('span', { class: 'ladder-who' }, h('span', { class: 'ladder-far' }, who.slice(0, who.lastIndexOf(' ') + 1)), who.slice(who.lastIndexOf(' ') + 1)),
        h('span', { class: 'ladder-label', dir: 'auto' }, item.label),
        (item.marks ?? []).map(mark => h('span', { class: `ladder-mark ${mark.tone}` }, mark.text)),
        item.note && h('span', { class: 'ladder-note' }, item.note)));
    return row;
  }

  #reveal(row) {
    const { scrollTop, clientHeight } = this.scroller;
    if (row.y < scrollTop + 4) this.scroller.scrollTop = row.y - 4;
    else if (row.y + HEAD + 34 > scrollTop + clientHeight) this.scroller.scrollTop = row.y + HEAD + 34 - clientHeight;
  }

  #walk(event) {
    const at = this.#items.findIndex(item => item.key === this.#selected);
    const last = this.#items.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? last : at - 1, Home: 0, End: last, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (to !== undefined && last >= 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.select(this.#items[Math.min(last, Math.max(0, to))].key);
    } else if ((event.key === 'Enter' || event.key === ' ') && at >= 0) {
      event.preventDefault();
      this.onOpen();
    } else if (event.key === 'Escape') this.select(null);
  }

  #pick(event) {
    const row = event.target.closest('.ladder-row');
    if (row) this.select(row.dataset.key === this.#selected ? null : row.dataset.key, { scroll: false });
  }

  #scrolled(isNew = false) {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#follows = atEnd && !this.#selected;
    this.follow.hidden = atEnd;
    if (!this.columns) return;
    // A margin is drawn around what is seen: it is drawn anew when half of that is used up.
    if (!isNew && Math.abs(scrollTop - (this.drawnAt ?? Infinity)) < MARGIN / 2) return;
    this.drawnAt = scrollTop;
    this.#drawBackdrop();
    this.#drawRows();
  }

  #resized() {
    this.drawnAt = undefined;
    if (this.#follows) this.toEnd();
    else this.#scrolled();
  }
}

function styled(element, styles) {
  for (const [name, value] of Object.entries(styles)) {
    if (value === null) element.style.removeProperty(name);
    else element.style.setProperty(name, value);
  }
  return element;
}
