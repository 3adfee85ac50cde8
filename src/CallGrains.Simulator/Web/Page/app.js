// Puts the page together and keeps it up to date.
import { readAddress, writeAddress } from './address.js';
import { fetchCall } from './api.js';
import { Board } from './board.js';
import { Detail } from './detail.js';
import { Dialer } from './dialer.js';
import { setText } from './dom.js';
import { Faults } from './faults.js';
import { Line } from './line.js';
import { Lines } from './lines.js';
import { connect } from './live.js';
import { Rings } from './rings.js';
import { settings } from './settings.js';
import { shortcuts } from './shortcuts.js';
import { captions, toneOf } from './sounds.js';
import { isOver, Store } from './store.js';
import { tabs } from './tabs.js';
import { Texts } from './texts.js';
import { Tones } from './tones.js';
import { Voice } from './voice.js';

const TICK = 200;
const AGES = 5_000;
const pane = name => document.getElementById(name);

const store = new Store();
const lines = new Lines(store);
const tones = new Tones();
const voice = new Voice(store);
const line = new Line(store, lines, tones);
const dialer = new Dialer(store, lines, () => line.focus());
const rings = new Rings(pane('rings'), store, lines);
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
  press: key => line.press(key), answer: () => line.act('answer') || rings.act('answer'), decline: () => line.act('decline') || rings.act('decline'), hangUp: () => line.act('hangup'),
  call: () => {
    views.show('phone');
    dialer.from.focus();
  },
  ladder: () => {
    views.show(views.isWide() ? document.body.dataset.view : 'ladder');
    board.focus();
  },
  search: () => {
    views.show(views.isWide() ? document.body.dataset.view : 'ladder');
    board.search.focus();
  },
  voice: toggleVoice, previous: () => lines.step(-1), next: () => lines.step(1),
});

const first = readAddress();
lines.chosen = first.call || null;
lines.isLinked = Boolean(first.call);

const ended = new Map();
const heardKeys = new Map();

function update() {
  connection();
  dialer.update();
  lines.update();
  rings.update();
  line.update();
  if (store.connection === 'live') {
    texts.update();
    faults.update();
  }
  const { items } = board.update();
  const { selected } = board.ladder;
  detail.show(selected ? items.find(item => item.key === selected) ?? null : null);
  sound();
}

function sound() {
  for (const callId of store.live) ended.set(callId, null);
  for (const [callId, at] of ended) {
    if (store.live.has(callId)) continue;
    if (at === null) ended.set(callId, performance.now());
    else if (performance.now() - at > AGES && callId !== lines.chosen) ended.delete(callId);
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

/** The address names the call, the view and what is searched for. */
function address() {
  writeAddress({ call: lines.chosen, view: board.scope === 'call' ? '' : board.scope, q: board.query, only: board.only, entry: board.ladder.selected });
}

async function follow(_, wanted = readAddress()) {
  if (wanted.call && wanted.call !== lines.chosen) lines.choose(wanted.call, true);
  board.restore(wanted);
  if (wanted.call && store.connection === 'live') await known(wanted.call);
  update();
}

/** A call of long ago, or one whose entries were left out, is asked for. */
const asked = new Set();
async function known(callId) {
  if (asked.has(callId) || (store.calls.has(callId) && !store.skipped)) return;
  asked.add(callId);
  await fetchCall(store, callId).catch(() => {});
}

let isRestored = false;
store.addEventListener('change', () => {
  update();
  if (isRestored || store.connection !== 'live') return;
  isRestored = true;
  follow(null, first);
});
store.addEventListener('restart', () => asked.clear());
lines.addEventListener('choose', () => {
  if (lines.chosen && store.connection === 'live') known(lines.chosen);
  update();
});
board.addEventListener('choose', address);
addEventListener('hashchange', follow);
addEventListener('popstate', follow);
for (const gesture of ['pointerdown', 'keydown']) document.addEventListener(gesture, () => tones.wake(), { capture: true });
// Time runs on where it can be seen; everything else waits for news.
setInterval(() => {
  const shown = lines.call;
  if (shown && (!isOver(shown) || ended.get(shown.callId))) update();
  else if (store.live.size) lines.update();
}, TICK);
setInterval(() => {
  texts.age();
  lines.update();
}, AGES);
connect(store);
update();
