// The lines of this phone: which calls are its own, which others are live, and the chosen one.
import { h, keyed, setText } from './dom.js';
import { absolute, ago, lasts, phone } from './format.js';
import { applicationNumberOf, isOver, personOf } from './store.js';

const MOST_OTHERS = 12;
const MOST_ENDED = 6;

export class Lines extends EventTarget {
  chosen = null;
  /** Whether the address of the page named the chosen call: then no phone that rings takes its place. */
  isLinked = false;
  #own = new Set(JSON.parse(sessionStorage.getItem('lines') ?? '[]'));
  #rung = new Set();

  constructor(store) {
    super();
    this.store = store;
    this.groups = [['own', 'Lines'], ['others', 'Other live calls'], ['ended', 'Ended']].map(([name, title]) => {
      const list = h('ul', { class: 'lines' });
      const section = h('section', { class: 'block', 'aria-label': title, hidden: true }, h('h2', { class: 'label' }, title), list);
      return { name, list, section };
    });
    this.element = h('div', {}, this.groups.map(group => group.section));
    store.addEventListener('restart', () => this.choose(null));
  }

  /** The call whose line is chosen; null when there is none, or it is not known yet. */
  get call() {
    return this.store.calls.get(this.chosen) ?? null;
  }

  /** Makes a call one of this phone's own, and chooses it. */
  take(callId) {
    this.#own.add(callId);
    sessionStorage.setItem('lines', JSON.stringify([...this.#own].slice(-50)));
    this.choose(callId);
  }

  choose(callId, isLinked = false) {
    this.chosen = callId;
    this.isLinked = isLinked;
    this.dispatchEvent(new Event('choose'));
  }

  /** Chooses the next (1) or previous (-1) line. */
  step(by) {
    const all = this.#sorted().flatMap(([, calls]) => calls);
    if (!all.length) return;
    const at = all.findIndex(call => call.callId === this.chosen);
    this.choose(all[(at + by + all.length) % all.length].callId);
  }

  isOwn(call) {
    return this.#own.has(call.callId) || this.store.account.manual.includes(personOf(call));
  }

  /** Calls that ring here and wait for somebody. */
  ringing() {
    return this.store.liveCalls().filter(call => ringsHere(this.store, call));
  }

  update() {
    this.#pickUp();
    for (const [name, calls] of this.#sorted()) {
      const { list, section } = this.groups.find(group => group.name === name);
      section.hidden = !calls.length;
      keyed(list, calls, call => call.callId, call => this.#make(call), (element, call) => this.#fill(element, call));
    }
  }

  /** A phone that begins to ring is chosen, unless somebody is talking on another line. */
  #pickUp() {
    for (const call of this.ringing()) {
      if (this.#rung.has(call.callId)) continue;
      this.#rung.add(call.callId);
      if (!this.chosen || (this.call && isOver(this.call) && !this.isLinked)) this.choose(call.callId);
    }
  }

  #sorted() {
    const live = this.store.liveCalls();
    const ended = this.#ended();
    return [
      ['own', live.filter(call => this.isOwn(call))],
      ['others', live.filter(call => !this.isOwn(call)).slice(0, MOST_OTHERS)],
      ['ended', ended],
    ];
  }

  /** The newest that are over, and the chosen one however old it is. */
  #ended() {
    const ended = [];
    for (const call of this.store.newestCalls()) {
      if (isOver(call)) ended.push(call);
      if (ended.length === MOST_ENDED) break;
    }
    if (this.call && isOver(this.call) && !ended.includes(this.call)) ended.push(this.call);
    return ended;
  }

  #make(call) {
    return h('li', {}, h('button', { type: 'button', class: 'line', onclick: () => this.choose(call.callId) },
      h('span', { class: 'line-who' }), h('span', { class: 'line-time time' }), h('span', { class: 'line-what small' }), h('span', { class: 'pill' })));
  }

  #fill(element, call) {
    const [button] = element.children;
    const [who, time, what, pill] = button.children;
    const state = stateOf(this.store, call);
    button.setAttribute('aria-current', String(call.callId === this.chosen));
    setText(who, phone(personOf(call)));
    setText(what, `${call.direction === 'in' ? 'calls' : 'called by'} ${this.store.applicationOf(applicationNumberOf(call)) ?? phone(applicationNumberOf(call))}`);
    setText(time, isOver(call) ? ago(this.store.now() - call.endTime) : lasts(this.store.now() - (call.activeTime ?? call.startTime)));
    time.title = absolute(call.startTime);
    setText(pill, state.text);
    pill.className = `pill ${state.tone}`;
  }
}

/** The newest callback of a call, when the application did not take it; else null. */
export function failureOf(store, call) {
  const last = store.timeline.lastCallback(call.callId);
  return last && !(last.status >= 200 && last.status < 300) && !last.fault?.startsWith('drop') ? last : null;
}

export const ringsHere = (store, call) => call.direction === 'out' && call.state === 'started' && !call.farCallId && store.account.manual.includes(personOf(call));

const ends = {
  USER_BUSY: 'busy', CALL_REJECTED: 'declined', NO_ANSWER: 'no answer', UNALLOCATED_NUMBER: 'no such number', ORIGINATOR_CANCEL: 'cancelled', NORMAL_CLEARING: 'ended',
};

/** A call's state in a word, and how it is coloured. */
export function stateOf(store, call) {
  if (isOver(call)) return { text: ends[call.cause] ?? 'ended', tone: call.cause === 'NORMAL_CLEARING' ? '' : 'bad' };
  if (ringsHere(store, call)) return { text: 'rings here', tone: 'warn' };
  if (failureOf(store, call)) return { text: 'application fails', tone: 'bad' };
  if (call.state === 'started') return { text: 'ringing', tone: 'accent' };
  const connected = call.heard.findLast(sound => sound.kind === 'connected');
  if (connected && call.transferCallId) return { text: `with ${phone(connected.text)}`, tone: 'good' };
  if (call.state === 'transferring') return { text: 'transferring', tone: 'accent' };
  return { text: 'active', tone: 'good' };
}
