// Puts the page together and keeps it up to date.
import { Board } from './board.js';
import { Detail } from './detail.js';
import { Dialer } from './dialer.js';
import { setText } from './dom.js';
import { Faults } from './faults.js';
import { Line } from './line.js';
import { Lines } from './lines.js';
import { connect } from './live.js';
import { settings } from './settings.js';
import { shortcuts } from './shortcuts.js';
import { captions, toneOf } from './sounds.js';
import { isOver, Store } from './store.js';
import { tabs } from './tabs.js';
import { Texts } from './texts.js';
import { Tones } from './tones.js';
import { Voice } from './voice.js';

const TICK = 200;
const pane = name => document.getElementById(name);

const store = new Store();
const lines = new Lines(store);
const tones = new Tones();
const voice = new Voice(store);
const line = new Line(store, lines, tones);
const dialer = new Dialer(store, lines);
const texts = new Texts(pane('pane-texts'), store);
const faults = new Faults(pane('pane-faults'), store, lines);
const views = tabs();
const detail = new Detail(pane('detail'), store, {
  onClose: () => {
    board.ladder.select(null);
    board.focus();
  },
  onCall: callId => lines.choose(callId),
});
const board = new Board(pane('pane-ladder'), store, lines, item => detail.show(item), () => detail.focus());
const { toggleVoice } = settings(voice, tones);

pane('pane-phone').append(dialer.element, line.element, lines.element);

shortcuts({
  press: key => line.press(key), answer: () => line.act('answer'), decline: () => line.act('decline'), hangUp: () => line.act('hangup'),
  call: () => {
    views.show('phone');
    dialer.from.focus();
  },
  ladder: () => {
    views.show(views.isWide() ? document.body.dataset.view : 'ladder');
    board.focus();
  },
  voice: toggleVoice, previous: () => lines.step(-1), next: () => lines.step(1),
});

const ended = new Map();
const heardKeys = new Map();

function update() {
  connection();
  dialer.update();
  lines.update();
  line.update();
  if (store.connection === 'live') {
    texts.update();
    faults.update();
  }
  const { items } = board.update();
  detail.show(items.find(item => item.key === board.ladder.selected) ?? null);
  sound();
}

function sound() {
  for (const call of store.calls.values()) {
    if (!isOver(call)) ended.set(call.callId, null);
    else if (ended.get(call.callId) === null) ended.set(call.callId, performance.now());
  }
  const tone = toneOf(store, lines, ended);
  document.body.dataset.tone = tone ?? '';
  tones.play(tone);
  setText(pane('tone'), tone ? captions[tone] : '');
  voice.follow(lines.call);
  if (lines.call) carrierKeys(lines.call);
}

/** Keys that the application sends sound on the line too. */
function carrierKeys(call) {
  const before = heardKeys.get(call.callId);
  heardKeys.set(call.callId, call.heard.length);
  if (before === undefined) return;
  for (const heard of call.heard.slice(before)) if (heard.kind === 'dtmf') [...heard.text].forEach((key, at) => setTimeout(() => tones.key(key), at * 180));
}

function connection() {
  const pill = pane('connection');
  setText(pill, { live: 'live', lost: 'connection lost', connecting: 'connecting' }[store.connection]);
  pill.className = `pill ${{ live: 'good', lost: 'bad', connecting: '' }[store.connection]}`;
  pane('lost').hidden = store.connection !== 'lost';
  setText(pane('lost'), store.connection === 'lost' ? 'The connection to the simulator is lost; what is shown may be old. This page keeps trying and then catches up. If the simulator was stopped, start it again: callgrains-simulator' : '');
  pane('speed').hidden = store.speed === 1;
  setText(pane('speed'), `${store.speed}× time`);
}

store.addEventListener('change', update);
lines.addEventListener('choose', update);
for (const gesture of ['pointerdown', 'keydown']) document.addEventListener(gesture, () => tones.wake(), { capture: true });
setInterval(() => {
  const shown = lines.call;
  if ([...store.calls.values()].some(call => !isOver(call)) || (shown && ended.get(shown.callId))) update();
}, TICK);
connect(store);
update();
