// One grain: where it stands, what can be done to it, and its journal as a ladder, live while it runs.
import { actionsFor, askAgain } from './actions.js';
import { ask, watch } from './client.js';
import { copy, h, setText } from './dom.js';
import { EntryDetail } from './entry-detail.js';
import { absolute, ago, idChip, lasts } from './format.js';
import { firstLine, kinds, pillOf } from './kinds.js';
import { Ladder } from './ladder.js';
import { trafficOf, waitsOf } from './traffic.js';

const TICK = 1_000;
const REST = 400;

/** The line of the await, the author's own methods from the outermost to the innermost. */
const placeOf = lines => lines.map(({ method, file, line }) => `${file.split(/[\\/]/).at(-1)}:${line} ${method}`).join(' › ');

export class GrainView {
  #entries = [];
  #grain = null;
  #items = [];

  constructor(root, kind, id, { state, back }) {
    Object.assign(this, { kind, id, state, words: kinds[kind], flows: [] });
    this.who = h('h2', { tabindex: '-1' }, `${this.words.one} ${id}`);
    this.pill = h('span', { class: 'pill' }, 'reads the journal');
    this.actions = h('div', { class: 'row', role: 'group', 'aria-label': 'Actions' });
    this.facts = h('dl', { class: 'strip' });
    this.fault = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    this.thrown = h('pre', { class: 'code', tabindex: '0', 'aria-label': 'Where it was thrown' });
    this.stack = h('details', { class: 'small', hidden: true }, h('summary', {}, 'Where it was thrown'), this.thrown);
    this.answer = h('p', { class: 'notice good', role: 'status', hidden: true });
    this.waits = h('p', { class: 'small waits' });
    this.frame = h('div', { class: 'ladder' });
    this.pane = h('section', { class: 'ladder-pane', 'aria-label': 'Ladder', hidden: true }, this.waits, this.frame);
    const aside = h('aside', { id: 'detail', 'aria-label': 'Details of the chosen entry', hidden: true });
    const save = h('button', { type: 'button', class: 'button quiet', onclick: () => copy(this.#document(), save) }, 'Copy journal');
    root.append(h('div', { class: 'grain-head' }, h('a', { href: back, class: 'back' }, `← ${this.words.title}`), this.who, this.pill, h('div', { class: 'row grow' }, this.actions, save)), this.facts, this.fault, this.stack, this.answer, h('div', { class: 'split' }, this.pane, aside));
    this.detail = new EntryDetail(aside, () => {
      this.ladder.select(null);
      this.ladder.list.focus();
    }, item => askAgain(this.kind, this.#grain, item.item, item.label, words => this.#tell(words)));
    this.ladder = new Ladder(this.frame, { label: 'Ladder of the journal', onSelect: item => this.detail.show(item, this.#entries), onOpen: () => this.detail.focus() });
    const take = data => {
      this.#grain = data.grain;
      this.#entries = [...this.#entries, ...data.journal.entries];
      this.#draw();
      this.#askPosition();
    };
    this.feed = watch(`${kind}/${encodeURIComponent(id)}`, {
      snapshot: data => {
        this.#entries = [];
        take(data);
      },
      change: take, gone: () => this.#fail('The journal has it no longer: its retention is over.'), state, failed: error => this.#fail(error.message),
    });
    ask('figures').then(({ traceUrl }) => {
      this.traceUrl = traceUrl;
      if (this.#grain) this.#drawFacts(this.#grain);
    }).catch(() => {});
    if (kind === 'calls') ask('flows').then(({ items }) => this.flows.push(...new Set(items.map(item => item.flow)))).catch(() => {});
    this.timer = setInterval(() => !document.hidden && this.#grain && this.#grain.state !== 'ended' && this.#draw(), TICK);
  }

  close() {
    clearInterval(this.timer);
    clearTimeout(this.asking);
    this.feed.close();
  }

  /** Where the flow stands in its source is worked out when it is asked for: once it has come to rest. */
  #askPosition() {
    clearTimeout(this.asking);
    if (this.kind !== 'calls') return;
    this.asking = setTimeout(async () => {
      const found = this.#grain.state === 'live' && !this.#grain.fault ? await ask(`calls/${encodeURIComponent(this.id)}?position=true`).catch(() => null) : null;
      this.position = found?.position ?? null;
      this.#drawFacts(this.#grain);
    }, REST);
  }

  #tell(words) {
    this.answer.hidden = false;
    setText(this.answer, words);
  }

  #fail(message) {
    this.fault.hidden = false;
    setText(this.fault, message);
    if (!this.#grain) this.pill.hidden = true;
    this.state('still');
  }

  #draw() {
    const grain = this.#grain;
    const { tone, text } = pillOf(grain);
    setText(this.who, this.words.who(grain));
    setText(this.pill, text);
    this.pill.className = `pill ${tone}`;
    this.fault.hidden = !grain.fault;
    setText(this.fault, grain.fault ? `The flow is stopped: ${firstLine(grain.fault)}` : '');
    this.stack.hidden = !grain.fault?.includes('\n');
    setText(this.thrown, grain.fault ?? '');
    this.#drawFacts(grain);
    this.#drawActions(grain);
    const waits = grain.state === 'ended' ? [] : waitsOf(this.#entries);
    this.pane.hidden = false;
    const now = grain.state === 'live' && this.#entries.length ? Math.max(Date.now(), Date.parse(this.#entries.at(-1).at)) : null;
    const traffic = trafficOf(grain, this.#entries, now);
    this.#items = traffic.items;
    const lines = [waits.length && `Waits for: ${waits.join('; ')}`, traffic.left && `${traffic.left} older rows are left out; Copy journal has them`].filter(Boolean);
    this.waits.hidden = lines.length === 0;
    setText(this.waits, lines.join('. '));
    this.ladder.show(traffic);
    const chosen = this.#items.find(item => item.key === this.ladder.selected);
    if (chosen) this.detail.show(chosen, this.#entries);
  }

  #drawFacts(grain) {
    const began = Date.parse(grain.createdAt);
    const rows = [['Flow', grain.flow ? `${grain.flow} v${grain.version}` : 'none'], ['Began', ago(Date.now() - began), absolute(began)], ['Lasted', grain.endedAt && lasts(Date.parse(grain.endedAt) - began)], ['Outcome', this.words.end(grain)],
      ['Stands at', this.position && grain.state === 'live' ? placeOf(this.position) : null, this.position?.map(({ file, line }) => `${file}:${line}`).join('\n')], ['Says', grain.status], ['Result', grain.result !== null && grain.result !== undefined ? JSON.stringify(grain.result) : null], ['Wakes', grain.state !== 'ended' && grain.wakeAt && absolute(Date.parse(grain.wakeAt))], ['Commands open', grain.pendingEffects || null], ['Entries', grain.sequence]];
    const signature = JSON.stringify([rows, this.traceUrl]);
    if (this.facts.dataset.for === signature) return;
    this.facts.dataset.for = signature;
    this.facts.replaceChildren(...rows.filter(([, value]) => value).map(([name, value, title]) => h('div', {}, h('dt', {}, name), h('dd', { title }, value))), ...[['Id', grain.id], ['Carrier’s id', grain.carrierId], ['Trace', grain.traceId]].filter(([, id]) => id).map(([name, id]) => h('div', {}, h('dt', {}, name), h('dd', {}, idChip(id), name === 'Trace' && this.traceUrl ? [' ', h('a', { href: this.traceUrl.replace('{trace}', id), target: '_blank', rel: 'noreferrer' }, 'open')] : ''))));
  }

  /** Drawn only when other ones fit, so that the focus stays. */
  #drawActions(grain) {
    const signature = `${grain.state} ${grain.fault ? 1 : 0}`;
    if (this.actions.dataset.for === signature) return;
    this.actions.dataset.for = signature;
    this.actions.replaceChildren(...actionsFor(this.kind, grain, this.flows, words => this.#tell(words)));
  }

  /** As GET /api/…/journal gives it: for tests of flows, and for people who help. */
  #document() {
    const grain = this.#grain ?? {};
    return JSON.stringify({ format: 1, address: grain.address, flow: grain.flow, version: grain.version, entries: this.#entries }, null, 1);
  }
}
