// The API key: asked once, kept until this tab is closed, sent in a header and nowhere else.
import { h, setText } from './dom.js';
import { loginLink, who } from './login.js';

const NAME = 'callgrains-key';

class Key extends EventTarget {
  #asking = null;

  get value() {
    return sessionStorage.getItem(NAME);
  }

  /** Asks the user, unless somebody else has given another key meanwhile. refused: the key that was not let in. */
  ask(refused) {
    if (this.value && this.value !== refused) return Promise.resolve();
    return this.#asking ??= who().then(reader => new Promise(resolve => this.#show(refused, reader, resolve))).finally(() => (this.#asking = null));
  }

  forget() {
    sessionStorage.removeItem(NAME);
    this.dispatchEvent(new Event('change'));
  }

  #show(refused, reader, done) {
    const field = h('input', { class: 'input mono', id: 'key', type: 'password', autocomplete: 'off', spellcheck: 'false', required: true, 'aria-describedby': 'key-help' });
    const wrong = h('p', { class: 'notice bad', role: 'alert', hidden: !refused }, refused ? 'That is none of this host’s keys.' : '');
    const form = h('form', { class: 'stack' }, h('h2', {}, 'API key'), loginLink(reader),
      h('p', { id: 'key-help' }, 'This host asks for one of the keys of ', h('code', {}, 'CallGrains:Operations'), '. It is kept in this tab until the tab is closed, and sent to this host alone.'),
      wrong, h('div', { class: 'field' }, h('label', { for: 'key' }, 'Key'), field), h('div', { class: 'row' }, h('button', { class: 'button primary' }, 'Use this key')));
    const dialog = h('dialog', { 'aria-label': 'API key' }, form);
    dialog.addEventListener('cancel', event => event.preventDefault());
    form.addEventListener('submit', event => {
      event.preventDefault();
      if (!field.value.trim()) return setText(wrong, '');
      sessionStorage.setItem(NAME, field.value.trim());
      dialog.remove();
      this.dispatchEvent(new Event('change'));
      done();
    });
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
  }
}

export const key = new Key();
