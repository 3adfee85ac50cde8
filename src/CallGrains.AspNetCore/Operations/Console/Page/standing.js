// Where a grain stood after each entry: folded from the journal, so that the state before and after can be compared.
import { at, callbackOf } from './entries.js';
import { firstLine } from './kinds.js';
import { commandWords, operationWords } from './words.js';

/** What is known after the entries up to and with this number. */
export function standingAt(entries, sequence) {
  const standing = { call: 'none', legs: {}, waitsFor: {}, flow: {} };
  for (const entry of entries) {
    if (entry.sequence > sequence) break;
    TAKES[entry.kind]?.(standing, entry);
  }
  return standing;
}

const TAKES = {
  begin(standing, entry) {
    standing.call = entry.placeAt ? `to be placed at ${entry.placeAt}` : 'ringing';
    standing.flow.name = entry.flow;
    standing.flow.version = entry.flowVersion;
  },
  event(standing, entry) {
    if (entry.verdict !== 'Accepted') return;
    const state = { answer: 'active', hangup: 'over' }[callbackOf(entry).what];
    if (!state) return;
    if (entry.leg) standing.legs[entry.leg] = state;
    else standing.call = state;
  },
  decision(standing, entry) {
    for (const item of entry.items ?? []) {
      if (item.kind === 'command') standing.waitsFor[item.id] = `outcome of ${commandWords(item.command)}`;
      else if (item.kind === 'step') standing.waitsFor[item.id] = operationWords(item);
      else if (item.kind === 'timer') standing.waitsFor[item.id] = `${operationWords(item)} due at ${item.dueAt}`;
      else if (item.kind === 'cancelTimer') delete standing.waitsFor[item.timer];
    }
    if (entry.state !== undefined) standing.flow.state = entry.state;
    if (entry.status !== undefined) standing.flow.status = entry.status;
    if (entry.result !== undefined) standing.flow.result = entry.result;
    if (entry.completed) standing.flow.completed = true;
    if (entry.failure) standing.flow.failure = firstLine(entry.failure);
  },
  outcome: (standing, entry) => delete standing.waitsFor[entry.operation],
  step: (standing, entry) => delete standing.waitsFor[entry.operation],
  timer: (standing, entry) => delete standing.waitsFor[entry.operation],
  fault(standing, entry) {
    if (entry.stop === 'Released') delete standing.flow.stopped;
    else standing.flow.stopped = firstLine(entry.message);
  },
  snapshot(standing, entry) {
    if (entry.state !== undefined) standing.flow.state = entry.state;
    Object.assign(standing.flow, { name: entry.begin?.flow, version: entry.begin?.flowVersion });
    if (entry.continuation) delete standing.flow.stopped;
  },
};

/** How two values differ: [{ path, before, after }], undefined where there is nothing. */
export function difference(before, after, path = '') {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const isTree = value => value !== null && typeof value === 'object';
  if (!isTree(before) || !isTree(after)) {
    const [one, other] = [isTree(before) ? before : {}, isTree(after) ? after : {}];
    const leaves = (isTree(before) || isTree(after)) && (before === undefined || after === undefined);
    return leaves && Object.keys({ ...one, ...other }).length ? difference(one, other, path) : [{ path, before, after }];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(name => difference(before[name], after[name], path ? `${path}.${name}` : name));
}

/** What a caller hears: [{ kind: 'speech' | 'silence' | 'listen' | 'ring' | 'talk', from, until, text }]; until is null for what lasts. */
export function soundsOf(entries, operations) {
  const sounds = [];
  let open = null;
  const turn = (kind, entry, text = '') => {
    if (open) open.until = at(entry);
    open = kind && { kind, at: at(entry), until: null, text };
    if (open) sounds.push(open);
  };
  let speaks = '';
  let listens = false;
  for (const entry of entries) {
    if (entry.kind === 'begin' && !entry.placeAt && entry.direction) turn('ring', entry);
    else if (entry.kind === 'outcome' && entry.outcome?.status === 'Done') {
      const command = operations.get(entry.operation)?.item.command;
      const leg = operations.get(entry.operation)?.item.leg;
      if (!command || leg) continue;
      if (command.kind === 'speak' || command.kind === 'play') speaks = command.sentence ?? '♪';
      if (command.kind === 'gather') [listens, speaks] = [true, command.prompt?.sentence ?? speaks];
      if (command.kind === 'gather' && !command.prompt) turn('listen', entry);
      if (command.kind === 'transfer') turn('ring', entry, command.to);
      if (command.kind === 'bridge') turn('talk', entry);
    } else if (entry.kind === 'event' && entry.verdict === 'Accepted' && entry.leg) {
      if (callbackOf(entry).what === 'answer' && open?.kind === 'ring') turn('talk', entry);
      if (callbackOf(entry).what === 'hangup' && ['talk', 'ring'].includes(open?.kind)) turn('silence', entry);
    } else if (entry.kind === 'event' && entry.verdict === 'Accepted') {
      const { what } = callbackOf(entry);
      if (what === 'answer') turn('silence', entry);
      else if (what === 'speechStart') turn('speech', entry, speaks);
      else if (what === 'speechEnd') turn(listens ? 'listen' : open?.kind === 'talk' ? 'talk' : 'silence', entry);
      else if (what === 'gatherEnd') [listens] = [false, turn('silence', entry)];
      else if (what === 'hangup') turn(null, entry);
    }
  }
  return sounds.filter(sound => sound.until !== sound.at);
}
