// Who calls whom, and which phones are held by hand.
import { dial, hold } from './api.js';
import { h, icon, keyed, setText, copy } from './dom.js';
import { e164, phone } from './format.js';

const FIRST_CALLER = '+15550123';

export class Dialer {
  constructor(store, lines, onDialled = () => {}) {
    this.onDialled = onDialled;
    this.store = store;
    this.lines = lines;
    this.from = h('input', { class: 'input mono', id: 'dial-from', name: 'from', inputmode: 'tel', autocomplete: 'off', list: 'dial-phones', required: true, value: phone(localStorage.getItem('from') ?? FIRST_CALLER) });
    this.to = h('select', { class: 'input', id: 'dial-to', name: 'to', onchange: () => this.#hint() });
    this.phones = h('datalist', { id: 'dial-phones' });
    this.error = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    this.submit = h('button', { type: 'submit', class: 'button primary' }, icon('call'), 'Call');
    this.form = h('form', { class: 'dial', 'aria-label': 'Call an application', onsubmit: event => this.#dial(event) },
      h('div', { class: 'field' }, h('label', { for: 'dial-from' }, 'Caller'), this.from, this.phones),
      h('div', { class: 'field' }, h('label', { for: 'dial-to' }, 'Number to call, its application'), this.to, this.hint = h('p', { class: 'hint small', dir: 'auto', hidden: true })),
      this.submit, this.error);
    this.nothing = nothingBound(store);
    this.empty = this.nothing.element;
    this.hands = new Hands(store, this.from);
    this.first = h('p', { class: 'small muted' }, 'Call the number: what is heard appears below, then press the keys it asks for, on the pad or the keyboard. ', h('kbd', {}, '?'), ' lists the keys.');
    this.element = h('div', { class: 'block' }, this.form, this.first, this.empty, this.hands.element);
  }

  update() {
    const callable = this.store.account.numbers.filter(number => number.calls);
    const isKnown = this.store.connection !== 'connecting';
    this.empty.hidden = callable.length > 0 || !isKnown;
    this.form.hidden = !this.empty.hidden;
    this.nothing.update();
    this.submit.disabled = this.store.connection !== 'live' || !callable.length;
    keyed(this.to, callable, number => `${number.number} ${number.application}`, number => h('option', { value: number.number }, `${phone(number.number)}, ${number.application}`));
    keyed(this.phones, this.store.account.manual, number => number, number => h('option', { value: phone(number) }));
    this.first.hidden = this.form.hidden || this.store.order.length > 0;
    this.#hint();
    this.hands.update();
  }

  /** What the number's name says: applications put there which keys there are, PINs, who the agent is. */
  #hint() {
    const name = this.store.account.numbers.find(number => number.number === this.to.value)?.name;
    this.hint.hidden = !name;
    setText(this.hint, name ?? '');
  }

  async #dial(event) {
    event.preventDefault();
    this.#say(null);
    const from = e164(this.from.value);
    try {
      const { callId } = await dial(from, this.to.value);
      localStorage.setItem('from', from);
      this.lines.take(callId);
      this.onDialled();
    } catch (error) {
      this.#say(error.message);
    }
  }

  #say(message) {
    this.error.hidden = !message;
    setText(this.error, message ?? '');
    this.from.setAttribute('aria-invalid', String(Boolean(message?.includes("'from'"))));
  }
}

const MOST_RUNG = 3;
const LATELY = 50;

function recent(store) {
  const calls = [];
  for (const call of store.newestCalls()) {
    calls.push(call);
    if (calls.length === LATELY) break;
  }
  return calls;
}

