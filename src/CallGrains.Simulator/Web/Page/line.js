// The chosen line: what is heard now, the keypad, and what was heard and pressed before.
import { act, attempt, press, say } from './api.js';
import { h, icon, keyed, setText } from './dom.js';
import { absolute, idChip, lasts, phone, since } from './format.js';
import { failureOf, ringsHere, stateOf } from './lines.js';
import { endedBy } from './legs.js';
import { applicationNumberOf, isOver, personOf, sounds } from './store.js';
import { soundWords } from './words.js';

const spoken = new Set(['speak', 'voice']);
const letters = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ', 0: '+' };

export class Line {
  #shown = null;

  constructor(store, lines, tones) {
    Object.assign(this, { store, lines, tones });
    this.who = h('h2', {});
    this.id = h('span', {});
    this.pill = h('span', { class: 'pill' });
    this.timer = h('span', { class: 'line-timer' });
    this.now = h('p', { class: 'now', dir: 'auto', role: 'status', 'aria-live': 'polite', 'aria-atomic': 'true' });
    this.error = h('p', { class: 'notice bad', role: 'alert', hidden: true });
    this.answer = this.#button('good', 'call', 'Answer', 'answer');
    this.decline = this.#button('bad', 'end', 'Decline', 'decline');
    this.hangup = this.#button('bad', 'end', 'Hang up', 'hangup');
    this.keypad = h('div', { class: 'keypad', role: 'group', 'aria-label': 'Keypad' }, [...'123456789*0#'].map(key => this.#key(key)));
    this.words = h('input', { class: 'input', id: 'say', autocomplete: 'off', placeholder: 'Say something' });
    this.say = h('form', { class: 'row', onsubmit: event => this.#say(event) }, h('label', { for: 'say', class: 'visually-hidden' }, 'Say something'), this.words, h('button', { type: 'submit', class: 'button' }, 'Say'));
    this.log = h('ol', { class: 'log', 'aria-label': 'Heard and pressed', tabindex: '0' });
    this.melody = h('p', { class: 'notice small', hidden: true }, 'In recordings a melody stands for the words: this machine has no espeak-ng. Install it (apt-get install espeak-ng), start the simulator again, and recordings speak.');
    this.element = h('section', { class: 'block chosen', 'aria-label': 'Chosen line', tabindex: '-1', hidden: true },
      h('div', { class: 'chosen-head' }, this.who, this.timer, h('div', {}, this.pill, this.id)),
      this.now, h('div', { class: 'row' }, this.answer, this.decline, this.hangup), this.error, this.keypad, this.say, this.log, this.melody);
  }

  update() {
    const call = this.lines.call;
    this.element.hidden = !call;
    if (!call) return;
    if (this.wantsFocus) {
      this.wantsFocus = false;
      this.element.focus({ preventScroll: true });
    }
    if (this.#shown !== call.callId) this.#begin(call);
    const state = stateOf(this.store, call);
    setText(this.pill, state.text);
    this.pill.className = `pill ${state.tone}`;
    setText(this.timer, lasts((call.endTime ?? this.store.now()) - (call.activeTime ?? call.startTime)));
    setText(this.now, nowHeard(this.store, call));
    this.now.classList.toggle('speaks', call.heard.some(sound => spoken.has(sound.kind) && sounds(sound, call, this.store.now())));
    this.say.hidden = !canPress(call);
    this.answer.hidden = this.decline.hidden = !ringsHere(this.store, call);
    this.hangup.hidden = isOver(call) || !this.answer.hidden;
    this.keypad.hidden = isOver(call);
    this.element.dataset.canPress = String(canPress(call));
    for (const key of this.keypad.children) key.disabled = !canPress(call);
    this.melody.hidden = this.store.saysWords || !call.recordings.length;
    keyed(this.log, logOf(call).reverse(), entry => entry.key, entry => logLine(call, entry));
  }

  /** Presses a key on the chosen line, from the pad or the keyboard. */
  async press(digit) {
    const call = this.lines.call;
    if (!call || !canPress(call)) return;
    this.tones.wake();
    this.tones.key(digit);
    this.#flash(digit);
    await attempt(this.error, () => press(call.callId, digit));
  }

  /** Keys that are typed now are meant for the line. */
  focus() {
    document.activeElement?.blur();
    this.wantsFocus = true;
  }

  /** Answers, declines or hangs up, if that is what the line allows now; says whether it does. */
  act(what) {
    const button = { answer: this.answer, decline: this.decline, hangup: this.hangup }[what];
    const may = Boolean(this.lines.call) && !this.element.hidden && !button.hidden;
    if (may) button.click();
    return may;
  }

  /** Heard by whom the call is connected with, and in recordings. */
  #say(event) {
    event.preventDefault();
    const text = this.words.value.trim();
    if (text) attempt(this.error, () => say(this.lines.chosen, text));
    this.words.value = '';
  }

  #begin(call) {
    this.#shown = call.callId;
    this.error.hidden = true;
    this.log.replaceChildren();
    this.log.keyed = new Map();
    setText(this.who, `${phone(personOf(call))} ${call.direction === 'in' ? '→' : '←'} ${phone(applicationNumberOf(call))}`);
    this.id.replaceChildren(idChip(call.callId));
  }

  #button(tone, picture, text, what) {
    return h('button', { type: 'button', class: `button ${tone}`, onclick: () => attempt(this.error, () => act(this.lines.chosen, what)) }, icon(picture), text);
  }

  #key(digit) {
    const name = { '*': 'star', '#': 'pound' }[digit] ?? digit;
    return h('button', { type: 'button', class: 'key', 'data-key': digit, 'aria-label': name === digit ? null : name, onclick: () => this.press(digit) },
      h('b', {}, digit), h('span', { 'aria-hidden': 'true', 'data-letters': letters[digit] ?? '' }));
  }

  #flash(digit) {
    const key = this.keypad.querySelector(`[data-key="${CSS.escape(digit)}"]`);
    if (!key) return;
    key.classList.add('down');
    setTimeout(() => key.classList.remove('down'), 140);
  }
}

