// What is seen, as a file: the ladder as a picture or as data, and the scenario that repeats a call.
import { toSvg } from './ladder-svg.js';
import { isOver } from './store.js';

const PAUSE = 2_000;
const LONGEST = 60;

/** Offers a text as a file of a name. */
export function save(name, text, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export const asSvg = (traffic, title) => toSvg(traffic, title);

/** The entries as they came, with their words; times are ISO. */
export function asJson({ lanes, items, legs }) {
  const iso = at => (at === undefined || at === null ? undefined : new Date(at).toISOString());
  return JSON.stringify({
    lanes: lanes.map(({ id, label, note }) => ({ id, label, note })),
    calls: legs,
    items: items.map(({ at, until, from, to, label, note, marks, request, callback }) => ({ at: iso(at), until: iso(until), from, to, label, note: note || undefined, marks: marks?.map(mark => mark.text), request, callback })),
  }, null, 2);
}

/** Why a call cannot be repeated by a scenario; null when it can. */
export const whyNoScenario = call => (call.direction === 'in' ? null : 'An application placed this call: a scenario repeats calls that a phone makes.');

/** What the person at the phone heard and did, as a scenario of `callgrains scenario`. */
export function asScenario(call) {
  const heard = call.heard.filter(sound => sound.kind === 'speak').map(sound => ({ at: sound.at, hear: beginning(sound.text) }));
  const said = call.said.map(sound => ({ at: sound.at, say: sound.text }));
  const pressed = call.pressed.map(key => ({ at: key.at, press: key.text }));
  const steps = [{ dial: call.to, from: call.from }];
  let last = -Infinity;
  for (const { at, ...step } of [...heard, ...said, ...pressed].sort((a, b) => a.at - b.at)) {
    const before = steps.at(-1);
    if (step.press && before.press && at - last < PAUSE) before.press += step.press;
    else steps.push(step);
    last = at;
  }
  if (call.endedBy === 'phone') steps.push({ hangUp: true });
  if (isOver(call)) steps.push({ expect: { state: 'completed', cause: call.cause } });
  return JSON.stringify({ scenarios: [{ name: `call ${call.callId}`, steps }] }, null, 2);
}

/** Enough of a sentence to know it again. */
function beginning(text) {
  if (text.length <= LONGEST) return text;
  const cut = text.slice(0, LONGEST);
  return cut.slice(0, Math.max(20, cut.lastIndexOf(' ')));
}
