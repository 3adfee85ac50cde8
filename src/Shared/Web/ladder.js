// The ladder: a list that is walked with the arrow keys, drawn as lanes with arrows and bars between them.
import { h, icon } from './dom.js';
import { absolute, ms, since } from './format.js';
import { layOut } from './ladder-layout.js';

const NEAR_END = 48;

/** Draws into root; onSelect gets the chosen item, or null. Show it with show(). */
export class Ladder {
  #rows = new Map();
  #items = [];
  #selected = null;
  #follows = true;

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

  /** Items and lanes as ladder-layout.js describes them; now (milliseconds) lets time run on, null ends it. */
  show({ lanes, items, now = null, start = items[0]?.at ?? 0 }) {
    this.#items = items;
    const layout = layOut(items, lanes, now);
    this.columns = new Map(lanes.map((lane, at) => [lane.id, this.#place(lanes, at)]));
    this.#drawHeads(lanes);
    this.#drawBackdrop(lanes, layout);
    this.#drawRows(layout, start);
    this.canvas.style.height = `${layout.height + 24}px`;
    if (this.#follows) this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#scrolled();
  }

  select(key, { scroll = true } = {}) {
    if (this.#selected) this.#rows.get(this.#selected)?.element.setAttribute('aria-selected', 'false');
    this.#selected = key;
    const row = key && this.#rows.get(key);
    if (!row) {
      this.list.removeAttribute('aria-activedescendant');
      return this.onSelect(null);
    }
    row.element.setAttribute('aria-selected', 'true');
    this.list.setAttribute('aria-activedescendant', row.element.id);
    this.#follows = false;
    this.onSelect(row.item);
    if (scroll) row.element.scrollIntoView({ block: 'nearest' });
  }

  toEnd() {
    this.#follows = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#scrolled();
  }

  // Where a lane does not say it: phones share the left half; the carrier stands in the middle, the application at the
  // right edge.
  #place(lanes, at) {
    if (lanes[at].x !== undefined) return lanes[at].x;
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
    this.heads.replaceChildren(...lanes.map((lane, at) => {
      const side = at === lanes.length - 1 && at > 0 ? 'end' : lane.isCarrier ? 'middle' : 'start';
      const head = h('div', { class: `ladder-head ${side}`, title: lane.note ? `${lane.label}, ${lane.note}` : lane.label }, h('b', {}, lane.label), lane.note && h('span', {}, lane.note));
      return styled(head, { '--x': this.columns.get(lane.id), '--w': side === 'start' ? this.#next(lane.id) - this.columns.get(lane.id) : 0.3 });
    }));
  }

  #drawBackdrop(lanes, layout) {
    const lines = lanes.map(lane => styled(h('i', { class: 'ladder-line' }), { '--x': this.columns.get(lane.id) }));
    const breaks = layout.breaks.map(gap => styled(h('i', { class: 'ladder-break', 'data-ms': ms(gap.ms) }), { top: `${gap.y + gap.height / 2}px` }));
    this.backdrop.replaceChildren(...lines, ...breaks);
  }

  #drawRows(layout, start) {
    const kept = new Map();
    let before = null;
    for (const row of layout.rows) {
      const known = this.#rows.get(row.item.key);
      const element = this.#drawRow(known, row, start);
      kept.set(row.item.key, { element, item: row.item, text: element.dataset.text });
      if (before ? before.nextSibling !== element : this.list.firstChild !== element) this.list.insertBefore(element, before ? before.nextSibling : this.list.firstChild);
      before = element;
    }
    for (const [key, row] of this.#rows) if (!kept.has(key)) row.element.remove();
    this.#rows = kept;
  }

  #drawRow(known, row, start) {
    const { item } = row;
    const text = JSON.stringify([item.label, item.note, item.marks, item.tone, item.kind, item.from, item.to, item.at - start, item.until === undefined ? 0 : item.until]);
    const element = known?.item.key === item.key && known.text === text ? known.element : this.#fill(known?.element, item, start);
    element.dataset.text = text;
    const [a, b] = [this.columns.get(item.from) ?? 0, item.from === item.to ? this.#next(item.from) : this.columns.get(item.to) ?? 0];
    element.classList.toggle('is-untimed', !row.showsTime);
    element.classList.toggle('is-waiting', row.took !== null);
    styled(element, {
      top: `${row.y}px`, '--a': Math.min(a, b), '--b': Math.max(a, b),
      '--bar': row.end === null ? null : `${Math.max(14, row.end - row.y)}px`, '--took': row.took === null ? null : `${Math.max(3, row.took - row.y)}px`,
    });
    return element;
  }

  #fill(element, item, start) {
    const way = item.from === item.to ? (item.until === undefined ? 'point' : 'bar') : this.columns.get(item.from) < this.columns.get(item.to) ? 'right' : 'left';
    const row = element ?? h('div', { role: 'option', id: `${this.id}-${item.key}`, 'aria-selected': 'false' });
    row.className = ['ladder-row', way, ...item.kind.split(' '), item.tone].map((name, at) => (at && name ? `is-${name}` : name)).join(' ');
    row.dataset.key = item.key;
    const words = [item.note, ...(item.marks ?? []).map(mark => mark.text)].filter(Boolean).join(', ');
    row.setAttribute('aria-label', `${since(item.at - start)} seconds: ${item.spoken ?? item.label}${words ? `, ${words}` : ''}`);
    row.replaceChildren(
      h('span', { class: 'ladder-time', title: absolute(item.at) }, since(item.at - start)),
      h('span', { class: 'ladder-shape' }),
      h('span', { class: 'ladder-took' }),
      h('span', { class: 'ladder-text', title: item.label },
        h('span', { class: 'ladder-label' }, item.label),
        (item.marks ?? []).map(mark => h('span', { class: `ladder-mark ${mark.tone}` }, mark.text)),
        item.note && h('span', { class: 'ladder-note' }, item.note)));
    return row;
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

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#follows = atEnd && !this.#selected;
    this.follow.hidden = atEnd;
  }

  #resized() {
    if (this.#follows) this.toEnd();
    else this.#rows.get(this.#selected)?.element.scrollIntoView({ block: 'nearest' });
  }
}

function styled(element, styles) {
  for (const [name, value] of Object.entries(styles)) {
    if (value === null) element.style.removeProperty(name);
    else element.style.setProperty(name, value);
  }
  return element;
}
