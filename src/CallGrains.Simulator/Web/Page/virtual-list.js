// A long list of rows of one height, of which only those that can be seen are in the page.
import { h } from './dom.js';

const MARGIN = 8;

/** Rows are made by make(item) and kept up to date by fill(element, item); onPick gets what a click or Enter chose. */
export class VirtualList {
  #drawn = new Map();
  #items = [];
  #at = -1;

  constructor({ label, height, keyOf, make, fill, onPick }) {
    Object.assign(this, { height, keyOf, make, fill, onPick });
    this.canvas = h('div', { class: 'virtual-canvas' });
    this.id = `list-${Math.random().toString(36).slice(2, 8)}`;
    this.element = h('div', { class: 'virtual', role: 'listbox', tabindex: '0', 'aria-label': label }, this.canvas);
    this.element.addEventListener('scroll', () => this.#draw());
    this.element.addEventListener('keydown', event => this.#walk(event));
    this.element.addEventListener('click', event => {
      const row = event.target.closest('[role=option]');
      if (row) this.onPick(this.#items[Number(row.getAttribute('aria-posinset')) - 1]);
    });
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  show(items) {
    this.#items = items;
    this.#at = Math.min(this.#at, items.length - 1);
    this.canvas.style.height = `${items.length * this.height}px`;
    this.#draw();
  }

  #draw() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / this.height) - MARGIN);
    const last = Math.min(this.#items.length, Math.ceil((this.element.scrollTop + this.element.clientHeight) / this.height) + MARGIN);
    const kept = new Map();
    for (let at = first; at < last; at++) {
      const item = this.#items[at];
      const key = this.keyOf(item);
      const element = this.#drawn.get(key) ?? this.#make(item, key);
      element.style.top = `${at * this.height}px`;
      element.setAttribute('aria-posinset', at + 1);
      element.setAttribute('aria-setsize', this.#items.length);
      element.setAttribute('aria-selected', String(at === this.#at));
      this.fill(element, item);
      kept.set(key, element);
    }
    for (const [key, element] of this.#drawn) if (!kept.has(key)) element.remove();
    this.#drawn = kept;
    const chosen = this.#items[this.#at] && kept.get(this.keyOf(this.#items[this.#at]));
    if (chosen) this.element.setAttribute('aria-activedescendant', chosen.id);
    else this.element.removeAttribute('aria-activedescendant');
  }

  #make(item, key) {
    const element = this.make(item);
    element.setAttribute('role', 'option');
    element.id = `${this.id}-${key}`;
    this.canvas.append(element);
    return element;
  }

  #walk(event) {
    const last = this.#items.length - 1;
    const to = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1, Home: 0, End: last, PageDown: this.#at + 10, PageUp: this.#at - 10 }[event.key];
    if (to !== undefined && last >= 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#at = Math.min(last, Math.max(0, to));
      const top = this.#at * this.height;
      if (top < this.element.scrollTop) this.element.scrollTop = top;
      else if (top + this.height > this.element.scrollTop + this.element.clientHeight) this.element.scrollTop = top + this.height - this.element.clientHeight;
      this.#draw();
    } else if (event.key === 'Enter' && this.#at >= 0) {
      event.preventDefault();
      this.onPick(this.#items[this.#at]);
    }
  }
}
