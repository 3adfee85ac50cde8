// One row of the ladder in full: payload and disposition, command and outcome, the state before and after.
import { at, callbackOf } from './entries.js';
import { copy, h, icon, setText } from './dom.js';
import { absolute, idChip, ms, pretty } from './format.js';
import { difference, standingAt } from './standing.js';
import { requestsOf } from './traffic.js';

export class EntryDetail {
  constructor(root, onClose, onAgain) {
    Object.assign(this, { root, onClose, onAgain });
    this.title = h('h2', { tabindex: '-1' });
    this.body = h('div', { class: 'detail-body' });
    const close = h('button', { type: 'button', class: 'button quiet', 'aria-label': 'Close details', onclick: () => onClose() }, icon('close'));
    root.append(h('div', { class: 'pane-head' }, this.title, close), this.body);
    root.addEventListener('keydown', event => event.key === 'Escape' && onClose());
  }

  show(item, entries) {
    this.root.hidden = !item;
    const text = item && JSON.stringify([item.key, item.marks, item.note, item.operation?.outcome?.sequence]);
    if (!item || text === this.text) return this.text = item ? this.text : null;
    this.text = text;
    setText(this.title, item.label);
    this.body.replaceChildren(...(item.sound ? this.#sound(item) : item.item?.kind === 'command' ? this.#command(item, entries) : this.#entry(item, entries)).flat().filter(Boolean));
  }

  focus() {
    this.title.focus();
  }

  #sound(item) {
    return [facts([['Since', absolute(item.at)], ['Lasts', item.note]]), item.sound.kind === 'silence' && h('p', { class: 'muted' }, 'Dead air: the call is up, and nobody hears anything. It ends when the next speech begins.')];
  }

  #command(item, entries) {
    const { operation, entry } = item;
    const outcome = operation?.outcome;
    return [
      facts([['Command', `number ${item.item.id}${item.item.leg ? `, leg ${item.item.leg}` : ''}`], ['Decided', absolute(at(entry))], ['Outcome', outcome ? outcome.outcome.status : 'none yet'], ['After', outcome && ms(at(outcome) - at(entry))],
        ['Sent', outcome?.outcome.attempts && (outcome.outcome.attempts === 1 ? 'once' : `${outcome.outcome.attempts} times`)], ['Made', outcome?.outcome.resourceId && idChip(outcome.outcome.resourceId)], ['Tag', item.item.tag]]),
      ['Refused', 'Unknown'].includes(outcome?.outcome.status) && h('div', { class: 'row' }, h('button', { type: 'button', class: 'button', onclick: () => this.onAgain(item) }, 'Send again')),
      requestsOf(operation).length > 0 && h('section', { class: 'detail-section' }, h('h3', {}, 'Requests and answers'), h('ol', { class: 'exchanges' }, requestsOf(operation).map(exchange))),
      section('Command as the carrier’s adapter got it', item.item.command),
      outcome && section('Answer, as journalled', outcome.outcome),
      operation?.attempts.length > 0 && section('Sent again at', operation.attempts.map(attempt => attempt.at)),
      this.#states(entries, entry.sequence - 1, entry.sequence),
    ];
  }

  #entry(item, entries) {
    const { entry } = item;
    const { raw, rawBase64, ...own } = entry;
    const isEvent = entry.kind === 'event';
    const done = item.operation?.step;
    return [
      facts([['Entry', `${entry.sequence}, ${entry.kind}`], ['Journalled', absolute(at(entry))], ['Disposition', entry.verdict], ['Why', entry.reason ?? entry.message], ['By', entry.by], ['Leg', entry.leg], ['Carrier', isEvent && entry.carrier]]),
      isEvent && section('Payload as received', raw ?? rawBase64 ?? '', callbackOf(entry).type),
      done && section(done.error ? 'The step threw' : 'The step returned', done.error ? done.details ?? done.error : done.value ?? null),
      this.#states(entries, entry.sequence - 1, entry.sequence),
      section('Entry as journalled', own),
    ];
  }

  #states(entries, before, after) {
    const changes = difference(standingAt(entries, before), standingAt(entries, after));
    if (!changes.length) return h('section', { class: 'detail-section' }, h('h3', {}, 'State before and after'), h('p', { class: 'muted' }, 'The same.'));
    const cell = value => h('code', {}, value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value));
    return h('section', { class: 'detail-section' }, h('h3', {}, 'State before and after'),
      h('table', { class: 'diff' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'What'), h('th', { scope: 'col' }, 'Before'), h('th', { scope: 'col' }, 'After'))),
        h('tbody', {}, changes.map(change => h('tr', {}, h('th', { scope: 'row' }, change.path), h('td', { class: change.before === undefined ? '' : 'gone' }, cell(change.before)), h('td', { class: change.after === undefined ? '' : 'new' }, cell(change.after)))))));
  }
}

/** One request: its line, then what was sent and answered, without texts, digits and numbers. */
function exchange(request) {
  const isGood = request.status >= 200 && request.status < 300 && !request.failure;
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`).join('\n');
  return h('li', { class: 'exchange' },
    h('p', { class: 'mono' }, h('b', {}, request.method), ` ${request.path}`),
    h('p', {}, h('span', { class: `pill ${isGood ? 'good' : 'bad'}` }, request.status ? String(request.status) : 'no answer'), h('span', { class: 'small muted', title: absolute(at(request)) }, ` after ${ms(request.milliseconds ?? 0)}`)),
    request.failure && h('p', { class: 'small' }, request.failure),
    request.sent && section('Sent', request.sent), request.answer && section('Answered', request.answer), headers && section('Headers of the answer', headers));
}

function facts(rows) {
  return h('dl', { class: 'facts' }, rows.filter(([, value]) => value !== undefined && value !== null && value !== false && value !== '').flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

function section(title, value, note) {
  const text = typeof value === 'string' ? pretty(value) : JSON.stringify(value, null, 2);
  const button = h('button', { type: 'button', class: 'button quiet', 'aria-label': `Copy: ${title}`, onclick: () => copy(text, button) }, icon('copy'));
  return h('section', { class: 'detail-section' }, h('div', { class: 'section-head' }, h('h3', {}, title, note && h('span', { class: 'muted' }, ` ${note}`)), button), h('pre', { class: 'code', tabindex: '0', 'aria-label': title }, text || 'Empty.'));
}
