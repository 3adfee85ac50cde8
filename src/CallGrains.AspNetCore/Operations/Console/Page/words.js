// Entries in a few words: the carrier's and the design's own terms.
import { callbackOf } from './entries.js';
import { phone } from './format.js';

export const quote = text => (text.length > 60 ? `“${text.slice(0, 57)}…”` : `“${text}”`);
const file = url => decodeURIComponent(String(url).split('?')[0].split('/').pop() || url);
const prompt = given => (given?.sentence ? quote(given.sentence) : given?.fileUrl ? file(given.fileUrl) : '');

const COMMANDS = {
  answer: () => 'answer', reject: () => 'reject', hangup: () => 'hang up', speak: c => `speak ${quote(c.sentence ?? '')}`, play: c => `play ${file(c.fileUrl)}`,
  stopAudio: c => (c.isFile ? 'stop playing' : 'stop speaking'), gather: c => `gather ${prompt(c.prompt)}`, stopGather: () => 'stop gather', sendDtmf: c => `send keys ${c.digits ?? ''}`,
  transfer: c => `transfer to ${phone(c.to)}`, record: c => (c.enabled ? 'record' : 'stop recording'), createCall: c => `call ${phone(c.to)}`, bridge: () => 'bridge',
  transcribe: () => 'transcribe', sendMessage: c => `text ${quote(c.text ?? '')}`, verifyRecording: () => 'look for the recording',
  signal: c => `signal ${c.name} to ${c.to}`, startCall: c => `start call ${phone(c.callee)}`, forward: c => `hand on to ${c.to}`,
  createConference: () => 'create conference', addMember: () => 'add member', changeMember: c => (c.leaves ? 'remove member' : 'change member'), changeConference: () => 'change conference',
  announce: c => `announce ${prompt(c.prompt)}`, stopAnnouncement: () => 'stop announcement', endConference: () => 'end conference',
};

export const commandWords = command => (COMMANDS[command.kind]?.(command) ?? command.kind).trim();

/** Commands that go to another grain, not to the carrier. */
export const isInternal = command => ['signal', 'startCall', 'forward'].includes(command.kind);

export function callbackWords(entry) {
  const { type, fields, what } = callbackOf(entry);
  const more = {
    digit: fields.dtmfDigit ?? fields.digit, gatherEnd: [fields.reason ?? fields.status, fields.digits].filter(Boolean).join(' '), hangup: fields.cause ?? fields.hangup_cause,
    incoming: phone(typeof fields.from === 'string' ? fields.from : ''), text: fields.text ? quote(fields.text) : '', receipt: fields.deliveryState,
  }[what] ?? fields.status ?? '';
  return `${type} ${typeof more === 'string' ? more : ''}`.trim();
}

const quantity = (count, one) => `${count} ${one}${count === 1 ? '' : 's'}`;

const LINES = {
  begin: e => (e.flow ? `flow ${e.flow} v${e.flowVersion} begins` : 'begins without a flow'),
  event: e => callbackWords(e),
  release: e => `${quantity((e.entries ?? []).length, 'held event')} released`,
  decision: e => (e.failure ? 'flow failed' : e.completed ? 'flow has come to its end' : e.byHost ? 'host decides' : 'flow decides'),
  attempt: e => `command ${e.operation} is about to be sent again`,
  outcome: e => `outcome of ${e.operation}: ${e.outcome?.status}`,
  step: e => `step ${e.operation} ${e.error ? 'threw' : 'returned'}`,
  timer: () => 'timer fires',
  signal: e => signalWords(e),
  hangUp: () => 'hang-up asked for',
  fault: e => ({ Quarantined: 'flow quarantined', Terminated: 'flow terminated', Released: 'flow released' }[e.stop] ?? 'flow cannot go on'),
  snapshot: e => (e.continuation ? `flow ${e.begin?.flow} v${e.begin?.flowVersion} begins here` : 'snapshot of what was before'),
  check: e => (e.isAlive ? 'carrier asked: the call is alive' : 'carrier asked: no answer'),
  alias: e => `belongs to ${e.to}`,
};

const OWN = { $terminate: 'terminate asked for', $release: 'release asked for', $text: 'text asked for', $begin: 'conversation asked for', $watch: 'another grain wants to know the end' };
const BY_HAND = { $speak: value => `speak ${quote(value?.sentence ?? '')} asked for`, $retry: value => `command ${value?.operation} asked for again`, $redirect: value => `redirect to ${value?.flow} asked for` };
const signalWords = entry => BY_HAND[entry.name]?.(entry.value) ?? OWN[entry.name] ?? `signal ${entry.name}`;

export const entryWords = entry => (LINES[entry.kind] ?? (e => e.kind))(entry);

/** What a timer or step is called. */
export const operationWords = item => ({ step: `step ${item.name}`, timer: item.name ? `timer ${item.name}` : 'timer', patch: `patch ${item.patch}`, lock: item.isLocked ? 'lock' : 'unlock', cancelTimer: 'timer ended' }[item.kind] ?? item.kind);
