// What happens on one leg of a call, as the person at the phone lives it: bars for what lasts, points for what is sudden.
import { ms, phone } from './format.js';
import { isOver } from './store.js';
import { soundWords } from './words.js';

const NOTABLE_RING = 50;
const NOTABLE_SILENCE = 200;

/** The items of one leg; now is null when all its legs are over. */
export function legItems(leg, legs, now) {
  const end = leg.endTime ?? now;
  const lane = { from: leg.callId, to: leg.callId, call: leg };
  const bars = [...heardBars(leg, legs), ...saidBars(leg), ...listening(leg, end), ...ringBack(leg, legs), ...recorded(leg)];
  return [
    ...ringing(leg, end),
    ...bars,
    ...silences(leg, bars, now),
    ...keys(leg),
    ...(isOver(leg) ? [{ key: `end-${leg.callId}`, at: leg.endTime, kind: 'end', tone: endTone(leg), label: `over, ${leg.cause}`, note: endedBy(leg), spoken: `call over, ${leg.cause}` }] : []),
  ].map(item => ({ ...lane, ...item }));
}

const enders = { phone: 'the phone hung up', application: 'the application hung up', leg: 'with the other leg', carrier: 'ended by the carrier' };

/** Who hung up, in words. */
export const endedBy = leg => (leg.cause === 'CALL_REJECTED' && leg.endedBy === 'application' ? 'the application rejected it' : leg.cause === 'CALL_REJECTED' ? 'the phone declined' : enders[leg.endedBy] ?? '');

export const endTone = call => (call.cause === 'NORMAL_CLEARING' ? '' : 'bad');

/** A bar that has no end yet reaches to the present. */
const bar = (leg, at, until, more) => ({ at, until: until ?? null, ...more });

function ringing(leg, end) {
  const until = leg.activeTime ?? leg.endTime;
  if ((until ?? end) - leg.startTime < NOTABLE_RING) return [];
  return [bar(leg, leg.startTime, until, { key: `ring-${leg.callId}`, kind: 'ring', label: 'rings', note: until && ms(until - leg.startTime) })];
}

function heardBars(leg, legs) {
  return leg.heard.map((sound, at) => {
    const key = `heard-${leg.callId}-${at}`;
    const over = sound.until ?? leg.endTime;
    const label = soundWords(sound);
    if (sound.kind === 'dtmf') return { key, at: sound.at, from: 'carrier', kind: 'key', label, spoken: `carrier sends ${label}` };
    if (sound.kind === 'connected') return bar(leg, sound.at, talkEnd(leg, legs), { key, kind: 'talk', label: `talks with ${phone(sound.text)}` });
    if (sound.kind === 'joined') return bar(leg, sound.at, leftAt(leg, sound) ?? leg.endTime, { key, kind: 'talk', label });
    if (sound.kind === 'left' || sound.kind === 'tone') return { key, at: sound.at, kind: 'happening', label };
    const marks = sound.cut ? [{ tone: 'info', text: 'cut short' }] : sound.loop ? [{ tone: 'info', text: 'loop' }] : [];
    return bar(leg, sound.at, over, { key, kind: sound.kind === 'play' ? 'sound' : 'speech', label, spoken: `the phone hears ${label}`, note: over && ms(over - sound.at), marks });
  });
}

const leftAt = (leg, joined) => leg.heard.find(sound => sound.kind === 'left' && sound.at >= joined.at)?.at;

const saidBars = leg => leg.said.map((sound, at) => bar(leg, sound.at, sound.until, {
  key: `said-${leg.callId}-${at}`, kind: 'said', label: `says “${sound.text}”`, note: ms(sound.until - sound.at),
}));

/** Both legs of a connection end together, or with the first of them. */
const talkEnd = (leg, legs) => [leg, ...legs.filter(other => other.callId === leg.transferCallId)].map(each => each.endTime).filter(Boolean).sort()[0];

function listening(leg, end) {
  return leg.gathers.flatMap(gather => {
    const prompt = leg.heard.find(sound => sound.at === gather.at && (sound.kind === 'speak' || sound.kind === 'play'));
    const at = prompt ? prompt.until : gather.at;
    const until = gather.until ?? leg.endTime;
    if (at === undefined || (until ?? end) - at < 1) return [];
    return [bar(leg, at, until, { key: `listen-${gather.id}`, kind: 'listen', label: 'waits for keys', note: until && ms(until - at) })];
  });
}

const recorded = leg => leg.recordings.map(recording => bar(leg, recording.at, recording.until ?? leg.endTime, {
  key: `record-${recording.id}`, kind: 'record', label: 'is recorded', note: recording.until && ms(recording.until - recording.at),
}));

/** Dead air: the call is up, and nothing sounds, listens, records or connects. */
function silences(leg, bars, now) {
  if (!leg.activeTime) return [];
  const end = leg.endTime ?? now;
  const busy = bars.filter(item => item.until !== undefined).map(item => [item.at, item.until ?? end]).sort((a, b) => a[0] - b[0]);
  const quiet = [];
  let from = leg.activeTime;
  for (const [start, until] of [...busy, [end, end]]) {
    if (start - from >= NOTABLE_SILENCE) quiet.push([from, start]);
    from = Math.max(from, until);
  }
  return quiet.map(([at, until]) => bar(leg, at, until === end && !isOver(leg) ? undefined : until, {
    key: `quiet-${leg.callId}-${at}`, kind: 'silence', label: 'dead air', note: ms(until - at),
  }));
}

/** While the other leg rings, the carrier plays ring-back. */
const ringBack = (leg, legs) => legs.filter(other => other !== leg && other.direction === 'out' && leg.activeTime && other.startTime > leg.activeTime).map(other => bar(
  leg, other.startTime, other.activeTime ?? other.endTime, { key: `back-${leg.callId}-${other.callId}`, kind: 'ring', label: 'hears ring-back', spoken: 'the phone hears ring-back' }));

const keys = leg => leg.pressed.map((key, at) => ({
  key: `key-${leg.callId}-${at}`, at: key.at, rank: -1, to: 'carrier', kind: 'key', label: `presses ${key.text}`, spoken: `the phone presses ${key.text}`,
}));
