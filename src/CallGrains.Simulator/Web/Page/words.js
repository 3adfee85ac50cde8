// Requests and callbacks in a few words, the carrier's own where there are some.
import { phone } from './format.js';
import { isTelnyx, telnyxCallback, telnyxRequest } from './telnyx-words.js';
import { personOf } from './store.js';

// Words that run from right to left are kept apart, so that the quotes and what follows stay where they belong.
const apart = text => (/[\u0590-\u08ff\ufb1d-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text);
const quote = text => (text.length > 60 ? `“${apart(text.slice(0, 57))}…”` : `“${apart(text)}”`);
const short = id => String(id).replace(/^([a-z]+-.{4}).*$/, '$1…');
const file = url => unescaped(String(url ?? '').split('?')[0].split('/').pop() || String(url));

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What sounded on a line, as its person lives it. */
export function soundWords(sound) {
  const words = {
    speak: () => `“${apart(sound.text)}”`, voice: () => `the other says “${apart(sound.text)}”`, said: () => `you say “${apart(sound.text)}”`,
    play: () => `♪ ${file(sound.url)}`, dtmf: () => `keys ${sound.text}`, connected: () => `connected with ${phone(sound.text)}`,
    joined: () => `in conference ${short(sound.text)}`, left: () => `left ${short(sound.text)}`, tone: () => `${sound.text} tone`,
  }[sound.kind];
  return words ? words() : `${sound.kind} ${sound.text ?? sound.url ?? ''}`.trim();
}

export function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** The fields of a callback: its JSON body (or the payload in it), or the query of a GET. */
export function fieldsOf(callback) {
  if (isTelnyx(callback)) return parse(callback.body).data?.payload ?? {};
  return callback.body ? parse(callback.body) : Object.fromEntries(new URL(callback.url).searchParams);
}

/** A member's state says whether it joined, left, or was changed: muted and held are told each time. */
function memberWords(fields, store) {
  const call = store?.calls.get(fields.callId);
  const who = call ? phone(personOf(call)) : short(fields.memberId ?? '');
  const flags = [fields.mute === true && 'muted', fields.hold === true && 'on hold'].filter(Boolean).join(', ');
  return `${who} ${fields.state === 'completed' ? 'left' : 'is in'}${flags ? `, ${flags}` : ''}, ${fields.activeMembers} there`;
}

export function callbackWords(callback, store) {
  const fields = fieldsOf(callback);
  if (isTelnyx(callback)) return telnyxCallback(callback, fields);
  const more = {
    speak: fields.status, playback: fields.status, recording: fields.status, transcription: fields.status,
    gather: [fields.reason, fields.digits].filter(Boolean).join(' '),
    hangup: fields.cause, dtmf: fields.dtmfDigit, incomingcall: phone(fields.from),
    sms: fields.deliveryState ?? quote(fields.text ?? ''), mms: fields.deliveryState ?? quote(fields.text ?? ''),
    'conference-member': callback.eventType === 'conference-member' ? memberWords(fields, store) : '',
  }[callback.eventType] ?? fields.status ?? '';
  return `${callback.eventType} ${more}`.trim();
}

const calls = {
  active: () => 'answer', rejected: () => 'reject', completed: () => 'hang up',
  transferring: body => `transfer to ${phone(body.transferTo)}`,
};

function audioWords(body) {
  if (body.sentence !== undefined) return body.sentence ? `speak ${quote(body.sentence)}` : 'stop speaking';
  return body.fileUrl ? `play ${file(body.fileUrl)}` : 'stop playing';
}

function gatherWords(body) {
  const prompt = body.prompt?.sentence ?? (body.prompt?.fileUrl && file(body.prompt.fileUrl));
  return prompt ? `gather ${quote(prompt)}` : 'gather';
}

const isOn = value => String(value) === 'true';

/** What is changed of a member, or of a whole conference. */
function roomWords(what, body, done) {
  if (body.state === 'completed') return `${done} ${what}`;
  const changes = [
    body.mute !== undefined && (isOn(body.mute) ? 'mute' : 'unmute'), body.hold !== undefined && (isOn(body.hold) ? 'hold' : 'unhold'),
    body.callbackUrl !== undefined && 'other callback URL for', (body.joinTone ?? body.leavingTone) !== undefined && 'change the tones of',
  ].filter(Boolean).join(' and ');
  return `${changes || 'change'} ${what}`;
}

const numberOf = (store, id) => {
  const call = store?.calls.get(id);
  return call ? phone(personOf(call)) : short(id ?? '');
};

// The path behind /v1/users/{user}/, its ids as *: which words fit. Ids are those of the path, in order.
const forms = [
  ['POST', 'calls', body => `call ${phone(body.to)}`],
  ['POST', 'calls/*', body => calls[body.state]?.(body) ?? (body.recordingEnabled === undefined ? 'change the call' : isOn(body.recordingEnabled) ? 'record' : 'stop recording')],
  ['POST', 'calls/*/audio', audioWords],
  ['POST', 'calls/*/dtmf', body => `send keys ${body.dtmfOut ?? ''}`],
  ['POST', 'calls/*/gather', gatherWords],
  ['POST', 'calls/*/gather/*', () => 'stop gather'],
  ['GET', 'calls/*', () => 'look at the call'],
  ['GET', 'calls/*/gather/*', () => 'look at the gather'],
  ['GET', 'calls/*/events', () => 'read the call’s log'],
  ['GET', 'calls/*/recordings', () => 'list the call’s recordings'],
  ['POST', 'messages', body => `text ${quote(String(body.text ?? (Array.isArray(body) ? `${body.length} messages` : '')))}`],
  ['PATCH', 'messages/*', () => 'redact the message'],
  ['POST', 'conferences', () => 'create conference'],
  ['GET', 'conferences/*', () => 'look at the conference'],
  ['GET', 'conferences/*/members', () => 'list the members'],
  ['POST', 'conferences/*', body => roomWords('the whole conference', body, 'end')],
  ['POST', 'conferences/*/members', (body, store) => `add member ${numberOf(store, body.callId)}`],
  ['POST', 'conferences/*/members/*', body => roomWords('a member', body, 'remove')],
  ['POST', 'conferences/*/audio', body => `to the conference: ${audioWords(body)}`],
  ['POST', 'conferences/*/members/*/audio', body => `to one member: ${audioWords(body)}`],
  ['POST', 'bridges', (body, store) => `bridge ${(body.callIds ?? []).map(id => numberOf(store, id)).join(' and ')}`],
  ['POST', 'bridges/*', (body, store) => (body.callIds ? `bridge ${body.callIds.length ? body.callIds.map(id => numberOf(store, id)).join(' and ') : 'nobody any more'}` : `bridge ${isOn(body.bridgeAudio) ? 'off hold' : 'on hold'}`)],
  ['POST', 'bridges/*/audio', body => `to the bridge: ${audioWords(body)}`],
  ['GET', 'bridges/*', () => 'look at the bridge'],
  ['GET', 'recordings/*', () => 'look at the recording'],
  ['POST', 'recordings/*/transcriptions', () => 'transcribe the recording'],
  ['PUT', 'media/*', (_, __, [name]) => `store ${file(name)}`],
  ['GET', 'media/*', (_, __, [name]) => `fetch ${file(name)}`],
  ['DELETE', 'media/*', (_, __, [name]) => `delete ${file(name)}`],
  ['POST', 'applications', body => `create application ${body.name ?? ''}`],
  ['POST', 'applications/*', () => 'change application'],
  ['GET', 'applications', () => 'list applications'],
  ['POST', 'phoneNumbers', body => `order ${phone(body.number)}`],
  ['POST', 'phoneNumbers/*', (_, __, [number]) => `change ${phone(unescaped(number))}`],
  ['GET', 'phoneNumbers', () => 'list numbers'],
];

const collections = new Set(['calls', 'gather', 'conferences', 'members', 'bridges', 'applications', 'phoneNumbers', 'messages', 'recordings', 'transcriptions', 'media', 'events', 'errors']);

export function requestWords(request, store) {
  if (isTelnyx(request)) return telnyxRequest(request, parse(request.body));
  const path = request.path.split('?')[0].replace(/^\/v1\/(users\/[^/]+\/)?/, '').replace(/\/$/, '').split('/');
  const form = path.map((part, at) => (at > 0 && collections.has(path[at - 1]) ? '*' : part)).join('/');
  const known = forms.find(([method, pattern]) => method === request.method && pattern === form);
  if (known) return known[2](parse(request.body), store, path.filter((_, at) => at > 0 && collections.has(path[at - 1]))).trim();
  return `${request.method} ${path.map(part => (/^[a-z]+-[a-z2-7]{23}$/.test(part) ? short(part) : part)).join('/')}`;
}
