// One entry of the ladder in full: payload, answer, curl, and for callbacks sending it again.
import { resend, whole } from './api.js';
import { copy, h, icon, setText } from './dom.js';
import { absolute, ago, curl, idChip, ms, phone, pretty } from './format.js';
import { endedBy } from './legs.js';
import { isOver } from './store.js';
import { stateAt } from './state-at.js';
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
    const about = item && (item.request ?? item.callback ?? item.call);
    if (!item || (this.key === item.key && this.about === about && this.label === item.label)) return;
    const isSame = this.key === item.key && this.editing;
    Object.assign(this, { key: item.key, about, label: item.label });
    if (isSame) return;
    this.editing = false;
    setText(this.title, item.label);
    this.body.replaceChildren(...(item.request ? this.#request(item) : item.callback ? this.#callback(item) : this.#happening(item)));
    if (!item.isFlying && (item.request || item.callback)) this.#load(item);
  }

  focus() {
    this.title.focus();
  }

  /** Headers, and the whole answer, are asked for when somebody looks. */
  async #load(item) {
    const entry = await whole(item.request ? 'requests' : 'callbacks', (item.request ?? item.callback).n);
    if (!entry || this.key !== item.key || !entry.headers) return;
    for (const [name, lines] of [['sent', entry.headers], ['answered', entry.answerHeaders]]) {
      const place = this.body.querySelector(`[data-headers="${name}"]`);
      if (place && lines.length) place.replaceChildren(h('details', {}, h('summary', { class: 'small' }, `${lines.length} headers`), h('pre', { class: 'code', tabindex: '0', 'aria-label': `Headers ${name}` }, lines.join('\n'))));
    }
  }

  #request(item) {
    const entry = item.request;
    const command = curl({
      method: entry.method, url: location.origin + entry.path, body: entry.body, user: isTelnyx(entry) ? null : 't-simulator:s-simulator',
      headers: { ...(isTelnyx(entry) ? { Authorization: 'Bearer KEY-simulator' } : {}), ...(entry.body ? { 'Content-Type': 'application/json' } : {}) },
    });
    return [
      this.#facts(entry, item, [['REST request', 'application → carrier'], ['Took', entry.ms !== undefined && ms(entry.ms)], ['Location', entry.location]]),
      h('div', { class: 'row' }, copyButton('Copy as curl', command), entry.body && copyButton('Copy payload', entry.body)),
      section('Request', `${entry.method} ${entry.path}`, entry.body, null, 'sent'),
      section(`Answer ${entry.status ?? ''}`, null, entry.answer, entry.status === undefined ? 'None yet.' : 'Empty body.', 'answered'),
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
      !item.isFlying && this.#again(entry),
      h('div', { class: 'row' }, copyButton('Copy as curl', command), entry.body && copyButton('Copy payload', entry.body)),
      section('Request', `${entry.method} ${entry.url.split('?')[0]}`, isTelnyx(entry) ? entry.body : JSON.stringify(fieldsOf(entry)), null, 'sent'),
      section(`Answer ${entry.status ?? ''}`, null, entry.answer, item.isFlying ? 'None yet.' : entry.status ? 'Empty body; only the status counts.' : 'None came.', 'answered'),
    ].flat().filter(Boolean);
  }

  #happening(item) {
    const { call } = item;
    return [
      facts([
        ['At the phone', phone(call.direction === 'in' ? call.from : call.to)], ['When', absolute(item.at)], ['Until', item.until && absolute(item.until)],
        ['Lasts', item.until && ms(item.until - item.at)], ['Who ended it', item.kind === 'end' && endedBy(call)], ['Note', item.kind !== 'end' && item.note], ['Call', idChip(call.callId)], ['State', call.state], ['Cause', isOver(call) && call.cause],
      ]),
      h('div', { class: 'row' }, h('button', { type: 'button', class: 'button', onclick: () => this.onCall(call.callId) }, 'Show this call')),
    ];
  }

  #facts(entry, item, first) {
    const call = entry.callId && this.store.calls.has(entry.callId);
    return facts([
      ...first, ['Number', !item.isFlying && `#${entry.n}`], ['When', h('span', { title: absolute(entry.at) }, `${absolute(entry.at)}, ${ago(this.store.now() - entry.at)}`)],
      ['Status', entry.status], ...this.#states(entry), ['Marks', item.marks.map(mark => mark.text).join('; ')],
      ['Call', entry.callId && h('span', { class: 'row' }, idChip(entry.callId), call && h('button', { type: 'button', class: 'button quiet small', onclick: () => this.onCall(entry.callId) }, 'Show this call'))],
    ]);
  }

  /** How the call stood before and after, as far as its phone knows. */
  #states(entry) {
    const call = this.store.calls.get(entry.callId);
    if (!call) return [];
    const [before, after] = [stateAt(call, entry.at - 1), stateAt(call, entry.at + (entry.ms ?? 0) * this.store.speed + 1)];
    return before === after ? [['Call meanwhile', before]] : [['Call before', before], ['Call after', after]];
  }

  /** Sends a callback again, as it was or edited. */
  #again(entry) {
    const said = h('span', { role: 'status', class: 'small muted' });
    const button = h('button', { type: 'button', class: 'button primary' }, icon('again'), 'Send again');
    const edit = h('button', { type: 'button', class: 'button', 'aria-expanded': 'false' }, 'Edit first');
    const url = h('input', { class: 'input mono', id: 'again-url', value: entry.url, spellcheck: 'false' });
    const body = h('textarea', { class: 'input mono', id: 'again-body', rows: 8, spellcheck: 'false', value: pretty(entry.body) });
    const form = h('div', { class: 'again-form', hidden: true },
      h('div', { class: 'field' }, h('label', { for: 'again-url' }, 'URL'), url), entry.body && h('div', { class: 'field' }, h('label', { for: 'again-body' }, 'Body'), body));
    edit.addEventListener('click', () => {
      form.hidden = !form.hidden;
      this.editing = !form.hidden;
      edit.setAttribute('aria-expanded', String(!form.hidden));
    });
    button.addEventListener('click', async () => {
      button.disabled = true;
      setText(said, 'Sending …');
      try {
        const again = await resend(entry.n, changes(form, entry, url.value, body.value));
        setText(said, again.status ? `Answered ${again.status} in ${ms(again.ms)}.` : `Not taken: ${again.error}.`);
      } catch (error) {
        setText(said, error.message);
      }
      button.disabled = false;
    });
    return [h('div', { class: 'row' }, button, edit, said), form];
  }
}

/** What was edited; nothing when that was nothing. */
const changes = (form, entry, url, body) => (form.hidden ? {} : { ...(url !== entry.url && { url }), ...(entry.body && body !== pretty(entry.body) && { body }) });

const facts = pairs => h('dl', { class: 'facts' }, pairs.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
const copyButton = (text, what) => h('button', { type: 'button', class: 'button', onclick: event => copy(what, event.currentTarget) }, icon('copy'), text);

function section(title, line, body, empty, headers) {
  const text = body && body !== '{}' ? pretty(body) : null;
  return h('section', { class: 'detail-section' }, h('h3', { class: 'label' }, title), line && h('p', { class: 'mono wrap' }, line), headers && h('div', { 'data-headers': headers }),
    text ? h('pre', { class: 'code', tabindex: '0', 'aria-label': `${title}, body` }, text) : empty && h('p', { class: 'muted small' }, empty));
}
