// Phones that ring here while another line is looked at: said on top of everything, wherever the page is scrolled to.
import { act } from './api.js';
import { h, icon, keyed, setText } from './dom.js';
import { phone } from './format.js';
import { personOf } from './store.js';

const MOST = 3;

export class Rings {
  constructor(root, store, lines) {
    Object.assign(this, { root, store, lines });
    this.list = h('ul', {});
    root.append(this.list);
  }

  update() {
    const ringing = this.lines.ringing().filter(call => call.callId !== this.lines.chosen);
    this.root.hidden = !ringing.length;
    keyed(this.list, ringing.slice(0, MOST), call => call.callId, call => this.#make(call));
  }

  /** Takes or declines the call that rings first. */
  act(what) {
    const call = this.lines.ringing().at(-1);
    if (!call) return false;
    this.#do(call, what);
    return true;
  }

  #make(call) {
    const who = phone(personOf(call));
    const words = h('span', {}, h('b', {}, who), ` rings: ${phone(call.from)} calls.`);
    const button = (tone, picture, text, what) => h('button', { type: 'button', class: `button ${tone}`, onclick: () => this.#do(call, what, words) }, icon(picture), text, h('span', { class: 'visually-hidden' }, ` ${who}`));
    return h('li', {}, words, h('span', { class: 'row' }, button('good', 'call', 'Answer', 'answer'), button('bad', 'end', 'Decline', 'decline')));
  }

  async #do(call, what, words) {
    if (what === 'answer') this.lines.choose(call.callId);
    try {
      await act(call.callId, what);
    } catch (error) {
      if (words) setText(words, error.message);
    }
  }
}