/** Phones that ring until somebody here answers; all others answer by themselves after two seconds. */
class Hands {
  constructor(store, from) {
    this.store = store;
    this.input = h('input', { class: 'input mono', id: 'hold-number', inputmode: 'tel', autocomplete: 'off', placeholder: 'number, e.g. the agent’s' });
    this.error = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    this.list = h('ul', { class: 'chips', 'aria-label': 'Manual phones' });
    this.mine = h('button', { type: 'button', class: 'button quiet small', onclick: () => this.#hold(e164(from.value), true) }, 'Make the caller’s manual');
    this.element = h('details', { class: 'hands' },
      h('summary', {}, h('span', {}, 'Manual phones'), this.count = h('span', { class: 'muted small' })),
      h('p', { class: 'muted small' }, 'These ring here until you answer or decline. Every other phone answers by itself after 2 s; numbers ending in 0190 are busy, 0191 never answer, 0192 decline.'),
      this.list,
      h('form', { class: 'row', onsubmit: event => this.#add(event) },
        h('label', { for: 'hold-number', class: 'visually-hidden' }, 'Number of the manual phone'), this.input, h('button', { type: 'submit', class: 'button' }, 'Add')),
      this.rung = h('div', { class: 'chips', role: 'group', 'aria-label': 'Phones that applications called' }), this.mine, this.error);
  }

  update() {
    const held = this.store.account.manual;
    const rung = [...new Set(recent(this.store).filter(call => call.direction === 'out').map(call => call.to))].filter(number => !held.includes(number)).slice(0, MOST_RUNG);
    keyed(this.rung, rung, number => number, number => h('button', { type: 'button', class: 'button small', onclick: () => this.#hold(number, true) }, `Add ${phone(number)}, called lately`));
    setText(this.count, held.length ? held.map(phone).join(', ') : 'none');
    this.list.hidden = !held.length;
    keyed(this.list, held, number => number, number => h('li', { class: 'chip mono' }, phone(number),
      h('button', { type: 'button', class: 'button quiet', 'aria-label': `Remove ${phone(number)}`, onclick: () => this.#hold(number, false) }, icon('close'))));
  }

  #add(event) {
    event.preventDefault();
    return this.#hold(e164(this.input.value), true);
  }

  async #hold(number, byHand) {
    try {
      await hold(number, byHand);
      this.input.value = '';
      this.error.hidden = true;
    } catch (error) {
      this.error.hidden = false;
      setText(this.error, error.message);
    }
  }
}

const commandsOf = {
  bandwidth: () => [
    `api=${location.origin}/v1/users/u-simulator`,
    `post() { curl -si -u t-simulator:s-simulator "$api/$1" -H 'Content-Type: application/json' -d "$2"; }`,
    `app=$(post applications '{"name":"mine","incomingCallUrl":"http://127.0.0.1:8080/callbacks"}' | grep -o 'a-[a-z2-7]\\{23\\}')`,
    `post phoneNumbers '{"number":"+15550100","applicationId":"'$app'"}'`,
  ],
  telnyx: () => [
    `post() { curl -s -H 'Authorization: Bearer KEY-simulator' ${location.origin}/v2/$1 -H 'Content-Type: application/json' -d "$2"; }`,
    `app=$(post call_control_applications '{"application_name":"mine","webhook_event_url":"http://127.0.0.1:8080/callbacks/telnyx","webhook_api_version":"2"}' | grep -o '"id":"[0-9]*"' | grep -o '[0-9]*')`,
    `post number_orders '{"phone_numbers":[{"phone_number":"+15550100"}],"connection_id":"'$app'"}'`,
  ],
};

function nothingBound(store) {
  const commands = h('pre', { class: 'code', tabindex: '0', 'aria-label': 'Commands that bind a number' });
  const element = h('div', { class: 'empty', hidden: true },
    h('h3', {}, 'No number rings at an application yet'),
    h('p', {}, 'Start your application, then bind a number to its callback URL. CallGrains’ own host does this by itself; for anything else, these commands:'),
    commands,
    h('button', { type: 'button', class: 'button', onclick: event => copy(commands.textContent, event.currentTarget) }, icon('copy'), 'Copy commands'));
  return { element, update: () => setText(commands, commandsOf[store.carrier]().join('\n')) };
}
