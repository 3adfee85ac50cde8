// A journal as the items of a ladder (see ladder-layout.js): callbacks in, commands out, and what the flow did between.
import { at, callbackOf, operationsOf, spanOf } from './entries.js';
import { ms, phone, since } from './format.js';
import { firstLine } from './kinds.js';
import { soundsOf, standingAt } from './standing.js';
import { callbackWords, commandWords, entryWords, isInternal, operationWords, quote } from './words.js';

const NOTABLE_WAIT = 40;
const NOTABLE_SILENCE = 300;
const MOST_ROWS = 500;

/**
 * Everything the ladder shows of one grain; now: until when time has run, null when it has ended; left: older rows that
 * are left out.
 */
export function trafficOf(grain, entries, now) {
  const operations = operationsOf(entries);
  const items = [...entries.flatMap(entry => (ITEMS[entry.kind] ?? point)(entry, operations)), ...soundsOf(entries, operations).flatMap(sound => soundItem(sound, now))];
  items.sort((a, b) => a.at - b.at || a.rank - b.rank);
  const left = Math.max(0, items.length - MOST_ROWS);
  return { lanes: lanesOf(grain, entries, operations), items: items.slice(left), left, now, start: entries.length ? at(entries[0]) : undefined };
}

function lanesOf(grain, entries, operations) {
  const legs = [...new Set(entries.filter(entry => entry.kind === 'event' && entry.leg).map(entry => entry.leg))];
  const isCall = grain.direction !== undefined;
  const person = grain.direction === 'out' ? grain.to : grain.from;
  const own = { id: 'leg0', label: phone(isCall ? person : grain.peer ?? grain.id), note: isCall ? (grain.direction === 'out' ? 'is called' : 'calls') : grain.peer ? 'texts' : 'conference' };
  const others = legs.slice(0, 2).map(leg => ({ id: `leg${leg}`, label: phone(operations.get(leg)?.item.command?.to ?? `leg ${leg}`), note: `leg ${leg}` }));
  const people = [own, ...others];
  const begin = entries.find(entry => entry.kind === 'begin');
  const rest = [{ id: 'carrier', label: 'Carrier', note: begin?.carrier, x: 0.36 }, { id: 'grain', label: 'CallGrains', note: 'journal', x: 0.68 }, { id: 'flow', label: grain.flow || 'no flow', note: grain.flow ? `v${grain.version}` : '', x: 1 }];
  return [...people.map((lane, place) => ({ ...lane, x: (place / people.length) * 0.36 })), ...rest];
}

const key = entry => `e${entry.sequence}`;

/** What happens within CallGrains: a dot on its lane, the words towards the flow. */
function point(entry, _, more = {}) {
  const label = entryWords(entry);
  return [{ key: key(entry), at: at(entry), rank: 5, from: 'grain', to: 'grain', kind: 'inner', label, spoken: label, marks: by(entry), entry, ...more }];
}

const by = entry => (entry.by ? [{ tone: 'info', text: `by ${entry.by}` }] : []);

const DISPOSITIONS = { Held: 'warn', Duplicate: 'info', Late: 'warn', Unclaimed: 'bad', Expired: 'warn' };

function callback(entry) {
  const label = callbackWords(entry);
  const marks = [];
  if (entry.verdict !== 'Accepted') marks.push({ tone: DISPOSITIONS[entry.verdict] ?? 'info', text: `${entry.verdict.toLowerCase()}${entry.reason ? `: ${entry.reason}` : ''}` });
  if (entry.observed) marks.push({ tone: 'warn', text: 'the carrier was asked for it' });
  if (entry.leg) marks.push({ tone: 'info', text: `leg ${entry.leg}` });
  const items = [{
    key: key(entry), at: at(entry), rank: 2, from: 'carrier', to: 'grain', kind: entry.observed ? 'callback open' : 'callback', label,
    spoken: `callback from carrier, ${label}`, note: entry.verdict === 'Accepted' ? '' : undefined, tone: entry.verdict === 'Unclaimed' ? 'bad' : '', marks, entry,
  }];
  const { what, fields } = callbackOf(entry);
  if (what === 'digit' && entry.verdict === 'Accepted') items.push(happening(entry, 'key', `presses ${fields.dtmfDigit ?? fields.digit ?? ''}`));
  if (what === 'hangup' && entry.verdict === 'Accepted') items.push(happening(entry, 'end', 'call over'));
  return items;
}

const happening = (entry, kind, label) => ({ key: `${key(entry)}-${kind}`, at: at(entry), rank: 1, from: `leg${entry.leg ?? 0}`, to: `leg${entry.leg ?? 0}`, kind, label, spoken: label, entry });

/** A decision is drawn as what was decided: arrows for commands, dots for steps, timers and what the flow says. */
function decision(entry, operations) {
  const items = (entry.items ?? []).filter(item => item.kind !== 'command' || !isInternal(item.command));
  const drawn = items.map(item => (item.kind === 'command' ? command(entry, item, operations.get(item.id)) : item.kind === 'step' ? step(entry, item, operations.get(item.id)) : decided(entry, item)));
  const told = (entry.items ?? []).filter(item => item.kind === 'command' && isInternal(item.command)).map(item => decided(entry, item, commandWords(item.command)));
  const marks = [];
  if (entry.state !== undefined) marks.push({ tone: 'info', text: 'state changed' });
  if (entry.status !== undefined) marks.push({ tone: 'info', text: `says ${quote(entry.status)}` });
  if (entry.result !== undefined) marks.push({ tone: 'info', text: 'result set' });
  if (entry.failure) marks.push({ tone: 'bad', text: firstLine(entry.failure) });
  const isNotable = marks.length > 0 || entry.completed || entry.items?.length === 0;
  return [...(isNotable ? point(entry, null, { rank: 3, tone: entry.failure ? 'bad' : entry.completed ? 'good' : '', marks: [...marks, ...by(entry)] }) : []), ...drawn, ...told];
}

