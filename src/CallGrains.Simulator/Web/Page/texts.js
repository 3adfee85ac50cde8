// Text messages between phones and applications, with pictures and delivery states.
import { ask, upload } from './api.js';
import { h, keyed, setText } from './dom.js';
import { absolute, ago, e164, idChip, phone } from './format.js';

const REFRESH = 150;
const pairOf = message => (message.direction === 'in' ? `${message.from} ${message.to}` : `${message.to} ${message.from}`);

export class Texts {
  #messages = [];
  #pair = null;
  #seen = '';
  #timer;

  constructor(root, store) {
    Object.assign(this, { root, store });
    this.missing = h('div', { class: 'empty' }, h('h3', {}, 'No text messages here'), this.reason = h('p', {}, 'Asking the simulator …'));
    this.from = h('input', { class: 'input mono', id: 'text-from', inputmode: 'tel', autocomplete: 'off', required: true, value: phone(localStorage.getItem('from') ?? '+15550123'), onchange: () => this.#choose() });
    this.to = h('select', { class: 'input', id: 'text-to', onchange: () => this.#choose() });
    this.text = h('textarea', { class: 'input', id: 'text-body', rows: 2, dir: 'auto', placeholder: 'Text', onkeydown: event => this.#enter(event) });
    this.media = h('input', { class: 'input', id: 'text-media', type: 'url', autocomplete: 'off', placeholder: 'https://… (picture, optional)' });
    this.file = h('input', { class: 'visually-hidden', id: 'text-file', type: 'file', accept: 'image/*', onchange: () => this.#upload() });
    this.send = h('button', { type: 'submit', class: 'button primary' }, 'Send');
    this.error = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    this.nobody = h('p', { class: 'notice', hidden: true }, 'No number is bound to an application with an incomingMessageUrl; create the application with one to write to it. What applications send still appears here.');
    this.threads = h('ul', { class: 'lines' });
    this.threadBlock = h('section', { class: 'block', 'aria-label': 'Threads' }, h('h2', { class: 'label' }, 'Threads'), this.threads);
    this.thread = h('ol', { class: 'thread', 'aria-label': 'Messages', 'aria-live': 'polite', tabindex: '0' });
    this.form = h('form', { class: 'block', 'aria-label': 'Write to an application', onsubmit: event => this.#send(event) },
      h('div', { class: 'field' }, h('label', { for: 'text-from' }, 'Sender'), this.from),
      h('div', { class: 'field' }, h('label', { for: 'text-to' }, 'Number to write to, its application'), this.to), this.nobody,
      this.thread,
      h('div', { class: 'field' }, h('label', { for: 'text-body' }, 'Text'), this.text),
      h('div', { class: 'field' }, h('label', { for: 'text-media' }, 'Picture, its address or a file'),
        h('div', { class: 'row' }, this.media, this.file, h('label', { for: 'text-file', class: 'button' }, 'Choose file'))),
      this.send, this.error);
    this.there = h('div', { hidden: true }, this.form, this.threadBlock);
    root.append(this.missing, this.there);
  }

  /** Asks again whenever something about messages went over the wire. */
  update() {
    const writable = this.store.account.numbers.filter(number => number.texts);
    keyed(this.to, writable, number => `${number.number} ${number.application}`, number => h('option', { value: number.number }, `${phone(number.number)}, ${number.application}`));
    this.nobody.hidden = writable.length > 0;
    this.send.disabled = !writable.length;
    const seen = `${this.store.connection} ${this.store.messageTraffic}`;
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#ask();
  }

  /** Ages grow while nothing happens. */
  age() {
    for (const time of this.root.querySelectorAll('.age')) setText(time, ago(this.store.now() - Number(time.dataset.at)));
  }

  #ask() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), REFRESH);
  }

  async #fetch() {
    try {
      this.#messages = (await ask('/sim/messages')).items.toReversed();
      this.missing.hidden = true;
      this.there.hidden = false;
      this.#draw();
    } catch (error) {
      const lacks = error.status === 404 || error.status === 501;
      this.missing.hidden = !lacks;
      this.there.hidden = lacks;
      setText(this.reason, `This simulator does not simulate messages: GET /sim/messages was answered ${error.status}.`);
    }
  }

  #choose(pair = `${e164(this.from.value)} ${this.to.value}`) {
    this.#pair = pair;
    const [person, application] = pair.split(' ');
    this.from.value = phone(person);
    if ([...this.to.options].some(option => option.value === application)) this.to.value = application;
    this.#draw();
  }

  #draw() {
    const pair = this.#pair ?? `${e164(this.from.value)} ${this.to.value}`;
    const threads = Map.groupBy(this.#messages, pairOf);
    keyed(this.thread, threads.get(pair) ?? [], message => `${message.id} ${message.state} ${message.deliveryState}`, message => this.#bubble(message));
    this.thread.scrollTop = this.thread.scrollHeight;
    const lasts = [...threads].map(([key, messages]) => ({ key, last: messages.at(-1) })).reverse();
    this.threadBlock.hidden = !lasts.length;
    keyed(this.threads, lasts, thread => thread.key, thread => this.#threadLine(thread), (element, thread) => {
      element.firstChild.setAttribute('aria-current', String(thread.key === pair));
      setText(element.querySelector('.line-what'), thread.last.text ?? 'picture');
    });
  }

  #threadLine({ key }) {
    const [person, application] = key.split(' ');
    return h('li', {}, h('button', { type: 'button', class: 'line', onclick: () => this.#choose(key) },
      h('span', { class: 'line-who' }, `${phone(person)} – ${phone(application)}`), h('span', {}), h('span', { class: 'line-what small' })));
  }

  #bubble(message) {
    const own = message.direction === 'in';
    const state = message.deliveryState ?? message.state;
    const tone = { delivered: 'good', received: 'good', sent: '', waiting: '', 'not-delivered': 'bad', error: 'bad' }[state] ?? '';
    const at = Date.parse(message.time);
    return h('li', { class: own ? 'own' : 'theirs' },
      h('span', { class: 'visually-hidden' }, own ? 'The phone wrote: ' : 'The application wrote: '),
      message.text && h('p', { dir: 'auto' }, message.text),
      (message.media ?? []).map(picture),
      h('p', { class: 'bubble-foot' }, h('span', { class: `pill ${tone}`, title: message.deliveryDescription ?? '' }, [state, message.deliveryCode && `code ${message.deliveryCode}`].filter(Boolean).join(', ')),
        h('span', { class: 'time age', title: absolute(at), 'data-at': at }, ago(this.store.now() - at)), idChip(message.id)));
  }

  async #upload() {
    const [file] = this.file.files;
    if (!file) return;
    try {
      this.media.value = await upload(file);
      this.error.hidden = true;
    } catch (error) {
      this.error.hidden = false;
      setText(this.error, error.message);
    }
    this.file.value = '';
  }

  #enter(event) {
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.form.requestSubmit();
    }
  }

  async #send(event) {
    event.preventDefault();
    const media = this.media.value.trim() ? [this.media.value.trim()] : undefined;
    try {
      await ask('/sim/messages', { from: e164(this.from.value), to: this.to.value, text: this.text.value, media });
      this.text.value = this.media.value = '';
      this.error.hidden = true;
      this.#choose();
      this.#ask();
    } catch (error) {
      this.error.hidden = false;
      setText(this.error, error.message);
    }
  }
}

// The account's own media need credentials; the phone's side serves them without.
const shown = url => url.replace(/^.*\/v1\/users\/[^/]+\/media\//, '/sim/media/');
const name = url => decodeURIComponent(url.split('?')[0].split('/').pop());

function picture(url) {
  const link = h('a', { href: shown(url), target: '_blank', rel: 'noreferrer' }, h('img', { src: shown(url), alt: `Picture ${name(url)}`, loading: 'lazy' }));
  link.firstChild.addEventListener('error', () => link.replaceChildren(`${name(url)} (not a picture, or not to be had)`));
  return link;
}
