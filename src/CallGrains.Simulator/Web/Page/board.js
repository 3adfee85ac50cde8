// The pane with the ladder: of the chosen call with its legs, or of everything.
import { h, setText } from './dom.js';
import { Ladder } from './ladder.js';
import { allTraffic, callTraffic } from './traffic.js';

export class Board {
  scope = 'call';

  constructor(root, store, lines, onSelect, onOpen) {
    Object.assign(this, { store, lines });
    this.buttons = ['call', 'all'].map(scope => h('button', { type: 'button', class: 'button', onclick: () => this.show(scope) }, scope === 'call' ? 'This call' : 'Everything'));
    this.count = h('span', { class: 'muted small', role: 'status' });
    this.legend = h('ul', { class: 'legend small muted', 'aria-label': 'Legend' }, [['speech', 'speech'], ['listen', 'waits for keys'], ['silence', 'dead air']].map(([kind, text]) => h('li', { class: kind }, text)));
    this.empty = h('div', { class: 'empty' }, h('h3', {}, 'Nothing has happened yet'),
      h('p', {}, 'Call a number with the phone, and each callback and REST request appears here the moment it is sent, with its payload and its answer.'));
    this.frame = h('div', { class: 'ladder' });
    root.append(h('div', { class: 'pane-head' }, h('h2', {}, 'Ladder'), h('div', { class: 'segments', role: 'group', 'aria-label': 'What the ladder shows' }, this.buttons), this.count, this.legend), this.empty, this.frame);
    this.ladder = new Ladder(this.frame, { label: 'Ladder of callbacks and requests', onSelect, onOpen });
    lines.addEventListener('choose', () => lines.chosen && this.show('call'));
  }

  show(scope) {
    this.scope = scope;
    this.ladder.select(null);
    this.ladder.toEnd();
    this.update();
  }

  update() {
    const { call } = this.lines;
    const traffic = this.scope === 'call' && call ? callTraffic(this.store, call) : allTraffic(this.store);
    const scope = this.scope === 'call' && call ? 'call' : 'all';
    this.buttons[0].disabled = !call;
    for (const [at, name] of ['call', 'all'].entries()) this.buttons[at].setAttribute('aria-pressed', String(name === scope));
    this.empty.hidden = traffic.items.length > 0;
    this.frame.hidden = !this.empty.hidden;
    setText(this.count, traffic.items.length ? `${traffic.items.length} entries${this.store.skipped && scope === 'all' ? `, ${this.store.skipped} older ones only in /sim/requests and /sim/callbacks` : ''}` : '');
    if (!this.frame.hidden) this.ladder.show(traffic);
    return traffic;
  }

  focus() {
    this.ladder.list.focus();
  }
}
