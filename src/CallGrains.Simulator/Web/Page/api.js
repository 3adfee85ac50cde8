// The phone's side of the simulator. Every failure becomes an Error that says what to do.

/** Asks the simulator; gives the parsed answer. */
export async function ask(path, body, method = body === undefined ? 'GET' : 'POST') {
  let answer;
  try {
    answer = await fetch(path, body === undefined ? { method } : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  } catch {
    throw new Error('The simulator does not answer. Is it still running? This page connects again by itself.');
  }
  const text = await answer.text();
  if (answer.ok) return text ? JSON.parse(text) : null;
  throw Object.assign(new Error(messageOf(text) ?? `${method} ${path} was answered ${answer.status}.`), { status: answer.status });
}

/** Does what may fail; says in the notice why it did. */
export async function attempt(notice, work) {
  try {
    await work();
    notice.hidden = true;
  } catch (error) {
    notice.hidden = false;
    notice.textContent = error.message;
  }
}

function messageOf(text) {
  try {
    return JSON.parse(text).message;
  } catch {
    return undefined;
  }
}

/** Stores a phone's picture; gives the URL at which the application can fetch it. */
export async function upload(file) {
  const name = `phone-${Date.now()}-${file.name.replace(/[^\w.-]+/g, '_')}`;
  const answer = await fetch(`/sim/media/${name}`, { method: 'PUT', headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: file });
  if (!answer.ok) throw new Error(messageOf(await answer.text()) ?? `The picture was not taken: ${answer.status}.`);
  return answer.headers.get('Location');
}

const presses = new Map();

export const dial = (from, to) => ask('/sim/calls', { from, to });
export const act = (callId, what) => ask(`/sim/calls/${callId}/${what}`, {});
export const say = (callId, text) => ask(`/sim/calls/${callId}/say`, { text });
export const hold = (number, manual) => ask('/sim/phones', { number, manual });
export const resend = (n, changes = {}) => ask(`/sim/callbacks/${n}/resend`, changes);
export const resendMany = numbers => ask('/sim/callbacks/resend', { numbers });

/** An entry with its headers; null where it is not remembered any more. */
export const whole = (kind, n) => ask(`/sim/${kind}/${n}`).catch(() => null);

const OLDER = 1000;

/** Loads what was there before the page: a thousand entries of each kind, and a hundred calls. */
export async function fetchOlder(store) {
  const oldest = store.order[0];
  const [requests, callbacks, calls] = await Promise.all([
    ask(`/sim/requests?before=${limitOf(store.timeline.first('r'))}&limit=${OLDER}`), ask(`/sim/callbacks?before=${limitOf(store.timeline.first('c'))}&limit=${OLDER}`),
    ask(`/sim/calls${oldest ? `?before=${oldest}` : ''}`),
  ]);
  take(store, calls.items, requests.items, callbacks.items);
  store.skipped = Math.max(0, store.skipped - requests.items.length - callbacks.items.length);
  if (!requests.items.length && !callbacks.items.length) store.skipped = 0;
}

/** Loads a call that the page does not know, or only a part of. */
export async function fetchCall(store, callId) {
  const [call, requests, callbacks] = await Promise.all([ask(`/sim/calls/${callId}`), ask(`/sim/requests?callId=${callId}`), ask(`/sim/callbacks?callId=${callId}`)]);
  take(store, [call], requests.items, callbacks.items);
}

function take(store, calls, requests, callbacks) {
  store.timeline.keep(requests.length + callbacks.length + 2 * calls.length);
  for (const call of calls) if (!store.calls.has(call.callId) || call.heard) store.addCall(call);
  for (const entry of requests) store.addRequest(entry);
  for (const entry of callbacks) store.addCallback(entry);
}

const limitOf = first => (Number.isFinite(first) ? first : Number.MAX_SAFE_INTEGER);

/** Keys of one call arrive in the order they were pressed, however slow the line is. */
export function press(callId, digits) {
  const before = presses.get(callId) ?? Promise.resolve();
  const next = before.catch(() => {}).then(() => ask(`/sim/calls/${callId}/digits`, { digits }));
  presses.set(callId, next);
  return next;
}
