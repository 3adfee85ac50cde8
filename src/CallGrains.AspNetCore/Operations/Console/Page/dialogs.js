// Questions before something is done: each action is asked once, and says what will come of it.
import { h, setText } from './dom.js';

/** Names one question: what is sent again under it is done once. Not randomUUID, which plain http has not. */
const newKey = () => `console-${[...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('')}`;

/**
 * Asks; does it with the values of the fields, and the key of the question, when told to.
 * fields: [{ name, label, value, area, required, help, options }].
 */
export function confirm({ title, text, button, tone = 'primary', fields = [], noted = 'The journal notes who asked: the name of your key, and your address.', work }) {
  return new Promise(resolve => {
    const key = newKey();
    const inputs = fields.map(field => ({ field, input: h(field.area ? 'textarea' : 'input', { class: 'input', id: `ask-${field.name}`, value: field.value ?? '', required: field.required, maxlength: field.most, list: field.options && `ask-${field.name}-options`, spellcheck: 'false', autocomplete: 'off' }) }));
    const wrong = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    const yes = h('button', { class: `button ${tone}` }, button);
    const end = result => {
      dialog.close();
      dialog.remove();
      resolve(result);
    };
    const form = h('form', { class: 'stack' }, h('h2', {}, title), h('p', {}, text),
      inputs.map(({ field, input }) => h('div', { class: 'field' }, h('label', { for: input.id }, field.label), input, field.options && h('datalist', { id: `ask-${field.name}-options` }, field.options.map(value => h('option', { value }))), field.help && h('p', { class: 'small muted' }, field.help))),
      h('p', { class: 'small muted' }, noted), wrong,
      h('div', { class: 'row end' }, h('button', { type: 'button', class: 'button', onclick: () => end(null) }, 'Cancel'), yes));
    const dialog = h('dialog', { 'aria-label': title }, form);
    dialog.addEventListener('cancel', () => end(null));
    form.addEventListener('submit', async event => {
      event.preventDefault();
      yes.disabled = true;
      try {
        end(await work(Object.fromEntries(inputs.map(({ field, input }) => [field.name, input.value])), key));
      } catch (error) {
        yes.disabled = false;
        wrong.hidden = false;
        setText(wrong, error.message);
      }
    });
    document.body.append(dialog);
    dialog.showModal();
    (inputs[0]?.input ?? yes).focus();
  });
}
