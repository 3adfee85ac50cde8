// Dead letters: events that their receivers did not take, and that are not tried any more; they can be sent again.
import { ask } from './client.js';
import { confirm } from './dialogs.js';
import { h, keyed, setText } from './dom.js';
import { absolute, ago, pretty } from './format.js';

const EVERY = 10_000;
const PAGE = 50;

export class DeadView {
  constructor(root, query, { state, go }) {
    Object.assign(this, { query, state, go });
    this.count = h('p', { class: 'small muted', role: 'status' }, 'Reads the journal …');
    this.notice = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    this.answer = h('p', { class: 'notice good', role: 'status', hidden: true });
    this.receivers = h('ul', { class: 'receivers' });
    this.list = h('ul', { class: 'letters', 'aria-label': 'Dead letters' });
    this.empty = h('div', { class: 'empty', hidden: true });
    this.pager = h('div', { class: 'row pager' });
    root.append(h('div', { class: 'list-head' }, h('h2', {}, 'Dead letters'), this.count), this.notice, this.answer, this.receivers, this.list, this.empty, this.pager);
    this.#read();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }

  async #read() {
    clearTimeout(this.timer);
    const asked = new URLSearchParams(this.query);
    asked.set('size', PAGE);
    try {
      const [receivers, page] = await Promise.all([ask('events/receivers'), ask(`events/dead?${asked}`)]);
      if (this.closed) return;
      this.state('still');
      this.notice.hidden = true;
      this.#draw(receivers.items, page);
    } catch (error) {
      if (this.closed) return;
      this.state('still');
      this.notice.hidden = false;
      setText(this.notice, error.message);
      setText(this.count, '');
      if (error.status === 501) return;
    }
    this.timer = setTimeout(() => this.#read(), EVERY);
  }

  #draw(receivers, { items, next }) {
    const dead = receivers.reduce((sum, each) => sum + each.dead, 0);
    setText(this.count, receivers.length ? `${dead} dead ${dead === 1 ? 'letter' : 'letters'} of ${receivers.length} ${receivers.length === 1 ? 'receiver' : 'receivers'}. Read every ten seconds.` : '');
    keyed(this.receivers, receivers, each => each.name, each => this.#makeReceiver(each), (element, each) => this.#fillReceiver(element, each));
    keyed(this.list, items, each => `${each.receiver} ${each.id}`, each => this.#make(each));
    this.empty.hidden = items.length > 0;
    this.empty.replaceChildren(...(items.length ? [] : receivers.length
      ? [h('h3', {}, 'No dead letter'), h('p', {}, 'Every event has been taken, or is still being tried.')]
      : [h('h3', {}, 'Nobody is told of events'), h('p', {}, 'The settings name no receiver below CallGrains:Events.')]));
    const older = this.query.has('after');
    this.pager.replaceChildren(...[older && this.#pageButton('First', null), next && this.#pageButton('Next', next)].filter(Boolean));
  }

  #pageButton(text, after) {
    const query = new URLSearchParams(this.query);
    if (after) query.set('after', after);
    else query.delete('after');
    return h('button', { type: 'button', class: 'button', onclick: () => this.go('dead', query) }, text);
  }

  #makeReceiver(receiver) {
    const all = h('button', { type: 'button', class: 'button', onclick: () => this.#redeliver({ receiver: receiver.name }, `All dead letters of ${receiver.name}`) }, 'Send all again');
    return Object.assign(h('li', { class: 'receiver' }, h('span', { class: 'pill' }), h('b', {}, receiver.name), h('span', { class: 'small muted' }), all), { all });
  }

  #fillReceiver(element, receiver) {
    const [pill, , words] = element.children;
    const failing = receiver.failingSince !== null && receiver.failingSince !== undefined;
    pill.className = `pill ${failing ? 'bad' : receiver.isConfigured ? 'good' : 'warn'}`;
    setText(pill, failing ? 'fails' : receiver.isConfigured ? 'takes events' : 'not in the settings');
    setText(words, [receiver.place, `${receiver.waiting} waiting`, `${receiver.dead} dead`, failing && receiver.lastError].filter(Boolean).join(' · '));
    element.all.hidden = receiver.dead === 0;
  }

  #make(letter) {
    const time = Date.parse(letter.at);
    const [kind, ...id] = letter.address.split('/');
    return h('li', { class: 'letter' },
      h('div', { class: 'letter-head' }, h('b', {}, letter.type), h('a', { href: `#/${kind}s/${encodeURIComponent(id.join('/'))}` }, letter.address),
        h('span', { class: 'small muted', title: absolute(time) }, `to ${letter.receiver}, ${ago(Date.now() - time)}, ${letter.attempts} ${letter.attempts === 1 ? 'try' : 'tries'}`),
        h('button', { type: 'button', class: 'button', onclick: () => this.#redeliver({ id: letter.id, receiver: letter.receiver }, `${letter.type} of ${letter.address}`) }, 'Send again')),
      letter.error && h('p', { class: 'small bad' }, letter.error),
      h('details', { class: 'small' }, h('summary', {}, 'What the receiver would get'), h('pre', { class: 'code', tabindex: '0', 'aria-label': 'Event' }, pretty(JSON.stringify(letter.event)))));
  }

  async #redeliver(which, words) {
    const answer = await confirm({ title: 'Send again?', text: `${words}: tried anew from now on, as if it had just happened. Its receiver tells by the id whether it had it.`, button: 'Send again', noted: 'The host’s log notes who asked: the name of your key, and your address.', work: () => ask('events/dead/redeliver', { method: 'POST', body: which }) });
    if (!answer) return;
    this.answer.hidden = false;
    setText(this.answer, answer.count === 1 ? 'One event is tried again.' : `${answer.count} events are tried again.`);
    this.#read();
  }
}