export const canPress = call => call.state === 'active' || call.state === 'transferring';

/** What is heard at this moment, in words: read out by screen readers as it changes. */
export function nowHeard(store, call) {
  if (isOver(call)) return `Call over: ${stateOf(store, call).text}.`;
  if (ringsHere(store, call)) return `${phone(call.from)} is calling. Answer or decline.`;
  const failed = failureOf(store, call);
  if (call.state === 'started') return failed ? `Ringing. ${failureWords(failed)}` : 'Ringing …';
  const last = call.heard.findLast(sound => sounds(sound, call, store.now()) && sound.kind !== 'connected');
  if (last) return soundWords(last);
  if (failed) return failureWords(failed);
  if (call.state === 'transferring' && !call.heard.some(sound => sound.kind === 'connected')) return 'Ringing the other phone …';
  const { text, tone } = stateOf(store, call);
  if (tone === 'good' && text !== 'active') return `Talking ${text}.`;
  if (call.gathering) return 'Waits for your keys.';
  const room = roomWords(store, call);
  const recording = call.recordings.some(each => each.state === 'recording');
  if (room) return `${room}${recording ? ' Is recorded.' : ''}`;
  return recording ? 'Nothing to be heard; is recorded: say something.' : 'Silence.';
}

/** What a failing application answered, its first line at least. */
function failureWords({ eventType, status, error, answer }) {
  const said = (answer ?? '').trim().split('\n')[0].slice(0, 120);
  return `The application did not take ${eventType}: ${status ? `it answered ${status}` : error}${said ? `, “${said}”` : ''}.`;
}

function roomWords(store, call) {
  if (!call.conferenceId) return null;
  const others = store.liveCalls().filter(other => other !== call && other.conferenceId === call.conferenceId).map(other => phone(personOf(other)));
  return others.length ? `In a conference with ${others.slice(0, 3).join(', ')}${others.length > 3 ? ` and ${others.length - 3} more` : ''}.` : 'Alone in a conference.';
}

function logOf(call) {
  const entries = call.heard.map((sound, at) => ({ key: `h${at}`, at: sound.at, kind: sound.kind, text: soundWords(sound) }));
  for (const [at, sound] of call.said.entries()) entries.push({ key: `s${at}`, at: sound.at, kind: 'pressed', text: soundWords(sound) });
  for (const [at, key] of call.pressed.entries()) entries.push({ key: `p${at}`, at: key.at, kind: 'pressed', text: `you pressed ${key.text}` });
  for (const recording of call.recordings.filter(each => each.state === 'complete')) entries.push({ key: recording.id, at: recording.until, kind: 'state', text: 'recorded', media: recording.mediaName });
  if (call.activeTime) entries.push({ key: 'answered', at: call.activeTime, kind: 'state', text: 'answered' });
  if (call.endTime) entries.push({ key: 'over', at: call.endTime, kind: 'state', text: `over, ${call.cause}${endedBy(call) ? `: ${endedBy(call)}` : ''}` });
  return entries.sort((a, b) => a.at - b.at);
}

const logLine = (call, entry) => h('li', { class: entry.kind },
  h('span', { class: 'time', title: absolute(entry.at) }, since(entry.at - call.startTime)),
  h('span', { dir: 'auto' }, entry.text, entry.media && h('audio', { controls: true, preload: 'none', src: `/sim/media/${entry.media}`, 'aria-label': 'Recording' })));
