// The search form of a list: what it says is the address of the page, so that it can be sent to somebody.
import { ask } from './client.js';
import { h } from './dom.js';
import { e164 } from './format.js';

const isNumber = text => /^\+[1-9]\d{3,14}$/.test(text) || /^\d{3,8}$/.test(text) || /^sips?:/i.test(text);
const CAUSES = ['NORMAL_CLEARING', 'NO_ANSWER', 'USER_BUSY', 'CALL_REJECTED', 'CANCELLED', 'STOPPED'];

/** Draws the form; go(query) is told a new query, find(id) what is no number. */
export function filters(kind, query, go, find) {
  const text = h('input', { class: 'input', id: 'q', type: 'search', placeholder: 'Number or id', value: query.get('number') ?? '', autocomplete: 'off', spellcheck: 'false' });
  const state = select('state', 'State', [['', 'any'], ['live', 'live'], ['ending', 'ending'], ['ended', 'ended']], query.get('state'));
  const fault = select('fault', 'Fault', [['', 'any'], ['true', 'stopped'], ['false', 'none']], query.get('fault'));
  const flow = input('flow', 'Flow', query.get('flow'), { list: 'flows' });
  const cause = input('cause', 'Outcome', query.get('cause'), { list: 'causes' });
  const since = input('since', 'Began since', local(query.get('since')), { type: 'datetime-local' });
  const until = input('until', 'and before', local(query.get('until')), { type: 'datetime-local' });
  const flows = h('datalist', { id: 'flows' });
  const clear = h('button', { type: 'button', class: 'button quiet', onclick: () => go(new URLSearchParams()) }, 'Clear');
  clear.hidden = [...query.keys()].every(name => name === 'after');

  const more = h('button', { type: 'button', class: 'button more', 'aria-expanded': 'false', onclick: () => more.setAttribute('aria-expanded', String(form.classList.toggle('open'))) }, 'More fields');

  const form = h('form', { class: 'filters', role: 'search', 'aria-label': `Search ${kind}` },
    h('div', { class: 'field wide' }, h('label', { for: 'q' }, 'Search'), text),
    state.field, fault.field, flow.field, cause.field, since.field, until.field, flows,
    h('datalist', { id: 'causes' }, CAUSES.map(each => h('option', { value: each }))),
    h('div', { class: 'row' }, h('button', { class: 'button primary' }, 'Search'), more, clear));
  const submit = () => {
    const asked = text.value.trim();
    const plain = e164(asked);
    if (asked && !isNumber(plain)) return find(asked);
    const chosen = { number: plain, state: state.control.value, fault: fault.control.value, flow: flow.control.value.trim(), cause: cause.control.value.trim(), since: instant(since.control.value), until: instant(until.control.value) };
    go(new URLSearchParams(Object.entries(chosen).filter(([, value]) => value)));
  };
  form.addEventListener('submit', event => {
    event.preventDefault();
    submit();
  });
  for (const control of [state.control, fault.control]) control.addEventListener('change', submit);
  ask('flows').then(({ items }) => flows.append(...[...new Set(items.map(item => item.flow))].map(name => h('option', { value: name })))).catch(() => {});
  return form;
}

function select(name, label, options, chosen) {
  const control = h('select', { class: 'input', id: `f-${name}` }, options.map(([value, words]) => h('option', { value, selected: value === (chosen ?? '') }, words)));
  return { control, field: h('div', { class: 'field' }, h('label', { for: control.id }, label), control) };
}

function input(name, label, value, more) {
  const control = h('input', { class: 'input', id: `f-${name}`, value: value ?? '', autocomplete: 'off', spellcheck: 'false', ...more });
  return { control, field: h('div', { class: 'field' }, h('label', { for: control.id }, label), control) };
}

/** What a field for times holds is this place's time; the API takes an instant. */
const instant = text => (text ? new Date(text).toISOString() : '');
function local(text) {
  if (!text) return '';
  const time = new Date(text);
  return new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