function decided(entry, item, label = operationWords(item)) {
  const note = item.dueAt ? `due in ${since(Date.parse(item.dueAt) - at(entry))} s` : '';
  return { key: `${key(entry)}-${item.id}`, at: at(entry), rank: 4, from: 'grain', to: 'grain', kind: 'inner', label, spoken: label, note, entry, item };
}

function step(entry, item, operation) {
  const done = operation?.step;
  const marks = done?.error ? [{ tone: 'bad', text: firstLine(done.error) }] : done ? [] : [{ tone: 'warn', text: 'not done yet' }];
  return {
    key: `${key(entry)}-${item.id}`, at: at(entry), until: done ? at(done) : null, rank: 4, from: 'grain', to: 'grain', kind: 'speech step', label: operationWords(item), spoken: operationWords(item),
    note: done ? ms(at(done) - at(entry)) : '', tone: done?.error ? 'bad' : '', marks, entry, item, operation,
  };
}

/** The requests that a command took, as far as they are journalled. */
export const requestsOf = operation => operation?.outcome?.requests ?? [];

function command(entry, item, operation) {
  const outcome = operation?.outcome?.outcome;
  const took = operation?.outcome ? at(operation.outcome) - at(entry) : null;
  const marks = [];
  if (outcome?.attempts > 1) marks.push({ tone: 'warn', text: `sent ${outcome.attempts} times` });
  if (operation?.attempts.length) marks.push({ tone: 'warn', text: 'in doubt: asked and sent again' });
  else if (outcome?.observed) marks.push({ tone: 'warn', text: 'in doubt: the carrier was asked' });
  if (outcome?.governorWait) marks.push({ tone: 'info', text: `held back ${ms(spanOf(outcome.governorWait) ?? 0)} by the governor` });
  if (outcome && outcome.status !== 'Done') marks.push({ tone: outcome.status === 'Gone' ? 'info' : 'bad', text: `${outcome.status.toLowerCase()}${outcome.error ? `: ${outcome.error.status || ''} ${outcome.error.code ?? ''}`.replace(/ +/g, ' ').trimEnd() : ''}` });
  if (item.leg) marks.push({ tone: 'info', text: `leg ${item.leg}` });
  const label = commandWords(item.command);
  return {
    key: `${key(entry)}-${item.id}`, at: at(entry), rank: 4, from: 'grain', to: 'carrier', kind: outcome ? 'request' : 'request open', label, spoken: `command to carrier, ${label}`,
    note: outcome ? [requestsOf(operation).at(-1)?.status, ms(took)].filter(Boolean).join(' · ') : 'no outcome yet', took: took >= NOTABLE_WAIT ? took : undefined, tone: outcome && ['Refused', 'Unknown'].includes(outcome.status) ? 'bad' : '', marks, entry, item, operation,
  };
}

/** Drawn with the operation that it belongs to; only what tells more is a row of its own. */
const shownElsewhere = () => [];
const timer = (entry, operations) => point(entry, null, { label: `${operationWords(operations.get(entry.operation)?.item ?? { kind: 'timer' })} fires` });

const ITEMS = {
  event: callback, decision, outcome: shownElsewhere, step: shownElsewhere, timer,
  attempt: (entry, operations) => point(entry, null, { label: `sent again: ${operations.get(entry.operation)?.item.command ? commandWords(operations.get(entry.operation).item.command) : entry.operation}`, tone: '' }),
  signal: entry => point(entry, null, { marks: [...(entry.verdict === 'Accepted' ? [] : [{ tone: 'warn', text: entry.verdict.toLowerCase() }]), ...by(entry)] }),
  fault: entry => point(entry, null, { tone: entry.stop === 'Released' ? 'good' : 'bad', marks: [{ tone: 'bad', text: firstLine(entry.message) }, ...by(entry)] }),
};

const SOUNDS = { speech: sound => (sound.text ? quote(sound.text) : 'speaks'), silence: () => 'dead air', listen: () => 'waits for keys', ring: sound => (sound.text ? `${phone(sound.text)} rings` : 'rings'), talk: () => 'talks' };

function soundItem(sound, now) {
  const end = sound.until ?? now;
  if (sound.kind === 'silence' && end !== null && end - sound.at < NOTABLE_SILENCE) return [];
  const label = SOUNDS[sound.kind](sound);
  return [{ key: `s${sound.at}-${sound.kind}`, at: sound.at, until: sound.until ?? (now === null ? sound.at : null), rank: 1, from: 'leg0', to: 'leg0', kind: sound.kind, label, spoken: label, note: end === null ? '' : ms(end - sound.at), marks: [], sound }];
}

/** What the grain waits for now, in words. */
export const waitsOf = entries => Object.values(standingAt(entries, Infinity).waitsFor);
