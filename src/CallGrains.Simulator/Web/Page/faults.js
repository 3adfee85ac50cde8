// Faults on order: what the carrier shall do wrong, to which callbacks or requests, how often.
import { ask, attempt } from './api.js';
import { h, keyed, setText } from './dom.js';

const kinds = {
  duplicate: ['callbacks', 'The callback is sent twice.'],
  delay: ['callbacks', 'The callback comes later; those after it may overtake it.'],
  reorder: ['callbacks', 'The next callback of the call overtakes it.'],
  drop: ['callbacks', 'The callback is never sent.'],
  late: ['callbacks', 'The callback comes after the hang-up.'],
  error: ['requests', 'The request is refused and has no effect.'],
  slow: ['requests', 'The request takes effect; its answer takes its time.'],
  lost: ['requests', 'The connection breaks instead of an answer.'],
  media: ['media', 'A recording or a transcription fails.'],
};
const timed = new Set(['delay', 'slow', 'late', 'reorder', 'duplicate']);

export class Faults {
  #seen = '';

  constructor(root, store, lines) {
    Object.assign(this, { store, lines });
    this.missing = h('div', { class: 'empty' }, h('h3', {}, 'No faults on order here'), this.reason = h('p', {}, 'Asking the simulator …'));
    this.kind = h('select', { class: 'input', id: 'fault-kind', onchange: () => this.#draw() }, Object.entries(kinds).map(([kind, [of]]) => h('option', { value: kind }, `${kind} (${of})`)));
    this.what = h('p', { class: 'muted small' });
    this.event = field('fault-event', 'Event, * for any', '*', { placeholder: 'speak, gather, hangup …' });
    this.method = field('fault-method', 'Method', '*');
    this.path = field('fault-path', 'Path, * for any part', '/calls/*/audio');
    this.seconds = field('fault-seconds', 'Seconds', '1', { type: 'number', min: 0, max: 3600, step: 'any' });
    this.status = field('fault-status', 'Status', '503', { type: 'number', min: 400, max: 599 });
    this.count = field('fault-count', 'How often, empty for always', '1', { type: 'number', min: 1 });
    this.probability = field('fault-probability', 'Chance, 0 to 1', '1', { type: 'number', min: 0, max: 1, step: 'any' });
    this.effect = h('input', { type: 'checkbox', id: 'fault-effect', checked: true });
    this.effectRow = h('p', { class: 'row' }, this.effect, h('label', { for: 'fault-effect' }, 'The request took effect all the same'));
    this.only = h('input', { type: 'checkbox', id: 'fault-only' });
    this.onlyRow = h('p', { class: 'row' }, this.only, h('label', { for: 'fault-only' }, 'Only on the chosen line'));
    this.error = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    this.list = h('ul', { class: 'rules', 'aria-label': 'Faults on order' });
    this.none = h('p', { class: 'muted' }, 'None: the carrier behaves. Order one above, make a call, and look for its mark in the ladder.');
    this.clear = h('button', { type: 'button', class: 'button', onclick: () => this.#do(() => ask('/sim/faults', undefined, 'DELETE')) }, 'Remove all');
    this.there = h('div', { hidden: true },
      h('form', { class: 'block', 'aria-label': 'Order a fault', onsubmit: event => this.#order(event) },
        h('div', { class: 'field' }, h('label', { for: 'fault-kind' }, 'Fault'), this.kind), this.what,
        h('div', { class: 'fields' }, this.event, this.method, this.path, this.seconds, this.status, this.count, this.probability),
        this.effectRow, this.onlyRow, h('button', { type: 'submit', class: 'button primary' }, 'Order'), this.error),
      h('section', { class: 'block', 'aria-label': 'On order' }, h('h2', { class: 'label' }, 'On order'), this.none, this.list, this.clear));
    root.append(this.missing, this.there);
    this.#draw();
  }

  /** Asks again when callbacks or requests with faults went by. */
  update() {
    this.onlyRow.hidden = !this.lines.call;
    const seen = `${this.store.connection} ${this.store.faultTraffic}`;
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#fetch();
  }

  #draw() {
    const [of, words] = kinds[this.kind.value];
    setText(this.what, words);
    this.event.hidden = of === 'requests';
    this.method.hidden = this.path.hidden = of !== 'requests';
    this.seconds.hidden = !timed.has(this.kind.value);
    this.status.hidden = this.kind.value !== 'error';
    this.effectRow.hidden = this.kind.value !== 'lost';
    this.seconds.lastChild.value = this.kind.value === 'duplicate' ? 0 : 1;
    if (of === 'media') this.event.lastChild.value = 'recording';
  }

  async #fetch() {
    try {
      const { items } = await ask('/sim/faults');
      this.missing.hidden = true;
      this.there.hidden = false;
      this.none.hidden = items.length > 0;
      this.clear.hidden = !items.length;
      keyed(this.list, items, rule => rule.id, rule => this.#rule(rule), (element, rule) => setText(element.querySelector('.muted'), `matched ${rule.matched}, applied ${rule.applied}`));
    } catch (error) {
      const lacks = error.status === 404 || error.status === 501;
      this.missing.hidden = !lacks;
      this.there.hidden = lacks;
      setText(this.reason, `This simulator makes no faults on order: GET /sim/faults was answered ${error.status}.`);
    }
  }

  #rule(rule) {
    const where = [rule.event, [rule.method, rule.path].filter(Boolean).join(' '), rule.callId && `only ${rule.callId.slice(0, 6)}…`].filter(Boolean).join(', ') || 'any';
    const how = [rule.seconds !== undefined && `${rule.seconds} s`, rule.status, rule.probability < 1 && `chance ${rule.probability}`, rule.count && (rule.count === 1 ? 'once' : `${rule.count} times at most`)].filter(Boolean).join(', ');
    return h('li', {}, h('span', {}, h('b', {}, rule.fault), ` ${where}`, how && ` (${how})`), h('span', { class: 'muted small' }),
      h('button', { type: 'button', class: 'button quiet', 'aria-label': `Remove ${rule.id}, ${rule.fault} ${where}`, onclick: () => this.#do(() => ask(`/sim/faults/${rule.id}`, undefined, 'DELETE')) }, 'Remove'));
  }

  #order(event) {
    event.preventDefault();
    const shown = element => (element.hidden || !element.lastChild.value ? undefined : element.lastChild.value);
    const rule = {
      fault: this.kind.value, event: shown(this.event), method: shown(this.method), path: shown(this.path), seconds: shown(this.seconds), status: shown(this.status),
      count: shown(this.count), probability: shown(this.probability), effect: this.effectRow.hidden ? undefined : this.effect.checked,
      callId: this.only.checked && this.lines.call ? this.lines.chosen : undefined,
    };
    return this.#do(() => ask('/sim/faults', rule));
  }

  async #do(work) {
    await attempt(this.error, work);
    await this.#fetch();
  }
}

const field = (id, label, value, more = {}) => h('div', { class: 'field' }, h('label', { for: id }, label), h('input', { class: 'input', id, value, autocomplete: 'off', ...more }));
