// Requests and callbacks in a few words, the carrier's own where there are some.
import { phone } from './format.js';
import { isTelnyx, telnyxCallback, telnyxRequest } from './telnyx-words.js';

const quote = text => (text.length > 60 ? `“${text.slice(0, 57)}…”` : `“${text}”`);
const short = id => String(id).replace(/^([a-z]+-.{4}).*$/, '$1…');
const file = url => decodeURIComponent(String(url).split('?')[0].split('/').pop() || url);

/** What sounded on a line, as its person lives it. */
export function soundWords(sound) {
  const words = {
    speak: () => `“${sound.text}”`, voice: () => `the other says “${sound.text}”`, said: () => `you say “${sound.text}”`,
    play: () => `♪ ${file(sound.url)}`, dtmf: () => `keys ${sound.text}`, connected: () => `connected with ${phone(sound.text)}`,
    joined: () => `joined ${short(sound.text)}`, left: () => `left ${short(sound.text)}`, tone: () => `${sound.text} tone`,
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

export function callbackWords(callback) {
  const fields = fieldsOf(callback);
  if (isTelnyx(callback)) return telnyxCallback(callback, fields);
  const more = {
    speak: fields.status, playback: fields.status, recording: fields.status, transcription: fields.status,
    gather: [fields.reason, fields.digits].filter(Boolean).join(' '),
    hangup: fields.cause, dtmf: fields.dtmfDigit, incomingcall: phone(fields.from),
    sms: fields.deliveryState ?? quote(fields.text ?? ''), mms: fields.deliveryState ?? quote(fields.text ?? ''),
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

// The path behind /v1/users/{user}/, its ids as *: which words fit.
const forms = [
  ['POST', 'calls', body => `call ${phone(body.to)}`],
  ['POST', 'calls/*', body => calls[body.state]?.(body) ?? (body.recordingEnabled === undefined ? 'change the call' : String(body.recordingEnabled) === 'true' ? 'record' : 'stop recording')],
  ['POST', 'calls/*/audio', audioWords],
  ['POST', 'calls/*/dtmf', body => `send keys ${body.dtmfOut ?? ''}`],
  ['POST', 'calls/*/gather', gatherWords],
  ['POST', 'calls/*/gather/*', () => 'stop gather'],
  ['POST', 'messages', body => `text ${quote(String(body.text ?? (Array.isArray(body) ? `${body.length} messages` : '')))}`],
  ['POST', 'conferences', () => 'create conference'],
  ['POST', 'conferences/*/members', () => 'add member'],
  ['POST', 'conferences/*/audio', body => `conference: ${audioWords(body)}`],
  ['POST', 'conferences/*/members/*/audio', body => `member: ${audioWords(body)}`],
  ['POST', 'bridges', () => 'bridge'],
  ['POST', 'applications', body => `create application ${body.name ?? ''}`],
  ['POST', 'phoneNumbers', body => `order ${phone(body.number)}`],
];

const collections = new Set(['calls', 'gather', 'conferences', 'members', 'bridges', 'applications', 'phoneNumbers', 'messages', 'recordings', 'transcriptions', 'media', 'events', 'errors']);

export function requestWords(request) {
  if (isTelnyx(request)) return telnyxRequest(request, parse(request.body));
  const path = request.path.split('?')[0].replace(/^\/v1\/(users\/[^/]+\/)?/, '').replace(/\/$/, '').split('/');
  const form = path.map((part, at) => (at > 0 && collections.has(path[at - 1]) ? '*' : part)).join('/');
  const known = forms.find(([method, pattern]) => method === request.method && pattern === form);
  if (known) return known[2](parse(request.body)).trim();
  return `${request.method} ${path.map(part => (/^[a-z]+-[a-z2-7]{23}$/.test(part) ? short(part) : part)).join('/')}`;
}
