// One entry of the ladder in full: payload, answer, curl, and for callbacks sending it again.
import { resend } from './api.js';
import { copy, h, icon, setText } from './dom.js';
import { absolute, ago, curl, idChip, ms, phone, pretty } from './format.js';
import { isOver } from './store.js';
import { isTelnyx } from './telnyx-words.js';
import { fieldsOf } from './words.js';

export class Detail {
  constructor(root, store, { onClose, onCall }) {
    Object.assign(this, { root, store, onClose, onCall });
    this.body = h('div', { class: 'detail-body' });
    this.title = h('h2', { tabindex: '-1' });
    const close = h('button', { type: 'button', class: 'button quiet', 'aria-label': 'Close details', onclick: () => onClose() }, icon('close'));
    root.append(h('div', { class: 'pane-head' }, this.title, close), this.body);
    root.addEventListener('keydown', event => event.key === 'Escape' && onClose());
  }

  show(item) {
    this.root.hidden = !item;
    const text = item && JSON.stringify([item.key, item.request ?? item.callback ?? item.call, item.label]);
    if (!item || text === this.text) return;
    this.text = text;
    setText(this.title, item.label);
    this.body.replaceChildren(...(item.request ? this.#request(item) : item.callback ? this.#callback(item) : this.#happening(item)));
  }

  focus() {
    this.title.focus();
  }

  #request(item) {
    const entry = item.request;
    const command = curl({
      method: entry.method, url: location.origin + entry.path, body: entry.body, user: isTelnyx(entry) ? null : 't-simulator:s-simulator',
      headers: { ...(isTelnyx(entry) ? { Authorization: 'Bearer KEY-simulator' } : {}), ...(entry.body ? { 'Content-Type': 'application/json' } : {}) },
    });
    return [
      this.#facts(entry, item, [['REST request', 'application → carrier'], ['Location', entry.location]]),
      h('div', { class: 'row' }, copyButton('Copy as curl', command), entry.body && copyButton('Copy payload', entry.body)),
      section('Request', `${entry.method} ${entry.path}`, entry.body),
      section(`Answer ${entry.status ?? ''}`, null, entry.answer, entry.status === undefined ? 'None yet.' : 'Empty body.'),
    ];
  }

  #callback(item) {
    const entry = item.callback;
    const command = curl({
      method: entry.method, url: entry.url, body: entry.body, user: entry.authorized ? '"$CALLBACK_USER:$CALLBACK_PASSWORD"' : null,
      headers: { 'User-Agent': isTelnyx(entry) ? 'telnyx-webhooks' : 'BandwidthAPI/v1 (callgrains-simulator)', ...(entry.body ? { 'Content-Type': 'application/json; charset=utf-8' } : {}) },
    });
    return [
      this.#facts(entry, item, [['Callback', 'carrier → application'], ['Answered in', entry.status && ms(entry.ms)], ['Failed', entry.error]]),
      entry.authorized && h('p', { class: 'muted small' }, 'The URL has credentials: set CALLBACK_USER and CALLBACK_PASSWORD before using the command. Sending again uses them by itself.'),
      isTelnyx(entry) && h('p', { class: 'muted small' }, 'The command has no signature. Sending again makes a new one.'),
      h('div', { class: 'row' }, !item.isFlying && this.#againButton(entry), copyButton('Copy as curl', command), entry.body && copyButton('Copy payload', entry.body)),
      section('Request', `${entry.method} ${entry.url.split('?')[0]}`, isTelnyx(entry) ? entry.body : JSON.stringify(fieldsOf(entry))),
      section(`Answer ${entry.status ?? ''}`, null, entry.answer, item.isFlying ? 'None yet.' : entry.status ? 'Only the status counts.' : 'None came.'),
    ].filter(Boolean);
  }

  #happening(item) {
    const { call } = item;
    return [
      facts([
        ['At the phone', phone(call.direction === 'in' ? call.from : call.to)], ['When', absolute(item.at)], ['Until', item.until && absolute(item.until)],
        ['Lasts', item.until && ms(item.until - item.at)], ['Note', item.note], ['Call', idChip(call.callId)], ['State', call.state], ['Cause', isOver(call) && call.cause],
      ]),
      h('div', { class: 'row' }, h('button', { type: 'button', class: 'button', onclick: () => this.onCall(call.callId) }, 'Show this call')),
    ];
  }

  #facts(entry, item, first) {
    const call = entry.callId && this.store.calls.has(entry.callId);
    return facts([
      ...first, ['Number', !item.isFlying && `#${entry.n}`], ['When', h('span', { title: absolute(entry.at) }, `${absolute(entry.at)}, ${ago(this.store.now() - entry.at)}`)],
      ['Status', entry.status], ['Marks', item.marks.map(mark => mark.text).join('; ')],
      ['Call', entry.callId && h('span', { class: 'row' }, idChip(entry.callId), call && h('button', { type: 'button', class: 'button quiet small', onclick: () => this.onCall(entry.callId) }, 'Show this call'))],
    ]);
  }

  #againButton(entry) {
    const said = h('span', { role: 'status', class: 'small muted' });
    const button = h('button', { type: 'button', class: 'button primary' }, icon('again'), 'Send again');
    button.addEventListener('click', async () => {
      button.disabled = true;
      setText(said, 'Sending …');
      try {
        const copyEntry = await resend(entry.n);
        setText(said, copyEntry.status ? `Answered ${copyEntry.status} in ${ms(copyEntry.ms)}.` : `Not taken: ${copyEntry.error}.`);
      } catch (error) {
        setText(said, error.message);
      }
      button.disabled = false;
    });
    return [button, said];
  }
}

const facts = pairs => h('dl', { class: 'facts' }, pairs.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
const copyButton = (text, what) => h('button', { type: 'button', class: 'button', onclick: event => copy(what, event.currentTarget) }, icon('copy'), text);

function section(title, line, body, empty) {
  const text = body && body !== '{}' ? pretty(body) : null;
  return h('section', { class: 'detail-section' }, h('h3', { class: 'label' }, title), line && h('p', { class: 'mono wrap' }, line),
    text ? h('pre', { class: 'code', tabindex: '0', 'aria-label': `${title}, body` }, text) : empty && h('p', { class: 'muted small' }, empty));
}
