// The whole phone from the keyboard. Single keys can be switched off, for those who speak to their computer.
import { h } from './dom.js';

const rows = [
  ['0–9 * #', 'press on the chosen line'], ['A', 'answer, the chosen line or what rings'], ['D', 'decline'], ['H', 'hang up'], ['C', 'to the form that calls'],
  ['[ ]', 'previous or next line'], ['L', 'to the ladder'], ['/', 'search'], ['↑ ↓', 'walk the ladder; Enter opens, Escape closes'], ['V', 'voice on or off'], ['?', 'this help'],
];

export function shortcuts(actions) {
  const on = h('input', { type: 'checkbox', id: 'single-keys', checked: localStorage.getItem('single-keys') !== 'off', onchange: () => localStorage.setItem('single-keys', on.checked ? 'on' : 'off') });
  const dialog = h('dialog', { 'aria-labelledby': 'help-title' },
    h('h2', { id: 'help-title' }, 'The phone from the keyboard'),
    h('dl', { class: 'facts' }, rows.map(([keys, what]) => [h('dt', {}, h('kbd', {}, keys)), h('dd', {}, what)])),
    h('p', { class: 'row' }, on, h('label', { for: 'single-keys' }, 'Single keys work outside of fields')),
    h('form', { method: 'dialog' }, h('button', { class: 'button primary' }, 'Close')));
  document.body.append(dialog);
  document.getElementById('help').addEventListener('click', () => dialog.showModal());
  document.addEventListener('keydown', event => {
    if (!on.checked || dialog.open || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented || isField(event.target)) return;
    if (/^[0-9*#]$/.test(event.key)) return actions.press(event.key);
    if (event.key === '?') return dialog.showModal();
    const action = { a: actions.answer, d: actions.decline, h: actions.hangUp, c: actions.call, l: actions.ladder, '/': actions.search, v: actions.voice, '[': actions.previous, ']': actions.next }[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

const isField = element => element.closest?.('input:not([type=checkbox]), select, textarea, [contenteditable]');
