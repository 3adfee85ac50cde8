// All calls, newest first, a line for each: who, with whom, how it stands, what went wrong.
import { h, setText } from './dom.js';
import { absolute, ago, lasts, phone } from './format.js';
import { stateOf } from './lines.js';
import { applicationNumberOf, isOver, personOf } from './store.js';
import { isProblem, itemOf } from './traffic.js';
import { VirtualList } from './virtual-list.js';

const HEIGHT = 46;

export class Calls {
  constructor(store, lines) {
    Object.assign(this, { store, lines });
    this.list = new VirtualList({
      label: 'Calls, newest first', height: HEIGHT, keyOf: call => call.callId, make: () => this.#make(), fill: (element, call) => this.#fill(element, call), onPick: call => lines.choose(call.callId),
    });
    this.element = this.list.element;
    this.element.classList.add('calls');
  }

  /** Shows those that are wanted; gives how many. */
  show(query, only) {
    const found = [];
    for (const call of this.store.newestCalls()) if (this.#wants(call, query, only)) found.push(call);
    this.list.show(found);
    return found.length;
  }

  #wants(call, query, only) {
    if (only === 'live' && isOver(call)) return false;
    if (only === 'ended' && !isOver(call)) return false;
    if (only === 'problems' && !problemsOf(this.store, call)) return false;
    return !query || searchedOf(this.store, call).includes(query);
  }

  #make() {
    return h('div', { class: 'call-row' },
      h('span', { class: 'line-who' }), h('span', { class: 'line-what small' }), h('span', { class: 'pill' }), h('span', { class: 'call-problems small' }),
      h('span', { class: 'call-count small muted' }), h('span', { class: 'time call-begun' }), h('span', { class: 'time call-lasts' }), h('span', { class: 'call-last small muted', dir: 'auto' }));
  }

  #fill(element, call) {
    const [who, what, pill, problems, count, begun, duration, last] = element.children;
    const state = stateOf(this.store, call);
    const now = this.store.now();
    const wrong = problemsOf(this.store, call);
    element.setAttribute('aria-current', String(call.callId === this.lines.chosen));
    setText(who, phone(personOf(call)));
    setText(what, `${call.direction === 'in' ? '→' : '←'} ${this.store.applicationOf(applicationNumberOf(call)) ?? phone(applicationNumberOf(call))}`);
    setText(pill, state.text);
    pill.className = `pill ${state.tone}`;
    setText(problems, wrong ? `${wrong} ${wrong === 1 ? 'problem' : 'problems'}` : '');
    setText(count, `${entriesOf(this.store, call).size} entries`);
    setText(begun, ago(now - call.startTime));
    begun.title = absolute(call.startTime);
    setText(duration, lasts((call.endTime ?? now) - (call.activeTime ?? call.startTime)));
    setText(last, call.heard.findLast(sound => sound.kind === 'speak')?.text ?? '');
  }
}

const entriesOf = (store, call) => store.timeline.about([call.callId]);

/** How many of a call's entries went wrong; counted again when there are more of them or it has ended. */
function problemsOf(store, call) {
  const nodes = entriesOf(store, call);
  const known = counted.get(call.callId);
  if (known && known.size === nodes.size && known.isOver === isOver(call)) return known.problems;
  let problems = 0;
  for (const node of nodes) if ((node.kind === 'r' || node.kind === 'c') && isProblem(itemOf(store, node))) problems++;
  counted.set(call.callId, { size: nodes.size, isOver: isOver(call), problems });
  return problems;
}

const counted = new Map();

const searchedOf = (store, call) => [
  call.callId, call.from, call.to, phone(call.from), phone(call.to), call.tag, call.cause, call.displayName, store.applicationOf(applicationNumberOf(call)), ...call.rooms, ...call.heard.map(sound => sound.text),
].filter(Boolean).join(' ').toLowerCase();
